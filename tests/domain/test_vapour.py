"""Vapour in air is what FAO-56 prints in its examples, and obeys physics elsewhere."""

from collections.abc import Callable
from math import inf, nan

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.vapour import (
    air_pressure,
    dew_point,
    mean_saturation_pressure,
    psychrometric_constant,
    saturation_pressure,
    saturation_slope,
    vapour_pressure,
    vapour_pressure_deficit,
)

from .conftest import LAW

AIR = st.floats(-40, 60)
HUMIDITY = st.floats(0, 100)


def test_the_air_is_thinner_at_1800_m_as_in_example_2() -> None:
    assert round(air_pressure(1_800), 1) == 81.8
    assert round(psychrometric_constant(1_800), 3) == 0.054


def test_the_saturation_pressure_of_a_day_is_that_of_example_3() -> None:
    assert round(saturation_pressure(24.5), 3) == 3.075
    assert round(saturation_pressure(15), 3) == 1.705
    assert round(mean_saturation_pressure(15, 24.5), 2) == 2.39
    assert round(saturation_pressure(19.75), 2) == 2.30


def test_a_psychrometer_tells_the_vapour_of_example_4() -> None:
    assert round(air_pressure(1_200), 1) == 87.9
    assert round(saturation_pressure(19.5), 3) == 2.267
    assert round(saturation_pressure(19.5) - 0.000662 * air_pressure(1_200) * (25.6 - 19.5), 2) == 1.91


def test_humidity_at_both_extremes_tells_the_vapour_and_deficit_of_examples_5_and_6() -> None:
    vapour = (vapour_pressure(18, 82) + vapour_pressure(25, 54)) / 2
    assert round(vapour, 2) == 1.70
    assert round(mean_saturation_pressure(18, 25) - vapour, 2) == 0.91
    assert round((vapour_pressure(18, 68) + vapour_pressure(25, 68)) / 2, 2) == 1.78


@pytest.mark.parametrize(("celsius", "slope"), [(30.2, 0.246), (16.9, 0.122), (28, 0.220), (38, 0.358), (20.7, 0.150)])
def test_the_slope_is_that_of_examples_17_to_20(celsius: float, slope: float) -> None:
    assert round(saturation_slope(celsius), 3) == slope


@given(st.floats(-30, 50))
@LAW
def test_the_slope_is_how_the_saturation_pressure_rises(celsius: float) -> None:
    rise = saturation_pressure(celsius + 0.01) - saturation_pressure(celsius - 0.01)
    assert saturation_slope(celsius) == pytest.approx(rise / 0.02, rel=1e-3)


@given(AIR, HUMIDITY, HUMIDITY)
@LAW
def test_moister_air_dries_less(celsius: float, one: float, other: float) -> None:
    dry, moist = sorted((one, other))
    assert 0 <= vapour_pressure_deficit(celsius, moist) <= vapour_pressure_deficit(celsius, dry)


@given(AIR, AIR, HUMIDITY)
@LAW
def test_warmer_air_of_the_same_relative_humidity_dries_more(one: float, other: float, humidity: float) -> None:
    cold, warm = sorted((one, other))
    assert vapour_pressure_deficit(cold, humidity) <= vapour_pressure_deficit(warm, humidity)


@given(AIR)
@LAW
def test_saturated_air_stands_at_its_dew_point(celsius: float) -> None:
    assert dew_point(saturation_pressure(celsius)) == pytest.approx(celsius, abs=1e-6)


@pytest.mark.parametrize(
    "reckon",
    [
        saturation_pressure,
        saturation_slope,
        dew_point,
        air_pressure,
        psychrometric_constant,
        lambda value: mean_saturation_pressure(value, 20),
        lambda value: mean_saturation_pressure(10, value),
        lambda value: vapour_pressure(value, 50),
        lambda value: vapour_pressure(20, value),
        lambda value: vapour_pressure_deficit(20, value),
    ],
)
@pytest.mark.parametrize("value", [nan, inf, -inf, 1e6])
def test_what_is_no_number_or_impossible_is_refused(reckon: Callable[[float], float], value: float) -> None:
    with pytest.raises(ValueError, match="can't be"):
        reckon(value)


@pytest.mark.parametrize("humidity", [-0.1, 100.1])
def test_a_relative_humidity_beyond_its_scale_is_refused(humidity: float) -> None:
    with pytest.raises(ValueError, match="relative humidity"):
        vapour_pressure(20, humidity)
