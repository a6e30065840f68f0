"""What is to be done for a hub's plants, as its entities show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .const import LOGGER
from .domain.care import CareKind
from .domain.chores import Chore, Done, chores
from .domain.readings import Measure
from .domain.reasons import Reason, reason
from .domain.snapshots import Snapshot

if TYPE_CHECKING:
    from .coordinator import PlantosCoordinator
    from .status import PlantStatus

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Known:
    """What is to be done for a plant with this status, for which these things were last done."""

    status: PlantStatus
    last: Mapping[CareKind, datetime]
    chores: list[Chore]


def chores_of(hub: PlantosCoordinator, plant_id: str) -> list[Chore]:
    """All that is to be done for a plant, now or one day, at real instants; nothing where that can't be told.

    It is found out once for all who ask, until the plant is shown anew or cared for.
    """
    status, last = hub.data[plant_id], dict(hub.care_log.last(plant_id))
    if (known := hub.chores.get(plant_id)) and known.status is status and known.last == last:
        return known.chores
    found = _found(hub, plant_id)
    hub.chores[plant_id] = Known(status, last, found)
    return found


def _found(hub: PlantosCoordinator, plant_id: str) -> list[Chore]:
    try:
        found = _chores_of(hub, plant_id)
    except Exception:
        # One plant that can't be told must not hide the others.
        if plant_id not in hub.puzzling:
            LOGGER.exception("What is to be done for %s couldn't be told", hub.name_of(plant_id))
        hub.puzzling.add(plant_id)
        return []
    hub.puzzling.discard(plant_id)
    return found


def _chores_of(hub: PlantosCoordinator, plant_id: str) -> list[Chore]:
    status, clock = hub.data[plant_id], hub.clock
    at = status.snapshot.at
    odd = [replace(anomaly, since=clock.on_hub(anomaly.since, at)) for anomaly in status.analysis.odd]
    found = chores(status.snapshot, _done(hub, status.snapshot), odd)
    return [replace(chore, due=clock.from_hub(chore.due, at)) for chore in found]


def _done(hub: PlantosCoordinator, snapshot: Snapshot) -> Done:
    plant_id, at = snapshot.plant.plant_id, snapshot.at
    device = hub.device(plant_id)
    added = device.created_at if device else hub.config_entry.created_at
    last = {kind: hub.clock.on_hub(instant, at) for kind, instant in hub.care_log.last(plant_id).items()}
    return Done(hub.clock.on_hub(added, at), last, _heard(hub, snapshot))


def _heard(hub: PlantosCoordinator, snapshot: Snapshot) -> dict[Measure, datetime]:
    """When the probes were last trusted; only of those that aren't now, since it takes a while to find out."""
    plant = snapshot.plant
    silent = {measure for measure in plant.probes if measure not in snapshot.readings}
    silent |= {measure for measure, reading in snapshot.readings.items() if not reading.fresh}
    if not silent:
        return {}
    hours = hub.journal.hours(plant.plant_id)
    return {
        measure: snapshot.at - means[-1][0] * HOUR for measure, means in hours.items() if measure in silent and means
    }


def to_do(kind: CareKind, plant: str) -> Reason:
    """What is to be done, or was, in a few words."""
    return {
        CareKind.WATERED_BY_HAND: reason("to_do_water", plant=plant),
        CareKind.HAND_OR_RAIN: reason("to_do_water", plant=plant),
        CareKind.FERTILISED: reason("to_do_feed", plant=plant),
        CareKind.REPOTTED: reason("to_do_repot", plant=plant),
        CareKind.PRUNED: reason("to_do_prune", plant=plant),
        CareKind.PROBE_FIXED: reason("to_do_probe", plant=plant),
    }[kind]
