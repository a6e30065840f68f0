"""A pigpio daemon on a free port of this computer, that can freeze and die."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
import socket
import struct
from threading import Event, Thread
from typing import Self

PI_3 = 0xA02082


class Daemon:
    """What pigpiod does with the commands that are used here."""

    def __init__(self) -> None:
        """Listen."""
        self.levels = 0
        self.modes: dict[int, int] = {}
        # Answers only while it is set; a thread that waits has taken its command.
        self.awake = Event()
        self.awake.set()
        # How much of an answer it sends.
        self.answer_length = 16
        self._watched: dict[socket.socket, int] = {}
        self._ends: list[socket.socket] = []
        self._threads: list[Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._serve(self._accept)

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.awake.set()
        self.die()
        # The first accepts, and what it has accepted while the others were hung up on is hung up on now.
        self._threads[0].join()
        self.hang_up()
        for thread in self._threads:
            thread.join()

    def die(self) -> None:
        """Be gone with all connections."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.hang_up()

    def hang_up(self) -> None:
        """End all connections."""
        ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def hang_up_edges(self) -> None:
        """End the connections that edges are told over."""
        for end in list(self._watched):
            end.shutdown(socket.SHUT_RDWR)

    def is_on(self, line: int) -> bool:
        """What a line shows."""
        return bool(self.levels >> line & 1)

    def drive(self, line: int, *, high: bool, silently: bool = False) -> None:
        """Let a line change from outside."""
        self.levels = self.levels | 1 << line if high else self.levels & ~(1 << line)
        for end in [] if silently else list(self._watched):
            end.sendall(struct.pack("HHII", 0, 0, 0, self.levels))

    def _serve(self, work: object, *arguments: object) -> None:
        assert callable(work)
        thread = Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                end, _ = self._listener.accept()
                self._ends.append(end)
                self._serve(self._answer, end)

    def _answer(self, end: socket.socket) -> None:
        with suppress(OSError), end:
            while len(command := end.recv(16)) == 16:
                number, first, second, _ = struct.unpack("IIII", command)
                self.awake.wait(30)
                answer = struct.pack("IIII", number, first, second, self._done(end, number, first, second))
                end.sendall(answer[: self.answer_length])
        self._watched.pop(end, None)

    def _done(self, end: socket.socket, number: int, first: int, second: int) -> int:
        match number:
            case 0:
                self.modes[first] = second
            case 1:
                return self.modes.get(first, 0)
            case 3:
                return self.levels >> first & 1
            case 4:
                self.modes[first] = 1
                self.drive(first, high=bool(second))
            case 10:
                return self.levels
            case 17:
                return PI_3
            case 99:
                self._watched[end] = 1
        return 0


@contextmanager
def lonely_port() -> Iterator[int]:
    """A port where connections are taken by nobody, as of a daemon that was frozen before."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]
