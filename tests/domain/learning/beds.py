"""Beds to learn from: a tomato bed in a dry summer, whose true water is that of one column with numbers of its own."""

from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

from custom_components.plantos.domain.learning import Bed, Learned, Observation, learn
from custom_components.plantos.domain.learning.soil_column import THICK, drain, drink, pour, reached, shine
from custom_components.plantos.domain.plants import Plant, Substrate
from custom_components.plantos.domain.species import CATALOGUE
from tests.domain.conftest import DAY, NOW

TOMATO = CATALOGUE["solanum_lycopersicum"]
ET0_MM = 5.0


def a_tomato(**changes: Any) -> Plant:
    """Two square metres of tomatoes outdoors, planted sixty days ago, with limits that don't bite."""
    bed = {"indoor": False, "area_m2": 2.0, "substrate": Substrate.GARDEN_SOIL, "species": TOMATO.key}
    bed |= {"reads_full": 100.0, "reads_wilted": 0.0}
    season = {"planted": NOW.date() - 60 * DAY, "season_days": 120, "strategy": "predictive"}
    limits = {"moisture_min": 30.0, "moisture_max": 95.0, "max_run_ml": 1e6, "max_day_ml": 1e6}
    flow = {"flow_calibrated": True, "flow_ml_s": 5_000.0}
    return Plant(**{"plant_id": "tomato", "name": "Tomato"} | bed | season | limits | flow | changes)


def a_bed(**changes: Any) -> Bed:
    """The tomatoes' bed."""
    bed = Bed.of(a_tomato(**changes), TOMATO)
    assert bed
    return bed


@dataclass(slots=True)
class TrueBed:
    """The bed as it truly is: thirstier, or of richer soil, than anybody thinks; its probe near the surface or not."""

    bed: Bed = field(default_factory=a_bed)
    thirst: float = 1.0
    holds: float = 1.0
    everywhere: bool = True
    shares: list[float] = field(default_factory=lambda: [1.0] * 6)
    dice: Random = field(default_factory=lambda: Random(4))

    def live(self, today: date, water_mm: float, reference_mm: float = ET0_MM) -> float:
        """A day with water at its start; what the probe shows after it, with its noise."""
        crop = self.bed.on(self.bed.day(today))
        held = [self.bed.held_mm_m * self.holds * thick for thick in THICK[: len(self.shares)]]
        drain(self.shares, held, 24.0)
        pour(self.shares, held, water_mm)
        shine(self.shares, held, crop.bare * reference_mm)
        drink(self.shares, held, self.thirst * crop.basal * reference_mm, crop.root_m, 1.0)
        shown = self.share(today) if self.everywhere else self.shares[1]
        return min(100.0, max(0.0, 100 * shown + self.dice.gauss(0, 2.0)))

    def share(self, today: date) -> float:
        """The share of its water that the root zone has left."""
        roots = reached(self.bed.on(self.bed.day(today)).root_m)[: len(self.shares)]
        return sum(share * thick for share, thick in zip(self.shares, roots, strict=True)) / sum(roots)


@dataclass(slots=True)
class Scaled(TrueBed):
    """One whose probe shows `high` in drained soil and `low` in wilted soil."""

    low: float = 0.0
    high: float = 100.0

    def live(self, today: date, water_mm: float, reference_mm: float = ET0_MM) -> float:
        """A day, and what the probe shows on its own scale."""
        left = TrueBed.live(self, today, water_mm, reference_mm)
        return self.low + left / 100 * (self.high - self.low)


def learned_of(true: TrueBed, days: int = 40, every: int = 6, water_mm: float = 30.0, **plant: Any) -> Learned:
    """What is learned in days up to now of a bed that is watered every so many days."""
    at, bed = NOW - days * DAY, a_bed(**plant) if plant else true.bed
    state = Learned.of(a_tomato(**plant), at, bed)
    given = 0.0
    for day in range(1, days + 1):
        moisture = true.live((at + (day - 1) * DAY).date(), given)
        ml = given * true.bed.area_m2 * 1_000
        state = learn(state, Observation(at + day * DAY, moisture, ET0_MM, ml), bed)
        given = water_mm if day % every == 0 and day < days else 0.0
    return state


def believed(state: Learned, bed: Bed) -> float:
    """The share of its water that the root zone is believed to have left now."""
    assert state.ground
    lacks, holds = state.ground.depletion(bed, bed.day(NOW.date()))
    return 1 - lacks / holds


def with_share(state: Learned, share: float) -> Learned:
    """The model, of a bed every layer of which has this share of its water left."""
    assert state.ground
    columns = [(*column[:2], *[share] * (len(column) - 2)) for column in state.ground.columns]
    ground = state.ground
    return replace(state, ground=ground.kept(columns, ground.evidence, ground.unread_h, ground.doubts))
