"""An I²C bus that takes whole messages, as a character device in userspace (the kernel's CUSE protocol).

The kernel's own simulated bus knows no plain messages. Here smbus2 opens a real device file and makes real
system calls; what answers are chips in Python. They are in a process of their own: who asks and ends meanwhile
waits for an answer, and could wait for itself.
"""

import errno
import os
from pathlib import Path
import signal
import struct
import time
from typing import Protocol

_INTERRUPT = 36
_UNRESTRICTED, _RETRY = 1, 4
# Plain messages, and of SMBus the quick command and the single byte.
_FUNCTIONS = 0x1 | 0x10000 | 0x20000 | 0x40000
_LONGEST = 1 << 18
_HEAD, _ANSWER, _IOCTL_IN = struct.Struct("<IIQQIIIHH"), struct.Struct("<IiQ"), struct.Struct("<QIIQII")
_PAIR, _MESSAGE, _READ_FLAG = struct.Struct("<QQ"), struct.Struct("<HHHxxQ"), 1
_TRANSFER = struct.Struct("<BBxxIQ")

type Areas = list[tuple[int, int]]


class Answering(Protocol):
    """A chip on the bus."""

    def write(self, data: bytes) -> None:
        """Hear a message."""

    def read(self, length: int) -> bytes:
        """Answer with so many bytes."""


class Asked(Exception):
    """The kernel has to hand over more of the caller's memory."""

    def __init__(self, given: Areas, taken: Areas) -> None:
        super().__init__()
        self.given, self.taken = given, taken


class CuseBus:
    """A bus with chips by their addresses."""

    def __init__(self, number: int, chips: dict[int, Answering]) -> None:
        """Make the device file appear."""
        self.number = number
        self._chips = chips
        self._selected: dict[int, int] = {}
        self._opened = 0
        self._process = os.fork()
        if self._process == 0:
            try:
                self._serve(os.open("/dev/cuse", os.O_RDWR))
            finally:
                os._exit(1)
        path = Path(f"/dev/i2c-{number}")
        until = time.monotonic() + 5
        while not path.exists():
            if time.monotonic() > until:
                raise RuntimeError(f"{path} doesn't appear")
            time.sleep(0.01)

    def end(self) -> None:
        """Let the device file disappear; who waits for an answer gets an error."""
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)

    def _serve(self, device: int) -> None:
        while request := os.read(device, _LONGEST):
            _, kind, unique, *_ = _HEAD.unpack_from(request)
            if kind == _INTERRUPT:
                continue
            error, body = self._answer(kind, request[_HEAD.size :])
            os.write(device, _ANSWER.pack(_ANSWER.size + len(body), -error, unique) + body)

    def _answer(self, kind: int, body: bytes) -> tuple[int, bytes]:
        match kind:
            case 4096:  # CUSE_INIT
                limits = struct.pack("<8I40x", 7, 31, 0, _UNRESTRICTED, 4096, 4096, 0, 0)
                return 0, limits + f"DEVNAME=i2c-{self.number}\0".encode()
            case 14:  # FUSE_OPEN
                self._opened += 1
                return 0, struct.pack("<QIi", self._opened, 0, 0)
            case 39:  # FUSE_IOCTL
                handle, _, command, argument, _, room = _IOCTL_IN.unpack_from(body)
                return 0, self._ioctl(handle, command, argument, body[_IOCTL_IN.size :], room)
            case 18 | 25:  # FUSE_RELEASE, FUSE_FLUSH
                return 0, b""
        return errno.ENOSYS, b""

    def _ioctl(self, handle: int, command: int, argument: int, given: bytes, room: int) -> bytes:
        try:
            result, taken = self._do(handle, command, argument, given, room)
        except Asked as asked:
            areas = b"".join(_PAIR.pack(*area) for area in asked.given + asked.taken)
            return struct.pack("<iIII", 0, _RETRY, len(asked.given), len(asked.taken)) + areas
        except OSError as error:
            return struct.pack("<iIII", -(error.errno or errno.EIO), 0, 0, 0)
        return struct.pack("<iIII", result, 0, 0, 0) + taken

    def _do(self, handle: int, command: int, argument: int, given: bytes, room: int) -> tuple[int, bytes]:
        match command:
            case 0x0703 | 0x0706:  # I2C_SLAVE, I2C_SLAVE_FORCE
                self._selected[handle] = argument
                return 0, b""
            case 0x0705:  # I2C_FUNCS
                if not room:
                    raise Asked([], [(argument, 8)])
                return 0, struct.pack("<Q", _FUNCTIONS)
            case 0x0707:  # I2C_RDWR
                return self._messages(argument, given, room)
            case 0x0720:  # I2C_SMBUS
                return 0, self._smbus(self._selected.get(handle, 0), argument, given)
        raise OSError(errno.ENOTTY, "not an I²C call")

    def _messages(self, argument: int, given: bytes, room: int) -> tuple[int, bytes]:
        areas: Areas = [(argument, 16)]
        if len(given) < 16:
            raise Asked(areas, [])
        address, count = _PAIR.unpack_from(given)
        count &= 0xFFFFFFFF
        areas.append((address, 16 * count))
        if len(given) < 16 + 16 * count:
            raise Asked(areas, [])
        messages = list(_MESSAGE.iter_unpack(given[16 : 16 + 16 * count]))
        areas += [(buffer, length) for _, flags, length, buffer in messages if not flags & _READ_FLAG]
        taken = [(buffer, length) for _, flags, length, buffer in messages if flags & _READ_FLAG]
        if len(given) < sum(length for _, length in areas) or room < sum(length for _, length in taken):
            raise Asked(areas, taken)
        at, read = 16 + 16 * count, b""
        for chip, flags, length, _ in messages:
            if flags & _READ_FLAG:
                read += self._chip(chip).read(length)
            else:
                self._chip(chip).write(given[at : at + length])
                at += length
        return count, read

    def _smbus(self, address: int, argument: int, given: bytes) -> bytes:
        if len(given) < 16:
            raise Asked([(argument, 16)], [])
        reading, command, size, data = _TRANSFER.unpack_from(given)
        if size not in {0, 1}:
            raise OSError(errno.EOPNOTSUPP, "only quick commands and single bytes")
        if size and reading and len(given) < 17:
            raise Asked([(argument, 16), (data, 1)], [(data, 1)])
        chip = self._chip(address)
        if size and reading:
            return chip.read(1)
        if size:
            chip.write(bytes([command]))
        return b""

    def _chip(self, address: int) -> Answering:
        try:
            return self._chips[address]
        except KeyError:
            raise OSError(errno.EREMOTEIO, "not acknowledged") from None
