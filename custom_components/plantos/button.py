"""Water a plant now."""

from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .commands import async_water_now
from .coordinator import PlantosConfigEntry
from .entity import PlantEntity
from .resilience.turns import paced

PARALLEL_UPDATES = 0

WATER_NOW = ButtonEntityDescription(key="water_now", translation_key="water_now")


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the button of every plant that has an outlet."""
    coordinator = entry.runtime_data
    async for plant_id in paced(filter(coordinator.waterer.outlets.__contains__, coordinator.plants), 1):
        async_add_entities([WaterNow(coordinator, plant_id, WATER_NOW)], config_subentry_id=plant_id)


class WaterNow(PlantEntity, ButtonEntity):
    """Waters the plant's dose, under guard."""

    @override
    async def async_press(self) -> None:
        """Ask for water."""
        await async_water_now(self.coordinator, self.plant_id, self._context)
