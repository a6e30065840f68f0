"""What outputs are lines of: GPIO chips and I²C expanders, each opened by one owner."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from contextlib import suppress
import errno
from importlib import import_module
import json
import socket
from typing import TYPE_CHECKING, Any, Protocol

from ..gpio.backends import EXCLUSIVE, factory_of
from ..gpio.troubles import IN_USE, NOT_FOUND

if TYPE_CHECKING:
    from gpiozero.pins import Factory, Pin
    from smbus2 import SMBus

# The kernel's limit for a name without a file, less what stands before ours.
_LONGEST_NAME = 90


class OutputError(Exception):
    """An output can't be had; `fault` says why in the words that faults have."""

    def __init__(self, fault: str, text: str) -> None:
        """Say what is wrong in one sentence."""
        super().__init__(text)
        self.fault = fault


class Bank(Protocol):
    """A number of lines that are set and read by their levels."""

    def take(self, line: int | str, *, level: bool) -> None:
        """Make a line an output that shows this level from its first moment on."""

    def drive(self, line: int | str, *, level: bool) -> None:
        """Set a line's level."""

    def level(self, line: int | str) -> bool:
        """The level that is read from a line."""

    def release(self, line: int | str) -> None:
        """Let go of a line as it is."""

    def close(self) -> None:
        """Let go of everything."""


class Claim:
    """A thing that no other process may own meanwhile; the kernel gives it back when its owner dies."""

    def __init__(self, name: str, what: str) -> None:
        """Take it; `what` it is to a person. Raises OutputError if somebody else has it."""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            self._socket.bind(f"\0plantos/{name[-_LONGEST_NAME:]}")
        except OSError as error:
            self._socket.close()
            if error.errno != errno.EADDRINUSE:
                raise
            raise OutputError(IN_USE, f"another process owns {what}") from error

    def release(self) -> None:
        """Give it back."""
        self._socket.close()


class GpioBank:
    """The lines of one GPIO chip, through gpiozero."""

    def __init__(self, pins: Mapping[str, Any]) -> None:
        """Open it."""
        self._name = json.dumps(pins, sort_keys=True)
        self._exclusive = pins.get("backend", "gpiod") in EXCLUSIVE
        self._factory: Factory = factory_of(**pins)
        self._pins: dict[int | str, tuple[Pin, Claim | None]] = {}

    def take(self, line: int | str, *, level: bool) -> None:
        """One request with direction and level."""
        if line in self._pins:
            raise OutputError(IN_USE, f"line {line} is another output already")
        claim = None if self._exclusive else Claim(f"{self._name}/{line}", f"line {line}")
        try:
            pin = self._factory.pin(line)
            if any(pin is taken for taken, _ in self._pins.values()):
                raise OutputError(IN_USE, f"line {line} is another output already")
            pin.output_with_state(level)
        except BaseException:
            if claim:
                claim.release()
            raise
        self._pins[line] = pin, claim

    def drive(self, line: int | str, *, level: bool) -> None:
        """Set a line's level."""
        self._pins[line][0].state = level

    def level(self, line: int | str) -> bool:
        """The level that is read from a line."""
        return bool(self._pins[line][0].state)

    def release(self, line: int | str) -> None:
        """Let go of a line as it is."""
        pin, claim = self._pins.pop(line)
        try:
            pin.close()
        finally:
            if claim:
                claim.release()

    def close(self) -> None:
        """Let go of the chip."""
        self._factory.close()


class _Expander(ABC):
    """One expander on an I²C bus. Its lines share registers, so it has one owner as a whole."""

    LINES = 8

    def __init__(self, bus: int | str, address: int) -> None:
        """Open the bus."""
        from smbus2 import SMBus  # noqa: PLC0415  # the library may be missing

        number = str(bus).removeprefix("/dev/i2c-")
        self._claim = Claim(f"i2c/{number}/{address:#04x}", f"{address:#04x} on I²C bus {number}")
        self._address = address
        self._taken: set[int] = set()
        try:
            self._bus: SMBus = SMBus(bus)
        except BaseException:
            self._claim.release()
            raise

    def take(self, line: int | str, *, level: bool) -> None:
        """Note a line, then drive it."""
        number = int(line)
        if number in self._taken:
            raise OutputError(IN_USE, f"line {line} is another output already")
        if not 0 <= number < self.LINES:
            raise OutputError(NOT_FOUND, f"there is no line {line} on this expander")
        self._begin(number)
        self.drive(line, level=level)
        self._taken.add(number)

    def _begin(self, line: int) -> None:  # noqa: B027  # not every chip has something to do
        """Get ready for a line's first level."""

    @abstractmethod
    def drive(self, line: int | str, *, level: bool) -> None:
        """Set a line's level."""

    @abstractmethod
    def level(self, line: int | str) -> bool:
        """The level that is read from a line."""

    def release(self, line: int | str) -> None:
        """Let go of a line as it is."""
        self._taken.discard(int(line))

    def close(self) -> None:
        """Let go of the bus."""
        self._bus.close()
        self._claim.release()


class Mcp23017(_Expander):
    """Microchip MCP23017, 16 lines: datasheet DS20001952, registers as after power-up (IOCON.BANK = 0)."""

    LINES = 16
    IODIR, IPOL, GPIO, OLAT = 0x00, 0x02, 0x12, 0x14

    def _begin(self, line: int) -> None:
        self._change(self.IPOL, line, on=False)

    def drive(self, line: int | str, *, level: bool) -> None:
        """Set the latch, then make it an output, also of an expander that has lost its power meanwhile."""
        self._change(self.OLAT, int(line), on=level)
        self._change(self.IODIR, int(line), on=False)

    def level(self, line: int | str) -> bool:
        """What the pin shows."""
        port, bit = divmod(int(line), 8)
        return bool(self._bus.read_byte_data(self._address, self.GPIO + port) >> bit & 1)

    def _change(self, register: int, line: int, *, on: bool) -> None:
        port, bit = divmod(line, 8)
        was = self._bus.read_byte_data(self._address, register + port)
        now = was | 1 << bit if on else was & ~(1 << bit)
        if now != was or register == self.OLAT:
            self._bus.write_byte_data(self._address, register + port, now)


class Pcf8574(_Expander):
    """NXP PCF8574, 8 quasi-bidirectional lines: data sheet rev. 5. One byte sets them all, one shows them all."""

    def __init__(self, bus: int | str, address: int) -> None:
        """Open the bus; what the other lines show now, they keep."""
        super().__init__(bus, address)
        try:
            self._latch = self._bus.read_byte(address)
        except BaseException:
            self.close()
            raise

    def drive(self, line: int | str, *, level: bool) -> None:
        """Set one line's bit of the byte."""
        bit = 1 << int(line)
        self._latch = self._latch | bit if level else self._latch & ~bit
        self._bus.write_byte(self._address, self._latch)

    def level(self, line: int | str) -> bool:
        """What the pin shows."""
        return bool(self._bus.read_byte(self._address) >> int(line) & 1)


EXPANDERS = {"mcp23017": Mcp23017, "pcf8574": Pcf8574}


def bank_name(settings: Mapping[str, Any]) -> str:
    """The chip that an output is a line of."""
    if settings["kind"] == "gpio":
        return json.dumps(settings["pins"], sort_keys=True)
    return f"{settings['kind']} {settings['bus']}/{settings['address']}"


def lane_name(settings: Mapping[str, Any]) -> str:
    """What one worker does alone: a bus, or a GPIO chip."""
    return bank_name(settings) if settings["kind"] == "gpio" else f"i2c {settings['bus']}"


def is_remote(settings: Mapping[str, Any]) -> bool:
    """Whether an output is on another computer: nobody there turns it off when the network goes."""
    if settings["kind"] != "gpio" or settings["pins"].get("backend") != "pigpio":
        return False
    host = str(settings["pins"].get("host") or "localhost")
    return host not in {"localhost", "::1"} and not host.startswith("127.")


def library_of(settings: Mapping[str, Any]) -> str:
    """The module, as seen from here, that opens the chip which an output is a line of."""
    if settings["kind"] == "gpio":
        return f"..gpio.{settings['pins'].get('backend', 'gpiod')}_factory"
    return "smbus2"


def import_all(libraries: Iterable[str]) -> None:
    """Import these now, so that no output has to wait for it. One that is missing is said when it is needed."""
    for library in libraries:
        with suppress(Exception):
            import_module(library, __package__)


def bank_of(settings: Mapping[str, Any]) -> Bank:
    """Open the chip that an output is a line of."""
    if settings["kind"] == "gpio":
        return GpioBank(settings["pins"])
    return EXPANDERS[settings["kind"]](settings["bus"], settings["address"])
