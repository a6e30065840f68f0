"""How well a plant has been doing: its week, measured against what its species likes.

The score follows Liebig's law of the minimum: what is scarcest limits the plant, however good the
rest is. Each measure's comfort is the share of the week spent in range, counting an hour outside
the range less the further outside it was; a measure in total discomfort still leaves 30 points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .plants import Plant
from .readings import Measure
from .species import Range, Species

# Sunlight: 1 lx is about 0.0185 µmol/m²/s of photosynthetic light (Thimijan & Heins, 1983).
PPFD_PER_LUX = 0.0185
SECONDS_A_DAY = 86_400
LEAST_HOURS, HOURS_A_DAY = 3, 24
FLOOR = 0.3
# Freshly watered soil stands above the range for hours; that is no stress yet.
SLACK = 15.0
LIMITING_WEIGHT = 0.9


@dataclass(frozen=True, slots=True)
class Health:
    """A score of 0–100 % (None while unknown) and each measure's share in it (0–1)."""

    score: float | None = None
    factors: Mapping[Measure, float] = field(default_factory=dict)


def assess_health(plant: Plant, species: Species | None, hours: Mapping[Measure, Sequence[float]]) -> Health:
    """The health of a plant from hourly means, oldest first, of at most the last seven days."""
    factors = {}
    for measure, means in hours.items():
        comfort = _comfort(plant, species, measure, means)
        if comfort is not None:
            factors[measure] = FLOOR + (1 - FLOOR) * comfort
    if not factors:
        return Health()
    limiting, mean = min(factors.values()), sum(factors.values()) / len(factors)
    score = 100 * (LIMITING_WEIGHT * limiting + (1 - LIMITING_WEIGHT) * mean)
    return Health(round(score, 1), factors)


def _comfort(plant: Plant, species: Species | None, measure: Measure, means: Sequence[float]) -> float | None:
    if len(means) < LEAST_HOURS:
        return None
    if measure is Measure.ILLUMINANCE:
        # A sum over the day: judging night hours one by one would call every night a famine.
        if species is None or len(means) < HOURS_A_DAY:
            return None
        light = sum(means) / len(means) * PPFD_PER_LUX * SECONDS_A_DAY / 1e6
        return _closeness(light, species.light)
    wanted = (plant.moisture_min, plant.moisture_max) if measure is Measure.MOISTURE else None
    wanted = wanted or (species.comfort(measure) if species else None)
    if wanted is None:
        return None
    if measure is Measure.MOISTURE:
        return sum(_closeness(mean, (wanted[0], wanted[1] + SLACK), drought=True) for mean in means) / len(means)
    return sum(_closeness(mean, wanted) for mean in means) / len(means)


def _closeness(value: float, wanted: Range, *, drought: bool = False) -> float:
    """1 within the range, falling to 0 at half the range's width outside it.

    Soil's drought is at its worst at half the minimum: below a low minimum there is no half width.
    """
    low, high = wanted
    half = low / 2 if drought and value < low and low > 0 else (high - low) / 2
    outside = max(low - value, value - high, 0.0)
    return max(0.0, 1.0 - outside / half)
