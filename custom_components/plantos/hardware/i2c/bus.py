"""An I²C bus: transactions on a thread of its own, and every failure in plain words."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
import errno
import threading
from typing import TYPE_CHECKING, Protocol
from weakref import WeakValueDictionary

from pydantic import BaseModel, ConfigDict, Field

from .. import Fault, HardwareError, Transient
from ..worker import LIMIT, Worker

if TYPE_CHECKING:
    from smbus2 import i2c_msg

_NOT_ACKNOWLEDGED = frozenset({errno.EREMOTEIO, errno.EIO, errno.ENXIO})
# Another one spoke at the same time.
_INTERRUPTED = errno.EAGAIN
# The adapter itself was unplugged, and may come back under the same number; or some controllers' word for silence.
_GONE = frozenset({errno.ENODEV, errno.EBADF, errno.ESHUTDOWN})


class I2cError(HardwareError):
    """A transaction that failed; `fault` says what that makes of the device."""

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


class Missed(I2cError, Transient):
    """One that may succeed a moment later."""


class Smbus(Protocol):
    """What is used of an SMBus of smbus2."""

    def write_quick(self, address: int, /) -> None:
        """Call an address and say nothing."""

    def read_byte(self, address: int, /) -> int:
        """Read a byte from wherever the chip stands."""

    def write_byte(self, address: int, value: int, /) -> None:
        """Write one byte."""

    def read_byte_data(self, address: int, register: int, /) -> int:
        """Read a register."""

    def write_byte_data(self, address: int, register: int, value: int, /) -> None:
        """Write a register."""

    def read_word_data(self, address: int, register: int, /) -> int:
        """Read two bytes, low byte first."""

    def write_word_data(self, address: int, register: int, value: int, /) -> None:
        """Write two bytes, low byte first."""

    def read_i2c_block_data(self, address: int, register: int, length: int, /) -> list[int]:
        """Read up to 32 bytes from a register on."""

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        """Send and receive whole messages."""

    def close(self) -> None:
        """Let go of the device file."""


type OpenSmbus = Callable[[int], Smbus]


class Mux(BaseModel):
    """A channel of a TCA9548A multiplexer (SCPS207)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: int = Field(ge=0x70, le=0x77)
    channel: int = Field(ge=0, le=7)

    def select(self, smbus: Smbus) -> None:
        """Join what is behind this channel, and nothing else, to the bus."""
        smbus.write_byte(self.address, 1 << self.channel)

    def leave(self, smbus: Smbus) -> None:
        """Take every channel off the bus."""
        smbus.write_byte(self.address, 0)


def open_smbus(number: int) -> Smbus:
    """The bus of this number, by smbus2."""
    from smbus2 import SMBus  # noqa: PLC0415 - only who has an I²C device needs it

    return SMBus(number)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class _Turns:
    """Who may speak on a bus now, for a whole procedure and for a single transaction."""

    procedure: asyncio.Lock = field(default_factory=asyncio.Lock)
    transaction: threading.Lock = field(default_factory=threading.Lock)


# By what opens a bus, and its number: hubs and scans in this process take turns, also with a thread that
# still hangs on a bus which was let go of.
_ALL_TURNS: WeakValueDictionary[tuple[OpenSmbus, int], _Turns] = WeakValueDictionary()
_TAKING_UP = threading.Lock()


class Bus:
    """One bus. Whole procedures hold its `lock`, as all in this process do; a transaction by itself needs none."""

    def __init__(
        self,
        number: int,
        open_: OpenSmbus = open_smbus,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        limit_s: float = LIMIT,
    ) -> None:
        """Begin without holding it; the first transaction opens it."""
        self.number = number
        with _TAKING_UP:
            self._turns = _ALL_TURNS.setdefault((open_, number), _Turns())
        self.lock = self._turns.procedure
        self.pause = pause
        self._open = open_
        self._worker = Worker(f"I²C bus {number}", limit_s=limit_s)
        self._smbus: Smbus | None = None

    async def transact[T](self, address: int, job: Callable[[Smbus], T], mux: Mux | None = None) -> T:
        """The result of a job with an address, its multiplexer's channel selected while it lasts. Raises I2cError."""

        def work() -> T:
            with self._turns.transaction:
                try:
                    return self._behind(self._opened(), mux, address, job)
                except I2cError as error:
                    if isinstance(error.__cause__, OSError) and error.__cause__.errno in _GONE:
                        # The next one opens it anew.
                        self._close()
                    raise

        try:
            return await self._worker.run(work)
        except I2cError:
            raise
        except HardwareError as error:
            raise I2cError(Fault.UNREACHABLE, str(error)) from error

    def failure(self, error: OSError, address: int) -> I2cError:
        """What a failed transaction with an address means. May be asked for within a transaction only."""
        place = f"0x{address:02x} on I²C bus {self.number}"
        if self.is_silence(error):
            return Missed(Fault.NOT_FOUND, f"nothing answers at {place}")
        match error.errno:
            case errno.ETIMEDOUT:
                return Missed(Fault.UNREACHABLE, f"I²C bus {self.number} timed out at 0x{address:02x}")
            case errno.EBUSY:
                return I2cError(Fault.IN_USE, f"a driver of the system holds {place}")
            case errno.EOPNOTSUPP:
                return I2cError(Fault.UNREACHABLE, f"I²C bus {self.number} can't do what the chip at {place} needs")
            case code if code in _GONE:
                return I2cError(Fault.NOT_FOUND, f"I²C bus {self.number} is gone")
        kind = Missed if error.errno == _INTERRUPTED else I2cError
        return kind(Fault.UNREACHABLE, f"{place} failed: {error.strerror or error}")

    def is_silence(self, error: OSError) -> bool:
        """Whether a transaction failed because nobody answered. May be asked for within a transaction only."""
        return error.errno in _NOT_ACKNOWLEDGED or (error.errno == errno.ENODEV and self._can_be_opened())

    async def stop(self) -> None:
        """Let go of it, at once even while it hangs."""
        await self._worker.stop(self._close)

    def _behind[T](self, smbus: Smbus, mux: Mux | None, address: int, job: Callable[[Smbus], T]) -> T:
        if mux is not None:
            self._try(mux.address, lambda: mux.select(smbus))
        try:
            return self._try(address, lambda: job(smbus))
        finally:
            if mux is not None:
                # A channel that stays joined would answer for others.
                self._try(mux.address, lambda: mux.leave(smbus))

    def _try[T](self, address: int, job: Callable[[], T]) -> T:
        try:
            return job()
        except I2cError:
            raise
        except OSError as error:
            raise self.failure(error, address) from error

    def _opened(self) -> Smbus:
        if self._smbus is not None:
            return self._smbus
        try:
            self._smbus = self._open(self.number)
        except ImportError as error:
            raise I2cError(Fault.LIBRARY_MISSING, "the library smbus2 isn't installed") from error
        except PermissionError as error:
            raise I2cError(Fault.NOT_PERMITTED, f"I²C bus {self.number} may not be opened") from error
        except OSError as error:
            raise I2cError(Fault.NOT_FOUND, f"there is no I²C bus {self.number}") from error
        return self._smbus

    def _can_be_opened(self) -> bool:
        try:
            self._open(self.number).close()
        except OSError:
            return False
        return True

    def _close(self) -> None:
        smbus, self._smbus = self._smbus, None
        if smbus is not None:
            with suppress(OSError):
                smbus.close()


class Buses:
    """The buses that somebody needs, one for each number."""

    def __init__(
        self,
        open_: OpenSmbus = open_smbus,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        limit_s: float = LIMIT,
    ) -> None:
        """Begin without a bus."""
        self._open = open_
        self._pause = pause
        self._limit_s = limit_s
        self._buses: dict[int, Bus] = {}

    def __getitem__(self, number: int) -> Bus:
        """The bus of this number; it isn't opened yet."""
        if number not in self._buses:
            self._buses[number] = Bus(number, self._open, pause=self._pause, limit_s=self._limit_s)
        return self._buses[number]

    async def stop(self) -> None:
        """Let go of all of them."""
        buses, self._buses = self._buses, {}
        await asyncio.gather(*(bus.stop() for bus in buses.values()))
