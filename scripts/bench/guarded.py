"""Outlets under a guardian, in this process or in one that may be killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import signal
import threading
import time
from typing import Any

from bench.checks import Failed, expect, until
from bench.lines import Chip

from custom_components.plantos.hardware.guardian import client, link
from custom_components.plantos.hardware.guardian.client import Guardian
from custom_components.plantos.hardware.guardian.outlets import GuardedOutlet

_GUARDIAN = "guardian/process.py"
NAME = "pump"

# An emulated processor takes seconds for the imports of a first start.
link.START_S = client.WRITE_OFF_S = 30.0


@dataclass(frozen=True, slots=True)
class Wiring:
    """A relay on a line, by number or name."""

    chip: str
    line: int | str
    active_low: bool

    @property
    def settings(self) -> dict[str, Any]:
        """As the guardian takes them."""
        pins = {"backend": "gpiod", "chip": self.chip}
        return {"kind": "gpio", "pins": pins, "line": self.line, "active_low": self.active_low}

    @property
    def on(self) -> str:
        """What the trace says when it is turned on."""
        return "set 0" if self.active_low else "set 1"

    @property
    def off(self) -> str:
        """What the trace says when it is turned off."""
        return "set 1" if self.active_low else "set 0"


@asynccontextmanager
async def guarding(**wirings: Wiring) -> AsyncIterator[Guardian]:
    """A guardian with these outputs."""
    guardian = Guardian({name: wiring.settings for name, wiring in wirings.items()})
    try:
        await guardian.start()
        yield guardian
    finally:
        await guardian.stop()


def outlet(guardian: Guardian, name: str = NAME) -> GuardedOutlet:
    """One of its outlets; fails if it can't be had."""
    if trouble := guardian.trouble(name):
        raise Failed(f"{name} can't be had: {trouble.text}")
    return GuardedOutlet(guardian, name)


def guardians_of(pid: int) -> list[int]:
    """The guardian processes that a process has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if parent == pid and any(part.decode(errors="replace").endswith(_GUARDIAN) for part in command):
            found.append(int(folder.name))
    return found


class Parent:
    """A process of its own, forked from this one, with an outlet that is open."""

    def __init__(self, pid: int, guardian: int) -> None:
        """Take the process and its guardian."""
        self.pid = pid
        self.guardian = guardian

    def send(self, number: signal.Signals) -> float:
        """Signal it, and say when."""
        at = time.monotonic()
        os.kill(self.pid, number)
        return at


@asynccontextmanager
async def parent(wiring: Wiring, *, with_child: bool = False) -> AsyncIterator[Parent]:
    """A process that has opened its outlet for a minute; killed in the end, its guardian awaited."""
    heard, says = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            asyncio.run(_be_parent(wiring, says, with_child=with_child))
        finally:
            os._exit(1)
    os.close(says)
    found: list[int] = []
    try:
        said = (await asyncio.to_thread(os.read, heard, 1000)).decode()
        expect(said == "open", f"the parent said {said!r}")
        found = guardians_of(pid)
        expect(len(found) == 1, f"it has {len(found)} guardians")
        yield Parent(pid, found[0])
    finally:
        os.close(heard)
        os.kill(pid, signal.SIGKILL)
        await asyncio.to_thread(os.waitpid, pid, 0)
        await until(lambda: all(map(_ended, found)), 15, lambda: "the guardian ends after its parent")


async def _be_parent(wiring: Wiring, says: int, *, with_child: bool) -> None:
    try:
        async with guarding(**{NAME: wiring}) as guardian:
            await outlet(guardian).open(60)
            # A child that knows nothing of all this has every descriptor of its parent's.
            if with_child and os.fork() == 0:
                threading.Event().wait(5)
                os._exit(0)
            os.write(says, b"open")
            await asyncio.sleep(120)
    except Exception as error:  # noqa: BLE001  (told to who waits)
        os.write(says, repr(error).encode())


def _ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        # The first process of this machine reaps nobody.
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


async def written_off(chip: Chip, line: int, wiring: Wiring, since: float, seconds: float) -> str:
    """Whether "off" was written within so many seconds after a moment; says when."""

    def offs() -> list[float]:
        return [one.at for one in chip.driven(line) if one.at >= since and one.what == wiring.off]

    await until(offs, seconds + 5, lambda: "the line is written off")
    took = offs()[0] - since
    expect(took <= seconds, f"the line was written off after {took:.2f} s, not within {seconds:g}")
    return f"off after {took:.2f} s"
