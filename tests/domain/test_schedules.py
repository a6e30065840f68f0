"""A schedule's times come once on each of its days, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
from pydantic import ValidationError
import pytest

from custom_components.plantos.domain.schedules import Schedule
from custom_components.plantos.domain.sun import sunrise, sunset
from custom_components.plantos.domain.weather import Site

from .conftest import LAW

BERLIN = ZoneInfo("Europe/Berlin")
HERE = Site(52.52, 13.41)
NO_LEAD = timedelta()
SEVEN = Schedule(times=(time(7),))
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
MONDAY = date(2026, 11, 16)

INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
PLANS = st.builds(
    Schedule,
    times=st.lists(TIMES, min_size=1, max_size=4).map(tuple),
    weekdays=st.frozensets(st.integers(0, 6)),
    # Every 7th day is always the same of the week, which may be none of the chosen.
    every_days=st.integers(1, 31).filter(lambda days: days % 7),
    sunrise_min=st.none() | st.floats(-720, 720),
    sunset_min=st.none() | st.floats(-720, 720),
)
LEADS = st.timedeltas(timedelta(), timedelta(hours=12))
ZONES: st.SearchStrategy[tzinfo] = st.sampled_from(
    [UTC, BERLIN, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia"), ZoneInfo("America/St_Johns")]
)


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def test_seven_in_the_morning_is_seven_by_the_clocks_of_winter_and_of_summer() -> None:
    assert SEVEN.instants(date(2026, 3, 28), BERLIN, None) == [datetime(2026, 3, 28, 6, tzinfo=UTC)]
    assert SEVEN.instants(SPRING, BERLIN, None) == [datetime(2026, 3, 29, 5, tzinfo=UTC)]
    assert SEVEN.instants(AUTUMN, BERLIN, None) == [datetime(2026, 10, 25, 6, tzinfo=UTC)]


def test_a_time_that_the_clocks_leap_over_comes_an_hour_later() -> None:
    plan = Schedule(times=(time(2, 30),))
    [instant] = plan.instants(SPRING, BERLIN, None)
    assert instant == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert f"{instant.astimezone(BERLIN):%H:%M}" == "03:30"


def test_a_time_that_the_clocks_show_twice_comes_at_the_first() -> None:
    plan = Schedule(times=(time(2, 30),))
    assert plan.instants(AUTUMN, BERLIN, None) == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
    between = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert plan.next(between, BERLIN, None, NO_LEAD) == local(2026, 10, 26, 2, 30)


@given(TIMES, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
@LAW
def test_each_day_has_each_time_once(at: time, day: date) -> None:
    assert len(Schedule(times=(at,)).instants(day, BERLIN, None)) == 1


@pytest.mark.parametrize("day", range(7))
def test_only_the_chosen_days_of_the_week_are_covered(day: int) -> None:
    plan = Schedule(times=(time(7),), weekdays=frozenset({day}))
    assert [plan.covers(MONDAY + timedelta(days=number)) for number in range(7)] == [n == day for n in range(7)]


def test_every_third_day_is_counted_from_the_first() -> None:
    plan = Schedule(times=(time(7),), every_days=3, first_day=MONDAY)
    assert [plan.covers(MONDAY + timedelta(days=number)) for number in range(-3, 5)] == [
        *(True, False, False, True, False, False, True, False)
    ]


def test_days_that_never_come_give_no_time() -> None:
    plan = Schedule(times=(time(7),), weekdays=frozenset({1}), every_days=7, first_day=MONDAY)
    assert plan.next(local(2026, 11, 16, 12), BERLIN, None, NO_LEAD) is None


def test_every_third_day_stays_the_third_where_the_clocks_change() -> None:
    plan = Schedule(times=(time(7),), every_days=3, first_day=date(2026, 3, 27))
    assert plan.next(local(2026, 3, 27, 7), BERLIN, None, NO_LEAD) == local(2026, 3, 30, 7)


def test_sun_and_times_are_told_in_order() -> None:
    plan = Schedule(times=(time(12),), sunrise_min=-30, sunset_min=20)
    rise, fall = sunrise(HERE, MONDAY), sunset(HERE, MONDAY)
    assert rise and fall
    assert plan.instants(MONDAY, BERLIN, HERE) == [
        rise - timedelta(minutes=30),
        local(2026, 11, 16, 12),
        fall + timedelta(minutes=20),
    ]


def test_without_a_known_place_the_sun_gives_no_time() -> None:
    plan = Schedule(sunrise_min=0)
    assert plan.instants(MONDAY, BERLIN, None) == []
    assert plan.latest(local(2026, 11, 16, 12), BERLIN, None, NO_LEAD) is None
    assert plan.next(local(2026, 11, 16, 12), BERLIN, None, NO_LEAD) is None


def test_what_has_to_be_finished_starts_earlier_even_on_the_day_before() -> None:
    plan = Schedule(times=(time(0, 10),))
    lead = timedelta(minutes=30)
    assert plan.next(local(2026, 11, 16, 23), BERLIN, None, lead) == local(2026, 11, 16, 23, 40)
    assert plan.latest(local(2026, 11, 16, 23, 50), BERLIN, None, lead) == local(2026, 11, 16, 23, 40)


@given(PLANS, INSTANTS, ZONES, LEADS)
@LAW
def test_now_lies_between_the_latest_start_and_the_next(
    plan: Schedule, now: datetime, zone: tzinfo, lead: timedelta
) -> None:
    latest, following = plan.latest(now, zone, HERE, lead), plan.next(now, zone, HERE, lead)
    assert latest and following and latest <= now < following


@given(PLANS, INSTANTS, ZONES, LEADS)
@LAW
def test_no_start_lies_between_the_latest_and_the_next(
    plan: Schedule, now: datetime, zone: tzinfo, lead: timedelta
) -> None:
    latest, following = plan.latest(now, zone, HERE, lead), plan.next(now, zone, HERE, lead)
    assert latest and following
    assert plan.next(latest, zone, HERE, lead) == following
    assert plan.latest(following, zone, HERE, lead) == following


def test_the_season_shares_the_dose_out_by_month() -> None:
    plan = Schedule(months=(0.5, *(1.0,) * 11))
    assert (plan.share(date(2026, 1, 31), None), plan.share(date(2026, 2, 1), None)) == (0.5, 1.0)


def test_the_dose_follows_the_sun_where_the_place_is_known() -> None:
    plan = Schedule(by_sun=True)
    assert plan.share(date(2026, 12, 21), HERE) < 0.2
    assert plan.share(date(2026, 6, 21), HERE) > 0.99
    assert plan.share(date(2026, 12, 21), None) == 1.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekdays": {7}},
        {"every_days": 0},
        {"every_h": 0.0},
        {"every_h": float("nan")},
        {"months": (1.0,) * 11},
        {"months": (-0.1, *(1.0,) * 11)},
        {"sunrise_min": 721.0},
        {"grace_min": 0.0},
        {"unknown": 1},
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Schedule(**wrong)


def test_a_schedule_survives_being_written_down() -> None:
    plan = Schedule(times=(time(7), time(19, 30)), weekdays=frozenset({0, 4}), every_h=48, first_day=MONDAY)
    assert Schedule.model_validate_json(plan.model_dump_json()) == plan
