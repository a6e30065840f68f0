"""Nothing flows from a supply, or through an outlet, that can't be trusted with it."""

from dataclasses import replace
from math import nan
from typing import Any

import pytest

from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.domain.guardrails import check
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.domain.snapshots import OutletState, Snapshot
from custom_components.plantos.domain.supplies import Supply, SupplyState

from .conftest import a_command, a_plant, a_snapshot
from .test_guardrails import DRY, EVERYBODY, denials

BARREL = Supply(supply_id="barrel", name="Rain barrel", tank_min_l=2.0)
SOMEBODY = pytest.mark.parametrize("origin", [Origin.MANUAL, Origin.ACTION, Origin.FOREIGN])


def drinking(plant: Plant | None = None, **state: Any) -> Snapshot:
    """A dry plant that drinks from a barrel of which 2 litres are not to be used."""
    return replace(a_snapshot(DRY, plant=plant), supply=SupplyState(supply=BARREL, **state))


def warnings(origin: Origin, snapshot: Snapshot) -> list[str]:
    return [warning.key for warning in check(a_command(origin=origin), snapshot).warnings]


# --- the supply itself ------------------------------------------------------------------------------


@EVERYBODY
def test_a_supply_without_tank_and_sensors_hinders_nobody(origin: Origin) -> None:
    verdict = check(a_command(origin=origin), drinking())
    assert (verdict.violations, verdict.warnings) == ((), ())


@EVERYBODY
def test_nothing_flows_from_a_blocked_supply_and_its_own_reason_is_told(origin: Origin) -> None:
    blocked = reason("denied_pump_unconfirmed", supply="Rain barrel")
    verdict = check(a_command(origin=origin, override=True), drinking(blocked=blocked))
    assert verdict.violations == (blocked,)


# --- leaks ------------------------------------------------------------------------------------------


@EVERYBODY
def test_nothing_flows_into_a_leak(origin: Origin) -> None:
    verdict = check(a_command(origin=origin, override=True), drinking(watches_leaks=True, leak=True))
    assert verdict.violations == (reason("denied_leak", supply="Rain barrel"),)


@EVERYBODY
def test_a_leak_sensor_that_is_dry_hinders_nobody(origin: Origin) -> None:
    verdict = check(a_command(origin=origin), drinking(watches_leaks=True, leak=False))
    assert (verdict.violations, verdict.warnings) == ((), ())


def test_a_leak_sensor_that_says_nothing_starts_no_automatic_watering() -> None:
    assert denials(a_command(), drinking(watches_leaks=True, leak=None)) == ["denied_leak_unknown"]


@SOMEBODY
def test_somebody_may_water_past_a_silent_leak_sensor_and_is_warned(origin: Origin) -> None:
    snapshot = drinking(watches_leaks=True, leak=None)
    assert denials(a_command(origin=origin), snapshot) == []
    assert warnings(origin, snapshot) == ["warned_supply_unknown"]


# --- the tank ---------------------------------------------------------------------------------------


@EVERYBODY
@pytest.mark.parametrize(("tank_ml", "allowed"), [(2_100.0, True), (2_099.9, False), (2_000.0, False), (0.0, False)])
def test_a_tank_gives_a_whole_dose_above_its_reserve_or_nothing(tank_ml: float, allowed: bool, origin: Origin) -> None:
    command = a_command(100.0, origin, override=True)
    assert denials(command, drinking(has_tank=True, tank_ml=tank_ml)) == ([] if allowed else ["denied_tank_empty"])


def test_a_denied_dose_says_how_much_the_tank_has_left() -> None:
    [violation] = check(a_command(250.0), drinking(has_tank=True, tank_ml=2_120.0)).violations
    assert violation == reason("denied_tank_empty", supply="Rain barrel", amount=250.0, left=120.0)


@EVERYBODY
def test_a_tank_whose_level_is_no_number_gives_nothing(origin: Origin) -> None:
    assert denials(a_command(origin=origin), drinking(has_tank=True, tank_ml=nan)) == ["denied_tank_empty"]


def test_a_tank_of_unknown_level_starts_no_automatic_watering() -> None:
    assert denials(a_command(), drinking(has_tank=True, tank_ml=None)) == ["denied_tank_unknown"]


@SOMEBODY
def test_somebody_may_water_from_a_tank_of_unknown_level_and_is_warned(origin: Origin) -> None:
    snapshot = drinking(has_tank=True, tank_ml=None)
    assert denials(a_command(origin=origin), snapshot) == []
    assert warnings(origin, snapshot) == ["warned_supply_unknown"]


def test_a_strategy_is_not_warned_of_what_denies_it() -> None:
    assert warnings(Origin.AUTOMATIC, drinking(has_tank=True, watches_leaks=True)) == []


@SOMEBODY
def test_a_tank_and_a_leak_sensor_that_answer_are_nothing_to_warn_of(origin: Origin) -> None:
    snapshot = drinking(has_tank=True, tank_ml=9_000.0, watches_leaks=True, leak=False)
    assert warnings(origin, snapshot) == []


# --- the outlet -------------------------------------------------------------------------------------


@EVERYBODY
def test_an_outlet_that_failed_too_often_is_not_opened(origin: Origin) -> None:
    snapshot = replace(a_snapshot(DRY), outlet_rests=True)
    verdict = check(a_command(origin=origin, override=True), snapshot)
    assert verdict.violations == (reason("denied_breaker_open", plant="Basil"),)


def test_an_outlet_that_a_hand_has_opened_is_looked_after_as_it_is() -> None:
    assert denials(a_command(origin=Origin.FOREIGN), a_snapshot(DRY, outlet=OutletState.OPEN)) == []


@pytest.mark.parametrize(
    ("amount", "pulse", "allowed"),
    [
        # 30 s of an unmeasured outlet: 28 s · 10 ml/s ÷ 1.2 is 233.3 ml.
        (480.0, 233.0, True),
        (480.0, 234.0, False),
        (480.0, None, False),
        (200.0, 480.0, True),
    ],
)
def test_of_a_run_in_pulses_each_one_must_fit_into_the_outlets_longest_run(
    amount: float, pulse: float | None, allowed: bool
) -> None:
    plant = a_plant(flow_calibrated=False, pulse_ml=pulse)
    assert denials(a_command(amount), a_snapshot(DRY, plant=plant)) == ([] if allowed else ["denied_run_too_long"])


@pytest.mark.parametrize(("pulses", "allowed"), [(1, False), (2, False), (3, True)])
def test_pulses_that_a_decision_plans_must_fit_into_the_outlets_longest_run(pulses: int, allowed: bool) -> None:
    command = a_command(480.0).model_copy(update={"pulses": pulses})
    found = denials(command, a_snapshot(DRY, plant=a_plant(flow_calibrated=False)))
    assert found == ([] if allowed else ["denied_run_too_long"])


def test_pulses_do_not_lift_the_runs_limit() -> None:
    plant = a_plant(pulse_ml=50.0)
    assert denials(a_command(501.0), a_snapshot(DRY, plant=plant)) == ["denied_run_limit"]


@EVERYBODY
def test_whoever_waters_through_an_unmeasured_outlet_is_warned(origin: Origin) -> None:
    snapshot = a_snapshot(DRY, plant=a_plant(flow_calibrated=False, flow_ml_s=12.5))
    verdict = check(a_command(origin=origin), snapshot)
    assert (verdict.allowed, verdict.warnings) == (True, (reason("warned_unmeasured", flow=12.5),))
