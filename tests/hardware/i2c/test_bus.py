"""A bus: what it says when something is wrong, multiplexers, and a hang that is its own affair."""

import asyncio
from collections.abc import AsyncIterator
import errno
import os
import sys

import pytest

from custom_components.plantos.hardware import Fault, Transient
from custom_components.plantos.hardware.i2c.bus import Bus, I2cError, Mux, Smbus
from custom_components.plantos.hardware.i2c.chip import Chip

from .fakes import Commands, Multiplexer, Pauses, Registers, Wire, Words, buses_of, gone

MUX = Mux(address=0x70, channel=3)


@pytest.fixture
def wire() -> Wire:
    return Wire({0x48: Words({0: 0x1234}), 0x76: Registers({0xD0: 0x60, 0xD1: 1}), 0x44: Commands({b"\x89": b"abc"})})


@pytest.fixture
async def bus(wire: Wire) -> AsyncIterator[Bus]:
    buses = buses_of({1: wire})
    yield buses[1]
    wire.free()
    await buses.stop()


async def refused(bus: Bus, address: int = 0x48, mux: Mux | None = None) -> I2cError:
    with pytest.raises(I2cError) as error:
        await Chip(bus, address, mux).read_word(0)
    return error.value


def missing(number: int) -> Smbus:
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def opening(error: Exception) -> Bus:
    def open_(number: int) -> Smbus:
        raise error

    return Bus(1, open_)


async def test_registers_are_read_and_written_in_the_chips_order(bus: Bus, wire: Wire) -> None:
    chip = Chip(bus, 0x48)
    assert await chip.read_word(0) == 0x1234
    assert await chip.read_word(0, "little") == 0x3412
    await chip.write_word(1, 0xABCD)
    assert await chip.read_word(1) == 0xABCD
    other = Chip(bus, 0x76)
    assert await other.read_byte(0xD0) == 0x60
    await other.write_byte(0xD1, 9)
    assert await other.read_block(0xD0, 2) == b"\x60\x09"
    assert wire.opened == 1


async def test_a_command_is_sent_and_its_answer_read_after_its_time(wire: Wire) -> None:
    pauses = Pauses()
    buses = buses_of({1: wire}, pauses)
    assert await Chip(buses[1], 0x44).ask(0x89, length=3, wait_s=0.25) == b"abc"
    assert pauses.taken == [0.25]
    assert wire.log == [("write", 0x44), ("read", 0x44)]
    await buses.stop()


@pytest.mark.parametrize("code", [errno.EREMOTEIO, errno.EIO, errno.ENXIO])
async def test_a_chip_that_doesnt_answer_isnt_there(bus: Bus, wire: Wire, code: int) -> None:
    wire.failing[0x48] = code
    error = await refused(bus)
    assert (error.fault, str(error)) == (Fault.NOT_FOUND, "nothing answers at 0x48 on I²C bus 1")


@pytest.mark.parametrize(
    ("code", "fault", "words"),
    [
        (errno.ETIMEDOUT, Fault.UNREACHABLE, "timed out at 0x48"),
        (errno.EBUSY, Fault.IN_USE, "a driver of the system holds 0x48"),
        (errno.EOPNOTSUPP, Fault.UNREACHABLE, "can't do what the chip at 0x48"),
        (errno.EAGAIN, Fault.UNREACHABLE, "0x48 on I²C bus 1 failed: "),
    ],
)
async def test_every_other_failure_has_plain_words(bus: Bus, wire: Wire, code: int, fault: Fault, words: str) -> None:
    wire.failing[0x48] = code
    error = await refused(bus)
    assert error.fault is fault
    assert words in str(error)


@pytest.mark.parametrize("code", [errno.EREMOTEIO, errno.EIO, errno.ENXIO, errno.ETIMEDOUT, errno.EAGAIN])
async def test_an_answer_that_was_missed_may_come_a_moment_later(bus: Bus, wire: Wire, code: int) -> None:
    wire.failing[0x48] = code
    assert isinstance(await refused(bus), Transient)


@pytest.mark.parametrize("code", [errno.EBUSY, errno.EOPNOTSUPP, errno.EBADF])
async def test_what_waiting_doesnt_mend_isnt_hoped_for(bus: Bus, wire: Wire, code: int) -> None:
    wire.failing[0x48] = code
    assert not isinstance(await refused(bus), Transient)


@pytest.mark.parametrize(
    ("cause", "fault"),
    [
        (ImportError("smbus2"), Fault.LIBRARY_MISSING),
        (PermissionError(errno.EACCES, "no"), Fault.NOT_PERMITTED),
        (FileNotFoundError(errno.ENOENT, "no"), Fault.NOT_FOUND),
    ],
)
async def test_a_bus_that_cant_be_opened_says_why(cause: Exception, fault: Fault) -> None:
    bus = opening(cause)
    error = await refused(bus)
    assert error.fault is fault
    assert not isinstance(error, Transient)
    await bus.stop()


async def test_the_library_is_asked_for_the_device_file_of_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    bus = Bus(987)
    assert str(await refused(bus)) == "there is no I²C bus 987"
    monkeypatch.setitem(sys.modules, "smbus2", None)
    assert (await refused(bus)).fault is Fault.LIBRARY_MISSING
    await bus.stop()


@pytest.mark.parametrize(("address", "mux"), [(0x48, None), (0x48, MUX), (0x70, MUX)])
async def test_an_adapter_that_was_unplugged_is_opened_anew(address: int, mux: Mux | None) -> None:
    old, new = (Wire({0x48: Words({0: value}), 0x70: Multiplexer({})}) for value in (1, 2))
    bus = Bus(1, lambda _: old)
    assert await Chip(bus, 0x48).read_word(0) == 1
    old.failing[address] = errno.ENODEV
    bus._open = missing
    assert "bus 1 is gone" in str(await refused(bus, mux=mux))
    assert str(await refused(bus)) == "there is no I²C bus 1"
    bus._open = lambda _: new
    assert await Chip(bus, 0x48).read_word(0) == 2
    assert (old.closed, new.closed) == (1, 0)
    await bus.stop()


async def test_an_adapter_that_came_back_at_once_is_opened_anew() -> None:
    old, new = Wire({}), Wire({0x48: Words({0: 2})})
    old.failing[0x48] = errno.ENODEV
    adapters = iter([old, new, new])
    bus = Bus(1, lambda _: next(adapters))
    assert str(await refused(bus)) == "nothing answers at 0x48 on I²C bus 1"
    assert await Chip(bus, 0x48).read_word(0) == 2
    await bus.stop()


async def test_a_chip_that_is_missing_is_no_missing_bus_where_the_controller_calls_it_so(bus: Bus, wire: Wire) -> None:
    wire.failing[0x49] = errno.ENODEV
    error = await refused(bus, 0x49)
    assert (error.fault, str(error)) == (Fault.NOT_FOUND, "nothing answers at 0x49 on I²C bus 1")
    assert await Chip(bus, 0x48).read_word(0) == 0x1234


async def test_half_an_answer_is_none(bus: Bus, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "read_i2c_block_data", lambda address, register, length: [1])
    with pytest.raises(I2cError, match="half an answer") as error:
        await Chip(bus, 0x76).read_block(0xD0, 2)
    assert isinstance(error.value, Transient)


async def test_a_chip_behind_a_multiplexer_is_joined_only_while_it_is_talked_to() -> None:
    mux = Multiplexer({3: {0x48: Words({0: 3})}, 4: {0x48: Words({0: 4})}})
    wire = Wire({0x70: mux})
    buses = buses_of({1: wire})
    third, fourth = (Chip(buses[1], 0x48, Mux(address=0x70, channel=channel)) for channel in (3, 4))
    assert tuple(await asyncio.gather(third.read_word(0), fourth.read_word(0))) == (3, 4)
    assert mux.joined == 0
    assert wire.written[0x70] == bytes([1 << 3, 0, 1 << 4, 0])
    await buses.stop()


async def test_a_multiplexer_is_left_also_when_the_chip_fails() -> None:
    mux = Multiplexer({3: {}})
    buses = buses_of({1: Wire({0x70: mux})})
    assert "0x48" in str(await refused(buses[1], mux=MUX))
    assert mux.joined == 0
    await buses.stop()


@pytest.mark.parametrize("deaf_to", [1 << 3, 0])
async def test_a_multiplexer_that_doesnt_follow_is_the_one_that_failed(deaf_to: int) -> None:
    buses = buses_of({1: Wire({0x70: Multiplexer({3: {0x48: Words({})}}, deaf_to=deaf_to)})})
    assert "0x70" in str(await refused(buses[1], mux=MUX))
    await buses.stop()


async def test_a_bus_that_hangs_delays_neither_another_nor_the_loop_nor_a_stop(wire: Wire) -> None:
    other = Wire({0x48: Words({0: 7})})
    buses = buses_of({1: wire, 2: other}, limit_s=0.5)
    bus = buses[1]
    wire.hang()
    hanging = asyncio.create_task(Chip(bus, 0x48).read_word(0))
    loop = asyncio.get_running_loop()
    assert await loop.run_in_executor(None, wire.hanging.wait, 10)
    begun = loop.time()
    assert await Chip(buses[2], 0x48).read_word(0) == 7
    with pytest.raises(I2cError, match="I²C bus 1 hangs") as error:
        await hanging
    assert error.value.fault is Fault.UNREACHABLE
    assert "hangs" in str(await refused(bus))
    await buses.stop()
    # The hang itself lasts 30 s.
    assert loop.time() - begun < 5
    assert (wire.closed, other.closed) == (0, 1)
    wire.free()
    gone()


async def test_a_bus_that_hung_is_used_again_when_it_comes_back(wire: Wire) -> None:
    buses = buses_of({1: wire}, limit_s=0.5)
    wire.hang()
    assert "hangs" in str(await refused(buses[1]))
    wire.free()
    async with asyncio.timeout(10):
        while buses[1]._worker.hangs:  # noqa: ASYNC110 - a thread comes back, which no event of the loop tells
            await asyncio.sleep(0)
    assert await Chip(buses[1], 0x48).read_word(0) == 0x1234
    await buses.stop()


async def test_a_bus_that_was_let_go_of_closes_its_file(bus: Bus, wire: Wire) -> None:
    await Chip(bus, 0x48).read_word(0)
    await bus.stop()
    assert wire.closed == 1
    assert "let go of" in str(await refused(bus))


async def test_a_file_that_cant_be_closed_stops_nothing(bus: Bus, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    def close() -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(wire, "close", close)
    await Chip(bus, 0x48).read_word(0)
    await bus.stop()
    assert "let go of" in str(await refused(bus))
