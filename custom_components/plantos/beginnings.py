"""Since when each plant is watered as it is now, kept with how it stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from homeassistant.core import callback

from .const import LOGGER
from .domain.beginning import SHORT_PAUSE, Beginning, begun, way_of
from .domain.plants import Plant
from .domain.snapshots import Snapshot
from .watering.ledger_file import LedgerError

if TYPE_CHECKING:
    from .coordinator import PlantosCoordinator


def beginning_of(hub: PlantosCoordinator, plant: Plant, now: datetime) -> Beginning:
    """Since when a plant is watered as it is now, whether that is kept already or not."""
    standings, plant_id = hub.waterer.standings, plant.plant_id
    way = way_of(plant, hub.species_of(plant_id))
    on = plant.automatic and plant.enabled and not standings.hub.off
    return begun(standings.of(plant_id).begun, way, on=on, now=now, short=hub.clock.real(SHORT_PAUSE))


@callback
def keep_beginning(hub: PlantosCoordinator, snapshot: Snapshot) -> None:
    """Have it kept where it isn't yet."""
    plant_id = snapshot.plant.plant_id
    beginning = beginning_of(hub, snapshot.plant, snapshot.at)
    if beginning != hub.waterer.standings.of(plant_id).begun:
        hub.spawn(_keep(hub, plant_id, beginning), f"keep since when {plant_id} is watered so")


async def _keep(hub: PlantosCoordinator, plant_id: str, beginning: Beginning) -> None:
    try:
        await hub.waterer.standings.change(plant_id, begun=beginning)
    except LedgerError:
        LOGGER.exception("Since when %s is watered as it is couldn't be written", hub.name_of(plant_id))
