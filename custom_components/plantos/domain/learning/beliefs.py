"""What is believed of a pot's water: seven numbers with their uncertainty, moved on by an extended Kalman filter.

The filter is that of Jazwinski, Stochastic Processes and Filtering Theory (1970), chapter 8. Over a step of h hours
with the demand D and the amount u given at its start:

    pending  w ← (w + u)·exp(−h/τ)                    water on its way to the probe, in ml
    level    m ← m + γ·(w + u)·(1 − exp(−h/τ)) − κ·D·(m/50)^p − drained
    drained    = (1 − exp(−h/T))·s·ln(1 + exp((m − c)/s))     while the soil is freshly watered

The level is in points, the probe's own 0–100: a steady bias of the probe is part of that scale. Drying κ, response γ
and delay τ are kept as logarithms, so they stay positive and a change to three times the value is as large as one to
a third. A drying that slows with dryness (p) is that of Feddes et al. (1978) and FAO-56, made smooth.
"""

from dataclasses import dataclass
from enum import IntEnum
from math import exp, log, log1p, sumprod


class Of(IntEnum):
    """Which number of a belief is which."""

    LEVEL = 0
    PENDING = 1
    DRYING = 2
    RESPONSE = 3
    CAPACITY = 4
    DELAY = 5
    SHAPE = 6


NUMBERS = len(Of)
# Where a drying rate is told, and how soft the edge of what soil holds is, in points.
MIDDLE, EDGE = 50.0, 2.5
# Hours in which freshly watered soil drains, and for how long it counts as such.
DRAIN_H, FRESH_H = 2.0, 24.0
# Of an amount, by how much more or less may have come out.
FLOW_ERROR = 0.1
LOWEST, HIGHEST = 0.5, 110.0
# What these can be at all: points per unit of demand, points per ml, points, hours, and a power.
POSSIBLE = {
    Of.LEVEL: (0.0, HIGHEST),
    Of.PENDING: (0.0, 1e7),
    Of.DRYING: (log(1e-3), log(1e3)),
    Of.RESPONSE: (log(1e-7), log(10.0)),
    Of.CAPACITY: (20.0, 120.0),
    Of.DELAY: (log(0.05), log(12.0)),
    Of.SHAPE: (0.0, 3.0),
}
# How far what is believed wanders in an hour, as a variance: a plant grows, roots fill the pot, seasons go by.
WANDERING = {
    Of.LEVEL: 0.03**2,
    Of.DRYING: 0.06**2 / 24,
    Of.RESPONSE: 0.03**2 / 24,
    Of.CAPACITY: 0.3**2 / 24,
    Of.DELAY: 0.03**2 / 24,
    Of.SHAPE: 0.02**2 / 24,
}
# Of what dries in a step, how much no demand explains.
UNEXPLAINED = 0.3
# Nobody becomes less sure than this by waiting.
UNSUREST = {Of.DRYING: 1.5**2, Of.RESPONSE: 1.5**2, Of.CAPACITY: 20.0**2, Of.DELAY: 1.0, Of.SHAPE: 1.0}

type Vector = tuple[float, ...]
type Matrix = tuple[Vector, ...]


@dataclass(frozen=True, slots=True)
class Belief:
    """Means and covariances of the seven numbers."""

    mean: Vector
    covariance: Matrix

    @property
    def level(self) -> float:
        """The moisture in points."""
        return self.mean[Of.LEVEL]

    @property
    def drying(self) -> float:
        """How many points a unit of demand takes, at 50 %."""
        return exp(self.mean[Of.DRYING])

    @property
    def response(self) -> float:
        """How many points a ml makes."""
        return exp(self.mean[Of.RESPONSE])

    @property
    def delay_h(self) -> float:
        """In how many hours two thirds of a watering have reached the probe."""
        return exp(self.mean[Of.DELAY])

    def spread(self, number: Of) -> float:
        """A number's standard deviation."""
        return float(self.covariance[number][number] ** 0.5)


def moved(belief: Belief, hours: float, demand: float, ml: float = 0.0, *, fresh: bool = False) -> tuple[Belief, float]:
    """The belief after a step, and by how many points given water raised the level in it."""
    level, pending, _, _, capacity, _, shape = belief.mean
    kappa, gamma, tau = belief.drying, belief.response, belief.delay_h
    pending += ml
    left = exp(-hours / tau)
    rise = gamma * pending * (1 - left)
    held = max(LOWEST, level)
    factor = (held / MIDDLE) ** shape
    dried = min(kappa * demand * factor, held)
    before = level + rise - dried
    drained, slope = _drained(before - capacity, hours) if fresh or pending > 0 else (0.0, 0.0)
    sooner = -hours / tau * left * pending
    keeps = 1 - slope
    row = (
        keeps * max(0.0, 1 - shape * dried / held),
        keeps * gamma * (1 - left),
        -keeps * dried,
        keeps * rise,
        slope,
        keeps * gamma * sooner,
        -keeps * dried * log(held / MIDDLE),
    )
    covariance = [list(line) for line in belief.covariance]
    covariance[Of.PENDING][Of.PENDING] += (FLOW_ERROR * ml) ** 2
    covariance = _carried(covariance, row, (0.0, left, 0.0, 0.0, 0.0, -sooner, 0.0))
    for number, variance in WANDERING.items():
        covariance[number][number] += variance * hours
    covariance[Of.LEVEL][Of.LEVEL] += (UNEXPLAINED * dried) ** 2
    mean = (before - drained, pending * left, *belief.mean[2:])
    return _possible(mean, covariance), rise


def seen(belief: Belief, difference: float, variance: float, most: float) -> Belief:
    """The belief once a reading lay so far off its level; beyond `most` deviations it pulls no harder (Huber, 1964)."""
    total = belief.covariance[Of.LEVEL][Of.LEVEL] + variance
    strength = min(1.0, most * total**0.5 / abs(difference)) if difference else 1.0
    across = belief.covariance[Of.LEVEL]
    gain = [strength * value / total for value in across]
    mean = tuple(value + share * difference for value, share in zip(belief.mean, gain, strict=True))
    # Where a reading pulls less it also teaches less.
    covariance = [
        [value - share * other for value, other in zip(line, across, strict=True)]
        for line, share in zip(belief.covariance, gain, strict=True)
    ]
    return _possible(mean, covariance)


def loosened(belief: Belief, along: dict[Of, float]) -> Belief:
    """The belief with these numbers less sure, in these proportions to one another."""
    covariance = [list(line) for line in belief.covariance]
    for one, size in along.items():
        for other, length in along.items():
            covariance[one][other] += size * length
    return _possible(belief.mean, covariance)


def reset(belief: Belief, values: dict[Of, tuple[float, float]]) -> Belief:
    """The belief with these numbers set anew, each to a value and a standard deviation, tied to no other."""
    mean = tuple(values[number][0] if number in values else belief.mean[number] for number in Of)
    covariance = [
        [0.0 if one in values or other in values else belief.covariance[one][other] for other in Of] for one in Of
    ]
    for number, (_, spread) in values.items():
        covariance[number][number] = spread**2
    return _possible(mean, covariance)


def _drained(above: float, hours: float) -> tuple[float, float]:
    """What drains of so many points above the capacity, and how much more of one point more."""
    share = 1 - exp(-hours / DRAIN_H)
    ratio = max(-40.0, min(40.0, above / EDGE))
    return share * EDGE * (log1p(exp(-abs(ratio))) + max(0.0, ratio)), share / (1 + exp(-ratio))


def _carried(covariance: list[list[float]], level: Vector, pending: Vector) -> list[list[float]]:
    """F·P·Fᵀ, where F changes only the level and what is pending."""
    columns = list(zip(*covariance, strict=True))
    first = [sumprod(level, column) for column in columns]
    second = [sumprod(pending, column) for column in columns]
    lines = [first, second, *covariance[2:]]
    return [[sumprod(line, level), sumprod(line, pending), *line[2:]] for line in lines]


def _possible(mean: Vector, covariance: list[list[float]]) -> Belief:
    """A belief in what can be, with covariances that are symmetric and variances that are positive and bounded."""
    held = []
    for number in Of:
        low, high = POSSIBLE[number]
        held.append(max(low, min(high, mean[number])))
    shrink = [1.0] * NUMBERS
    for number, most in UNSUREST.items():
        if (variance := covariance[number][number]) > most:
            shrink[number] = (most / variance) ** 0.5
    lines = [
        tuple((covariance[i][j] + covariance[j][i]) / 2 * shrink[i] * shrink[j] for j in range(NUMBERS))
        for i in range(NUMBERS)
    ]
    sound = tuple((*line[:i], max(line[i], 1e-9), *line[i + 1 :]) for i, line in enumerate(lines))
    return Belief(tuple(held), sound)


def named(belief: Belief) -> dict[str, tuple[float, float]]:
    """Every number with its standard deviation, logarithms included, for people to look at."""
    return {number.name.lower(): (belief.mean[number], belief.spread(number)) for number in Of}
