"""Weather that can't be is refused, whether anybody needs the value or not."""

from datetime import UTC, datetime
from math import inf, nan
from typing import Any

import pytest

from custom_components.plantos.domain.weather import DayWeather, HourWeather, Site

from .conftest import NOW

A_DAY: dict[str, Any] = {"day": 187, "low": 12.3, "high": 21.5}
A_PLACE: dict[str, Any] = {"latitude": 50.0, "longitude": 10.0}
AN_HOUR: dict[str, Any] = {"start": NOW, "temperature": 20.0}

AIR = ["dew_point", "humidity", "wind", "radiation", "clouds"]
OF_DAY = [*AIR, "day", "low", "high", "humidity_low", "humidity_high", "sunshine_h"]
OF_HOUR = [*AIR, "temperature", "day_low", "clear"]


@pytest.mark.parametrize("value", [nan, inf, -inf, 1e4])
@pytest.mark.parametrize("name", OF_DAY)
def test_a_day_that_cannot_be_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match="can't be"):
        DayWeather(**A_DAY | {name: value})


@pytest.mark.parametrize("value", [nan, inf, -inf, 1e4])
@pytest.mark.parametrize("name", OF_HOUR)
def test_an_hour_that_cannot_be_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match="can't be"):
        HourWeather(**AN_HOUR | {name: value})


@pytest.mark.parametrize("value", [nan, inf, 1e4])
@pytest.mark.parametrize("name", ["latitude", "longitude", "elevation_m"])
def test_a_place_that_is_not_on_earth_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match="can't be"):
        Site(**A_PLACE | {name: value})


@pytest.mark.parametrize("changes", [{"low": 22.0}, {"humidity_low": 80.0, "humidity_high": 70.0}])
def test_extremes_the_wrong_way_round_are_refused(changes: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="highest"):
        DayWeather(**A_DAY | changes)


def test_an_hour_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        HourWeather(datetime(2026, 7, 6, 12, tzinfo=UTC).replace(tzinfo=None), 20.0)


def test_what_is_unknown_is_unknown() -> None:
    assert DayWeather(**A_DAY).humidity is None
    assert HourWeather(**AN_HOUR).radiation is None
