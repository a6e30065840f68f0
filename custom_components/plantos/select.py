"""Which strategy waters a plant."""

from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .commands import async_change
from .coordinator import PlantosConfigEntry
from .domain.readings import Measure
from .domain.reasons import reason
from .domain.strategies import NEEDS_MOISTURE, STRATEGIES
from .entity import PlantEntity
from .sentences import refused

PARALLEL_UPDATES = 0

STRATEGY = SelectEntityDescription(
    key="strategy",
    translation_key="strategy",
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
    options=list(STRATEGIES),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the select of every plant."""
    for plant_id in entry.runtime_data.plants:
        async_add_entities([StrategySelect(entry.runtime_data, plant_id, STRATEGY)], config_subentry_id=plant_id)


class StrategySelect(PlantEntity, SelectEntity):
    """The strategy of one plant."""

    @property
    @override
    def current_option(self) -> str:
        """The strategy at work."""
        return self.coordinator.plants[self.plant_id].strategy

    @override
    async def async_select_option(self, option: str) -> None:
        """Change the strategy; one that needs moisture needs a probe for it."""
        if option in NEEDS_MOISTURE and Measure.MOISTURE not in self.coordinator.probes.measures(self.plant_id):
            raise refused(reason("moisture_needs_probe"))
        await async_change(self.coordinator, self.plant_id, self._context, strategy=option)
