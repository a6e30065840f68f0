"""An alert rings once per crossing; a reading is told when it says something new."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.alerts import critical, critical_below, worth_telling
from custom_components.plantos.domain.readings import Measure, Reading
from custom_components.plantos.domain.settings import Settings

from .conftest import LAW, MINUTE, NOW, a_plant, a_reading, cached, quarantined


def rings(values: list[float | None]) -> int:
    """How often an alert begins while moisture goes through these values."""
    states = [False]
    for value in values:
        states.append(critical(value, states[-1]))
    return sum(now and not before for before, now in pairwise(states))


@pytest.mark.parametrize(("moisture", "alarmed"), [(0.0, True), (19.9, True), (20.0, False), (24.0, False)])
def test_moisture_is_critical_below_20(moisture: float, alarmed: bool) -> None:
    assert critical(moisture, was_critical=False) is alarmed


@pytest.mark.parametrize(("moisture", "alarmed"), [(20.0, True), (24.9, True), (25.0, False), (60.0, False)])
def test_an_alert_lasts_until_25(moisture: float, alarmed: bool) -> None:
    assert critical(moisture, was_critical=True) is alarmed


@pytest.mark.parametrize(
    ("minimum", "hub", "threshold"),
    [(30, 20, 20), (21, 20, 20), (20, 20, 40 / 3), (9, 20, 6), (30, 40, 20), (50, 40, 40)],
)
def test_soil_that_is_right_for_a_plant_never_endangers_it(minimum: float, hub: float, threshold: float) -> None:
    plant = a_plant(moisture_min=minimum)
    assert critical_below(plant, Settings(critical_moisture=hub)) == pytest.approx(threshold)


@pytest.mark.parametrize("was", [True, False])
def test_an_unknown_moisture_changes_nothing(was: bool) -> None:
    assert critical(None, was) is was


@pytest.mark.parametrize(
    ("values", "times"),
    [
        ([30, 21, 20], 0),
        ([30, 19, 18, 10], 1),
        ([19.9, 20.1, 19.9, 20.1, 19.9], 1),
        ([19, 24.9, 19], 1),
        ([19, 25, 19], 2),
        ([19, None, 19], 1),
    ],
)
def test_an_alert_rings_once_per_crossing(values: list[float | None], times: int) -> None:
    assert rings(values) == times


@given(st.lists(st.none() | st.floats(15.1, 24.9), max_size=50))
@LAW
def test_trembling_around_the_threshold_rings_at_most_once(values: list[float | None]) -> None:
    assert rings(values) <= 1


def of(*readings: Reading) -> dict[Measure, Reading]:
    return {reading.measure: reading for reading in readings}


def test_the_first_readings_are_told() -> None:
    assert worth_telling(of(a_reading(45.0)), {}, None)


def test_no_readings_are_not_told() -> None:
    assert not worth_telling({}, {}, None)


@pytest.mark.parametrize(("value", "told"), [(45.0, False), (45.9, False), (46.0, True), (44.0, True), (44.1, False)])
def test_a_change_of_one_point_is_told(value: float, told: bool) -> None:
    assert worth_telling(of(a_reading(value)), of(a_reading(45.0)), 10 * MINUTE) is told


@pytest.mark.parametrize(
    ("passed", "told"),
    [(timedelta(), False), (4.99 * MINUTE, False), (5 * MINUTE, True), (6 * MINUTE, True), (None, True)],
)
def test_readings_are_told_at_most_every_five_minutes(passed: timedelta | None, told: bool) -> None:
    assert worth_telling(of(a_reading(10.0)), of(a_reading(90.0)), passed) is told


@pytest.mark.parametrize("new", [cached(45.0), quarantined(45.0)])
def test_a_change_of_quality_is_told(new: Reading) -> None:
    assert worth_telling(of(new), of(a_reading(45.0)), 10 * MINUTE)
    assert worth_telling(of(a_reading(45.0)), of(new), 10 * MINUTE)


def test_a_value_that_becomes_unknown_is_told_once() -> None:
    assert worth_telling(of(quarantined(None)), of(quarantined(45.0)), 10 * MINUTE)
    assert worth_telling(of(quarantined(45.0)), of(quarantined(None)), 10 * MINUTE)
    assert not worth_telling(of(quarantined(None)), of(quarantined(None)), 10 * MINUTE)


def test_one_measure_that_changed_is_enough() -> None:
    warm, warmer = (a_reading(value, measure=Measure.TEMPERATURE) for value in (20.0, 22.0))
    assert worth_telling(of(a_reading(45.0), warmer), of(a_reading(45.0), warm), 10 * MINUTE)


def test_a_measure_that_is_new_is_told() -> None:
    warm = a_reading(20.0, measure=Measure.TEMPERATURE)
    assert worth_telling(of(a_reading(45.0), warm), of(a_reading(45.0)), 10 * MINUTE)


def test_time_alone_is_nothing_to_tell() -> None:
    assert not worth_telling(of(a_reading(45.0, NOW)), of(a_reading(45.0, NOW - 60 * MINUTE)), 60 * MINUTE)
