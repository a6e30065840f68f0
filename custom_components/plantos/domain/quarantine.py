"""What a probe's earlier samples say of its next one: whether it is stuck, or jumped.

Instants are real UTC; every duration between them is the hub's, told by `age`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import isfinite

from .readings import (
    LONGEST_CACHE,
    LONGEST_SILENCE,
    PLAUSIBLE,
    QUARANTINED,
    Calibration,
    Fault,
    Measure,
    Reading,
    Sample,
    assess,
    fall_back,
)

HOUR = timedelta(hours=1)
# Soil that was watered this long ago has changed, if only by drying.
UNMOVED = timedelta(hours=6)
# Two samples that are this close, in points of moisture, confirm each other.
AGREEMENT = 10.0
DOUBTS_KEPT = 100
# Light may rest for days: at 0 in a polar night, at the same lamp in a cellar.
MAY_STICK = frozenset(Measure) - {Measure.ILLUMINANCE}

type Age = Callable[[datetime], timedelta]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a sample is doubted. `jump` is in points of moisture, `temperature` in °C."""

    silence: timedelta = LONGEST_SILENCE
    cache: timedelta = LONGEST_CACHE
    stuck: timedelta = timedelta(hours=48)
    jump: float = 30.0
    temperature: tuple[float, float] = PLAUSIBLE[Measure.TEMPERATURE]


@dataclass(frozen=True, slots=True)
class Trace:
    """What is remembered of one probe.

    `reading` is the last good one and `good` the sample behind it. `newest` is the last number the probe
    gave, raw and the same since `same_since`. `held` is a jump that waits for a second sample to agree.
    `doubted_at` is the instant of the newest quarantined sample, `doubts` when such ones were judged.
    """

    reading: Reading | None = None
    good: Sample | None = None
    newest: Sample | None = None
    same_since: datetime | None = None
    held: Sample | None = None
    doubted_at: datetime | None = None
    doubts: tuple[datetime, ...] = ()
    in_row: int = 0

    def quarantined_last_hour(self, age: Age) -> int:
        """How many samples were quarantined within the last hour."""
        return sum(abs(age(doubt)) <= HOUR for doubt in self.doubts)


def judge(
    measure: Measure,
    sample: Sample | None,
    trace: Trace,
    now: datetime,
    age: Age,
    calibration: Calibration | None,
    limits: Limits,
    *,
    wetting: bool,
    watered_at: datetime | None,
) -> tuple[Reading, Trace]:
    """Judge a sample by itself and by what came before it; the reading, and what to remember.

    `wetting` says that water flows or soaks in, `watered_at` when the plant's last run closed.
    """
    reading = assess(
        measure,
        sample,
        trace.reading,
        now,
        age,
        calibration,
        silence=limits.silence,
        cache=limits.cache,
        temperature=limits.temperature,
    )
    if sample is None:
        return reading, trace
    trace = _noted(trace, sample, age, limits)
    if reading.fault is Fault.UNCALIBRATED:
        # That is nothing the probe could help.
        return reading, trace
    if reading.fault:
        return reading, _doubted(trace, sample, now, age)
    if _is_stuck(measure, sample, trace, age, limits, watered_at):
        reading = fall_back(measure, trace.reading, now, age, QUARANTINED, Fault.STUCK, limits.cache)
        return reading, _doubted(trace, sample, now, age)
    line = calibration or Calibration()
    if measure is Measure.MOISTURE and _jumps(sample, trace, age, line, limits, wetting=wetting):
        reading = fall_back(measure, trace.reading, now, age, QUARANTINED, Fault.JUMP, limits.cache)
        return reading, replace(_doubted(trace, sample, now, age), held=sample)
    if trace.good == sample and trace.reading == reading and trace.held is None and trace.in_row == 0:
        # The same sample looked at again.
        return reading, trace
    return reading, replace(trace, reading=reading, good=sample, held=None, in_row=0)


def _noted(trace: Trace, sample: Sample, age: Age, limits: Limits) -> Trace:
    """The trace with a sample's raw value and since when the probe has reported it."""
    if sample.value is None or not isfinite(sample.value):
        return trace
    last, since = trace.newest, trace.same_since
    if last == sample:
        return trace
    # A value wasn't reported all along if the probe was silent for long, or the clock was set back.
    if (
        last is None
        or last.value != sample.value
        or last.at > sample.at
        or age(last.at) - age(sample.at) > limits.cache
    ):
        since = sample.at
    return replace(trace, newest=sample, same_since=since)


def _doubted(trace: Trace, sample: Sample, now: datetime, age: Age) -> Trace:
    """The trace with one more sample quarantined; the same one looked at again isn't another."""
    if trace.doubted_at == sample.at:
        return trace
    recent = [doubt for doubt in trace.doubts if abs(age(doubt)) <= HOUR]
    doubts = (*recent, now)[-DOUBTS_KEPT:]
    return replace(trace, doubted_at=sample.at, doubts=doubts, in_row=trace.in_row + 1)


def _is_stuck(
    measure: Measure, sample: Sample, trace: Trace, age: Age, limits: Limits, watered_at: datetime | None
) -> bool:
    """Whether a probe goes on reporting one raw value, for too long or past a watering."""
    if measure not in MAY_STICK or trace.same_since is None:
        return False
    if age(trace.same_since) - age(sample.at) >= limits.stuck:
        return True
    if measure is not Measure.MOISTURE or watered_at is None or trace.same_since > watered_at:
        return False
    return age(watered_at) - age(sample.at) >= UNMOVED


def _jumps(sample: Sample, trace: Trace, age: Age, calibration: Calibration, limits: Limits, *, wetting: bool) -> bool:
    """Whether moisture is too far from the last good value for one sample to be believed."""
    last = trace.reading
    if sample.value is None or last is None or last.value is None or abs(age(last.at)) > limits.cache:
        return False
    value = calibration.apply(sample.value)
    # Both by the calibration of now: a new one is no jump.
    level = calibration.apply(trace.good.value) if trace.good and trace.good.value is not None else last.value
    if abs(value - level) <= limits.jump or (wetting and value > level):
        return False
    held = trace.held
    if held is None or held.value is None or held.at >= sample.at:
        return True
    return abs(value - calibration.apply(held.value)) > AGREEMENT
