"""What becomes of an open outlet when a process dies or hangs."""

import asyncio
import os
from pathlib import Path
import signal
import time

from bench.checks import Failed, check, expect, until
from bench.guarded import NAME, Wiring, guardians_of, guarding, outlet, parent, written_off
from bench.lines import Chip, start_tracing

from custom_components.plantos.hardware import FailSafe, GuardLost, NotSent
from custom_components.plantos.hardware.guardian.client import GRACE_S
from custom_components.plantos.hardware.guardian.outlets import GuardedOutlet

chip = Chip("guardian", 16)
# Three would do on a board: here the next guardian takes seconds to start.
REPLACED_S = 12.0
HIGH, LOW = Wiring(chip.path, 3, active_low=False), Wiring(chip.path, 4, active_low=True)


def stuck_on() -> None:
    """Pull both lines to where they are on: that is where they go when nobody drives them."""
    chip.pull(3, up=True)
    chip.pull(4, up=False)
    start_tracing()


@check("an active-high outlet is written off within 1 s after SIGKILL of its owner, pulled up")
async def killed_high() -> str:
    """As when Home Assistant is killed in a run."""
    stuck_on()
    async with parent(HIGH) as owner:
        return await written_off(chip, 3, HIGH, owner.send(signal.SIGKILL), 1.0)


@check("an active-low outlet is written off within 1 s after SIGKILL of its owner, pulled down")
async def killed_low() -> str:
    """As when Home Assistant is killed in a run."""
    stuck_on()
    async with parent(LOW) as owner:
        return await written_off(chip, 4, LOW, owner.send(signal.SIGKILL), 1.0)


@check("an outlet is off within 3 s after SIGKILL of an owner whose forked child lives on")
async def killed_with_child() -> str:
    """The child has inherited the socket, so its end can't be seen."""
    stuck_on()
    async with parent(HIGH, with_child=True) as owner:
        return await written_off(chip, 3, HIGH, owner.send(signal.SIGKILL), 3.0)


@check("an outlet is off within 3 s after SIGSTOP of its owner, and stays off when it goes on")
async def hung() -> str:
    """As when Home Assistant's loop hangs."""
    stuck_on()
    async with parent(HIGH) as owner:
        off = await written_off(chip, 3, HIGH, owner.send(signal.SIGSTOP), 3.0)
        expect(not chip.level(3), "the line reads on")
        owner.send(signal.SIGCONT)
        await asyncio.sleep(2)
        turned_on = [one for one in chip.driven(3) if one.what == HIGH.on]
        expect(len(turned_on) == 1 and not chip.level(3), "it was turned on again")
    return off


@check("an outlet is off within 1 s after SIGTERM of its guardian")
async def guardian_ended() -> str:
    """As when the whole system is shut down."""
    stuck_on()
    async with parent(HIGH) as owner:
        at = time.monotonic()
        os.kill(owner.guardian, signal.SIGTERM)
        return await written_off(chip, 3, HIGH, at, 1.0)


async def told(valve: GuardedOutlet) -> bool | None:
    """What an outlet says as soon as it can tell."""
    for _ in range(80):
        if (now := await valve.is_open()) is not None:
            return now
        await asyncio.sleep(0.1)
    return None


@check("after SIGKILL of the guardian a new one turns the outlet off, and the outlet says what happened")
async def guardian_killed() -> str:
    """A breaker opens by that."""
    stuck_on()
    async with guarding(**{NAME: HIGH}) as guardian:
        valve = outlet(guardian)
        expect(valve.fail_safe is FailSafe.GUARDED, f"it is {valve.fail_safe}")
        await valve.open(60)
        expect(await valve.is_open() and chip.level(3), "it isn't open")
        at = time.monotonic()
        os.kill(guardians_of(os.getpid())[0], signal.SIGKILL)
        off = await written_off(chip, 3, HIGH, at, 8.0)
        try:
            await valve.is_open()
        except GuardLost:
            pass
        else:
            raise Failed("it doesn't say that its guardian died")
        await until(lambda: guardians_of(os.getpid()), 8, lambda: "there is a new guardian")
        now = await told(valve)
        expect(now is False and not chip.level(3), f"is_open is {now}, the line is {chip.level(3)}")
        await valve.open(5)
        expect(chip.level(3), "it can't be opened again")
        await valve.close()
    return off


@check("a guardian that hangs is replaced, and the outlet is off after that")
async def guardian_hung() -> str:
    """SIGSTOP: it neither answers nor dies."""
    stuck_on()
    async with guarding(**{NAME: HIGH}) as guardian:
        await outlet(guardian).open(60)
        at = time.monotonic()
        os.kill(guardians_of(os.getpid())[0], signal.SIGSTOP)
        return await written_off(chip, 3, HIGH, at, REPLACED_S)


@check("an outlet is off after a stop whose guardian hangs")
async def guardian_hung_at_stop() -> str:
    """It is killed, and a last one writes off."""
    stuck_on()
    async with guarding(**{NAME: HIGH}) as guardian:
        await outlet(guardian).open(60)
        at = time.monotonic()
        os.kill(guardians_of(os.getpid())[0], signal.SIGSTOP)
        await guardian.stop()
        expect(not guardians_of(os.getpid()), "a guardian is left")
        return await written_off(chip, 3, HIGH, at, REPLACED_S)


@check("a guardian is small")
async def small() -> str:
    """With the kernel's GPIO library in it."""
    async with guarding(**{NAME: HIGH}):
        status = (Path("/proc") / str(guardians_of(os.getpid())[0]) / "status").read_text()
    peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1000
    expect(peak < 30, f"it has {peak:.1f} MB")
    return f"{peak:.1f} MB"


@check("an outlet that nobody closes is off when its time is over")
async def deadline() -> str:
    """The guardian's own deadline."""
    stuck_on()
    async with guarding(**{NAME: LOW}) as guardian:
        at = time.monotonic()
        await outlet(guardian).open(1)
        off = await written_off(chip, 4, LOW, at, 1 + GRACE_S + 0.5)
        on = next(one.at for one in chip.driven(4) if one.what == LOW.on)
        expect(not [one for one in chip.driven(4) if one.what == LOW.off and on < one.at < at + 1], "it was too early")
    return off


@check("a second guardian for the same line is refused, and can't disturb the first")
async def second_owner() -> None:
    """Two hubs with the same line."""
    stuck_on()
    async with guarding(**{NAME: HIGH}) as guardian, guarding(**{NAME: HIGH}) as second:
        trouble = second.trouble(NAME)
        expect(trouble and trouble.fault == "in_use", f"it says {trouble}")
        valve = outlet(guardian)
        await valve.open(10)
        try:
            await GuardedOutlet(second, NAME).open(10)
        except NotSent as error:
            expect("busy" in str(error).lower(), f"it says {error}")
        else:
            raise Failed("it was opened")
        expect(await valve.is_open(), "the first was closed")
        await second.stop()
        expect(chip.level(3), "the first was closed by the second's end")
        await valve.close()
