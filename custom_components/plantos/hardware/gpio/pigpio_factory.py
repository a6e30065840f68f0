"""gpiozero's pins on a pigpio daemon that give an output its level first, and never wait for ever.

Imports nothing of PlantOS.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
import socket
from threading import Thread, current_thread
from typing import Any, override

from gpiozero.exc import PinSetInput
from gpiozero.pins.pigpio import PiGPIOFactory, PiGPIOPin
from pigpio import (  # type: ignore[import-untyped]  # the library has no types
    _PI_CMD_BR1,
    _PI_CMD_NOIB,
    _callback_thread,
    _pigpio_command,
    _socklock,
    _u2i,
    pi,
)

HOST, PORT = "localhost", 8888
# How long the daemon may take to answer, in seconds.
ANSWER_S = 3.0
# An answer's length in bytes.
_ANSWER = 16


class SteadyPigpioFactory(PiGPIOFactory):
    """The pins of the computer that a daemon runs on."""

    def __init__(self, host: str | None = None, port: int | None = None) -> None:
        """Connect. Raises OSError if nobody answers."""
        # The library's own would connect without a limit.
        super(PiGPIOFactory, self).__init__()
        self.pin_class = SteadyPigpioPin
        self._host, self._port = host or HOST, port or PORT
        self._spis: list[Any] = []
        self._connection: Connection | None = Connection(self._host, self._port)

    @property
    @override
    def connection(self) -> Connection | None:
        """The connection, as long as it works."""
        return self._connection if self._connection is not None and self._connection.works else None

    @override
    def close(self) -> None:
        """Let go of the pins, and of the connection in any case."""
        try:
            super(PiGPIOFactory, self).close()
        finally:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.stop()


class SteadyPigpioPin(PiGPIOPin):
    """A pin that never shows a level between direction and value."""

    @override
    def output_with_state(self, state: bool) -> None:
        """Make it an output at a level: a write sets the level before it turns the direction."""
        self._daemon().write(self._number, state)

    def _get_state(self) -> bool:
        return bool(self._daemon().read(self._number))

    def _set_state(self, value: bool) -> None:
        daemon = self._daemon()
        if self.function == "input":
            raise PinSetInput(f"{self!r} is no output")
        daemon.write(self._number, value)

    def _daemon(self) -> Connection:
        if not isinstance(self.factory, SteadyPigpioFactory) or (connection := self.factory.connection) is None:
            raise OSError("the pigpio daemon is gone")
        return connection


class Connection(pi):  # type: ignore[misc]  # the library has no types
    """A connection whose calls end: what fails once is closed, as a late answer would be taken for the next one."""

    def __init__(self, host: str, port: int) -> None:
        """Connect. Raises OSError if nobody answers."""
        self.connected, self._host, self._port = True, host, port
        self.sl = _socklock()
        self.sl.s = _Socket(host, port)
        self._notify = _Notices(self.sl)
        try:
            self._notify.begin(_Socket(host, port))
        except BaseException:
            self.stop()
            raise

    @property
    def works(self) -> bool:
        """Whether commands are answered and edges told, as far as is known."""
        return bool(self.sl.s.is_open) and self._notify.is_alive()

    @override
    def stop(self) -> None:
        """Close it, whether the daemon is there or not."""
        self.connected = False
        self._notify.end()
        self.sl.s.close()


class _Notices(_callback_thread):  # type: ignore[misc]  # the library has no types
    """The thread that hears of edges; it ends with its socket."""

    def __init__(self, control: Any) -> None:
        """Prepare."""
        Thread.__init__(self, name="pigpio edges", daemon=True)
        self.control, self.sl, self.go = control, _socklock(), False
        self.monitor, self.event_bits = 0, 0
        self.callbacks: list[Any] = []
        self.events: list[Any] = []

    def begin(self, end: _Socket) -> None:
        """Ask for edges over this socket, and hear of them. Raises OSError."""
        self.sl.s = end
        self.lastLevel = _pigpio_command(self.sl, _PI_CMD_BR1, 0, 0)
        # A refusal is negative, and raised as the library's error.
        self.handle = _u2i(_pigpio_command(self.sl, _PI_CMD_NOIB, 0, 0))
        end.wait_for_ever()
        self.go = True
        self.start()

    @override
    def run(self) -> None:
        """Hear until the socket's end."""
        with suppress(OSError):
            super().run()
        self.sl.s.close()

    def end(self) -> None:
        """Have it end, and wait for that."""
        self.go = False
        if self.sl.s is None:
            return
        self.sl.s.shut()
        if self.is_alive() and self is not current_thread():
            self.join(ANSWER_S)
        self.sl.s.close()


class _Socket:
    """A socket to the daemon that its first failure closes."""

    def __init__(self, host: str, port: int) -> None:
        """Connect. Raises OSError."""
        self._socket = socket.create_connection((host, port), ANSWER_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def is_open(self) -> bool:
        """Whether nothing has failed yet."""
        return self._socket.fileno() >= 0

    def send(self, data: bytes) -> None:
        """Send a command. Raises OSError."""
        with self._or_closed():
            self._socket.sendall(data)

    def recv(self, size: int) -> bytes:
        """Receive an answer as a whole, or some edges. Raises OSError, also at the end."""
        with self._or_closed():
            data = self._socket.recv(size)
            while data and size == _ANSWER and len(data) < size:
                more = self._socket.recv(size - len(data))
                data = data + more if more else b""
            if not data:
                raise ConnectionResetError("the pigpio daemon is gone")
        return data

    def wait_for_ever(self) -> None:
        """Receive without a limit from now on."""
        self._socket.settimeout(None)

    def shut(self) -> None:
        """End it for who receives from it."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of it."""
        self._socket.close()

    @contextmanager
    def _or_closed(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError as error:
            self.close()
            raise TimeoutError("the pigpio daemon doesn't answer") from error
        except OSError:
            self.close()
            raise
