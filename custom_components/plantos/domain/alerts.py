"""Alerts that ring once per crossing, and readings worth telling of."""

from collections.abc import Mapping
from datetime import timedelta

from .readings import Measure, Reading

CRITICAL_MOISTURE = 20.0
HYSTERESIS = 5.0
TELL_EVERY = timedelta(minutes=5)
TELL_CHANGE = 1.0


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
