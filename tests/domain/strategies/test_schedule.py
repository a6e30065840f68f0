"""A scheduled watering comes once at its time, and a missed one only where its owner wants it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import nan
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.domain.snapshots import History, Snapshot
from custom_components.plantos.domain.strategies import decide
from custom_components.plantos.domain.sun import sunrise
from custom_components.plantos.domain.weather import Site

from ..conftest import DAY, HOUR, LAW, MINUTE, a_plant, a_reading, a_snapshot

BERLIN, HERE = ZoneInfo("Europe/Berlin"), Site(52.52, 13.41)
SEVEN = datetime(2026, 11, 21, 7, tzinfo=BERLIN).astimezone(UTC)
DAILY = {"times": ["07:00"]}


def at(
    instant: datetime, plan: dict[str, Any] | None = None, *, last: datetime | None = None, **changes: Any
) -> Snapshot:
    plant = a_plant(**{"strategy": "schedule", "schedule": plan or DAILY} | changes)
    snapshot = a_snapshot(plant=plant, at=instant, last_watered=last, last_tried=last)
    return replace(snapshot, zone=BERLIN, site=HERE)


def waters(instant: datetime, plan: dict[str, Any] | None = None, **changes: Any) -> bool:
    return decide(at(instant, plan, **changes)).should_water


def test_at_its_time_a_plant_gets_its_dose_without_any_probe() -> None:
    decision = decide(at(SEVEN, dose_ml=130.0))
    assert (decision.should_water, decision.amount_ml, decision.reason.key) == (True, 130.0, "decision_scheduled")
    assert decision.reason.values == {"amount": "130"}


def test_before_its_time_it_waits_and_says_how_long() -> None:
    decision = decide(at(SEVEN - 90 * MINUTE, last=SEVEN - DAY))
    assert (decision.should_water, decision.amount_ml, decision.reason.key) == (False, 0.0, "decision_not_due")
    assert decision.reason.values == {"hours": "1.5"}


def test_a_time_that_is_far_off_is_told_in_days() -> None:
    decision = decide(at(SEVEN + HOUR, {"every_h": 2_052}, last=SEVEN))
    assert decision.reason.key == "decision_not_due_days"
    assert float(decision.reason.values["days"]) == pytest.approx(85.5, abs=0.1)


def test_each_time_is_served_once() -> None:
    assert not waters(SEVEN + MINUTE, last=SEVEN)
    assert waters(SEVEN + DAY, last=SEVEN)


def test_a_try_that_failed_serves_its_time_too() -> None:
    snapshot = at(SEVEN + 30 * MINUTE)
    assert not decide(replace(snapshot, history=History(last_tried=SEVEN))).should_water


@pytest.mark.parametrize(("minutes", "in_time"), [(0, True), (60, True), (61, False), (-1, False)])
def test_a_time_can_be_served_for_an_hour(minutes: int, in_time: bool) -> None:
    assert waters(SEVEN + minutes * MINUTE, last=SEVEN - DAY) is in_time


def test_a_missed_watering_is_made_up_for_once_where_its_owner_wants_it() -> None:
    plan = DAILY | {"missed": "catch_up"}
    later = SEVEN + 2 * DAY + 5 * HOUR
    assert waters(later, plan, last=SEVEN - DAY)
    assert not waters(later + HOUR, plan, last=later)
    assert not waters(later, last=SEVEN - DAY)


def test_a_plant_that_was_never_watered_has_missed_nothing() -> None:
    assert not waters(SEVEN + 5 * HOUR, DAILY | {"missed": "catch_up"})


@pytest.mark.parametrize("plan", [DAILY, DAILY | {"missed": "catch_up"}])
def test_a_time_from_before_the_schedule_held_is_nobodys(plan: dict[str, Any]) -> None:
    snapshot = at(SEVEN + 30 * MINUTE, plan, last=SEVEN - 3 * DAY)
    for since, owed in ((None, True), (SEVEN, True), (SEVEN + MINUTE, False)):
        assert decide(replace(snapshot, scheduled=since)).should_water is owed
    tomorrow = replace(snapshot, at=SEVEN + DAY, scheduled=SEVEN + MINUTE)
    assert decide(tomorrow).should_water


def test_a_time_in_a_season_without_water_was_not_missed() -> None:
    spring = {"months": [0.0] * 3 + [1.0] * 9, "missed": "catch_up"}
    april = datetime(2026, 4, 1, 0, 1, tzinfo=BERLIN).astimezone(UTC)
    assert not waters(april, DAILY | spring, last=april - 200 * DAY)
    assert waters(april + 7 * HOUR, DAILY | spring, last=april - 200 * DAY)


def test_a_watering_that_ends_in_the_season_may_start_before_it() -> None:
    spring = {"times": ["00:05"], "finish": True, "months": [0.0] * 3 + [1.0] * 9}
    april = datetime(2026, 4, 1, tzinfo=BERLIN).astimezone(UTC)
    assert waters(april, spring, last=april - 200 * DAY, dose_ml=500.0, flow_ml_s=0.5)


@given(st.timedeltas(-3 * DAY, 3 * DAY), st.timedeltas(timedelta(), 3 * DAY), st.sampled_from(["skip", "catch_up"]))
@LAW
def test_a_schedule_that_holds_only_later_never_waters_sooner(away: timedelta, later: timedelta, missed: str) -> None:
    snapshot = at(SEVEN + 9 * HOUR, DAILY | {"missed": missed, "grace_min": 720}, last=SEVEN - 9 * DAY)
    one, other = (decide(replace(snapshot, scheduled=SEVEN + since)).should_water for since in (away, away + later))
    assert one or not other


@pytest.mark.parametrize(("hours", "due"), [(47.9, False), (48.0, True), (100.0, True)])
def test_every_48_hours_are_counted_from_the_last_watering(hours: float, due: bool) -> None:
    assert waters(SEVEN + hours * HOUR, {"every_h": 48}, last=SEVEN) is due


def test_a_plant_that_was_never_watered_begins_its_hours_with_water() -> None:
    assert waters(SEVEN, {"every_h": 48})


@pytest.mark.parametrize(("month", "day"), [(3, 28), (10, 24)])
def test_48_hours_are_48_where_the_clocks_change(month: int, day: int) -> None:
    last = datetime(2026, month, day, 7, tzinfo=BERLIN).astimezone(UTC)
    assert not waters(last + 48 * HOUR - MINUTE, {"every_h": 48}, last=last)
    assert waters(last + 48 * HOUR, {"every_h": 48}, last=last)


def test_hours_until_the_next_watering_are_told_of_whatever_is_due_first() -> None:
    both = DAILY | {"every_h": 6}
    assert decide(at(SEVEN + HOUR, both, last=SEVEN)).reason.values == {"hours": "5"}
    assert decide(at(SEVEN + HOUR, {"every_h": 48}, last=SEVEN)).reason.values == {"hours": "47"}


def test_sunrise_moves_with_the_sun() -> None:
    rise = sunrise(HERE, SEVEN.date())
    assert rise
    plan = {"sunrise_min": -30}
    assert not waters(rise - 31 * MINUTE, plan, last=rise - DAY)
    assert waters(rise - 30 * MINUTE, plan, last=rise - DAY)


def test_a_watering_that_ends_on_time_starts_earlier_by_all_it_takes() -> None:
    # Three pulses of 100 ml at 10 ml/s, with two pauses of 10 minutes.
    changes = {"dose_ml": 300.0, "pulse_ml": 100.0}
    plan = DAILY | {"finish": True}
    start = SEVEN - 20 * MINUTE - timedelta(seconds=30)
    assert not waters(start - timedelta(seconds=1), plan, last=SEVEN - DAY, **changes)
    assert waters(start, plan, last=SEVEN - DAY, **changes)
    assert not waters(SEVEN, plan, last=start, **changes)


def test_a_season_that_moves_the_start_by_seconds_waters_no_second_time() -> None:
    plan = DAILY | {"finish": True}
    started = SEVEN - timedelta(seconds=20)
    assert not waters(SEVEN + 30 * MINUTE, plan, last=started, dose_ml=100.0)


def test_the_season_changes_the_dose() -> None:
    months = [1.0] * 10 + [0.4, 1.0]
    decision = decide(at(SEVEN, DAILY | {"months": months}))
    assert (decision.amount_ml, decision.inputs["share"]) == (40.0, 0.4)


def test_a_season_without_water_gives_none() -> None:
    decision = decide(at(SEVEN, DAILY | {"months": [0.0] * 12}))
    assert (decision.should_water, decision.amount_ml, decision.reason.key) == (False, 0.0, "decision_out_of_season")


def test_a_season_never_asks_for_more_than_a_run_may_give() -> None:
    snapshot = at(SEVEN, DAILY | {"months": [2.0] * 12}, dose_ml=400.0)
    assert decide(snapshot).amount_ml == snapshot.plant.run_limit_ml == 500.0


def test_an_empty_schedule_waters_nothing_and_says_so() -> None:
    decision = decide(at(SEVEN, {"times": []}))
    assert (decision.should_water, decision.reason.key) == (False, "decision_no_schedule")


@pytest.mark.parametrize("measure", Measure)
def test_what_is_no_number_never_waters(measure: Measure) -> None:
    snapshot = at(SEVEN - HOUR, last=SEVEN - DAY)
    assert not decide(replace(snapshot, readings={measure: a_reading(nan, measure=measure)})).should_water
    with pytest.raises(ValueError, match="schedule"):
        at(SEVEN, DAILY | {"months": [nan] * 12})


def served(plan: dict[str, Any], since: datetime, until: datetime) -> list[datetime]:
    """When a plant is watered that is looked at every five minutes."""
    found: list[datetime] = []
    last, now = since - MINUTE, since
    while now < until:
        if waters(now, plan, last=last):
            found.append(now)
            last = now
        now += 5 * MINUTE
    return found


@pytest.mark.parametrize("time", ["00:00", "01:30", "02:00", "02:30", "03:00", "23:55"])
@pytest.mark.parametrize(("month", "day"), [(3, 28), (10, 24)])
def test_every_day_around_a_change_of_the_clocks_is_watered_once(month: int, day: int, time: str) -> None:
    midnight = datetime(2026, month, day, tzinfo=BERLIN)
    until = (midnight + timedelta(days=3)).astimezone(UTC)
    found = served({"times": [time]}, midnight.astimezone(UTC), until)
    around = [(midnight + timedelta(days=number)).date() for number in range(3)]
    assert [instant.astimezone(BERLIN).date() for instant in found] == around


@given(
    st.lists(st.times().map(lambda one: f"{one:%H:%M}"), min_size=1, max_size=3),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
)
@LAW
def test_who_was_just_watered_is_not_watered_again(times: list[str], now: datetime) -> None:
    assert not waters(now, {"times": times, "missed": "catch_up"}, last=now)
