"""One pump for several plants: what flows under the pressure of others, and a pump that starts late or never stops."""

import pytest

from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.watering.runs import Run, RunState

from .conftest import BASIL, FERN, plant_data, subentry
from .scenarios import conftest as scenarios
from .scenarios.conftest import FLOW, PUMP, TANK, Site, SiteMaker, basil, fern, tank
from .scripted import ScriptedOutlet

make_site = scenarios.make_site

type Pumped = tuple[Site, ScriptedOutlet, ScriptedOutlet]


async def pumped(make_site: SiteMaker, **parts: object) -> Pumped:
    """A basil and a fern that drink from one tank through its pump, both at once."""
    pump, other = ScriptedOutlet("tank_pump"), ScriptedOutlet("fern_pump")
    plants = basil(automatic=False, max_run_ml=600, max_day_ml=2_000), fern(max_run_ml=1_000, max_day_ml=2_000)
    site = await make_site(*plants, tank(**{"pump": PUMP, "at_once": 2} | parts), outlets=(pump, other))
    return site, pump, other


async def flowed(site: Site, pump: ScriptedOutlet, seconds: int) -> float:
    """Let time pass, and say what truly flowed to the basil meanwhile."""
    ml = 0.0
    for _ in range(seconds):
        ml += FLOW * (site.outlet.flowing and pump.flowing)
        await site.pass_time(1)
    return ml


def troubles(site: Site) -> list[str]:
    """The kinds of trouble that are shown now."""
    return [trouble.kind for trouble in site.coordinator.troubles if trouble.shown]


async def test_a_supply_shows_at_once_that_its_pump_runs_and_that_it_rests(make_site: SiteMaker) -> None:
    site, _, _ = await pumped(make_site)
    assert site.state("running", TANK).state == "off"
    await site.water(100)
    await site.pass_time(2)
    assert site.state("running", TANK).state == "on"
    await site.pass_time(12)
    assert site.state("running", TANK).state == "off"


# --- under the pressure of another run --------------------------------------------------------------


async def test_a_run_that_ends_while_another_keeps_the_pump_on_closes_its_outlet_without_a_lag(
    make_site: SiteMaker,
) -> None:
    site, pump, other = await pumped(make_site, lag_s=30)
    await site.water(300, plant_id=FERN)
    await site.pass_time(2)
    job = await site.water(100)
    water = await flowed(site, pump, 12)

    assert (site.outlet.flowing, other.flowing, pump.flowing) == (False, True, True)
    run = await job.ended
    assert run.outcome == "completed"
    assert water <= 100 + FLOW
    assert water - 0.1 <= run.delivered_ml <= 100 + FLOW


async def test_a_run_that_ends_last_still_lets_its_outlet_drain_for_the_lag(make_site: SiteMaker) -> None:
    site, pump, _ = await pumped(make_site, lag_s=30)
    await site.water(100)
    await site.pass_time(12)
    assert (site.outlet.flowing, pump.flowing) == (True, False)
    await site.pass_time(30)

    assert not site.outlet.flowing
    assert site.given_ml() == pytest.approx(100, abs=11)


async def test_a_pump_that_another_run_starts_in_the_very_moment_it_stops_waters_no_draining_outlet(
    make_site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The machine this runs on may be slow.
    monkeypatch.setattr("custom_components.plantos.watering.closing.PUMP_PATIENCE_S", 20.0)
    site, pump, other = await pumped(make_site, lag_s=30)
    job = await site.water(100)
    water = await flowed(site, pump, 8)
    pump.on_close = other.on_open = "late"
    await site.water(300, plant_id=FERN)
    water += await flowed(site, pump, 2)
    other.release()
    await site.settle()
    pump.release()
    await site.settle()
    assert (other.flowing, pump.flowing) == (True, True)
    water += await flowed(site, pump, 3)
    run = await job.ended

    assert not site.outlet.flowing
    assert water - 0.1 <= run.delivered_ml <= water + 2 * FLOW


async def test_water_that_anothers_pump_start_lets_through_counts_from_then(make_site: SiteMaker) -> None:
    site, pump, _ = await pumped(make_site, lead_s=20)
    await site.water(600, plant_id=FERN)
    await site.pass_time(12)
    job = await site.water(500)
    water = await flowed(site, pump, 8)
    assert water == 0
    water = await flowed(site, pump, 5)
    # The basil's own lead has not passed by far.
    assert water == pytest.approx(50, abs=11)
    await site.coordinator.waterer.stop([BASIL])
    await site.settle()

    run = await job.ended
    assert water - 0.1 <= run.delivered_ml <= water + FLOW


async def test_a_run_whose_lead_passes_under_pressure_is_credited_with_all_that_flowed(make_site: SiteMaker) -> None:
    site, pump, _ = await pumped(make_site, lead_s=20)
    await site.water(600, plant_id=FERN)
    await site.pass_time(18)
    job = await site.water(100)
    water = await flowed(site, pump, 60)
    run = await job.ended

    assert not site.outlet.flowing
    assert water - 0.1 <= run.delivered_ml <= water + FLOW


async def test_a_run_whose_next_pulse_is_about_to_open_is_found_by_an_outlet_that_sticks(
    make_site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, _, _ = await pumped(make_site, lead_s=0)
    works, ledger = site.coordinator.waterer.works, site.coordinator.ledger
    save, found = ledger.save_run, []

    async def saving(hub_id: str, run: Run, *, durable: bool = False) -> None:
        if durable:
            found.append((run.pulse, BASIL in works.beside(FERN)))
        await save(hub_id, run, durable=durable)

    monkeypatch.setattr(ledger, "save_run", saving)
    site.coordinator.async_change(BASIL, pulse_ml=50.0, pulse_soak_min=1.0)
    await site.water(100)
    await site.pass_time(90)
    assert next(is_found for pulse, is_found in found if pulse == 2)


async def test_an_outlet_opened_by_hand_behind_a_pump_that_runs_for_another_is_credited_and_limited(
    make_site: SiteMaker,
) -> None:
    pump, other = ScriptedOutlet("tank_pump"), ScriptedOutlet("fern_pump")
    plants = basil(automatic=False, max_run_ml=150), fern(max_run_ml=1_000, max_day_ml=2_000)
    site = await make_site(*plants, tank(pump=PUMP, at_once=2), outlets=(pump, other))
    await site.water(500, plant_id=FERN)
    await site.pass_time(2)
    site.outlet.flowing = True
    site.outlet.appear()
    await site.settle()
    water = await flowed(site, pump, 30)

    assert (site.outlet.flowing, other.flowing, pump.flowing) == (False, True, True)
    latest = site.coordinator.waterer.latest(BASIL)
    assert latest and (latest.origin, latest.failure) == (Origin.FOREIGN, None)
    assert water == pytest.approx(150, abs=11)
    assert water - 0.1 <= site.given_ml() <= water + FLOW
    assert latest.delivered_ml == site.given_ml()


# --- a pump that doesn't do as it is told -----------------------------------------------------------


async def test_an_outlet_that_closes_although_its_pump_doesnt_stop_leaves_nothing_overdue(
    make_site: SiteMaker,
) -> None:
    site, pump, _ = await pumped(make_site)
    job = await site.water(100)
    await site.pass_time(3)
    pump.on_close = "ignore"
    await site.pass_time(75)
    run = await job.ended

    assert (site.outlet.flowing, pump.flowing) == (False, True)
    assert run.deadline_at is None
    assert run.delivered_ml == pytest.approx(100, abs=11)
    assert BASIL not in site.coordinator.waterer.books.overdue()
    assert "outlet_stuck" not in troubles(site)
    assert site.coordinator.waterer.blocked(TANK)
    pump.release()


async def test_a_pump_that_is_just_being_stopped_is_no_problem_and_lets_nothing_flow(make_site: SiteMaker) -> None:
    site, pump, _ = await pumped(make_site)
    await site.water(100)
    await site.pass_time(3)
    pump.on_close = "late"
    await site.pass_time(9)
    site.coordinator.show(TANK)
    assert pump.stubborn
    assert site.coordinator.waterer.blocked(TANK)
    assert site.problems() == []
    assert site.state("problem", TANK).state == "off"

    # A close that has had its time and isn't confirmed is one.
    await site.pass_time(75)
    assert "supply_blocked" in site.problems()
    assert site.state("problem", TANK).state == "on"
    pump.release()


async def test_a_supply_whose_pump_stops_late_can_be_used_again(make_site: SiteMaker) -> None:
    site, pump, other = await pumped(make_site)
    await site.water(100)
    await site.pass_time(3)
    pump.on_close = "ignore"
    await site.pass_time(75)
    assert site.coordinator.waterer.blocked(TANK)
    pump.release()
    await site.pass_time(61)
    await site.pass_time(61)

    assert not pump.flowing
    assert site.coordinator.waterer.blocked(TANK) is None
    assert not {"outlet_stuck", "outlet_locked", "pump_stuck"} & set(troubles(site))
    assert site.given_ml() == pytest.approx(100, abs=11)
    job = await site.water(100, plant_id=FERN)
    await site.pass_time(5)
    assert job.run.state is RunState.WATERING
    assert (other.flowing, pump.flowing) == (True, True)


async def test_a_pump_that_goes_away_in_a_run_ends_it_and_closes_the_outlet(make_site: SiteMaker) -> None:
    site, pump, _ = await pumped(make_site)
    job = await site.water(300)
    await site.pass_time(3)
    pump.vanish()
    await site.settle()

    assert not site.outlet.flowing
    await site.pass_time(40)
    run = await job.ended
    assert run.state is RunState.FAILED
    assert run.failure and run.failure.key == "failed_pump_stopped"
    assert run.delivered_ml == pytest.approx(30, abs=11)


async def test_a_pump_that_is_slow_to_say_it_runs_isnt_taken_for_one_that_stopped(make_site: SiteMaker) -> None:
    site, pump, _ = await pumped(make_site)
    pump.on_open = "ignore"
    job = await site.water(100)
    await site.pass_time(1)
    await site.coordinator.waterer.inspector.inspect_all()
    await site.pass_time(1)
    assert job.end is None
    assert site.outlet.flowing
    pump.on_open = "obey"
    pump.flowing = True
    pump.appear()
    await site.settle()
    water = await flowed(site, pump, 15)
    run = await job.ended

    assert (run.outcome, run.failure) == ("completed", None)
    assert run.delivered_ml >= water - 0.1 > 0


async def test_a_pump_that_stops_after_it_has_said_it_runs_ends_the_run(make_site: SiteMaker) -> None:
    site, pump, _ = await pumped(make_site)
    job = await site.water(300)
    await site.pass_time(3)
    pump.flowing = False
    pump.appear()
    await site.settle()
    run = await job.ended

    assert run.failure and run.failure.key == "failed_pump_stopped"
    assert not site.outlet.flowing


# --- settings changed in a run ----------------------------------------------------------------------


@pytest.mark.parametrize("pause", [True, False])
async def test_a_number_changed_while_a_reload_waits_doesnt_keep_the_pump_of_a_run_on(
    make_site: SiteMaker, *, pause: bool
) -> None:
    pump, other = ScriptedOutlet("tank_pump"), ScriptedOutlet("fern_pump")
    apart = plant_data("Fern", automatic=False, outlet="switch.fern_pump", max_run_ml=1_000, max_day_ml=2_000)
    site = await make_site(basil(automatic=False), subentry(FERN, apart), tank(pump=PUMP), outlets=(pump, other))
    before = site.coordinator
    await site.water(450, plant_id=FERN)
    job = await site.water(100)
    await site.pass_time(3)
    site.configure(BASIL, supply=None)
    if pause:
        await site.settle()
    site.coordinator.async_change(BASIL, dose_ml=90.0)
    await site.settle()
    for _ in range(20):
        assert not pump.flowing or site.outlet.flowing
        await site.pass_time(1)

    assert (site.outlet.flowing, pump.flowing, other.flowing) == (False, False, True)
    assert (await job.ended).outcome == "completed"
    assert site.coordinator is before
    await site.pass_time(30)
    assert site.coordinator is not before
    assert not pump.flowing
