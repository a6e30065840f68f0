"""A scan: everything is found, named as well as can be, and nothing is switched by it."""

import errno

import pytest

from custom_components.plantos.hardware import Fault
from custom_components.plantos.hardware.i2c.bus import Bus, I2cError, Mux
from custom_components.plantos.hardware.i2c.known import EXPANDERS
from custom_components.plantos.hardware.i2c.scan import Found, scan

from .chips import bosch, with_crc
from .fakes import Chip, Commands, Multiplexer, Registers, Wire, Words, buses_of

SEESAW = {b"\x00\x01": b"\x55"}


async def found(wire: Wire) -> list[Found]:
    buses = buses_of({1: wire})
    try:
        return await scan(buses[1])
    finally:
        await buses.stop()


async def candidates(address: int, chip: Chip) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a chip at an address may be."""
    (only,) = await found(Wire({address: chip}))
    assert (only.address, only.mux, only.held) == (address, None, False)
    return only.candidates, only.others


async def test_an_empty_bus_has_nothing() -> None:
    assert await found(Wire({})) == []


@pytest.mark.parametrize(
    ("address", "chip", "keys"),
    [
        (0x77, bosch(0x60), ("bme280",)),
        (0x76, bosch(0x58), ("bmp280",)),
        (0x36, Commands(SEESAW, idle=b"\x00"), ("seesaw_soil",)),
        (0x29, Registers({0xB2: 0x50}), ("tsl2591",)),
        (0x10, Words({7: 0xC481}, little=True), ("veml7700",)),
        (0x38, Commands({}, idle=b"\x1c"), ("aht20",)),
        (0x45, Commands({b"\xf3\x2d": with_crc(0x8010)}, idle=b"\x00"), ("sht3x",)),
        (0x46, Commands({b"\x89": with_crc(1, 2)}, idle=b"\x00"), ("sht4x",)),
        (0x41, Words({0: 0x399F}), ("ina219",)),
        # By their registers they are twins.
        (0x48, Words({2: 0x8000, 3: 0x7FFF}), ("ads1015", "ads1115")),
    ],
)
async def test_a_chip_that_can_be_told_is(address: int, chip: Chip, keys: tuple[str, ...]) -> None:
    assert await candidates(address, chip) == (keys, ())


@pytest.mark.parametrize(
    ("address", "chip", "keys", "others"),
    [
        (0x20, Registers({}), ("chirp",), ("MCP23017 expander", "PCF8574 expander")),
        (0x23, Commands({}, idle=b"\x00"), ("bh1750",), ("MCP23017 expander", "PCF8574 expander")),
        (0x38, Commands({}, idle=b"\xff"), ("aht20", "seesaw_soil"), ("PCF8574A expander",)),
        (0x4A, Words({}), ("ads1015", "ads1115", "ina219"), ()),
        (0x46, Commands({}, idle=b"\x00"), ("ina219",), ()),
        (0x29, Registers({}), (), ("VL53L0X distance sensor",)),
        (0x77, bosch(0x61), (), ()),
        (0x50, Commands({}, idle=b"\x00"), (), ("AT24C memory",)),
    ],
)
async def test_what_cant_be_told_is_left_to_the_person(
    address: int, chip: Chip, keys: tuple[str, ...], others: tuple[str, ...]
) -> None:
    assert await candidates(address, chip) == (keys, others)


async def test_a_scan_switches_no_expander() -> None:
    wire = Wire({address: Commands({}, idle=b"\x18") for address in EXPANDERS})
    assert {chip.address for chip in await found(wire)} == EXPANDERS
    assert not set(wire.written) & EXPANDERS


async def test_memories_are_read_and_all_others_called_quickly() -> None:
    wire = Wire({0x50: Registers({}), 0x68: Registers({})})
    await found(wire)
    assert ("read", 0x50) in wire.log and ("quick", 0x50) not in wire.log
    assert wire.log.count(("quick", 0x68)) == 1


async def test_an_adapter_without_quick_writes_reads() -> None:
    wire = Wire({0x68: Registers({})})
    wire.no_quick = True
    assert [chip.others for chip in await found(wire)] == [("DS3231 clock",)]


async def test_a_chip_of_the_system_is_named_and_held() -> None:
    wire = Wire({0x68: Registers({}), 0x76: Registers({})})
    wire.failing = {0x68: errno.EBUSY, 0x76: errno.EBUSY}
    clock, other = await found(wire)
    assert clock == Found(0x68, (), ("DS3231 clock",), held=True)
    assert other.held and other.candidates == ("bme280", "bmp280")


async def test_what_the_adapter_cant_ask_for_cant_be_told() -> None:
    wire = Wire({0x46: Commands({}, idle=b"\x00")})

    def unsupported(*messages: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "no")

    setattr(wire, "i2c_rdwr", unsupported)
    assert [chip.candidates for chip in await found(wire)] == [("ina219", "sht4x")]


async def test_chips_behind_a_multiplexer_are_found_behind_it() -> None:
    mux = Multiplexer({2: {0x48: Words({2: 0x8000, 3: 0x7FFF})}, 5: {0x77: bosch(0x60), 0x29: Registers({})}})
    # A channel that somebody left joined.
    mux.joined = 1 << 5
    wire = Wire({0x70: mux, 0x10: Words({}, little=True)})
    assert await found(wire) == [
        Found(0x10, ("veml7700",)),
        Found(0x70, (), ("TCA9548A multiplexer",)),
        Found(0x48, ("ads1015", "ads1115"), (), Mux(address=0x70, channel=2)),
        Found(0x29, (), ("VL53L0X distance sensor",), Mux(address=0x70, channel=5)),
        Found(0x77, ("bme280",), (), Mux(address=0x70, channel=5)),
    ]
    assert mux.joined == 0


async def test_a_bme280_isnt_taken_for_a_multiplexer() -> None:
    assert [chip.candidates for chip in await found(Wire({0x70: Registers({}), 0x76: bosch(0x60)}))] == [
        (),
        ("bme280",),
    ]


async def test_silence_that_a_controller_calls_a_missing_bus_is_silence() -> None:
    wire = Wire({0x48: Words({2: 0x8000, 3: 0x7FFF})})
    wire.failing = {address: errno.ENODEV for address in range(0x08, 0x78) if address != 0x48}
    assert [(chip.address, chip.candidates) for chip in await found(wire)] == [(0x48, ("ads1015", "ads1115"))]


@pytest.mark.parametrize("address", [0x70, 0x09])
async def test_a_bus_that_fails_is_no_empty_bus(address: int) -> None:
    wire = Wire({})
    wire.failing = {address: errno.ETIMEDOUT}
    with pytest.raises(I2cError, match="timed out"):
        await found(wire)


@pytest.mark.parametrize("address", [0x70, 0x09])
async def test_a_bus_that_is_gone_is_no_empty_bus(address: int) -> None:
    wire = Wire({})
    wire.failing = {address: errno.ENODEV}
    adapters = iter([wire])

    def once(number: int) -> Wire:
        if adapter := next(adapters, None):
            return adapter
        raise FileNotFoundError(errno.ENOENT, "no")

    bus = Bus(1, once)
    with pytest.raises(I2cError, match="bus 1 is gone"):
        await scan(bus)
    await bus.stop()


async def test_a_bus_that_isnt_there_says_so() -> None:
    buses = buses_of({})
    bus: Bus = buses[4]
    with pytest.raises(I2cError, match="there is no I²C bus 4") as error:
        await scan(bus)
    assert error.value.fault is Fault.NOT_FOUND
    await buses.stop()
