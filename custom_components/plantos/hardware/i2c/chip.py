"""What drivers say to a chip: registers, words, blocks and commands."""

from collections.abc import Callable
import ctypes
from typing import Literal

from .. import Fault
from .bus import Bus, Missed, Mux, Smbus

type Order = Literal["big", "little"]


class Chip:
    """What answers at an address, maybe behind a multiplexer. Everything raises I2cError."""

    def __init__(self, bus: Bus, address: int, mux: Mux | None = None) -> None:
        """Take it for being there."""
        self.bus = bus
        self.address = address
        self.mux = mux

    async def read_byte(self, register: int) -> int:
        """A register of 8 bits."""
        return await self._transact(lambda smbus: smbus.read_byte_data(self.address, register))

    async def write_byte(self, register: int, value: int) -> None:
        """Set a register of 8 bits."""
        await self._transact(lambda smbus: smbus.write_byte_data(self.address, register, value))

    async def read_word(self, register: int, order: Order = "big") -> int:
        """A register of 16 bits."""
        return _ordered(await self._transact(lambda smbus: smbus.read_word_data(self.address, register)), order)

    async def write_word(self, register: int, value: int, order: Order = "big") -> None:
        """Set a register of 16 bits."""
        word = _ordered(value, order)
        await self._transact(lambda smbus: smbus.write_word_data(self.address, register, word))

    async def read_block(self, register: int, length: int) -> bytes:
        """Up to 32 registers of 8 bits in one transfer."""
        data = await self._transact(lambda smbus: bytes(smbus.read_i2c_block_data(self.address, register, length)))
        if len(data) != length:
            raise Missed(Fault.UNREACHABLE, f"0x{self.address:02x} gave half an answer")
        return data

    async def receive_byte(self) -> int:
        """One byte from wherever the chip stands; nothing is written."""
        return await self._transact(lambda smbus: smbus.read_byte(self.address))

    async def send(self, *data: int) -> None:
        """Write a command."""

        def send(smbus: Smbus) -> None:
            from smbus2 import i2c_msg  # noqa: PLC0415

            smbus.i2c_rdwr(i2c_msg.write(self.address, data))

        await self._transact(send)

    async def receive(self, length: int) -> bytes:
        """Read the answer to a command."""

        def receive(smbus: Smbus) -> bytes:
            from smbus2 import i2c_msg  # noqa: PLC0415

            message = i2c_msg.read(self.address, length)
            smbus.i2c_rdwr(message)
            return ctypes.string_at(message.buf, length)

        return await self._transact(receive)

    async def ask(self, *command: int, length: int, wait_s: float) -> bytes:
        """Write a command, give the chip its time, and read the answer."""
        await self.send(*command)
        await self.pause(wait_s)
        return await self.receive(length)

    async def pause(self, seconds: float) -> None:
        """Give the chip time; the event loop goes on."""
        await self.bus.pause(seconds)

    async def _transact[T](self, job: Callable[[Smbus], T]) -> T:
        return await self.bus.transact(self.address, job, self.mux)


def _ordered(word: int, order: Order) -> int:
    """A word as the bus has it, which sends the low byte first, from or to the chip's order."""
    return word if order == "little" else (word & 0xFF) << 8 | word >> 8
