"""Evapotranspiration is what FAO-56 prints, from whatever is known, and says what it had to guess."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from math import inf, nan
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.evapotranspiration import (
    Input,
    Method,
    hargreaves,
    indoors,
    of_day,
    of_hour,
    penman_monteith,
)
from custom_components.plantos.domain.vapour import dew_point
from custom_components.plantos.domain.weather import DayWeather, HourWeather, Site

from .conftest import HOUR, LAW, NOW

BRUSSELS = Site(50.80, 4.36, 100)
JULY = DayWeather(187, 12.3, 21.5, humidity_low=63, humidity_high=84, wind=10 / 3.6, sunshine_h=9.25)
LYON = Site(45 + 43 / 60, 4.83, 200)
NDIAYE = Site(16 + 13 / 60, -16.25, 8)
OCTOBER = datetime(2025, 10, 1, 14, tzinfo=timezone(timedelta(hours=-1)))
AFTERNOON = HourWeather(OCTOBER, 38, 52, wind=3.3, wind_height_m=2, radiation=2.450)
NIGHT = HourWeather(OCTOBER - timedelta(hours=12), 28, 90, wind=1.9, wind_height_m=2, clear=0.8)
EVERYTHING = frozenset((Input.HUMIDITY, Input.WIND, Input.RADIATION))

SITES = st.builds(Site, st.floats(-66, 66), st.floats(-180, 180), st.floats(0, 3_000), st.booleans())
PERCENT = st.none() | st.floats(0, 100)


@st.composite
def days(draw: st.DrawFn) -> DayWeather:
    """Anything that can be known of a day."""
    low = draw(st.floats(-25, 35))
    humidity = sorted((draw(st.floats(0, 100)), draw(st.floats(0, 100))))
    both = draw(st.booleans())
    return DayWeather(
        day=draw(st.integers(1, 366)),
        low=low,
        high=low + draw(st.floats(0, 25)),
        dew_point=draw(st.none() | st.floats(-30, 30)),
        humidity_low=humidity[0] if both else None,
        humidity_high=humidity[1] if both else None,
        humidity=draw(PERCENT),
        wind=draw(st.none() | st.floats(0, 25)),
        radiation=draw(st.none() | st.floats(0, 35)),
        sunshine_h=draw(st.none() | st.floats(0, 24)),
        clouds=draw(PERCENT),
    )


HOURS = st.builds(
    HourWeather,
    start=st.floats(0, 8_760).map(lambda hours: NOW + hours * HOUR),
    temperature=st.floats(-25, 45),
    humidity=PERCENT,
    dew_point=st.none() | st.floats(-30, 30),
    day_low=st.none() | st.floats(-30, 30),
    wind=st.none() | st.floats(0, 25),
    radiation=st.none() | st.floats(0, 4),
    clouds=PERCENT,
    clear=st.none() | st.floats(0.3, 1),
)


def test_a_month_in_bangkok_draws_the_water_of_example_17() -> None:
    april = DayWeather(105, 25.6, 34.8, dew_point=dew_point(2.85), wind=2, wind_height_m=2, sunshine_h=8.5)
    # The month's soil takes up 0.14 MJ/m² a day, which a day's doesn't: 0.04 mm.
    assert of_day(april, Site(13 + 44 / 60, 100.5, 2)).mm == pytest.approx(5.72 + 0.04, abs=0.015)


def test_a_day_in_brussels_draws_the_water_of_example_18() -> None:
    result = of_day(JULY, BRUSSELS)
    assert round(result.mm, 2) == 3.88
    assert result.method is Method.PENMAN_MONTEITH
    assert result.estimated == {Input.RADIATION}


def test_a_day_with_its_radiation_measured_guesses_nothing() -> None:
    result = of_day(replace(JULY, sunshine_h=None, radiation=22.07), BRUSSELS)
    assert round(result.mm, 2) == 3.88
    assert result.estimated == frozenset()


def test_hours_in_senegal_draw_the_water_of_example_19() -> None:
    by_night, by_day = of_hour(NIGHT, NDIAYE), of_hour(AFTERNOON, NDIAYE)
    assert by_night and by_day
    assert (round(by_night.mm, 2), round(by_day.mm, 2)) == (0.00, 0.63)
    assert by_night.estimated == by_day.estimated == frozenset()


def test_temperatures_alone_draw_the_water_of_example_20() -> None:
    july = DayWeather(196, 14.8, 26.6)
    result = penman_monteith(july, LYON)
    assert round(result.mm, 2) == 4.56
    assert result.estimated == EVERYTHING
    assert round(hargreaves(july, LYON).mm, 1) == 5.0


@pytest.mark.parametrize(("wind", "change"), [(1.0, -0.07), (3.0, 0.06)])
def test_a_better_guess_of_the_wind_changes_example_20_as_it_says(wind: float, change: float) -> None:
    july = DayWeather(196, 14.8, 26.6, wind=wind, wind_height_m=2)
    assert of_day(july, LYON).mm / 4.56 - 1 == pytest.approx(change, abs=0.01)


def test_a_day_of_which_only_temperatures_are_known_is_hargreaves() -> None:
    result = of_day(DayWeather(196, 14.8, 26.6), LYON)
    assert result.method is Method.HARGREAVES
    assert result.estimated == EVERYTHING


@pytest.mark.parametrize(
    "known",
    [
        {"dew_point": 12.0},
        {"humidity_high": 84.0},
        {"humidity_low": 63.0},
        {"humidity": 70.0},
        {"wind": 3.0},
        {"radiation": 22.0},
        {"sunshine_h": 9.0},
        {"clouds": 40.0},
    ],
)
def test_a_day_of_which_more_is_known_is_penman_and_monteith(known: dict[str, Any]) -> None:
    assert of_day(DayWeather(187, 12.3, 21.5, **known), BRUSSELS).method is Method.PENMAN_MONTEITH


@pytest.mark.parametrize(
    ("unknown", "guessed"),
    [
        ({"wind": None}, Input.WIND),
        ({"humidity_low": None, "humidity_high": None}, Input.HUMIDITY),
        ({"humidity_high": None}, Input.HUMIDITY),
        ({"radiation": None}, Input.RADIATION),
    ],
)
def test_what_is_not_measured_is_named(unknown: dict[str, Any], guessed: Input) -> None:
    known = replace(JULY, radiation=22.07)
    assert of_day(replace(known, **unknown), BRUSSELS).estimated == {guessed}


def test_the_best_humidity_is_taken_first() -> None:
    every = replace(JULY, dew_point=12.09, humidity=10.0)
    # 12.09 °C is the dew point of example 18's 1.41 kPa.
    assert of_day(every, BRUSSELS).mm == pytest.approx(3.88, abs=0.01)
    without = replace(every, dew_point=None)
    assert of_day(without, BRUSSELS) == of_day(JULY, BRUSSELS)
    assert (
        of_day(replace(without, humidity_low=None), BRUSSELS).mm
        < of_day(replace(without, humidity_low=None, humidity_high=None), BRUSSELS).mm
    )


def test_a_mean_humidity_tells_the_vapour_of_example_5() -> None:
    july = DayWeather(187, 18.0, 25.0, wind=3.0, radiation=20.0)
    mean, known = (replace(july, humidity=68.0), replace(july, dew_point=dew_point(1.78)))
    assert of_day(mean, BRUSSELS).mm == pytest.approx(of_day(known, BRUSSELS).mm, abs=0.005)


def test_clouds_stand_in_for_sunshine() -> None:
    share = of_day(replace(JULY, sunshine_h=None, clouds=50.0), BRUSSELS)
    # Half a sky of clouds leaves 0.55 of the day's 16.1 hours.
    assert share.mm == pytest.approx(of_day(replace(JULY, sunshine_h=0.55 * 16.1), BRUSSELS).mm, rel=0.005)


def test_more_sunshine_than_the_day_is_long_is_a_clear_day() -> None:
    assert of_day(replace(JULY, sunshine_h=20.0), BRUSSELS) == of_day(replace(JULY, sunshine_h=16.5), BRUSSELS)


def test_still_air_draws_what_a_light_wind_does() -> None:
    assert of_day(replace(JULY, wind=0.0), BRUSSELS) == of_day(replace(JULY, wind=0.6), BRUSSELS)


def test_the_sea_makes_the_same_temperatures_tell_of_more_sun() -> None:
    july = DayWeather(196, 14.8, 26.6)
    assert penman_monteith(july, replace(LYON, coastal=True)).mm > penman_monteith(july, LYON).mm


def test_the_polar_night_has_to_guess_its_clouds() -> None:
    night = DayWeather(355, -20, -15, humidity=80, wind=3, radiation=0.0)
    longyearbyen = Site(78.2, 15.6, 10)
    assert of_day(night, longyearbyen).estimated == {Input.CLOUDS}
    assert of_day(replace(night, clouds=100), longyearbyen).estimated == frozenset()


def test_a_night_has_no_radiation_to_guess() -> None:
    result = of_hour(replace(NIGHT, clear=None), NDIAYE)
    assert result and result.estimated == {Input.CLOUDS}
    assert of_hour(replace(NIGHT, radiation=3.0), NDIAYE) == of_hour(NIGHT, NDIAYE)


def test_clouds_tell_how_clear_the_night_is() -> None:
    clear, cloudy = (of_hour(replace(NIGHT, humidity=30, clear=None, clouds=cover), NDIAYE) for cover in (0, 100))
    assert clear and cloudy
    assert clear.estimated == cloudy.estimated == frozenset()
    assert clear.mm < cloudy.mm


def test_an_hours_radiation_is_guessed_from_its_clouds() -> None:
    result = of_hour(replace(AFTERNOON, radiation=None, clouds=20.0), NDIAYE)
    assert result and result.estimated == {Input.RADIATION}
    assert result.mm == pytest.approx(0.63, abs=0.05)


def test_an_hours_humidity_is_guessed_from_the_days_lowest_temperature() -> None:
    result = of_hour(replace(AFTERNOON, humidity=None, day_low=26.4), NDIAYE)
    assert result and result.estimated == {Input.HUMIDITY}
    # 26.4 °C is the dew point of example 19's 3.445 kPa.
    assert result.mm == pytest.approx(0.63, abs=0.01)
    assert of_hour(replace(AFTERNOON, humidity=None, dew_point=26.4), NDIAYE) == replace(result, estimated=frozenset())


@pytest.mark.parametrize("unknown", [{"humidity": None}, {"radiation": None}])
def test_an_hour_of_which_too_little_is_known_is_unknown(unknown: dict[str, Any]) -> None:
    assert of_hour(replace(AFTERNOON, **unknown), NDIAYE) is None


def test_the_low_sun_tells_nothing_of_clouds() -> None:
    evening = replace(AFTERNOON, start=OCTOBER + timedelta(hours=3), radiation=0.2)
    result, told = of_hour(evening, NDIAYE), of_hour(replace(evening, clear=0.9), NDIAYE)
    assert result and result.estimated == {Input.CLOUDS}
    assert told and told.estimated == frozenset()


@given(days(), SITES)
@LAW
def test_a_day_never_draws_less_than_nothing_nor_more_than_deserts_do(weather: DayWeather, site: Site) -> None:
    assert 0 <= of_day(weather, site).mm < 60
    assert 0 <= hargreaves(weather, site).mm < 25


@given(HOURS, SITES)
@LAW
def test_an_hour_never_draws_less_than_nothing_nor_more_than_deserts_do(weather: HourWeather, site: Site) -> None:
    result = of_hour(weather, site)
    assert result is None or 0 <= result.mm < 4


@given(st.floats(5, 40), st.floats(0, 100), st.floats(0, 100), st.floats(0, 20))
@LAW
def test_in_a_room_drier_air_never_draws_less(celsius: float, one: float, other: float, light: float) -> None:
    dry, moist = sorted((one, other))
    assert indoors(celsius, moist, light).mm <= indoors(celsius, dry, light).mm


@given(st.floats(5, 40), st.floats(0, 100), st.floats(0, 20), st.floats(0, 20))
@LAW
def test_in_a_room_more_light_never_draws_less(celsius: float, humidity: float, one: float, other: float) -> None:
    dim, bright = sorted((one, other))
    assert indoors(celsius, humidity, dim).mm <= indoors(celsius, humidity, bright).mm


@given(st.floats(5, 40), st.floats(5, 40), st.floats(0, 100), st.floats(0, 20))
@LAW
def test_in_a_room_warmer_air_of_the_same_humidity_never_draws_less(
    one: float, other: float, humidity: float, light: float
) -> None:
    cold, warm = sorted((one, other))
    assert indoors(cold, humidity, light).mm <= indoors(warm, humidity, light).mm + 1e-9


def test_a_living_room_draws_less_than_a_millimetre_a_day() -> None:
    assert 0.5 < indoors(21, 45, 0.5).mm < 1.0
    assert indoors(21, 45, 0.5).estimated == {Input.WIND}
    assert indoors(21, 45).estimated == {Input.WIND, Input.RADIATION}


@pytest.mark.parametrize("value", [nan, inf, -1e4])
@pytest.mark.parametrize("name", ["temperature", "humidity", "radiation", "elevation_m"])
def test_a_room_that_cannot_be_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match="can't be"):
        indoors(**{"temperature": 21.0, "humidity": 45.0, "radiation": 1.0} | {name: value})


@pytest.mark.parametrize("height", [nan, 0.1, 1e4])
def test_wind_at_a_height_that_cannot_be_is_refused(height: float) -> None:
    with pytest.raises(ValueError, match="height"):
        of_day(replace(JULY, wind_height_m=height), BRUSSELS)
