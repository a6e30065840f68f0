"""A forecast says what is known of a stretch of time, and goes stale."""

from datetime import datetime, timedelta
from math import inf, nan
from typing import Any

import pytest

from custom_components.plantos.domain.outlook import Forecast, Past, Period, Spell, by_days

from .conftest import DAY, HOUR, MINUTE, NOW

TOMORROW = NOW + DAY


def a_period(hours: float = 0.0, length: timedelta = HOUR, **known: Any) -> Period:
    start = NOW + hours * HOUR
    return Period(start=start, end=start + length, **known)


def test_the_likeliest_rain_of_the_time_asked_for_counts() -> None:
    forecast = Forecast(NOW, (a_period(1, rain_probability=0.2), a_period(2, rain_probability=0.8), a_period(3)))
    assert forecast.rain_probability(NOW, TOMORROW) == 0.8


@pytest.mark.parametrize(("hours", "counts"), [(-2.0, False), (-1.0, False), (-0.5, True), (23.5, True), (24.0, False)])
def test_only_periods_that_reach_into_that_time_count(hours: float, counts: bool) -> None:
    forecast = Forecast(NOW, (a_period(hours, rain_probability=0.9),))
    assert forecast.rain_probability(NOW, TOMORROW) == (0.9 if counts else None)


def test_a_day_of_a_daily_forecast_that_has_begun_counts() -> None:
    forecast = Forecast(NOW, (a_period(-12, DAY, rain_probability=0.9),))
    assert forecast.rain_probability(NOW, TOMORROW) == 0.9


def test_of_a_forecast_without_rain_nothing_is_known() -> None:
    for forecast in (Forecast(NOW), Forecast(NOW, (a_period(1, high=20.0),))):
        assert forecast.rain_probability(NOW, TOMORROW) is None
        assert forecast.rain_mm(NOW, TOMORROW) is None


def test_rain_is_counted_by_the_share_of_its_period() -> None:
    forecast = Forecast(NOW, (a_period(-12, DAY, rain_mm=10.0), a_period(12, DAY, rain_mm=4.0), a_period(36, DAY)))
    assert forecast.rain_mm(NOW, TOMORROW) == pytest.approx(5.0 + 2.0)


@pytest.mark.parametrize(("told", "share"), [(0, 0.0), (1, 1 / 24), (18, 0.75), (24, 1.0), (48, 1.0)])
def test_a_forecast_covers_the_time_of_which_it_tells_rain(told: int, share: float) -> None:
    forecast = Forecast(NOW, (*(a_period(n, rain_probability=0.1) for n in range(told)), a_period(-1), a_period(48)))
    assert forecast.covers(NOW, TOMORROW) == pytest.approx(share)


def test_a_day_covers_what_is_left_of_it() -> None:
    assert Forecast(NOW, (a_period(-12, DAY, rain_probability=0.1),)).covers(NOW, TOMORROW) == 0.5


@pytest.mark.parametrize(
    ("age", "fresh"),
    [(timedelta(), True), (HOUR, True), (HOUR + MINUTE, False), (-5 * MINUTE, True), (-6 * MINUTE, False)],
)
def test_a_forecast_is_fresh_for_an_hour(age: timedelta, fresh: bool) -> None:
    assert Forecast(NOW - age).fresh(NOW) is fresh


@pytest.mark.parametrize(
    "known",
    [
        {"rain_probability": 1.01},
        {"rain_probability": 70.0},
        {"rain_probability": -0.1},
        {"rain_probability": nan},
        {"rain_mm": -1.0},
        {"rain_mm": nan},
        {"rain_mm": inf},
        {"low": 20.0, "high": 19.0},
        {"high": 300.0},
        {"humidity": 101.0},
        {"wind": -1.0},
        {"clouds": nan},
        {"radiation": 1_000.0},
    ],
)
def test_a_forecast_that_cannot_be_true_is_refused(known: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="can't be"):
        a_period(**known)


@pytest.mark.parametrize("amount", [-1.0, nan, inf])
def test_weather_that_cannot_have_been_is_refused(amount: float) -> None:
    for known in ({"reference_mm": amount}, {"rain_mm": amount}):
        with pytest.raises(ValueError, match="can't be"):
            Spell(NOW, TOMORROW, **known)


def test_a_balance_cannot_begin_with_less_than_nothing() -> None:
    for amount in (-1.0, nan):
        with pytest.raises(ValueError, match="can't be"):
            Past(depletion_mm=amount)


@pytest.mark.parametrize(("start", "end"), [(NOW, NOW), (TOMORROW, NOW)])
def test_what_ends_before_it_begins_is_refused(start: datetime, end: datetime) -> None:
    with pytest.raises(ValueError, match="can't end"):
        Period(start=start, end=end)
    with pytest.raises(ValueError, match="can't end"):
        Spell(start, end)


def test_an_instant_without_a_time_zone_is_refused() -> None:
    naive = NOW.replace(tzinfo=None)
    for start, end in ((naive, TOMORROW), (NOW - DAY, naive)):
        with pytest.raises(ValueError, match="time zone"):
            Spell(start, end)


def hours(*known: tuple[int, float | None, float | None]) -> list[Spell]:
    """Hours of weather, each by its number since yesterday's start."""
    start = NOW.replace(hour=0) - DAY
    return [Spell(start + n * HOUR, start + (n + 1) * HOUR, drawn, rain) for n, drawn, rain in known]


def test_the_hours_of_a_day_that_is_long_over_count_as_one() -> None:
    day = by_days(hours(*((n, 0.1, 0.5) for n in range(48))), NOW + 9 * DAY)
    assert [spell.end - spell.start for spell in day] == [DAY, DAY]
    assert [spell.reference_mm for spell in day] == pytest.approx([2.4, 2.4])
    assert [spell.rain_mm for spell in day] == pytest.approx([12.0, 12.0])


def test_late_hours_stay_hours() -> None:
    late = hours((0, 0.1, 0.0), (1, 0.1, 0.0), (2, 0.1, 0.0))
    assert by_days(late, late[0].end) == tuple(late)


def test_a_gap_between_hours_stays_a_gap() -> None:
    apart = hours((0, 0.1, 0.0), (2, 0.1, 0.0))
    assert by_days(apart, NOW + DAY) == tuple(apart)


def test_a_day_has_what_is_known_of_its_air() -> None:
    [day] = by_days(hours((0, None, 1.0), (1, 0.2, 1.0), (2, None, 1.0)), NOW + DAY)
    assert (day.reference_mm, day.rain_mm) == (0.2, 3.0)
    [dark] = by_days(hours((0, None, 1.0), (1, None, 1.0)), NOW + DAY)
    assert (dark.reference_mm, dark.rain_mm) == (None, 2.0)


def test_an_hour_of_unknown_rain_leaves_the_rain_of_its_day_known() -> None:
    found = by_days(hours((0, 0.1, 1.0), (1, 0.1, 1.0), (2, 0.1, None), (3, 0.1, None), (4, 0.1, 3.0)), NOW + DAY)
    assert [(spell.rain_mm, (spell.end - spell.start) / HOUR) for spell in found] == [(2.0, 2), (None, 2), (3.0, 1)]


def test_counting_by_days_twice_changes_nothing() -> None:
    once = by_days(hours(*((n, 0.1, 0.5) for n in range(40))), NOW + DAY)
    assert by_days(once, NOW + DAY) == once
