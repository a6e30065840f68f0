"""From a raw sample to a reading that can be trusted, or to one that says why it can't."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import isfinite


class Measure(StrEnum):
    """What a probe measures."""

    MOISTURE = "moisture"
    TEMPERATURE = "temperature"
    HUMIDITY = "humidity"
    ILLUMINANCE = "illuminance"


class Source(StrEnum):
    """Where a reading comes from."""

    PRIMARY = "primary"
    CACHE = "cache"


class Fault(StrEnum):
    """Why the newest sample isn't the reading."""

    UNAVAILABLE = "unavailable"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    STALE = "stale"


FRESH, CACHED, QUARANTINED = 1.0, 0.5, 0.0

UNITS = {
    Measure.MOISTURE: "%",
    Measure.TEMPERATURE: "°C",
    Measure.HUMIDITY: "%",
    Measure.ILLUMINANCE: "lx",
}

# Outside these a sample is a broken probe, not a plant.
PLAUSIBLE = {
    Measure.MOISTURE: (0.0, 100.0),
    Measure.TEMPERATURE: (-40.0, 85.0),
    Measure.HUMIDITY: (0.0, 100.0),
    Measure.ILLUMINANCE: (0.0, 200_000.0),
}

LONGEST_SILENCE = timedelta(hours=24)
LONGEST_CACHE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Sample:
    """One raw value as a probe gave it; None where it gave no number."""

    value: float | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Calibration:
    """A straight line from raw to calibrated value."""

    slope: float = 1.0
    offset: float = 0.0

    def apply(self, raw: float) -> float:
        """The calibrated value."""
        return raw * self.slope + self.offset


@dataclass(frozen=True, slots=True)
class Reading:
    """A calibrated value with its time, source and quality (1 fresh, 0.5 cached, 0 quarantined)."""

    measure: Measure
    value: float | None
    at: datetime
    source: Source = Source.PRIMARY
    quality: float = FRESH
    fault: Fault | None = None

    @property
    def unit(self) -> str:
        """The unit of the value."""
        return UNITS[self.measure]

    @property
    def fresh(self) -> bool:
        """Whether the value is the probe's newest and plausible."""
        return self.value is not None and self.quality == FRESH


def assess(
    measure: Measure,
    sample: Sample | None,
    previous: Reading | None,
    now: datetime,
    age: Callable[[datetime], timedelta],
    calibration: Calibration = Calibration(),
) -> Reading:
    """Calibrate a sample and judge it; None is a probe that didn't answer.

    A sample that isn't plausible is quarantined: the last good value stays, at quality 0. A probe
    that doesn't answer leaves the last good value at 0.5, and after a day nothing.
    """
    if sample is None:
        return _fallen_back(measure, previous, now, age, CACHED, Fault.UNAVAILABLE)
    if sample.value is None or not isfinite(sample.value):
        return _fallen_back(measure, previous, now, age, QUARANTINED, Fault.NOT_A_NUMBER)
    value = calibration.apply(sample.value)
    low, high = PLAUSIBLE[measure]
    if not low <= value <= high:
        return _fallen_back(measure, previous, now, age, QUARANTINED, Fault.OUT_OF_RANGE)
    if age(sample.at) > LONGEST_SILENCE:
        return _fallen_back(measure, previous, now, age, QUARANTINED, Fault.STALE)
    return Reading(measure, value, sample.at)


def _fallen_back(
    measure: Measure,
    previous: Reading | None,
    now: datetime,
    age: Callable[[datetime], timedelta],
    quality: float,
    fault: Fault,
) -> Reading:
    if previous is None or previous.value is None or age(previous.at) > LONGEST_CACHE:
        return Reading(measure, None, now, Source.CACHE, QUARANTINED, fault)
    return replace(previous, source=Source.CACHE, quality=quality, fault=fault)
