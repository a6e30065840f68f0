"""What is wrong is shown as a repair, can be put right there, and goes away by itself once it is right."""

import sqlite3

from homeassistant.core import Context, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.plantos.commands import async_water
from custom_components.plantos.domain.hub_health import HubStatus
from custom_components.plantos.resilience.breaker import BreakerState

from .conftest import BASIL, FERN, Bench, BenchMaker, plant_data, subentry
from .left_behind import leave, left_behind
from .mending import answer, begin, mend, newest_command, refusal, repair, repairs
from .scripted import ScriptedOutlet

TANK = "tank-id"


@pytest.fixture
async def stuck(bench: Bench) -> Bench:
    """A basil whose outlet refused to close."""
    bench.outlet.on_close = "refuse"
    await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(50)
    return bench


@pytest.fixture
async def pumped(make_bench: BenchMaker) -> tuple[Bench, ScriptedOutlet]:
    """A basil on a barrel with a pump that has refused to stop, and the pump."""
    pump = ScriptedOutlet("pump")
    bench = await make_bench(
        subentry(TANK, {"name": "Barrel", "pump": "switch.pump"}, "supply"),
        subentry(BASIL, plant_data(supply=TANK)),
        outlets=(pump,),
    )
    pump.on_close = "refuse"
    await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(60)
    return bench, pump


async def fail_probe(bench: Bench) -> str:
    """Have the basil's probe fail until it is left alone; returns its device."""
    await bench.moisture("unavailable")
    await bench.pass_time(180, step=60)
    [device] = [name for name, b in bench.coordinator.waterer.breakers.all().items() if b.state is BreakerState.OPEN]
    return device


# --- outlets and pumps ------------------------------------------------------------------------------


async def test_an_outlet_that_may_be_open_is_shown_until_it_says_that_it_is_closed(stuck: Bench) -> None:
    issue = repair(stuck.hass, "outlet_stuck")
    assert issue and issue.severity is ir.IssueSeverity.CRITICAL
    assert stuck.coordinator.health.status is HubStatus.UNHEALTHY

    stuck.outlet.on_close = "obey"
    await stuck.pass_time(62)
    assert not stuck.outlet.flowing
    assert repairs(stuck.hass) == {"outlet_locked"}


async def test_an_outlet_that_may_be_open_is_closed_again_on_demand(stuck: Bench) -> None:
    result = await mend(stuck, "outlet_stuck")
    assert "may still be open" in refusal(result)
    assert repair(stuck.hass, "outlet_stuck")
    assert (await newest_command(stuck)).success is False

    stuck.outlet.on_close = "obey"
    await stuck.pass_time(1)
    result = await mend(stuck, "outlet_stuck")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert not stuck.outlet.flowing
    assert repairs(stuck.hass) == {"outlet_locked"}
    command = await newest_command(stuck)
    assert (command.action, command.plant_id, command.success) == ("close_outlet_again", BASIL, True)


async def test_a_locked_outlet_is_unlocked_only_if_it_closes(stuck: Bench) -> None:
    stuck.outlet.on_close = "obey"
    await mend(stuck, "outlet_stuck")
    stuck.outlet.on_close = "refuse"
    assert refusal(await mend(stuck, "outlet_locked"))
    assert stuck.coordinator.waterer.standings.of(BASIL).locked

    stuck.outlet.on_close = "obey"
    await stuck.pass_time(62)
    await mend(stuck, "outlet_locked")
    assert not stuck.coordinator.waterer.standings.of(BASIL).locked
    assert repairs(stuck.hass) == set()
    assert stuck.coordinator.health.status is HubStatus.HEALTHY


async def test_a_lock_stays_over_a_reload_until_somebody_unlocks_it(stuck: Bench) -> None:
    stuck.outlet.on_close = "obey"
    await stuck.pass_time(62)
    await stuck.reload()
    assert repair(stuck.hass, "outlet_locked")


async def test_an_outlet_that_takes_its_time_to_close_is_no_trouble(bench: Bench) -> None:
    told: list[object] = []
    bench.hass.bus.async_listen("plantos_health_changed", told.append)
    await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(8)
    bench.outlet.on_close = "ignore"
    await bench.pass_time(3)
    assert bench.coordinator.waterer.outlets.unconfirmed() == [BASIL]
    await bench.moisture(44)
    await bench.pass_time(1)
    bench.outlet.flowing = False
    bench.outlet.show(on=False)
    bench.outlet.on_close = "obey"
    await bench.pass_time(65)

    assert bench.coordinator.waterer.latest(BASIL).outcome == "completed"  # type: ignore[union-attr]  # there is one
    assert told == []
    assert repairs(bench.hass) == set()


async def test_an_outlet_that_is_away_makes_the_hub_worse_but_is_no_repair(bench: Bench) -> None:
    bench.outlet.vanish()
    await bench.pass_time(124, step=31)
    assert "outlet_unreachable" in bench.coordinator.health.reasons
    assert repair(bench.hass, "outlet_unreachable") is None

    bench.outlet.appear()
    await bench.pass_time(124, step=31)
    assert "outlet_unreachable" not in bench.coordinator.health.reasons


async def test_a_pump_that_may_run_is_shown_until_it_says_that_it_is_off(pumped: tuple[Bench, ScriptedOutlet]) -> None:
    bench, pump = pumped
    issue = repair(bench.hass, "pump_stuck", TANK)
    assert issue and issue.severity is ir.IssueSeverity.CRITICAL

    pump.on_close = "obey"
    await bench.pass_time(62)
    assert not pump.flowing
    assert repair(bench.hass, "pump_stuck", TANK) is None


async def test_a_pump_that_may_run_is_stopped_again_on_demand(pumped: tuple[Bench, ScriptedOutlet]) -> None:
    bench, pump = pumped
    assert "pump of Barrel" in refusal(await mend(bench, "pump_stuck", TANK))

    pump.on_close = "obey"
    await mend(bench, "pump_stuck", TANK)
    assert not pump.flowing
    assert repair(bench.hass, "pump_stuck", TANK) is None
    assert (await newest_command(bench)).action == "stop_pump_again"


# --- runs -------------------------------------------------------------------------------------------


async def test_an_interrupted_run_is_shown_until_somebody_found_it_dry(
    hass: HomeAssistant, make_bench: BenchMaker
) -> None:
    await leave(hass, left_behind())
    bench = await make_bench()
    issue = repair(hass, "run_interrupted")
    assert issue and issue.translation_placeholders == {"plant": "Basil", "amount": "100"}

    await mend(bench, "run_interrupted")
    assert repairs(hass) == set()
    await bench.reload()
    assert repairs(hass) == set()
    assert (await newest_command(bench)).action == "find_run_dry"


async def test_an_interrupted_run_is_forgotten_with_the_next_one(hass: HomeAssistant, make_bench: BenchMaker) -> None:
    await leave(hass, left_behind())
    bench = await make_bench(automatic=False)
    assert repair(hass, "run_interrupted")

    await bench.pass_time(3700, step=600)
    await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(12)
    assert repair(hass, "run_interrupted") is None


async def test_waterings_without_effect_are_shown_until_somebody_has_looked(bench: Bench) -> None:
    standings = bench.coordinator.waterer.standings
    await standings.change(BASIL, without_effect=1)
    await bench.pass_time(2)
    assert repair(bench.hass, "no_effect") is None
    await standings.change(BASIL, without_effect=2)
    await bench.pass_time(2)
    assert repair(bench.hass, "no_effect")
    await bench.moisture(20)
    assert "on" not in bench.outlet.said

    await mend(bench, "no_effect")
    assert repair(bench.hass, "no_effect") is None
    assert (await newest_command(bench)).before == {"without_effect": 2}
    await bench.moisture(19)
    assert bench.outlet.flowing


async def test_a_watering_that_worked_clears_those_without_effect(bench: Bench) -> None:
    standings = bench.coordinator.waterer.standings
    await standings.change(BASIL, without_effect=2)
    await bench.pass_time(2)
    await standings.change(BASIL, without_effect=0)
    await bench.pass_time(2)
    assert repair(bench.hass, "no_effect") is None


async def test_a_watering_that_waits_for_too_long_is_shown_while_it_waits(make_bench: BenchMaker) -> None:
    bench = await make_bench(
        subentry(TANK, {"name": "Barrel"}, "supply"),
        subentry(BASIL, plant_data(supply=TANK, automatic=False, flow_ml_s=0.25)),
        subentry(FERN, plant_data("Fern", supply=TANK, automatic=False, outlet="switch.fern_pump")),
        outlets=(ScriptedOutlet("fern_pump"),),
    )
    await async_water(bench.coordinator, BASIL, Context())
    await async_water(bench.coordinator, FERN, Context())
    await bench.pass_time(290)
    assert repair(bench.hass, "queue_slow", "hub-id") is None
    await bench.pass_time(75)
    assert repair(bench.hass, "queue_slow", "hub-id")

    await bench.pass_time(60)
    assert repair(bench.hass, "queue_slow", "hub-id") is None


# --- devices ----------------------------------------------------------------------------------------


async def test_a_device_that_failed_too_often_is_shown_until_it_works_again(bench: Bench) -> None:
    device = await fail_probe(bench)
    issue = repair(bench.hass, "breaker_open", device)
    assert issue and issue.translation_placeholders
    assert issue.translation_placeholders["device"] == "Basil"
    assert issue.translation_placeholders["part"] == "The soil moisture probe"

    await bench.pass_time(40, step=20)
    await bench.moisture(44)
    await bench.coordinator.watch.async_look()
    # One trial that went well is not enough.
    assert repair(bench.hass, "breaker_open", device)
    await bench.moisture(43)
    await bench.pass_time(2)
    assert repairs(bench.hass) == set()


async def test_a_device_that_failed_too_often_is_tried_at_once_on_demand(bench: Bench) -> None:
    device = await fail_probe(bench)
    await mend(bench, "breaker_open", device)

    assert bench.coordinator.waterer.breakers.all()[device].state is BreakerState.CLOSED
    assert repair(bench.hass, "breaker_open", device) is None
    assert (await newest_command(bench)).action == "reset_circuit_breaker"


async def test_devices_that_fail_very_often_are_shown_for_an_hour(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.coordinator.waterer.breakers, "exhausted", lambda: 50)
    await bench.pass_time(61, step=61)
    assert repair(bench.hass, "retries_exhausted", "hub-id") is None
    monkeypatch.setattr(bench.coordinator.waterer.breakers, "exhausted", lambda: 51)
    await bench.pass_time(61, step=61)
    issue = repair(bench.hass, "retries_exhausted", "hub-id")
    assert issue and issue.translation_placeholders == {"hub": "My plants", "count": "51"}

    await bench.pass_time(3_720, step=60)
    assert repair(bench.hass, "retries_exhausted", "hub-id") is None


# --- how people are led -----------------------------------------------------------------------------


async def test_a_repair_of_a_hub_that_is_not_set_up_says_so(bench: Bench) -> None:
    device = await fail_probe(bench)
    await bench.hass.config_entries.async_unload(bench.entry.entry_id)
    result = await begin(bench.hass, "breaker_open", device)

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_set_up")
    assert repair(bench.hass, "breaker_open", device)


async def test_what_was_put_right_meanwhile_is_not_done_again(bench: Bench) -> None:
    await bench.coordinator.waterer.standings.change(BASIL, without_effect=2)
    await bench.pass_time(2)
    form = await begin(bench.hass, "no_effect")
    await bench.coordinator.waterer.standings.change(BASIL, without_effect=1)
    result = await answer(bench.hass, form, {})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert bench.coordinator.waterer.standings.of(BASIL).without_effect == 1


async def test_a_fix_that_cannot_be_written_is_told_in_words(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await bench.coordinator.waterer.standings.change(BASIL, without_effect=2)
    await bench.pass_time(2)

    def gone() -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(bench.coordinator.ledger, "_opened", gone)
    assert "disk full" in refusal(await mend(bench, "no_effect"))
