"""Look what is on an I²C bus, also behind multiplexers, and what it may be."""

from collections.abc import Iterable
from dataclasses import dataclass
import errno

from .. import Fault, HardwareError
from . import DRIVERS
from .bus import Bus, I2cError, Mux, Smbus
from .chip import Chip
from .driver import Driver
from .known import MULTIPLEXER, others

# The rest is reserved.
_ADDRESSES = range(0x08, 0x78)
# Here are memories and chips that a quick write could upset, as i2cdetect knows.
_READ = frozenset({*range(0x30, 0x38), *range(0x50, 0x60)})
_MULTIPLEXERS = range(0x70, 0x78)
# What a multiplexer's only register gives back: one channel, then none. It means nothing to chips in its place.
_MARKS = (0x08, 0x00)


@dataclass(frozen=True, slots=True)
class Found:
    """What answers at an address: the keys of drivers that it may be for, and names of what else it may be.

    One that is `held` belongs to a driver of the system and can't be used.
    """

    address: int
    candidates: tuple[str, ...]
    others: tuple[str, ...] = ()
    mux: Mux | None = None
    held: bool = False


async def scan(bus: Bus) -> list[Found]:
    """All that answers, in front of multiplexers first. Raises HardwareError when the bus can't be used."""
    async with bus.lock:
        # First of all: a channel that is still joined would show what is behind it in front.
        muxes = [address for address in _MULTIPLEXERS if await _is_multiplexer(bus, address)]
        front = await _sweep(bus, _ADDRESSES)
        found = [await _look(bus, address, None, held=front[address]) for address in front if address not in muxes]
        found += [Found(address, (), (MULTIPLEXER,)) for address in muxes]
        for mux in (Mux(address=address, channel=channel) for address in muxes for channel in range(8)):
            behind = await _sweep(bus, [address for address in _ADDRESSES if address not in front], mux)
            found += [await _look(bus, address, mux, held=behind[address]) for address in behind]
    return found


async def _look(bus: Bus, address: int, mux: Mux | None, *, held: bool) -> Found:
    drivers = [driver for driver in DRIVERS.values() if address in driver.addresses]
    if held:
        return Found(address, tuple(driver.key for driver in drivers), others(address), mux, held=True)
    told = {driver.key: await _identify(driver, Chip(bus, address, mux)) for driver in drivers}
    if sure := tuple(key for key, answer in told.items() if answer):
        return Found(address, sure, (), mux)
    named = tuple(name for name in others(address) if name != MULTIPLEXER)
    return Found(address, tuple(key for key, answer in told.items() if answer is None), named, mux)


async def _identify(driver: type[Driver], chip: Chip) -> bool | None:
    try:
        return await driver.identify(chip)
    except I2cError as error:
        return False if error.fault is Fault.NOT_FOUND else None
    except HardwareError:
        return False


async def _sweep(bus: Bus, addresses: Iterable[int], mux: Mux | None = None) -> dict[int, bool]:
    """Every address that answers, and whether a driver of the system holds it; in one go."""

    def sweep(smbus: Smbus) -> dict[int, bool]:
        answers = {address: _call(bus, smbus, address) for address in addresses}
        return {address: held for address, held in answers.items() if held is not None}

    return await bus.transact(0, sweep, mux)


def _call(bus: Bus, smbus: Smbus, address: int) -> bool | None:
    try:
        if address in _READ:
            smbus.read_byte(address)
        else:
            _quick(smbus, address)
    except OSError as error:
        if bus.is_silence(error):
            return None
        if error.errno == errno.EBUSY:
            return True
        raise bus.failure(error, address) from error
    return False


def _quick(smbus: Smbus, address: int) -> None:
    try:
        smbus.write_quick(address)
    except OSError as error:
        if error.errno != errno.EOPNOTSUPP:
            raise
        smbus.read_byte(address)


async def _is_multiplexer(bus: Bus, address: int) -> bool:
    def keeps(smbus: Smbus, mark: int) -> bool:
        smbus.write_byte(address, mark)
        return smbus.read_byte(address) == mark

    def look(smbus: Smbus) -> bool:
        try:
            return all(keeps(smbus, mark) for mark in _MARKS)
        except OSError as error:
            if bus.is_silence(error) or error.errno == errno.EBUSY:
                return False
            raise

    return await bus.transact(address, look)
