"""The sun rises and sets when astronomers say."""

from datetime import UTC, date, datetime, timedelta

from astral import Observer  # type: ignore[import-untyped]  # it ships no types
from astral.sun import (  # type: ignore[import-untyped]  # it ships no types
    sunrise as astral_sunrise,
    sunset as astral_sunset,
)
from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.sun import strength, sunrise, sunset
from custom_components.plantos.domain.weather import Site

from .conftest import LAW

BERLIN, TROMSO = Site(52.52, 13.41), Site(69.65, 18.96)
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
MIDSUMMER, MIDWINTER = date(2026, 6, 21), date(2026, 12, 21)


def minutes(one: datetime, other: datetime) -> float:
    """How far two instants lie apart, on whichever days."""
    apart = (one - other) / timedelta(minutes=1) % 1_440
    return min(apart, 1_440 - apart)


@given(st.floats(-60, 60), st.floats(-179, 179), DAYS)
@LAW
def test_the_sun_rises_and_sets_within_two_minutes_of_what_astral_says(
    latitude: float, longitude: float, day: date
) -> None:
    site, observer = Site(latitude, longitude), Observer(latitude, longitude)
    rise, fall = sunrise(site, day), sunset(site, day)
    assert rise and minutes(rise, astral_sunrise(observer, day)) < 2
    assert fall and minutes(fall, astral_sunset(observer, day)) < 2


@given(st.floats(-60, 60), st.floats(-179, 179), DAYS)
@LAW
def test_rise_noon_and_set_are_those_of_the_places_own_day(latitude: float, longitude: float, day: date) -> None:
    site = Site(latitude, longitude)
    rise, fall = sunrise(site, day), sunset(site, day)
    assert rise and fall and rise < fall
    noon = rise + (fall - rise) / 2 + timedelta(hours=longitude / 15)
    assert noon.date() == day and 11 <= noon.hour <= 12


def test_berlin_in_midsummer() -> None:
    # As almanacs print it: 4:43 and 21:33 by the clocks of summer.
    rise, fall = sunrise(BERLIN, MIDSUMMER), sunset(BERLIN, MIDSUMMER)
    assert rise and abs(rise - datetime(2026, 6, 21, 2, 43, tzinfo=UTC)) < timedelta(minutes=2)
    assert fall and abs(fall - datetime(2026, 6, 21, 19, 33, tzinfo=UTC)) < timedelta(minutes=2)


@pytest.mark.parametrize("day", [MIDSUMMER, MIDWINTER])
@pytest.mark.parametrize("site", [TROMSO, Site(90, 0), Site(-90, 0)])
def test_beyond_the_polar_circles_the_sun_may_neither_rise_nor_set(site: Site, day: date) -> None:
    assert sunrise(site, day) is None
    assert sunset(site, day) is None


def test_the_sun_is_strongest_in_summer_on_either_half_of_the_earth() -> None:
    assert strength(BERLIN, MIDSUMMER) > 0.99
    assert strength(BERLIN, MIDWINTER) < 0.2
    assert strength(Site(-35, 149), MIDWINTER) > 0.97
    assert strength(Site(-35, 149), MIDSUMMER) < 0.5


@given(st.floats(-90, 90), DAYS)
@LAW
def test_no_day_is_stronger_than_the_strongest(latitude: float, day: date) -> None:
    assert 0 <= strength(Site(latitude, 0), day) <= 1
