"""The demo garden's weather is one that plants live in."""

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.hardware.demo.twin import (
    surroundings,
)
from custom_components.plantos.hardware.demo.weather import DAY_S, air, thirst

from .pots import HOUR_S, LAW, a_pot, a_world


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """The twin needs no Home Assistant."""


day_seconds = st.floats(0, 365 * DAY_S)


@given(day_seconds, st.booleans())
@LAW
def test_the_air_is_one_that_plants_live_in(seconds: float, indoor: bool) -> None:
    around = air(seconds, indoor=indoor, noon_lux=20_000.0)
    assert 10.0 <= around.temperature <= 30.0
    assert 25.0 <= around.humidity <= 95.0
    assert 0.0 <= around.illuminance <= 25_000.0


@given(day_seconds, st.booleans())
@LAW
def test_the_air_pulls_water_out_of_plants_and_never_in(seconds: float, indoor: bool) -> None:
    assert thirst(air(seconds, indoor=indoor, noon_lux=20_000.0), 20_000.0) > 0.0


@pytest.mark.parametrize(("hour", "dark"), [(0, True), (5, True), (6, True), (7, False), (13, False), (21, True)])
def test_the_sun_shines_by_day(hour: int, dark: bool) -> None:
    assert (air(hour * HOUR_S, indoor=False, noon_lux=20_000.0).illuminance == 0.0) is dark


@pytest.mark.parametrize("indoor", [True, False])
def test_afternoons_are_warmer_and_drier_than_nights(indoor: bool) -> None:
    night, afternoon = (air(hour * HOUR_S, indoor=indoor, noon_lux=20_000.0) for hour in (3, 15))
    assert afternoon.temperature > night.temperature
    assert afternoon.humidity < night.humidity


def test_a_plant_is_thirstier_at_noon_than_at_night() -> None:
    night, noon = (air(hour * HOUR_S, indoor=True, noon_lux=20_000.0) for hour in (2, 13))
    assert thirst(noon, 20_000.0) > 5 * thirst(night, 20_000.0)


def test_a_pot_outdoors_has_other_air_than_one_indoors() -> None:
    world = a_world(inside=a_pot(), outside=a_pot(indoor=False))
    assert surroundings(world, "inside") == air(world.day_s, indoor=True, noon_lux=20_000.0)
    assert surroundings(world, "outside") == air(world.day_s, indoor=False, noon_lux=20_000.0)
