"""When the guardian's process can't live, the outlets are driven without it, and it gets another chance."""

import asyncio
from pathlib import Path
import sys

import pytest

from custom_components.plantos.hardware import FailSafe, Fault
from custom_components.plantos.hardware.guardian import client
from custom_components.plantos.hardware.guardian.client import Guardian
from custom_components.plantos.hardware.guardian.link import LocalLink, ProcessLink
from custom_components.plantos.hardware.guardian.outlets import GuardedOutlet

from .outputs import LONG, levels, relay, until


class Python:
    """An interpreter that notes each start, and is none until it is mended."""

    def __init__(self, folder: Path, until_then: str) -> None:
        """Do `until_then` in its place; the socket's descriptor is $4."""
        self._starts, self._mended = folder / "starts", folder / "mended"
        self.path = folder / "python"
        self.path.write_text(
            f'#!/bin/sh\necho >> {self._starts}\n[ -e {self._mended} ] && exec {sys.executable} "$@"\n{until_then}\n'
        )
        self.path.chmod(0o700)

    @property
    def starts(self) -> int:
        """How often it was started."""
        return len(self._starts.read_text().splitlines())

    def mend(self) -> None:
        """Be Python from now on."""
        self._mended.touch()

    def spoil(self) -> None:
        """Be none any more."""
        self._mended.unlink()


SAYS_HELLO_AND_DIES = f'exec {sys.executable} -S -c "import os; os.write($4, b\'{{\\"hello\\": 1}}\\n\')"'


async def test_a_guardian_that_always_dies_at_once_is_done_without(tmp_path: Path, trace: Path) -> None:
    python = Python(tmp_path, SAYS_HELLO_AND_DIES)
    guardian = Guardian({"pump": relay(trace)}, python=str(python.path))
    async with asyncio.timeout(LONG):
        await guardian.start()
    assert python.starts == client.TRIES
    assert guardian.fault and guardian.fault.fault is Fault.UNGUARDED and "dies as soon as" in guardian.fault.detail
    outlet = GuardedOutlet(guardian, "pump")
    assert outlet.fail_safe is FailSafe.SOFTWARE_ONLY
    await outlet.open(100)
    assert await outlet.is_open() is True
    await guardian.stop()
    assert levels(trace)[-1] == 0


async def test_deaths_that_lie_apart_are_no_reason_to_do_without(trace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "BRIEF_S", 0.0)
    guardian = Guardian({"pump": relay(trace)})
    await guardian.start()
    for _ in range(client.TRIES + 1):
        assert guardian._link
        guardian._link.kill()
        await until(lambda: guardian._link is None)
        await until(lambda: guardian._link is not None and guardian.trouble("pump") is None)
    assert isinstance(guardian._link, ProcessLink) and guardian.fault is None
    await guardian.stop()


async def test_a_process_that_can_run_again_is_used_once_nothing_is_on(
    tmp_path: Path, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "BRIEF_S", 0.5)
    monkeypatch.setattr(client, "PROCESS_AGAIN_S", 0.02)
    python = Python(tmp_path, "exit 1")
    guardian = Guardian({"pump": relay(trace)}, python=str(python.path))
    await guardian.start()
    local, outlet, loop = guardian._link, GuardedOutlet(guardian, "pump"), asyncio.get_running_loop()
    assert isinstance(local, LocalLink)
    await outlet.open(100)
    python.mend()
    end = loop.time() + 0.3
    while loop.time() < end:
        assert await outlet.is_open() is True
    assert guardian._link is local
    await outlet.close()
    await until(lambda: isinstance(guardian._link, ProcessLink) and guardian.fault is None)
    await until(lambda: guardian.trouble("pump") is None)
    assert outlet.fail_safe is FailSafe.GUARDED
    await outlet.open(100)
    await guardian.stop()
    assert levels(trace)[:3] == [0, 1, 0] and levels(trace)[-1] == 0


async def test_a_process_that_still_cant_live_costs_no_trust_in_what_is_there(
    tmp_path: Path, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PROCESS_AGAIN_S", 0.02)
    python = Python(tmp_path, "exit 1")
    guardian = Guardian({"pump": relay(trace)}, python=str(python.path))
    await guardian.start()
    local, outlet = guardian._link, GuardedOutlet(guardian, "pump")
    await until(lambda: python.starts > client.TRIES + 1)
    assert guardian._link is local and outlet.fail_safe is FailSafe.SOFTWARE_ONLY
    await outlet.open(100)
    await outlet.close()
    await guardian.stop()


async def test_a_process_that_dies_in_its_second_chance_was_never_trusted(
    tmp_path: Path, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PROCESS_AGAIN_S", 0.5)
    python = Python(tmp_path, SAYS_HELLO_AND_DIES)
    guardian = Guardian({"pump": relay(trace)}, python=str(python.path))
    await guardian.start()
    local, seen = guardian._link, set[FailSafe]()

    def is_another_local() -> bool:
        seen.add(guardian.fail_safe)
        return guardian._link is not local and isinstance(guardian._link, LocalLink)

    await until(is_another_local)
    assert seen == {FailSafe.SOFTWARE_ONLY}
    # It came up beside the outlets, then had them once, and not again before they work without it.
    assert python.starts == client.TRIES + 2
    await guardian.stop()
