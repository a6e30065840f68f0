"""From a raw sample to a reading that can be trusted, or to one that says why it can't."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import isclose, isfinite
from typing import Self


class Measure(StrEnum):
    """What a probe measures."""

    MOISTURE = "moisture"
    TEMPERATURE = "temperature"
    HUMIDITY = "humidity"
    ILLUMINANCE = "illuminance"


class Source(StrEnum):
    """Where a reading comes from."""

    PRIMARY = "primary"
    BACKUP = "backup"
    CACHE = "cache"


class Fault(StrEnum):
    """Why the newest sample isn't the reading."""

    UNAVAILABLE = "unavailable"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    STALE = "stale"
    STUCK = "stuck"
    JUMP = "jump"
    UNCALIBRATED = "uncalibrated"


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
# A probe's own noise is a hundredth or two of its value; what differs by less tells dry soil from wet by chance.
LEAST_DIFFERENCE = 0.05
# Clocks differ a little; what lies further ahead of now has a doubtful time.
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Sample:
    """One value as a probe gave it; None where it gave no number. A `raw` one needs a calibration to mean anything."""

    value: float | None
    at: datetime
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Calibration:
    """A straight line from raw to calibrated value."""

    slope: float = 1.0
    offset: float = 0.0

    @classmethod
    def between(cls, dry: float, wet: float, low: float = 0.0, high: float = 100.0) -> Self:
        """The line on which `dry` is `low` and `wet` is `high`. Raises ValueError where they differ too little."""
        if not isfinite(dry) or not isfinite(wet) or isclose(dry, wet, rel_tol=LEAST_DIFFERENCE, abs_tol=1e-9):
            raise ValueError("dry and wet have to differ by more than noise")
        slope = (high - low) / (wet - dry)
        return cls(slope, low - slope * dry)

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
    calibration: Calibration | None = None,
    *,
    silence: timedelta = LONGEST_SILENCE,
    cache: timedelta = LONGEST_CACHE,
    temperature: tuple[float, float] = PLAUSIBLE[Measure.TEMPERATURE],
) -> Reading:
    """Calibrate a sample and judge it by itself; None is a probe that didn't answer.

    A sample that isn't plausible is quarantined: the last good value stays, at quality 0. A probe
    that doesn't answer leaves the last good value at 0.5, and after `cache` nothing.
    """
    if sample is None:
        return fall_back(measure, previous, now, age, CACHED, Fault.UNAVAILABLE, cache)
    value, fault = sample.value, None
    if value is None or not isfinite(value):
        return fall_back(measure, previous, now, age, QUARANTINED, Fault.NOT_A_NUMBER, cache)
    if sample.raw and calibration is None:
        return Reading(measure, None, now, Source.CACHE, QUARANTINED, Fault.UNCALIBRATED)
    value = (calibration or Calibration()).apply(value)
    low, high = temperature if measure is Measure.TEMPERATURE else PLAUSIBLE[measure]
    if not low <= value <= high:
        fault = Fault.OUT_OF_RANGE
    elif not -AHEAD <= age(sample.at) <= silence:
        fault = Fault.STALE
    if fault:
        return fall_back(measure, previous, now, age, QUARANTINED, fault, cache)
    return Reading(measure, value, sample.at)


def fall_back(
    measure: Measure,
    previous: Reading | None,
    now: datetime,
    age: Callable[[datetime], timedelta],
    quality: float,
    fault: Fault,
    cache: timedelta,
) -> Reading:
    """The last good value at a lower quality, or nothing once it is older than the cache lasts."""
    # An instant far ahead is as unknown as one long past: the clock was set back.
    if previous is None or previous.value is None or abs(age(previous.at)) > cache:
        return Reading(measure, None, now, Source.CACHE, QUARANTINED, fault)
    return replace(previous, source=Source.CACHE, quality=quality, fault=fault)


def with_backup(primary: Reading, backup: Reading | None) -> Reading:
    """The primary probe's reading, or while that one fails the backup's, if it is fresh."""
    if primary.fresh or backup is None or not backup.fresh:
        return primary
    return replace(backup, source=Source.BACKUP)
