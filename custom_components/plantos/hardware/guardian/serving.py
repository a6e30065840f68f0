"""The guardian's side of the line: JSON lines from its parent, answers back, and an end with everything off."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
import json
import os
import select
import selectors
import signal
import socket
from threading import Lock
from time import monotonic

from .banks import import_all
from .keeper import Keeper, ProtocolError
from .lanes import Answer
from .stubborn import go_on

# Without a word from the parent for so long, it hangs.
SILENCE_S = 2.0
LONGEST_LINE = 65_536
# How long an off that can't be confirmed is tried at once after the parent's death, and with pauses from then on.
STUBBORN_S = 10.0
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Line:
    """The socket to the parent. Nobody waits for a parent that doesn't read."""

    def __init__(self, end: socket.socket) -> None:
        """Take the socket."""
        end.setblocking(False)
        self._socket = end
        self._lock = Lock()
        self._rest = b""

    def say(self, answer: Answer) -> None:
        """Send one line; one that doesn't fit breaks the connection off."""
        data = json.dumps(answer).encode() + b"\n"
        with self._lock:
            try:
                if self._socket.send(data) == len(data):
                    return
            except OSError:
                pass
            _shut(self._socket)

    def hear(self) -> list[dict[str, object]] | None:
        """The messages that have come in; None at the end. Raises ProtocolError for anything else."""
        try:
            data = self._socket.recv(LONGEST_LINE)
        except BlockingIOError:
            return []
        except OSError:
            return None
        if not data:
            return None
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            raise ProtocolError("that line has no end")
        try:
            messages = [json.loads(line) for line in lines]
        except ValueError as error:
            raise ProtocolError("that is no JSON") from error
        if not all(isinstance(message, dict) for message in messages):
            raise ProtocolError("that is no message")
        return messages


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def _signals() -> Iterator[socket.socket]:
    """A socket that can be read once a signal has asked for the end."""
    heard, woken = socket.socketpair()
    woken.setblocking(False)
    before = {number: signal.signal(number, lambda *_: None) for number in _SIGNALS}
    woken_before = signal.set_wakeup_fd(woken.fileno(), warn_on_full_buffer=False)
    try:
        yield heard
    finally:
        signal.set_wakeup_fd(woken_before)
        for number, handler in before.items():
            signal.signal(number, handler)
        heard.close()
        woken.close()


def serve(end: socket.socket, ended: socket.socket | None = None) -> bool:
    """Do what the parent asks for until it is gone, or `ended` can be read; whether all is surely off then."""
    line, keeper, heard_at, silent, parent = Line(end), Keeper(), monotonic(), False, os.getppid()
    told = [] if ended is None else [ended]
    line.say({"hello": os.getpid()})
    with selectors.DefaultSelector() as selector:
        selector.register(end, selectors.EVENT_READ)
        for signals in told:
            selector.register(signals, selectors.EVENT_READ)
        try:
            while True:
                ready = {key.fileobj for key, _ in selector.select(max(0.0, heard_at + SILENCE_S - monotonic()))}
                if ended in ready:
                    break
                messages = line.hear() if end in ready else []
                if messages is None:
                    break
                for message in messages:
                    heard_at, silent = monotonic(), False
                    keeper.handle(message, line.say)
                if not silent and monotonic() - heard_at >= SILENCE_S:
                    keeper.off()
                    silent = True
                if silent:
                    if os.getppid() != parent:
                        # A child of its own has the other end, and would keep the outputs from the next guardian.
                        break
                    # Nothing more to do about it than to wait for a word.
                    heard_at = monotonic()
        except ProtocolError as error:
            line.say({"error": str(error)})
        finally:
            sure = keeper.finish(STUBBORN_S)
            _shut(end)
    # A system that goes down is waited for by nobody.
    return sure or go_on(keeper, lambda seconds: bool(select.select(told, (), (), seconds)[0]))


def run(number: int, libraries: Iterable[str] = ()) -> int:
    """Serve on an inherited descriptor once these are imported; the process's exit code."""
    import_all(libraries)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=number) as end, _signals() as ended:
        return 0 if serve(end, ended) else 1
