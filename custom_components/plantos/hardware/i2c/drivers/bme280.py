"""BME280 and BMP280, temperature, humidity and air pressure (Bosch BST-BME280-DS002 and BST-BMP280-DS001)."""

from collections.abc import Collection
from dataclasses import dataclass
import struct
from typing import ClassVar

from ....domain.readings import Measure
from ... import HardwareError
from ...devices import Channel, Role
from ..chip import Chip
from ..driver import Driver, Values, probe

_ID, _CONTROL_HUMIDITY, _STATUS, _CONTROL = 0xD0, 0xF2, 0xF3, 0xF4
_TRIMMING, _TRIMMING_HUMIDITY, _DATA = 0x88, 0xE1, 0xF7
# Each of them once (oversampling 1), then sleep.
_ONCE, _MEASURE_ONCE, _MEASURING = 0x01, 0x25, 0x08
_MEASURING_S = 0.01
# What a value holds that wasn't measured.
_SKIPPED = 0x80000

_TEMPERATURE = probe(Measure.TEMPERATURE)
_PRESSURE = Channel(role=Role.PROBE, name="Air pressure", unit="hPa")


@dataclass(frozen=True, slots=True)
class Trimming:
    """What a chip was trimmed with, by the datasheet's names."""

    t: tuple[int, ...]
    p: tuple[int, ...]
    h: tuple[int, ...] = ()

    def fine(self, raw: int) -> float:
        """The fine temperature that the others are compensated with."""
        t1, t2, t3 = self.t
        return (raw / 16384 - t1 / 1024) * t2 + (raw / 131072 - t1 / 8192) ** 2 * t3

    def pressure(self, raw: int, fine: float) -> float:
        """Pressure in hPa."""
        p1, p2, p3, p4, p5, p6, p7, p8, p9 = self.p
        var1 = fine / 2 - 64000
        var2 = var1 * var1 * p6 / 32768 + var1 * p5 * 2
        var2 = var2 / 4 + p4 * 65536
        var1 = (p3 * var1 * var1 / 524288 + p2 * var1) / 524288
        var1 = (1 + var1 / 32768) * p1
        pressure = (1048576 - raw - var2 / 4096) * 6250 / var1
        return (pressure + (p9 * pressure * pressure / 2147483648 + pressure * p8 / 32768 + p7) / 16) / 100

    def humidity(self, raw: int, fine: float) -> float:
        """Relative humidity in %."""
        h1, h2, h3, h4, h5, h6 = self.h
        var = fine - 76800
        var = (raw - (h4 * 64 + h5 / 16384 * var)) * (
            h2 / 65536 * (1 + h6 / 67108864 * var * (1 + h3 / 67108864 * var))
        )
        return min(max(var * (1 - h1 * var / 524288), 0.0), 100.0)


def celsius(fine: float) -> float:
    """The temperature in °C."""
    return fine / 5120


class Bmp280(Driver):
    """Temperature and air pressure, measured once when asked for."""

    key = "bmp280"
    title = "BMP280"
    datasheet = "BST-BMP280-DS001"
    addresses = (0x76, 0x77)
    channels: ClassVar = {"temperature": _TEMPERATURE, "pressure": _PRESSURE}

    # Samples have ids of their own.
    ids: ClassVar[frozenset[int]] = frozenset({0x56, 0x57, 0x58})
    length: ClassVar[int] = 6

    @classmethod
    async def identify(cls, chip: Chip) -> bool | None:
        """Its id."""
        return await chip.read_byte(_ID) in cls.ids

    async def prepare(self, chip: Chip) -> float:
        """Measure once."""
        await chip.write_byte(_CONTROL, _MEASURE_ONCE)
        return _MEASURING_S

    async def read(self, chip: Chip, channels: Collection[str]) -> Values:
        """Compensate what was measured."""
        if await chip.read_byte(_STATUS) & _MEASURING:
            raise HardwareError("the measurement doesn't end")
        trimming = await self._trimming(chip)
        data = await chip.read_block(_DATA, self.length)
        pressure, temperature = int.from_bytes(data[:3]) >> 4, int.from_bytes(data[3:6]) >> 4
        if temperature == _SKIPPED:
            raise HardwareError("it hasn't measured")
        fine = trimming.fine(temperature)
        values = {"temperature": celsius(fine), "pressure": trimming.pressure(pressure, fine)}
        return values | ({"humidity": trimming.humidity(int.from_bytes(data[6:]), fine)} if trimming.h else {})

    async def _trimming(self, chip: Chip) -> Trimming:
        words = struct.unpack("<HhhHhhhhhhhh", await chip.read_block(_TRIMMING, 24))
        return Trimming(words[:3], words[3:])


class Bme280(Bmp280):
    """The same with humidity."""

    key = "bme280"
    title = "BME280"
    datasheet = "BST-BME280-DS002"
    channels: ClassVar = {"temperature": _TEMPERATURE, "humidity": probe(Measure.HUMIDITY), "pressure": _PRESSURE}

    ids: ClassVar[frozenset[int]] = frozenset({0x60})
    length: ClassVar[int] = 8

    async def prepare(self, chip: Chip) -> float:
        """Measure once, humidity too; that is taken up with the write after it."""
        await chip.write_byte(_CONTROL_HUMIDITY, _ONCE)
        return await super().prepare(chip)

    async def _trimming(self, chip: Chip) -> Trimming:
        words = struct.unpack("<HhhHhhhhhhhhxB", await chip.read_block(_TRIMMING, 26))
        h2, h3, e4, e5, e6, h6 = struct.unpack("<hBbBbb", await chip.read_block(_TRIMMING_HUMIDITY, 7))
        h4, h5 = e4 << 4 | e5 & 0x0F, e6 << 4 | e5 >> 4
        return Trimming(words[:3], words[3:12], (words[12], h2, h3, h4, h5, h6))
