"""What the drivers read from chips on real buses."""

import asyncio
import os
import time

from bench.checks import Failed, check, expect
from bench.chips import MESSAGES, REGISTERS, Commanded, Hanging, lay_bytes, lay_word
from bench.cuse_bus import CuseBus

from custom_components.plantos.hardware import Fault, HardwareError
from custom_components.plantos.hardware.i2c import DRIVERS
from custom_components.plantos.hardware.i2c.bus import Buses, I2cError
from custom_components.plantos.hardware.i2c.chip import Chip
from custom_components.plantos.hardware.i2c.driver import measure
from custom_components.plantos.hardware.i2c.scan import scan

# The datasheet's own example, 25.08 °C and 1006.53 hPa, and a sample's humidity trimming.
TRIMMING = "70 6b 43 67 18 fc 7d 8e 43 d6 d0 0b 27 0b 8c 00 f9 ff 8c 3c f8 c6 70 17 00 4b"
TRIMMING_HUMIDITY = "6e 01 00 13 26 03 1e"
MEASURED = "65 5a c0 7e ed 00 75 30"
# 0xBEEF has the checksum 0x92 in Sensirion's datasheet.
BEEF = bytes.fromhex("be ef 92")

# Longer than anybody has patience.
HANG_S = 30.0

messages = CuseBus(
    MESSAGES,
    {
        0x23: Commanded({b"\x20": bytes.fromhex("83 90")}),
        0x36: Commanded(
            {b"\x00\x01": b"\x55", b"\x00\x04": bytes.fromhex("00 15 80 00"), b"\x0f\x10": bytes.fromhex("02 58")}
        ),
        0x38: Commanded({}, bytes.fromhex("18 80 00 06 00 00 23")),
        0x44: Commanded({b"\x24\x00": BEEF * 2, b"\xf3\x2d": BEEF}),
        0x45: Commanded({b"\xfd": BEEF * 2, b"\x89": BEEF * 2}),
        0x46: Commanded({b"\xfd": b"\xbe\xee\x92" + BEEF, b"\x89": BEEF * 2}),
        0x5C: Hanging(HANG_S),
    },
)
buses = Buses()


async def reads(key: str, bus: int, address: int, **expected: float) -> None:
    """Whether a driver reads these values, within one in a hundred."""
    driver = DRIVERS[key]()
    chip = Chip(buses[bus], address)
    values = await measure(driver, chip, expected)
    for channel, value in expected.items():
        found = values[channel]
        if isinstance(found, HardwareError):
            raise Failed(f"{channel}: {found}")
        expect(abs(found - value) <= abs(value) / 100, f"{channel} is {found}, not {value}")


async def refusal(bus: int, address: int, key: str) -> I2cError:
    """The error that reading an address gives."""
    try:
        values = await measure(DRIVERS[key](), Chip(buses[bus], address), DRIVERS[key].channels)
    except I2cError as error:
        return error
    raise Failed(f"it was read: {values}")


async def found_on(bus: int, expected: dict[int, str]) -> None:
    """Whether a scan finds chips that may be of these kinds, and no others."""
    found = {one.address: one.candidates for one in await scan(buses[bus]) if one.candidates}
    well = found.keys() == expected.keys() and all(expected[address] in keys for address, keys in found.items())
    expect(well, f"it found { ({hex(address): keys for address, keys in found.items()}) }")


@check("a scan of the kernel's simulated bus finds what is there and tells what it is")
async def scan_registers() -> None:
    """By the registers that tell a chip's kind."""
    lay_word(0x48, 2, 0x8000)
    lay_word(0x48, 3, 0x7FFF)
    lay_word(0x40, 0, 0x399F)
    lay_bytes(0x76, 0xD0, b"\x60")
    lay_bytes(0x29, 0xB2, b"\x50")
    lay_bytes(0x10, 0x07, b"\x81")
    known = {0x10: "veml7700", 0x20: "chirp", 0x29: "tsl2591", 0x40: "ina219", 0x48: "ads1115", 0x76: "bme280"}
    await found_on(REGISTERS, known)


@check("a scan of a bus with messages finds what is there and tells what it is")
async def scan_messages() -> None:
    """By what chips answer to commands; a light sensor has nothing to tell it by."""
    known = {0x23: "bh1750", 0x36: "seesaw_soil", 0x38: "aht20", 0x44: "sht3x", 0x45: "sht4x", 0x46: "sht4x"}
    await found_on(MESSAGES, known | {0x5C: "bh1750"})


@check("an ADS1115 reads the voltage of a probe")
async def ads1115() -> None:
    """Half of the full scale of 4.096 V."""
    lay_word(0x48, 0, 0x4000)
    await reads("ads1115", REGISTERS, 0x48, a0=2.048, a3=2.048)


@check("an ADS1115 whose input is at a rail says so of that input")
async def ads1115_rail() -> None:
    """Nothing is plugged in there."""
    lay_word(0x48, 0, 0x0000)
    values = await measure(DRIVERS["ads1115"](), Chip(buses[REGISTERS], 0x48), ["a1"])
    expect(isinstance(values["a1"], HardwareError), f"it read {values['a1']}")


@check("a BME280 reads the datasheet's example")
async def bme280() -> None:
    """Trimming and data are laid as the datasheet lists them."""
    for register, content in ((0x88, TRIMMING), (0xE1, TRIMMING_HUMIDITY), (0xF7, MEASURED)):
        lay_bytes(0x76, register, bytes.fromhex(content))
    await reads("bme280", REGISTERS, 0x76, temperature=25.08, pressure=1006.53, humidity=56.68)


@check("an INA219 reads a pump's voltage and current")
async def ina219() -> None:
    """12 V and 500 mA through 0.1 Ω."""
    lay_word(0x40, 0, 0x399F)
    lay_word(0x40, 1, 5000)
    lay_word(0x40, 2, 3000 << 3 | 2)
    await reads("ina219", REGISTERS, 0x40, voltage=12.0, current=500.0)


@check("a BH1750 reads the datasheet's example")
async def bh1750() -> None:
    """33680 counts."""
    await reads("bh1750", MESSAGES, 0x23, illuminance=28066.7)


@check("an Adafruit soil sensor reads capacitance and temperature")
async def seesaw() -> None:
    """600 counts at 21.5 °C."""
    await reads("seesaw_soil", MESSAGES, 0x36, capacitance=600, temperature=21.5)


@check("an SHT3x and an SHT4x read temperature and humidity")
async def sht() -> None:
    """Both at 0xBEEF of 0xFFFF."""
    await reads("sht3x", MESSAGES, 0x44, temperature=85.52, humidity=74.58)
    await reads("sht4x", MESSAGES, 0x45, temperature=85.52, humidity=87.23)


@check("an AHT20 reads temperature and humidity")
async def aht20() -> None:
    """Half of both."""
    await reads("aht20", MESSAGES, 0x38, temperature=25.0, humidity=50.0)


@check("an SHT4x whose checksum doesn't fit gives an error instead of a value")
async def sht_checksum() -> None:
    """One bit has changed."""
    try:
        await reads("sht4x", MESSAGES, 0x46, temperature=0.0)
    except HardwareError as error:
        expect("checksum" in str(error), f"it says: {error}")
    else:
        raise Failed("it was read")


@check("an address where nothing answers, a missing bus and a bus without messages are told apart")
async def wrong_wiring() -> None:
    """Each is an error of its own."""
    expect((await refusal(REGISTERS, 0x4B, "ads1115")).fault is Fault.NOT_FOUND, "nothing answers on the kernel's bus")
    expect((await refusal(MESSAGES, 0x24, "bh1750")).fault is Fault.NOT_FOUND, "nothing answers to messages")
    missing = await refusal(5, 0x48, "ads1115")
    expect(missing.fault is Fault.NOT_FOUND and "no I²C bus 5" in str(missing), f"a missing bus: {missing}")
    unable = await refusal(REGISTERS, 0x40, "bh1750")
    expect(unable.fault is Fault.UNREACHABLE and "can't do" in str(unable), f"a bus without messages: {unable}")


@check("a bus whose device file may not be opened says so")
async def not_permitted() -> None:
    """As for a user who isn't in the group i2c."""
    own = Buses()
    os.seteuid(65534)
    try:
        await measure(DRIVERS["ads1115"](), Chip(own[REGISTERS], 0x48), ["a0"])
    except I2cError as error:
        expect(error.fault is Fault.NOT_PERMITTED, f"it says: {error}")
    else:
        raise Failed("it was read")
    finally:
        os.seteuid(0)
        await own.stop()


@check("a bus that hangs keeps no other bus, not the loop and not a stop waiting")
async def hanging() -> None:
    """The system call doesn't come back for half a minute."""
    own = Buses()
    began = time.monotonic()
    hangs = asyncio.create_task(measure(DRIVERS["bh1750"](), Chip(own[MESSAGES], 0x5C), ["illuminance"]))
    latest = 0.0
    lay_word(0x40, 0, 0x399F)
    for _ in range(20):
        asked = time.monotonic()
        await asyncio.sleep(0.05)
        await reads("ina219", REGISTERS, 0x40, voltage=12.0)
        latest = max(latest, time.monotonic() - asked)
    expect(not hangs.done(), "it didn't hang")
    expect(latest < 1, f"another bus took {latest:.1f} s")
    error = (await asyncio.gather(hangs, return_exceptions=True))[0]
    expect(isinstance(error, I2cError) and "hangs" in str(error), f"it says: {error}")
    expect(time.monotonic() - began < 8, f"that it hangs was told after {time.monotonic() - began:.1f} s")
    stopping = time.monotonic()
    await own.stop()
    expect(time.monotonic() - stopping < 1.5, f"the stop took {time.monotonic() - stopping:.1f} s")
    messages.end()
