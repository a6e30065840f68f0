"""Everything somebody should look at is named, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from custom_components.plantos.domain.decisions import Decision
from custom_components.plantos.domain.problems import is_undecided, problems
from custom_components.plantos.domain.readings import Fault, Measure, Reading, Source
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.domain.snapshots import OutletState

from .conftest import NOW, a_plant, a_reading, a_snapshot, cached


def test_a_plant_that_is_well_has_no_problem() -> None:
    fresh = [a_reading(45.0, measure=measure) for measure in Measure]
    assert problems(a_snapshot(*fresh), critical=False) == ()


def test_critical_moisture_is_a_problem() -> None:
    assert problems(a_snapshot(a_reading(15.0)), critical=True) == ("critical_moisture",)


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("fault", Fault)
def test_each_faulty_probe_is_named_with_its_fault(measure: Measure, fault: Fault) -> None:
    reading = Reading(measure, 45.0, NOW, Source.CACHE, 0.0, fault)
    assert problems(a_snapshot(reading), critical=False) == (f"{measure.value}_{fault.value}",)


@pytest.mark.parametrize(("moisture", "found"), [(90.0, ()), (90.1, ("waterlogged",)), (100.0, ("waterlogged",))])
def test_soil_above_90_is_waterlogged(moisture: float, found: tuple[str, ...]) -> None:
    assert problems(a_snapshot(a_reading(moisture)), critical=False) == found


@pytest.mark.parametrize(
    ("outlet", "found"),
    [
        (OutletState.ABSENT, ()),
        (OutletState.CLOSED, ()),
        (OutletState.OPEN, ()),
        (OutletState.UNKNOWN, ("outlet_unconfirmed",)),
    ],
)
def test_an_outlet_that_does_not_answer_is_a_problem(outlet: OutletState, found: tuple[str, ...]) -> None:
    assert problems(a_snapshot(a_reading(45.0), outlet=outlet), critical=False) == found


def test_an_outlet_that_is_just_being_closed_is_no_problem_yet() -> None:
    closing = replace(a_snapshot(a_reading(45.0), outlet=OutletState.UNKNOWN), outlet_closing=True)
    assert problems(closing, critical=False) == ()


def test_a_probe_and_an_outlet_that_are_gone_are_problems() -> None:
    plant = a_snapshot().plant.model_copy(update={"probes": {Measure.MOISTURE: "box/soil"}, "outlet": "box/pump"})
    gone = replace(a_snapshot(outlet=OutletState.ABSENT), plant=plant, readings={})
    assert problems(gone, critical=False) == ("moisture_missing", "outlet_missing")


def test_a_plant_without_probes_has_no_problem_with_them() -> None:
    assert problems(a_snapshot(), critical=False) == ()


@pytest.mark.parametrize(("hours", "found"), [(0, ()), (24, ()), (24.1, ("undecided",))])
def test_a_plant_without_a_decision_for_more_than_a_day_is_a_problem(hours: float, found: tuple[str, ...]) -> None:
    assert problems(a_snapshot(), critical=False, undecided=timedelta(hours=hours)) == found


@pytest.mark.parametrize(
    ("key", "undecided"),
    [
        ("decision_no_weather", True),
        ("decision_no_size", True),
        ("decision_no_schedule", True),
        ("decision_failed", True),
        ("decision_not_due", False),
        ("decision_enough_left", False),
        ("decision_no_forecast", False),
    ],
)
def test_only_a_strategy_that_cannot_decide_leaves_a_plant_undecided(key: str, undecided: bool) -> None:
    decision = Decision(False, 0.0, "schedule", reason(key))
    assert is_undecided(a_plant(automatic=True), decision) is undecided
    assert not is_undecided(a_plant(automatic=False), decision)
    assert not is_undecided(a_plant(automatic=True, enabled=False), decision)


def test_every_problem_is_named_at_once() -> None:
    snapshot = a_snapshot(cached(95.0), outlet=OutletState.UNKNOWN)
    assert problems(snapshot, critical=True) == (
        "critical_moisture",
        "moisture_unavailable",
        "waterlogged",
        "outlet_unconfirmed",
    )
