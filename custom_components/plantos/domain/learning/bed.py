"""A bed as it can be known without digging: its soil, its area and its crop's growth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from ..plants import Plant
from ..species import Species
from ..stages import Growth, growth_of
from ..water_balance import LONGEST_SEASON, SOILS

# A crop that stands for so many days after its harvest was due isn't ripe yet, or is another.
OVERDUE = 14


@dataclass(frozen=True, slots=True)
class Crop:
    """A crop on a day: coefficients of what it drinks and of what the bare soil beside it loses, its roots in m."""

    basal: float
    bare: float
    root_m: float


@dataclass(frozen=True, slots=True)
class Bed:
    """So many m² of a crop in soil that holds so many mm of water for plants in a metre.

    Filled above the share `airy` of that, it leaves roots short of air. Its probe shows `full` % once it has drained,
    `wilted` % when plants hang their leaves.
    """

    area_m2: float
    held_mm_m: float
    growth: Growth
    planted: date | None = None
    airy: float = 1.0
    full: float = 100.0
    wilted: float = 0.0

    @classmethod
    def of(cls, plant: Plant, species: Species | None) -> Self | None:
        """The bed that a plant is; None for pots, and where nobody knows what is watered or what its probe means."""
        if plant.area_m2 is None or plant.pot_volume_l is not None:
            return None
        if plant.reads_full is None or plant.reads_wilted is None:
            return None
        soil = SOILS[plant.substrate]
        growth = growth_of(species, plant.season_days)
        held, scale = 1_000 * soil.available, (plant.reads_full, plant.reads_wilted)
        return cls(plant.area_m2, held, growth, plant.planted, soil.airy, *scale)

    def left(self, reading: float) -> float:
        """How much of the plants' water is left by a reading, both in %."""
        return max(0.0, min(100.0, self.coarse * (reading - self.wilted)))

    @property
    def coarse(self) -> float:
        """How many % of the plants' water a point of the probe is."""
        return 100 / (self.full - self.wilted)

    def day(self, today: date) -> float:
        """The day of the season, 1 being that of planting; of a crop of unknown age one on which it is grown.

        So it is of one that was to be harvested weeks ago.
        """
        if self.planted is None:
            return self.growth.grown_day
        day, lasts = (today - self.planted).days + 1.0, self.growth.lasts
        if lasts is not None and day > lasts + OVERDUE:
            return self.growth.grown_day
        return min(LONGEST_SEASON, max(1.0, day))

    def on(self, day: float) -> Crop:
        """The crop on a day of its season."""
        return Crop(self.growth.basal(day), self.growth.bare(day), self.growth.root_m(day))

    def layers(self, ends: Sequence[float]) -> int:
        """How many layers that end so deep its roots can reach."""
        return next((number for number, end in enumerate(ends, 1) if end >= self.growth.deepest_m), len(ends))
