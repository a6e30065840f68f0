"""What a plant's model foresees, and the watering that follows from it."""

from dataclasses import dataclass
from math import exp, isfinite, sqrt

from .beliefs import FLOW_ERROR, Of
from .learner import advanced
from .state import Learned

# One in twenty waterings may go further than it was bounded by.
DEVIATIONS = 1.645
FURTHEST_H, FURTHEST_DEMAND = 24.0 * 14, 2.0
# How much larger than the largest watering learned from one may be.
STRETCH = 2.0
# A capacity known to so many points bounds what is aimed at.
KNOWN_CAPACITY = 5.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """A moisture to come in points: its mean and standard deviation."""

    mean: float
    spread: float


@dataclass(frozen=True, slots=True)
class Limits:
    """The moistures that a plan keeps, aims at and never passes, and the most that a run gives."""

    minimum: float
    target: float
    maximum: float
    most_ml: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A watering, the level it starts from and the one it leads to, and the most that was safe."""

    dose_ml: float
    before: Outlook
    after: Outlook
    safe_ml: float
    bounded_by: str


def forecast(state: Learned, hours: float, demand: float | None = None) -> Outlook | None:
    """The moisture in so many hours at a demand an hour (its usual one unless known), if nobody waters.

    None beyond what was learned from: two weeks ahead, or more than twice the highest demand.
    """
    rate = state.demand if demand is None else demand
    known = 0 <= hours <= FURTHEST_H and 0 <= rate <= FURTHEST_DEMAND * state.demand_most
    if not known:
        return None
    belief, _ = advanced(state.belief, hours, rate * hours, state.dry_h) if hours > 0 else (state.belief, 0.0)
    return Outlook(max(0.0, belief.level), belief.spread(Of.LEVEL))


def plan(state: Learned, level: Outlook, limits: Limits) -> Plan:
    """The dose that brings a level to the target, and passes the maximum in one of twenty cases at most."""
    response = state.belief.response
    doubt = sqrt(state.belief.spread(Of.RESPONSE) ** 2 + FLOW_ERROR**2)
    target = limits.target
    if state.belief.spread(Of.CAPACITY) < KNOWN_CAPACITY:
        # Soil that holds less than that is believed to, wrongly: the plant would go thirsty.
        least = (limits.minimum + limits.target) / 2
        target = max(least, min(target, state.belief.mean[Of.CAPACITY]))
    # What is still on its way to the probe counts as there.
    level = Outlook(level.mean + response * state.belief.mean[Of.PENDING], level.spread)
    room = limits.maximum - level.mean - DEVIATIONS * level.spread
    safe = max(0.0, room / (response * exp(DEVIATIONS * doubt)))
    wishes = {
        "target": max(0.0, (target - level.mean) / response),
        "maximum": safe,
        "unlearned": STRETCH * state.ml_most,
        "limit": max(0.0, limits.most_ml),
    }
    bounded_by = min(wishes, key=lambda name: wishes[name])
    dose = wishes[bounded_by]
    if not isfinite(dose):
        dose = 0.0
    rise = dose * response
    after = Outlook(level.mean + rise, sqrt(level.spread**2 + (rise * doubt) ** 2))
    return Plan(dose, level, after, safe, bounded_by)
