"""Chips as they look from the wire, and a wire that counts, refuses, garbles and hangs."""

from collections.abc import Mapping
import ctypes
from dataclasses import dataclass, field
import errno
import os
import threading
from typing import Protocol

from smbus2 import i2c_msg
from smbus2.smbus2 import I2C_M_RD

from custom_components.plantos.hardware.i2c.bus import Buses


class Chip(Protocol):
    """What answers to an address."""

    def write(self, data: bytes) -> None: ...

    def read(self, length: int) -> bytes: ...


@dataclass
class Registers:
    """Registers of 8 bits, one after the other."""

    values: dict[int, int]
    pointer: int = 0

    def write(self, data: bytes) -> None:
        self.pointer = data[0]
        for offset, value in enumerate(data[1:]):
            self.values[self.pointer + offset] = value

    def read(self, length: int) -> bytes:
        return bytes(self.values.get(self.pointer + offset, 0) for offset in range(length))


@dataclass
class Words:
    """Registers of 16 bits; `always` are bits that read as set whatever was written."""

    values: dict[int, int]
    little: bool = False
    always: dict[int, int] = field(default_factory=dict)
    written: list[tuple[int, int]] = field(default_factory=list)
    pointer: int = 0

    def write(self, data: bytes) -> None:
        self.pointer = data[0]
        if len(data) == 3:
            self.values[self.pointer] = int.from_bytes(data[1:], "little" if self.little else "big")
            self.written.append((self.pointer, self.values[self.pointer]))

    def read(self, length: int) -> bytes:
        value = self.values.get(self.pointer, 0) | self.always.get(self.pointer, 0)
        return value.to_bytes(2, "little" if self.little else "big")[:length]


@dataclass
class Commands:
    """An answer for each command; `idle` is what it says unasked."""

    answers: Mapping[bytes, bytes]
    idle: bytes = b""
    heard: list[bytes] = field(default_factory=list)

    def write(self, data: bytes) -> None:
        self.heard.append(data)

    def read(self, length: int) -> bytes:
        answer = self.answers.get(self.heard[-1], self.idle) if self.heard else self.idle
        if not answer:
            raise OSError(errno.EREMOTEIO, os.strerror(errno.EREMOTEIO))
        return answer[:length].ljust(length, b"\xff")


@dataclass
class Multiplexer:
    """A TCA9548A with chips behind its channels."""

    behind: Mapping[int, Mapping[int, Chip]]
    joined: int = 0
    deaf_to: int | None = None

    def write(self, data: bytes) -> None:
        if data[-1] == self.deaf_to:
            raise OSError(errno.EREMOTEIO, os.strerror(errno.EREMOTEIO))
        self.joined = data[-1]

    def read(self, length: int) -> bytes:
        return bytes([self.joined]) * length

    def chip(self, address: int) -> Chip | None:
        for channel, chips in self.behind.items():
            if self.joined >> channel & 1 and address in chips:
                return chips[address]
        return None


class Wire:
    """A bus with chips, as smbus2 shows it."""

    def __init__(self, chips: Mapping[int, Chip]) -> None:
        self.chips = dict(chips)
        # What fails, by its address, with which number.
        self.failing: dict[int, int] = {}
        self.no_quick = False
        # Every transaction: what, with whom.
        self.log: list[tuple[str, int]] = []
        # Every byte that was written, by address.
        self.written: dict[int, bytes] = {}
        self.hangs = threading.Event()
        self.hanging = threading.Event()
        self.freed = threading.Event()
        self.opened = self.closed = 0

    def hang(self) -> None:
        """Let the next transaction hang."""
        self.hangs.set()

    def free(self) -> None:
        """Let what hangs come back."""
        self.hangs.clear()
        self.freed.set()

    def _chip(self, kind: str, address: int) -> Chip:
        self.log.append((kind, address))
        if self.hangs.is_set():
            self.hanging.set()
            assert self.freed.wait(30)
        if code := self.failing.get(address):
            raise OSError(code, os.strerror(code))
        for mux in self.chips.values():
            if isinstance(mux, Multiplexer) and (chip := mux.chip(address)):
                return chip
        if address not in self.chips:
            raise OSError(errno.EREMOTEIO, os.strerror(errno.EREMOTEIO))
        return self.chips[address]

    def _write(self, chip: Chip, address: int, data: bytes) -> None:
        self.written[address] = self.written.get(address, b"") + data
        chip.write(data)

    def write_quick(self, address: int) -> None:
        if self.no_quick:
            raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))
        self._chip("quick", address)

    def read_byte(self, address: int) -> int:
        return self._chip("read", address).read(1)[0]

    def write_byte(self, address: int, value: int) -> None:
        self._write(self._chip("write", address), address, bytes([value]))

    def _registers(self, address: int, register: int, length: int) -> bytes:
        chip = self._chip("read", address)
        self._write(chip, address, bytes([register]))
        return chip.read(length)

    def read_byte_data(self, address: int, register: int) -> int:
        return self._registers(address, register, 1)[0]

    def write_byte_data(self, address: int, register: int, value: int) -> None:
        self._write(self._chip("write", address), address, bytes([register, value]))

    def read_word_data(self, address: int, register: int) -> int:
        return int.from_bytes(self._registers(address, register, 2), "little")

    def write_word_data(self, address: int, register: int, value: int) -> None:
        self._write(self._chip("write", address), address, bytes([register, *value.to_bytes(2, "little")]))

    def read_i2c_block_data(self, address: int, register: int, length: int) -> list[int]:
        assert length <= 32
        return list(self._registers(address, register, length))

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        for message in messages:
            if message.flags & I2C_M_RD:
                ctypes.memmove(message.buf, self._chip("read", message.addr).read(message.len), message.len)
            else:
                data = ctypes.string_at(message.buf, message.len)
                self._write(self._chip("write", message.addr), message.addr, data)

    def close(self) -> None:
        self.closed += 1


class Pauses:
    """Waits that take no time, each in the log."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


def gone() -> None:
    """Wait until the threads of all buses that were stopped have ended: one that hung comes back in its own time."""
    for thread in threading.enumerate():
        if thread.name.startswith("plantos I²C"):
            thread.join(10)


def buses_of(wires: Mapping[int, Wire], pause: Pauses | None = None, *, limit_s: float = 5.0) -> Buses:
    """Buses over these wires; any other number has none."""

    def open_(number: int) -> Wire:
        if number not in wires:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        wires[number].opened += 1
        return wires[number]

    return Buses(open_, pause=pause or Pauses(), limit_s=limit_s)
