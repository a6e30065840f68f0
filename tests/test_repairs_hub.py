"""Repairs of supplies and of the hub itself."""

from datetime import timedelta

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from custom_components.plantos.commands import async_water
from custom_components.plantos.watering.runs import RunState

from .conftest import BASIL, Bench, BenchMaker, plant_data, subentry
from .left_behind import leave, left_behind
from .mending import mend, newest_command, repair, repairs
from .scripted import ScriptedMeter

TANK = "tank-id"


# --- supplies ---------------------------------------------------------------------------------------


async def test_an_empty_tank_and_a_leak_are_shown_as_soon_as_they_are_known(
    hass: HomeAssistant, make_bench: BenchMaker
) -> None:
    def tell(litres: float, wet: str) -> None:
        hass.states.async_set("sensor.level", str(litres), {"unit_of_measurement": "L"})
        hass.states.async_set("binary_sensor.wet", wet)

    tell(40, "off")
    barrel = {"name": "Barrel", "tank": "sensor.level", "tank_min_l": 5, "leak": "binary_sensor.wet"}
    bench = await make_bench(subentry(TANK, barrel, "supply"), subentry(BASIL, plant_data(supply=TANK)))
    assert repairs(hass) == set()
    tell(5, "on")
    await bench.pass_time(2)
    assert repairs(hass) == {"tank_empty", "leak"}
    leak = repair(hass, "leak", TANK)
    assert leak and leak.severity is ir.IssueSeverity.CRITICAL
    assert repair(hass, "tank_empty", TANK)
    tell(6, "off")
    await bench.pass_time(2)
    assert repairs(hass) == set()


async def flooded(make_bench: BenchMaker) -> Bench:
    """A barrel from which water flowed for minutes although its outlet was closed, and flows no more."""
    bench = await make_bench(
        subentry(TANK, {"name": "Barrel", "flow_meter": "sensor.flow"}, "supply"),
        subentry(BASIL, plant_data(supply=TANK, automatic=False)),
    )
    leaking = 0.0
    meter = ScriptedMeter(bench.hass, "sensor.flow", lambda: 10.0 if bench.outlet.flowing else leaking)
    meter.tell()
    await async_water(bench.coordinator, BASIL, Context())
    for second in range(300):
        leaking = 2.0 if second > 60 else 0.0
        meter.count(1)
        await bench.pass_time(1)
    return bench


async def test_flow_through_closed_outlets_is_shown_until_somebody_found_it_dry(make_bench: BenchMaker) -> None:
    bench = await flooded(make_bench)
    issue = repair(bench.hass, "flow_after_close", TANK)
    assert issue and issue.severity is ir.IssueSeverity.CRITICAL

    await mend(bench, "flow_after_close", TANK)
    assert repair(bench.hass, "flow_after_close", TANK) is None
    assert (await newest_command(bench)).action == "find_supply_dry"
    await bench.pass_time(130, step=60)
    assert repair(bench.hass, "flow_after_close", TANK) is None


async def test_flow_through_closed_outlets_is_forgotten_by_no_restart(make_bench: BenchMaker) -> None:
    bench = await flooded(make_bench)
    await bench.reload()
    assert repair(bench.hass, "flow_after_close", TANK)
    job = await async_water(bench.coordinator, BASIL, Context())
    assert job.run.failure and job.run.failure.key == "denied_flow_after_close"

    await mend(bench, "flow_after_close", TANK)
    await bench.reload()
    assert repair(bench.hass, "flow_after_close", TANK) is None


# --- the hub ----------------------------------------------------------------------------------------


async def test_a_clock_that_was_set_back_is_doubted_until_somebody_confirms_it(
    hass: HomeAssistant, make_bench: BenchMaker
) -> None:
    bench = await behind_the_ledger(hass, make_bench)
    await bench.moisture(20)
    assert repair(hass, "clock_set_back", "hub-id")
    assert "on" not in bench.outlet.said

    await mend(bench, "clock_set_back", "hub-id")
    assert repair(hass, "clock_set_back", "hub-id") is None
    assert (await newest_command(bench)).action == "trust_clock"
    await bench.moisture(19)
    assert bench.outlet.flowing


async def test_a_clock_that_was_set_back_is_believed_after_a_day(hass: HomeAssistant, make_bench: BenchMaker) -> None:
    bench = await behind_the_ledger(hass, make_bench)
    await bench.pass_time(86_460, step=28_820)
    assert repair(hass, "clock_set_back", "hub-id") is None


async def behind_the_ledger(hass: HomeAssistant, make_bench: BenchMaker) -> Bench:
    """A hub whose ledger holds something of the day after tomorrow."""
    later = dt_util.utcnow() + timedelta(days=2)
    await leave(
        hass, left_behind(plant_id="other", state=RunState.DENIED, requested_at=later, opened_at=None, deadline_at=None)
    )
    return await make_bench()
