"""Waterings to come are planned in their order, as far as the plant's way of being watered tells of them."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import islice, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.forecast import Due
from custom_components.plantos.domain.plans import AHEAD, Planned, planned
from custom_components.plantos.domain.schedules import Schedule
from custom_components.plantos.domain.snapshots import OutletState, Snapshot
from custom_components.plantos.domain.standing import Care, Standing
from custom_components.plantos.domain.strategies import decide
from custom_components.plantos.domain.sun import sunrise
from custom_components.plantos.domain.weather import Site

from .conftest import DAY, HOUR, LAW, NOW, a_plant, a_snapshot

HERE = Site(52.52, 13.41)
MORNING = Schedule(times=(time(7),))
ZONES: st.SearchStrategy[tzinfo] = st.sampled_from(
    [UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/St_Johns")]
)
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
PLANS = st.builds(
    Schedule,
    times=st.lists(TIMES, max_size=3).map(tuple),
    sunrise_min=st.none() | st.floats(-720, 720),
    sunset_min=st.none() | st.floats(-720, 720),
    weekdays=st.frozensets(st.integers(0, 6)),
    every_days=st.integers(1, 31),
    finish=st.booleans(),
    by_sun=st.booleans(),
)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def by_schedule(schedule: Schedule, **changes: Any) -> Snapshot:
    """A plant that is watered by this schedule."""
    plant = a_plant(automatic=True, strategy="schedule", schedule=schedule, **changes)
    return replace(a_snapshot(plant=plant), site=HERE)


def starts(snapshot: Snapshot, due: Due | None = None) -> list[datetime]:
    return [one.at for one in planned(snapshot, due)]


def test_a_time_of_day_comes_every_day_for_two_months() -> None:
    found = starts(by_schedule(MORNING))
    assert found[:2] == [datetime(2026, 11, 22, 7, tzinfo=UTC), datetime(2026, 11, 23, 7, tzinfo=UTC)]
    assert len(found) == AHEAD // DAY


def test_the_sun_is_followed_day_by_day() -> None:
    found = starts(by_schedule(Schedule(sunrise_min=-30)))
    assert found[:3] == [
        at - HOUR / 2 for number in (1, 2, 3) if (at := sunrise(HERE, (NOW + number * DAY).date())) is not None
    ]


def test_a_month_without_water_plans_none_and_others_their_share() -> None:
    months = (0.5,) + (1.0,) * 10 + (0.0,)
    found = list(planned(by_schedule(Schedule(times=(time(7),), months=months)), None))
    assert {one.at.month for one in found} == {11, 1}
    assert {one.amount_ml for one in found if one.at.month == 1} == {50.0}


def test_hours_after_the_last_watering_tell_of_the_next_only() -> None:
    due = Due(NOW + 3 * HOUR)
    assert starts(by_schedule(Schedule(every_h=24)), due) == [due.at]
    both = starts(by_schedule(Schedule(times=(time(7),), every_h=24)), due)
    assert both[:2] == [due.at, datetime(2026, 11, 22, 7, tzinfo=UTC)]


def test_other_ways_tell_of_the_next_only_and_how_sure_it_is() -> None:
    due = Due(NOW + DAY, NOW + 20 * HOUR, NOW + 30 * HOUR)
    [one] = planned(a_snapshot(plant=a_plant(automatic=True)), due)
    assert one == Planned(due.at, due.at + timedelta(seconds=10), 100.0, False, due)
    assert starts(a_snapshot(plant=a_plant(automatic=True))) == []


@pytest.mark.parametrize(
    "snapshot",
    [
        by_schedule(MORNING, enabled=False),
        replace(by_schedule(MORNING), plant=a_plant(strategy="schedule", schedule=MORNING)),
        replace(by_schedule(MORNING), care=Care(hub=Standing(off=True))),
        replace(by_schedule(MORNING), outlet=OutletState.ABSENT),
    ],
)
def test_what_is_not_watered_by_itself_plans_nothing(snapshot: Snapshot) -> None:
    assert starts(snapshot, Due(NOW + DAY)) == []


@given(PLANS, INSTANTS, ZONES)
@LAW
def test_all_that_is_planned_is_what_the_schedule_says_in_its_order(plan: Schedule, at: datetime, zone: tzinfo) -> None:
    snapshot = replace(by_schedule(plan), at=at, zone=zone)
    found = list(islice(planned(snapshot, None), 40))
    assert all(a.at <= b.at for a, b in pairwise(found))
    assert all(at < one.at < at + AHEAD + DAY and one.amount_ml > 0 for one in found)
    if not found or plan.finish:
        return
    # The next one is the one that the strategy itself waits for.
    decision = decide(snapshot)
    if (hours := decision.inputs.get("hours")) is not None and not plan.by_sun:
        assert abs(found[0].at - (at + hours * HOUR)) < timedelta(seconds=1)
