"""Simulated I²C chips: registers on the kernel's own bus, and chips that take commands on a bus in userspace."""

import time

from smbus2 import SMBus

REGISTERS, MESSAGES = 0, 7


def lay_bytes(address: int, register: int, content: bytes) -> None:
    """Lay bytes at a register and those after it, for byte and block transfers."""
    with SMBus(REGISTERS) as bus:
        for offset, value in enumerate(content):
            bus.write_byte_data(address, register + offset, value)


def lay_word(address: int, register: int, value: int) -> None:
    """Lay a 16-bit register whose high byte is sent first, for word transfers."""
    with SMBus(REGISTERS) as bus:
        bus.write_word_data(address, register, int.from_bytes(value.to_bytes(2), "little"))


class Commanded:
    """A chip that answers the last command it heard, each time with as much as is asked for."""

    def __init__(self, answers: dict[bytes, bytes], at_first: bytes = b"") -> None:
        """Take the answers by their commands; `at_first` is given before any."""
        self.answers = answers
        self._now = at_first

    def write(self, data: bytes) -> None:
        """Hear a command; one that isn't known leaves the answer as it was."""
        self._now = self.answers.get(data, self._now)

    def read(self, length: int) -> bytes:
        """The answer, filled up as a chip does that has no more to say."""
        return self._now[:length].ljust(length, b"\xff")


class Hanging:
    """A chip that holds the clock for so long whenever it hears something."""

    def __init__(self, seconds: float) -> None:
        """Take how long."""
        self._seconds = seconds

    def write(self, data: bytes) -> None:
        """Hold the clock."""
        time.sleep(self._seconds)

    def read(self, length: int) -> bytes:
        """Answer with zeros."""
        return bytes(length)
