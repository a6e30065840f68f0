"""Ends that can't be trusted: outlets that open again, last-instant leaks, meters and probes that fall silent."""

import asyncio
from datetime import timedelta
import time
from types import SimpleNamespace

from homeassistant.core import Context, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos.commands import async_water
from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.watering.runs import Run, RunState

from .conftest import BASIL
from .scenarios import conftest as scenarios
from .scenarios.conftest import FLOW, LEAK, METER, Site, SiteMaker, basil, meter_over, say, tank

make_site = scenarios.make_site
site = scenarios.site


async def flowed(site: Site, seconds: int) -> float:
    """Let time pass, and say what truly flowed to the basil meanwhile."""
    ml = 0.0
    for _ in range(seconds):
        ml += FLOW * site.outlet.flowing
        await site.pass_time(1)
    return ml


async def open_elsewhere(site: Site) -> None:
    """Open the basil's outlet at the device."""
    site.outlet.flowing = True
    site.outlet.appear()
    await site.settle()


async def close_elsewhere(site: Site) -> None:
    """Close the basil's outlet at the device."""
    site.outlet.flowing = False
    site.outlet.appear()
    await site.settle()


def troubles(site: Site) -> list[str]:
    """The kinds of trouble that are shown now."""
    return [trouble.kind for trouble in site.coordinator.troubles if trouble.shown]


# --- an outlet that is open again -------------------------------------------------------------------


async def test_an_outlet_that_takes_back_its_off_after_a_stop_is_closed_at_once_and_counts_on_that_run(
    site: Site,
) -> None:
    job = await site.water()
    await site.pass_time(3)
    site.outlet.on_close = "lie"
    await site.close_valve()
    assert site.state("outlet").state == "closed"
    await site.pass_time(5)
    site.outlet.on_close = "obey"
    site.outlet.show(on=True)
    await site.settle()

    assert not site.outlet.flowing
    latest = site.coordinator.waterer.latest(BASIL)
    assert latest and (latest.run_id, latest.origin) == (job.run.run_id, Origin.MANUAL)
    assert latest.delivered_ml == pytest.approx(80, abs=11)
    assert site.given_ml() == pytest.approx(80, abs=11)
    assert BASIL not in site.coordinator.waterer.flowing()


async def test_an_outlet_that_takes_back_its_off_after_a_whole_dose_is_closed_at_once_and_counts_on_that_run(
    site: Site,
) -> None:
    job = await site.water()
    site.outlet.on_close = "lie"
    await site.pass_time(40)
    assert (await job.ended).state is RunState.SOAKING
    site.outlet.on_close = "obey"
    site.outlet.show(on=True)
    await site.settle()

    assert not site.outlet.flowing
    latest = site.coordinator.waterer.latest(BASIL)
    assert latest and latest.run_id == job.run.run_id
    assert site.given_ml() == pytest.approx(400, abs=21)


async def test_an_outlet_opened_by_hand_two_minutes_after_a_close_is_no_relapse(site: Site) -> None:
    job = await site.water()
    await site.pass_time(12)
    await site.pass_time(120, step=10)
    await open_elsewhere(site)

    latest = site.coordinator.waterer.latest(BASIL)
    assert site.outlet.flowing
    assert latest and latest.run_id != job.run.run_id
    assert latest.origin is Origin.FOREIGN


# --- an outlet that may not be open and doesn't close -----------------------------------------------


async def test_an_outlet_opened_elsewhere_that_may_not_be_and_doesnt_close_is_on_record_and_locked(
    make_site: SiteMaker,
) -> None:
    site = await make_site(enabled=False)
    site.outlet.on_close = "ignore"
    await open_elsewhere(site)
    await flowed(site, 15)

    record = await site.coordinator.ledger.last_run("hub-id", BASIL)
    assert record and record.origin is Origin.FOREIGN
    assert record.failure and record.failure.key == "closed_at_once"
    assert site.coordinator.waterer.standings.of(BASIL).locked
    await flowed(site, 60)
    assert "outlet_stuck" in troubles(site)
    assert site.repair("outlet_stuck")
    site.outlet.release()


async def test_an_outlet_opened_elsewhere_that_doesnt_close_is_credited_while_it_flows(make_site: SiteMaker) -> None:
    site = await make_site(enabled=False)
    site.outlet.on_close = "ignore"
    await open_elsewhere(site)
    first = await flowed(site, 90)
    # The count follows from one look to the next, a minute apart.
    assert first - 60 * FLOW - 11 <= site.given_ml() <= first + 11
    assert site.given_ml() > 0
    more = first + await flowed(site, 120)
    assert more - 60 * FLOW - 11 <= site.given_ml() <= more + 11
    site.outlet.release()


async def test_an_outlet_opened_elsewhere_that_doesnt_close_is_closed_as_soon_as_it_obeys(make_site: SiteMaker) -> None:
    site = await make_site(enabled=False)
    site.outlet.on_close = "ignore"
    await open_elsewhere(site)
    water = await flowed(site, 12)
    site.outlet.on_close = "obey"
    # The steps of its ladder are sixteen seconds apart at most.
    water += await flowed(site, 22)

    assert not site.outlet.flowing
    assert site.state("outlet").state == "closed"
    assert water - 11 <= site.given_ml() <= water + 200
    assert BASIL not in site.coordinator.waterer.books.overdue()
    assert site.coordinator.waterer.standings.of(BASIL).locked


async def test_an_outlet_found_open_and_stuck_at_the_start_without_a_run_is_on_record_counted_and_locked(
    site: Site,
) -> None:
    await site.hass.config_entries.async_unload(site.entry.entry_id)
    site.outlet.on_close = "refuse"
    await open_elsewhere(site)
    await site.hass.config_entries.async_setup(site.entry.entry_id)
    await site.settle()
    water = await flowed(site, 130)

    assert site.outlet.flowing
    record = await site.coordinator.ledger.last_run("hub-id", BASIL)
    assert record and record.origin is Origin.FOREIGN
    assert water - 60 * FLOW - 11 <= site.given_ml() <= water + 11
    assert site.coordinator.waterer.standings.of(BASIL).locked
    assert site.repair("outlet_stuck")

    site.outlet.on_close = "obey"
    water += await flowed(site, 61)
    assert not site.outlet.flowing
    assert site.given_ml() == pytest.approx(water, abs=21)


# --- the last instant before the water --------------------------------------------------------------


@pytest.mark.parametrize("order", ["before", "after"])
async def test_a_leak_in_the_last_instant_before_the_opening_lets_nothing_flow(
    hass: HomeAssistant, make_site: SiteMaker, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    say(hass, LEAK, "off")
    site = await make_site(basil(automatic=False), tank(leak=LEAK))
    save = site.coordinator.ledger.save_run

    async def wet_meanwhile(hub_id: str, run: Run, *, durable: bool = False) -> None:
        intent = durable and run.state is RunState.WATERING
        if intent and order == "before":
            hass.loop.call_soon(say, hass, LEAK, "on")
        await save(hub_id, run, durable=durable)
        if intent and order == "after":
            say(hass, LEAK, "on")

    monkeypatch.setattr(site.coordinator.ledger, "save_run", wet_meanwhile)
    job = await async_water(site.coordinator, BASIL, Context(), 300)
    await site.settle()

    assert not site.outlet.flowing
    run = await job.ended
    assert run.failure and run.failure.key == "denied_leak"
    assert run.delivered_ml <= FLOW
    await site.pass_time(60)
    assert site.outlet.said.count("on") <= 1
    assert not site.outlet.flowing


async def test_an_outlet_opened_and_closed_by_hand_before_that_is_written_ends_on_record(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    save, gate = site.coordinator.ledger.save_run, asyncio.Event()

    async def slowly(hub_id: str, run: Run, *, durable: bool = False) -> None:
        if durable and run.state is RunState.WATERING:
            await gate.wait()
        await save(hub_id, run, durable=durable)

    monkeypatch.setattr(site.coordinator.ledger, "save_run", slowly)
    await open_elsewhere(site)
    await site.pass_time(3)
    await close_elsewhere(site)
    gate.set()
    await site.settle()
    await site.pass_time(2)

    works = site.coordinator.waterer.works
    assert works.jobs == {}
    assert len(works.line(BASIL)) == 0
    record = await site.coordinator.ledger.last_run("hub-id", BASIL)
    assert record and (record.origin, record.state) == (Origin.FOREIGN, RunState.SOAKING)
    assert record.closed_at
    assert site.given_ml() == pytest.approx(30, abs=11)
    assert "IllegalTransition" not in caplog.text
    assert [each.getMessage() for each in caplog.records if each.levelname == "ERROR"] == []


# --- meters and probes that fall silent -------------------------------------------------------------


# A count that doesn't change may as well say that nothing flows; one that goes away says nothing.
@pytest.mark.parametrize(
    ("unit", "manner"), [("L", "goes away"), ("L/min", "goes away"), ("L/min", "says nothing more")]
)
async def test_a_meter_that_falls_silent_in_a_run_is_followed_by_the_time(
    hass: HomeAssistant, make_site: SiteMaker, monkeypatch: pytest.MonkeyPatch, unit: str, manner: str
) -> None:
    meter = meter_over(hass, unit=unit)
    site = await make_site(basil(automatic=False), tank(flow_meter=METER), meter=meter)
    await site.water(100)
    await site.pass_time(30)
    # It has shown how prompt it is.
    first = site.coordinator.waterer.latest(BASIL)
    assert first and first.metered
    await site.pass_time(3_700, step=60)
    job = await site.water(300)
    water = await flowed(site, 4)
    monkeypatch.setattr(meter, "tell", lambda: None)
    if manner == "goes away":
        await site.say(METER, "unavailable")
    water += await flowed(site, 60)
    run = await job.ended

    assert (run.state, run.failure) == (RunState.SOAKING, None)
    assert water == pytest.approx(300, abs=11)
    assert water - FLOW <= run.delivered_ml <= water + 3 * FLOW


async def test_far_more_flow_than_the_outlet_can_give_ends_the_run_and_alarms(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    meter = meter_over(hass)
    site = await make_site(basil(automatic=False), tank(flow_meter=METER), meter=meter)
    await site.water(100)
    await site.pass_time(3_700, step=10)
    job = await site.water(400)
    meter.flow = lambda: 20 * FLOW * site.outlet.flowing
    await site.pass_time(10)
    assert not site.outlet.flowing

    run = await job.ended
    assert run.failure and run.failure.key == "failed_over_flow"
    assert run.delivered_ml >= meter.counted_ml - 100 - 2 * FLOW
    assert site.told("watering_failed")[-1]["reason_key"] == "failed_over_flow"


async def two_pulses(site: Site) -> None:
    """Let an automatic run give its first pulse."""
    await site.moisture(19)
    await site.pass_time(10)
    job = site.coordinator.waterer.works.jobs[BASIL]
    assert (job.run.pulses, job.run.soaks_between) == (2, True)
    assert site.outlet.said.count("on") == 1


async def soak_in(site: Site) -> None:
    """Let the pause between two pulses pass, and the second pulse."""
    await site.pass_time(640, step=30)
    await site.pass_time(20)


async def test_a_probe_that_lives_is_given_both_pulses(make_site: SiteMaker) -> None:
    site = await make_site(basil(pulse_ml=50), tank())
    await two_pulses(site)
    await soak_in(site)

    assert site.outlet.said.count("on") == 2


async def test_a_probe_that_dies_between_two_pulses_is_given_no_further_one(make_site: SiteMaker) -> None:
    site = await make_site(basil(pulse_ml=50), tank())
    await two_pulses(site)
    await site.moisture("unavailable")
    await soak_in(site)

    assert site.outlet.said.count("on") == 1
    assert site.given_ml() == pytest.approx(50, abs=11)
    assert BASIL not in site.coordinator.waterer.works.jobs


async def test_automatic_watering_that_is_turned_off_while_a_pulse_soaks_in_gives_no_further_one(
    make_site: SiteMaker,
) -> None:
    site = await make_site(basil(pulse_ml=50), tank())
    await two_pulses(site)
    target = {"entity_id": site.state("automatic_watering").entity_id}
    await site.hass.services.async_call("switch", "turn_off", target, blocking=True)
    await site.settle()
    await soak_in(site)

    assert site.outlet.said.count("on") == 1
    latest = site.coordinator.waterer.latest(BASIL)
    assert latest and latest.failure and latest.failure.key == "denied_automatic_off"
    assert latest.delivered_ml == pytest.approx(50, abs=11)


# --- a clock that leaps -----------------------------------------------------------------------------


async def test_a_clock_that_leaps_ahead_while_water_flows_closes_the_outlet_and_fails_the_run(
    make_site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = timedelta()
    now = dt_util.utcnow
    shown = SimpleNamespace(
        utcnow=lambda: now() + ahead, as_local=dt_util.as_local, get_default_time_zone=dt_util.get_default_time_zone
    )
    monkeypatch.setattr("custom_components.plantos.coordinator.dt_util", shown)
    wall = SimpleNamespace(time=lambda: time.time() + ahead.total_seconds(), monotonic=time.monotonic)
    monkeypatch.setattr("homeassistant.core.time", wall)
    site = await make_site(basil(automatic=False), tank())
    job = await site.water(300)
    water = await flowed(site, 4)
    ahead = timedelta(hours=6)
    # As soon as anybody looks at the clock: a run does so four times.
    water += await flowed(site, 8)

    assert not site.outlet.flowing
    run = await job.ended
    assert run.state is RunState.FAILED
    assert run.failure and run.failure.key == "failed_clock"
    assert water < 300
    assert run.delivered_ml == pytest.approx(water, abs=11)
    assert run.deadline_at is None
