"""A forecast is a straight line through how a plant has been drying."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from operator import add, sub

from hypothesis import example, given, strategies as st
import pytest

from custom_components.plantos.domain.forecast import dry_at

from .conftest import HOUR, LAW, MINUTE, NOW

type Points = list[tuple[datetime, float]]

STEP = timedelta(minutes=30)


def every_half_hour(values: Sequence[float]) -> Points:
    return [(NOW + STEP * number, value) for number, value in enumerate(values)]


def drying(start: float, per_hour: float, count: int = 12) -> Points:
    return every_half_hour([start - per_hour * number / 2 for number in range(count)])


@pytest.mark.parametrize(
    ("per_hour", "minimum", "hours"), [(2.0, 30.0, 4.5), (2.0, 38.0, 0.5), (1.0, 30.0, 14.5), (0.1, 30.0, 194.5)]
)
def test_a_straight_fall_reaches_the_minimum_where_the_line_does(per_hour: float, minimum: float, hours: float) -> None:
    points = drying(50.0, per_hour)
    dry = dry_at(points, minimum)
    assert dry is not None
    assert abs(dry - points[-1][0] - timedelta(hours=hours)) < timedelta(seconds=1)


def test_a_noisy_fall_is_forecast_like_a_straight_one() -> None:
    points = [(at, value + (0.2 if number % 2 else -0.2)) for number, (at, value) in enumerate(drying(50.0, 1.0, 48))]
    dry = dry_at(points, 20.0)
    assert dry is not None
    assert abs(dry - NOW - 30 * HOUR) < HOUR


@pytest.mark.parametrize("minimum", [39.0, 45.0, 100.0])
def test_soil_at_or_below_the_minimum_is_dry_now(minimum: float) -> None:
    points = drying(50.0, 2.0)
    assert dry_at(points, minimum) == points[-1][0]


def test_a_last_value_below_the_line_is_believed() -> None:
    points = drying(50.0, 2.0)
    points[-1] = (points[-1][0], 29.0)
    assert dry_at(points, 30.0) == points[-1][0]


drops = st.lists(st.floats(0.01, 5.0), min_size=5, max_size=60)


@given(drops, st.floats(0, 100))
@LAW
def test_a_drying_plant_is_never_dry_before_the_last_point_nor_after_thirty_days(
    falls: list[float], minimum: float
) -> None:
    values = list(accumulate(falls, sub, initial=100.0))
    points = every_half_hour(values)
    dry = dry_at(points, minimum)
    assert dry is None or timedelta() <= dry - points[-1][0] <= timedelta(days=30)


@given(drops, st.floats(0, 100))
@LAW
def test_nothing_is_forecast_while_the_soil_gets_wetter(rises: list[float], minimum: float) -> None:
    values = list(accumulate(rises, add, initial=0.0))
    assert dry_at(every_half_hour(values), minimum) is None


@given(drops, st.floats(0, 100), st.floats(0, 100))
@LAW
def test_a_lower_minimum_is_never_reached_earlier(falls: list[float], one: float, other: float) -> None:
    values = list(accumulate(falls, sub, initial=100.0))
    low, high = sorted((one, other))
    later, earlier = dry_at(every_half_hour(values), low), dry_at(every_half_hour(values), high)
    assert later is None or (earlier is not None and earlier <= later)


@pytest.mark.parametrize("value", [0.0, 30.0, 45.0, 100.0])
def test_nothing_is_forecast_while_the_soil_stays_as_it_is(value: float) -> None:
    assert dry_at(every_half_hour([value] * 12), 30.0) is None


@pytest.mark.parametrize(
    "values",
    [
        [sum([46.3] * 3) / 3] * 214,
        [40.2, 40.3, 40.1, 40.2, 40.2, 40.3, 40.3, 40.0, 40.0, 40.3, 40.3, 40.2, 40.2, 40.1, 40.3, 40.2],
    ],
    ids=["one value of three samples each", "a value that comes and goes"],
)
def test_nothing_is_forecast_while_rounding_is_all_that_changes(values: list[float]) -> None:
    # Their slopes are some 1e-17 % an hour, which no date reaches.
    assert dry_at([(NOW + 10 * MINUTE * number, value) for number, value in enumerate(values)], 15.0) is None


@given(st.lists(st.floats(0, 100), max_size=60), st.floats(0, 100))
@example([40.2, 40.3, 40.1, 40.2, 40.2, 40.3, 40.3, 40.0, 40.0, 40.3, 40.3, 40.2, 40.2, 40.1, 40.3, 40.2], 15.0)
@LAW
def test_whatever_was_measured_a_forecast_is_unknown_or_within_thirty_days(values: list[float], minimum: float) -> None:
    points = every_half_hour(values)
    dry = dry_at(points, minimum)
    assert dry is None or timedelta() <= dry - points[-1][0] <= timedelta(days=30)


@pytest.mark.parametrize(("count", "known"), [(0, False), (1, False), (5, False), (6, True)])
def test_a_forecast_takes_six_points(count: int, known: bool) -> None:
    assert (dry_at(drying(50.0, 2.0, count), 30.0) is not None) is known


@pytest.mark.parametrize(("minutes", "known"), [(119, False), (120, True)])
def test_a_forecast_takes_two_hours(minutes: int, known: bool) -> None:
    points = [(NOW + MINUTE * minutes * number / 11, 50.0 - number) for number in range(12)]
    assert (dry_at(points, 30.0) is not None) is known


@pytest.mark.parametrize(("per_hour", "known"), [(0.0127, False), (0.0128, True)])
def test_nothing_is_forecast_beyond_thirty_days(per_hour: float, known: bool) -> None:
    # 9.2 % in thirty days are 0.01278 % an hour.
    points = drying(50.0 + 5.5 * per_hour, per_hour)
    assert (dry_at(points, 40.8) is not None) is known
