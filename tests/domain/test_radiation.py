"""The sun shines as FAO-56 prints in its examples, and as its path says elsewhere."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from math import inf, nan

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.radiation import (
    clear_sky,
    clearness,
    day_length,
    declination,
    extraterrestrial_day,
    extraterrestrial_hour,
    from_lux,
    from_sunshine,
    from_temperatures,
    inverse_distance,
    net_longwave,
    net_shortwave,
    sunset_angle,
    sunshine_under_clouds,
)

from .conftest import HOUR, LAW

BANGKOK, RIO, LYON, NDIAYE = 13 + 44 / 60, -22.9, 45 + 43 / 60, 16 + 13 / 60
DAYS = st.integers(1, 366)
LATITUDES = st.floats(-90, 90)
NEW_YEAR = datetime(2025, 1, 1, tzinfo=UTC)


def test_the_sun_of_3_september_at_20_south_is_that_of_examples_8_and_9() -> None:
    assert round(inverse_distance(246), 3) == 0.985
    assert round(declination(246), 3) == 0.120
    assert round(sunset_angle(-20, 246), 3) == 1.527
    assert round(extraterrestrial_day(-20, 246), 1) == 32.2
    assert round(day_length(-20, 246), 1) == 11.7


def test_the_sunshine_of_rio_in_may_is_that_of_example_10() -> None:
    above, longest = extraterrestrial_day(RIO, 135), day_length(RIO, 135)
    assert round(above, 1) == 25.1
    assert round(longest, 1) == 10.9
    # From printed steps: 0.58 of 25.1.
    assert from_sunshine(above, 7.1 / longest) == pytest.approx(14.5, abs=0.1)


def test_the_warmth_that_rio_loses_is_that_of_examples_11_and_12() -> None:
    clear = clearness(14.5, clear_sky(25.1, 0))
    assert clear is not None
    assert round(clear, 2) == 0.77
    lost = net_longwave(19.1, 25.1, 2.1, clear)
    assert round(lost, 1) == 3.5
    # The paper cuts 11.165 to 11.1.
    assert net_shortwave(14.5) == pytest.approx(11.1, abs=0.07)
    assert net_shortwave(14.5) - lost == pytest.approx(7.6, abs=0.05)


def test_temperatures_tell_the_radiation_of_lyon_as_in_example_15() -> None:
    above = extraterrestrial_day(LYON, 196)
    assert round(above, 1) == 40.6
    assert round(from_temperatures(above, 14.8, 26.6, 200, coastal=False), 1) == 22.3


def test_temperatures_tell_the_radiation_of_bangkok_at_the_coast_as_in_example_16() -> None:
    above = extraterrestrial_day(BANGKOK, 105)
    radiation = from_temperatures(above, 25.6, 34.8, 2, coastal=True)
    unclouded = clear_sky(above, 0)
    clear = clearness(radiation, unclouded)
    assert clear is not None
    assert (round(above, 1), round(radiation, 1), round(unclouded, 1)) == (38.1, 21.9, 28.5)
    assert (round(clear, 2), round(net_shortwave(radiation), 1)) == (0.77, 16.9)
    # The paper rounds the share of longwave, 0.104, to 0.10.
    assert net_longwave(25.6, 34.8, 2.85, clear) == pytest.approx(3.0, abs=0.05)
    assert net_shortwave(radiation) - net_longwave(25.6, 34.8, 2.85, clear) == pytest.approx(13.9, abs=0.05)


def test_the_sun_of_an_hour_in_senegal_is_that_of_example_19() -> None:
    an_hour_behind = timezone(timedelta(hours=-1))
    assert round(extraterrestrial_hour(NDIAYE, -16.25, datetime(2025, 10, 1, 14, tzinfo=an_hour_behind)), 3) == 3.543
    assert extraterrestrial_hour(NDIAYE, -16.25, datetime(2025, 10, 1, 2, tzinfo=an_hour_behind)) == 0
    assert round(clear_sky(3.543, 8), 3) == 2.658
    assert net_shortwave(2.450) == pytest.approx(1.887, abs=0.0006)
    assert round(net_longwave(28, 28, 3.402, 0.8) / 24, 3) == 0.100
    assert round(net_longwave(38, 38, 3.445, 2.450 / 2.658) / 24, 3) == 0.137


@given(LATITUDES, st.floats(-180, 180), st.integers(2, 363))
@LAW
def test_the_hours_of_a_day_add_up_to_the_day(latitude: float, longitude: float, day: int) -> None:
    midnight = NEW_YEAR + timedelta(days=day - 1, hours=-longitude / 15)
    hours = [extraterrestrial_hour(latitude, longitude, midnight + number * HOUR) for number in range(24)]
    # Where the sun sets for minutes only, the hour of midnight has two short ends of day and counts one.
    assert sum(hours) == pytest.approx(extraterrestrial_day(latitude, day), rel=1e-6, abs=0.02)
    assert min(hours) >= 0


@given(LATITUDES, DAYS)
@LAW
def test_no_day_is_longer_than_24_hours_nor_brighter_than_the_pole_in_summer(latitude: float, day: int) -> None:
    assert 0 <= day_length(latitude, day) <= 24
    assert 0 <= extraterrestrial_day(latitude, day) < 50


@pytest.mark.parametrize(("latitude", "day", "hours"), [(80.0, 172, 24.0), (80.0, 355, 0.0), (-80.0, 355, 24.0)])
def test_the_sun_neither_sets_in_the_polar_summer_nor_rises_in_its_winter(
    latitude: float, day: int, hours: float
) -> None:
    assert day_length(latitude, day) == hours
    assert (extraterrestrial_day(latitude, day) > 30) is (hours == 24)


def test_the_hour_has_the_same_sun_in_any_time_zone() -> None:
    start = datetime(2025, 6, 21, 10, tzinfo=UTC)
    assert extraterrestrial_hour(50, 10, start) == extraterrestrial_hour(
        50, 10, start.astimezone(timezone(timedelta(hours=9)))
    )


def test_an_hour_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        extraterrestrial_hour(50, 10, NEW_YEAR.replace(tzinfo=None))


@pytest.mark.parametrize(("cover", "share"), [(0, 0.95), (50, 0.55), (75, 0.30), (87.5, 0.15), (100, 0.0)])
def test_eighths_of_cloud_leave_the_sunshine_of_fao_24(cover: float, share: float) -> None:
    assert sunshine_under_clouds(cover) == pytest.approx(share)


@given(st.floats(0, 100), st.floats(0, 100))
@LAW
def test_more_clouds_never_let_more_sun_through(one: float, other: float) -> None:
    fewer, more = sorted((one, other))
    assert sunshine_under_clouds(more) <= sunshine_under_clouds(fewer)


@given(st.floats(0, 45), st.floats(-30, 30), st.floats(0, 40), st.booleans())
@LAW
def test_temperatures_never_tell_of_more_than_a_clear_sky(
    above: float, low: float, swing: float, coastal: bool
) -> None:
    assert from_temperatures(above, low, low + swing, 100, coastal=coastal) <= clear_sky(above, 100)


def test_a_sky_without_sun_tells_nothing_of_its_clouds() -> None:
    assert clearness(0.0, 0.0) is None


@pytest.mark.parametrize(("radiation", "clear"), [(0.0, 0.3), (5.0, 0.3), (15.0, 0.75), (20.0, 1.0), (25.0, 1.0)])
def test_a_sky_is_at_most_clear_and_at_least_all_covered(radiation: float, clear: float) -> None:
    assert clearness(radiation, 20.0) == clear


def test_full_daylight_of_12_hours_is_a_summers_day() -> None:
    # 60,000 lx in the mean of 12 hours are 30,000 lx in that of 24.
    assert from_lux(30_000) == pytest.approx(21.2, abs=0.1)


@pytest.mark.parametrize(
    "reckon",
    [
        declination,
        lambda value: day_length(value, 100),
        lambda value: extraterrestrial_day(value, 100),
        lambda value: extraterrestrial_hour(value, 10, NEW_YEAR),
        lambda value: extraterrestrial_hour(50, value, NEW_YEAR),
        lambda value: clear_sky(value, 0),
        lambda value: clear_sky(20, value),
        lambda value: from_sunshine(value, 0.5),
        lambda value: from_sunshine(20, value),
        lambda value: from_temperatures(20, value, 30, 0, coastal=False),
        lambda value: from_temperatures(20, 10, value, 0, coastal=False),
        from_lux,
        sunshine_under_clouds,
        lambda value: clearness(value, 20),
        lambda value: clearness(20, value),
        net_shortwave,
        lambda value: net_longwave(value, 20, 1, 0.5),
        lambda value: net_longwave(10, value, 1, 0.5),
        lambda value: net_longwave(10, 20, value, 0.5),
        lambda value: net_longwave(10, 20, 1, value),
    ],
)
@pytest.mark.parametrize("value", [nan, inf, -inf, 1e6])
def test_what_is_no_number_or_impossible_is_refused(reckon: Callable[[float], float | None], value: float) -> None:
    with pytest.raises(ValueError, match="can't be"):
        reckon(value)


def test_a_lowest_temperature_above_the_highest_is_refused() -> None:
    with pytest.raises(ValueError, match="highest temperature"):
        from_temperatures(20, 15, 10, 0, coastal=False)
