"""A model learns from what fits, leaves out what can't be, and notices that a plant has become another."""

import pytest

from custom_components.plantos.domain.learning import Learned, Observation, learn
from custom_components.plantos.domain.learning.beliefs import Of
from tests.domain.conftest import HOUR, NOW

from .lives import Step, after, steady


def told(state: Learned, *moistures: float | None, ml: float = 0.0, demand: float = 0.0) -> Learned:
    """The model after hourly readings, the first of them with water."""
    for number, moisture in enumerate(moistures):
        state = learn(state, Observation(state.at + HOUR, moisture, demand, ml if number == 0 else 0.0))
    return state


def test_a_steady_plant_is_known_by_its_numbers() -> None:
    state = steady(response=0.05, drying=0.2)
    assert state.belief.response == pytest.approx(0.05, rel=0.1)
    # By 0.2 points in an hour of 0.1 mm.
    assert state.belief.drying == pytest.approx(2.0, rel=0.1)
    assert state.waterings >= 3


def test_a_first_reading_is_the_level() -> None:
    state = after([(1.0, 63.0, None, 0.0, 0.0)])
    assert state.belief.level == 63.0


def test_news_that_are_old_teach_nothing() -> None:
    state = steady()
    assert learn(state, Observation(NOW, 10.0)) == state
    assert learn(state, Observation(NOW - HOUR, 10.0, ml=500.0)) == state


def test_a_longer_silence_is_less_sure() -> None:
    state = steady()
    little, much = (learn(state, Observation(NOW + hours * HOUR)) for hours in (3, 60))
    assert state.belief.spread(Of.LEVEL) < little.belief.spread(Of.LEVEL) < much.belief.spread(Of.LEVEL)
    assert (little.silent_h, much.silent_h) == (3.0, 60.0)


def test_after_a_month_of_silence_the_level_is_anybodys_guess() -> None:
    assert learn(steady(), Observation(NOW + 720 * HOUR)).belief.spread(Of.LEVEL) >= 30.0


@pytest.mark.parametrize("wrong", [0.0, 100.0])
def test_two_readings_that_fit_nothing_change_nothing(wrong: float) -> None:
    state = steady()
    assert told(state, wrong, wrong).belief.level == pytest.approx(state.belief.level, abs=0.2)


def test_readings_that_do_not_fit_each_other_either_are_left_out() -> None:
    state = steady()
    wild = told(state, 3.0, 97.0, 15.0, 80.0, 100.0, 6.0)
    assert wild.changes == state.changes
    assert wild.belief.level == pytest.approx(state.belief.level, abs=0.5)


def test_three_readings_that_agree_are_a_new_level_of_a_plant_to_be_careful_with() -> None:
    state = steady()
    jumped = told(state, 70.0, 70.1, 69.9)
    assert jumped.belief.level == pytest.approx(69.9)
    assert jumped.changes == state.changes + 1
    for number in (Of.DRYING, Of.RESPONSE):
        assert jumped.belief.spread(number) > 3 * state.belief.spread(number)


def test_rain_may_raise_the_level_without_being_doubted() -> None:
    state = steady()
    level = state.belief.level + 12.0
    rained = learn(state, Observation(NOW + HOUR, level, 0.0, rain_mm=8.0))
    assert rained.belief.level == pytest.approx(level, abs=1.0)
    assert rained.belief.response == pytest.approx(state.belief.response, rel=0.05)
    assert rained.changes == state.changes


@pytest.mark.parametrize("factor", [0.25, 3.0])
def test_one_watering_tells_that_water_does_something_else_now(factor: float) -> None:
    state = told(steady(), *[None] * 4)
    level = state.belief.level + factor * 200.0 * state.belief.response
    changed = told(state, *[level] * 12, ml=200.0)
    assert changed.belief.response == pytest.approx(factor * state.belief.response, rel=0.15)
    assert changed.changes == state.changes + 1
    assert changed.belief.spread(Of.RESPONSE) > state.belief.spread(Of.RESPONSE)


@pytest.mark.parametrize(("silence", "counted"), [(0, 1), (11, 1), (40, 1), (47, 0), (200, 0)])
def test_a_watering_counts_at_the_first_reading_after_it_unless_that_comes_days_later(
    silence: int, counted: int
) -> None:
    state = told(steady(), *[None] * 4)
    risen = state.belief.level + 200.0 * state.belief.response
    watered = told(state, *[None] * (silence + 1), ml=200.0)
    assert watered.waterings == state.waterings
    assert told(watered, *[risen] * 8).waterings == state.waterings + counted


def test_a_watering_too_small_to_be_told_from_noise_does_not_count() -> None:
    state = told(steady(), *[None] * 4)
    sip = told(state, *[state.belief.level] * 8, ml=20.0)
    assert sip.waterings == state.waterings


def test_a_somewhat_weaker_response_is_learned_little_by_little() -> None:
    state = told(steady(), *[None] * 4)
    level = state.belief.level + 0.7 * 200.0 * state.belief.response
    weaker = told(state, *[level] * 12, ml=200.0)
    assert 0.65 < weaker.belief.response / state.belief.response < 0.95
    assert weaker.changes == state.changes


def test_an_empty_tank_is_not_what_a_plant_is_like() -> None:
    state = told(steady(), *[None] * 4)
    dry = told(state, *[state.belief.level] * 12, ml=400.0)
    assert dry.belief.response == pytest.approx(state.belief.response, rel=0.2)
    assert dry.belief.level == pytest.approx(state.belief.level, abs=0.5)


def test_a_plant_that_dries_three_times_as_fast_is_noticed_before_it_is_watered() -> None:
    state = steady(drying=0.2)
    start = state.belief.level
    faster = told(state, *[start - 0.6 * hour for hour in range(1, 31)], demand=0.1)
    assert faster.belief.drying == pytest.approx(6.0, rel=0.2)
    # As a rule the pot got smaller, and the next watering goes further.
    assert faster.belief.response > 1.5 * state.belief.response


def test_a_noisy_probe_is_known_as_one() -> None:
    steps: list[Step] = [(1.0, 50.0 + (3.0 if number % 2 else -3.0), 0.0, 0.0, 0.0) for number in range(200)]
    assert after(steps).noise == pytest.approx(3.0, rel=0.3)
    assert steady().noise < 0.5


def test_the_usual_demand_is_remembered() -> None:
    steps: list[Step] = [(1.0, 50.0, 0.3, 0.0, 0.0)] * 200
    assert after(steps).demand == pytest.approx(0.3, rel=0.05)


def test_the_largest_watering_is_forgotten_over_months() -> None:
    state = told(steady(), None, ml=200.0)
    later = state
    for _ in range(12):
        later = learn(later, Observation(later.at + 240 * HOUR, 50.0))
    assert later.ml_most == pytest.approx(state.ml_most / 4, rel=0.01)
