"""Everything somebody should look at is named, and nothing else."""

from dataclasses import replace

import pytest

from custom_components.plantos.domain.problems import problems
from custom_components.plantos.domain.readings import Fault, Measure, Reading, Source
from custom_components.plantos.domain.snapshots import OutletState

from .conftest import NOW, a_reading, a_snapshot, cached


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


def test_a_probe_and_an_outlet_that_are_gone_are_problems() -> None:
    plant = a_snapshot().plant.model_copy(update={"probes": {Measure.MOISTURE: "box/soil"}, "outlet": "box/pump"})
    gone = replace(a_snapshot(outlet=OutletState.ABSENT), plant=plant, readings={})
    assert problems(gone, critical=False) == ("moisture_missing", "outlet_missing")


def test_a_plant_without_probes_has_no_problem_with_them() -> None:
    assert problems(a_snapshot(), critical=False) == ()


def test_every_problem_is_named_at_once() -> None:
    snapshot = a_snapshot(cached(95.0), outlet=OutletState.UNKNOWN)
    assert problems(snapshot, critical=True) == (
        "critical_moisture",
        "moisture_unavailable",
        "waterlogged",
        "outlet_unconfirmed",
    )
