"""How thirsty a plant is at each stage of its growth, and how deep its roots reach.

Of crops that grow up and ripen within a season, the lengths are FAO-56's table 11 (usual dates of spring), the
coefficients of beginning and end its table 12; those of the grown plant are the species'.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType

from .species import Species
from .water_balance import USUAL_FRACTION, CropCurve

# Who isn't known drinks as much as grass, from roots as deep as those of most herbs and vegetables.
USUAL_COEFFICIENT, USUAL_ROOTS_M = 1.0, 0.3
CM_PER_M = 100.0


@dataclass(frozen=True, slots=True)
class Stages:
    """A crop's coefficients at its beginning and end, the days of its four stages, and its depletion fraction."""

    initial: float
    end: float
    days: tuple[int, int, int, int]
    fraction: float


STAGES: Mapping[str, Stages] = MappingProxyType(
    {
        "solanum_lycopersicum": Stages(0.6, 0.8, (30, 40, 45, 30), 0.40),
        "solanum_tuberosum": Stages(0.5, 0.75, (25, 30, 45, 30), 0.35),
        "capsicum_annuum": Stages(0.6, 0.9, (30, 35, 40, 20), 0.30),
        "cucumis_sativus": Stages(0.6, 0.75, (20, 30, 40, 15), 0.50),
        "cucurbita_pepo": Stages(0.5, 0.75, (25, 35, 25, 15), 0.50),
        "lactuca_sativa": Stages(0.7, 0.95, (20, 30, 15, 10), 0.30),
        "phaseolus_vulgaris": Stages(0.5, 0.9, (20, 30, 30, 10), 0.45),
        "zea_mays": Stages(0.3, 0.6, (30, 40, 50, 30), 0.55),
        "helianthus_annuus": Stages(0.35, 0.35, (25, 35, 45, 25), 0.45),
        "triticum_aestivum": Stages(0.7, 0.3, (20, 30, 60, 30), 0.55),
        "gossypium_hirsutum": Stages(0.35, 0.6, (30, 50, 60, 55), 0.65),
        "glycine_max": Stages(0.4, 0.5, (20, 35, 60, 25), 0.50),
    }
)
# What a crop drinks by itself, without the soil beside it: this before it covers any, little less than all when grown
# (FAO-56, table 17 and equation 98).
BASAL_START, BASAL_LESS = 0.05, 0.05
# Wet bare soil loses more than grass does; under leaves some of it is left.
BARE, SHADED = 1.0, 0.05
# Seedlings' roots in m; they are as deep as they get in this share of the season, the slower the deeper.
GROWN = 2
SEEDLING_M, ROOTED, ROOTING = 0.3, 0.75, 1 / 1.5


@dataclass(frozen=True, slots=True)
class Growth:
    """A crop over its season of so many days: what it drinks by itself, and its roots. None lives on."""

    drinks: CropCurve
    deepest_m: float
    fraction: float
    lasts: float | None

    def basal(self, day: float) -> float:
        """The basal crop coefficient on a day of the season."""
        return self.drinks.on(day)

    def bare(self, day: float) -> float:
        """The coefficient of wet soil that no leaf covers."""
        grown = self.drinks.mid - BASAL_START
        covered = (self.drinks.on(day) - BASAL_START) / grown if grown > 0 else 1.0
        return BARE * max(SHADED, 1.0 - covered)

    def root_m(self, day: float) -> float:
        """How deep the roots are."""
        least = min(SEEDLING_M, self.deepest_m)
        if self.lasts is None:
            return self.deepest_m
        grown = float(min(1.0, day / (ROOTED * self.lasts)) ** ROOTING)
        return least + (self.deepest_m - least) * grown

    def stage(self, day: float) -> int:
        """Which of the four stages a day is in: coming up, growing, grown or ripening; what lives on is grown."""
        if self.lasts is None:
            return GROWN
        ends = accumulate(self.drinks.days[:-1])
        return sum(day > end for end in ends)

    @property
    def grown_day(self) -> float:
        """A day on which it is grown up."""
        return sum(self.drinks.days[:2]) + 1.0


def growth_of(species: Species | None, season_days: float | None = None) -> Growth:
    """How a crop grows; a season that is known to be longer or shorter has stages to match."""
    curve = curve_of(species)
    deepest = species.root_depth / CM_PER_M if species else USUAL_ROOTS_M
    whole = sum(curve.days)
    mid = max(BASAL_START, curve.mid - BASAL_LESS)
    if not whole:
        return Growth(CropCurve.constant(mid), deepest, USUAL_FRACTION, None)
    scale = (season_days or whole) / whole
    days = tuple(round(length * scale) for length in curve.days)
    drinks = CropCurve(BASAL_START, mid, max(BASAL_START, curve.end - BASAL_LESS), (days[0], days[1], days[2], days[3]))
    return Growth(drinks, deepest, STAGES[species.key].fraction if species else USUAL_FRACTION, whole * scale)


def curve_of(species: Species | None) -> CropCurve:
    """The coefficient over the season from planting on; of a plant that lives on, always the same."""
    if species is None:
        return CropCurve.constant(USUAL_COEFFICIENT)
    stages = STAGES.get(species.key)
    if stages is None:
        return CropCurve.constant(species.crop_coefficient)
    return CropCurve(stages.initial, species.crop_coefficient, stages.end, stages.days)
