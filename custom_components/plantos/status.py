"""All that is shown of a plant, and what is reckoned for it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from .domain.anomalies import Anomaly, anomalies
from .domain.clock import Clock
from .domain.decisions import Decision
from .domain.forecast import Due, dry_by, why_unforeseen
from .domain.health import Health, health_of
from .domain.plants import Plant
from .domain.readings import Measure
from .domain.reasons import Reason
from .domain.recommendations import recommend
from .domain.snapshots import Snapshot
from .domain.species import Range
from .domain.trails import Trail
from .domain.unseen import Unseen, unseen
from .domain.water_use import WaterUse
from .domain.wettings import usual_range
from .watering.journal import Journal
from .watering.runs import Run

OUTLOOK_EVERY = timedelta(minutes=10)
# In real time, however fast the hub lives.
OUTLOOK_LEAST = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Analysis:
    """How a plant has been doing: what is odd, what would help, and from where to where its moisture usually goes.

    `unseen` is water that only its soil has shown.
    """

    at: datetime
    health: Health
    odd: tuple[Anomaly, ...]
    advice: tuple[Reason, ...]
    usual: Range | None
    unseen: Unseen | None = None


@dataclass(frozen=True, slots=True)
class PlantStatus:
    """All that is shown of a plant; instants are real UTC, water is in ml.

    `dry` is when its soil is, on the hub's line of time, `due` the next watering.
    """

    snapshot: Snapshot
    decision: Decision
    explained: Reason
    run: Run | None
    analysis: Analysis
    dry: Due | None
    due: Due | None
    last_watered: datetime | None
    water: WaterUse
    problems: tuple[str, ...]

    @property
    def next_watering(self) -> datetime | None:
        """When the plant is watered next."""
        return self.due.at if self.due else None

    @property
    def unforeseen(self) -> Reason:
        """Why nobody can say when the plant is watered next."""
        return why_unforeseen(self.snapshot, self.decision, self.dry) or self.explained

    @property
    def moisture(self) -> float | None:
        """The soil's moisture in %."""
        return self.snapshot.value(Measure.MOISTURE)

    @property
    def thirsty(self) -> bool | None:
        """Whether its soil is drier than it likes; None while nobody knows."""
        return None if self.moisture is None else self.moisture < self.snapshot.plant.moisture_min

    @property
    def health(self) -> Health:
        """How well the plant is."""
        return self.analysis.health


@dataclass(frozen=True, slots=True)
class Outlook:
    """Analysis and forecast as they were reckoned of a plant with these settings, `since` the last watering."""

    plant: Plant
    since: datetime | None
    analysis: Analysis
    dry: Due | None

    def holds(self, plant: Plant, last_watered: datetime | None, clock: Clock) -> bool:
        """Whether it is still true of a plant, and young enough."""
        every = max(OUTLOOK_EVERY, OUTLOOK_LEAST * clock.speed)
        return self.since == last_watered and self.plant == plant and clock.age(self.analysis.at) < every


def reckon(snapshot: Snapshot, journal: Journal, clock: Clock, last_watered: datetime | None) -> Outlook:
    """The outlook of a plant from its snapshot and what the journal knows of it."""
    now, plant = snapshot.at, snapshot.plant
    soaked = last_watered and last_watered + clock.real(snapshot.settings.soak)
    points = [(clock.on_hub(at, now), value) for at, value in journal.drying(plant.plant_id, soaked)]
    dry = dry_by(snapshot, points)
    dry = dry.moved(partial(clock.from_hub, now=now)) if dry else None
    return Outlook(plant, last_watered, analyse(snapshot, journal, clock), dry)


def analyse(snapshot: Snapshot, journal: Journal, clock: Clock) -> Analysis:
    """How a plant has been doing."""
    plant, species, now = snapshot.plant, snapshot.species, snapshot.at
    hours = journal.hours(plant.plant_id)
    trail = Trail.of(snapshot, hours.get(Measure.MOISTURE, ()), journal.steps(plant.plant_id))
    usual = usual_range(trail.wets)
    health = health_of(plant, species, hours, usual)
    odd = anomalies(snapshot, trail)
    advice = recommend(plant, species, health, [anomaly.kind for anomaly in odd], trail)
    told = tuple(replace(anomaly, since=clock.from_hub(anomaly.since, now)) for anomaly in odd)
    wet = unseen(snapshot, trail, odd)
    return Analysis(now, health, told, advice, usual, wet and replace(wet, at=clock.from_hub(wet.at, now)))
