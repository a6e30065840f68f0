"""Years for tuning and years for judging never meet."""

from datetime import date

from closed_loop.scenarios import (
    CLIMATES,
    CROPS,
    LONGEST_SEASON,
    SOILS,
    Scenario,
    day_of,
    named,
    planting_of,
    scenarios,
    spread,
    years_of,
)
from hypothesis import given, strategies as st
import pytest

from .conftest import LAW

RECORD = (date(1976, 1, 1), date(2005, 12, 31))
FIRST = st.dates(date(1950, 1, 1), date(2000, 12, 31))
DAYS = st.sampled_from(["01/01", "03/15", "06/30", "11/01", "12/31"])


@given(FIRST, FIRST, DAYS, st.integers(1, 60), st.integers(1, 60))
@LAW
def test_no_year_is_for_tuning_and_for_judging(one: date, other: date, planting: str, few: int, many: int) -> None:
    record = (min(one, other), max(one, other))
    tune, test = years_of(*record, planting, "tune", few), years_of(*record, planting, "test", many)
    assert not set(tune) & set(test)


@given(FIRST, FIRST, DAYS, st.integers(1, 60))
@LAW
def test_every_year_has_its_whole_season_in_the_record(one: date, other: date, planting: str, count: int) -> None:
    first, last = min(one, other), max(one, other)
    for year in years_of(first, last, planting, "test", count):
        assert first <= day_of(year, planting)
        assert day_of(year, planting) + LONGEST_SEASON <= last


@given(st.lists(st.integers(1900, 2100), unique=True), st.integers(1, 200))
@LAW
def test_as_many_years_as_asked_for_or_as_there_are(years: list[int], count: int) -> None:
    chosen = spread(years, count)
    assert len(chosen) == len(set(chosen)) == min(count, len(years))
    assert set(chosen) <= set(years)


def test_the_usual_scenarios_are_sixty() -> None:
    found = scenarios(CLIMATES, CROPS, SOILS, dict.fromkeys(CLIMATES, RECORD), "test", 2)
    assert len(found) == len({scenario.key for scenario in found}) == 60


def test_years_called_by_name_take_the_place_of_the_split() -> None:
    found = scenarios(["brussels"], ["Maize"], ["Loam"], {"brussels": RECORD}, "test", 2, years=[1980])
    assert found == [Scenario("brussels", "Maize", "Loam", 1980, "05/01")]


def test_a_crop_is_planted_when_its_kind_is() -> None:
    assert planting_of("champion", "MaizeChampionGDD") == planting_of("champion", "Maize") == "05/05"


def test_a_climate_that_nobody_described_has_a_usual_day() -> None:
    assert planting_of("norfolk", "Quinoa") == "05/01"


def test_a_name_may_be_written_in_any_case() -> None:
    assert named(["tomato", "MAIZE"], CROPS, "crop") == ["Tomato", "Maize"]


def test_an_unknown_name_is_told_what_there_is() -> None:
    with pytest.raises(ValueError, match="no crop 'tomate'; there are: Tomato, Potato, Maize"):
        named(["tomate"], CROPS, "crop")
