"""Everything known about one plant at one instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from .plants import Plant
from .readings import Measure, Reading

SOAK = timedelta(minutes=30)


class OutletState(StrEnum):
    """What is known of an outlet. Only a confirmed close is `closed`."""

    ABSENT = "absent"
    CLOSED = "closed"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class History:
    """What the ledger says of a plant's water; instants on the hub's line of time."""

    last_watered: datetime | None = None
    last_tried: datetime | None = None
    day_ml: float = 0.0
    total_ml: float = 0.0
    running: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One plant at one instant, immutable; every instant in it lies on the hub's line of time."""

    plant: Plant
    at: datetime
    readings: Mapping[Measure, Reading] = field(default_factory=dict)
    history: History = field(default_factory=History)
    outlet: OutletState = OutletState.ABSENT

    def value(self, measure: Measure) -> float | None:
        """The newest known value of a measure, fresh or not."""
        reading = self.readings.get(measure)
        return reading.value if reading else None

    @property
    def trusted_moisture(self) -> float | None:
        """The moisture that may start water: fresh, and read after the last run has soaked in."""
        reading = self.readings.get(Measure.MOISTURE)
        if reading is None or not reading.fresh:
            return None
        last = self.history.last_watered
        return reading.value if last is None or reading.at >= last + SOAK else None
