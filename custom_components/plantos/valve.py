"""The outlet over a plant: opening it is a guarded run that closes by itself."""

from typing import override

from homeassistant.components.valve import (
    ValveDeviceClass,
    ValveEntity,
    ValveEntityDescription,
    ValveEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .commands import async_stop, async_water_now
from .coordinator import PlantosConfigEntry
from .domain.reasons import reason
from .domain.snapshots import OutletState
from .entity import PlantEntity
from .resilience.turns import paced
from .sentences import failed

PARALLEL_UPDATES = 0

OUTLET = ValveEntityDescription(key="outlet", translation_key="outlet", device_class=ValveDeviceClass.WATER)


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the valve of every plant that has an outlet."""
    coordinator = entry.runtime_data
    async for plant_id in paced(filter(coordinator.waterer.outlets.__contains__, coordinator.plants), 1):
        async_add_entities([PlantOutlet(coordinator, plant_id, OUTLET)], config_subentry_id=plant_id)


class PlantOutlet(PlantEntity, ValveEntity):
    """The outlet of one plant."""

    _attr_reports_position = False
    _attr_supported_features = ValveEntityFeature.OPEN | ValveEntityFeature.CLOSE

    @property
    @override
    def is_closed(self) -> bool | None:
        """Closed only when the outlet itself said so; None while nobody knows."""
        state = self.coordinator.waterer.outlets.state(self.plant_id)
        return None if state is OutletState.UNKNOWN else state is OutletState.CLOSED

    @property
    @override
    def assumed_state(self) -> bool:
        """Whether the outlet only repeats what it was told."""
        return self.coordinator.waterer.outlets.assumed(self.plant_id)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str | None]:
        """Who closes the outlet if Home Assistant doesn't."""
        return {"fail_safe": self.coordinator.waterer.outlets.fail_safe(self.plant_id)}

    @override
    async def async_open_valve(self) -> None:
        """Water the plant's dose, under guard."""
        await async_water_now(self.coordinator, self.plant_id, self._context)

    @override
    async def async_close_valve(self) -> None:
        """Close now, past every queue and limit."""
        closed = await async_stop(self.coordinator, [self.plant_id], self._context)
        if not closed[self.plant_id]:
            raise failed(reason("failed_not_closed", plant=self.status.snapshot.plant.name))
