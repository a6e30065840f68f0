"""SHT30, SHT31 and SHT35, temperature and humidity (Sensirion "Datasheet SHT3x-DIS")."""

from collections.abc import Collection
from typing import ClassVar

from ....domain.readings import Measure
from ..chip import Chip
from ..crc import checked_words
from ..driver import Driver, Values, probe

# High repeatability, without holding the clock.
_MEASURE, _STATUS = (0x24, 0x00), (0xF3, 0x2D)
_MEASURING_S, _ANSWER_S = 0.016, 0.001


class Sht3x(Driver):
    """Temperature and humidity, measured once when asked for."""

    key = "sht3x"
    title = "SHT30, SHT31 or SHT35"
    datasheet = "SHT3x-DIS"
    addresses = (0x44, 0x45)
    channels: ClassVar = {"temperature": probe(Measure.TEMPERATURE), "humidity": probe(Measure.HUMIDITY)}

    @classmethod
    async def identify(cls, chip: Chip) -> bool | None:
        """It tells its status with a checksum."""
        checked_words(await chip.ask(*_STATUS, length=3, wait_s=_ANSWER_S))
        return True

    async def prepare(self, chip: Chip) -> float:
        """Measure once."""
        await chip.send(*_MEASURE)
        return _MEASURING_S

    async def read(self, chip: Chip, channels: Collection[str]) -> Values:
        """What was measured."""
        temperature, humidity = checked_words(await chip.receive(6))
        return {"temperature": -45 + 175 * temperature / 65535, "humidity": 100 * humidity / 65535}
