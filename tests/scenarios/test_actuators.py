"""Stuck and lying actuators: scenarios 7 to 16."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from custom_components.plantos.watering.runs import RunState

from ..conftest import BASIL, FERN, plant_data, subentry
from ..scripted import ScriptedOutlet
from .conftest import FLOW, METER, PUMP, TANK, Site, SiteMaker, basil, fern, master, meter_over, tank

# --- 7: a close that gets lost ----------------------------------------------------------------------


async def test_scenario_07_close_command_lost_is_repeated_alarmed_and_never_shown_closed(site: Site) -> None:
    site.outlet.on_close = "ignore"
    job = await site.water()
    await site.pass_time(75)

    assert (await job.ended).deadline_at is not None
    assert site.outlet.said.count("off") >= 6
    assert site.state("outlet").state != "closed"
    assert "outlet_unconfirmed" in site.problems()
    assert "locked" in site.problems()
    assert [told["reason_key"] for told in site.told("watering_failed")] == ["failed_not_closed"]
    found = site.repair("outlet_stuck")
    assert found and found.severity == "critical"
    with pytest.raises(ServiceValidationError) as error:
        await site.open_valve()
    assert error.value.translation_key == "denied_locked"


async def test_scenario_07_close_command_lost_is_repeated_for_hours_and_all_that_flowed_counts(site: Site) -> None:
    site.outlet.on_close = "ignore"
    await site.water()
    await site.pass_time(3 * 3600, step=60)
    flowed = site.given_ml()
    assert flowed == pytest.approx(3 * 3600 * FLOW, rel=0.02)

    site.outlet.on_close = "obey"
    await site.pass_time(61, step=60)
    assert not site.outlet.flowing
    assert site.state("outlet").state == "closed"
    await site.pass_time(61, step=60)
    assert site.repair("outlet_stuck") is None
    assert site.repair("outlet_locked")


async def test_scenario_07_close_command_lost_turns_the_supplys_pump_off_and_blocks_it(make_site: SiteMaker) -> None:
    pump, other = ScriptedOutlet("tank_pump"), ScriptedOutlet("fern_pump")
    site = await make_site(basil(automatic=False), fern(), tank(pump=PUMP), outlets=(pump, other))
    site.outlet.on_close = "ignore"
    await site.water()
    await site.pass_time(75)

    assert site.outlet.flowing
    assert not pump.flowing
    job = await site.water(plant_id=FERN)
    assert job.run.failure and job.run.failure.key == "denied_outlet_of_supply"
    assert "on" not in other.said


# --- 8: a close that is acknowledged, and water flows -----------------------------------------------


async def leaking(make_site: SiteMaker, hass: HomeAssistant, **changes: Any) -> Site:
    """A metered run whose outlet says that it closed, and didn't."""
    site = await make_site(basil(automatic=False, **changes), tank(flow_meter=METER), meter=meter_over(hass))
    site.outlet.on_close = "lie"
    await site.water()
    await site.pass_time(12)
    return site


async def test_scenario_08_close_acknowledged_but_water_flows_is_seen_by_the_meter(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    site = await leaking(make_site, hass)
    assert site.state("outlet").state == "closed"
    assert site.outlet.flowing
    before = site.outlet.said.count("off")
    await site.pass_time(150, step=1)

    found = site.repair("flow_after_close", TANK)
    assert found and found.severity == "critical"
    assert site.outlet.said.count("off") > before
    assert "supply_blocked" in site.problems()
    job = await site.water()
    assert job.run.failure and job.run.failure.key == "denied_flow_after_close"


async def test_scenario_08_close_acknowledged_but_water_flows_is_still_blocked_when_it_stopped(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    site = await leaking(make_site, hass)
    await site.pass_time(150, step=1)
    site.outlet.flowing = False
    await site.pass_time(3600, step=60)

    assert site.repair("flow_after_close", TANK)
    site.configure(BASIL, automatic=True)
    await site.moisture(20)
    assert site.outlet.said.count("on") == 1


async def test_scenario_08_close_acknowledged_and_only_the_hose_empties_itself(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    site = await make_site(basil(automatic=False), tank(flow_meter=METER), meter=meter_over(hass))
    await site.water()
    await site.pass_time(12)
    assert site.meter
    site.meter.flow = lambda: 8.0
    await site.pass_time(5)
    site.meter.flow = lambda: 0.0
    await site.pass_time(300, step=10)

    assert site.repair("flow_after_close", TANK) is None


async def test_scenario_08_close_acknowledged_but_moisture_goes_on_rising(make_site: SiteMaker) -> None:
    site = await make_site(basil(), tank())
    site.outlet.on_close = "lie"
    await site.moisture(29)
    await site.pass_time(12)
    assert site.state("outlet").state == "closed"
    closed = site.outlet.said.count("off")
    for moisture in range(35, 99, 3):
        await site.pass_time(240, step=60)
        await site.moisture(moisture)

    # A dose of 100 ml is worth nine points in this pot, not seventy.
    assert site.repair("excess_rise", BASIL)
    # It is told to close once more, and nothing automatic follows on soil that is wet.
    assert site.outlet.said.count("off") > closed
    assert site.outlet.said.count("on") == 1


# --- 9: an entity that says off while the valve is open ---------------------------------------------


async def test_scenario_09_entity_says_off_while_the_valve_is_open_is_closed_all_the_same(site: Site) -> None:
    job = await site.water()
    await site.pass_time(4)
    site.outlet.show(on=False)
    await site.settle()
    run = await job.ended

    assert run.failure and run.failure.key == "failed_closed_early"
    assert site.outlet.said[-1] == "off"
    assert not site.outlet.flowing


async def test_scenario_09_entity_says_off_while_the_valve_stays_open_is_seen_by_the_meter(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    site = await make_site(basil(automatic=False), tank(flow_meter=METER), meter=meter_over(hass))
    site.outlet.on_close = "lie"
    job = await site.water()
    await site.pass_time(4)
    site.outlet.show(on=False)
    await site.pass_time(150, step=1)

    assert (await job.ended).state is RunState.FAILED
    assert site.outlet.flowing
    assert site.repair("flow_after_close", TANK)
    assert site.coordinator.health.status == "unhealthy"
    job = await site.water()
    assert job.run.state is RunState.DENIED


async def test_scenario_09_entity_says_off_and_somebody_opens_the_valve_past_it_is_seen_by_the_meter(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    site = await make_site(basil(automatic=False), tank(flow_meter=METER), meter=meter_over(hass))
    await site.water()
    await site.pass_time(120, step=1)
    assert site.repair("flow_after_close", TANK) is None
    site.outlet.flowing = True
    await site.pass_time(130, step=1)

    assert site.repair("flow_after_close", TANK)


# --- 10: an open that did nothing -------------------------------------------------------------------


@pytest.mark.parametrize("manner", ["ignore", "refuse", "crash", "defy"])
async def test_scenario_10_open_command_did_nothing_credits_nothing(site: Site, manner: str) -> None:
    site.outlet.on_open = manner
    await site.moisture(20)
    await site.pass_time(20)
    run = site.coordinator.waterer.latest(BASIL)

    assert run and (run.state, run.delivered_ml) == (RunState.FAILED, 0)
    assert site.outlet.said[-1] == "off"
    assert site.told("plant_watered") == []
    assert site.state("last_watered").state == "unknown"
    assert float(site.state("water_used").state) == 0


async def test_scenario_10_open_command_said_to_work_but_nothing_flows_is_stopped_and_credits_nothing(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    site = await make_site(basil(automatic=False), tank(flow_meter=METER), meter=meter_over(hass))
    await site.water()
    await site.pass_time(3700, step=60)
    before = site.given_ml()
    site.outlet.on_open = "lie"
    job = await site.water(400)
    await site.pass_time(16)
    run = await job.ended

    assert run.failure and run.failure.key == "failed_no_flow"
    assert site.outlet.said[-1] == "off"
    # The meter is known to be prompt: no more than one step of it can have flowed unseen.
    assert site.given_ml() == pytest.approx(before, abs=11)


# --- 11: an abort while the valve is stuck ----------------------------------------------------------


async def test_scenario_11_abort_during_a_stuck_valve_says_so_and_goes_on_closing(site: Site) -> None:
    job = await site.water()
    await site.pass_time(4)
    site.outlet.on_close = "ignore"
    closing = asyncio.create_task(site.close_valve())
    await site.pass_time(6)
    with pytest.raises(HomeAssistantError) as error:
        await closing
    assert error.value.translation_key == "failed_not_closed"
    assert site.state("outlet").state != "closed"
    await site.pass_time(100)

    assert (await job.ended).deadline_at is not None
    assert site.repair("outlet_stuck")
    assert [told["reason_key"] for told in site.told("watering_failed")] == ["failed_not_closed"]
    audit = await site.coordinator.audit.newest(5)
    assert any(entry.action == "stop_watering" and entry.after == {"closed": False} for entry in audit)
    site.outlet.on_close = "obey"
    await site.pass_time(61, step=10)
    assert not site.outlet.flowing


# --- 12: pumps and master valves --------------------------------------------------------------------


async def test_scenario_12_pump_that_is_stuck_alarms_blocks_its_supply_and_goes_on_being_closed(
    make_site: SiteMaker,
) -> None:
    pump = ScriptedOutlet("tank_pump")
    site = await make_site(basil(automatic=False), tank(pump=PUMP), outlets=(pump,))
    await site.water()
    await site.pass_time(5)
    assert pump.flowing
    pump.on_close = "ignore"
    await site.pass_time(120)

    found = site.repair("pump_stuck", TANK)
    assert found and found.severity == "critical"
    assert not site.outlet.flowing
    sent = pump.said.count("off")
    await site.pass_time(180, step=10)
    assert pump.said.count("off") > sent
    assert site.state("running", TANK).state != "off"

    pump.on_close = "obey"
    await site.pass_time(130, step=10)
    assert not pump.flowing
    assert site.repair("pump_stuck", TANK) is None


async def test_scenario_12_pump_left_on_by_another_hand_without_an_open_outlet_is_closed(
    make_site: SiteMaker,
) -> None:
    pump = ScriptedOutlet("tank_pump")
    site = await make_site(basil(), tank(pump=PUMP), outlets=(pump,))
    pump.flowing = True
    pump.appear()
    await site.settle()

    assert not pump.flowing
    assert pump.said[-1] == "off"


async def test_scenario_12_pump_found_on_at_the_start_is_closed(make_site: SiteMaker) -> None:
    pump = ScriptedOutlet("tank_pump", flowing=True)
    site = await make_site(basil(), tank(pump=PUMP), outlets=(pump,))

    assert not pump.flowing
    assert site.state("running", TANK).state == "off"


@pytest.mark.parametrize("end", ["dose", "stop", "fault", "unload"])
async def test_scenario_12_pump_is_off_after_a_run_whatever_ended_it(make_site: SiteMaker, end: str) -> None:
    pump = ScriptedOutlet("tank_pump")
    site = await make_site(basil(automatic=False), tank(pump=PUMP, lead_s=1, lag_s=1), outlets=(pump,))
    job = await site.water()
    await site.pass_time(5)
    assert pump.flowing
    match end:
        case "dose":
            await site.pass_time(15)
        case "stop":
            await site.close_valve()
        case "fault":
            site.outlet.vanish()
            await site.settle()
        case "unload":
            await site.reload()

    assert not pump.flowing
    site.outlet.appear()
    await site.pass_time(40)
    await job.ended
    assert not pump.flowing


async def test_scenario_12_pump_is_off_while_a_run_pauses_between_its_pulses(make_site: SiteMaker) -> None:
    pump = ScriptedOutlet("tank_pump")
    site = await make_site(basil(automatic=False, pulse_ml=50), tank(pump=PUMP), outlets=(pump,))
    job = await site.water()
    await site.pass_time(20)
    assert job.run.soaks_between
    assert (site.outlet.flowing, pump.flowing) == (False, False)
    await site.pass_time(600, step=30)
    await site.pass_time(20)

    assert (await job.ended).delivered_ml == pytest.approx(100, abs=21)
    assert (site.outlet.flowing, pump.flowing) == (False, False)


async def test_scenario_12_pump_that_was_taken_out_of_the_supply_is_touched_no_more(make_site: SiteMaker) -> None:
    pump = ScriptedOutlet("tank_pump")
    site = await make_site(basil(automatic=False), tank(pump=PUMP), outlets=(pump,))
    site.configure(TANK, pump=None)
    await site.settle()
    before = list(pump.said)
    assert before[-1] == "off"
    await site.water()
    await site.pass_time(5)
    assert site.outlet.flowing
    await site.pass_time(10)

    assert pump.said == before


# --- 13: a call that hangs --------------------------------------------------------------------------


async def test_scenario_13_service_call_that_hangs_at_the_close_is_not_waited_for(site: Site) -> None:
    job = await site.water()
    await site.pass_time(5)
    site.outlet.on_close = "hang"
    await site.pass_time(30)
    assert site.outlet.said.count("off") >= 3

    site.outlet.on_close = "obey"
    seconds = 35
    while site.outlet.flowing and seconds < 60:
        await site.pass_time(1)
        seconds += 1
    assert (await job.ended).delivered_ml == pytest.approx(seconds * FLOW, abs=11)
    site.outlet.release()


async def test_scenario_13_service_call_that_hangs_at_the_close_delays_no_stop(site: Site) -> None:
    await site.water()
    await site.pass_time(5)
    site.outlet.on_close = "hang"
    await site.pass_time(6)
    assert site.outlet.said[-1] == "off"
    site.outlet.on_close = "obey"
    await site.coordinator.waterer.stop([BASIL])
    assert not site.outlet.flowing

    site.outlet.release()
    await site.pass_time(15)


async def test_scenario_13_service_call_that_hangs_at_the_open_ends_in_a_close(site: Site) -> None:
    site.outlet.on_open = "hang"
    job = await site.water()
    await site.pass_time(11)
    run = await job.ended

    assert run.failure and run.failure.key == "failed_no_answer"
    assert site.outlet.said[-1] == "off"
    assert run.delivered_ml == pytest.approx(100, abs=11)


# --- 14: one outlet's failure is no other's ---------------------------------------------------------


@pytest.mark.parametrize("parts", [{}, {"pump": PUMP}], ids=["valves", "shared pump"])
@pytest.mark.parametrize(
    ("on_open", "on_close"),
    [("refuse", "obey"), ("crash", "obey"), ("hang", "obey"), ("refuse", "refuse"), ("crash", "crash")],
)
async def test_scenario_14_service_call_raises_for_one_plant_and_the_others_go_on_within_ten_seconds(
    make_site: SiteMaker, parts: dict[str, str], on_open: str, on_close: str
) -> None:
    pump, other = ScriptedOutlet("tank_pump"), ScriptedOutlet("fern_pump")
    site = await make_site(basil(automatic=False), fern(), tank(**parts), outlets=(pump, other))
    site.outlet.on_open, site.outlet.on_close = on_open, on_close
    await site.water()
    job = await site.water(plant_id=FERN)
    waited = 0
    while not other.flowing and waited < 60:
        await site.pass_time(1)
        waited += 1
    assert waited <= 11
    await site.pass_time(12)

    assert (await job.ended).outcome == "completed"
    assert (await job.ended).delivered_ml == pytest.approx(100, abs=11)
    assert (other.flowing, pump.flowing) == (False, False)


async def test_scenario_14_service_call_hangs_for_one_plant_and_a_run_on_the_same_supply_goes_on(
    make_site: SiteMaker,
) -> None:
    pump, other = ScriptedOutlet("tank_pump"), ScriptedOutlet("fern_pump")
    site = await make_site(basil(automatic=False), fern(), tank(pump=PUMP, at_once=2), outlets=(pump, other))
    running = await site.water(300, plant_id=FERN)
    await site.pass_time(2)
    site.outlet.on_open = "hang"
    await site.water()
    await site.pass_time(33)

    assert (await running.ended).outcome == "completed"
    assert (await running.ended).delivered_ml == pytest.approx(300, abs=21)
    assert not pump.flowing


async def test_scenario_14_service_of_one_plant_is_gone_and_the_others_are_watered(make_site: SiteMaker) -> None:
    other = ScriptedOutlet("fern_pump")
    site = await make_site(
        subentry(BASIL, plant_data(outlet="input_boolean.gone")),
        subentry(FERN, plant_data("Fern", outlet="switch.fern_pump")),
        outlets=(other,),
    )
    await site.moisture(20)
    await site.pass_time(3)

    assert other.flowing


# --- 15: the device's own auto-off ------------------------------------------------------------------


async def test_scenario_15_devices_own_auto_off_ends_the_run_with_what_flowed_and_no_fault_loop(site: Site) -> None:
    await site.moisture(20)
    for opened in (1, 2, 3):
        assert site.outlet.flowing
        await site.pass_time(4)
        site.outlet.flowing = False
        site.outlet.appear()
        await site.settle()
        run = site.coordinator.waterer.latest(BASIL)
        assert run and run.failure and run.failure.key == "failed_closed_early"
        assert run.delivered_ml == pytest.approx(40, abs=11)
        for minute in range(58):
            await site.pass_time(60, step=60)
            await site.moisture(19 + minute % 2)
        assert site.outlet.said.count("on") == opened
        while not site.outlet.flowing:
            await site.pass_time(10, step=10)

    assert site.repair("outlet_stuck") is None
    assert site.repair("outlet_locked") is None
    assert "locked" not in site.problems()


# --- 16: what has no end of its own, and who may never begin ----------------------------------------


async def test_scenario_16_device_without_an_off_of_its_own_is_closed_by_the_run(site: Site) -> None:
    await site.water()
    await site.pass_time(11)

    assert not site.outlet.flowing


async def test_scenario_16_meter_that_never_reaches_the_dose_doesnt_keep_the_outlet_open_past_its_limit(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    site = await make_site(basil(automatic=False, pot_volume_l=100), tank(flow_meter=METER), meter=meter_over(hass))
    assert site.meter
    outlet = site.outlet
    site.meter.flow = lambda: 5.0 * outlet.flowing
    job = await site.water(1000)
    await site.pass_time(121)
    run = await job.ended

    assert not outlet.flowing
    assert run.delivered_ml == pytest.approx(600, abs=40)


async def test_scenario_16_delay_longer_than_the_run_ends_like_any_other(make_site: SiteMaker) -> None:
    pump = ScriptedOutlet("tank_pump")
    site = await make_site(basil(automatic=False), tank(pump=PUMP, lead_s=20, lag_s=15), outlets=(pump,))
    job = await site.water(20)
    await site.pass_time(19)
    assert (site.outlet.flowing, pump.flowing) == (True, False)
    await site.pass_time(2)
    assert (site.outlet.flowing, pump.flowing) == (True, True)
    await site.pass_time(2)
    assert (site.outlet.flowing, pump.flowing) == (True, False)
    await site.pass_time(16)

    assert (site.outlet.flowing, pump.flowing) == (False, False)
    run = await job.ended
    assert run.outcome == "completed"
    assert run.delivered_ml == pytest.approx(20, abs=11)


async def is_denied(site: Site, who: str, why: str) -> None:
    """Whoever wants water, automatically, by hand or at the device, gets none."""
    match who:
        case "automatic":
            await site.moisture(20)
        case "by hand":
            with pytest.raises(ServiceValidationError) as error:
                await site.open_valve()
            assert error.value.translation_key == why
        case "at the device":
            site.outlet.flowing = True
            site.outlet.appear()
            await site.settle()
    await site.pass_time(61, step=20)
    assert "on" not in site.outlet.said
    assert not site.outlet.flowing


@pytest.mark.parametrize("who", ["automatic", "by hand", "at the device"])
async def test_scenario_16_disabled_plant_never_runs(make_site: SiteMaker, who: str) -> None:
    await is_denied(await make_site(enabled=False), who, "denied_disabled")


@pytest.mark.parametrize("who", ["automatic", "by hand", "at the device"])
async def test_scenario_16_master_switch_that_is_off_is_honoured_also_after_a_restart(site: Site, who: str) -> None:
    await master(site, "turn_off")
    await site.reload()
    await is_denied(site, who, "denied_hub_off")

    await master(site, "turn_on")
    await site.moisture(19)
    assert site.outlet.said.count("on") == 1


async def test_scenario_16_runs_that_overlap_never_turn_their_pump_off_in_between(make_site: SiteMaker) -> None:
    pump, other = ScriptedOutlet("tank_pump"), ScriptedOutlet("fern_pump")
    site = await make_site(basil(automatic=False), fern(), tank(pump=PUMP, at_once=2), outlets=(pump, other))
    await site.water(100)
    await site.pass_time(4)
    await site.water(200, plant_id=FERN)
    await site.pass_time(9)
    assert (site.outlet.flowing, other.flowing, pump.flowing) == (False, True, True)
    await site.pass_time(14)

    assert (site.outlet.flowing, other.flowing, pump.flowing) == (False, False, False)
    first, last = pump.said.index("on"), len(pump.said) - pump.said[::-1].index("on")
    assert pump.said[first:last] == ["on", "on"]
