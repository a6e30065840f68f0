"""Values to test the domain with; nothing here needs Home Assistant."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings
import pytest

from custom_components.plantos.domain.commands import Origin, WaterCommand
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import Fault, Measure, Reading, Source
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.domain.snapshots import History, OutletState, Snapshot

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# The same examples every time: a law that breaks, breaks for everybody.
LAW = settings(max_examples=300, deadline=None, derandomize=True)


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """The domain needs no Home Assistant."""


def a_plant(**changes: Any) -> Plant:
    """A basil whose outlet is measured, wanting 30 to 60 %."""
    return Plant(**{"plant_id": "basil", "name": "Basil", "flow_calibrated": True} | changes)


def a_reading(value: float | None, at: datetime = NOW, measure: Measure = Measure.MOISTURE) -> Reading:
    """A fresh reading."""
    return Reading(measure, value, at)


def cached(value: float | None, at: datetime = NOW, measure: Measure = Measure.MOISTURE) -> Reading:
    """A value of a probe that didn't answer."""
    return Reading(measure, value, at, Source.CACHE, 0.5, Fault.UNAVAILABLE)


def quarantined(value: float | None, at: datetime = NOW, measure: Measure = Measure.MOISTURE) -> Reading:
    """A value kept instead of one that can't be true."""
    return Reading(measure, value, at, Source.CACHE, 0.0, Fault.OUT_OF_RANGE)


def a_snapshot(
    *readings: Reading,
    plant: Plant | None = None,
    outlet: OutletState = OutletState.CLOSED,
    at: datetime = NOW,
    **history: Any,
) -> Snapshot:
    """A plant with a closed outlet that was never watered, unless told otherwise."""
    return Snapshot(
        plant=plant or a_plant(),
        at=at,
        readings={reading.measure: reading for reading in readings},
        history=History(**history),
        outlet=outlet,
    )


def a_command(amount_ml: float = 100.0, origin: Origin = Origin.AUTOMATIC, **changes: Any) -> WaterCommand:
    """A strategy's wish for the plant's dose."""
    return WaterCommand(plant_id="basil", amount_ml=amount_ml, origin=origin, reason=reason("decision_dry"), **changes)
