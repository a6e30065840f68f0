"""Whether a plant is thirsty, a pump runs, or something is wrong with either."""

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

from .coordinator import PlantosConfigEntry, PlantosCoordinator
from .domain.snapshots import OutletState
from .entity import PlantEntity, PlantosEntity
from .resilience.turns import paced
from .sentences import sentence
from .status import PlantStatus
from .waterworks import supply_state

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PlantBinarySensorDescription(BinarySensorEntityDescription):
    """A binary sensor of a plant."""

    is_on_fn: Callable[[PlantStatus], bool | None]
    attributes_fn: Callable[[HomeAssistant, PlantStatus], Mapping[str, Any]] | None = None


def _problems(hass: HomeAssistant, status: PlantStatus) -> Mapping[str, Any]:
    """The keys of all problems, and what the odd ones mean."""
    return {
        "problems": list(status.problems),
        "anomalies": [sentence(hass, anomaly.told) for anomaly in status.analysis.odd],
    }


BINARY_SENSORS: tuple[PlantBinarySensorDescription, ...] = (
    PlantBinarySensorDescription(
        key="problem",
        device_class=BinarySensorDeviceClass.PROBLEM,
        is_on_fn=lambda status: bool(status.problems),
        attributes_fn=_problems,
    ),
    PlantBinarySensorDescription(
        key="needs_water", translation_key="needs_water", is_on_fn=lambda status: status.thirsty
    ),
)


@dataclass(frozen=True, kw_only=True)
class SupplyBinarySensorDescription(BinarySensorEntityDescription):
    """A binary sensor of a supply."""

    is_on_fn: Callable[[PlantosCoordinator, str], bool | None]


def _running(coordinator: PlantosCoordinator, supply_id: str) -> bool | None:
    state = coordinator.waterer.outlets.state(supply_id)
    return None if state is OutletState.UNKNOWN else state is OutletState.OPEN


def _troubled(coordinator: PlantosCoordinator, supply_id: str) -> bool:
    state = supply_state(coordinator, supply_id)
    return bool(state.leak or state.is_stuck or (state.usable_ml is not None and state.usable_ml <= 0))


SUPPLY_BINARY_SENSORS: tuple[SupplyBinarySensorDescription, ...] = (
    SupplyBinarySensorDescription(
        key="running",
        device_class=BinarySensorDeviceClass.RUNNING,
        is_on_fn=_running,
    ),
    SupplyBinarySensorDescription(
        key="problem",
        device_class=BinarySensorDeviceClass.PROBLEM,
        is_on_fn=_troubled,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the binary sensors of every plant and supply."""
    coordinator = entry.runtime_data
    async for plant_id in paced(coordinator.plants, 1):
        async_add_entities(
            [PlantBinarySensor(coordinator, plant_id, description) for description in BINARY_SENSORS],
            config_subentry_id=plant_id,
        )
    for supply_id in coordinator.supplies:
        async_add_entities(
            [
                SupplyBinarySensor(coordinator, supply_id, description, "Supply")
                for description in SUPPLY_BINARY_SENSORS
                if description.key != "running" or supply_id in coordinator.waterer.outlets
            ],
            config_subentry_id=supply_id,
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
        return attributes(self.hass, self.status) if attributes else None


class SupplyBinarySensor(PlantosEntity, BinarySensorEntity):
    """A binary sensor of a supply."""

    entity_description: SupplyBinarySensorDescription

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether it is so; None while nobody knows."""
        return self.entity_description.is_on_fn(self.coordinator, str(self.coordinator_context))
