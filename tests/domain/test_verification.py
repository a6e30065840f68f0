"""A watering that moved no probe is found out, and only where it should have moved one."""

from math import inf, nan
from random import Random

from hypothesis import assume, given, strategies as st
import pytest

from custom_components.plantos.domain.verification import Effect, effect, expected_rise, noise

from .conftest import LAW

POINTS = st.floats(0, 100)
RISES = st.floats(0, 100)


# --- noise ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [[], [40.0], [40.0, 60.0, 20.0, 80.0]])
def test_fewer_than_five_values_have_no_known_noise(values: list[float]) -> None:
    assert noise(values) == 0.0


def test_five_values_are_enough_to_know_the_noise() -> None:
    # Steps of 2, -2, 2, -4: their median is 0, they lie 2 from it.
    assert noise([40.0, 42.0, 40.0, 42.0, 38.0]) == pytest.approx(1.4826 * 2 / 2**0.5)


@pytest.mark.parametrize("sigma", [0.15, 1.0, 6.0])
def test_noise_is_the_standard_deviation_of_what_a_probe_adds(sigma: float) -> None:
    random = Random(7)
    assert noise([40.0 + random.gauss(0.0, sigma) for _ in range(1_000)]) == pytest.approx(sigma, rel=0.1)


@given(POINTS, st.floats(-2, 2), st.integers(5, 60))
@LAW
def test_drying_evenly_is_no_noise(start: float, slope: float, number: int) -> None:
    assert noise([start + slope * step for step in range(number)]) == pytest.approx(0.0, abs=1e-9)


def test_a_watering_in_between_is_no_noise() -> None:
    dry = [30.0 - 0.1 * step for step in range(20)]
    assert noise([*dry, *(value + 25.0 for value in dry)]) == pytest.approx(0.0, abs=1e-9)


@given(st.lists(POINTS, min_size=5, max_size=40), st.floats(-50, 50), st.floats(0.1, 10))
@LAW
def test_noise_follows_the_scale_and_not_the_level(values: list[float], level: float, scale: float) -> None:
    assert noise([level + scale * value for value in values]) == pytest.approx(scale * noise(values), abs=1e-6)


# --- what is expected -------------------------------------------------------------------------------


def test_a_pots_size_says_how_far_an_amount_should_raise_its_moisture() -> None:
    # 1 l of potting soil holds 550 ml when it is saturated.
    assert expected_rise(55.0, 1.0) == pytest.approx(10.0)
    assert expected_rise(100.0, 5.0) == pytest.approx(3.636, abs=0.001)


@pytest.mark.parametrize("responses", [[], [0.1], [0.1, 0.1]])
def test_what_was_learned_from_two_runs_is_not_enough(responses: list[float]) -> None:
    assert expected_rise(55.0, 1.0, responses) == pytest.approx(10.0)
    assert expected_rise(55.0, None, responses) is None


def test_what_was_learned_from_three_runs_is_believed_more_than_the_pots_size() -> None:
    assert expected_rise(100.0, 1.0, [0.05, 0.9, 0.06]) == pytest.approx(6.0)
    assert expected_rise(100.0, None, [0.05, 0.9, 0.06]) == pytest.approx(6.0)


def test_an_empty_tank_teaches_nothing_to_expect() -> None:
    assert expected_rise(55.0, 1.0, [0.0, 0.0, -0.01, 0.3]) == pytest.approx(10.0)


# --- the effect -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rise", "seen"),
    [(2.0, Effect.SEEN), (9.0, Effect.SEEN), (1.9, Effect.NONE), (0.0, Effect.NONE), (-3.0, Effect.NONE)],
)
def test_a_rise_of_two_points_is_an_effect(rise: float, seen: Effect) -> None:
    assert effect(30.0, 30.0 + rise, 10.0, 0.0) is seen


@pytest.mark.parametrize(("rise", "seen"), [(3.0, Effect.SEEN), (2.9, Effect.NONE)])
def test_a_noisy_probe_has_to_rise_by_three_times_its_noise(rise: float, seen: Effect) -> None:
    assert effect(30.0, 30.0 + rise, 10.0, 1.0) is seen


@pytest.mark.parametrize(("rise", "seen"), [(5.0, Effect.SEEN), (4.9, Effect.NONE)])
def test_the_least_rise_is_an_option(rise: float, seen: Effect) -> None:
    assert effect(30.0, 30.0 + rise, 10.0, 0.0, least_rise=5.0) is seen


@pytest.mark.parametrize(
    ("expected", "noise_points", "seen"),
    [(4.0, 0.0, Effect.NONE), (3.9, 0.0, Effect.UNJUDGED), (6.0, 1.0, Effect.NONE), (5.9, 1.0, Effect.UNJUDGED)],
)
def test_no_effect_is_said_only_where_twice_a_visible_rise_was_due(
    expected: float, noise_points: float, seen: Effect
) -> None:
    assert effect(30.0, 30.0, expected, noise_points) is seen


def test_no_effect_is_not_said_where_nobody_knows_what_to_expect() -> None:
    assert effect(30.0, 30.0, None, 0.0) is Effect.UNJUDGED


@pytest.mark.parametrize("expected", [None, 0.5, 10.0])
def test_a_visible_rise_is_an_effect_whatever_was_expected(expected: float | None) -> None:
    assert effect(30.0, 45.0, expected, 0.0) is Effect.SEEN


@pytest.mark.parametrize(("before", "after"), [(None, 40.0), (30.0, None), (None, None), (nan, 40.0), (30.0, inf)])
def test_without_a_reading_before_and_after_nothing_is_judged(before: float | None, after: float | None) -> None:
    assert effect(before, after, 10.0, 0.0) is Effect.UNJUDGED


@pytest.mark.parametrize(("before", "seen"), [(90.0, Effect.NONE), (90.1, Effect.UNJUDGED), (100.0, Effect.UNJUDGED)])
def test_soil_that_has_no_room_left_need_not_rise(before: float, seen: Effect) -> None:
    assert effect(before, before, 20.0, 0.0) is seen


@given(POINTS, POINTS, st.none() | RISES, st.floats(0, 10), st.floats(0.5, 20))
@LAW
def test_no_effect_is_said_if_and_only_if_a_rise_was_due_and_did_not_come(
    before: float, after: float, expected: float | None, noise_points: float, least: float
) -> None:
    visible = max(least, 3 * noise_points)
    seen = effect(before, after, expected, noise_points, least)
    if expected is not None and after - before > 3 * expected + 20:
        assert seen is Effect.EXCESS
    elif after - before >= visible:
        assert seen is Effect.SEEN
    else:
        due = expected is not None and expected >= 2 * visible and before + expected / 2 <= 100
        assert seen is (Effect.NONE if due else Effect.UNJUDGED)


@given(POINTS, st.floats(0, 100), st.floats(0, 5), st.floats(0, 5))
@LAW
def test_more_noise_never_turns_a_doubt_into_a_blame(
    before: float, expected: float, little: float, more: float
) -> None:
    assume(effect(before, before, expected, little) is not Effect.NONE)
    assert effect(before, before, expected, little + more) is not Effect.NONE
