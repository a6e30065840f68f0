"""The limits that people change while living with a plant."""

from typing import override

from homeassistant.components.number import NumberDeviceClass, NumberEntity, NumberEntityDescription
from homeassistant.const import EntityCategory, UnitOfRatio, UnitOfVolume
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .commands import async_change
from .coordinator import PlantosConfigEntry, PlantosCoordinator
from .entity import PlantEntity
from .resilience.turns import paced

PARALLEL_UPDATES = 0


def _number(key: str, device_class: NumberDeviceClass, unit: str, low: float, high: float) -> NumberEntityDescription:
    return NumberEntityDescription(
        key=key,
        translation_key=key,
        device_class=device_class,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        native_unit_of_measurement=unit,
        native_min_value=low,
        native_max_value=high,
        native_step=1,
    )


# By the plant's field that each one sets.
NUMBERS: dict[str, NumberEntityDescription] = {
    "moisture_min": _number("moisture_min", NumberDeviceClass.MOISTURE, UnitOfRatio.PERCENTAGE, 0, 100),
    "moisture_max": _number("moisture_max", NumberDeviceClass.MOISTURE, UnitOfRatio.PERCENTAGE, 0, 100),
    "dose_ml": _number("dose", NumberDeviceClass.VOLUME, UnitOfVolume.MILLILITERS, 1, 100_000),
}


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the numbers of every plant."""
    async for plant_id in paced(entry.runtime_data.plants, 1):
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
        await async_change(self.coordinator, self.plant_id, self._context, **{self._field: value})
