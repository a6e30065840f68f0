"""The water in a root zone, kept as its depletion below field capacity: FAO-56's water balance.

Numbers in brackets are the equations of FAO Irrigation and Drainage Paper 56 (Allen et al., 1998). Depths of water
are in mm over the watered area. Everything here follows from what goes in and out: a probe's 0–100 isn't a share
of water in the soil, and nothing here takes it. Raises ValueError where an input can't be true.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import cbrt, inf, pi
from types import MappingProxyType
from typing import Self

from .bounds import bounded
from .plants import Substrate

# Of the water that plants can take up, what most take up without stress at 5 mm/d (table 22).
USUAL_FRACTION = 0.5
LEAST_FRACTION, MOST_FRACTION = 0.1, 0.8
# Rain up to this share of the reference evapotranspiration only wets leaves and surface (chapter 8).
LOST_SHARE = 0.2
LONGEST_SEASON = 36_600
# A usual pot is about as wide as it is tall and narrows downwards: its volume is this share of its width cubed.
POT_SHAPE = 0.55


@dataclass(frozen=True, slots=True)
class Soil:
    """Which share of its volume, 0 to 1, is water once it has drained, and when plants wilt.

    `airy` is the share of the water between these with which the soil still holds enough air for roots.
    """

    field_capacity: float
    wilting_point: float
    airy: float = 1.0

    def __post_init__(self) -> None:
        """Refuse shares that can't be true, percents among them."""
        bounded(self.field_capacity, 0, 1, "a field capacity")
        bounded(self.wilting_point, 0, self.field_capacity, "a wilting point")
        bounded(self.airy, 0, 1, "a share with air")

    @property
    def available(self) -> float:
        """The share of its volume that plants can take up."""
        return self.field_capacity - self.wilting_point


# Soils: the middles of FAO-56's table 19 (loam, loamy sand, clay). Mixes for pots hold 45 to 65 % once they have
# drained, of which plants can take up 25 to 35 (Bilderback et al., 2005); the coarse ones' smaller shares are PlantOS's
# own. Roots want 5 % of the soil to be air (AquaCrop's most crops) to 10 % (Grable & Siemer, 1968): in the FAO's clay,
# 55 % of it pores, they have that up to 73 to 40 % of what it holds for plants.
SOILS: Mapping[Substrate, Soil] = MappingProxyType(
    {
        Substrate.POTTING_SOIL: Soil(0.55, 0.25),
        Substrate.PEAT_FREE: Soil(0.50, 0.23),
        Substrate.CACTUS_MIX: Soil(0.30, 0.12),
        Substrate.BARK: Soil(0.35, 0.18),
        Substrate.GARDEN_SOIL: Soil(0.25, 0.12),
        Substrate.SANDY_SOIL: Soil(0.15, 0.065),
        Substrate.HEAVY_SOIL: Soil(0.36, 0.22, airy=0.7),
    }
)


@dataclass(frozen=True, slots=True)
class RootZone:
    """What the roots of a plant can take up: a depth of water over the watered area."""

    available_mm: float
    area_m2: float

    def __post_init__(self) -> None:
        """Refuse a zone without water or area."""
        if not 0 < self.available_mm < inf or not 0 < self.area_m2 < inf:
            raise ValueError(f"a root zone can't hold {self.available_mm} mm on {self.area_m2} m²")

    @classmethod
    def of_ground(cls, soil: Soil, root_depth_m: float, area_m2: float) -> Self:
        """The zone of roots that reach so deep (82)."""
        return cls(1_000 * soil.available * root_depth_m, area_m2)

    @classmethod
    def of_pot(cls, soil: Soil, volume_l: float, area_m2: float | None = None) -> Self:
        """The zone of a pot whose roots reach everywhere; without an area, that of a usual pot of its volume."""
        area = pot_area_m2(volume_l) if area_m2 is None else bounded(area_m2, 1e-6, inf, "an area")
        return cls(soil.available * volume_l / area, area)

    def readily_available_mm(self, fraction: float) -> float:
        """What plants take up without stress (83)."""
        return bounded(fraction, 0, 1, "a fraction of depletion") * self.available_mm

    def ml(self, mm: float) -> float:
        """The amount that a depth of water over the area is: 1 mm on 1 m² is 1 l."""
        return _amount(mm, "a depth of water") * self.area_m2 * 1_000

    def mm(self, ml: float) -> float:
        """The depth over the area that an amount is."""
        return _amount(ml / (self.area_m2 * 1_000), "a depth of water")


@dataclass(frozen=True, slots=True)
class CropCurve:
    """The crop coefficient over a season: flat, rising, flat and falling for so many days each (66)."""

    initial: float
    mid: float
    end: float
    days: tuple[int, int, int, int]

    def __post_init__(self) -> None:
        """Refuse coefficients and lengths that can't be true."""
        for coefficient in (self.initial, self.mid, self.end):
            bounded(coefficient, 0, 3, "a crop coefficient")
        for length in self.days:
            bounded(length, 0, LONGEST_SEASON, "a stage's length")

    @classmethod
    def constant(cls, coefficient: float) -> Self:
        """The curve of what neither grows up nor withers: plants in pots and rooms."""
        return cls(coefficient, coefficient, coefficient, (0, 0, 0, 0))

    def on(self, day: float) -> float:
        """The coefficient on a day of the season, 1 being its first; after the season that of its end."""
        bounded(day, 0, LONGEST_SEASON, "a day of the season")
        levels = (self.initial, self.initial, self.mid, self.mid, self.end)
        start = 0
        for length, (before, after) in zip(self.days, pairwise(levels), strict=True):
            if length and day <= start + length:
                return before + (day - start) / length * (after - before)
            start += length
        return self.end


@dataclass(frozen=True, slots=True)
class Step:
    """What a day did to a root zone: its depletion after it, what plants took, what drained, and their stress (Ks).

    A stress coefficient of 1 is no stress, at 0 nothing is taken up any more.
    """

    depletion_mm: float
    taken_mm: float
    drained_mm: float
    stress: float


def advance(
    zone: RootZone,
    depletion_mm: float,
    demand_mm: float,
    fraction: float = USUAL_FRACTION,
    rain_mm: float = 0.0,
    irrigation_mm: float = 0.0,
) -> Step:
    """The zone a day on (85): water comes first, what it can't hold drains, then plants take what they can (81, 88).

    `demand_mm` is the crop's evapotranspiration without stress, `fraction` what is readily available. Stress is that
    of the step's start: where less than a day's demand lies beyond what is readily available, step by hours.
    """
    given = _amount(rain_mm, "rain") + _amount(irrigation_mm, "irrigation")
    missing = min(_amount(depletion_mm, "a depletion"), zone.available_mm) - given
    start = max(0.0, missing)
    stress = stress_coefficient(zone, start, fraction)
    taken = min(stress * _amount(demand_mm, "a crop's evapotranspiration"), zone.available_mm - start)
    return Step(start + taken, taken, max(0.0, -missing), stress)


def stress_coefficient(zone: RootZone, depletion_mm: float, fraction: float = USUAL_FRACTION) -> float:
    """Which share of their demand plants still take up (84)."""
    depletion = min(_amount(depletion_mm, "a depletion"), zone.available_mm)
    ready = zone.readily_available_mm(fraction)
    return 1.0 if depletion <= ready else (zone.available_mm - depletion) / (zone.available_mm - ready)


def depletion_fraction(at_5_mm: float, demand_mm: float) -> float:
    """What is readily available on a day of such demand: the more plants want, the sooner they miss it (table 22)."""
    fraction = bounded(at_5_mm, 0, 1, "a fraction of depletion") + 0.04 * (5 - _amount(demand_mm, "a demand"))
    return max(LEAST_FRACTION, min(MOST_FRACTION, fraction))


def effective_rain(rain_mm: float, reference_mm: float) -> float:
    """What of a day's rain reaches the roots: all but a sprinkle.

    What the zone can't hold drains in the balance; taken off here too, it would be lost twice.
    """
    rain = _amount(rain_mm, "rain")
    return rain if rain > LOST_SHARE * _amount(reference_mm, "a reference evapotranspiration") else 0.0


def refill_ml(zone: RootZone, depletion_mm: float, allowed: float = USUAL_FRACTION) -> float:
    """The amount that fills the zone, once its depletion has reached the allowed fraction; 0 before."""
    depletion = min(_amount(depletion_mm, "a depletion"), zone.available_mm)
    return zone.ml(depletion) if depletion >= zone.readily_available_mm(allowed) else 0.0


def pot_area_m2(volume_l: float) -> float:
    """The area at the top of a usual round pot."""
    width_m = cbrt(bounded(volume_l, 1e-3, 1e5, "a pot's volume") / 1_000 / POT_SHAPE)
    return pi / 4 * width_m**2


def _amount(mm: float, what: str) -> float:
    return bounded(mm, 0, 10_000, what)
