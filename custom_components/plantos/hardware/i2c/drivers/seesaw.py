"""Adafruit STEMMA soil sensor, a seesaw (Adafruit product 4026, "Adafruit seesaw" guide)."""

from collections.abc import Collection
from typing import ClassVar

from ....domain.readings import Measure
from ... import HardwareError
from ..chip import Chip
from ..driver import Driver, Values, probe, raw_probe
from ..known import EXPANDERS

_HARDWARE_ID, _TEMPERATURE, _TOUCH = (0x00, 0x01), (0x00, 0x04), (0x0F, 0x10)
# SAMD09, and the ATtinys of later boards.
_HARDWARE_IDS = frozenset({0x55, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89})
_ANSWER_S, _TRIES = 0.005, 3
# What it measures at most; anything above says that it couldn't measure in that moment.
_MOST = 4095


class SeesawSoil(Driver):
    """Capacitance in counts and the board's temperature."""

    key = "seesaw_soil"
    title = "Adafruit STEMMA soil sensor"
    datasheet = "Adafruit 4026"
    addresses = range(0x36, 0x3A)
    channels: ClassVar = {"capacitance": raw_probe("Capacitance"), "temperature": probe(Measure.TEMPERATURE)}

    @classmethod
    async def identify(cls, chip: Chip) -> bool | None:
        """Its hardware id, where no expander of outputs may be instead."""
        if chip.address in EXPANDERS:
            return None
        return (await chip.ask(*_HARDWARE_ID, length=1, wait_s=_ANSWER_S))[0] in _HARDWARE_IDS

    async def read(self, chip: Chip, channels: Collection[str]) -> Values:
        """Ask for both, for the capacitance again while it couldn't be measured."""
        temperature = await chip.ask(*_TEMPERATURE, length=4, wait_s=_ANSWER_S)
        return {
            "capacitance": await self._capacitance(chip),
            "temperature": (int.from_bytes(temperature) & 0x3FFFFFFF) / 0x10000,
        }

    async def _capacitance(self, chip: Chip) -> float | HardwareError:
        for _ in range(_TRIES):
            counts = int.from_bytes(await chip.ask(*_TOUCH, length=2, wait_s=_ANSWER_S))
            if counts <= _MOST:
                return counts
        return HardwareError("it couldn't measure the capacitance")
