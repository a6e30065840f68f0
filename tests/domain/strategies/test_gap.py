"""Automatic waterings keep the gap that their owner asks for."""

import pytest

from custom_components.plantos.domain.decisions import Decision
from custom_components.plantos.domain.readings import Reading
from custom_components.plantos.domain.strategies import decide

from ..conftest import HOUR, NOW, a_plant, a_reading, a_snapshot, cached


def decided(hours_ago: float | None, gap_h: float | None = 48.0, reading: Reading | None = None) -> Decision:
    """What is decided about dry soil, so many hours after the last watering."""
    last = None if hours_ago is None else NOW - hours_ago * HOUR
    return decide(a_snapshot(reading or a_reading(25.0), plant=a_plant(automatic_gap_h=gap_h), last_watered=last))


@pytest.mark.parametrize(("hours", "waters"), [(1.0, False), (47.9, False), (48.0, True), (None, True)])
def test_dry_soil_waits_for_the_gap(hours: float | None, waters: bool) -> None:
    assert decided(hours).should_water is waters


def test_there_is_no_gap_unless_somebody_asks_for_one() -> None:
    assert a_plant().automatic_gap_h is None
    assert decided(1.0, gap_h=None).should_water


def test_the_sentence_tells_how_long_it_has_to_wait() -> None:
    decision = decided(40.0)
    assert (decision.amount_ml, decision.reason.key) == (0.0, "decision_too_soon")
    assert decision.reason.values == {"hours": "8", "gap": "48"}


@pytest.mark.parametrize(("moisture", "waters"), [(19.9, True), (20.0, False)])
def test_critically_dry_soil_does_not_wait(moisture: float, waters: bool) -> None:
    assert decided(1.0, reading=a_reading(moisture)).should_water is waters


def test_a_moisture_that_is_not_trusted_does_not_hurry() -> None:
    plant = a_plant(automatic_gap_h=48.0, strategy="schedule", schedule={"every_h": 1})
    snapshot = a_snapshot(cached(5.0), plant=plant, last_watered=NOW - 2 * HOUR)
    assert decide(snapshot).reason.key == "decision_too_soon"


def test_a_decision_not_to_water_keeps_its_own_reason() -> None:
    assert decided(1.0, reading=a_reading(50.0)).reason.key == "decision_moist"
