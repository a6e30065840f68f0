"""Alerts that ring once per crossing, and readings worth telling of."""

from collections.abc import Mapping
from datetime import timedelta

from .plants import Plant
from .readings import Measure, Reading
from .settings import Settings

CRITICAL_MOISTURE = 20.0
# How far below its minimum a plant of dry soil has to be that thrives where others would be in danger.
OF_MINIMUM = 2 / 3
HYSTERESIS = 5.0
TELL_EVERY = timedelta(minutes=5)
TELL_CHANGE = 1.0


def critical_below(plant: Plant, settings: Settings) -> float:
    """The moisture (%) below which a plant is in danger: the hub's, but never within the plant's own range."""
    if plant.moisture_min > settings.critical_moisture:
        return settings.critical_moisture
    return OF_MINIMUM * plant.moisture_min


def critical(moisture: float | None, was_critical: bool, threshold: float = CRITICAL_MOISTURE) -> bool:
    """Whether moisture (%) is critical; once it is, it stays so until well above the threshold."""
    if moisture is None:
        return was_critical
    return moisture < threshold + (HYSTERESIS if was_critical else 0.0)


def worth_telling(
    new: Mapping[Measure, Reading],
    told: Mapping[Measure, Reading],
    passed: timedelta | None,
) -> bool:
    """Whether a plant's readings differ enough from those last told, at most every five minutes."""
    if passed is not None and passed < TELL_EVERY:
        return False
    return any(_differs(reading, told.get(measure)) for measure, reading in new.items())


def _differs(new: Reading, old: Reading | None) -> bool:
    if old is None or new.quality != old.quality:
        return True
    if new.value is None or old.value is None:
        return new.value is not old.value
    return abs(new.value - old.value) >= TELL_CHANGE
