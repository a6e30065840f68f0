"""A thousand random days and 300 hours agree with what pyet and pyfao56 reckon.

The tables are made by make_fao56_days.py, in an environment of its own: `uv run tests/domain/make_fao56_days.py`.
"""

from datetime import UTC, datetime, timedelta
import json
from math import pi, sin
from pathlib import Path

import pytest

from custom_components.plantos.domain.evapotranspiration import of_day, of_hour
from custom_components.plantos.domain.weather import DayWeather, HourWeather, Site

TABLES: dict[str, list[list[float]]] = json.loads(
    Path(__file__).with_name("fao56_days.json").read_text(encoding="utf-8")
)
# They round some constants otherwise. Where hardly anything is drawn, a share of it says nothing.
SHARE = 0.002
HARDLY_A_DAY, HARDLY_AN_HOUR = 0.002, 0.0001
NEW_YEAR = datetime(2025, 1, 1, tzinfo=UTC)


def reckoned(row: list[float]) -> float:
    day, latitude, elevation, low, high, humidity_low, humidity_high, wind, radiation = row[:9]
    weather = DayWeather(
        day=int(day),
        low=low,
        high=high,
        humidity_low=humidity_low,
        humidity_high=humidity_high,
        wind=wind,
        wind_height_m=2.0,
        radiation=radiation,
    )
    result = of_day(weather, Site(latitude, 0.0, elevation))
    assert not result.estimated
    return result.mm


def reckoned_hour(row: list[float]) -> float:
    day, latitude, elevation, middle, temperature, humidity, wind, radiation = row[:8]
    weather = HourWeather(
        start=NEW_YEAR + timedelta(days=int(day) - 1, hours=middle - 0.5),
        temperature=temperature,
        humidity=humidity,
        wind=wind,
        wind_height_m=2.0,
        radiation=radiation,
    )
    result = of_hour(weather, Site(latitude, 0.0, elevation))
    assert result is not None and not result.estimated
    return result.mm


def test_there_are_a_thousand_days_of_every_season_and_300_hours() -> None:
    days = TABLES["days"]
    assert len(days) == 1_000
    assert len(TABLES["hours"]) == 300
    assert {int(row[0]) // 92 for row in days} == {0, 1, 2, 3}
    assert min(row[9] for row in days) < 0.5 and max(row[9] for row in days) > 10


@pytest.mark.parametrize("column", [9, 10], ids=["pyet", "pyfao56"])
def test_every_day_agrees_to_two_parts_in_a_thousand(column: int) -> None:
    wrong = [row for row in TABLES["days"] if reckoned(row) != pytest.approx(row[column], rel=SHARE, abs=HARDLY_A_DAY)]
    assert not wrong


def test_every_hour_agrees_to_two_parts_in_a_thousand() -> None:
    wrong = [
        row for row in TABLES["hours"] if reckoned_hour(row) != pytest.approx(row[8], rel=SHARE, abs=HARDLY_AN_HOUR)
    ]
    assert not wrong


def test_the_hours_of_a_fair_day_add_up_to_about_the_day() -> None:
    site = Site(48.0, 0.0, 300.0)
    total = 0.0
    for hour in range(24):
        # Coldest at 3, warmest at 15; as bright as a clear June day.
        temperature = 20 + 7 * sin((hour + 0.5 - 9) / 24 * 2 * pi)
        weather = HourWeather(
            start=NEW_YEAR + timedelta(days=171, hours=hour),
            temperature=temperature,
            dew_point=12.0,
            wind=3.0,
            clouds=0,
        )
        result = of_hour(weather, site)
        assert result is not None
        total += result.mm
    day = of_day(DayWeather(172, 13.0, 27.0, dew_point=12.0, wind=3.0, clouds=0), site)
    assert total == pytest.approx(day.mm, rel=0.1)
