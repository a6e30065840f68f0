"""Sensors that are stuck, silent, coarse, renamed or in other units: scenarios 17 to 24."""

from datetime import timedelta

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos.commands import async_postpone
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.watering.runs import RunState

from ..conftest import BASIL, OUTLET, PROBE
from .conftest import FLOW, LEVEL, METER, TANK, Site, SiteMaker, basil, meter_over, say, tank

HOUR = 3600.0


# --- 17: a probe that is stuck at dry ---------------------------------------------------------------


async def test_scenario_17_probe_stuck_at_dry_is_paused_after_two_waterings_without_effect(site: Site) -> None:
    for _ in range(12 * 6):
        await site.moisture(22)
        await site.pass_time(600, step=60)

    assert site.outlet.said.count("on") == 2
    assert site.given_ml() <= 220
    assert site.repair("no_effect")
    assert "no_effect" in site.problems()


async def test_scenario_17_probe_that_wobbles_about_dry_gets_no_more_than_a_days_water(make_site: SiteMaker) -> None:
    # Without a pot nobody can say which rise is due, so only the day's limit holds.
    site = await make_site(pot_volume_l=None)
    for step in range(23 * 6):
        await site.moisture(22 + step % 3 / 10)
        await site.pass_time(600, step=60)

    # The last run may run over by the second in which it is closed.
    assert 500 <= site.given_ml() <= 1010


# --- 18: a probe that says nothing at the start -----------------------------------------------------


@pytest.mark.parametrize("silence", ["unavailable", "unknown"])
async def test_scenario_18_probe_silent_at_the_start_waters_nothing_and_is_never_taken_for_well(
    make_site: SiteMaker, silence: str
) -> None:
    site = await make_site(moisture=silence)
    await site.pass_time(300, step=60)

    assert "on" not in site.outlet.said
    assert site.state("moisture").state == "unavailable"
    assert site.state("needs_water").state == "unknown"
    assert site.state("problem").state == "on"
    assert site.coordinator.health.status == "degraded"

    await site.moisture(29)
    assert site.outlet.flowing
    assert "moisture_unavailable" not in site.problems()


async def test_scenario_18_leak_sensor_silent_at_the_start_waters_nothing_by_itself(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    say(hass, "binary_sensor.leak", "unknown")
    site = await make_site(basil(), tank(leak="binary_sensor.leak"), moisture="20")
    assert "on" not in site.outlet.said

    await site.say("binary_sensor.leak", "off")
    await site.pass_time(61, step=60)
    assert site.outlet.said.count("on") == 1


# --- 19: a value that never changes -----------------------------------------------------------------


async def test_scenario_19_value_that_never_changes_from_a_living_probe_is_fresh(site: Site) -> None:
    for _ in range(40):
        await site.pass_time(HOUR, step=1200)
        await site.moisture(45)
    state = site.state("moisture")

    assert (state.state, state.attributes["quality"]) == ("45.0", 1.0)
    assert site.problems() == []
    await site.moisture(29)
    assert site.outlet.flowing


async def test_scenario_19_value_that_never_changes_from_a_silent_probe_is_stale_and_waters_nothing(
    make_site: SiteMaker,
) -> None:
    site = await make_site(moisture="25", automatic=False)
    await site.pass_time(25 * HOUR, step=1200)
    assert site.problems() == ["moisture_stale"]

    site.configure(BASIL, automatic=True)
    await site.pass_time(HOUR, step=1200)
    assert "on" not in site.outlet.said


# --- 20: units --------------------------------------------------------------------------------------


async def test_scenario_20_probe_that_tells_a_fraction_drowns_no_plant(make_site: SiteMaker) -> None:
    site = await make_site(moisture="0.25")
    for step in range(12 * 6):
        await site.pass_time(600, step=60)
        # Every watering raises it as it should, by a tenth, which is a tenth of a point.
        await site.moisture(0.25 + 0.09 * site.outlet.said.count("on") - step / 1000)

    assert site.given_ml() <= 220
    assert site.repair("no_effect")


@pytest.mark.parametrize(
    ("level", "unit", "enough"),
    [
        (5, "L", True),
        (0.05, "L", False),
        (500, "mL", True),
        (50, "mL", False),
        (0.2, "gal", True),
        (0.02, "gal", False),
        (0.001, "m³", True),
        (0.00005, "m³", False),
        (10, "%", True),
        (0.5, "%", False),
    ],
)
async def test_scenario_20_tank_is_understood_in_every_unit(
    hass: HomeAssistant, make_site: SiteMaker, level: float, unit: str, enough: bool
) -> None:
    say(hass, LEVEL, level, unit)
    site = await make_site(basil(), tank(tank=LEVEL, tank_capacity_l=10), moisture="20")

    assert site.outlet.flowing is enough
    if not enough:
        job = await site.water()
        assert job.run.failure and job.run.failure.key == "denied_tank_empty"


@pytest.mark.parametrize(("level", "unit"), [(40, "cm"), (40, None), (40, "%"), ("full", "L"), ("nan", "L")])
async def test_scenario_20_tank_in_no_known_unit_is_unknown_and_waters_nothing_by_itself(
    hass: HomeAssistant, make_site: SiteMaker, level: object, unit: str | None
) -> None:
    say(hass, LEVEL, level, unit)
    site = await make_site(basil(), tank(tank=LEVEL), moisture="20")
    await site.pass_time(120, step=60)

    assert "on" not in site.outlet.said
    assert site.state("tank_level", TANK).state == "unknown"


@pytest.mark.parametrize("unit", ["L", "gal", "m³", "L/min"])
async def test_scenario_20_meter_is_understood_in_every_unit(
    hass: HomeAssistant, make_site: SiteMaker, unit: str
) -> None:
    site = await make_site(basil(automatic=False), tank(flow_meter=METER), meter=meter_over(hass, unit=unit))
    assert site.meter
    outlet = site.outlet
    site.meter.flow = lambda: 15.0 * outlet.flowing
    job = await site.water(300)
    await site.pass_time(40)
    run = await job.ended

    assert run.metered
    assert run.delivered_ml == pytest.approx(300, abs=35)
    assert site.meter.counted_ml == pytest.approx(300, abs=35)


async def test_scenario_20_meter_in_no_known_unit_is_not_believed(hass: HomeAssistant, make_site: SiteMaker) -> None:
    say(hass, METER, 1000, "pulses")
    site = await make_site(basil(automatic=False), tank(flow_meter=METER))
    job = await site.water(100)
    for pulses in range(1000, 14000, 1000):
        await site.say(METER, pulses, "pulses")
        await site.pass_time(1)
    run = await job.ended

    assert (run.outcome, run.metered) == ("completed", False)
    assert run.delivered_ml == pytest.approx(100, abs=11)


async def test_scenario_20_frost_is_felt_in_fahrenheit(hass: HomeAssistant, make_site: SiteMaker) -> None:
    say(hass, "sensor.air", 28, "°F")
    site = await make_site(indoor=False, probes={"moisture": PROBE, "temperature": "sensor.air"}, moisture="20")
    await site.pass_time(61, step=60)

    assert site.coordinator.snapshot(BASIL).value(Measure.TEMPERATURE) == pytest.approx(-2.2, abs=0.1)
    assert "on" not in site.outlet.said


# --- 21: coarse and slow meters ---------------------------------------------------------------------


async def test_scenario_21_meter_that_counts_whole_litres_makes_no_false_alarm(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    plant = basil(automatic=False, pot_volume_l=100, flow_ml_s=20)
    site = await make_site(plant, tank(flow_meter=METER), meter=meter_over(hass, step_ml=1000))
    assert site.meter
    outlet = site.outlet
    site.meter.flow = lambda: 20.0 * outlet.flowing
    job = await site.water(3000)
    await site.pass_time(180)
    run = await job.ended

    assert run.outcome == "completed"
    assert site.meter.counted_ml == pytest.approx(3000, rel=0.16)
    await site.pass_time(400, step=20)
    assert site.repair("flow_after_close", TANK) is None


@pytest.mark.parametrize("known_for_s", [0, 1300])
async def test_scenario_21_meter_that_reports_every_five_minutes_makes_no_false_alarm(
    hass: HomeAssistant, make_site: SiteMaker, known_for_s: int
) -> None:
    plant = basil(automatic=False, pot_volume_l=100)
    site = await make_site(plant, tank(flow_meter=METER), meter=meter_over(hass, every_s=300))
    await site.pass_time(known_for_s, step=20)
    job = await site.water(2400)
    await site.pass_time(280)
    run = await job.ended

    assert run.outcome == "completed"
    assert run.delivered_ml == pytest.approx(2400, rel=0.16)
    await site.pass_time(1200, step=20)
    assert site.repair("flow_after_close", TANK) is None


async def test_scenario_21_total_of_years_is_never_read_as_flow(hass: HomeAssistant, make_site: SiteMaker) -> None:
    meter = meter_over(hass, counted_ml=4_000_000_000.0)
    site = await make_site(basil(automatic=False), tank(flow_meter=METER), meter=meter)
    job = await site.water(300)
    await site.pass_time(40)
    run = await job.ended

    assert run.outcome == "completed"
    assert run.delivered_ml == pytest.approx(300, abs=21)


# --- 22: a meter that begins anew -------------------------------------------------------------------


@pytest.mark.parametrize("falls_to_ml", [0.0, 4_999_000.0])
async def test_scenario_22_meter_that_resets_or_falls_in_a_run_still_ends_it_at_its_dose(
    hass: HomeAssistant, make_site: SiteMaker, falls_to_ml: float
) -> None:
    meter = meter_over(hass, counted_ml=5_000_000.0)
    site = await make_site(basil(automatic=False), tank(flow_meter=METER), meter=meter)
    job = await site.water(300)
    await site.pass_time(10)
    meter.counted_ml = falls_to_ml
    meter.tell()
    await site.pass_time(30)
    run = await job.ended

    assert (run.outcome, site.outlet.flowing) == ("completed", False)
    assert run.delivered_ml == pytest.approx(300, abs=31)


async def test_scenario_22_meter_that_resets_between_two_runs_counts_the_second_aright(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    meter = meter_over(hass, counted_ml=5_000_000.0)
    site = await make_site(basil(automatic=False), tank(flow_meter=METER), meter=meter)
    await site.water()
    await site.pass_time(1800, step=60)
    meter.counted_ml = 0.0
    await site.pass_time(1900, step=60)
    job = await site.water(200)
    await site.pass_time(30)

    assert (await job.ended).delivered_ml == pytest.approx(200, abs=21)
    assert site.repair("flow_after_close", TANK) is None


# --- 23: entities that go, come back, or have another name ------------------------------------------


async def test_scenario_23_probe_that_is_renamed_is_followed(hass: HomeAssistant, make_site: SiteMaker) -> None:
    registry = er.async_get(hass)
    registry.async_get_or_create("sensor", "test", "probe", suggested_object_id="basil_probe")
    site = await make_site()
    registry.async_update_entity(PROBE, new_entity_id="sensor.kitchen_probe")
    hass.states.async_remove(PROBE)
    say(hass, "sensor.kitchen_probe", 45, "%")
    await site.settle()
    assert site.entry.subentries[BASIL].data["probes"] == {"moisture": "sensor.kitchen_probe"}
    await site.say("sensor.kitchen_probe", 29, "%")

    assert site.outlet.flowing
    await site.pass_time(61, step=1)
    assert site.repair("source_removed", f"{BASIL}:moisture_probe") is None


async def test_scenario_23_outlet_that_is_renamed_is_followed(site: Site) -> None:
    er.async_get(site.hass).async_update_entity(OUTLET, new_entity_id="switch.kitchen_pump")
    await site.settle()
    assert site.entry.subentries[BASIL].data["outlet"] == "switch.kitchen_pump"
    await site.pass_time(61, step=20)
    await site.moisture(29)
    assert site.outlet.flowing
    await site.pass_time(11)

    assert not site.outlet.flowing


async def test_scenario_23_outlet_that_is_renamed_in_a_run_is_closed_by_the_runs_own_limit(site: Site) -> None:
    await site.water()
    await site.pass_time(3)
    er.async_get(site.hass).async_update_entity(OUTLET, new_entity_id="switch.kitchen_pump")
    await site.settle()
    await site.pass_time(11)
    assert not site.outlet.flowing

    await site.pass_time(120, step=10)
    assert site.state("outlet").state == "closed"
    assert site.given_ml() >= 30


async def test_scenario_23_probe_that_is_removed_is_told_of_and_waters_nothing_until_it_is_back(
    make_site: SiteMaker,
) -> None:
    site = await make_site(moisture="31")
    site.hass.states.async_remove(PROBE)
    await site.pass_time(122, step=60)
    assert site.repair("source_removed", f"{BASIL}:moisture_probe")
    assert "moisture_unavailable" in site.problems()
    assert site.state("moisture").attributes["quality"] == 0.5
    assert "on" not in site.outlet.said

    await site.moisture(29)
    assert site.outlet.flowing
    await site.pass_time(61)
    assert site.repair("source_removed", f"{BASIL}:moisture_probe") is None


async def test_scenario_23_outlet_that_is_removed_is_told_of_and_never_taken_for_closed(site: Site) -> None:
    er.async_get(site.hass).async_remove(OUTLET)
    await site.settle()
    await site.pass_time(61, step=20)
    await site.moisture(20)

    assert site.repair("source_removed", f"{BASIL}:outlet")
    assert site.state("outlet").state == "unknown"
    assert "on" not in site.outlet.said


async def test_scenario_23_reload_with_a_removed_probe_keeps_the_plants_wiring(site: Site) -> None:
    before = dict(site.entry.subentries[BASIL].data)
    site.hass.states.async_remove(PROBE)
    await site.reload()
    await site.pass_time(61, step=60)
    assert dict(site.entry.subentries[BASIL].data) == before
    await site.moisture(29)

    assert site.outlet.flowing


# --- 24: rain ---------------------------------------------------------------------------------------


async def test_scenario_24_rain_counts_once_by_the_moisture_it_makes(site: Site) -> None:
    await site.moisture(31)
    for moisture in (38, 46, 52, 47, 40, 34, 31):
        await site.pass_time(HOUR, step=1200)
        await site.moisture(moisture)
    assert "on" not in site.outlet.said
    assert site.given_ml() == 0
    assert site.coordinator.snapshot(BASIL).history.day_ml == 0

    await site.moisture(29)
    assert site.outlet.flowing
    await site.pass_time(11)
    assert site.given_ml() == pytest.approx(100, abs=11)


async def test_scenario_24_rain_delay_that_is_given_twice_isnt_added_up(site: Site) -> None:
    until = dt_util.utcnow() + timedelta(hours=24)
    for _ in range(2):
        await async_postpone(site.coordinator, "hub-id", until, Context())
    assert site.coordinator.snapshot(BASIL).care.postponed_until == until
    await site.moisture(20)
    await site.pass_time(23.9 * HOUR, step=1200)
    assert "on" not in site.outlet.said

    await site.pass_time(600, step=60)
    await site.moisture(19)
    assert site.outlet.said.count("on") == 1
    run = site.coordinator.waterer.latest(BASIL)
    assert run and run.state is not RunState.DENIED
    assert run.amount_ml == 10 * FLOW
