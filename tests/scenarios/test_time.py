"""Summer time, clocks that jump, and what a restart must not forget: scenarios 25 to 30."""

from datetime import UTC, datetime, timedelta
import sqlite3
import time
from types import SimpleNamespace
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.ledger_file import LedgerError
from custom_components.plantos.watering.runs import Run, RunState

from ..conftest import BASIL
from ..left_behind import leave
from .conftest import Site, SiteMaker, watered

HOUR = 3600.0


async def until(site: Site, instant: datetime, moisture: float, step: float = 60.0) -> None:
    """Let time pass up to an instant, while the probe goes on saying this."""
    while dt_util.utcnow() < instant:
        # A little to and fro, or the probe would be stuck.
        await site.moisture(moisture + dt_util.utcnow().minute % 2 / 10)
        await site.pass_time(min(step, (instant - dt_util.utcnow()).total_seconds()), step=step)


# --- 25: summer time --------------------------------------------------------------------------------


async def in_berlin(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, make_site: SiteMaker, at: datetime, **quiet: str
) -> Site:
    """A site in Berlin at an instant, with these quiet hours."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to(at)
    site = await make_site()
    await site.options(**quiet)
    return site


async def test_scenario_25_quiet_hours_over_the_hour_that_comes_twice_last_an_hour_longer(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, make_site: SiteMaker
) -> None:
    # On 25 October 2026 at 03:00 the clocks are put back to 02:00, at 01:00 UTC.
    start = datetime(2026, 10, 24, 23, 58, tzinfo=UTC)
    site = await in_berlin(hass, freezer, make_site, start, quiet_start="02:00:00", quiet_end="04:00:00")
    await until(site, datetime(2026, 10, 25, 0, 0, 30, tzinfo=UTC), 45)
    await until(site, datetime(2026, 10, 25, 2, 59, tzinfo=UTC), 29)
    assert "on" not in site.outlet.said

    await until(site, datetime(2026, 10, 25, 3, 1, tzinfo=UTC), 29)
    assert site.outlet.said.count("on") == 1


async def test_scenario_25_quiet_hours_within_the_hour_that_comes_twice_hold_both_times(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, make_site: SiteMaker
) -> None:
    start = datetime(2026, 10, 25, 0, 10, tzinfo=UTC)
    site = await in_berlin(hass, freezer, make_site, start, quiet_start="02:00:00", quiet_end="02:30:00")
    await until(site, datetime(2026, 10, 25, 0, 29, tzinfo=UTC), 29)
    assert "on" not in site.outlet.said
    await until(site, datetime(2026, 10, 25, 0, 31, tzinfo=UTC), 29)
    assert site.outlet.said.count("on") == 1

    # 02:31 is quiet no more, and 02:10 half an hour later is quiet again; the gap of an hour ends within.
    site.configure(BASIL, gap_min=35)
    await until(site, datetime(2026, 10, 25, 1, 29, tzinfo=UTC), 29)
    assert site.outlet.said.count("on") == 1
    await until(site, datetime(2026, 10, 25, 1, 32, tzinfo=UTC), 29)
    assert site.outlet.said.count("on") == 2


async def test_scenario_25_quiet_hours_over_the_hour_that_never_comes_last_an_hour_less(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, make_site: SiteMaker
) -> None:
    # On 28 March 2027 at 02:00 the clocks are put forward to 03:00, at 01:00 UTC.
    start = datetime(2027, 3, 28, 0, 31, tzinfo=UTC)
    site = await in_berlin(hass, freezer, make_site, start, quiet_start="01:30:00", quiet_end="03:30:00")
    await until(site, datetime(2027, 3, 28, 1, 29, tzinfo=UTC), 29)
    assert "on" not in site.outlet.said

    await until(site, datetime(2027, 3, 28, 1, 31, tzinfo=UTC), 29)
    assert site.outlet.said.count("on") == 1


async def test_scenario_25_quiet_hours_within_the_hour_that_never_comes_keep_nobody_dry(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, make_site: SiteMaker
) -> None:
    start = datetime(2027, 3, 28, 0, 58, tzinfo=UTC)
    site = await in_berlin(hass, freezer, make_site, start, quiet_start="02:10:00", quiet_end="02:50:00")
    await until(site, datetime(2027, 3, 28, 1, 0, 30, tzinfo=UTC), 45)
    await until(site, datetime(2027, 3, 28, 1, 2, tzinfo=UTC), 29)

    assert site.outlet.said.count("on") == 1


@pytest.mark.parametrize("start", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 0, 30, tzinfo=UTC)])
async def test_scenario_25_gap_of_an_hour_across_the_change_is_an_hour(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, make_site: SiteMaker, start: datetime
) -> None:
    site = await in_berlin(hass, freezer, make_site, start)
    await site.moisture(29)
    assert site.outlet.said.count("on") == 1
    await until(site, start + timedelta(minutes=59), 29)
    assert site.outlet.said.count("on") == 1
    await until(site, start + timedelta(minutes=62), 29)
    assert site.outlet.said.count("on") == 2


# --- 26: a clock that jumps -------------------------------------------------------------------------


class Wall:
    """The clock on the wall, which may be set while the seconds go on as they did."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Hang it up where Home Assistant and the hub look."""
        self.ahead = timedelta()
        now = dt_util.utcnow
        shown = SimpleNamespace(
            utcnow=lambda: now() + self.ahead,
            as_local=dt_util.as_local,
            get_default_time_zone=dt_util.get_default_time_zone,
        )
        monkeypatch.setattr("custom_components.plantos.coordinator.dt_util", shown)
        shown_time = SimpleNamespace(time=lambda: time.time() + self.ahead.total_seconds(), monotonic=time.monotonic)
        monkeypatch.setattr("homeassistant.core.time", shown_time)


@pytest.fixture
def wall(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Wall:
    """A clock that may be set."""
    return Wall(monkeypatch)


BOTH_WAYS = pytest.mark.parametrize("by", [timedelta(hours=6), timedelta(hours=-6)], ids=["forward", "back"])


async def test_scenario_26_clock_that_leaps_ahead_in_a_run_ends_it_since_the_machine_may_have_slept(
    wall: Wall, site: Site
) -> None:
    job = await site.water()
    await site.pass_time(4)
    wall.ahead = timedelta(hours=6)
    await site.pass_time(61)
    run = await job.ended

    assert not site.outlet.flowing
    assert run.deadline_at is None


async def test_scenario_26_clock_that_is_set_back_in_a_run_neither_shortens_nor_lengthens_it(
    wall: Wall, site: Site
) -> None:
    job = await site.water()
    await site.pass_time(4)
    wall.ahead = -timedelta(hours=6)
    await site.pass_time(5)
    assert site.outlet.flowing
    await site.pass_time(2)

    assert not site.outlet.flowing
    run = await job.ended
    assert (run.outcome, run.delivered_ml) == ("completed", pytest.approx(100, abs=11))


@BOTH_WAYS
async def test_scenario_26_clock_that_jumps_brings_no_second_watering_within_the_hour(
    wall: Wall, site: Site, by: timedelta
) -> None:
    await site.moisture(20)
    await site.pass_time(300, step=60)
    wall.ahead = by
    for step in range(45):
        await site.pass_time(60, step=60)
        await site.moisture(20 + step % 2 / 10)

    assert site.outlet.said.count("on") == 1


async def test_scenario_26_clock_that_jumps_forward_brings_no_second_watering_before_the_jump_was_noticed(
    wall: Wall, site: Site
) -> None:
    await site.moisture(20)
    await site.pass_time(300, step=60)
    wall.ahead = timedelta(hours=6)
    await site.moisture(19)

    assert site.outlet.said.count("on") == 1


async def test_scenario_26_clock_that_jumps_forward_lets_the_plant_be_watered_after_its_true_gap(
    wall: Wall, site: Site
) -> None:
    await site.moisture(20)
    await site.pass_time(300, step=60)
    wall.ahead = timedelta(hours=6)
    for step in range(58):
        await site.pass_time(60, step=60)
        await site.moisture(20 + step % 2 / 10)

    assert site.outlet.said.count("on") == 2


async def test_scenario_26_clock_that_jumps_back_is_doubted_told_of_and_trusted_when_it_is_right_again(
    wall: Wall, site: Site
) -> None:
    wall.ahead = timedelta(days=-1)
    await site.pass_time(61, step=60)
    await site.moisture(20)
    await site.pass_time(61, step=60)
    assert site.repair("clock_set_back", "hub-id")
    assert "on" not in site.outlet.said
    # Who asks is served all the same.
    job = await site.water(50)
    assert job.run.state is not RunState.DENIED
    await site.pass_time(7)
    assert not site.outlet.flowing

    wall.ahead = timedelta()
    await site.pass_time(122, step=60)
    assert site.repair("clock_set_back", "hub-id") is None
    for step in range(62):
        await site.pass_time(60, step=60)
        await site.moisture(20 + step % 2 / 10)
    assert site.outlet.said.count("on") == 2


async def test_scenario_26_clock_without_a_battery_that_starts_in_the_past_waters_nothing_by_itself(
    hass: HomeAssistant, wall: Wall, make_site: SiteMaker
) -> None:
    await leave(hass, watered(dt_util.utcnow() - timedelta(minutes=10)))
    wall.ahead = timedelta(days=-300)
    site = await make_site(moisture="20")
    await site.pass_time(2 * HOUR, step=600)
    assert "on" not in site.outlet.said
    assert site.repair("clock_set_back", "hub-id")

    wall.ahead = timedelta()
    await site.pass_time(61, step=60)
    await site.moisture(19)
    await site.pass_time(3)
    assert site.repair("clock_set_back", "hub-id") is None
    assert site.outlet.said.count("on") == 1


# --- 27: time zones ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "quiet"), [("Asia/Tokyo", True), ("Europe/London", False), ("America/New_York", False)]
)
async def test_scenario_27_quiet_hours_are_those_of_the_place_and_not_of_utc(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, make_site: SiteMaker, zone: str, quiet: bool
) -> None:
    await hass.config.async_set_time_zone(zone)
    freezer.move_to("2026-12-01T14:00:00Z")
    site = await make_site()
    # It is 23:00 in Tokyo, 14:00 in London, 09:00 in New York.
    await site.options(quiet_start="22:00:00", quiet_end="06:00:00")
    await site.moisture(20)

    assert site.outlet.flowing is not quiet


async def test_scenario_27_time_zone_that_is_changed_holds_at_once(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, make_site: SiteMaker
) -> None:
    await hass.config.async_set_time_zone("Asia/Tokyo")
    freezer.move_to("2026-12-01T14:00:00Z")
    site = await make_site()
    await site.options(quiet_start="22:00:00", quiet_end="06:00:00")
    await site.moisture(20)
    assert not site.outlet.flowing
    await hass.config.async_set_time_zone("Europe/London")
    await site.pass_time(61, step=60)

    assert site.outlet.said.count("on") == 1


async def test_scenario_27_every_instant_that_is_stored_or_told_is_utc(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, make_site: SiteMaker
) -> None:
    await hass.config.async_set_time_zone("America/Los_Angeles")
    freezer.move_to("2026-07-01T05:00:00Z")
    site = await make_site()
    job = await site.water()
    await site.pass_time(12)
    run = await job.ended

    assert run.opened_at == datetime(2026, 7, 1, 5, 0, tzinfo=UTC)
    for instant in (run.requested_at, run.opened_at, run.closed_at):
        assert instant and instant.utcoffset() == timedelta()
    with sqlite3.connect(hass.config.path("plantos", "ledger.db")) as connection:
        opened, requested = connection.execute("SELECT document ->> 'opened_at', requested_at FROM runs").fetchone()
    connection.close()
    assert opened == "2026-07-01T05:00:00Z"
    assert requested == datetime(2026, 7, 1, 5, 0, tzinfo=UTC).timestamp()
    assert site.told("plant_watered")[0]["occurred_at"].endswith("+00:00")
    assert site.state("last_watered").state.startswith("2026-07-01T05:00:1")


# --- 28 and 29: what was missed, and what was done already ------------------------------------------


async def test_scenario_28_plant_that_became_dry_while_home_assistant_was_down_is_watered_after_the_start(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    await leave(hass, watered(dt_util.utcnow() - timedelta(hours=9)))
    site = await make_site(moisture="24")

    assert site.outlet.flowing
    await site.pass_time(11)
    assert site.told("plant_watered")[0]["origin"] == "automatic"


async def test_scenario_28_plant_that_became_dry_in_quiet_hours_is_watered_when_they_end(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, make_site: SiteMaker
) -> None:
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to("2026-12-01T23:50:00Z")
    site = await make_site()
    await site.options(quiet_start="23:00:00", quiet_end="00:05:00")
    await site.moisture(20)
    await site.pass_time(14 * 60, step=60)
    assert "on" not in site.outlet.said

    # Nobody says anything new after midnight.
    await site.pass_time(122, step=60)
    assert site.outlet.said.count("on") == 1


async def test_scenario_29_last_watering_is_known_after_a_restart_and_isnt_repeated_in_the_same_hour(
    site: Site,
) -> None:
    await site.moisture(20)
    await site.pass_time(12)
    before = site.state("last_watered").state
    for minute in range(6):
        await site.reload()
        await site.moisture(20 + minute % 2)
        await site.pass_time(540, step=60)
    assert site.state("last_watered").state == before
    assert site.given_ml() == pytest.approx(100, abs=11)
    assert site.outlet.said.count("on") == 1


async def test_scenario_29_last_watering_whose_end_couldnt_be_written_isnt_repeated_after_a_restart(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = Ledger.save_run

    async def full(self: Ledger, hub_id: str, run: Run, *, durable: bool = False) -> None:
        if run.closed_at:
            raise LedgerError("disk full")
        await save(self, hub_id, run, durable=durable)

    monkeypatch.setattr(Ledger, "save_run", full)
    await site.moisture(20)
    await site.pass_time(12)
    monkeypatch.undo()
    await site.reload()
    await site.moisture(19)
    await site.pass_time(1800, step=60)

    assert site.outlet.said.count("on") == 1
    assert site.given_ml() >= 100
    assert site.state("last_watered").state != "unknown"


# --- 30: changes in mid-run -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"dose_ml": 400.0},
        {"flow_ml_s": 5.0},
        {"flow_ml_s": 40.0},
        {"max_run_ml": 20.0},
        {"max_day_ml": 50.0},
        {"moisture_max": 46.0},
        {"priming_s": 30.0},
        {"pulse_ml": 10.0},
    ],
    ids=lambda changes: next(iter(changes)),
)
async def test_scenario_30_change_in_mid_run_doesnt_touch_the_run(site: Site, changes: dict[str, Any]) -> None:
    job = await site.water()
    await site.pass_time(4)
    deadline = job.run.deadline_at
    site.configure(BASIL, **changes)
    await site.settle()
    await site.pass_time(5)
    assert site.outlet.flowing
    [stored] = await site.coordinator.ledger.unfinished_runs("hub-id")
    assert stored.deadline_at == job.run.deadline_at == deadline
    await site.pass_time(2)

    assert not site.outlet.flowing
    run = await job.ended
    assert (run.outcome, run.delivered_ml) == ("completed", pytest.approx(100, abs=11))


async def test_scenario_30_change_in_mid_run_counts_for_the_next(site: Site) -> None:
    await site.water()
    await site.pass_time(4)
    site.configure(BASIL, dose_ml=200.0, flow_ml_s=20.0, max_run_ml=250.0)
    await site.pass_time(3700, step=60)
    refused = await site.water(260)
    assert refused.run.failure and refused.run.failure.key == "denied_run_limit"
    job = await site.water()
    await site.pass_time(12)

    assert (await job.ended).delivered_ml == pytest.approx(200, abs=21)


async def test_scenario_30_plant_that_is_disabled_in_mid_run_isnt_watered_again(site: Site) -> None:
    await site.water()
    await site.pass_time(4)
    site.configure(BASIL, enabled=False)
    await site.pass_time(11)
    assert not site.outlet.flowing
    await site.pass_time(3700, step=60)
    await site.moisture(20)

    assert site.outlet.said.count("on") == 1
