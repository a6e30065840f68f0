"""The guardian's side of the line, in a thread of this process."""

from collections.abc import Iterator
from contextlib import suppress
import json
import os
from pathlib import Path
import runpy
import signal
import socket
import sys
import threading
from threading import Thread
from time import monotonic
from typing import Any

import pytest

from custom_components.plantos.hardware.guardian import banks, lanes, process, serving, stubborn

from .outputs import LONG, levels, relay


class Parent:
    """The other end of the line."""

    def __init__(self) -> None:
        self.end, self.theirs = socket.socketpair()
        self.end.settimeout(LONG)
        self.sure: list[bool] = []
        self._file = self.end.makefile("rb")

    def start(self) -> None:
        self._thread = Thread(target=lambda: self.sure.append(serving.serve(self.theirs)), daemon=True)
        self._thread.start()
        assert "hello" in self.hear()

    def hear(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self._file.readline())
        return answer

    def ask(self, do: str, **more: Any) -> dict[str, Any]:
        self.end.sendall(json.dumps({"id": 1, "do": do, "output": "pump", **more}).encode() + b"\n")
        return self.hear()

    def close(self) -> None:
        self._file.close()
        self.end.close()
        self.theirs.close()

    def close_end(self) -> None:
        self.end.shutdown(socket.SHUT_WR)

    def finished(self) -> list[bool]:
        self._thread.join(LONG)
        return self.sure


@pytest.fixture
def parent() -> Iterator[Parent]:
    parent = Parent()
    yield parent
    with suppress(OSError):
        parent.end.shutdown(socket.SHUT_RDWR)
    parent.close()


def open_(parent: Parent, trace: Path) -> None:
    parent.start()
    assert parent.ask("own", settings=relay(trace))["ok"]
    assert parent.ask("arm", seconds=100)["on"] is True


def test_a_parent_that_dies_leaves_everything_off(parent: Parent, trace: Path) -> None:
    open_(parent, trace)
    parent.end.shutdown(socket.SHUT_RDWR)
    assert parent.finished() == [True]
    assert levels(trace) == [0, 1, 0]


def test_an_end_in_which_a_line_never_reads_off_is_an_unsure_one(
    parent: Parent, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_(parent, trace)
    monkeypatch.setattr(serving, "STUBBORN_S", 0.1)
    monkeypatch.setattr(stubborn, "GO_ON_S", 0.0)
    monkeypatch.setattr(lanes, "AGAIN_S", 0.01)
    with monkeypatch.context() as stuck:
        stuck.setattr(banks.GpioBank, "level", lambda *_: True)
        parent.end.shutdown(socket.SHUT_RDWR)
        assert parent.finished() == [False]
    assert len(levels(trace)) > 4 and set(levels(trace)[2:]) == {0}
    for thread in threading.enumerate():
        if thread.name.startswith("guardian"):
            thread.join(LONG)


def test_a_parent_that_is_gone_though_its_socket_isnt_is_the_end(
    parent: Parent, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "SILENCE_S", 0.1)
    open_(parent, trace)
    monkeypatch.setattr(os, "getppid", lambda: 1)
    assert parent.finished() == [True]
    assert levels(trace) == [0, 1, 0]


@pytest.mark.parametrize("garbage", [b"\x00\xff\n", b"[1]\n", b"{}\n", b'"' + b"x" * 140_000])
def test_garbage_turns_everything_off_and_ends_it(parent: Parent, trace: Path, garbage: bytes) -> None:
    open_(parent, trace)
    parent.end.sendall(garbage)
    assert "error" in parent.hear()
    assert parent.finished() == [True]
    assert levels(trace)[-1] == 0


def test_a_silent_parent_loses_its_outputs_until_it_speaks(
    parent: Parent, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "SILENCE_S", 0.1)
    open_(parent, trace)
    end = monotonic() + LONG
    while levels(trace)[-1]:
        assert monotonic() < end
    assert parent.ask("status")["on"] is False
    assert parent.ask("arm", seconds=100)["on"] is True
    parent.end.shutdown(socket.SHUT_RDWR)
    assert parent.finished() == [True]


def test_a_parent_that_reads_nothing_is_left(parent: Parent, trace: Path) -> None:
    open_(parent, trace)
    beats = b'{"id": 1, "do": "beat"}\n' * 100_000
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        parent.end.sendall(beats)
    assert parent.finished() == [True]
    assert levels(trace)[-1] == 0


def test_half_a_line_waits_for_its_other_half(parent: Parent) -> None:
    parent.start()
    parent.end.sendall(b'{"id": 7,')
    parent.end.sendall(b'"do": "beat"}\n')
    assert parent.hear() == {"id": 7, "ok": True}
    parent.end.shutdown(socket.SHUT_RDWR)
    parent.finished()


def test_the_process_serves_until_a_signal_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    ours, theirs = socket.socketpair()
    before = signal.getsignal(signal.SIGTERM)

    def kill() -> None:
        assert b"hello" in ours.recv(1000)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = Thread(target=kill, daemon=True)
    thread.start()
    number = theirs.detach()
    closed: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "closerange", lambda *ends: closed.append(ends))
    monkeypatch.setattr(sys, "argv", [process.__file__, str(number), json.dumps(["", *sys.path])])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(process.__file__, run_name="__main__")
    assert ended.value.code == 0 and closed[0] == (3, number) and closed[1][0] == number + 1
    thread.join(LONG)
    ours.close()
    assert signal.getsignal(signal.SIGTERM) is before


def test_reading_from_a_torn_line_is_its_end() -> None:
    ours, theirs = socket.socketpair()
    line = serving.Line(theirs)
    assert line.hear() == []
    theirs.close()
    ours.close()
    assert line.hear() is None
