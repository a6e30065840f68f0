"""A flow meter says what it counted of a run, and one that is silent says nothing at all."""

import asyncio
from math import nan

import pytest

from custom_components.plantos.domain.flow import Flowing, FlowLimits, MeterSample
from custom_components.plantos.hardware import HardwareError
from custom_components.plantos.watering.meters import ANSWER_S, Meters

from ..domain.conftest import a_plant
from ..resilience.conftest import Hands, PassingTime, seconds


class Dial:
    """A flow meter that shows what one lets it."""

    def __init__(self, hands: Hands, unit: str = "mL") -> None:
        self._hands = hands
        self.unit = unit
        self.value = 0.0
        self.error: Exception | None = None
        self.hangs = False

    async def read(self) -> MeterSample:
        if self.hangs:
            await asyncio.Event().wait()
        if self.error:
            raise self.error
        return MeterSample(self.value, self.unit, self._hands.wall)


class Bench:
    """A basil at 10 ml/s behind a barrel's meter."""

    def __init__(self, hands: Hands, unit: str = "mL") -> None:
        self.hands = hands
        self.dial = Dial(hands, unit)
        self.plant = a_plant()
        self.meters = Meters(hands.clock)
        self.meters.use({"barrel": self.dial})
        self.open_s = 0.0

    async def known(self) -> None:
        """Have the meter seen one run, so that its step and its pace are known."""
        await self.meters.open("barrel")
        for _ in range(10):
            await self.flow(1.0, 10.0)
        self.meters.close("barrel")
        self.turn(60.0)
        await self.meters.open("barrel")
        self.open_s = 0.0

    def turn(self, seconds: float) -> None:
        self.hands.turn(seconds)
        self.open_s += seconds

    async def flow(self, seconds: float, ml_s: float, target_ml: float = 1_000.0) -> Flowing:
        """Let water flow, second by second, and hear what the meter says in the end."""
        said = Flowing.OK
        for _ in range(round(seconds)):
            self.turn(1.0)
            self.dial.value += ml_s
            said = await self.meters.look("barrel", self.plant, self.open_s, target_ml)
        return said


@pytest.fixture
def bench(hands: Hands) -> Bench:
    return Bench(hands)


@pytest.fixture
async def known(bench: Bench) -> Bench:
    await bench.known()
    return bench


def test_only_a_supply_with_a_meter_has_one(bench: Bench) -> None:
    assert "barrel" in bench.meters
    assert "well" not in bench.meters
    assert None not in bench.meters
    assert bench.meters.flow_ml_s("well") is None


# --- counting ---------------------------------------------------------------------------------------


async def test_a_run_is_counted_from_its_opening_with_one_step_more(known: Bench) -> None:
    assert await known.flow(5, 10.0) is Flowing.OK
    assert known.meters.counted_ml("barrel", known.open_s) == pytest.approx(60.0)


async def test_a_run_has_what_it_wanted_as_soon_as_the_meter_counted_it(known: Bench) -> None:
    assert await known.flow(4, 10.0, 50.0) is Flowing.OK
    assert await known.flow(1, 10.0, 50.0) is Flowing.REACHED


async def test_a_meter_that_has_never_shown_flow_counts_nothing(bench: Bench) -> None:
    await bench.meters.open("barrel")
    bench.turn(5.0)
    await bench.meters.look("barrel", bench.plant, bench.open_s, 100.0)
    assert not bench.meters.counts("barrel")
    assert bench.meters.counted_ml("barrel", bench.open_s) is None


async def test_a_meter_that_reports_every_minute_ends_no_run_by_what_it_counted(bench: Bench) -> None:
    await bench.meters.open("barrel")
    for _ in range(3):
        bench.turn(60.0)
        bench.dial.value += 600.0
        await bench.meters.look("barrel", bench.plant, bench.open_s, 5_000.0)
    assert not bench.meters.counts("barrel")
    assert bench.meters.counted_ml("barrel", bench.open_s) is None


async def test_a_run_without_flow_is_ended_after_ten_seconds_and_the_meters_own_patience(known: Bench) -> None:
    assert await known.flow(10, 0.0) is Flowing.OK
    assert await known.flow(1, 0.0) is Flowing.NO_FLOW


async def test_how_long_flow_may_be_missing_is_an_option(known: Bench) -> None:
    known.meters.limits = FlowLimits(no_flow_s=20.0)
    assert await known.flow(20, 0.0) is Flowing.OK
    assert await known.flow(1, 0.0) is Flowing.NO_FLOW


async def test_a_burst_hose_is_noticed(known: Bench) -> None:
    assert await known.flow(10, 40.0, 10_000.0) is Flowing.OVER_FLOW


async def test_while_the_hose_is_primed_no_flow_is_expected(known: Bench) -> None:
    known.plant = a_plant(priming_s=8.0)
    assert await known.flow(18, 0.0) is Flowing.OK
    assert await known.flow(1, 0.0) is Flowing.NO_FLOW


async def test_a_second_opening_counts_anew(known: Bench) -> None:
    await known.flow(5, 10.0)
    known.meters.close("barrel")
    known.turn(60.0)
    await known.meters.open("barrel")
    known.open_s = 0.0
    await known.flow(2, 10.0)
    assert known.meters.counted_ml("barrel", known.open_s) == pytest.approx(30.0)


# --- silence ----------------------------------------------------------------------------------------

SILENT = pytest.mark.parametrize(
    "error", [HardwareError("gone"), ValueError("no number"), TimeoutError("late")], ids=["gone", "odd", "late"]
)


@SILENT
async def test_a_meter_that_does_not_answer_is_not_taken_for_no_flow(known: Bench, error: Exception) -> None:
    known.dial.error = error
    assert await known.flow(60, 0.0) is Flowing.OK
    assert known.meters.flow_ml_s("barrel") is None


@SILENT
async def test_a_meter_that_is_silent_at_the_opening_keeps_no_run_from_beginning(
    known: Bench, error: Exception
) -> None:
    known.dial.error = error
    await known.meters.open("barrel")
    assert not await known.meters.leaks("barrel")


@pytest.mark.parametrize(("value", "unit"), [(nan, "mL"), (1.0, "furlong"), (1.0, "L/min")])
async def test_a_meter_that_talks_nonsense_says_nothing(known: Bench, value: float, unit: str) -> None:
    known.dial.value, known.dial.unit = value, unit
    known.turn(1.0)
    assert await known.meters.look("barrel", known.plant, 60.0, 10.0) is Flowing.OK
    assert known.meters.flow_ml_s("barrel") is None


async def test_a_meter_that_answers_again_has_counted_on(known: Bench) -> None:
    known.dial.error = HardwareError("gone")
    await known.flow(3, 10.0)
    known.dial.error = None
    await known.flow(1, 10.0)
    assert known.meters.counted_ml("barrel", known.open_s) == pytest.approx(50.0)


def test_no_run_waits_longer_than_a_second_for_its_meter(bench: Bench) -> None:
    bench.dial.hangs = True

    async def look() -> float:
        begin = seconds()
        await bench.meters.open("barrel")
        assert await bench.meters.look("barrel", bench.plant, 60.0, 100.0) is Flowing.OK
        assert not await bench.meters.leaks("barrel")
        return seconds() - begin

    with asyncio.Runner(loop_factory=PassingTime) as runner:
        assert runner.run(look()) == pytest.approx(3 * ANSWER_S, abs=0.01)


# --- speed ------------------------------------------------------------------------------------------


async def test_how_fast_water_flows_is_told_by_what_a_total_has_grown(known: Bench) -> None:
    await known.flow(2, 15.0)
    assert known.meters.flow_ml_s("barrel") == pytest.approx(15.0)
    await known.flow(1, 0.0)
    assert known.meters.flow_ml_s("barrel") == 0.0


async def test_how_fast_water_flows_is_told_by_a_rate_itself(hands: Hands) -> None:
    bench = Bench(hands, "L/min")
    bench.dial.value = 0.6
    await bench.meters.open("barrel")
    assert bench.meters.flow_ml_s("barrel") == pytest.approx(10.0)


async def test_before_the_first_two_values_of_a_total_nobody_knows_how_fast_water_flows(bench: Bench) -> None:
    assert bench.meters.flow_ml_s("barrel") is None
    await bench.meters.open("barrel")
    assert bench.meters.flow_ml_s("barrel") is None


# --- leaks ------------------------------------------------------------------------------------------


async def leaks_after(bench: Bench, seconds: float, ml: float) -> bool:
    """Whether a leak is seen once this much was counted so long after the close."""
    assert not await bench.meters.leaks("barrel")
    bench.turn(seconds)
    bench.dial.value += ml
    return await bench.meters.leaks("barrel")


async def test_water_that_flows_although_everything_is_closed_is_a_leak(known: Bench) -> None:
    await known.flow(5, 10.0)
    known.meters.close("barrel")
    assert await leaks_after(known, 60.0, 30.0)


@pytest.mark.parametrize(("seconds", "ml"), [(60.0, 20.0), (60.0, 0.0), (5.0, 200.0)], ids=["drops", "none", "hose"])
async def test_drops_and_what_a_hose_still_holds_are_no_leak(known: Bench, seconds: float, ml: float) -> None:
    await known.flow(5, 10.0)
    known.meters.close("barrel")
    assert not await leaks_after(known, seconds, ml)


async def test_water_that_flows_through_an_open_outlet_is_no_leak(known: Bench) -> None:
    assert not await leaks_after(known, 60.0, 500.0)


async def test_a_leak_that_somebody_has_looked_after_is_forgotten_and_the_next_one_is_not(known: Bench) -> None:
    known.meters.close("barrel")
    assert await leaks_after(known, 60.0, 30.0)
    known.meters.forgive("barrel")
    assert await leaks_after(known, 60.0, 30.0)


async def test_a_supply_without_a_meter_has_nothing_to_forgive(bench: Bench) -> None:
    bench.meters.forgive("well")
    assert "well" not in bench.meters


async def test_a_leak_is_seen_before_the_first_run_after_a_start_too(bench: Bench) -> None:
    seen = []
    for _ in range(10):
        bench.turn(60.0)
        bench.dial.value += 600.0
        seen.append(await bench.meters.leaks("barrel"))
    assert any(seen)
