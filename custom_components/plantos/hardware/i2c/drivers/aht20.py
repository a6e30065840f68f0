"""AHT20, temperature and humidity (Aosong "AHT20 Product manuals")."""

from collections.abc import Collection
from typing import ClassVar

from ....domain.readings import Measure
from ... import HardwareError
from ..chip import Chip
from ..crc import checked
from ..driver import Driver, Values, probe

_INITIALIZE, _MEASURE = (0xBE, 0x08, 0x00), (0xAC, 0x33, 0x00)
_BUSY, _CALIBRATED = 0x80, 0x18
_INITIALIZING_S, _MEASURING_S = 0.01, 0.08


class Aht20(Driver):
    """Temperature and humidity, measured once when asked for."""

    key = "aht20"
    title = "AHT20"
    datasheet = "AHT20 Product manuals"
    addresses = (0x38,)
    channels: ClassVar = {"temperature": probe(Measure.TEMPERATURE), "humidity": probe(Measure.HUMIDITY)}

    @classmethod
    async def identify(cls, chip: Chip) -> bool | None:
        """Its status byte, read without a write: an expander of outputs may be there instead."""
        return True if await chip.receive_byte() & (_BUSY | _CALIBRATED) == _CALIBRATED else None

    async def prepare(self, chip: Chip) -> float:
        """Measure once, initialized if need be."""
        if await chip.receive_byte() & _CALIBRATED != _CALIBRATED:
            await chip.send(*_INITIALIZE)
            await chip.pause(_INITIALIZING_S)
        await chip.send(*_MEASURE)
        return _MEASURING_S

    async def read(self, chip: Chip, channels: Collection[str]) -> Values:
        """What was measured: 20 bits of humidity, then 20 of temperature."""
        data = await chip.receive(7)
        if data[0] & _BUSY:
            raise HardwareError("the measurement doesn't end")
        both = int.from_bytes(checked(data)[1:])
        return {"temperature": (both & 0xFFFFF) / 2**20 * 200 - 50, "humidity": (both >> 20) / 2**20 * 100}
