"""Hearing at once what the entities say that a hub hangs on, and following them when they are renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.core import CALLBACK_TYPE, Event, callback
from homeassistant.helpers import entity_registry as er

from .attending import async_attend
from .domain.readings import Measure
from .garden import renamed, sources_of
from .hardware.devices import is_channel
from .hardware.entities import watch
from .sources import async_keep_data, data_of
from .waterworks import heed_supply

if TYPE_CHECKING:
    from .coordinator import PlantosCoordinator


@callback
def listen(hub: PlantosCoordinator) -> CALLBACK_TYPE:
    """Hear from now on; returns what ends it."""
    used = sources_of(hub.plants, hub.supplies, hub.config_entry)

    @callback
    def spoke(source: str) -> None:
        for subject, part in used.get(source, ()):
            _attend(hub, subject, part)

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
def _attend(hub: PlantosCoordinator, subject: str, part: str) -> None:
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
            spoke = {Measure(part.partition("_")[0])}
            hub.spawn(async_attend(hub, subject, spoke), f"attend {subject}")
