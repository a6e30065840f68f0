"""A plan reaches its target, keeps below the maximum, and never goes further than what was learned."""

from dataclasses import replace
from math import exp, log

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.learning import Limits, Outlook, forecast, plan
from custom_components.plantos.domain.learning.beliefs import Of, reset
from custom_components.plantos.domain.learning.planning import DEVIATIONS
from tests.domain.conftest import LAW

from .lives import STEPS, Step, after, steady

LIMITS = Limits(minimum=40.0, target=60.0, maximum=70.0, most_ml=2_000.0)
KNOWN = steady()
levels = st.floats(0, 100)
spreads = st.floats(0, 20)


def test_a_known_plant_is_watered_to_the_target() -> None:
    found = plan(KNOWN, Outlook(40.0, 0.3), LIMITS)
    assert found.after.mean == pytest.approx(60.0)
    assert found.dose_ml == pytest.approx(20.0 / KNOWN.belief.response)
    assert found.bounded_by == "target"


def test_the_less_a_response_is_known_the_smaller_is_the_dose() -> None:
    doses = []
    for spread in (0.1, 0.4, 0.8, 1.2):
        unsure = replace(KNOWN, belief=reset(KNOWN.belief, {Of.RESPONSE: (log(0.05), spread)}))
        doses.append(plan(unsure, Outlook(40.0, 0.3), LIMITS).dose_ml)
    assert doses == sorted(doses, reverse=True)
    assert doses[-1] < doses[0] / 3


def test_no_dose_is_twice_larger_than_the_largest_learned_from() -> None:
    found = plan(KNOWN, Outlook(5.0, 0.3), replace(LIMITS, target=95.0, maximum=100.0))
    assert found.dose_ml == pytest.approx(600.0, rel=0.1)
    assert found.bounded_by == "unlearned"


def test_a_plan_keeps_to_what_a_run_may_give() -> None:
    found = plan(KNOWN, Outlook(40.0, 0.3), replace(LIMITS, most_ml=120.0))
    assert (found.dose_ml, found.bounded_by) == (120.0, "limit")


def test_a_spent_day_leaves_nothing() -> None:
    assert plan(KNOWN, Outlook(40.0, 0.3), replace(LIMITS, most_ml=-5.0)).dose_ml == 0.0


def test_soil_is_not_filled_above_what_it_is_known_to_hold() -> None:
    holds = replace(KNOWN, belief=reset(KNOWN.belief, {Of.CAPACITY: (50.0, 1.0)}))
    assert plan(holds, Outlook(40.0, 0.3), LIMITS).after.mean == pytest.approx(50.0)


def test_soil_that_seems_to_hold_nothing_is_watered_all_the_same() -> None:
    holds = replace(KNOWN, belief=reset(KNOWN.belief, {Of.CAPACITY: (30.0, 1.0)}))
    assert plan(holds, Outlook(40.0, 0.3), LIMITS).after.mean == pytest.approx(50.0)


def test_water_on_its_way_is_counted() -> None:
    wet = replace(KNOWN, belief=reset(KNOWN.belief, {Of.PENDING: (200.0, 1.0)}))
    dry, same = plan(KNOWN, Outlook(40.0, 0.3), LIMITS), plan(wet, Outlook(40.0, 0.3), LIMITS)
    assert dry.dose_ml - same.dose_ml == pytest.approx(200.0, rel=0.01)


@given(STEPS, levels, spreads)
@LAW
def test_no_plan_predicts_more_than_the_maximum(steps: list[Step], level: float, spread: float) -> None:
    state = after(steps)
    found = plan(state, Outlook(level, spread), LIMITS)
    assert found.dose_ml >= 0
    if found.dose_ml > 0:
        assert found.after.mean <= LIMITS.maximum
        # Nor in nineteen of twenty cases.
        response = state.belief.response * exp(DEVIATIONS * state.belief.spread(Of.RESPONSE))
        assert level + DEVIATIONS * spread + found.dose_ml * response <= LIMITS.maximum + 1e-6


@given(STEPS, levels, levels, spreads)
@LAW
def test_more_dryness_never_lowers_the_dose(steps: list[Step], one: float, other: float, spread: float) -> None:
    state = after(steps)
    dry, wet = (plan(state, Outlook(level, spread), LIMITS).dose_ml for level in sorted((one, other)))
    assert dry >= wet


@given(STEPS, levels, spreads, spreads)
@LAW
def test_more_doubt_never_raises_the_dose(steps: list[Step], level: float, one: float, other: float) -> None:
    state = after(steps)
    sure, unsure = (plan(state, Outlook(level, spread), LIMITS).dose_ml for spread in sorted((one, other)))
    assert unsure <= sure


def test_a_forecast_dries_as_the_plant_does_and_gets_less_sure() -> None:
    now, day, week = (forecast(KNOWN, hours) for hours in (0.0, 24.0, 168.0))
    assert now and day and week
    assert now.mean - day.mean == pytest.approx(4.8, rel=0.2)
    assert now.spread < day.spread < week.spread


def test_a_thirstier_day_dries_more() -> None:
    calm, hot = forecast(KNOWN, 24.0, 0.05), forecast(KNOWN, 24.0, 0.15)
    assert calm and hot and hot.mean < calm.mean


@pytest.mark.parametrize(("hours", "demand"), [(400.0, 0.1), (24.0, 0.5), (-1.0, 0.1), (24.0, -0.1)])
def test_beyond_what_was_learned_nothing_is_forecast(hours: float, demand: float) -> None:
    assert forecast(KNOWN, hours, demand) is None


@given(STEPS, st.floats(0, 300), st.floats(0, 300))
@LAW
def test_without_water_soil_never_gets_wetter(steps: list[Step], one: float, other: float) -> None:
    state = after([*steps, (24.0, None, 0.1, 0.0, 0.0), (24.0, 50.0, 0.1, 0.0, 0.0)])
    early, late = (forecast(state, hours) for hours in sorted((one, other)))
    assert early is None or late is None or late.mean <= early.mean + 0.1
