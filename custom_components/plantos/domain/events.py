"""What happened, in the words of the garden: written to the ledger first, then told to everybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from .plants import Plant
from .reasons import Reason

EVENT_VERSION = 1

type Payload = Mapping[str, str | bool | int | float | None]


class EventType(StrEnum):
    """The events that PlantOS tells."""

    WATERING_STARTED = "watering_started"
    PLANT_WATERED = "plant_watered"
    WATERING_FAILED = "watering_failed"
    WATERING_VERIFIED = "watering_verified"
    SENSOR_READING_RECORDED = "sensor_reading_recorded"
    CRITICAL_MOISTURE = "critical_moisture"
    PLANT_HEALTH_DETERIORATED = "plant_health_deteriorated"
    APPROVAL_REQUESTED = "approval_requested"
    CIRCUIT_BREAKER_CHANGED = "circuit_breaker_changed"
    HEALTH_CHANGED = "health_changed"
    CARE_LOGGED = "care_logged"
    CARE_FORGOTTEN = "care_forgotten"
    CARE_DUE = "care_due"


def _new_id() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to one plant, a supply or, with the hub's id, a hub.

    Correlation ties a run's events, causation names the cause.
    """

    type: EventType
    plant_id: str
    plant_name: str
    occurred_at: datetime
    data: Payload = field(default_factory=dict)
    reason: Reason | None = None
    correlation_id: str = field(default_factory=_new_id)
    causation_id: str | None = None
    user_id: str | None = None
    event_id: str = field(default_factory=_new_id)
    version: int = EVENT_VERSION


def plant_event(kind: EventType, plant: Plant, at: datetime, data: Payload) -> Event:
    """An event that no run caused."""
    return Event(type=kind, plant_id=plant.plant_id, plant_name=plant.name, occurred_at=at, data=data)
