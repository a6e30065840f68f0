"""Two at once, limits, and what stops water whatever happens: scenarios 31 to 41."""

import asyncio
from collections.abc import Callable
import json
from pathlib import Path
import threading
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest

from custom_components import plantos
from custom_components.plantos.commands import async_stop, async_water_now
from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.domain.decisions import Decision
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.domain.settings import Settings
from custom_components.plantos.domain.snapshots import Snapshot
from custom_components.plantos.domain.strategies import STRATEGIES
from custom_components.plantos.watering.runs import RunState

from ..conftest import BASIL, FERN, PROBE, entities_entry, plant_data, subentry
from ..scripted import ScriptedOutlet
from .conftest import LEAK, LEVEL, PUMP, TANK, Site, SiteMaker, basil, fern, master, say, tank

# --- 31: two at once on one pump --------------------------------------------------------------------


@pytest.mark.parametrize("at_once", [1, 2])
async def test_scenario_31_two_runs_at_once_on_one_pump_open_as_many_as_they_may(
    make_site: SiteMaker, at_once: int
) -> None:
    pump, other = ScriptedOutlet("tank_pump"), ScriptedOutlet("fern_pump")
    site = await make_site(basil(automatic=False), fern(), tank(pump=PUMP, at_once=at_once), outlets=(pump, other))
    jobs = await asyncio.gather(site.water(), site.water(plant_id=FERN))
    most = 0
    for _ in range(25):
        most = max(most, site.outlet.flowing + other.flowing)
        assert site.outlet.flowing or other.flowing or not pump.flowing
        await site.pass_time(1)

    assert most == at_once
    assert [(await job.ended).outcome for job in jobs] == ["completed", "completed"]
    for job in jobs:
        assert (await job.ended).delivered_ml == pytest.approx(100, abs=11)


async def test_scenario_31_two_dry_plants_at_once_on_one_pump_are_both_watered(make_site: SiteMaker) -> None:
    pump, other = ScriptedOutlet("tank_pump"), ScriptedOutlet("fern_pump")
    site = await make_site(basil(), fern(automatic=True), tank(pump=PUMP), outlets=(pump, other), moisture="20")
    assert site.outlet.flowing + other.flowing == 1
    await site.pass_time(25)

    assert (site.outlet.said.count("on"), other.said.count("on")) == (1, 1)
    assert (site.outlet.flowing, other.flowing, pump.flowing) == (False, False, False)


# --- 32: a rule and a hand at once ------------------------------------------------------------------


@pytest.mark.parametrize("first", ["rule", "hand"])
async def test_scenario_32_moisture_rule_and_a_hand_at_once_make_one_run(site: Site, first: str) -> None:
    def spoken() -> None:
        say(site.hass, PROBE, 20, "%")

    if first == "rule":
        spoken()
    asked = [asyncio.create_task(async_water_now(site.coordinator, BASIL, Context())) for _ in range(3)]
    if first == "hand":
        await asyncio.sleep(0)
        spoken()
    answers = await asyncio.gather(*asked, return_exceptions=True)
    await site.settle()
    refusals = [answer for answer in answers if isinstance(answer, ServiceValidationError)]
    assert {refusal.translation_key for refusal in refusals} == {"denied_running"}
    await site.pass_time(1800, step=60)

    assert site.outlet.said.count("on") == 1
    assert site.given_ml() == pytest.approx(100, abs=11)


# --- 33: a runaway duration -------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [36_000.0, float("inf"), float("nan"), -5.0])
async def test_scenario_33_runaway_amount_of_a_strategy_waters_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch, amount: float
) -> None:
    def mad(snapshot: Snapshot) -> Decision:
        return Decision(should_water=True, amount_ml=amount, strategy="moisture", reason=reason("asked_for"))

    monkeypatch.setitem(STRATEGIES, "moisture", mad)
    await site.moisture(20)
    await site.pass_time(180, step=60)

    assert "on" not in site.outlet.said
    assert site.given_ml() == 0


async def test_scenario_33_runaway_wishes_are_held_within_the_run_and_the_day(site: Site) -> None:
    for amount in (500.01, 1e9, 0.0, -1.0):
        job = await site.water(amount)
        assert job.run.state is RunState.DENIED
    for _ in range(8):
        await site.water(450)
        await site.pass_time(3700, step=100)

    assert site.given_ml() <= 1010
    assert site.outlet.said.count("on") == 2


@pytest.mark.parametrize("amount", [float("inf"), float("nan")])
async def test_scenario_33_runaway_wish_that_is_no_number_is_denied_and_spoils_no_later_one(
    site: Site, amount: float
) -> None:
    for _ in range(2):
        job = await site.water(amount)
        assert job.run.state is RunState.DENIED
    job = await site.water(50)
    await site.pass_time(8)

    assert (await job.ended).outcome == "completed"


@pytest.mark.parametrize(("flow", "calibrated"), [(0.05, True), (2.0, False)])
async def test_scenario_33_runaway_duration_of_a_slow_outlet_is_denied_before_anything_opens(
    make_site: SiteMaker, flow: float, calibrated: bool
) -> None:
    site = await make_site(flow_ml_s=flow, flow_calibrated=calibrated, moisture="20")
    job = await site.water()

    assert job.run.failure and job.run.failure.key == "denied_run_too_long"
    assert "on" not in site.outlet.said


# --- 34: an empty tank, a leak ----------------------------------------------------------------------


async def test_scenario_34_tank_that_empties_in_a_run_stops_it_now_and_it_isnt_resumed(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    say(hass, LEVEL, 5, "L")
    pump = ScriptedOutlet("tank_pump")
    site = await make_site(basil(), tank(tank=LEVEL, tank_min_l=1, pump=PUMP), outlets=(pump,), moisture="20")
    await site.pass_time(4)
    assert site.outlet.flowing
    await site.say(LEVEL, 0.9, "L")
    await site.settle()
    assert (site.outlet.flowing, pump.flowing) == (False, False)
    run = site.coordinator.waterer.latest(BASIL)
    assert run and run.failure and run.failure.key == "failed_tank_empty"
    assert run.delivered_ml == pytest.approx(40, abs=11)
    assert "tank_empty" in site.problems()
    await site.pass_time(61, step=20)
    assert site.repair("tank_empty", TANK)

    await site.say(LEVEL, 5, "L")
    await site.pass_time(3400, step=100)
    await site.moisture(19)
    assert site.outlet.said.count("on") == 1
    assert site.repair("tank_empty", TANK) is None


async def test_scenario_34_tank_whose_level_goes_silent_in_a_run_gives_no_further_run(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    say(hass, LEVEL, 5, "L")
    site = await make_site(basil(), tank(tank=LEVEL), moisture="20")
    await site.pass_time(4)
    await site.say(LEVEL, "unavailable")
    for step in range(65):
        await site.pass_time(60, step=60)
        await site.moisture(20 + step % 2)

    assert site.outlet.said.count("on") == 1
    assert not site.outlet.flowing


async def test_scenario_34_leak_in_a_run_stops_it_now(hass: HomeAssistant, make_site: SiteMaker) -> None:
    say(hass, LEAK, "off")
    site = await make_site(basil(), tank(leak=LEAK), moisture="20")
    await site.pass_time(4)
    await site.say(LEAK, "on")
    assert not site.outlet.flowing
    run = site.coordinator.waterer.latest(BASIL)
    assert run and run.failure and run.failure.key == "denied_leak"
    await site.pass_time(61, step=20)
    assert site.repair("leak", TANK)
    job = await site.water()
    assert job.run.state is RunState.DENIED


# --- 35: entities that are slow to appear -----------------------------------------------------------


async def test_scenario_35_entities_that_are_slow_to_appear_block_no_set_up_and_are_cared_for_when_they_do(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    # Time stands still here: a set-up that waited for anything would never end.
    site = await make_site(outlet="input_boolean.slow", probes={"moisture": "sensor.slow"})
    assert site.entry.state is ConfigEntryState.LOADED
    await site.say("sensor.slow", 20, "%")
    await site.pass_time(300, step=60)
    assert site.coordinator.waterer.latest(BASIL) is None
    assert await async_setup_component(hass, "input_boolean", {"input_boolean": {"slow": None}})
    # One poll to see it closed, another to water.
    await site.pass_time(190, step=1)

    assert site.given_ml() == pytest.approx(100, abs=11)
    slow = hass.states.get("input_boolean.slow")
    assert slow and slow.state == "off"


async def test_scenario_35_probe_that_appears_late_starts_its_plants_care(make_site: SiteMaker) -> None:
    site = await make_site(probes={"moisture": "sensor.slow"})
    await site.pass_time(300, step=60)
    assert "on" not in site.outlet.said
    await site.say("sensor.slow", 20, "%")

    assert site.outlet.flowing


# --- 36: two hubs -----------------------------------------------------------------------------------


async def test_scenario_36_two_hubs_with_plants_of_the_same_name_switch_only_their_own(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    far = ScriptedOutlet("far_pump")
    site = await make_site(outlets=(far,))
    say(hass, "sensor.far", 45, "%")
    data = plant_data(probes={"moisture": "sensor.far"}, outlet="switch.far_pump")
    other = entities_entry(subentry("far-id", data), entry_id="far-hub-id")
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    await site.settle()
    before = list(far.said)

    await site.moisture(20)
    assert (site.outlet.flowing, far.flowing) == (True, False)
    await site.open_valve("far-id")
    assert (site.outlet.flowing, far.flowing) == (True, True)
    await site.close_valve("far-id")
    assert (site.outlet.flowing, far.flowing) == (True, False)
    await master(site, "turn_off")
    assert not site.outlet.flowing
    await site.open_valve("far-id")
    assert (site.outlet.flowing, far.flowing) == (False, True)
    await hass.config_entries.async_unload(site.entry.entry_id)
    assert far.flowing
    await hass.config_entries.async_unload(other.entry_id)

    assert not far.flowing
    assert [said for said in far.said[len(before) :] if said == "on"] == ["on", "on"]
    assert site.outlet.said.count("on") == 1


# --- 37: the master switch --------------------------------------------------------------------------


async def test_scenario_37_master_switch_that_is_turned_off_in_a_run_stops_all_of_it_at_once(
    make_site: SiteMaker,
) -> None:
    pump, other = ScriptedOutlet("tank_pump"), ScriptedOutlet("fern_pump")
    site = await make_site(basil(automatic=False), fern(), tank(pump=PUMP, lag_s=30), outlets=(pump, other))
    running, waiting = await site.water(), await site.water(plant_id=FERN)
    await site.pass_time(3)
    assert (site.outlet.flowing, pump.flowing) == (True, True)
    await master(site, "turn_off")

    # Not a second has passed.
    assert (site.outlet.flowing, pump.flowing) == (False, False)
    for job in (running, waiting):
        assert (await job.ended).state is RunState.CANCELLED
    assert (await running.ended).delivered_ml == pytest.approx(30, abs=11)
    await site.pass_time(60, step=20)
    assert "on" not in other.said


async def test_scenario_37_master_switch_goes_off_though_the_ledger_is_broken(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await site.water()
    await site.pass_time(3)

    def broken() -> None:
        raise OSError("broken")

    monkeypatch.setattr(site.coordinator.ledger, "_opened", broken)
    with pytest.raises(Exception, match="broken"):
        await master(site, "turn_off")
    await site.settle()

    assert not site.outlet.flowing
    assert (await job.ended).state is RunState.CANCELLED
    assert site.coordinator.waterer.standings.hub.off


# --- 38: opened by hand -----------------------------------------------------------------------------


async def by_hand(site: Site, *, on: bool) -> None:
    """Turn the outlet at the device itself."""
    site.outlet.flowing = on
    site.outlet.appear()
    await site.settle()


async def test_scenario_38_valve_opened_by_hand_is_closed_at_its_limit_and_credited(site: Site) -> None:
    await by_hand(site, on=True)
    assert site.state("watering_status").state == "watering"
    [stored] = await site.coordinator.ledger.unfinished_runs("hub-id")
    assert stored.origin is Origin.FOREIGN
    assert stored.deadline_at
    await site.pass_time(49)
    assert site.outlet.flowing
    await site.pass_time(2)

    assert not site.outlet.flowing
    assert site.given_ml() == pytest.approx(500, abs=11)
    assert site.told("plant_watered")[0]["origin"] == "foreign"
    await site.moisture(20)
    assert "on" not in site.outlet.said


async def test_scenario_38_valve_opened_and_closed_by_hand_is_credited_with_what_flowed(site: Site) -> None:
    await by_hand(site, on=True)
    await site.pass_time(20)
    await by_hand(site, on=False)

    run = site.coordinator.waterer.latest(BASIL)
    assert run and run.delivered_ml == pytest.approx(200, abs=11)
    assert run.state is RunState.SOAKING
    assert site.state("last_watered").state != "unknown"


async def test_scenario_38_valve_opened_by_hand_gets_only_what_the_day_leaves(site: Site) -> None:
    for _ in range(2):
        await site.water(450)
        await site.pass_time(3700, step=100)
    before = site.given_ml()
    await by_hand(site, on=True)
    await site.pass_time(20)

    assert not site.outlet.flowing
    assert site.given_ml() == pytest.approx(1000, abs=25)
    assert site.given_ml() - before == pytest.approx(100, abs=25)


async def test_scenario_38_valve_opened_by_hand_on_an_empty_tank_is_closed_at_once(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    say(hass, LEVEL, 0, "L")
    site = await make_site(basil(), tank(tank=LEVEL))
    await by_hand(site, on=True)

    assert not site.outlet.flowing


# --- 39: what is removed while it runs --------------------------------------------------------------


async def test_scenario_39_hub_that_is_removed_in_a_run_is_closed_first(site: Site) -> None:
    job = await site.water()
    await site.pass_time(3)
    await site.hass.config_entries.async_remove(site.entry.entry_id)

    assert not site.outlet.flowing
    assert (await job.ended).state is RunState.INTERRUPTED


async def test_scenario_39_plant_that_is_removed_in_a_run_is_closed_by_its_limit_and_never_opened_again(
    make_site: SiteMaker,
) -> None:
    other = ScriptedOutlet("fern_pump")
    site = await make_site(basil(), fern(automatic=True), tank(), outlets=(other,))
    await site.water()
    await site.pass_time(3)
    site.hass.config_entries.async_remove_subentry(site.entry, BASIL)
    await site.settle()
    await site.pass_time(12)

    assert not site.outlet.flowing
    assert BASIL not in site.coordinator.plants
    unfinished = await site.coordinator.ledger.unfinished_runs("hub-id")
    assert [run for run in unfinished if run.deadline_at] == []
    sent = site.outlet.said.count("on")
    await site.moisture(20)
    await site.pass_time(3)
    assert other.flowing
    assert site.outlet.said.count("on") == sent == 1


async def test_scenario_39_plant_that_is_removed_while_its_valve_is_stuck_is_closed_to_the_last(
    make_site: SiteMaker,
) -> None:
    other = ScriptedOutlet("fern_pump")
    site = await make_site(basil(automatic=False), fern(), tank(), outlets=(other,))
    site.outlet.on_close = "refuse"
    job = await site.water()
    await site.pass_time(15)
    site.hass.config_entries.async_remove_subentry(site.entry, BASIL)
    await site.pass_time(5)
    assert site.outlet.flowing
    site.outlet.on_close = "obey"
    await site.pass_time(30)

    assert not site.outlet.flowing
    assert (await job.ended).deadline_at is None
    assert BASIL not in site.coordinator.plants


# --- 40: no recorder, a slow ledger -----------------------------------------------------------------


async def test_scenario_40_recorder_isnt_needed_to_water(site: Site) -> None:
    assert "recorder" not in site.hass.config.components
    manifest = json.loads((Path(plantos.__file__).parent / "manifest.json").read_text())
    assert "recorder" not in manifest.get("dependencies", [])
    await site.moisture(20)
    await site.pass_time(11)

    assert site.given_ml() == pytest.approx(100, abs=11)


async def turns(times: int = 60) -> None:
    """Let whatever needs neither time nor the ledger happen."""
    for _ in range(times):
        await asyncio.sleep(0)


@pytest.mark.parametrize("way", ["stop", "master", "dose", "tank", "wet", "hub"])
async def test_scenario_40_ledger_that_doesnt_answer_delays_no_close(
    hass: HomeAssistant, make_site: SiteMaker, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    say(hass, LEVEL, 5, "L")
    # Slow enough for all that is told at most every five minutes to be told again.
    slow = {"flow_ml_s": 1.0, "dose_ml": 400.0} if way == "wet" else {}
    site = await make_site(basil(**slow), tank(tank=LEVEL), moisture="29")
    await site.pass_time(310 if slow else 4)
    assert site.outlet.flowing
    thread = site.coordinator.ledger._thread
    assert thread
    answers = threading.Event()
    thread.submit(answers.wait, 20)
    work: asyncio.Task[Any] | None = None
    match way:
        case "stop":
            work = asyncio.create_task(async_stop(site.coordinator, [BASIL], None))
        case "master":
            entity = site.state("watering", "hub-id", "switch").entity_id
            work = asyncio.create_task(
                hass.services.async_call("switch", "turn_off", {"entity_id": entity}, blocking=True)
            )
        case "dose":
            monkeypatch.setattr(site, "settle", turns)
            await site.pass_time(8)
        case "tank":
            say(hass, LEVEL, 0, "L")
        case "wet":
            say(hass, PROBE, 61, "%")
        case "hub":
            work = asyncio.create_task(hass.config_entries.async_unload(site.entry.entry_id))
    await turns()
    flowing = site.outlet.flowing
    answers.set()
    monkeypatch.undo()
    if work:
        await work
    await hass.async_block_till_done()

    assert not flowing


# --- 41: rules that fail ----------------------------------------------------------------------------


def broken(*args: object) -> Any:
    """Fail as nobody foresaw."""
    raise ZeroDivisionError


async def test_scenario_41_guardrail_that_fails_denies_and_delays_no_stop(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.water()
    await site.pass_time(3)
    monkeypatch.setattr(Settings, "is_quiet", broken)
    await site.close_valve()
    assert not site.outlet.flowing
    await site.pass_time(3700, step=100)
    await site.moisture(20)
    job = await site.water()

    assert job.run.failure and job.run.failure.key == "denied_rule_failed"
    assert site.outlet.said.count("on") == 1


@pytest.mark.parametrize("stop", ["valve", "master", "dose", "reload"])
async def test_scenario_41_strategy_that_fails_in_a_run_delays_no_stop(
    site: Site, monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    job = await site.water()
    await site.pass_time(3)
    monkeypatch.setitem(STRATEGIES, "moisture", broken)
    ways: dict[str, Callable[[], Any]] = {
        "valve": site.close_valve,
        "master": lambda: master(site, "turn_off"),
        "dose": lambda: site.pass_time(8),
        "reload": site.reload,
    }
    await ways[stop]()
    assert not site.outlet.flowing
    monkeypatch.undo()
    await site.settle()

    run = await job.ended
    assert run.deadline_at is None
    assert run.delivered_ml > 0


async def test_scenario_41_strategy_that_fails_waters_nothing_and_stops_no_other_plants_care(
    make_site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ScriptedOutlet("fern_pump")
    monkeypatch.setitem(STRATEGIES, "odd", broken)
    site = await make_site(basil(strategy="odd"), fern(automatic=True), tank(), outlets=(other,))
    await site.moisture(20)
    await site.pass_time(61, step=1)

    assert "on" not in site.outlet.said
    assert other.said.count("on") == 1
