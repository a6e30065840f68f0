"""A plant's health is watched: a drop is told once, water that would help comes first, and the rest is told."""

from collections.abc import Iterable
from typing import Any

from homeassistant.core import Event, callback
import pytest

from custom_components.plantos.domain.commands import Priority

from .acting import act
from .conftest import BASIL, Bench, BenchMaker

HOUR_S = 3_600
# Two days of soil that is as it should be; a probe that says the same all the time would be stuck.
WELL = [45.0 + hour % 5 * 0.2 for hour in range(48)]


async def live(bench: Bench, hours: Iterable[float]) -> None:
    """Let hours pass in which the probe says this."""
    for value in hours:
        await bench.moisture(value)
        await bench.pass_time(HOUR_S, step=HOUR_S)


def drying(hours: int) -> list[float]:
    return [15.0 - hour % 5 * 0.2 for hour in range(hours)]


def told(bench: Bench) -> list[dict[str, Any]]:
    """Every drop that is told from now on."""
    events: list[dict[str, Any]] = []

    @callback
    def hear(event: Event) -> None:
        events.append(dict(event.data))

    bench.hass.bus.async_listen("plantos_plant_health_deteriorated", hear)
    return events


# --- what is shown ----------------------------------------------------------------------------------


async def test_the_sensor_says_how_the_plant_is_what_limits_it_and_where_it_is_going(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    unknown = bench.state("health").attributes
    assert (unknown["status"], unknown["limiting"], unknown["trend"]) == ("unknown", None, None)

    await live(bench, WELL[:30])
    well = bench.state("health")
    assert (float(well.state), well.attributes["status"], well.attributes["limiting"]) == (100.0, "thriving", None)

    await live(bench, drying(48))
    ill = bench.state("health")
    assert float(ill.state) < 70
    assert ill.attributes["limiting"] == "moisture"
    assert ill.attributes["moisture"] < 0.7
    assert ill.attributes["trend"] < -10


async def test_what_is_odd_is_a_problem_that_says_what_to_do(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    assert bench.state("problem").attributes["anomalies"] == []
    for value in (45.0, 45.2, 45.1, 3.0, 3.1, 3.0, 3.1):
        await bench.moisture(value)
        await bench.moisture(value + 0.05)
        await bench.pass_time(1_200, step=600)
    await bench.pass_time(1_200, step=600)

    problem = bench.state("problem")
    assert problem.state == "on"
    assert "anomaly_out_of_soil" in problem.attributes["problems"]
    [sentence] = problem.attributes["anomalies"]
    assert sentence.endswith("the probe seems to be out of the soil. Put it back.")
    assert "{" not in sentence


# --- deterioration ----------------------------------------------------------------------------------


# A week and more goes by.
@pytest.mark.timeout(240)
async def test_seven_dry_days_are_told_once_with_what_stands_behind_them(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    events = told(bench)
    await live(bench, WELL)
    assert events == []
    await live(bench, drying(7 * 24))

    [event] = events
    assert event["best"] == 100.0
    assert 85.0 < event["score"] <= 90.0
    assert (event["status"], event["limiting"], event["water_helps"]) == ("thriving", "moisture", True)
    assert event["factor_moisture"] == pytest.approx(event["score"] / 100, abs=0.01)
    assert event["reason_key"] == "emergency_dry"
    assert event["reason"].endswith("water helps.")
    assert (event["plant_id"], event["plant_name"]) == (BASIL, "Basil")
    assert float(bench.state("health").state) < 45


async def test_a_drop_that_was_told_is_not_told_again_after_a_restart(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    events = told(bench)
    await live(bench, [*WELL, *drying(12)])
    assert len(events) == 1
    await bench.reload()
    await live(bench, drying(24))
    assert len(events) == 1


async def test_a_drop_that_began_before_a_restart_is_told_after_it(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    events = told(bench)
    await live(bench, [*WELL, *drying(4)])
    assert events == []
    await bench.reload()
    await live(bench, drying(8))
    assert [event["best"] for event in events] == [100.0]


@pytest.mark.timeout(240)
async def test_how_large_a_drop_is_told_is_an_option(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    events = told(bench)
    bench.hass.config_entries.async_update_entry(bench.entry, options={"sensing": {"health_drop": 40}})
    await live(bench, [*WELL, *drying(40)])
    assert events == []
    await live(bench, drying(60))
    assert len(events) == 1
    assert events[0]["score"] == pytest.approx(60.0, abs=2)


async def test_other_limits_are_another_measure_and_no_drop(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    events = told(bench)
    await live(bench, WELL)
    bench.coordinator.async_change(BASIL, moisture_min=60.0, moisture_max=80.0)
    await live(bench, WELL[:6])
    assert float(bench.state("health").state) < 90
    assert events == []


# --- water ------------------------------------------------------------------------------------------


@pytest.mark.timeout(240)
async def test_a_plant_that_does_worse_for_want_of_water_goes_before_all_others(make_bench: BenchMaker) -> None:
    bench = await make_bench(needs_approval=True)
    events = told(bench)
    await live(bench, [*WELL[:30], *([25.0, 25.2, 25.4] * 40)[: 4 * 24]])

    assert [event["water_helps"] for event in events] == [True]
    assert not bench.coordinator.journal.is_critical(BASIL)
    assert bench.coordinator.journal.is_urgent(BASIL)
    run = bench.coordinator.waterer.latest(BASIL)
    assert run and run.priority is Priority.CRITICAL
    assert "on" not in bench.outlet.said

    await bench.moisture(45)
    await bench.pass_time(1_200, step=600)
    assert not bench.coordinator.journal.is_urgent(BASIL)


@pytest.mark.parametrize(("automatic", "postponed"), [(False, False), (True, True)])
async def test_no_guardrail_and_no_owner_is_passed_over_for_it(
    make_bench: BenchMaker, automatic: bool, postponed: bool
) -> None:
    bench = await make_bench(automatic=automatic)
    events = told(bench)
    if postponed:
        await act(bench, "postpone_watering", {"hours": 500})
    await live(bench, [*WELL[:30], *drying(24)])
    assert [event["water_helps"] for event in events] == [True]
    assert "on" not in bench.outlet.said


async def test_a_plant_that_stands_too_wet_is_told_and_gets_no_water(make_bench: BenchMaker) -> None:
    bench = await make_bench()
    events = told(bench)
    await live(bench, [*WELL, *([97.0, 97.5, 98.0] * 12)])
    [event] = events
    assert (event["limiting"], event["water_helps"], event["reason_key"]) == ("moisture", False, "emergency_not_dry")
    assert "on" not in bench.outlet.said
    assert not bench.coordinator.journal.is_urgent(BASIL)
