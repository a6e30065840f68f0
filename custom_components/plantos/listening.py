"""Hearing at once what the entities say that a hub hangs on, and following them when they are renamed."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from homeassistant.core import CALLBACK_TYPE, Event, callback
from homeassistant.helpers import entity_registry as er

from .attending import async_attend
from .domain.readings import Measure
from .garden import renamed, sources_of
from .hardware.devices import is_channel
from .hardware.entities import watch
from .resilience.turns import Batches, paced
from .sources import async_keep_data, data_of
from .waterworks import heed_supply

if TYPE_CHECKING:
    from .coordinator import PlantosCoordinator


class Hearing:
    """Attends to plants whose probes speak: often all of a plant at once, or those of many plants."""

    def __init__(self, hub: PlantosCoordinator) -> None:
        """Begin with nothing heard."""
        self._hub = hub
        self._heard = Batches(self._attend_each, partial(hub.spawn, name="attend to what spoke"))

    @callback
    def hear(self, plant_id: str, measure: Measure) -> None:
        """Attend to a plant as soon as all that is said at this moment was heard."""
        if plant_id in self._hub.waterer.flowing():
            # What may have to stop water waits for nothing.
            self._attend(plant_id, {measure})
        else:
            self._heard.add((plant_id, measure))

    async def _attend_each(self, heard: list[tuple[str, Measure]]) -> None:
        spoke = defaultdict[str, set[Measure]](set)
        for plant_id, measure in heard:
            spoke[plant_id].add(measure)
        async for plant_id in paced(spoke):
            self._attend(plant_id, spoke[plant_id])

    def _attend(self, plant_id: str, spoke: set[Measure]) -> None:
        self._hub.spawn(async_attend(self._hub, plant_id, spoke), f"attend {plant_id}")


@callback
def listen(hub: PlantosCoordinator) -> CALLBACK_TYPE:
    """Hear from now on; returns what ends it."""
    used = sources_of(hub.plants, hub.supplies, hub.config_entry)
    hearing = Hearing(hub)

    @callback
    def spoke(source: str) -> None:
        for subject, part in used.get(source, ()):
            _attend(hub, hearing, subject, part)

    @callback
    def registry_changed(event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        old = event.data.get("old_entity_id")
        if event.data["action"] != "update" or not isinstance(old, str) or old not in used:
            return
        for subject, _ in used[old]:
            if (data := data_of(hub.config_entry, subject)) is not None:
                data = renamed(data, old, event.data["entity_id"])
                async_keep_data(hub.hass, hub.config_entry, subject, data)

    if hub.hardware:
        hub.hardware.listen(spoke)
    stop_watching = watch(hub.hass, [source for source in used if not is_channel(source)], spoke)
    stop_following = hub.hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, registry_changed)

    @callback
    def stop() -> None:
        stop_watching()
        stop_following()

    return stop


@callback
def _attend(hub: PlantosCoordinator, hearing: Hearing, subject: str, part: str) -> None:
    """Do what follows from a word of this part of a plant or supply."""
    if subject == hub.config_entry.entry_id:
        # The weather is looked at with every poll.
        return
    match part:
        case "outlet" | "pump":
            hub.spawn(hub.waterer.inspector.inspect(subject), f"inspect {part} {subject}")
        case "tank" | "leak":
            heed_supply(hub, subject)
            hub.show(subject)
        case "flow_meter":
            hub.spawn(hub.waterer.inspector.inspect_meter(subject), f"inspect meter {subject}")
        case _:
            hearing.hear(subject, Measure(part.partition("_")[0]))
