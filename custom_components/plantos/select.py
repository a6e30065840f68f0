"""Which strategy waters a plant."""

from typing import Any, override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .commands import async_change
from .coordinator import PlantosConfigEntry
from .domain.reasons import reason
from .domain.strategies import offered
from .entity import PlantEntity
from .needs import lacks
from .resilience.turns import paced
from .sentences import refused

PARALLEL_UPDATES = 0

STRATEGY = SelectEntityDescription(
    key="strategy",
    translation_key="strategy",
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the select of every plant."""
    async for plant_id in paced(entry.runtime_data.plants, 1):
        async_add_entities([StrategySelect(entry.runtime_data, plant_id, STRATEGY)], config_subentry_id=plant_id)


class StrategySelect(PlantEntity, SelectEntity):
    """The strategy of one plant."""

    @property
    @override
    def options(self) -> list[str]:
        """The strategies that this plant may have."""
        return offered(self.plant_id, self.coordinator.settings, self.current_option)

    @property
    @override
    def current_option(self) -> str:
        """The strategy at work."""
        return self.coordinator.plants[self.plant_id].strategy

    @override
    async def async_select_option(self, option: str) -> None:
        """Change the strategy to one that the plant has everything for; another may not water blind as this may."""
        plant = self.coordinator.plants[self.plant_id]
        changes: dict[str, Any] = {"strategy": option}
        if plant.waters_blind and option != plant.strategy:
            changes["waters_blind"] = False
        if missing := lacks(self.coordinator.config_entry, plant.model_copy(update=changes)):
            raise refused(reason(missing))
        await async_change(self.coordinator, self.plant_id, self._context, **changes)
