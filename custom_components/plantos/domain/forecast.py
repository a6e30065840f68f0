"""When a plant will be dry, and when it is watered next: by its model, or by a straight line through its drying."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from .decisions import Decision
from .learning import Bed, Learned, Observation, learn
from .learning.beliefs import FRESH_H, Of, moved
from .reasons import Reason, reason
from .snapshots import OutletState, Snapshot
from .strategies import NEEDS_MOISTURE

HOUR = timedelta(hours=1)
LEAST_POINTS = 6
LEAST_SPAN = timedelta(hours=2)
FURTHEST_HOURS = 30 * 24.0
# A model is asked once it has seen a day, while it is of now; it looks two weeks ahead, in such steps.
LEAST_DAYS, OLDEST = 1.0, timedelta(hours=6)
AHEAD, STEP = timedelta(days=14), timedelta(hours=3)
# Of ten plants one is dry before and one after so many deviations.
EIGHTY_PERCENT = 1.2816


@dataclass(frozen=True, slots=True)
class Due:
    """An instant to come, and between which two it lies in four cases of five, where that is known."""

    at: datetime
    earliest: datetime | None = None
    latest: datetime | None = None

    def moved(self, to: Callable[[datetime], datetime]) -> Due:
        """The same on another line of time."""
        return Due(to(self.at), self.earliest and to(self.earliest), self.latest and to(self.latest))


def next_watering(snapshot: Snapshot, decision: Decision, dry: Due | None) -> Due | None:
    """When a plant that is cared for automatically is watered next, as far as its strategy lets anybody say."""
    plant = snapshot.plant
    if not plant.automatic or not plant.enabled:
        return None
    if plant.rule == "schedule":
        hours = decision.inputs.get("hours")
        return None if hours is None else Due(snapshot.at + hours * HOUR)
    if plant.rule == "predictive" and Bed.of(plant, snapshot.species):
        # The water among all roots decides, which no probe's minimum tells.
        return None
    return dry if plant.rule in NEEDS_MOISTURE else None


def why_unforeseen(snapshot: Snapshot, decision: Decision, dry: Due | None) -> Reason | None:
    """Why nobody can say when a plant is watered next, None where the decision itself says it."""
    plant = snapshot.plant
    if not plant.automatic or not plant.enabled:
        return reason("next_by_hand")
    moist = snapshot.trusted_moisture is not None and not decision.should_water
    return reason("next_unknown") if dry is None and moist and plant.rule in NEEDS_MOISTURE else None


def dry_by(snapshot: Snapshot, points: Sequence[tuple[datetime, float]]) -> Due | None:
    """When the soil reaches the plant's minimum; `points` are its moistures since the last watering has soaked in.

    None while it gets wet.
    """
    last, until = snapshot.history.last_wet, snapshot.wet_until
    soaking = until is not None and snapshot.at - until < snapshot.settings.soak
    if soaking or snapshot.outlet is OutletState.OPEN:
        return None
    learned = snapshot.learned
    missed = learned is None or (last is not None and last > learned.at)
    if learned and not missed and learned.days >= LEAST_DAYS and timedelta() <= snapshot.at - learned.at <= OLDEST:
        return foreseen(learned, snapshot.at, snapshot.plant.moisture_min)
    dry = dry_at(points, snapshot.plant.moisture_min)
    return None if dry is None else Due(dry)


def foreseen(learned: Learned, now: datetime, minimum: float) -> Due | None:
    """When a model expects the minimum (%); None where that is beyond two weeks, or more water is on its way."""
    state = learn(learned, Observation(now))
    belief, hours = state.belief, STEP / HOUR
    low: list[float] = []
    mean: list[float] = []
    high: list[float] = []
    for number in range(AHEAD // STEP + 1):
        spread = EIGHTY_PERCENT * belief.spread(Of.LEVEL)
        for curve, off in ((low, -spread), (mean, 0.0), (high, spread)):
            curve.append(belief.level + off)
        if high[1:] and high[-1] <= minimum:
            break
        fresh = state.dry_h + number * hours < FRESH_H
        belief, _ = moved(belief, hours, state.demand * hours, fresh=fresh)
    if mean[1:2] > mean[:1] or (at := _reached(mean, minimum)) is None:
        return None
    earliest, latest = _reached(low, minimum), _reached(high, minimum)
    return Due(
        now + at * STEP,
        None if earliest is None else now + earliest * STEP,
        None if latest is None else now + latest * STEP,
    )


def _reached(curve: Sequence[float], minimum: float) -> float | None:
    """After how many steps a curve has fallen to a value."""
    if curve and curve[0] <= minimum:
        return 0.0
    for number, (before, after) in enumerate(pairwise(curve)):
        if after <= minimum:
            return number + (before - minimum) / (before - after)
    return None


def dry_at(points: Sequence[tuple[datetime, float]], minimum: float) -> datetime | None:
    """When moisture (%) reaches the minimum, by least squares through points since the last watering.

    None while too few points are known, while the soil isn't drying, or beyond thirty days.
    """
    if len(points) < LEAST_POINTS or points[-1][0] - points[0][0] < LEAST_SPAN:
        return None
    last, now = points[-1][0], points[-1][1]
    hours = [(at - last) / HOUR for at, _ in points]
    values = [value for _, value in points]
    mean_hour, mean_value = sum(hours) / len(hours), sum(values) / len(values)
    spread = sum((hour - mean_hour) ** 2 for hour in hours)
    slope = sum((h - mean_hour) * (v - mean_value) for h, v in zip(hours, values, strict=True)) / spread
    if slope >= 0:
        return None
    level = min(now, mean_value - slope * mean_hour)
    ahead = max(0.0, (minimum - level) / slope)
    # Compared as a number: what hardly dries lies further ahead than a date can.
    return last + timedelta(hours=ahead) if ahead <= FURTHEST_HOURS else None
