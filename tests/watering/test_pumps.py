"""A pump runs while an open outlet needs it, and stops with the last of them."""

import asyncio

import pytest

from custom_components.plantos.domain.snapshots import OutletState
from custom_components.plantos.hardware import FailSafe, HardwareError, NotOpened
from custom_components.plantos.resilience.breaker import OUTLET, Breaker
from custom_components.plantos.resilience.device import Device
from custom_components.plantos.resilience.retry import ONCE
from custom_components.plantos.watering.outlets import Outlets
from custom_components.plantos.watering.pumps import Pumps

from ..resilience.conftest import Hands, nothing_more


class Motor:
    """A pump that takes as long to stop as one lets it."""

    def __init__(self) -> None:
        self.runs = False
        self.said: list[str] = []
        self.armed: list[float] = []
        self.may_stop = asyncio.Event()
        self.may_stop.set()
        self.broken = False
        self.defies = False
        self.assumed = False
        self.fail_safe = FailSafe.SOFTWARE_ONLY

    async def open(self, max_seconds: float) -> None:
        self.said.append("on")
        self.armed.append(max_seconds)
        if self.broken:
            raise NotOpened("no power")
        self.runs = True

    async def close(self) -> None:
        self.said.append("off")
        await self.may_stop.wait()
        if self.defies:
            raise HardwareError("it goes on")
        self.runs = False

    async def is_open(self) -> bool | None:
        return self.runs


class Bench:
    """One pump of a rain barrel, closed as it is at the start."""

    def __init__(self, hands: Hands) -> None:
        self.motor = Motor()
        self.outlets = Outlets()
        self.outlets.use({"barrel": self.motor}, lambda key: _device(key, hands))
        self.pumps = Pumps(self.outlets)


def _device(key: str, hands: Hands) -> Device:
    return Device(Breaker(key, OUTLET, hands.clock, lambda _: None), timeout_s=10.0, retry=ONCE)


@pytest.fixture
async def bench(hands: Hands) -> Bench:
    bench = Bench(hands)
    await bench.outlets.close_once("barrel")
    bench.motor.said.clear()
    return bench


async def test_a_pump_runs_for_its_first_user_with_that_runs_limit(bench: Bench) -> None:
    await bench.pumps.start("barrel", "one", 17.0)
    assert (bench.motor.runs, bench.motor.armed) == (True, [17.0])
    assert bench.pumps.users("barrel") == {"one"}


async def test_a_second_user_arms_the_pumps_timer_anew(bench: Bench) -> None:
    await bench.pumps.start("barrel", "one", 17.0)
    await bench.pumps.start("barrel", "two", 40.0)
    assert bench.motor.armed == [17.0, 40.0]
    assert bench.pumps.users("barrel") == {"one", "two"}


async def test_a_pump_goes_on_while_anybody_needs_it_and_stops_with_the_last(bench: Bench) -> None:
    await bench.pumps.start("barrel", "one", 17.0)
    await bench.pumps.start("barrel", "two", 17.0)
    assert await bench.pumps.release("barrel", "one") is None
    assert (bench.motor.runs, bench.motor.said) == (True, ["on", "on"])
    assert await bench.pumps.release("barrel", "two")
    assert (bench.motor.runs, bench.motor.said) == (False, ["on", "on", "off"])
    assert bench.outlets.state("barrel") is OutletState.CLOSED


async def test_one_user_counts_once_however_often_it_starts(bench: Bench) -> None:
    await bench.pumps.start("barrel", "one", 17.0)
    await bench.pumps.start("barrel", "one", 17.0)
    await bench.pumps.release("barrel", "one")
    assert not bench.motor.runs


async def test_releasing_twice_takes_the_pump_from_nobody_else(bench: Bench) -> None:
    await bench.pumps.start("barrel", "one", 17.0)
    await bench.pumps.start("barrel", "two", 17.0)
    await bench.pumps.release("barrel", "one")
    await bench.pumps.release("barrel", "one")
    assert bench.motor.runs


async def test_two_who_release_at_once_stop_the_pump_once(bench: Bench) -> None:
    await bench.pumps.start("barrel", "one", 17.0)
    bench.motor.may_stop.clear()
    first = asyncio.create_task(bench.pumps.release("barrel", "one"))
    second = asyncio.create_task(bench.pumps.release("barrel", "one"))
    await nothing_more()
    bench.motor.may_stop.set()
    assert all(await asyncio.gather(first, second))
    assert bench.motor.said == ["on", "off"]


async def test_a_pump_that_does_not_stop_is_not_surely_off(bench: Bench) -> None:
    await bench.pumps.start("barrel", "one", 17.0)
    bench.motor.defies = True
    assert not await bench.pumps.release("barrel", "one")
    assert bench.outlets.state("barrel") is OutletState.UNKNOWN


async def test_a_pump_that_does_not_start_says_so_and_its_user_still_has_to_release_it(bench: Bench) -> None:
    bench.motor.broken = True
    with pytest.raises(NotOpened):
        await bench.pumps.start("barrel", "one", 17.0)
    assert bench.pumps.users("barrel") == {"one"}
    await bench.pumps.release("barrel", "one")
    assert bench.motor.said == ["on", "off"]


async def stopping(bench: Bench) -> asyncio.Task[bool | None]:
    """Let a pump run, and be on its way to stop."""
    await bench.pumps.start("barrel", "one", 17.0)
    bench.motor.may_stop.clear()
    stop = asyncio.create_task(bench.pumps.release("barrel", "one"))
    await nothing_more()
    return stop


async def test_a_start_waits_for_a_stop_that_is_on_its_way(bench: Bench) -> None:
    stop = await stopping(bench)
    start = asyncio.create_task(bench.pumps.start("barrel", "two", 17.0))
    await nothing_more()
    assert (bench.motor.said, bench.pumps.users("barrel")) == (["on", "off"], frozenset())
    bench.motor.may_stop.set()
    await asyncio.gather(stop, start)
    assert (bench.motor.said, bench.motor.runs) == (["on", "off", "on"], True)
    assert bench.outlets.state("barrel") is OutletState.OPEN


async def test_a_start_that_waits_for_a_stop_waits_for_the_next_one_too(bench: Bench) -> None:
    await bench.pumps.start("barrel", "one", 17.0)
    bench.motor.may_stop.clear()

    async def release_twice() -> None:
        await bench.pumps.release("barrel", "one")
        await bench.pumps.release("barrel", "one")

    stop = asyncio.create_task(release_twice())
    await nothing_more()
    start = asyncio.create_task(bench.pumps.start("barrel", "two", 17.0))
    await nothing_more()
    bench.motor.may_stop.set()
    await asyncio.gather(stop, start)
    assert bench.motor.said[-1] == "on"
    assert (bench.motor.runs, bench.outlets.state("barrel")) == (True, OutletState.OPEN)


async def test_who_gives_up_the_wait_for_a_stop_needs_no_pump(bench: Bench) -> None:
    stop = await stopping(bench)
    start = asyncio.create_task(bench.pumps.start("barrel", "two", 17.0))
    await nothing_more()
    start.cancel()
    bench.motor.may_stop.set()
    await stop
    assert (bench.motor.runs, bench.pumps.users("barrel")) == (False, frozenset())


async def test_a_stop_goes_on_although_nobody_waits_for_it_any_more(bench: Bench) -> None:
    stop = await stopping(bench)
    stop.cancel()
    bench.motor.may_stop.set()
    await nothing_more()
    assert not bench.motor.runs
    assert bench.outlets.state("barrel") is OutletState.CLOSED


async def test_a_supply_without_a_pump_has_nothing_to_stop(bench: Bench) -> None:
    assert await bench.pumps.release("well", "one")
    assert bench.pumps.users("well") == frozenset()
