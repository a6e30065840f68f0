"""A gauge's rain is counted once, whether it counts, begins anew or tells how fast rain falls."""

from datetime import timedelta
from math import inf, nan

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.rain_gauge import Fallen, RainGauge

from .conftest import HOUR, LAW, MINUTE, NOW


def counted(*values: float) -> list[float | None]:
    """What a counter makes of these values, one a minute."""
    gauge = RainGauge()
    fallen = [gauge.counted(NOW + number * MINUTE, value) for number, value in enumerate(values)]
    return [each.mm if each else None for each in fallen]


def test_nobody_knows_what_fell_before_the_first_look() -> None:
    assert counted(12.5) == [None]


def test_what_a_counter_counts_has_fallen() -> None:
    assert counted(12.5, 12.5, 14.0) == [None, 0.0, 1.5]


def test_a_counter_that_begins_anew_counts_from_nothing() -> None:
    assert counted(12.5, 0.0, 0.4) == [None, 0.0, 0.4]
    assert counted(12.5, 0.3) == [None, 0.3]


def test_a_counter_that_wavers_counts_nothing_twice() -> None:
    assert counted(12.5, 12.4, 12.5, 12.6) == [None, 0.0, 0.0, pytest.approx(0.1)]


def test_a_counter_that_comes_back_with_all_it_ever_counted_is_not_believed() -> None:
    assert counted(1_234.0, 0.0, 1_234.0, 1_234.5) == [None, 0.0, None, 0.5]


@pytest.mark.parametrize("value", [nan, inf, -1.0])
def test_what_is_no_amount_changes_nothing(value: float) -> None:
    assert counted(1.0, value, 3.0) == [None, None, 2.0]


def test_rain_is_known_for_the_time_since_the_last_look() -> None:
    gauge = RainGauge()
    gauge.counted(NOW, 1.0)
    assert gauge.counted(NOW + 3 * HOUR, 4.0) == Fallen(3.0, 3 * HOUR)


def test_a_clock_that_was_set_back_counts_nothing() -> None:
    gauge = RainGauge()
    gauge.counted(NOW, 1.0)
    assert gauge.counted(NOW - HOUR, 2.0) is None
    assert gauge.counted(NOW - HOUR + MINUTE, 2.5) == Fallen(0.5, MINUTE)


def test_a_rate_is_the_mean_of_then_and_now() -> None:
    gauge = RainGauge()
    assert gauge.falling(NOW, 0.0) is None
    assert gauge.falling(NOW + 6 * MINUTE, 5.0) == Fallen(0.25, 6 * MINUTE)


def test_a_rate_says_nothing_of_a_long_silence() -> None:
    gauge = RainGauge()
    gauge.falling(NOW, 4.0)
    assert gauge.falling(NOW + 16 * MINUTE, 4.0) is None
    assert gauge.falling(NOW + 31 * MINUTE, 4.0) == Fallen(1.0, 15 * MINUTE)


def test_a_rate_that_no_cloud_has_is_not_believed() -> None:
    gauge = RainGauge()
    gauge.falling(NOW, 9_000.0)
    assert gauge.falling(NOW + 5 * MINUTE, 9_000.0) is None


@given(st.lists(st.floats(0, 50), min_size=1, max_size=30), st.integers(0, 30))
@LAW
def test_every_drop_is_counted_once_wherever_the_counter_begins_anew(showers: list[float], at: int) -> None:
    shown, values = 100.0, [100.0]
    for number, shower in enumerate(showers):
        # One that begins anew does so while it is dry.
        values += [shown := 0.0] if number == at else []
        values.append(shown := shown + shower)
    assert sum(mm or 0.0 for mm in counted(*values)) == pytest.approx(sum(showers))


@given(st.lists(st.floats(-1, 400) | st.just(nan), max_size=30))
@LAW
def test_rain_is_never_negative(values: list[float]) -> None:
    gauge = RainGauge()
    for number, value in enumerate(values):
        fallen = gauge.counted(NOW + number * timedelta(seconds=30), value)
        assert fallen is None or 0 <= fallen.mm < 400
