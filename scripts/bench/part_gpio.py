"""What outlets and inputs do on real lines."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
import os
from pathlib import Path

from bench.checks import Failed, check, expect, until
from bench.guarded import NAME, Wiring, guarding, outlet
from bench.lines import Chip, start_tracing
import gpiod
from gpiod.line import Direction

from custom_components.plantos.hardware import Fault, NotSent
from custom_components.plantos.hardware.gpio.gpiod_factory import EVENTS_KEPT, GpiodPin
from custom_components.plantos.hardware.gpio.inputs import (
    FlowMeterInput,
    FlowMeterSettings,
    SwitchInput,
    SwitchSettings,
)
from custom_components.plantos.hardware.gpio.lines import gpio_chips
from custom_components.plantos.hardware.guardian.client import Guardian
from custom_components.plantos.hardware.guardian.outlets import GuardedOutlet

chip = Chip("garden", 32)
PINS = {"backend": "gpiod", "chip": chip.path}
PULSES = 500

type Lines = dict[Iterable[int | str] | int | str, gpiod.LineSettings | None]


@contextmanager
def somebody_has(line: int) -> Iterator[None]:
    """Another program holds a line."""
    settings: Lines = {line: gpiod.LineSettings(direction=Direction.INPUT)}
    with gpiod.request_lines(chip.path, settings, consumer="somebody"):
        yield


@contextmanager
def nobody() -> Iterator[None]:
    """Be a user without any permission."""
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


async def opens_and_closes(line: int, by: int | str, *, active_low: bool, pulled_up: bool) -> None:
    """Whether the trace has set-up, on and off, and nothing else."""
    wiring = Wiring(chip.path, by, active_low)
    chip.pull(line, pulled_up)
    start_tracing()
    async with guarding(**{NAME: wiring}) as guardian:
        valve = outlet(guardian)
        expect(await valve.is_open() is False, "it isn't closed at first")
        await valve.open(20)
        expect(await valve.is_open() is True and chip.level(line) is not active_low, "it isn't open")
        await valve.close()
        expect(await valve.is_open() is False and chip.level(line) is active_low, "it isn't closed")
        seen = [one.what for one in chip.driven(line)]
        expect(seen == [wiring.off, "out", wiring.on, wiring.off], f"the trace has {seen}")
    left = [one.what for one in chip.driven(line)][len(seen) :]
    expect(set(left) <= {wiring.off}, f"at its end the trace has {left}")


@check("an active-high outlet opens and closes without a glitch")
async def active_high() -> None:
    """On a line that is pulled down."""
    await opens_and_closes(3, 3, active_low=False, pulled_up=False)


@check("an active-high outlet on a line that is pulled up opens and closes without a glitch")
async def active_high_up() -> None:
    """As some pins of a Raspberry Pi are from power-up on."""
    await opens_and_closes(4, 4, active_low=False, pulled_up=True)


@check("an active-low outlet, by its line's name, opens and closes without a glitch")
async def active_low() -> None:
    """On a line that is pulled up, as by the relay board."""
    await opens_and_closes(5, "GPIO5", active_low=True, pulled_up=True)


@check("an active-low outlet on a line that is pulled down opens and closes without a glitch")
async def active_low_down() -> None:
    """So it was on before."""
    await opens_and_closes(6, 6, active_low=True, pulled_up=False)


@check("chips and lines are listed with their names and who holds them")
async def listed() -> None:
    """For the form."""
    with somebody_has(7):
        chips = [one for one in gpio_chips() if one.path == chip.path]
    expect(chips, "the chip isn't listed")
    line = chips[0].lines[7]
    expect((line.name, line.used, line.consumer) == ("GPIO7", True, "somebody"), f"its line is {line}")
    expect(not chips[0].lines[8].used, "a free line is said to be used")


async def refused(guardian: Guardian, name: str, fault: Fault) -> None:
    """Whether an outlet can't be had for a reason, and opening it never leaves."""
    trouble = guardian.trouble(name)
    expect(trouble and trouble.fault is fault, f"{name}: it says {trouble}")
    try:
        await GuardedOutlet(guardian, name).open(5)
    except NotSent:
        return
    raise Failed(f"{name}: it was opened")


@check("an outlet is refused on a line that another program holds, on a missing chip and on missing lines")
async def cannot_be_had() -> None:
    """Beside one that can be had."""
    wirings = {
        "held": Wiring(chip.path, 9, active_low=False),
        "no chip": Wiring("/dev/gpiochip77", 9, active_low=False),
        "no number": Wiring(chip.path, 99, active_low=False),
        "no name": Wiring(chip.path, "GPIO99", active_low=False),
        NAME: Wiring(chip.path, 8, active_low=False),
    }
    with somebody_has(9):
        async with guarding(**wirings) as guardian:
            await refused(guardian, "held", Fault.IN_USE)
            for name in ("no chip", "no number", "no name"):
                await refused(guardian, name, Fault.NOT_FOUND)
            await outlet(guardian).open(5)
            expect(chip.level(8), "the other outlet isn't open")


@check("an outlet on a chip that may not be opened is refused")
async def not_permitted() -> None:
    """As for a user who isn't in the group gpio."""
    with nobody():
        async with guarding(**{NAME: Wiring(chip.path, 9, active_low=False)}) as guardian:
            await refused(guardian, NAME, Fault.NOT_PERMITTED)


@contextmanager
def one_processor() -> Iterator[None]:
    """Let the kernel's thread for a line always go before who pulls it: beside it, it would miss edges when busy."""
    second = Path("/sys/devices/system/cpu/cpu1/online")
    second.write_text("0")
    try:
        yield
    finally:
        second.write_text("1")


async def pulse(line: int, pulses: int) -> None:
    """Pull a line up and down again, at most 500 times a second as a quick turbine does."""
    with one_processor():
        for _ in range(pulses):
            chip.pull(line, up=True)
            await asyncio.sleep(0.001)
            chip.pull(line, up=False)
            await asyncio.sleep(0.001)


async def counted(line: int, pulses: int, *, late: bool) -> None:
    """Whether so many pulses are counted, also by a reader that comes only after them."""
    meter = FlowMeterInput("meter", "flow", FlowMeterSettings(pins=PINS, line=line, pulses_per_litre=450))
    heard: list[str] = []
    await meter.start(heard.append)
    try:
        expect(meter.fault is None, f"it says {meter.fault}")
        chip.pull(line, up=False)
        await asyncio.sleep(0.3)
        before = meter.pulses
        with reader_held(meter) if late else nullcontext():
            await pulse(line, pulses)
        await until(lambda: meter.pulses - before >= pulses, 10, lambda: f"{meter.pulses - before} of {pulses} counted")
        await asyncio.sleep(0.3)
        expect(meter.pulses - before == pulses, f"{meter.pulses - before} were counted, not {pulses}")
        sample = await meter.read()
        expect(abs((sample.value or 0) - 1000 * meter.pulses / 450) < 0.01, f"it reads {sample}")
        expect("flow" in heard, "it didn't speak")
    finally:
        await meter.stop()


def reader_held(meter: FlowMeterInput) -> AbstractContextManager[object]:
    """Keep the thread that reads edges from reading them."""
    pin = meter._pin  # noqa: SLF001  (nothing public holds it up)
    assert isinstance(pin, GpiodPin)
    return pin._lock  # noqa: SLF001


@check("a flow meter counts every pulse, and none that there wasn't")
async def flow_meter() -> None:
    """By the edges that the kernel saw."""
    await counted(10, PULSES, late=False)


@check("a flow meter whose reader comes late counts also what the kernel's buffer couldn't keep")
async def flow_meter_late() -> None:
    """As when the computer is busy with something else."""
    await counted(13, EVENTS_KEPT + PULSES, late=True)


@check("a float switch is heard once it has settled, and reads wet and dry")
async def float_switch() -> None:
    """A contact that bounces, to ground."""
    switch = SwitchInput("switch", "float", SwitchSettings(pins=PINS, line=11))
    heard: list[str] = []
    await switch.start(heard.append)
    try:
        expect(switch.fault is None, f"it says {switch.fault}")
        expect(switch.level("float") is False, f"open it reads {switch.level('float')}")
        for up in (False, True, False, True, False):
            chip.pull(11, up)
        await until(lambda: switch.level("float"), 3, lambda: "it reads wet")
        expect(heard == ["float"], f"it spoke {len(heard)} times")
        chip.pull(11, up=True)
        await until(lambda: switch.level("float") is False, 3, lambda: "it reads dry")
    finally:
        await switch.stop()
    with somebody_has(11):
        pass


@check("a switch on a line that another program holds, or on a missing chip, says so")
async def switch_refused() -> None:
    """Its level is unknown."""
    with somebody_has(12):
        await switch_fault(SwitchSettings(pins=PINS, line=12), Fault.IN_USE)
    await switch_fault(SwitchSettings(pins={"backend": "gpiod", "chip": "/dev/gpiochip77"}, line=1), Fault.NOT_FOUND)
    with nobody():
        await switch_fault(SwitchSettings(pins=PINS, line=12), Fault.NOT_PERMITTED)


async def switch_fault(settings: SwitchSettings, fault: Fault) -> None:
    """Whether a switch can't be had for a reason."""
    switch = SwitchInput("switch", "float", settings)
    await switch.start(lambda _: None)
    try:
        expect(switch.fault and switch.fault.fault is fault, f"it says {switch.fault}")
        expect(switch.level("float") is None, "its level is known")
    finally:
        await switch.stop()
