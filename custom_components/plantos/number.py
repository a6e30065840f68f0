"""The limits that people change while living with a plant."""

from typing import override

from homeassistant.components.number import NumberDeviceClass, NumberEntity, NumberEntityDescription
from homeassistant.const import EntityCategory, UnitOfRatio, UnitOfVolume
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PlantosConfigEntry, PlantosCoordinator
from .entity import PlantEntity

PARALLEL_UPDATES = 0

# Each key is a field of the plant: `dose` of its `dose_ml`.
NUMBERS: dict[str, NumberEntityDescription] = {
    "moisture_min": NumberEntityDescription(
        key="moisture_min",
        translation_key="moisture_min",
        device_class=NumberDeviceClass.MOISTURE,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        native_min_value=0,
        native_max_value=100,
        native_step=1,
    ),
    "moisture_max": NumberEntityDescription(
        key="moisture_max",
        translation_key="moisture_max",
        device_class=NumberDeviceClass.MOISTURE,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        native_min_value=0,
        native_max_value=100,
        native_step=1,
    ),
    "dose_ml": NumberEntityDescription(
        key="dose",
        translation_key="dose",
        device_class=NumberDeviceClass.VOLUME,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        native_unit_of_measurement=UnitOfVolume.MILLILITERS,
        native_min_value=1,
        native_max_value=100_000,
        native_step=1,
    ),
}


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the numbers of every plant."""
    for plant_id in entry.runtime_data.plants:
        async_add_entities(
            [PlantNumber(entry.runtime_data, plant_id, field) for field in NUMBERS], config_subentry_id=plant_id
        )


class PlantNumber(PlantEntity, NumberEntity):
    """One of a plant's limits; it holds at once and is kept in the plant's subentry."""

    def __init__(self, coordinator: PlantosCoordinator, plant_id: str, field: str) -> None:
        """Tie the number to the plant's field."""
        super().__init__(coordinator, plant_id, NUMBERS[field])
        self._field = field

    @property
    @override
    def native_value(self) -> float:
        """The limit as it is set."""
        value: float = getattr(self.coordinator.plants[self.plant_id], self._field)
        return value

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Set the limit."""
        self.coordinator.async_change(self.plant_id, **{self._field: value})
