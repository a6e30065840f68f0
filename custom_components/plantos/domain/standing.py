"""What people and events have said about a plant's care beyond its settings; kept in the ledger."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from .beginning import Beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a plant stands, or with its own id a supply or a whole hub. Instants are real UTC.

    `off` is a hub's master switch, `locked` an outlet that didn't close in time, or a supply from which water flowed
    although everything was closed, `undone` the run whose water was regretted, `without_effect` the runs in a row
    that moved no probe, `dry` the interrupted run after which somebody found nothing wet, `begun` since when a plant
    is watered as it is now.
    """

    off: bool = False
    locked: bool = False
    postponed_until: datetime | None = None
    undone: str | None = None
    without_effect: int = 0
    dry: str | None = None
    begun: Beginning | None = None

    def postponed(self, until: datetime) -> Self:
        """With automatic watering put off; never earlier than it was already."""
        return replace(self, postponed_until=max(until, self.postponed_until or until))


@dataclass(frozen=True, slots=True)
class Care:
    """The standing of a plant and of its hub; `repotted` is when the plant was given other soil, in real UTC."""

    plant: Standing = field(default_factory=Standing)
    hub: Standing = field(default_factory=Standing)
    repotted: datetime | None = None

    @property
    def postponed_until(self) -> datetime | None:
        """Until when nothing is watered automatically; a hub's rain delay holds for all its plants."""
        known = [until for until in (self.plant.postponed_until, self.hub.postponed_until) if until]
        return max(known, default=None)
