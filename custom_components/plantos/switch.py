"""Whether PlantOS waters a plant by itself."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PlantosConfigEntry
from .entity import PlantEntity

PARALLEL_UPDATES = 0

AUTOMATIC = SwitchEntityDescription(key="automatic_watering", translation_key="automatic_watering")


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the switch of every plant."""
    for plant_id in entry.runtime_data.plants:
        async_add_entities([AutomaticWatering(entry.runtime_data, plant_id, AUTOMATIC)], config_subentry_id=plant_id)


class AutomaticWatering(PlantEntity, SwitchEntity):
    """Automatic watering of one plant; its state is kept in the plant's subentry."""

    @property
    @override
    def is_on(self) -> bool:
        """Whether the strategy may water by itself."""
        return self.coordinator.plants[self.plant_id].automatic

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Let the strategy water."""
        self.coordinator.async_change(self.plant_id, automatic=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Water only when asked."""
        self.coordinator.async_change(self.plant_id, automatic=False)
