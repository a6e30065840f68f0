"""A flow meter followed over one opening of an outlet: what went through, and whether that is as it should be.

Meters count water (a total) or tell its speed (a rate); the unit says which. Neither is ever read as
the other. Seconds are real ones, reckoned from the samples' own instants.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import isfinite
from statistics import median
from typing import Self

_CUBIC_FOOT_ML, _GALLON_ML = 28_316.846592, 3_785.411784

# ml in one of each.
VOLUME_UNITS = {
    "mL": 1.0,
    "L": 1_000.0,
    "m³": 1_000_000.0,
    "fl. oz.": _GALLON_ML / 128,
    "gal": _GALLON_ML,
    "ft³": _CUBIC_FOOT_ML,
    "CCF": _CUBIC_FOOT_ML * 100,
    "MCF": _CUBIC_FOOT_ML * 1_000,
}
# ml/s in one of each.
RATE_UNITS = {
    "mL/s": 1.0,
    "L/s": 1_000.0,
    "L/min": 1_000.0 / 60,
    "L/h": 1_000.0 / 3_600,
    "m³/s": 1_000_000.0,
    "m³/min": 1_000_000.0 / 60,
    "m³/h": 1_000_000.0 / 3_600,
    "ft³/min": _CUBIC_FOOT_ML / 60,
    "gal/min": _GALLON_ML / 60,
    "gal/h": _GALLON_ML / 3_600,
    "gal/d": _GALLON_ML / 86_400,
}

UNKNOWN_CADENCE_S = 60.0
REMEMBERED_GAPS = 9
# A total that falls below this share of what it was has begun anew; one that falls less was corrected.
RESET_BELOW = 0.1
# A hose empties itself this long after the close.
DRAINED = timedelta(seconds=10)


class Flowing(StrEnum):
    """What a meter says of a run."""

    OK = "ok"
    REACHED = "reached"
    NO_FLOW = "no_flow"
    OVER_FLOW = "over_flow"
    AFTER_CLOSE = "after_close"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLimits:
    """When flow is missing (seconds), how many times too much is too much, and what is never an alarm (ml)."""

    no_flow_s: float = 10.0
    over_flow: float = 2.0
    slack_ml: float = 20.0


@dataclass(frozen=True, slots=True)
class MeterSample:
    """One value of a meter in its unit. Raises ValueError for no number or an unknown unit."""

    value: float
    unit: str
    at: datetime

    def __post_init__(self) -> None:
        """Refuse what can't be reckoned with."""
        if self.unit not in VOLUME_UNITS and self.unit not in RATE_UNITS:
            raise ValueError(f"{self.unit!r} is no unit of a flow meter")
        if not isfinite(self.value):
            raise ValueError(f"a flow meter can't say {self.value}")

    @property
    def is_rate(self) -> bool:
        """Whether the meter tells the water's speed, and doesn't count it."""
        return self.unit in RATE_UNITS

    @property
    def amount(self) -> float:
        """The value in ml, or in ml/s of a rate; water never flows backwards."""
        return max(0.0, self.value * RATE_UNITS[self.unit]) if self.is_rate else self.value * VOLUME_UNITS[self.unit]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTrace:
    """What a meter has counted since the outlet opened, and what is known of the meter itself.

    `total_ml` never falls. `late_ml` is the part that surely flowed after the close. `resolution_ml` is
    the smallest step ever seen, 0 for a rate, None before the meter first showed flow.
    """

    total_ml: float = 0.0
    late_ml: float = 0.0
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    flowing_at: datetime | None = None
    newest: MeterSample | None = None
    resolution_ml: float | None = None
    gaps_s: tuple[float, ...] = ()

    @property
    def cadence_s(self) -> float:
        """The usual seconds between two samples while water flows; at least a minute until that was seen."""
        known = median(self.gaps_s) if self.gaps_s else UNKNOWN_CADENCE_S
        return max(known, UNKNOWN_CADENCE_S) if self.resolution_ml is None else known

    def opened(self, at: datetime) -> FlowTrace:
        """A new count from the newest sample on; what is known of the meter stays."""
        return FlowTrace(opened_at=at, newest=self.newest, resolution_ml=self.resolution_ml, gaps_s=self.gaps_s)

    def closed(self, at: datetime) -> Self:
        """The same count, from the confirmed close on."""
        return replace(self, closed_at=at)

    def advanced(self, sample: MeterSample) -> Self:
        """The trace with one more sample. Raises ValueError where a total follows a rate or a rate a total."""
        before = self.newest or sample
        if before.is_rate is not sample.is_rate:
            raise ValueError(f"a meter in {before.unit} can't go on in {sample.unit}")
        gap = _seconds(before.at, sample.at)
        flowed, late = self._flowed(before, sample)
        showing, step = (sample.amount > 0, 0.0) if sample.is_rate else (flowed > 0, flowed)
        known = self.resolution_ml
        # Once a meter has shown flow only its gaps under flow count: idle ones may report rarer.
        told = gap > 0 and (showing or known is None)
        return replace(
            self,
            total_ml=self.total_ml + flowed,
            late_ml=self.late_ml + late,
            flowing_at=sample.at if showing else self.flowing_at,
            newest=sample,
            resolution_ml=(step if known is None else min(step, known)) if showing else known,
            gaps_s=(*self.gaps_s, gap)[-REMEMBERED_GAPS:] if told else self.gaps_s,
        )

    def delivered_ml(self, open_s: float) -> float:
        """What has flowed once the outlet was open for so long; a rate holds past its newest sample."""
        newest, opened_at = self.newest, self.opened_at
        if newest is None or opened_at is None or not newest.is_rate:
            return self.total_ml
        return self.total_ml + newest.amount * max(0.0, open_s - _seconds(opened_at, newest.at))

    def quiet_s(self, open_s: float) -> float:
        """For how long no flow was seen, once the outlet was open for so long."""
        if self.flowing_at is None or self.opened_at is None:
            return open_s
        if self.newest and self.newest.is_rate and self.newest.amount > 0:
            return 0.0
        return open_s - (self.flowing_at - self.opened_at).total_seconds()

    def has_reported_after(self, seconds: float) -> bool:
        """Whether the meter has said anything so long after the opening; one that hasn't may only be slow."""
        newest, opened_at = self.newest, self.opened_at
        return newest is not None and opened_at is not None and _seconds(opened_at, newest.at) > seconds

    def _flowed(self, before: MeterSample, sample: MeterSample) -> tuple[float, float]:
        """What went through between two samples, and how much of it surely past the close, in ml."""
        closed, cadence = self.closed_at, timedelta(seconds=self.cadence_s)
        late = closed is not None and before.at >= closed and sample.at - closed > DRAINED + cadence
        if not sample.is_rate:
            counted = _counted(before.amount, sample.amount)
            return counted, counted if late else 0.0
        # A rate holds until the next one, which suits meters that tell changes and those that tell means;
        # past the close it isn't believed for longer than the next one usually takes.
        end = sample.at if closed is None else min(sample.at, max(closed, before.at) + cadence)
        held = before.amount * _seconds(max(before.at, self.opened_at or before.at), end)
        sure = min(before.amount, sample.amount) * _seconds(before.at, sample.at) if late else 0.0
        return max(held, sure), sure


def _seconds(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds())


def _counted(before: float, now: float) -> float:
    """What a total in ml has counted between two samples; one that was reset has counted what it shows."""
    if now >= before:
        return now - before
    return now if 0 <= now < RESET_BELOW * before else 0.0


def verdict(
    trace: FlowTrace, open_s: float, expected_ml_s: float, target_ml: float, limits: FlowLimits = FlowLimits()
) -> Flowing:
    """What a meter says of an outlet that is, or was, open for `open_s` since `opened_at`.

    Flow is missed only with patience: a coarse or rare meter can't know of it any sooner.
    """
    resolution = trace.resolution_ml or 0.0
    is_rate = trace.newest is not None and trace.newest.is_rate
    # A rate may count one sample's worth that didn't flow.
    blur = max(resolution, expected_ml_s * trace.cadence_s if is_rate else 0.0)
    delivered = trace.delivered_ml(open_s)
    if trace.late_ml > max(limits.slack_ml, 2 * resolution):
        return Flowing.AFTER_CLOSE
    if delivered > limits.over_flow * expected_ml_s * open_s + 2 * blur + limits.slack_ml:
        return Flowing.OVER_FLOW
    if trace.closed_at is not None:
        return Flowing.OK
    if delivered >= target_ml:
        return Flowing.REACHED
    patience = max(limits.no_flow_s, 2 * resolution / expected_ml_s + 2 * trace.cadence_s)
    if trace.quiet_s(open_s) <= patience or (trace.resolution_ml is None and not trace.has_reported_after(patience)):
        return Flowing.OK
    return Flowing.NO_FLOW
