"""SHT40, SHT41 and SHT45, temperature and humidity (Sensirion "Datasheet SHT4x")."""

from collections.abc import Collection
from typing import ClassVar

from ....domain.readings import Measure
from ..chip import Chip
from ..crc import checked_words
from ..driver import Driver, Values, probe

# High repeatability.
_MEASURE, _SERIAL = 0xFD, 0x89
_MEASURING_S, _ANSWER_S = 0.01, 0.001


class Sht4x(Driver):
    """Temperature and humidity, measured once when asked for."""

    key = "sht4x"
    title = "SHT40, SHT41 or SHT45"
    datasheet = "SHT4x"
    addresses = (0x44, 0x45, 0x46)
    channels: ClassVar = {"temperature": probe(Measure.TEMPERATURE), "humidity": probe(Measure.HUMIDITY)}

    @classmethod
    async def identify(cls, chip: Chip) -> bool | None:
        """It tells its serial number with checksums."""
        checked_words(await chip.ask(_SERIAL, length=6, wait_s=_ANSWER_S))
        return True

    async def prepare(self, chip: Chip) -> float:
        """Measure once."""
        await chip.send(_MEASURE)
        return _MEASURING_S

    async def read(self, chip: Chip, channels: Collection[str]) -> Values:
        """What was measured. At both ends the formula gives what can't be."""
        temperature, humidity = checked_words(await chip.receive(6))
        return {
            "temperature": -45 + 175 * temperature / 65535,
            "humidity": min(max(-6 + 125 * humidity / 65535, 0.0), 100.0),
        }
