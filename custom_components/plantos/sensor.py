"""What is measured and known of a plant, and of the tank it drinks from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import LIGHT_LUX, UnitOfRatio, UnitOfTemperature, UnitOfVolume
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .const import SUBENTRY_SUPPLY
from .coordinator import PlantosConfigEntry
from .domain.readings import Measure
from .entity import PlantEntity, PlantosEntity
from .sentences import sentence
from .status import PlantStatus
from .watering.runs import RunState

PARALLEL_UPDATES = 0

IDLE = "idle"


@dataclass(frozen=True, kw_only=True)
class PlantSensorDescription(SensorEntityDescription):
    """A sensor of a plant."""

    value_fn: Callable[[PlantStatus], StateType | datetime]
    attributes_fn: Callable[[HomeAssistant, PlantStatus], Mapping[str, Any]] | None = None


def _measured(measure: Measure) -> Callable[[PlantStatus], StateType]:
    def value(status: PlantStatus) -> StateType:
        number = status.snapshot.value(measure)
        return None if number is None else round(number, 1)

    return value


def _quality(measure: Measure) -> Callable[[HomeAssistant, PlantStatus], Mapping[str, Any]]:
    def attributes(hass: HomeAssistant, status: PlantStatus) -> Mapping[str, Any]:
        reading = status.snapshot.readings.get(measure)
        return {"quality": reading.quality, "source": reading.source, "fault": reading.fault} if reading else {}

    return attributes


def _watering(hass: HomeAssistant, status: PlantStatus) -> Mapping[str, Any]:
    """The run at work or the last one, and why the plant was last watered or not."""
    explained = {"decision": sentence(hass, status.explained), "strategy": status.decision.strategy}
    run = status.run
    if run is None:
        return explained
    return explained | {
        "run_id": run.run_id,
        "reason": sentence(hass, run.reason),
        "amount_ml": run.amount_ml,
        "delivered_ml": round(run.delivered_ml, 1),
        "started_at": run.opened_at,
        "planned_seconds": round(run.planned_s, 1),
        "failure": sentence(hass, run.failure) if run.failure else None,
    }


MEASURES: dict[Measure, PlantSensorDescription] = {
    measure: PlantSensorDescription(
        key=measure,
        device_class=device_class,
        native_unit_of_measurement=unit,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=precision,
        # Twelve enabled entities are a plant's most; the others' own sensors show these already.
        entity_registry_enabled_default=measure is Measure.MOISTURE,
        value_fn=_measured(measure),
        attributes_fn=_quality(measure),
    )
    for measure, device_class, unit, precision in (
        (Measure.MOISTURE, SensorDeviceClass.MOISTURE, UnitOfRatio.PERCENTAGE, 0),
        (Measure.TEMPERATURE, SensorDeviceClass.TEMPERATURE, UnitOfTemperature.CELSIUS, 1),
        (Measure.HUMIDITY, SensorDeviceClass.HUMIDITY, UnitOfRatio.PERCENTAGE, 0),
        (Measure.ILLUMINANCE, SensorDeviceClass.ILLUMINANCE, LIGHT_LUX, 0),
    )
}

SENSORS: tuple[PlantSensorDescription, ...] = (
    PlantSensorDescription(
        key="health",
        translation_key="health",
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value_fn=lambda status: status.health.score,
        attributes_fn=lambda hass, status: {
            measure: round(factor, 2) for measure, factor in status.health.factors.items()
        },
    ),
    PlantSensorDescription(
        key="next_watering",
        translation_key="next_watering",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda status: status.next_watering,
    ),
    PlantSensorDescription(
        key="last_watered",
        translation_key="last_watered",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda status: status.last_watered,
    ),
    PlantSensorDescription(
        key="water_used",
        translation_key="water_used",
        device_class=SensorDeviceClass.WATER,
        native_unit_of_measurement=UnitOfVolume.LITERS,
        state_class=SensorStateClass.TOTAL_INCREASING,
        suggested_display_precision=2,
        value_fn=lambda status: round(status.snapshot.history.total_ml / 1000, 4),
    ),
    PlantSensorDescription(
        key="watering_status",
        translation_key="watering_status",
        device_class=SensorDeviceClass.ENUM,
        options=[IDLE, *RunState],
        value_fn=lambda status: status.run.state if status.run else IDLE,
        attributes_fn=_watering,
    ),
)

TANK = SensorEntityDescription(
    key="tank_level",
    translation_key="tank_level",
    device_class=SensorDeviceClass.VOLUME_STORAGE,
    native_unit_of_measurement=UnitOfVolume.LITERS,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=1,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors of every plant and supply."""
    coordinator = entry.runtime_data
    for plant_id in coordinator.plants:
        measured = [MEASURES[measure] for measure in coordinator.measures(plant_id)]
        async_add_entities(
            [PlantSensor(coordinator, plant_id, description) for description in (*measured, *SENSORS)],
            config_subentry_id=plant_id,
        )
    for supply in entry.get_subentries_of_type(SUBENTRY_SUPPLY):
        if coordinator.tank_ml(supply.subentry_id) is not None:
            async_add_entities(
                [TankSensor(coordinator, supply.subentry_id, TANK, "Supply")], config_subentry_id=supply.subentry_id
            )


class PlantSensor(PlantEntity, SensorEntity):
    """A sensor of a plant."""

    entity_description: PlantSensorDescription

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """The value; unknown stays unknown."""
        return self.entity_description.value_fn(self.status)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """What stands behind the value."""
        attributes = self.entity_description.attributes_fn
        return attributes(self.hass, self.status) if attributes else None


class TankSensor(PlantosEntity, SensorEntity):
    """What a supply's tank holds."""

    @property
    @override
    def native_value(self) -> StateType:
        """The level in litres."""
        level = self.coordinator.tank_ml(self.coordinator_context)
        return None if level is None else round(level / 1000, 2)
