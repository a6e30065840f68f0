"""What a room draws out of its plants follows from its warmth, its dry air and its light."""

from math import inf, nan

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.indoor_demand import HOURS, of_hour

from .conftest import LAW

WARMTH, HUMIDITY, LUX = st.floats(5, 40), st.floats(0, 100), st.floats(0, 200_000)


def test_an_hour_in_a_living_room_as_worked_by_hand() -> None:
    # 22 °C, 50 %: 1.322 kPa are missing, the slope is 0.161; 2,000 lx all day are 1.416 MJ/m², of which 1.091 stay.
    # (0.408·0.161·1.091 + 0.0674·900/295·0.5·1.322) / (0.161 + 0.0674·1.17) = 0.861 mm a day.
    assert of_hour(22.0, 50.0, 2_000.0) * HOURS == pytest.approx(0.861, abs=0.005)


def test_a_dark_night_draws_by_dry_air_alone() -> None:
    # 0.0674·900/295·0.5·1.322 / 0.240 = 0.566 mm a day.
    assert of_hour(22.0, 50.0, 0.0) * HOURS == pytest.approx(0.566, abs=0.005)


def test_without_a_light_a_place_away_from_the_window_is_meant() -> None:
    assert of_hour(22.0, 50.0, 0.0) < of_hour(22.0, 50.0) < of_hour(22.0, 50.0, 2_000.0)


def test_dark_air_that_is_full_of_water_draws_none() -> None:
    assert of_hour(22.0, 100.0, 0.0) == 0.0


def test_the_sun_on_a_window_sill_is_believed() -> None:
    assert 0.3 < of_hour(28.0, 40.0, 100_000.0) < 1.5


@pytest.mark.parametrize(
    ("temperature", "humidity", "lux"),
    [(nan, 50.0, None), (inf, 50.0, None), (22.0, 101.0, None), (22.0, 50.0, -1.0), (22.0, 50.0, nan)],
)
def test_what_cannot_be_true_is_refused(temperature: float, humidity: float, lux: float | None) -> None:
    with pytest.raises(ValueError, match="can't be"):
        of_hour(temperature, humidity, lux)


@given(WARMTH, HUMIDITY, LUX, LUX)
@LAW
def test_more_light_never_draws_less(temperature: float, humidity: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert of_hour(temperature, humidity, low) <= of_hour(temperature, humidity, high)


@given(WARMTH, HUMIDITY, HUMIDITY, LUX)
@LAW
def test_drier_air_never_draws_less(temperature: float, one: float, other: float, lux: float) -> None:
    dry, damp = sorted((one, other))
    assert of_hour(temperature, damp, lux) <= of_hour(temperature, dry, lux)


@given(WARMTH, HUMIDITY, LUX)
@LAW
def test_an_hour_draws_a_little_and_never_gives(temperature: float, humidity: float, lux: float) -> None:
    assert 0.0 <= of_hour(temperature, humidity, lux) < 2.0
