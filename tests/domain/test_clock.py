"""The hub's time runs at its own speed and always meets real time now."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.clock import Clock

from .conftest import HOUR, LAW, MINUTE, NOW

# What the options of a demo hub offer.
SPEEDS = st.integers(1, 3_600).map(float)
NEAR = st.timedeltas(-timedelta(days=80), timedelta(days=80)).map(lambda away: NOW + away)


@given(SPEEDS, NEAR, NEAR)
@LAW
def test_going_to_the_hubs_time_and_back_changes_nothing(speed: float, instant: datetime, now: datetime) -> None:
    clock = Clock(speed)
    assert clock.from_hub(clock.on_hub(instant, now), now) == instant


@given(SPEEDS, NEAR, NEAR)
@LAW
def test_going_to_real_time_and_back_changes_less_than_a_moment(speed: float, instant: datetime, now: datetime) -> None:
    clock = Clock(speed)
    # Real time counts in whole microseconds, of which each is `speed` microseconds of the hub.
    assert abs(clock.on_hub(clock.from_hub(instant, now), now) - instant) <= timedelta(microseconds=speed)


@given(SPEEDS, NEAR)
@LAW
def test_the_two_times_meet_now(speed: float, now: datetime) -> None:
    clock = Clock(speed)
    assert clock.on_hub(now, now) == now
    assert clock.from_hub(now, now) == now


@given(SPEEDS, NEAR, NEAR)
@LAW
def test_an_age_is_the_distance_on_the_hubs_line_of_time(speed: float, instant: datetime, now: datetime) -> None:
    clock = Clock(speed, lambda: now)
    assert clock.age(instant) == now - clock.on_hub(instant, now)


@given(SPEEDS, st.timedeltas(timedelta(), timedelta(days=30)))
@LAW
def test_in_a_real_duration_the_hub_lives_the_duration(speed: float, duration: timedelta) -> None:
    clock = Clock(speed, lambda: NOW)
    lived = clock.age(NOW - clock.real(duration))
    assert abs(lived - duration) <= timedelta(microseconds=speed)


@pytest.mark.parametrize(("speed", "age"), [(1.0, MINUTE), (60.0, HOUR), (1_440.0, timedelta(days=1))])
def test_a_real_minute_is_as_many_minutes_as_the_hub_is_fast(speed: float, age: timedelta) -> None:
    assert Clock(speed, lambda: NOW).age(NOW - MINUTE) == age


def test_a_clock_runs_at_real_speed_unless_told_otherwise() -> None:
    assert Clock(now=lambda: NOW).age(NOW - HOUR) == HOUR


def test_a_clock_tells_utc() -> None:
    before = datetime.now(UTC)
    now = Clock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_the_count_of_seconds_never_goes_back() -> None:
    clock = Clock()
    first = clock.monotonic()
    assert clock.monotonic() >= first


@pytest.mark.parametrize(("speed", "days"), [(3_600.0, 210), (1_440.0, 520)])
def test_a_watering_long_ago_lies_long_ago_on_a_fast_hub(speed: float, days: int) -> None:
    assert Clock(speed).on_hub(NOW - timedelta(days=days), NOW) < NOW - timedelta(days=days)
