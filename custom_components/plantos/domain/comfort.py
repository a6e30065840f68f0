"""How close what a plant lives in is to what it likes: by the hour, by the day, and what measures make together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from .plants import Plant
from .readings import Measure
from .species import Range, Species
from .vapour import vapour_pressure_deficit

# Hours ago and value, oldest first.
type Series = Sequence[tuple[float, float]]

# Sunlight: 1 lx is about 0.0185 µmol/m²/s of photosynthetic light (Thimijan & Heins, 1983).
PPFD_PER_LUX = 0.0185
SECONDS_A_DAY = 86_400
# Freshly watered soil stands above the range for hours; that is no stress yet.
SLACK = 15.0
# A plant whose own waterings end so many points lower is stressed by more than that sooner.
SHOWN_SLACK = 5.0
# So many °C outside the range harm within hours what a week's mean wouldn't show.
EXTREME_C = 5.0
# Where a range of temperatures is warm: three quarters of it.
WARM = 0.75


class Strain(StrEnum):
    """What harms a plant although no measure by itself says so."""

    DRY_AIR = "dry_air"
    COLD = "cold"
    HEAT = "heat"


@dataclass(frozen=True, slots=True)
class TimeInRange:
    """The shares of the known time (0–1) in which a measure was inside, below and above its range."""

    inside: float
    below: float
    above: float


def closeness(value: float, wanted: Range, *, drought: bool = False) -> float:
    """1 within the range, falling to 0 at half the range's width outside it.

    Soil's drought is at its worst at half the minimum: below a low minimum there is no half width.
    """
    low, high = wanted
    if low <= value <= high:
        return 1.0
    half = low / 2 if drought and value < low and low > 0 else (high - low) / 2
    outside = max(low - value, value - high, 0.0)
    return max(0.0, 1.0 - outside / half)


def wanted(plant: Plant, species: Species | None, measure: Measure) -> Range | None:
    """What a plant likes of a measure, None where nobody knows; of light mol/m²/d."""
    if measure is Measure.MOISTURE:
        return plant.moisture_min, plant.moisture_max
    if species is None:
        return None
    return species.light if measure is Measure.ILLUMINANCE else species.comfort(measure)


def unstressed(plant: Plant, shown: Range | None) -> Range:
    """The moisture that is no stress: up to what this plant's waterings usually reach, at most a usual slack above."""
    top = plant.moisture_max + SLACK
    if shown is not None:
        top = min(top, max(plant.moisture_max, shown[1]) + SHOWN_SLACK)
    return plant.moisture_min, top


def time_in_range(values: Sequence[float], wanted: Range) -> TimeInRange | None:
    """How much of the time a measure was in its range; None where nothing is known."""
    low, high = wanted
    known = [value for value in values if isfinite(value)]
    if not known:
        return None
    below, above = sum(value < low for value in known), sum(value > high for value in known)
    count = len(known)
    return TimeInRange((count - below - above) / count, below / count, above / count)


def light_a_day(lux: Sequence[float]) -> float:
    """The daily light integral (mol/m²/d) of hourly means in lx that cover whole days."""
    return sum(lux) / len(lux) * PPFD_PER_LUX * SECONDS_A_DAY / 1e6


def most_deficit(species: Species) -> float:
    """The vapour pressure deficit (kPa) of the driest and of warm air that the species likes."""
    low, high = species.temperature
    return vapour_pressure_deficit(low + WARM * (high - low), species.humidity[0])


def deficits(series: Mapping[Measure, Series]) -> list[tuple[float, float]]:
    """The vapour pressure deficit (kPa) of every hour of which temperature and humidity are known."""
    humid = dict(series.get(Measure.HUMIDITY, ()))
    found = []
    for age, celsius in series.get(Measure.TEMPERATURE, ()):
        if age in humid:
            try:
                found.append((age, vapour_pressure_deficit(celsius, humid[age])))
            except ValueError:
                continue
    return found


def extreme_hours(celsius: Sequence[float], wanted: Range) -> Mapping[Strain, int]:
    """In how many hours it was dangerously cold and hot."""
    low, high = wanted
    return {
        Strain.COLD: sum(value < low - EXTREME_C for value in celsius),
        Strain.HEAT: sum(value > high + EXTREME_C for value in celsius),
    }
