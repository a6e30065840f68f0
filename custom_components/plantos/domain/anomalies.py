"""What in a plant's readings can't be how soil behaves. It is told to people and never starts water.

Every threshold lies well outside what a healthy probe in healthy soil does, so that a sentence here is worth a look:
probes follow the day's warmth by a point or two, and from one day to the next drying hardly doubles.
Points are those of moisture, ages are in hours.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise, takewhile
from statistics import fmean, median

from .readings import Fault, Measure
from .reasons import Reason, reason
from .snapshots import Snapshot
from .trails import Trail
from .verification import SIGMA_PER_MAD
from .wettings import RISING_H, Wetting, visible

# After so many hours given water has soaked in, drained and told the probe.
SOAKED_H = 6.0
DAY_H = 24.0

# Outliers: so many standard deviations and points off the means around them; normal noise gets there once in ages.
# One may be a hand at the pot, three in a day are a loose contact.
FAR_SIGMAS, FAR_POINTS, FAR_COUNT = 8.0, 5.0, 3
AROUND = 2
# Rounded readings seem to have no noise at all.
LEAST_SIGMA = 0.5

# Nothing that dries falls by so much within two hours, which a probe may take to say it twice and be believed; and
# in air it says next to nothing and stays at that.
FALL, FALL_H, AIR, FLAT, FLAT_H = 20.0, 2.0, 10.0, 2.0, 1.0

# A seep goes on at the same pace where a can of water is through after hours.
SEEP_H, SEEP_STEP, SEEP_POINTS, SEEP_PACE = 6, 0.3, 6.0, 0.6
# Soil drains to about 65 % within hours; it stays above this only while more comes.
SATURATED, SATURATED_H = 85.0, 48

# Healthy soil in its lower half keeps far more than a quarter of a rise for hours; a small rise may just dry.
DRAINED, DRAINS_FROM = 0.75, 1.5

# A day's drying: from how many points on it tells anything, how many other days it is compared with, and how far it
# has to lie beyond the fastest or slowest of them.
LEAST_DRYING, OTHER_DAYS, FAST, SLOW, FEW_HOURS = 3.0, 3, 2.5, 1 / 3, 20
ENDS = 3

# Soil gets no wetter by itself: so many points in three days, on each of them a little.
CREEP_DAYS, CREEP, CREEP_A_DAY = 3, 3.0, 0.75
# Waterings are alike when they begin within so many points of one another; a probe that drifts is moved by each one
# less (or more) than by the one before.
ALIKE, RESPONSES, LESS, MORE, LEAST_CHANGE = 10.0, 5, 0.5, 2.0, 4.0


class AnomalyKind(StrEnum):
    """What can be odd."""

    OUTLIER = "outlier"
    DRIFT = "drift"
    STUCK = "stuck"
    DRAINS_FAST = "drains_fast"
    DRIES_FAST = "dries_fast"
    DRIES_SLOWLY = "dries_slowly"
    NO_RESPONSE = "no_response"
    LEAK = "leak"
    OUT_OF_SOIL = "out_of_soil"


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something odd since an instant, on the hub's line of time, and what to do about it."""

    kind: AnomalyKind
    since: datetime
    told: Reason


def anomalies(snapshot: Snapshot, trail: Trail) -> tuple[Anomaly, ...]:
    """Everything that is odd about a plant's moisture now."""
    return (*_told_already(snapshot), *_of_probe(trail), *_of_water(snapshot, trail), *_of_drying(snapshot, trail))


def _told_already(snapshot: Snapshot) -> Iterator[Anomaly]:
    """What the quarantine and the verification have found."""
    moisture = snapshot.readings.get(Measure.MOISTURE)
    if moisture is not None and moisture.fault is Fault.STUCK:
        yield Anomaly(AnomalyKind.STUCK, moisture.at, reason("anomaly_stuck"))
    runs = snapshot.care.plant.without_effect
    if runs >= snapshot.settings.no_effect_runs:
        since = snapshot.history.last_watered or snapshot.at
        yield Anomaly(AnomalyKind.NO_RESPONSE, since, reason("anomaly_no_response", runs=runs))


# --- the probe ------------------------------------------------------------------------------------------


def _of_probe(trail: Trail) -> Iterator[Anomaly]:
    yield from _outliers(trail)
    yield from _out_of_soil(trail)
    yield from _creeping_up(trail)
    yield from _responds_otherwise(trail)


def _outliers(trail: Trail) -> Iterator[Anomaly]:
    """Single means far from those around them, by a robust z-score (Hampel's identifier)."""
    steps = [step for step in trail.steps if step[0] < DAY_H]
    values = [value for _, value in steps]
    apart = [
        values[index] - sorted(values[index - AROUND : index + AROUND + 1])[AROUND]
        for index in range(AROUND, len(values) - AROUND)
    ]
    if not apart:
        return
    sigma = max(LEAST_SIGMA, SIGMA_PER_MAD * median(map(abs, apart)))
    least = max(FAR_POINTS, FAR_SIGMAS * sigma)
    wet = [*(wet.age for wet in trail.wets), *(age for age, _ in trail.waterings)]
    far = [
        (age, abs(off))
        for (age, _), off in zip(steps[AROUND:], apart, strict=False)
        if abs(off) >= least and not any(0 <= start + 1 - age <= RISING_H + 1 for start in wet)
    ]
    if len(far) >= FAR_COUNT:
        told = reason("anomaly_outlier", count=len(far), points=max(points for _, points in far))
        yield Anomaly(AnomalyKind.OUTLIER, trail.ago(far[0][0]), told)


def _out_of_soil(trail: Trail) -> Iterator[Anomaly]:
    """A fall at a stroke to next to nothing, where the reading stays."""
    steps = trail.steps
    last = next((index for index in range(len(steps) - 1, -1, -1) if steps[index][1] > AIR), None)
    if last is None or last == len(steps) - 1:
        return
    fallen, after = steps[last + 1][0], [value for _, value in steps[last + 1 :]]
    # The mean in which it fell lies between the two levels.
    before = max((value for age, value in steps[max(0, last - 1) : last + 1] if age - fallen <= FALL_H), default=0.0)
    flat = max(after) - min(after) <= max(FLAT, visible(trail.noise) / 2)
    if fallen >= FLAT_H and before - after[0] >= FALL and flat:
        told = reason("anomaly_out_of_soil", before=before, after=after[-1])
        yield Anomaly(AnomalyKind.OUT_OF_SOIL, trail.ago(fallen), told)


def _creeping_up(trail: Trail) -> Iterator[Anomaly]:
    """Soil that seems to get wetter day by day, although nobody gives it anything."""
    span = CREEP_DAYS * DAY_H
    if not trail.untouched(0.0, span + SOAKED_H) or any(wet.age <= span + SOAKED_H for wet in trail.wets):
        return
    days: list[list[float]] = [[] for _ in range(CREEP_DAYS)]
    for age, value in trail.hours:
        if 0 <= age < span:
            days[int(age // DAY_H)].append(value)
    if min(map(len, days)) < FEW_HOURS:
        return
    means = [fmean(day) for day in reversed(days)]
    points = means[-1] - means[0]
    if points >= max(CREEP, visible(trail.noise) / 2) and all(b - a >= CREEP_A_DAY for a, b in pairwise(means)):
        told = reason("anomaly_drift_up", points=points, days=CREEP_DAYS)
        yield Anomaly(AnomalyKind.DRIFT, trail.ago(span), told)


def _responds_otherwise(trail: Trail) -> Iterator[Anomaly]:
    """A probe that alike waterings move by less and less, or more and more."""
    found: list[tuple[Wetting, float]] = []
    for wet in trail.wets:
        given = sum(ml for age, ml in trail.waterings if -1 <= age - wet.age <= RISING_H)
        if given > 0 and wet.age >= SOAKED_H:
            found.append((wet, wet.rise / given))
    found = found[-RESPONSES:]
    if len(found) < RESPONSES:
        return
    starts, each = [wet.before for wet, _ in found], [response for _, response in found]
    falls, climbs = all(b < a for a, b in pairwise(each)), all(b > a for a, b in pairwise(each))
    ratio = each[-1] / each[0]
    changed = (falls and ratio <= LESS) or (climbs and ratio >= MORE)
    enough = abs(found[-1][0].rise - found[0][0].rise) >= max(LEAST_CHANGE, visible(trail.noise))
    if changed and enough and max(starts) - min(starts) <= ALIKE:
        told = reason("anomaly_drift_response", first=100 * each[0], last=100 * each[-1])
        yield Anomaly(AnomalyKind.DRIFT, trail.ago(found[0][0].age), told)


# --- water that comes or goes ---------------------------------------------------------------------------


def _of_water(snapshot: Snapshot, trail: Trail) -> Iterator[Anomaly]:
    if seep := _seeping(trail):
        begun, points = seep
        yield Anomaly(AnomalyKind.LEAK, trail.ago(begun), reason("anomaly_leak_rising", points=points, hours=SEEP_H))
    elif (hours := _saturated(trail)) is not None:
        yield Anomaly(AnomalyKind.LEAK, trail.ago(hours), reason("anomaly_leak_saturated", hours=hours))
    plant = snapshot.plant
    yield from _drains_fast(trail, (plant.moisture_min + plant.moisture_max) / 2)


def _seeping(trail: Trail) -> tuple[float, float] | None:
    """Since when moisture rose, and by how much, hour by hour at the same pace without water; within the last day."""
    recent = [hour for hour in trail.hours if hour[0] < DAY_H + SEEP_H]
    least = max(SEEP_POINTS, visible(trail.noise))
    for first in range(len(recent) - SEEP_H - 1, -1, -1):
        window = recent[first : first + SEEP_H + 1]
        start, end = window[0][0], window[-1][0]
        if window[-1][1] - window[0][1] < least or start - end > SEEP_H + 1:
            continue
        steps = [after - before for (_, before), (_, after) in pairwise(window)]
        early, late = sum(steps[: SEEP_H // 2]), sum(steps[SEEP_H // 2 :])
        if min(steps) >= SEEP_STEP and late >= SEEP_PACE * early and trail.untouched(end, start + SOAKED_H):
            return start, window[-1][1] - window[0][1]
    return None


def _saturated(trail: Trail) -> float | None:
    """For how many hours the soil has been saturated although nothing was given; None where it isn't."""
    wet = list(takewhile(lambda hour: hour[1] >= SATURATED, reversed(trail.hours)))
    if len(wet) < SATURATED_H or wet[0][0] > 1 or not trail.untouched(0.0, SATURATED_H):
        return None
    return wet[-1][0]


def _drains_fast(trail: Trail, middle: float) -> Iterator[Anomaly]:
    """The last two waterings of rather dry soil were gone within hours."""
    lost: list[tuple[Wetting, float]] = []
    for index, wet in enumerate(trail.wets):
        following = trail.wets[index + 1].age if index + 1 < len(trail.wets) else 0.0
        end = max(wet.age - SOAKED_H, following)
        after = [value for age, value in trail.hours if end < age < wet.age]
        whole = wet.age >= SOAKED_H or following > 0
        if wet.before < middle and wet.rise >= DRAINS_FROM * visible(trail.noise) and after and whole:
            lost.append((wet, (wet.peak - after[-1]) / wet.rise))
    latest = lost[-2:]
    if len(latest) == 2 and all(share >= DRAINED for _, share in latest):  # noqa: PLR2004
        told = reason("anomaly_drains_fast", share=100 * min(share for _, share in latest), hours=SOAKED_H)
        yield Anomaly(AnomalyKind.DRAINS_FAST, trail.ago(latest[0][0].age), told)


# --- drying ---------------------------------------------------------------------------------------------


def _of_drying(snapshot: Snapshot, trail: Trail) -> Iterator[Anomaly]:
    falls = _falls(trail)
    if len(falls) <= OTHER_DAYS or falls[0][0] > 0 or not trail.hours:
        return
    newest, others = falls[0][1], [fall for _, fall in falls[1:]]
    usual, level = median(others), trail.hours[-1][1]
    least = max(LEAST_DRYING, visible(trail.noise) / 2)
    if newest > FAST * max(others) and newest - max(others) >= least:
        told = reason("anomaly_dries_fast", points=newest, usual=usual)
        yield Anomaly(AnomalyKind.DRIES_FAST, trail.ago(DAY_H), told)
    # Dry soil gives its last water slowly, what is saturated drains first, and rain keeps soil wet.
    moist = snapshot.plant.moisture_min < level < SATURATED and trail.untouched(0.0, DAY_H)
    if moist and min(others) >= least and newest < SLOW * min(others):
        told = reason("anomaly_dries_slowly", points=max(0.0, newest), usual=usual)
        yield Anomaly(AnomalyKind.DRIES_SLOWLY, trail.ago(DAY_H), told)


def _falls(trail: Trail) -> list[tuple[float, float]]:
    """By how many points the moisture fell in each whole day without water, with the day's age; newest first."""
    ages = [-age for age, _ in trail.hours]
    marks = [*(wet.age for wet in trail.wets), *(age for age, _ in trail.waterings)]
    found, end = [], 0.0
    while ages and end + DAY_H <= -ages[0] + 1:
        if near := [mark for mark in marks if end <= mark <= end + DAY_H + SOAKED_H]:
            # Not before the day is over in which it got wet.
            end = max(near) + 1
            continue
        day = [value for _, value in trail.hours[bisect_left(ages, -end - DAY_H) : bisect_left(ages, -end)]]
        if len(day) >= FEW_HOURS:
            found.append((end, fmean(day[:ENDS]) - fmean(day[-ENDS:])))
        end += DAY_H
    return found
