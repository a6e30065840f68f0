"""A pot to learn from, with physics that the model doesn't share: two layers, Campbell drainage, bypass, hourly sun.

Water runs past the roots in part, percolates by K = Ks·S^n (Campbell, 1974), is drawn from both layers, each with a
logistic stress (van Genuchten, 1987); the probe sees the layers unevenly, on a curve, late and with noise.
"""

from dataclasses import dataclass, field
from math import cos, exp, log, pi
from random import Random

STEP_H = 1 / 6
SATURATED, WILTING = 0.60, 0.10
CONDUCTIVITY, STEEPNESS = 2.5, 13.0
TOP = 0.4
# The share of the roots in the top layer, and of what the probe sees.
ROOTS_TOP, SEEN_TOP = 0.35, 0.4
PROBE_H = 0.3


@dataclass(slots=True)
class TruePot:
    """A pot of so many litres; `drinks` is what the plant takes of a mm of demand, in ml; water contents are shares."""

    litres: float = 3.0
    drinks: float = 40.0
    bypass: float = 0.15
    gain: float = 1.0
    offset: float = 0.0
    noise: float = 0.6
    seed: int = 1
    top: float = 0.3
    bottom: float = 0.3
    taken_ml: float = 0.0
    wanted_ml: float = 0.0
    drained_ml: float = 0.0
    probe: float | None = None
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    @property
    def moisture(self) -> float:
        """What a perfect probe would say once it has caught up."""
        content: float = SEEN_TOP * self.top + (1 - SEEN_TOP) * self.bottom
        return min(100.0, max(0.0, self.offset + self.gain * 100.0 * exp(0.9 * log(content / SATURATED))))

    def pour(self, ml: float) -> None:
        """Give water at once: it fills the top layer, and what finds no room runs through."""
        passed = ml * self.bypass
        room = (SATURATED - self.top) * self.litres * 1_000 * TOP
        held = min(ml - passed, room)
        self.top += held / (self.litres * 1_000 * TOP)
        self.drained_ml += ml - held

    def hour(self, demand_mm: float) -> list[float]:
        """Live an hour, and say what the probe read six times in it."""
        return [self._step(demand_mm) for _ in range(6)]

    def _step(self, demand_mm: float) -> float:
        upper, lower = self.litres * 1_000 * TOP, self.litres * 1_000 * (1 - TOP)
        percolated = min(self.top - 0.02, CONDUCTIVITY * (self.top / SATURATED) ** STEEPNESS * STEP_H / TOP * 0.4)
        percolated = min(percolated * upper, (SATURATED - self.bottom) * lower)
        # Capillary forces even the layers out over hours.
        evened = (self.top - self.bottom) * upper * 0.25 * STEP_H
        moved = percolated + (evened if percolated < abs(evened) else 0.0)
        drained = CONDUCTIVITY * (self.bottom / SATURATED) ** STEEPNESS * STEP_H * lower * 0.4
        wanted = demand_mm * STEP_H * self.drinks
        first = wanted * ROOTS_TOP * _stress(self.top)
        second = wanted * (1 - ROOTS_TOP) * _stress(self.bottom)
        self.top = max(0.02, self.top - (moved + first) / upper)
        self.bottom = max(0.02, self.bottom + (moved - drained - second) / lower)
        self.taken_ml += first + second
        self.wanted_ml += wanted
        self.drained_ml += drained
        last = self.moisture if self.probe is None else self.probe
        self.probe = last + (self.moisture - last) * (1 - exp(-STEP_H / PROBE_H))
        return self.probe + self.random.gauss(0, self.noise)


def _stress(content: float) -> float:
    # Half of the uptake is left where a third of what plants can take is.
    return 1 / (1 + (max(0.0, 0.20 - content) / 0.06) ** 3) if content > WILTING else 0.0


def demand_at(hour: int, mean_mm_day: float, random: Random) -> float:
    """An hour's demand in mm: none at night, most at noon, and each day another."""
    sun = max(0.0, -cos(2 * pi * (hour % 24) / 24))
    return mean_mm_day / 24 * pi * sun * random.uniform(0.7, 1.3)
