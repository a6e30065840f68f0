"""Whether a plant is thirsty, and whether something is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PlantosConfigEntry
from .domain.readings import Measure
from .entity import PlantEntity
from .status import PlantStatus

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PlantBinarySensorDescription(BinarySensorEntityDescription):
    """A binary sensor of a plant."""

    is_on_fn: Callable[[PlantStatus], bool | None]
    attributes_fn: Callable[[PlantStatus], Mapping[str, Any]] | None = None


def _thirsty(status: PlantStatus) -> bool | None:
    moisture = status.snapshot.value(Measure.MOISTURE)
    return None if moisture is None else moisture < status.snapshot.plant.moisture_min


BINARY_SENSORS: tuple[PlantBinarySensorDescription, ...] = (
    PlantBinarySensorDescription(
        key="problem",
        device_class=BinarySensorDeviceClass.PROBLEM,
        is_on_fn=lambda status: bool(status.problems),
        attributes_fn=lambda status: {"problems": list(status.problems)},
    ),
    PlantBinarySensorDescription(key="needs_water", translation_key="needs_water", is_on_fn=_thirsty),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the binary sensors of every plant."""
    coordinator = entry.runtime_data
    for plant_id in coordinator.plants:
        async_add_entities(
            [PlantBinarySensor(coordinator, plant_id, description) for description in BINARY_SENSORS],
            config_subentry_id=plant_id,
        )


class PlantBinarySensor(PlantEntity, BinarySensorEntity):
    """A binary sensor of a plant."""

    entity_description: PlantBinarySensorDescription

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether it is so; None while nobody knows."""
        return self.entity_description.is_on_fn(self.status)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """What stands behind it."""
        attributes = self.entity_description.attributes_fn
        return attributes(self.status) if attributes else None
