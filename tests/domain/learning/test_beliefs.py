"""A belief is moved on and corrected as a Kalman filter does, and stays sound whatever happens."""

from math import exp, isfinite, log

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.learning.beliefs import NUMBERS, Belief, Of, loosened, moved, named, reset, seen
from tests.domain.conftest import LAW

from .lives import STEPS, Step, after


def a_belief(level: float = 45.0, shape: float = 0.0, capacity: float = 110.0, level_spread: float = 1.0) -> Belief:
    """A pot of 0.05 points a ml and 2 points a mm, half an hour from the probe, sure of all but the level."""
    mean = (level, 0.0, log(2.0), log(0.05), capacity, log(0.5), shape)
    spreads = [level_spread, *[1e-4] * 6]
    return Belief(
        mean, tuple(tuple(spreads[i] ** 2 if i == j else 0.0 for j in range(NUMBERS)) for i in range(NUMBERS))
    )


def test_soil_dries_by_its_demand() -> None:
    after_a_day, risen = moved(a_belief(), 24.0, 3.0)
    assert after_a_day.level == pytest.approx(39.0)
    assert risen == 0.0


def test_dry_soil_dries_slower_where_the_plant_has_shown_so() -> None:
    dry, moist = (moved(a_belief(level, shape=1.0), 1.0, 1.0)[0].level for level in (25.0, 50.0))
    assert 25.0 - dry == pytest.approx(1.0)
    assert 50.0 - moist == pytest.approx(2.0)


def test_water_reaches_the_probe_late() -> None:
    belief, risen = moved(a_belief(), 0.5, 0.0, 200.0)
    assert risen == pytest.approx(10.0 * (1 - exp(-1)))
    assert belief.level == pytest.approx(45.0 + risen)
    later, rest = moved(belief, 10.0, 0.0)
    assert later.level == pytest.approx(55.0)
    assert risen + rest == pytest.approx(10.0)


def test_what_soil_cannot_hold_drains_while_it_is_freshly_watered() -> None:
    full = a_belief(80.0, capacity=60.0)
    assert moved(full, 24.0, 0.0, fresh=True)[0].level == pytest.approx(60.0, abs=0.1)
    assert moved(full, 24.0, 0.0)[0].level == 80.0


def test_a_reading_counts_by_how_sure_it_is() -> None:
    # Kalman (1960): with equal variances, half of the difference and half of the variance.
    belief = seen(a_belief(45.0), 4.0, 1.0, most=5.0)
    assert belief.level == pytest.approx(47.0)
    assert belief.covariance[0][0] == pytest.approx(0.5)


def test_a_reading_far_off_pulls_no_harder_than_one_less_far() -> None:
    near, far = (seen(a_belief(45.0), difference, 1.0, most=2.0).level for difference in (2.0 * 2**0.5, 30.0))
    assert far == pytest.approx(near)


def test_what_rose_less_than_believed_lowers_the_response() -> None:
    belief = reset(a_belief(level_spread=0.1), {Of.RESPONSE: (log(0.05), 0.5)})
    belief, _ = moved(belief, 10.0, 0.0, 200.0)
    assert seen(belief, -3.0, 0.01, most=5.0).response < 0.045


def test_less_sure_numbers_go_together() -> None:
    belief = loosened(a_belief(), {Of.DRYING: 0.8, Of.RESPONSE: 0.8})
    tied = belief.covariance[Of.DRYING][Of.RESPONSE] / belief.spread(Of.DRYING) / belief.spread(Of.RESPONSE)
    assert tied == pytest.approx(1.0, abs=1e-3)


def test_a_number_set_anew_is_tied_to_no_other() -> None:
    belief = reset(loosened(a_belief(), {Of.DRYING: 0.8, Of.RESPONSE: 0.8}), {Of.RESPONSE: (log(0.1), 0.3)})
    assert belief.response == pytest.approx(0.1)
    assert belief.covariance[Of.DRYING][Of.RESPONSE] == 0.0
    assert belief.spread(Of.RESPONSE) == pytest.approx(0.3)


def test_every_number_can_be_looked_at() -> None:
    assert named(a_belief())["level"] == (45.0, 1.0)
    assert len(named(a_belief())) == NUMBERS


@given(st.floats(1, 99), st.floats(0.1, 48), st.floats(0, 10), st.floats(0, 3_000), st.floats(0, 3_000))
@LAW
def test_more_water_never_leaves_soil_drier(
    level: float, hours: float, demand: float, one: float, other: float
) -> None:
    little, much = sorted((one, other))
    belief = a_belief(level, shape=0.5, capacity=70.0)
    dry, wet = (moved(belief, hours, demand, ml)[0] for ml in (little, much))
    # Soil drains only once it is watered: the first drop of it sets free what stood above the capacity.
    assert wet.level >= dry.level - 1e-9 or little == 0.0


@given(STEPS)
@LAW
def test_whatever_a_plant_lives_through_its_model_stays_sound(steps: list[Step]) -> None:
    belief = after(steps).belief
    assert all(map(isfinite, belief.mean))
    assert 0 <= belief.level <= 110
    matrix = belief.covariance
    assert all(matrix[i][j] == matrix[j][i] for i in range(NUMBERS) for j in range(NUMBERS))
    assert all(matrix[i][i] > 0 for i in range(NUMBERS))
    for i in range(NUMBERS):
        for j in range(i):
            assert matrix[i][j] ** 2 <= matrix[i][i] * matrix[j][j] * (1 + 1e-6)
