"""How well a plant has been doing: its week, measured against what its species likes.

The score follows Liebig's law of the minimum: what is scarcest limits the plant, however good the
rest is. Each measure's comfort is the share of the week spent in range, counting an hour outside
the range less the further outside it was; a measure in total discomfort still leaves 30 points.
Dry air, dangerous cold and heat limit it as well.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from .comfort import (
    Series,
    Strain,
    TimeInRange,
    closeness,
    deficits,
    extreme_hours,
    light_a_day,
    most_deficit,
    time_in_range,
    unstressed,
    wanted,
)
from .plants import Plant
from .readings import Measure
from .species import Range, Species

LEAST_HOURS, HOURS_A_DAY, WEEK_H = 3, 24, 168.0
# Fewer days make no trend.
LEAST_DAYS = 3
FLOOR = 0.3
LIMITING_WEIGHT = 0.9
# So many hours of dangerous cold or heat within a week are as bad as it gets.
FATAL_HOURS = 24
# From here up a plant thrives, is well, or is at least no more than stressed.
THRIVING, WELL, STRESSED = 85.0, 70.0, 45.0


class HealthStatus(StrEnum):
    """From well to badly, or not known."""

    THRIVING = "thriving"
    WELL = "well"
    STRESSED = "stressed"
    CRITICAL = "critical"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Health:
    """A score of 0–100 % (None while unknown), each measure's share in it and each strain's (0–1).

    `times` says how long each measure was in its range, of light in whole days; `light` is the daily light integral
    (mol/m²/d), `deficit` the mean vapour pressure deficit (kPa), `extremes` the hours of dangerous cold and heat,
    `trend` the points that the days' scores gain or lose each day, `hours` of how many hours every measure is known.
    """

    score: float | None = None
    factors: Mapping[Measure, float] = field(default_factory=dict)
    strains: Mapping[Strain, float] = field(default_factory=dict)
    times: Mapping[Measure, TimeInRange] = field(default_factory=dict)
    light: float | None = None
    deficit: float | None = None
    extremes: Mapping[Strain, int] = field(default_factory=dict)
    trend: float | None = None
    hours: int = 0

    @property
    def status(self) -> HealthStatus:
        """The score in a word."""
        if self.score is None:
            return HealthStatus.UNKNOWN
        if self.score >= THRIVING:
            return HealthStatus.THRIVING
        if self.score >= WELL:
            return HealthStatus.WELL
        return HealthStatus.STRESSED if self.score >= STRESSED else HealthStatus.CRITICAL

    @property
    def limiting(self) -> Measure | Strain | None:
        """What keeps the plant from doing better; None where nothing does."""
        limits: list[tuple[float, Measure | Strain]] = [(share, measure) for measure, share in self.factors.items()]
        limits += [(share, strain) for strain, share in self.strains.items()]
        share, limit = min(limits, key=lambda one: one[0], default=(1.0, None))
        return limit if share < 1.0 else None


def health_of(
    plant: Plant,
    species: Species | None,
    series: Mapping[Measure, Series],
    shown: Range | None = None,
    ago_h: float = 0.0,
) -> Health:
    """The health of a plant as its last week makes it, so many hours ago, and how it has been changing.

    `shown` is from where to where its moisture usually goes.
    """
    days: defaultdict[int, dict[Measure, list[float]]] = defaultdict(dict)
    week: dict[Measure, list[float]] = {}
    for measure, points in series.items():
        values = week.setdefault(measure, [])
        for age, value in points:
            if age - ago_h < WEEK_H and (age >= ago_h or ago_h == 0.0):
                values.append(value)
                days[max(0, int((age - ago_h) // HOURS_A_DAY))].setdefault(measure, []).append(value)
    dry = [value for age, value in deficits(series) if ago_h <= age < ago_h + WEEK_H]
    health = assess_health(plant, species, week, dry, shown)
    daily = {day: assess_health(plant, species, hours, (), shown) for day, hours in days.items()}
    alike = {-day: one.score for day, one in daily.items() if one.factors.keys() == health.factors.keys()}
    return replace(health, trend=_slope({day: score for day, score in alike.items() if score is not None}))


def assess_health(
    plant: Plant,
    species: Species | None,
    hours: Mapping[Measure, Sequence[float]],
    deficits: Sequence[float] = (),
    shown: Range | None = None,
) -> Health:
    """The health of a plant from hourly means, oldest first, of at most the last seven days; deficits in kPa."""
    factors, times = {}, {}
    for measure, means in hours.items():
        likes = wanted(plant, species, measure)
        comfort = likes and _comfort(plant, measure, means, likes, shown)
        if comfort is None or likes is None:
            continue
        factors[measure] = FLOOR + (1 - FLOOR) * comfort
        if time := time_in_range(_by_day(means) if measure is Measure.ILLUMINANCE else means, likes):
            times[measure] = time
    if not factors:
        return Health()
    extremes = _extremes(species, hours.get(Measure.TEMPERATURE, ()))
    strains = _strains(species, extremes, deficits)
    limiting, mean = min(*factors.values(), *strains.values(), 1.0), sum(factors.values()) / len(factors)
    score = 100 * (LIMITING_WEIGHT * limiting + (1 - LIMITING_WEIGHT) * mean)
    return Health(
        score=round(score, 1),
        factors=factors,
        strains=strains,
        times=times,
        light=light_a_day(hours[Measure.ILLUMINANCE]) if Measure.ILLUMINANCE in factors else None,
        deficit=sum(deficits) / len(deficits) if len(deficits) >= LEAST_HOURS else None,
        extremes=extremes,
        hours=min(len(hours[measure]) for measure in factors),
    )


def _comfort(plant: Plant, measure: Measure, means: Sequence[float], likes: Range, shown: Range | None) -> float | None:
    if len(means) < LEAST_HOURS:
        return None
    if measure is Measure.ILLUMINANCE:
        # A sum over the day: judging night hours one by one would call every night a famine.
        return closeness(light_a_day(means), likes) if len(means) >= HOURS_A_DAY else None
    drought = measure is Measure.MOISTURE
    likes = unstressed(plant, shown) if drought else likes
    return sum(closeness(mean, likes, drought=drought) for mean in means) / len(means)


def _by_day(lux: Sequence[float]) -> list[float]:
    """The light of each whole day, counted back from now."""
    ends = range(len(lux), HOURS_A_DAY - 1, -HOURS_A_DAY)
    return [light_a_day(lux[end - HOURS_A_DAY : end]) for end in ends]


def _extremes(species: Species | None, celsius: Sequence[float]) -> Mapping[Strain, int]:
    if species is None or len(celsius) < LEAST_HOURS:
        return {}
    return extreme_hours(celsius, species.temperature)


def _strains(
    species: Species | None, extremes: Mapping[Strain, int], deficits: Sequence[float]
) -> Mapping[Strain, float]:
    found = {strain: max(0.0, 1.0 - count / FATAL_HOURS) for strain, count in extremes.items()}
    if species is not None and len(deficits) >= LEAST_HOURS:
        most = most_deficit(species)
        found[Strain.DRY_AIR] = sum(closeness(deficit, (0.0, most)) for deficit in deficits) / len(deficits)
    return {strain: FLOOR + (1 - FLOOR) * comfort for strain, comfort in found.items()}


def _slope(scores: Mapping[int, float]) -> float | None:
    """The points a day by least squares; None with too few days."""
    count = len(scores)
    if count < LEAST_DAYS:
        return None
    day, mean = sum(scores) / count, sum(scores.values()) / count
    spread = sum((one - day) ** 2 for one in scores)
    return round(sum((one - day) * (score - mean) for one, score in scores.items()) / spread, 1)
