"""Since when each plant is watered as it is now, kept with how it stands."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from homeassistant.core import callback

from .const import LOGGER
from .domain.beginning import SHORT_PAUSE, Beginning, begun, way_of
from .domain.plants import Plant
from .domain.snapshots import Snapshot
from .domain.species import Species
from .resilience.turns import Batches
from .watering.ledger_file import LedgerError

if TYPE_CHECKING:
    from .coordinator import PlantosCoordinator


class Beginnings:
    """Since when the plants of one hub are watered as they are now, whether that is kept already or not."""

    def __init__(self, hub: PlantosCoordinator) -> None:
        """Begin with nothing known."""
        self._hub = hub
        self._ways: dict[str, tuple[Plant, Species | None, str]] = {}
        self._new: dict[str, Beginning] = {}
        self._unwritten = Batches(self._write, partial(hub.spawn, name="keep since when plants are watered so"))

    def of(self, plant: Plant, now: datetime) -> Beginning:
        """The beginning of one plant."""
        hub, standings, plant_id = self._hub, self._hub.waterer.standings, plant.plant_id
        on = plant.automatic and plant.enabled and not standings.hub.off
        known = self._new.get(plant_id, standings.of(plant_id).begun)
        short = hub.clock.real(SHORT_PAUSE)
        return begun(known, self._way(plant), on=on, now=now, short=short)

    @callback
    def keep(self, snapshot: Snapshot) -> None:
        """Have it kept where it isn't yet."""
        plant_id = snapshot.plant.plant_id
        beginning = self.of(snapshot.plant, snapshot.at)
        if beginning != self._new.get(plant_id, self._hub.waterer.standings.of(plant_id).begun):
            self._new[plant_id] = beginning
            self._unwritten.add(plant_id)

    def _way(self, plant: Plant) -> str:
        """The mark of how a plant is watered, which is made anew only for another plant or species."""
        species = self._hub.species_of(plant.plant_id)
        known = self._ways.get(plant.plant_id)
        if known is None or known[0] is not plant or known[1] is not species:
            known = self._ways[plant.plant_id] = (plant, species, way_of(plant, species))
        return known[2]

    async def _write(self, plant_ids: list[str]) -> None:
        new = {plant_id: self._new.pop(plant_id) for plant_id in plant_ids if plant_id in self._new}
        try:
            await self._hub.waterer.standings.begin(new)
        except LedgerError:
            names = ", ".join(map(self._hub.name_of, new))
            LOGGER.exception("Since when %s is watered as it is couldn't be written", names)
