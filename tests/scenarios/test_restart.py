"""Restart, reload, stop: scenarios 1 to 6."""

from datetime import timedelta

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos.watering.runs import RunState

from ..conftest import BASIL, plant_data, subentry
from ..left_behind import leave, left_behind
from ..scripted import ScriptedOutlet
from .conftest import Site, SiteMaker


async def test_scenario_01_home_assistant_stops_while_eight_valves_are_open(make_site: SiteMaker) -> None:
    others = tuple(ScriptedOutlet(f"valve_{number}") for number in range(7))
    plants = [
        subentry(f"plant-{number}", plant_data(f"Plant {number}", outlet=f"switch.valve_{number}"))
        for number in range(7)
    ]
    site = await make_site(subentry(BASIL, plant_data()), *plants, outlets=others)
    jobs = [await site.water(plant_id=plant_id) for plant_id in site.coordinator.plants]
    await site.pass_time(3)
    valves = (site.outlet, *others)
    assert all(valve.flowing for valve in valves)
    heard: list[bool] = []
    site.hass.bus.async_listen_once("homeassistant_stop", lambda _: heard.append(any(v.flowing for v in valves)))
    await site.hass.async_stop(force=True)

    assert heard == [False]
    for run in [await job.ended for job in jobs]:
        assert (run.state, run.deadline_at) == (RunState.INTERRUPTED, None)
        assert run.delivered_ml == pytest.approx(30, abs=11)


async def test_scenario_02_power_cut_in_a_run_and_the_valve_is_unavailable_for_minutes_after_the_boot(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    await leave(hass, left_behind())
    site = await make_site(moisture="20", open_at_start=True, away_at_start=True)
    await site.pass_time(180, step=30)

    # Nobody knows whether it is closed: it is shown so, nothing is settled, and nothing is watered.
    assert site.state("outlet").state == "unknown"
    assert "outlet_unconfirmed" in site.problems()
    assert site.repair("outlet_stuck")
    [unfinished] = await site.coordinator.ledger.unfinished_runs("hub-id")
    assert unfinished.deadline_at is not None
    assert site.outlet.said == []

    site.outlet.appear()
    await site.settle()
    assert site.outlet.said == ["off"]
    assert not site.outlet.flowing
    assert site.state("outlet").state == "closed"
    assert site.given_ml() == pytest.approx(1900, abs=50)
    await site.pass_time(61, step=30)
    assert site.repair("outlet_stuck") is None
    assert await site.coordinator.ledger.unfinished_runs("hub-id") == []


async def test_scenario_02_power_cut_in_a_run_and_the_valves_domain_is_loaded_only_later(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    await leave(hass, left_behind())
    site = await make_site(outlet="input_boolean.late_valve", moisture="20")
    assert site.entry.state is ConfigEntryState.LOADED
    assert site.state("outlet").state == "unknown"

    await site.pass_time(120, step=30)
    assert await async_setup_component(hass, "input_boolean", {"input_boolean": {"late_valve": {"initial": True}}})
    # Its state comes before its actions do.
    await site.pass_time(61, step=30)
    valve = hass.states.get("input_boolean.late_valve")
    assert valve and valve.state == "off"
    assert site.state("outlet").state == "closed"
    assert site.given_ml() > 1000


async def test_scenario_03_reload_in_a_run_closes_books_and_leaves_no_second_hand(site: Site) -> None:
    before = site.coordinator
    await site.moisture(20)
    await site.pass_time(4)
    assert site.outlet.flowing
    await site.reload()

    assert not site.outlet.flowing
    assert site.coordinator is not before
    run = site.coordinator.waterer.latest(BASIL)
    assert run and run.state is RunState.INTERRUPTED
    assert site.given_ml() == pytest.approx(40, abs=11)
    # Neither the old nor the new one waters the plant again before its time.
    for _ in range(30):
        await site.pass_time(60, step=60)
        await site.moisture(20)
    assert site.outlet.said.count("on") == 1
    await site.pass_time(1920, step=60)
    await site.moisture(19)
    assert site.outlet.said.count("on") == 2


async def test_scenario_04_killed_in_a_run_and_started_after_its_planned_end(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    now = dt_util.utcnow()
    opened = now - timedelta(seconds=120)
    await leave(hass, left_behind(requested_at=opened, opened_at=opened, deadline_at=opened + timedelta(seconds=14)))
    site = await make_site(open_at_start=True, moisture="20")

    assert site.outlet.said[0] == "off"
    assert not site.outlet.flowing
    run = site.coordinator.waterer.latest(BASIL)
    assert run and (run.state, run.deadline_at, run.estimated) == (RunState.INTERRUPTED, None, True)
    # The overrun counts: two minutes have flowed, not ten seconds.
    assert run.delivered_ml == pytest.approx(1200)
    [told] = site.told("watering_failed")
    assert (told["status"], told["ml"]) == ("interrupted", 1200)
    await site.pass_time(180, step=60)
    await site.moisture(19)
    assert "on" not in site.outlet.said
    assert site.repair("run_interrupted")


async def test_scenario_05_valve_reboots_in_a_run_and_stays_open(site: Site) -> None:
    job = await site.water()
    await site.pass_time(4)
    site.outlet.vanish()
    await site.settle()
    assert site.state("outlet").state != "closed"
    await site.pass_time(56, step=5)
    assert (await job.ended).deadline_at is not None
    assert site.state("outlet").state == "unknown"
    assert site.repair("outlet_stuck")

    site.outlet.appear()
    await site.settle()
    assert not site.outlet.flowing
    assert site.state("outlet").state == "closed"
    assert site.given_ml() == pytest.approx(600, abs=31)
    # It is trusted again only by somebody who has looked.
    with pytest.raises(ServiceValidationError) as error:
        await site.open_valve()
    assert error.value.translation_key == "denied_locked"


async def test_scenario_05_valve_reboots_in_a_run_and_is_closed_by_that(site: Site) -> None:
    job = await site.water()
    await site.pass_time(4)
    site.outlet.vanish()
    await site.pass_time(10)
    site.outlet.flowing = False
    site.outlet.appear()
    await site.pass_time(20)
    run = await job.ended

    assert (run.state, run.deadline_at) == (RunState.FAILED, None)
    assert run.failure and run.failure.key == "failed_no_answer"
    assert site.outlet.said[-1] == "off"
    assert site.state("outlet").state == "closed"
    # When it closed nobody saw: it counts until the next look found it closed.
    assert 40 <= site.given_ml() <= 200
    assert site.outlet.said.count("on") == 1


async def test_scenario_06_whoever_went_before_left_the_relay_on(make_site: SiteMaker) -> None:
    site = await make_site(open_at_start=True)

    assert site.outlet.said[0] == "off"
    assert not site.outlet.flowing
    assert site.state("outlet").state == "closed"


async def test_scenario_06_hub_disabled_in_a_run_leaves_no_relay_on(site: Site) -> None:
    job = await site.water()
    await site.pass_time(3)
    await site.hass.config_entries.async_set_disabled_by(site.entry.entry_id, ConfigEntryDisabler.USER)

    assert not site.outlet.flowing
    assert (await job.ended).state is RunState.INTERRUPTED
    assert site.entry.state is ConfigEntryState.NOT_LOADED


async def test_scenario_06_relay_that_refuses_at_the_end_is_closed_first_of_all_at_the_next_start(site: Site) -> None:
    job = await site.water()
    await site.pass_time(3)
    site.outlet.on_close = "refuse"
    await site.hass.config_entries.async_unload(site.entry.entry_id)
    run = await job.ended
    assert site.outlet.flowing
    assert run.deadline_at is not None

    site.freezer.tick(timedelta(seconds=60))
    site.outlet.on_close = "obey"
    before = len(site.outlet.said)
    await site.hass.config_entries.async_setup(site.entry.entry_id)
    await site.settle()
    assert site.outlet.said[before] == "off"
    assert not site.outlet.flowing
    assert site.given_ml() == pytest.approx(630, abs=21)
    assert await site.coordinator.ledger.unfinished_runs("hub-id") == []
