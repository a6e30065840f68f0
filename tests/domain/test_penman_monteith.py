"""The equation of Penman and Monteith gives what FAO-56 prints, and obeys physics elsewhere."""

from collections.abc import Callable
from math import inf, nan

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.penman_monteith import DAY, HOUR, MM_PER_MJ, combination, wind_at_2m
from custom_components.plantos.domain.vapour import saturation_slope

from .conftest import LAW

AIR = st.floats(-30, 50)
ENERGY = st.floats(-8, 40)
DEFICIT = st.floats(0, 8)
WIND = st.floats(0.5, 20)
HEIGHT = st.floats(0, 4_000)
PERIOD = st.sampled_from([DAY, HOUR])


def test_a_month_in_bangkok_draws_the_water_of_example_17() -> None:
    # The paper adds 3.97 and 1.75, each rounded.
    assert combination(30.2, 14.33 - 0.14, 4.42 - 2.85, 2, 2, DAY) == pytest.approx(5.72, abs=0.01)


def test_a_day_in_brussels_draws_the_water_of_example_18() -> None:
    assert round(combination(16.9, 13.28, 0.589, 2.078, 100, DAY), 2) == 3.88


def test_hours_in_senegal_draw_the_water_of_example_19() -> None:
    assert round(combination(28, -0.050, 0.378, 1.9, 8, HOUR), 2) == 0.00
    assert round(combination(38, 1.574, 3.180, 3.3, 8, HOUR), 2) == 0.63


@pytest.mark.parametrize(("speed", "height", "at_2_m"), [(3.2, 10, 2.4), (2.78, 10, 2.08), (3.0, 2, 3.0)])
def test_wind_at_another_height_is_that_of_examples_14_and_18(speed: float, height: float, at_2_m: float) -> None:
    assert wind_at_2m(speed, height) == pytest.approx(at_2_m, abs=0.01)


@given(AIR, ENERGY, ENERGY, DEFICIT, WIND, HEIGHT, PERIOD)
@LAW
def test_more_energy_never_draws_less(
    celsius: float, one: float, other: float, deficit: float, wind: float, height: float, period: float
) -> None:
    less, more = sorted((one, other))
    at_less = combination(celsius, less, deficit, wind, height, period)
    assert 0 <= at_less <= combination(celsius, more, deficit, wind, height, period)


@given(AIR, ENERGY, DEFICIT, DEFICIT, WIND, HEIGHT, PERIOD)
@LAW
def test_drier_air_never_draws_less(
    celsius: float, energy: float, one: float, other: float, wind: float, height: float, period: float
) -> None:
    moist, dry = sorted((one, other))
    at_moist = combination(celsius, energy, moist, wind, height, period)
    assert at_moist <= combination(celsius, energy, dry, wind, height, period)


@given(AIR, st.floats(-8, 0), DEFICIT, WIND, WIND, HEIGHT, PERIOD)
@LAW
def test_without_sun_more_wind_never_draws_less(
    celsius: float, energy: float, deficit: float, one: float, other: float, height: float, period: float
) -> None:
    calm, windy = sorted((one, other))
    at_calm = combination(celsius, energy, deficit, calm, height, period)
    assert at_calm <= combination(celsius, energy, deficit, windy, height, period) + 1e-12


@given(AIR, st.floats(0, 40), WIND, WIND, HEIGHT, PERIOD)
@LAW
def test_in_saturated_air_more_wind_only_cools_leaves(
    celsius: float, energy: float, one: float, other: float, height: float, period: float
) -> None:
    calm, windy = sorted((one, other))
    at_windy = combination(celsius, energy, 0, windy, height, period)
    assert at_windy <= combination(celsius, energy, 0, calm, height, period) + 1e-12


@given(AIR, st.floats(0, 40), HEIGHT, PERIOD)
@LAW
def test_saturated_still_air_draws_no_more_than_the_energy_evaporates(
    celsius: float, energy: float, height: float, period: float
) -> None:
    assert combination(celsius, energy, 0, 0, height, period) <= MM_PER_MJ * energy


def test_dew_counts_as_none() -> None:
    assert combination(5, -5, 0.1, 0.5, 0, DAY) == 0
    # Saturated air can't be more than saturated, whatever two probes say.
    assert combination(5, 5, -1, 2, 0, DAY) == combination(5, 5, 0, 2, 0, DAY)


def test_warm_leaves_turn_more_of_the_energy_into_vapour() -> None:
    assert saturation_slope(30) > 2 * saturation_slope(10)
    assert combination(30, 10, 0, 2, 0, DAY) > combination(10, 10, 0, 2, 0, DAY)


@pytest.mark.parametrize(
    "reckon",
    [
        lambda value: combination(value, 10, 1, 2, 0, DAY),
        lambda value: combination(20, value, 1, 2, 0, DAY),
        lambda value: combination(20, 10, value, 2, 0, DAY),
        lambda value: combination(20, 10, 1, value, 0, DAY),
        lambda value: combination(20, 10, 1, 2, value, DAY),
        lambda value: wind_at_2m(value, 10),
        lambda value: wind_at_2m(3, value),
    ],
)
@pytest.mark.parametrize("value", [nan, inf, -inf, 1e6])
def test_what_is_no_number_or_impossible_is_refused(reckon: Callable[[float], float], value: float) -> None:
    with pytest.raises(ValueError, match="can't be"):
        reckon(value)


@pytest.mark.parametrize("height", [0.0, 0.1, 0.4])
def test_wind_among_the_leaves_is_refused(height: float) -> None:
    with pytest.raises(ValueError, match="height"):
        wind_at_2m(3, height)
