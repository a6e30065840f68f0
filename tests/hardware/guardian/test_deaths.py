"""The guardian's process and its parent's, each killed and halted for real."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
import runpy
import signal
import socket
import subprocess
import sys
from time import monotonic, sleep

import pytest

from custom_components.plantos.hardware import GuardLost
from custom_components.plantos.hardware.guardian import client, link, process
from custom_components.plantos.hardware.guardian.client import Guardian
from custom_components.plantos.hardware.guardian.link import ProcessLink
from custom_components.plantos.hardware.guardian.outlets import GuardedOutlet

from . import parent as parent_script
from .outputs import LONG, levels, relay

SCRIPT = str(Path(process.__file__))
# What the process may have of PlantOS; everything else costs time and memory, and may fail.
ITS_OWN = {"gpio", "gpio.backends", "gpio.mock_factory", "gpio.troubles", "guardian"}


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and not only its entry."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError, ProcessLookupError:
        return False


@dataclass
class Parent:
    """A process that had a pump opened, and its guardian."""

    process: asyncio.subprocess.Process
    guardian: int
    trace: Path

    def send(self, number: int) -> float:
        """Send it a signal; when."""
        self.process.send_signal(number)
        return monotonic()

    async def off(self) -> float:
        """When the pump was turned off, by the trace's own clock."""
        async with asyncio.timeout(LONG):
            while levels(self.trace)[-1]:  # noqa: ASYNC110  # what another process does rings no bell here
                await asyncio.sleep(0.01)
        rows = [row.split() for row in self.trace.read_text().splitlines()]
        opened = max(place for place, row in enumerate(rows) if row[2] == "1")
        return float(rows[opened + 1][0])

    async def gone(self) -> None:
        """Wait until its guardian is gone."""
        async with asyncio.timeout(LONG):
            while is_alive(self.guardian):  # noqa: ASYNC110  # what another process does rings no bell here
                await asyncio.sleep(0.01)


@asynccontextmanager
async def parent_of(trace: Path, *more: str) -> AsyncIterator[Parent]:
    """A process that has just had a pump opened for long."""
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        *(parent_script.__file__, json.dumps({"pump": relay(trace)}), *more),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert started.stdout
    async with asyncio.timeout(30):
        guardian = int(await started.stdout.readline())
    assert levels(trace) == [0, 1]
    parent = Parent(started, guardian, trace)
    yield parent
    if started.returncode is None:
        started.kill()
    await parent.gone()
    assert started.stdin
    started.stdin.close()
    await started.wait()


@pytest.fixture
async def parent(trace: Path) -> AsyncIterator[Parent]:
    async with parent_of(trace) as parent:
        yield parent


@pytest.fixture
async def guardian(trace: Path) -> AsyncIterator[Guardian]:
    """A guardian of a pump that is open."""
    guardian = Guardian({"pump": relay(trace)})
    await guardian.start()
    await GuardedOutlet(guardian, "pump").open(1000)
    yield guardian
    await guardian.stop()


def script(path: Path, text: str) -> str:
    """An interpreter in Python's place."""
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o700)
    return str(path)


def link_of(guardian: Guardian) -> ProcessLink:
    assert isinstance(guardian._link, ProcessLink)
    return guardian._link


async def replaced(guardian: Guardian, old: ProcessLink, trace: Path, driven: int) -> None:
    """Wait until another process has the output, and has driven it."""
    async with asyncio.timeout(2 * LONG):
        while guardian._link in {None, old} or len(levels(trace)) == driven:  # noqa: ASYNC110  # it rings no bell
            await asyncio.sleep(0.01)


async def test_a_parent_that_is_killed_has_everything_off_within_a_second(parent: Parent) -> None:
    killed = parent.send(signal.SIGKILL)
    assert await parent.off() - killed < 1
    await parent.gone()


async def test_a_parent_that_hangs_has_everything_off_within_three_seconds(parent: Parent) -> None:
    halted = parent.send(signal.SIGSTOP)
    assert await parent.off() - halted < 3
    parent.send(signal.SIGKILL)
    await parent.gone()
    assert levels(parent.trace)[-1] == 0


async def test_a_parent_that_goes_on_finds_its_guardian_alive(parent: Parent) -> None:
    parent.send(signal.SIGSTOP)
    await parent.off()
    parent.send(signal.SIGCONT)
    assert is_alive(parent.guardian) and levels(parent.trace)[-1] == 0


async def test_a_killed_parents_child_keeps_neither_the_pump_on_nor_its_line_from_the_next(trace: Path) -> None:
    async with parent_of(trace, "with child") as parent:
        killed = parent.send(signal.SIGKILL)
        assert await parent.off() - killed < 3
        # The child still has the socket.
        await parent.gone()


async def test_a_parent_that_was_busy_for_long_keeps_its_guardian(
    guardian: Guardian, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "BEAT_S", 0.02)
    monkeypatch.setattr(client, "DEAF_S", 0.3)
    first, loop = link_of(guardian), asyncio.get_running_loop()
    for _ in range(2):
        sleep(0.6)  # noqa: ASYNC251  # that nothing else can be done meanwhile is what is tried
        end = loop.time() + 0.1
        while loop.time() < end:
            assert await GuardedOutlet(guardian, "pump").is_open() is True
    assert guardian._link is first


async def test_a_guardian_that_hangs_has_its_pump_off_within_three_seconds(guardian: Guardian, trace: Path) -> None:
    first = link_of(guardian)
    assert first.pid
    halted = monotonic()
    os.kill(first.pid, signal.SIGSTOP)
    await replaced(guardian, first, trace, 2)
    assert levels(trace) == [0, 1, 0]
    assert float(trace.read_text().splitlines()[2].split()[0]) - halted < 3


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL])
async def test_a_stop_turns_off_what_a_guardian_can_no_longer(
    guardian: Guardian, trace: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(link, "END_S", 0.2)
    first = link_of(guardian)
    assert first.pid
    os.kill(first.pid, number)
    await guardian.stop()
    assert levels(trace)[:3] == [0, 1, 0] and not is_alive(first.pid)
    assert guardian._link is None


async def test_a_stop_doesnt_wait_for_ever_for_who_turns_off(
    guardian: Guardian, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = link_of(guardian)
    assert first.pid
    monkeypatch.setattr(link, "END_S", 0.1)
    monkeypatch.setattr(client, "WRITE_OFF_S", 0.2)
    silent = script(trace.with_name("silent"), "exec sleep 60")
    guardian._python = silent
    os.kill(first.pid, signal.SIGKILL)
    async with asyncio.timeout(LONG):
        await guardian.stop()


async def test_a_guardian_that_is_terminated_has_everything_off_and_is_gone(parent: Parent) -> None:
    # So that nobody else is there to do it.
    parent.send(signal.SIGSTOP)
    os.kill(parent.guardian, signal.SIGTERM)
    terminated = monotonic()
    assert await parent.off() - terminated < 1
    await parent.gone()


@pytest.mark.parametrize(("number", "beat_s", "deaf_s"), [(signal.SIGKILL, 0.5, 3.0), (signal.SIGSTOP, 0.02, 0.2)])
async def test_a_guardian_that_dies_or_hangs_is_replaced_and_that_is_said_once(
    guardian: Guardian, trace: Path, monkeypatch: pytest.MonkeyPatch, number: int, beat_s: float, deaf_s: float
) -> None:
    monkeypatch.setattr(client, "BEAT_S", beat_s)
    monkeypatch.setattr(client, "DEAF_S", deaf_s)
    outlet, first = GuardedOutlet(guardian, "pump"), link_of(guardian)
    assert first.pid
    os.kill(first.pid, number)
    await replaced(guardian, first, trace, 2)
    assert levels(trace) == [0, 1, 0] and not is_alive(first.pid)
    with pytest.raises(GuardLost):
        await outlet.is_open()
    assert await outlet.is_open() is False
    await outlet.open(1000)
    assert await outlet.is_open() is True


async def test_garbage_on_the_line_turns_everything_off(guardian: Guardian, trace: Path) -> None:
    first = link_of(guardian)
    assert first._writer
    first._writer.write(b"\x00\xff garbage\n")
    async with asyncio.timeout(LONG):
        await first.lost.wait()
    await replaced(guardian, first, trace, 2)
    assert levels(trace)[:3] == [0, 1, 0] and levels(trace)[-1] == 0


async def test_a_stop_ends_a_start_that_still_waits(tmp_path: Path, trace: Path) -> None:
    guardian = Guardian({"pump": relay(trace)}, python=script(tmp_path / "silent", "exec sleep 60"))
    starting = asyncio.create_task(guardian.start())
    await asyncio.sleep(0)
    await guardian.stop()
    async with asyncio.timeout(LONG):
        await starting


def test_the_process_keeps_its_own_socket_only(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = socket.socketpair()
    ours.close()
    number, closed = theirs.detach(), list[tuple[int, int]]()
    monkeypatch.setattr(os, "closerange", lambda *ends: closed.append(ends))
    monkeypatch.setattr(sys, "argv", [SCRIPT, str(number), json.dumps(sys.path)])
    monkeypatch.setattr(sys, "path", list(sys.path))
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(SCRIPT, run_name="__main__")
    assert ended.value.code == 0
    before, after = closed
    assert before == (3, number) and after[0] == number + 1


def test_the_process_imports_nothing_of_home_assistant_nor_more_of_plantos() -> None:
    ours, theirs = socket.socketpair()
    ours.close()
    code = (
        "import json, runpy, sys\n"
        f"main = runpy.run_path({SCRIPT!r})['main']\n"
        "assert main(*sys.argv[1:]) == 0\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(theirs.fileno()), json.dumps(sys.path), "..gpio.mock_factory"],
        capture_output=True,
        text=True,
        check=True,
        pass_fds=(theirs.fileno(),),
    )
    theirs.close()
    modules = json.loads(done.stdout)
    assert not {"homeassistant", "custom_components", "pydantic", "asyncio"} & set(modules)
    inner = {name.removeprefix("plantos_hardware.") for name in modules if name.startswith("plantos_hardware.")}
    assert {name for name in inner if not name.startswith("guardian.")} == ITS_OWN
