"""Chips as their datasheets have them, and what a driver reads from one."""

import struct

from custom_components.plantos.hardware.i2c import DRIVERS
from custom_components.plantos.hardware.i2c.chip import Chip as BusChip
from custom_components.plantos.hardware.i2c.crc import crc8
from custom_components.plantos.hardware.i2c.driver import Values, measure

from .fakes import Chip, Pauses, Registers, Wire, buses_of

BMP280_T, BMP280_P = (27504, 26435, -1000), (36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000)
BME280_H = (75, 362, 0, 313, 50, 30)


def bosch(chip_id: int, *, status: int = 0, temperature: int = 519888, humidity: int = 29470) -> Registers:
    """A BME280 or BMP280 trimmed as in the datasheet's example."""
    h1, h2, h3, h4, h5, h6 = BME280_H
    trimming = struct.pack("<HhhHhhhhhhhhxB", *BMP280_T, *BMP280_P, h1)
    humid = struct.pack("<hBbBbb", h2, h3, h4 >> 4, h4 & 0xF | (h5 & 0xF) << 4, h5 >> 4, h6)
    data = (415148 << 4).to_bytes(3) + (temperature << 4).to_bytes(3) + humidity.to_bytes(2)
    blocks = {0xD0: bytes([chip_id]), 0x88: trimming, 0xE1: humid, 0xF3: bytes([status]), 0xF7: data}
    return Registers({start + index: value for start, block in blocks.items() for index, value in enumerate(block)})


def with_crc(*words: int) -> bytes:
    return b"".join(word.to_bytes(2) + bytes([crc8(word.to_bytes(2))]) for word in words)


def aht20(humidity: int, temperature: int, status: int = 0x18) -> bytes:
    data = bytes([status]) + (humidity << 20 | temperature).to_bytes(5)
    return data + bytes([crc8(data)])


async def values(
    key: str, chip: Chip, *, channels: tuple[str, ...] = (), pauses: Pauses | None = None, **settings: object
) -> Values:
    """What a driver reads from a chip at its first address."""
    driver = DRIVERS[key].model_validate(settings)
    address = min(driver.addresses)
    buses = buses_of({1: Wire({address: chip})}, pauses)
    try:
        return await measure(driver, BusChip(buses[1], address), channels or tuple(driver.channels))
    finally:
        await buses.stop()
