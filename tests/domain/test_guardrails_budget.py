"""A month's water budget stops what waters by itself, and only tells people."""

from dataclasses import replace
from math import nan

import pytest

from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.domain.guardrails import check
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.domain.snapshots import Snapshot
from custom_components.plantos.domain.water_use import WaterBudget

from .conftest import a_command, a_snapshot
from .test_guardrails import DRY, EVERYBODY, denials

SOMEBODY = pytest.mark.parametrize("origin", [origin for origin in Origin if origin is not Origin.AUTOMATIC])


def given(used_ml: float, limit_ml: float = 10_000.0) -> Snapshot:
    """A dry plant of a hub that has given so much this month."""
    return replace(a_snapshot(DRY), budget=WaterBudget(limit_ml, used_ml))


def warnings(origin: Origin, snapshot: Snapshot) -> list[str]:
    return [warning.key for warning in check(a_command(origin=origin), snapshot).warnings]


@EVERYBODY
def test_a_hub_without_a_budget_hinders_nobody(origin: Origin) -> None:
    verdict = check(a_command(origin=origin), a_snapshot(DRY))
    assert (verdict.violations, verdict.warnings) == ((), ())


def test_the_budget_may_be_used_to_the_last_drop_and_no_further() -> None:
    assert denials(a_command(), given(9_900.0)) == []
    assert denials(a_command(), given(9_900.1)) == ["denied_budget"]


def test_who_is_denied_hears_what_is_left_of_the_budget() -> None:
    [violation] = check(a_command(), given(9_950.0)).violations
    assert violation == reason("denied_budget", amount=100.0, used=9.95, limit=10.0)


def test_the_rest_of_a_run_needs_the_budget_as_well() -> None:
    assert denials(a_command(continues=True), given(9_950.0)) == ["denied_budget"]


@pytest.mark.parametrize("budget", [WaterBudget(10_000.0, nan), WaterBudget(nan, 0.0)])
def test_a_budget_that_is_no_number_denies(budget: WaterBudget) -> None:
    assert denials(a_command(), replace(a_snapshot(DRY), budget=budget)) == ["denied_budget"]


@SOMEBODY
def test_who_waters_by_hand_is_warned_and_not_hindered(origin: Origin) -> None:
    verdict = check(a_command(origin=origin), given(9_950.0))
    assert verdict.violations == ()
    assert verdict.warnings == (reason("warned_budget", used=10.05, limit=10.0),)


@SOMEBODY
def test_nobody_is_warned_within_the_budget(origin: Origin) -> None:
    assert warnings(origin, given(9_900.0)) == []


def test_what_is_denied_is_not_warned_of_as_well() -> None:
    assert warnings(Origin.AUTOMATIC, given(9_950.0)) == []
