"""Catnip Electronics' I²C soil moisture sensor, once Chirp (README of Miceuz/i2c-moisture-sensor)."""

from collections.abc import Collection
from typing import ClassVar

from ....domain.readings import Measure
from ..chip import Chip
from ..driver import Driver, Values, probe, raw_probe

_CAPACITANCE, _TEMPERATURE = 0x00, 0x05
_MEASURING_S = 0.3


class Chirp(Driver):
    """Capacitance in counts and temperature. No id is read at an address that expanders have, too."""

    key = "chirp"
    title = "Catnip I²C soil moisture sensor (Chirp)"
    datasheet = "i2c-moisture-sensor README"
    addresses = (0x20,)
    channels: ClassVar = {"capacitance": raw_probe("Capacitance"), "temperature": probe(Measure.TEMPERATURE)}

    async def prepare(self, chip: Chip) -> float:
        """Ask for the capacitance: that gives an old one, and begins to measure a new one."""
        await chip.read_word(_CAPACITANCE)
        return _MEASURING_S

    async def read(self, chip: Chip, channels: Collection[str]) -> Values:
        """What it has measured since."""
        capacitance = await chip.read_word(_CAPACITANCE)
        temperature = (await chip.read_word(_TEMPERATURE)).to_bytes(2)
        return {"capacitance": capacitance, "temperature": int.from_bytes(temperature, signed=True) / 10}
