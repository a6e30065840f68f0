"""What happens to a plant, as an event entity: for automations, and at a glance."""

from typing import override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PlantosConfigEntry
from .domain.care import CareKind
from .domain.events import Event, EventType
from .entity import PlantEntity
from .resilience.turns import paced
from .sentences import sentence
from .signals import told_of

PARALLEL_UPDATES = 0

# What is told of a plant, in the words of its care.
TOLD = {
    EventType.PLANT_WATERED: "watered",
    EventType.WATERING_FAILED: "watering_failed",
    EventType.CRITICAL_MOISTURE: "critical_moisture",
    EventType.PLANT_HEALTH_DETERIORATED: "health_deteriorated",
}
# What of it is worth keeping.
KEPT = ("ml", "amount_ml", "origin", "moisture_before", "moisture", "minimum", "score", "best", "note")

CARE = EventEntityDescription(key="care", translation_key="care", event_types=[*TOLD.values(), *CareKind])


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the event entity of every plant."""
    coordinator = entry.runtime_data
    async for plant_id in paced(coordinator.plants, 1):
        async_add_entities([PlantCare(coordinator, plant_id, CARE)], config_subentry_id=plant_id)


class PlantCare(PlantEntity, EventEntity):
    """The last thing that happened to a plant."""

    entity_description: EventEntityDescription

    @override
    async def async_added_to_hass(self) -> None:
        """Hear what is told of the plant; what it looks like now is no event."""
        self.async_on_remove(async_dispatcher_connect(self.hass, told_of(self.plant_id), self._hear))

    @callback
    def _hear(self, event: Event) -> None:
        kind = event.data.get("kind") if event.type is EventType.CARE_LOGGED else TOLD.get(event.type)
        if kind is None:
            return
        facts = {key: value for key in KEPT if (value := event.data.get(key)) is not None}
        why = {"reason": sentence(self.hass, event.reason)} if event.reason else {}
        self._trigger_event(str(kind), {"occurred_at": event.occurred_at.isoformat(), **why, **facts})
        self.async_write_ha_state()
