"""What all plants of a hub drink, for the Energy dashboard, and what it comes to in this month."""

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
from homeassistant.const import UnitOfVolume

from .domain.settings import Settings
from .domain.water_use import WaterUse, cost
from .entity import HubEntity

ML_PER_L = 1_000.0


@dataclass(frozen=True, kw_only=True)
class MonthDescription(SensorEntityDescription):
    """A sensor that begins anew with each month; `amount_fn` turns ml into what it shows."""

    amount_fn: Callable[[float, Settings], float | None]


def litres(ml: float) -> float:
    """An amount as people see it."""
    return round(ml / ML_PER_L, 4)


def _cost(ml: float, settings: Settings) -> float | None:
    return None if settings.water_price is None else round(cost(ml, settings.water_price), 4)


WATER_MONTH = MonthDescription(
    key="water_month",
    translation_key="water_month",
    device_class=SensorDeviceClass.WATER,
    native_unit_of_measurement=UnitOfVolume.LITERS,
    state_class=SensorStateClass.TOTAL,
    suggested_display_precision=2,
    entity_registry_enabled_default=False,
    amount_fn=lambda ml, settings: litres(ml),
)
COST_MONTH = MonthDescription(
    key="cost_month",
    translation_key="cost_month",
    device_class=SensorDeviceClass.MONETARY,
    state_class=SensorStateClass.TOTAL,
    suggested_display_precision=2,
    amount_fn=_cost,
)


class HubWaterSensor(HubEntity, SensorEntity):
    """All water that a hub ever gave."""

    @property
    @override
    def native_value(self) -> float:
        """The litres; also those of plants that are gone."""
        return litres(self.coordinator.consumption.total_ml)


class HubMonthSensor(HubEntity, SensorEntity):
    """The water of a hub in this month, or what it costs."""

    entity_description: MonthDescription

    @property
    def _use(self) -> WaterUse:
        return self.coordinator.consumption.use(self.coordinator.config_entry.entry_id)

    @property
    @override
    def native_unit_of_measurement(self) -> str | None:
        """The unit; of money the one that this Home Assistant reckons in."""
        if self.entity_description.device_class is SensorDeviceClass.MONETARY:
            return self.coordinator.hass.config.currency
        return self.entity_description.native_unit_of_measurement

    @property
    @override
    def native_value(self) -> float | None:
        """The month so far."""
        return self.entity_description.amount_fn(self._use.month_ml, self.coordinator.settings)

    @property
    @override
    def last_reset(self) -> datetime:
        """When the month began."""
        return self._use.since

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """What the whole month will probably come to; unknown in the first days."""
        projected, settings = self._use.projected_ml, self.coordinator.settings
        return {"projection": None if projected is None else self.entity_description.amount_fn(projected, settings)}
