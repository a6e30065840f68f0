"""A plant that does worse than it did: when that is told, and whether water would help."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from .comfort import Strain
from .health import HOURS_A_DAY, Health
from .plants import Plant
from .readings import Measure
from .reasons import Reason, reason
from .species import Species

# A plant that was told to do worse has to make up this share of a drop before the next one can begin.
RECOVERY = 0.5

# By what a plant was judged: what was measured of it, its limits and what its species needs.
type Yardstick = tuple[frozenset[Measure], float, float, Species | None]


def yardstick(plant: Plant, species: Species | None, health: Health) -> Yardstick:
    """What has to be the same for two scores to be compared."""
    return frozenset(health.factors), plant.moisture_min, plant.moisture_max, species


@dataclass(slots=True)
class Scores:
    """A plant's scores by one yardstick, of which the next is judged by the best.

    Of each stretch only the best is kept, so that the first is the best of all. `lowest` is how low it has been since
    a drop was told, as long as it goes on.
    """

    by: Yardstick
    lowest: float | None = None
    _best: deque[tuple[datetime, float]] = field(default_factory=deque)

    def note(self, at: datetime, score: float, drop: float) -> None:
        """Take note of the newest score; after a drop was told, only once the plant does better again."""
        if self.lowest is not None:
            self.lowest = min(self.lowest, score)
            if score < self.lowest + RECOVERY * drop:
                return
            self.lowest = None
        while self._best and self._best[-1][1] <= score:
            self._best.pop()
        self._best.append((at, score))

    def best(self, since: datetime) -> float | None:
        """The best score from an instant on; what came before is forgotten."""
        while self._best and self._best[0][0] < since:
            self._best.popleft()
        return self._best[0][1] if self._best else None

    def told(self, score: float) -> None:
        """A drop to this score was told."""
        self.lowest = score
        self._best.clear()


def has_dropped(score: float, best: float, drop: float) -> bool:
    """Whether a score is so many points below the best one, as both are shown."""
    return round(best - score, 1) >= drop


def is_judged(health: Health) -> bool:
    """Whether a score says enough to be compared: a few hours say little of a plant."""
    return health.score is not None and health.hours >= HOURS_A_DAY


@dataclass(frozen=True, slots=True)
class Emergency:
    """Whether water would help a plant that does badly, and why."""

    water_helps: bool
    why: Reason


def assess_emergency(plant: Plant, health: Health, moisture: float | None) -> Emergency:
    """Water helps where moisture is what limits the plant, and the soil is known to be too dry now (%)."""
    limiting = health.limiting
    if limiting is not Measure.MOISTURE:
        return Emergency(False, limited_by(limiting))
    if moisture is None:
        return Emergency(False, reason("emergency_unknown"))
    dry = moisture < plant.moisture_min
    why = (
        reason("emergency_dry", moisture=moisture, minimum=plant.moisture_min)
        if dry
        else reason("emergency_not_dry", moisture=moisture, minimum=plant.moisture_min)
    )
    return Emergency(dry, why)


def limited_by(limiting: Measure | Strain | None) -> Reason:
    """What keeps a plant from doing better, in words."""
    match limiting:
        case Measure.MOISTURE:
            return reason("limited_moisture")
        case Measure.TEMPERATURE:
            return reason("limited_temperature")
        case Measure.HUMIDITY:
            return reason("limited_humidity")
        case Measure.ILLUMINANCE:
            return reason("limited_light")
        case Strain.DRY_AIR:
            return reason("limited_dry_air")
        case Strain.COLD:
            return reason("limited_cold")
        case Strain.HEAT:
            return reason("limited_heat")
        case None:
            return reason("limited_nothing")
