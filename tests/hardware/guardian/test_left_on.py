"""An outlet whose guardian died while it was on: it is turned off soon, or somebody is told."""

import asyncio
import os
from pathlib import Path
import signal

import pytest

from custom_components.plantos.hardware import FailSafe, Fault, NotSent
from custom_components.plantos.hardware.guardian import client
from custom_components.plantos.hardware.guardian.client import Guardian
from custom_components.plantos.hardware.guardian.link import LocalLink, ProcessLink
from custom_components.plantos.hardware.guardian.outlets import GuardedOutlet

from .outputs import LONG, Asker, levels, relay, until
from .test_falling_back import Python

CRASHES = "kill -SEGV $$"


async def opened(python: Python, trace: Path) -> Guardian:
    """A guardian of a pump that is open, whose next process is what `python` is until it is mended again."""
    python.mend()
    guardian = Guardian({"pump": relay(trace)}, python=str(python.path))
    await guardian.start()
    await GuardedOutlet(guardian, "pump").open(1000)
    python.spoil()
    return guardian


def kill(guardian: Guardian, number: int = signal.SIGKILL) -> None:
    assert isinstance(guardian._link, ProcessLink) and guardian._link.pid
    os.kill(guardian._link.pid, number)


async def test_a_pump_is_off_though_the_next_guardian_starts_slowly(
    tmp_path: Path, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "HURRY_S", 0.3, raising=False)
    python = Python(tmp_path, "exec sleep 60")
    guardian = await opened(python, trace)
    kill(guardian)
    async with asyncio.timeout(LONG):
        await until(lambda: levels(trace)[2:])
    python.mend()
    await guardian.stop()
    assert set(levels(trace)[2:]) == {0}


async def test_what_turned_the_pump_off_opens_nothing_and_leaves_it_to_the_next_guardian(
    tmp_path: Path, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "HURRY_S", 0.3, raising=False)
    monkeypatch.setattr(client, "_OWN_SOON_S", 0.05)
    python = Python(tmp_path, "exec sleep 60")
    guardian = await opened(python, trace)
    outlet, seen = GuardedOutlet(guardian, "pump"), set[FailSafe]()
    kill(guardian)
    await until(lambda: isinstance(guardian._link, LocalLink))
    with pytest.raises(NotSent):
        await outlet.open(1)
    python.mend()

    def is_had() -> bool:
        seen.add(outlet.fail_safe)
        return isinstance(guardian._link, ProcessLink) and guardian.trouble("pump") is None

    await until(is_had)
    assert seen == {FailSafe.GUARDED} and set(levels(trace)[2:]) == {0}
    await outlet.open(1)
    await guardian.stop()


@pytest.mark.parametrize("is_let_go_of", [True, False])
async def test_a_stop_turns_off_what_it_can_and_says_what_it_cant(
    trace: Path, asker: Asker, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, is_let_go_of: bool
) -> None:
    guardian = Guardian({"pump": relay(trace)})
    await guardian.start()
    await GuardedOutlet(guardian, "pump").open(1000)
    # Too late for the next one: a stop comes first.
    monkeypatch.setattr(client, "_REST_S", LONG)
    kill(guardian)
    await until(lambda: guardian._left_on)
    monkeypatch.setattr(client, "_REST_S", 0.05)
    monkeypatch.setattr(client, "WRITE_OFF_S", 2 * LONG if is_let_go_of else 2.0)
    assert asker.ask("own", settings=relay(trace))["ok"]
    stopping = asyncio.create_task(guardian.stop())
    # It is refused at first.
    await until(lambda: (guardian.trouble("pump") and guardian._waiting) or stopping.done())
    await until(lambda: not guardian._waiting)
    if is_let_go_of:
        assert asker.keeper.finish(LONG)
    await stopping
    assert ("may have been left on" in caplog.text) is not is_let_go_of
    assert bool(guardian._left_on) is not is_let_go_of


async def test_what_crashes_a_guardian_is_never_used_within_home_assistant(
    tmp_path: Path, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(client, "LocalLink", refuse)
    monkeypatch.setattr(client, "PROCESS_AGAIN_S", 0.3)
    python = Python(tmp_path, CRASHES)
    guardian = await opened(python, trace)
    outlet = GuardedOutlet(guardian, "pump")
    kill(guardian, signal.SIGSEGV)
    await until(lambda: guardian.fault)
    assert guardian.fault and guardian.fault.fault is Fault.UNGUARDED
    trouble = guardian.trouble("pump")
    assert trouble and trouble.fault is Fault.UNREACHABLE
    with pytest.raises(NotSent):
        await outlet.open(1)
    before = python.starts
    await until(lambda: python.starts > before + 1)
    python.mend()
    await until(lambda: guardian.trouble("pump") is None)
    assert set(levels(trace)[2:]) == {0} and guardian._left_on == set()
    await guardian.stop()


async def test_a_guardian_that_crashes_from_the_start_keeps_nobody_waiting(tmp_path: Path, trace: Path) -> None:
    guardian = Guardian({"pump": relay(trace)}, python=str(Python(tmp_path, CRASHES).path))
    async with asyncio.timeout(LONG):
        await guardian.start()
    assert guardian._link is None and guardian.trouble("pump")
    assert await GuardedOutlet(guardian, "pump").is_open() is None
    await guardian.stop()


def test_an_outlet_of_another_computer_is_in_nobodys_hands_when_the_network_goes(trace: Path) -> None:
    pins = {"backend": "pigpio", "host": "shed"}
    guardian = Guardian({"there": {"kind": "gpio", "pins": pins, "line": 1}, "here": relay(trace)})
    assert GuardedOutlet(guardian, "there").fail_safe is FailSafe.SOFTWARE_ONLY
    assert GuardedOutlet(guardian, "here").fail_safe is FailSafe.GUARDED
