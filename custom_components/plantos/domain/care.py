"""What is done for a plant beside PlantOS's own waterings: by hand, or by the rain."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from .events import Event, EventType
from .plants import Plant
from .reasons import Reason


class CareKind(StrEnum):
    """What was done; `hand_or_rain` is water that nobody told of, and that the soil has shown."""

    WATERED_BY_HAND = "watered_by_hand"
    HAND_OR_RAIN = "hand_or_rain"
    FERTILISED = "fertilised"
    REPOTTED = "repotted"
    PRUNED = "pruned"
    PROBE_FIXED = "probe_fixed"


# What a person can say to have done.
DEEDS = tuple(kind for kind in CareKind if kind is not CareKind.HAND_OR_RAIN)
WATER = frozenset({CareKind.WATERED_BY_HAND, CareKind.HAND_OR_RAIN})

LONGEST_NOTE = 500
MOST_ML = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done at a real instant; the ml only of water, and only where somebody has measured it."""

    kind: CareKind
    at: datetime
    amount_ml: float | None = None
    note: str | None = None

    @classmethod
    def of(cls, event: Event) -> Self:
        """The deed that an event tells of."""
        amount, note = event.data.get("amount_ml"), event.data.get("note")
        return cls(
            CareKind(str(event.data["kind"])),
            event.occurred_at,
            None if amount is None else float(amount),
            None if note is None else str(note),
        )


def care_event(
    plant: Plant,
    deed: Deed,
    told: datetime,
    *,
    why: Reason | None = None,
    user_id: str | None = None,
    context_id: str | None = None,
) -> Event:
    """The event that tells of a deed; it occurred when it was done, however late that is told."""
    return Event(
        type=EventType.CARE_LOGGED,
        plant_id=plant.plant_id,
        plant_name=plant.name,
        occurred_at=deed.at,
        reason=why,
        data={"kind": deed.kind, "amount_ml": deed.amount_ml, "note": deed.note, "told_at": told.isoformat()},
        causation_id=context_id,
        user_id=user_id,
    )


def told_at(entry: Event) -> datetime:
    """When a deed was told of; of old entries only when it was done is known."""
    told = entry.data.get("told_at")
    return datetime.fromisoformat(str(told)) if told else entry.occurred_at


def forgotten_event(entry: Event, at: datetime, *, user_id: str | None = None, context_id: str | None = None) -> Event:
    """The event that takes an entry back; what it told of never was."""
    deed = Deed.of(entry)
    return Event(
        type=EventType.CARE_FORGOTTEN,
        plant_id=entry.plant_id,
        plant_name=entry.plant_name,
        occurred_at=at,
        data={
            "kind": deed.kind,
            "amount_ml": deed.amount_ml,
            "done_at": deed.at.isoformat(),
            "entry": entry.event_id,
        },
        correlation_id=entry.correlation_id,
        causation_id=context_id,
        user_id=user_id,
    )
