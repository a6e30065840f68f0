"""All that is shown of a plant, and what is reckoned for it."""

from dataclasses import dataclass
from datetime import datetime

from .domain.clock import Clock
from .domain.decisions import Decision
from .domain.forecast import dry_at
from .domain.health import Health, assess_health
from .domain.plants import Plant
from .domain.reasons import Reason
from .domain.settings import Settings
from .domain.snapshots import Snapshot
from .domain.species import CATALOGUE
from .watering.journal import Journal
from .watering.runs import Run


@dataclass(frozen=True, slots=True)
class PlantStatus:
    """All that is shown of a plant; instants are real UTC, water is in ml."""

    snapshot: Snapshot
    decision: Decision
    explained: Reason
    run: Run | None
    health: Health
    next_watering: datetime | None
    last_watered: datetime | None
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """Health and forecast as they were reckoned `at` an instant, `since` the last watering."""

    at: datetime
    since: datetime | None
    health: Health
    dry_at: datetime | None


def reckon(plant: Plant, settings: Settings, journal: Journal, clock: Clock, last_watered: datetime | None) -> Outlook:
    """The outlook of a plant from what the journal knows of it."""
    now = clock.now()
    soaked = last_watered and last_watered + clock.real(settings.soak)
    points = [(clock.on_hub(at, now), value) for at, value in journal.drying(plant.plant_id, soaked)]
    dry = dry_at(points, plant.moisture_min)
    health = assess_health(plant, CATALOGUE.get(plant.species or ""), journal.hours(plant.plant_id))
    return Outlook(now, last_watered, health, dry and clock.from_hub(dry, now).replace(microsecond=0))


def says_the_same(one: Reason, other: Reason) -> bool:
    """Whether two reasons differ in nothing but the moisture of the moment."""
    return one.key == other.key and {**one.values, "moisture": ""} == {**other.values, "moisture": ""}
