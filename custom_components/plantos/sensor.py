"""What is measured and known of a plant, and of the tank it drinks from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    LIGHT_LUX,
    EntityCategory,
    UnitOfRatio,
    UnitOfTemperature,
    UnitOfTime,
    UnitOfVolume,
    UnitOfVolumeFlowRate,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .coordinator import PlantosConfigEntry, PlantosCoordinator
from .domain.health import LEAST_HOURS
from .domain.hub_health import HubStatus
from .domain.readings import Fault, Measure
from .domain.reasons import reason
from .entity import HubEntity, PlantEntity, PlantosEntity
from .resilience.breaker import BreakerState
from .resilience.turns import paced
from .sentences import sentence
from .status import PlantStatus
from .water_sensors import COST_MONTH, WATER_MONTH, HubMonthSensor, HubWaterSensor, litres
from .watering.runs import RunState
from .waterworks import supply_state

PARALLEL_UPDATES = 0

IDLE = "idle"
HOUR = timedelta(hours=1)


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


def _healthy(hass: HomeAssistant, status: PlantStatus) -> Mapping[str, Any]:
    """What makes up the score, or why there is none."""
    health = status.health
    known = {"status": health.status, "limiting": health.limiting, "trend": health.trend}
    if health.score is None:
        return known | {"reason": sentence(hass, reason("health_awaited", hours=LEAST_HOURS))}
    return {measure: round(factor, 2) for measure, factor in health.factors.items()} | known


def _between(hass: HomeAssistant, status: PlantStatus) -> Mapping[str, Any]:
    """Between which instants the next watering lies in four cases of five, or why none is known."""
    due = status.due
    return {"earliest": due.earliest, "latest": due.latest} if due else {"reason": sentence(hass, status.unforeseen)}


def _hours_to(status: PlantStatus, at: datetime | None) -> float | None:
    return None if at is None else round(max(0.0, (at - status.snapshot.at) / HOUR), 1)


def _hours_between(hass: HomeAssistant, status: PlantStatus) -> Mapping[str, Any]:
    """Between how many hours the soil is dry in four cases of five."""
    dry = status.dry
    return {"low": _hours_to(status, dry.earliest), "high": _hours_to(status, dry.latest)} if dry else {}


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

# The same of a plant and of the hub, which reads its own value.
WATER_USED = PlantSensorDescription(
    key="water_used",
    translation_key="water_used",
    device_class=SensorDeviceClass.WATER,
    native_unit_of_measurement=UnitOfVolume.LITERS,
    state_class=SensorStateClass.TOTAL_INCREASING,
    suggested_display_precision=2,
    value_fn=lambda status: litres(status.snapshot.history.total_ml),
    attributes_fn=lambda hass, status: {
        "today": litres(status.water.today_ml),
        "this_month": litres(status.water.month_ml),
    },
)

SENSORS: tuple[PlantSensorDescription, ...] = (
    PlantSensorDescription(
        key="health",
        translation_key="health",
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value_fn=lambda status: status.health.score,
        attributes_fn=_healthy,
    ),
    PlantSensorDescription(
        key="next_watering",
        translation_key="next_watering",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda status: status.next_watering,
        attributes_fn=_between,
    ),
    PlantSensorDescription(
        key="dry_in",
        translation_key="dry_in",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.HOURS,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        value_fn=lambda status: _hours_to(status, status.dry.at if status.dry else None),
        attributes_fn=_hours_between,
    ),
    PlantSensorDescription(
        key="last_watered",
        translation_key="last_watered",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda status: status.last_watered,
    ),
    WATER_USED,
    PlantSensorDescription(
        key="watering_status",
        translation_key="watering_status",
        device_class=SensorDeviceClass.ENUM,
        options=[IDLE, *RunState],
        value_fn=lambda status: status.run.state if status.run else IDLE,
        attributes_fn=_watering,
    ),
)


@dataclass(frozen=True, kw_only=True)
class SupplySensorDescription(SensorEntityDescription):
    """A sensor of a supply."""

    value_fn: Callable[[PlantosCoordinator, str], StateType]


def _tank_l(coordinator: PlantosCoordinator, supply_id: str) -> float | None:
    level = supply_state(coordinator, supply_id).tank_ml
    return None if level is None else round(level / 1_000, 2)


def _flow(coordinator: PlantosCoordinator, supply_id: str) -> float | None:
    flow = coordinator.waterer.meters.flow_ml_s(supply_id)
    return None if flow is None else round(flow, 2)


SUPPLY_SENSORS: tuple[SupplySensorDescription, ...] = (
    SupplySensorDescription(
        key="tank_level",
        translation_key="tank_level",
        device_class=SensorDeviceClass.VOLUME_STORAGE,
        native_unit_of_measurement=UnitOfVolume.LITERS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value_fn=_tank_l,
    ),
    SupplySensorDescription(
        key="flow_rate",
        translation_key="flow_rate",
        device_class=SensorDeviceClass.VOLUME_FLOW_RATE,
        native_unit_of_measurement=UnitOfVolumeFlowRate.MILLILITERS_PER_SECOND,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value_fn=_flow,
    ),
)

STATUS = SensorEntityDescription(
    key="status",
    translation_key="status",
    device_class=SensorDeviceClass.ENUM,
    options=list(HubStatus),
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors of every plant and supply."""
    coordinator = entry.runtime_data
    async for plant_id in paced(coordinator.plants, 1):
        measured = [
            MeasureSensor(coordinator, plant_id, MEASURES[measure]) for measure in coordinator.probes.measures(plant_id)
        ]
        others = [PlantSensor(coordinator, plant_id, description) for description in SENSORS]
        async_add_entities([*measured, *others], config_subentry_id=plant_id)
    async_add_entities([HubStatusSensor(coordinator, STATUS), HubWaterSensor(coordinator, WATER_USED)])
    month = [WATER_MONTH, COST_MONTH] if coordinator.settings.water_price else [WATER_MONTH]
    async_add_entities([HubMonthSensor(coordinator, description) for description in month])
    for supply_id in coordinator.supplies:
        known = {
            "tank_level": supply_state(coordinator, supply_id).has_tank,
            "flow_rate": supply_id in coordinator.waterer.meters,
        }
        async_add_entities(
            [
                SupplySensor(coordinator, supply_id, description, "Supply")
                for description in SUPPLY_SENSORS
                if known[description.key]
            ],
            config_subentry_id=supply_id,
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


class MeasureSensor(PlantSensor):
    """A sensor of what a plant's probe measures."""

    @property
    @override
    def available(self) -> bool:
        """Not while the probe can't be reached and there is no last good value to show."""
        if not super().available:
            return False
        reading = self.status.snapshot.readings.get(Measure(self.entity_description.key))
        return reading is None or reading.value is not None or reading.fault is not Fault.UNAVAILABLE


class SupplySensor(PlantosEntity, SensorEntity):
    """A sensor of a supply."""

    entity_description: SupplySensorDescription

    @property
    @override
    def native_value(self) -> StateType:
        """The value; unknown stays unknown."""
        return self.entity_description.value_fn(self.coordinator, str(self.coordinator_context))


class HubStatusSensor(HubEntity, SensorEntity):
    """How the hub is."""

    @property
    @override
    def native_value(self) -> StateType:
        """As well as the worst of what it can't do without."""
        return self.coordinator.health.status

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """What speaks against a better one, and which breakers aren't closed."""
        breakers = self.coordinator.waterer.breakers.all()
        return {
            "reasons": list(self.coordinator.health.reasons),
            "open_breakers": [name for name, breaker in breakers.items() if breaker.state is not BreakerState.CLOSED],
        }
