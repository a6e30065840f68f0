"""Guarded outlets over a real guardian process, and without one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
import errno
import os
from pathlib import Path
import signal
import socket
import sys
from typing import Any

import pytest

from custom_components.plantos.hardware import FailSafe, Fault, GuardLost, HardwareError, NotOpened, NotSent, Outlet
from custom_components.plantos.hardware.devices import ConnectedDevice
from custom_components.plantos.hardware.guardian import asking, client, link
from custom_components.plantos.hardware.guardian.client import Guardian
from custom_components.plantos.hardware.guardian.link import CannotRun, ProcessLink
from custom_components.plantos.hardware.guardian.outlets import GuardedDevice, GuardedOutlet

from .outputs import LONG, FakeBuses, levels, mcp23017, relay

NOBODY = "/nonexistent/python"
NONSENSE = """
import os, sys, time
os.write(int(sys.argv[4]), b'{"hello": 1}\\n...\\n')
time.sleep(60)
"""
type Raise = Callable[..., Awaitable[Guardian]]


@pytest.fixture
async def up() -> AsyncIterator[Raise]:
    """Bring guardians up that are stopped after the test."""
    guardians = []

    async def up(*, python: str | None = None, **outputs: dict[str, Any]) -> Guardian:
        guardians.append(guardian := Guardian(outputs, python=python))
        await guardian.start()
        return guardian

    yield up
    for guardian in guardians:
        await guardian.stop()


def pid(guardian: Guardian) -> int:
    assert isinstance(guardian._link, ProcessLink) and guardian._link.pid
    return guardian._link.pid


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONG):
        while not done():  # noqa: ASYNC110  # what another process does rings no bell here
            await asyncio.sleep(0.01)


async def test_an_outlet_opens_and_closes_under_guard(up: Raise, trace: Path) -> None:
    guardian = await up(pump=relay(trace, active_low=True))
    outlet: Outlet = GuardedOutlet(guardian, "pump")
    assert await outlet.is_open() is False and not guardian.is_any_on
    await outlet.open(10)
    assert await outlet.is_open() is True and guardian.is_any_on
    await outlet.close()
    assert await outlet.is_open() is False and not guardian.is_any_on
    assert outlet.fail_safe is FailSafe.GUARDED and not outlet.assumed and guardian.fault is None
    process = pid(guardian)
    await guardian.stop()
    await guardian.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert levels(trace)[:3] == [1, 0, 1] and set(levels(trace)[3:]) <= {1}


async def test_a_stop_turns_everything_off(up: Raise, trace: Path) -> None:
    guardian = await up(pump=relay(trace))
    await GuardedOutlet(guardian, "pump").open(100)
    await guardian.stop()
    assert levels(trace)[-1] == 0
    with pytest.raises(NotSent):
        await GuardedOutlet(guardian, "pump").open(1)
    await guardian.start()
    assert await GuardedOutlet(guardian, "pump").is_open() is False
    await GuardedOutlet(guardian, "pump").open(1)


async def test_the_guardian_closes_a_moment_after_the_run_should_have(
    up: Raise, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.plantos.hardware.guardian.outlets.GRACE_S", 0.1)
    guardian = await up(pump=relay(trace))
    await GuardedOutlet(guardian, "pump").open(0.1)
    await until(lambda: levels(trace)[-1] == 0)
    assert await GuardedOutlet(guardian, "pump").is_open() is False


async def test_a_guardian_that_is_killed_comes_back_with_everything_off(up: Raise, trace: Path) -> None:
    guardian = await up(pump=relay(trace))
    outlet = GuardedOutlet(guardian, "pump")
    await outlet.open(100)
    first = pid(guardian)
    os.kill(first, signal.SIGKILL)
    await until(lambda: guardian._link is None)
    with pytest.raises(NotSent):
        await outlet.open(1)
    with pytest.raises(HardwareError):
        await outlet.close()
    with pytest.raises(GuardLost):
        await outlet.is_open()
    assert await outlet.is_open() is None
    await until(lambda: guardian._link is not None and guardian.trouble("pump") is None)
    assert pid(guardian) != first and levels(trace) == [0, 1, 0]
    assert await outlet.is_open() is False
    await outlet.open(1)


async def test_a_guardian_that_is_terminated_turns_off_itself(up: Raise, trace: Path) -> None:
    guardian = await up(pump=relay(trace))
    await GuardedOutlet(guardian, "pump").open(100)
    first = pid(guardian)
    os.kill(first, signal.SIGTERM)
    await until(lambda: guardian._link is None)
    assert levels(trace)[:3] == [0, 1, 0]


async def test_an_opening_in_which_the_guardian_dies_fails(up: Raise, trace: Path) -> None:
    guardian = await up(pump=relay(trace))
    os.kill(pid(guardian), signal.SIGSTOP)
    opening = asyncio.create_task(GuardedOutlet(guardian, "pump").open(100))
    await until(lambda: bool(guardian._waiting))
    os.kill(pid(guardian), signal.SIGKILL)
    with pytest.raises(GuardLost):
        await opening


async def test_a_guardian_that_is_stopped_is_replaced(up: Raise, trace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "BEAT_S", 0.02)
    monkeypatch.setattr(client, "DEAF_S", 0.2)
    guardian = await up(pump=relay(trace))
    await GuardedOutlet(guardian, "pump").open(100)
    first = pid(guardian)
    os.kill(first, signal.SIGSTOP)
    await until(lambda: isinstance(guardian._link, ProcessLink) and guardian._link.pid != first)
    await until(lambda: levels(trace) == [0, 1, 0])


async def test_an_opening_that_is_given_up_is_taken_back(
    up: Raise, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guardian = await up(pump=relay(trace))
    os.kill(pid(guardian), signal.SIGSTOP)
    opening = asyncio.create_task(GuardedOutlet(guardian, "pump").open(100))
    await until(lambda: bool(guardian._waiting))
    opening.cancel()
    await asyncio.gather(opening, return_exceptions=True)
    os.kill(pid(guardian), signal.SIGCONT)
    assert await GuardedOutlet(guardian, "pump").is_open() is False


async def test_a_second_owner_is_refused_until_the_first_has_gone(
    up: Raise, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "OWN_AGAIN_S", 0.05)
    first, second = await up(pump=relay(trace)), await up(pump=relay(trace))
    outlet, device = GuardedOutlet(second, "pump"), GuardedDevice("relay", second, {"1": "pump"})
    assert device.fault and device.fault.fault is Fault.IN_USE and device.fault.device_id == "relay"
    with pytest.raises(NotSent, match="another process"):
        await outlet.open(1)
    with pytest.raises(HardwareError):
        await outlet.is_open()
    with pytest.raises(HardwareError):
        await outlet.close()
    await first.stop()
    await until(lambda: device.fault is None)
    await outlet.open(1)


async def test_without_a_process_the_outlets_work_and_say_so(up: Raise, trace: Path) -> None:
    guardian = await up(python=NOBODY, pump=relay(trace))
    outlet = GuardedOutlet(guardian, "pump")
    assert outlet.fail_safe is FailSafe.SOFTWARE_ONLY
    assert guardian.fault and (guardian.fault.fault, guardian.fault.device_id) == (Fault.UNGUARDED, None)
    await outlet.open(100)
    assert await outlet.is_open() is True
    await guardian.stop()
    assert levels(trace)[-1] == 0


async def test_a_process_that_ends_at_once_is_no_guardian(up: Raise, trace: Path) -> None:
    guardian = await up(python="/bin/false", pump=relay(trace))
    assert guardian.fault and guardian.fault.fault is Fault.UNGUARDED
    await GuardedOutlet(guardian, "pump").close()


async def test_a_process_that_says_nothing_is_no_guardian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "START_S", 0.05)
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexec sleep 60\n")
    silent.chmod(0o700)
    starting = ProcessLink(lambda _: None, str(silent))
    with pytest.raises(CannotRun):
        await starting.start()
    monkeypatch.setattr(link, "START_S", 60.0)
    again = ProcessLink(lambda _: None, str(silent))
    given_up = asyncio.create_task(again.start())
    await until(lambda: again.pid is not None)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    assert again.lost.is_set()


async def test_a_bus_that_hangs_fails_its_outlet_only(
    up: Raise, trace: Path, buses: FakeBuses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ANSWER_S", 0.2)
    monkeypatch.setattr(link, "LOCAL_END_S", 0.1)
    mcp = {"kind": "mcp23017", "bus": 1, "address": 0x20, "line": 9}
    buses.registers[0x20] = mcp23017()
    guardian = await up(python=NOBODY, pump=relay(trace), valve=mcp)
    pump, valve = GuardedOutlet(guardian, "pump"), GuardedOutlet(guardian, "valve")
    buses.hang(1)
    with pytest.raises(HardwareError, match="doesn't answer"):
        await valve.open(10)
    await pump.open(10)
    await pump.close()
    buses.recover(1)
    await until_closed(valve)
    assert buses.registers[0x20][0x15] == 0
    await valve.close()


async def until_closed(outlet: GuardedOutlet) -> None:
    async with asyncio.timeout(LONG):
        while True:
            try:
                await outlet.close()
            except HardwareError:
                await asyncio.sleep(0.01)
            else:
                return


async def test_what_becomes_of_an_opening_is_told_apart(
    up: Raise, trace: Path, buses: FakeBuses, monkeypatch: pytest.MonkeyPatch
) -> None:
    mcp = {"kind": "mcp23017", "bus": 1, "address": 0x20, "line": 9}
    buses.registers[0x20] = mcp23017()
    guardian = await up(python=NOBODY, pump=relay(trace), valve=mcp)
    valve = GuardedOutlet(guardian, "valve")
    buses.deaf = True
    with pytest.raises(HardwareError) as unknown:
        await valve.open(10)
    assert not isinstance(unknown.value, NotOpened)
    with pytest.raises(HardwareError, match="doesn't read off"):
        await valve.close()
    buses.deaf = False
    await until_closed(valve)
    monkeypatch.setattr("custom_components.plantos.hardware.guardian.banks.GpioBank.level", lambda *_: False)
    with pytest.raises(NotOpened) as closed:
        await GuardedOutlet(guardian, "pump").open(10)
    assert not isinstance(closed.value, NotSent)
    monkeypatch.setattr("custom_components.plantos.hardware.guardian.lanes.FRESH_S", -1.0)
    with pytest.raises(NotSent, match="too late"):
        await GuardedOutlet(guardian, "pump").open(10)


async def test_an_output_that_takes_too_long_to_be_had_is_a_fault(
    up: Raise, buses: FakeBuses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ANSWER_S", 0.1)
    buses.registers[0x20] = mcp23017()
    buses.hang(1)
    mcp = {"kind": "mcp23017", "bus": 1, "address": 0x20, "line": 9}
    guardian = await up(python=NOBODY, valve=mcp)
    trouble = guardian.trouble("valve")
    assert trouble and trouble.fault is Fault.UNREACHABLE
    buses.recover(1)


async def test_an_output_that_took_too_long_to_be_had_is_had_soon(
    up: Raise, buses: FakeBuses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ANSWER_S", 0.1)
    monkeypatch.setattr(client, "_OWN_SOON_S", 0.05)
    buses.registers[0x20] = mcp23017()
    buses.hang(1)
    guardian = await up(python=NOBODY, valve={"kind": "mcp23017", "bus": 1, "address": 0x20, "line": 9})
    assert guardian.trouble("valve")
    buses.recover(1)
    await until(lambda: guardian.trouble("valve") is None)
    await GuardedOutlet(guardian, "valve").open(1)


async def test_the_process_has_imported_all_that_its_outputs_need_before_it_says_hello(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = tmp_path / "done"
    (tmp_path / "slow.py").write_text(f"import pathlib, time\ntime.sleep(0.2)\npathlib.Path({str(done)!r}).touch()\n")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    process = ProcessLink(lambda _: None, libraries=["missing", "slow"])
    await process.start()
    assert done.exists()
    assert await process.stop()


async def test_the_process_is_told_what_its_outputs_need(up: Raise, trace: Path) -> None:
    mcp = {"kind": "mcp23017", "bus": 1, "address": 0x20, "line": 9}
    guardian = await up(pump=relay(trace), valve=mcp)
    arguments = Path(f"/proc/{pid(guardian)}/cmdline").read_bytes().split(b"\0")
    assert arguments[-3:] == [b"..gpio.mock_factory", b"smbus2", b""]


async def test_a_computer_without_room_for_a_process_is_no_reason_to_fail(
    up: Raise, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", refuse)
    guardian = await up(pump=relay(trace))
    assert guardian.fault and "Cannot allocate memory" in guardian.fault.detail


async def test_a_guardian_that_talks_nonsense_is_lost(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mad = tmp_path / "mad"
    mad.write_text(f"#!{sys.executable}{NONSENSE}")
    mad.chmod(0o700)
    talking = ProcessLink(lambda _: None, str(mad))
    await talking.start()
    async with asyncio.timeout(LONG):
        await talking.lost.wait()
    monkeypatch.setattr(link, "END_S", 0.01)
    await talking.stop()


async def test_the_process_inherits_no_other_descriptor(up: Raise, trace: Path) -> None:
    ours, theirs = socket.socketpair()
    os.set_inheritable(theirs.fileno(), True)
    guardian = await up(pump=relay(trace))
    theirs.close()
    ours.setblocking(False)
    assert ours.recv(1) == b""
    assert os.getsid(pid(guardian)) == pid(guardian)
    ours.close()


async def test_the_process_is_small_and_knows_no_home_assistant(up: Raise, trace: Path) -> None:
    guardian = await up(pump=relay(trace))
    status = Path(f"/proc/{pid(guardian)}/status").read_text()
    peak_kb = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
    assert peak_kb < 30_000
    # Of its processor's time, which a busy machine doesn't stretch.
    used = Path(f"/proc/{pid(guardian)}/stat").read_text().rpartition(")")[2].split()[11:13]
    assert sum(map(int, used)) / os.sysconf("SC_CLK_TCK") < 0.5
    maps = Path(f"/proc/{pid(guardian)}/maps").read_text()
    assert "aiohttp" not in maps and "pydantic" not in maps


async def test_a_device_has_its_outputs_as_channels(trace: Path) -> None:
    guardian = Guardian({"relay/1": relay(trace), "relay/2": relay(trace, 18)})
    device = GuardedDevice("relay", guardian, {"1": "relay/1", "2": "relay/2"})
    connected: ConnectedDevice = device
    await connected.start(lambda _: None)
    await connected.outlet("2").open(1)
    assert levels(trace, 18) == [0, 1] and levels(trace, 17) == [0] and connected.fault is None
    await connected.stop()
    for ask in (connected.probe, connected.flow_meter, connected.level):
        with pytest.raises(LookupError):
            ask("1")
