"""Conditions: how plants are now, by the states of their entities."""

from __future__ import annotations

from typing import Any, ClassVar, override

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR_DOMAIN
from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import CONF_OPTIONS, CONF_TARGET, PERCENTAGE, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.condition import (
    ATTR_BEHAVIOR,
    BEHAVIOR_ALL,
    BEHAVIOR_ANY,
    Condition,
    ConditionConfig,
    EntityConditionBase,
    EntityNumericalConditionBase,
    EntityStateConditionBase,
)
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .watched import Watched, async_require_watchable
from .watering.runs import RunState

CONF_WITHIN = "within"


class PlantosCondition(EntityConditionBase):
    """How entities of PlantOS are now."""

    _watched: ClassVar[Watched]

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Validate; another entity would never be looked at."""
        return await async_require_watchable(hass, await super().async_validate_config(hass, config), cls._watched.fits)

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Leave out what isn't PlantOS's, or shows something else."""
        return self._watched.among(self._hass, entities)

    @override
    def _check_all_match_state(self, states: list[State]) -> bool:
        # Of plants that nobody knows anything of, nothing is true.
        return bool(states) and super()._check_all_match_state(states)


def _is(platform: str, key: str, states: set[str | bool]) -> type[PlantosCondition]:
    """A condition for an entity in a state."""

    class IsCondition(PlantosCondition, EntityStateConditionBase):
        """Whether entities are in a state."""

        _watched = Watched(platform, key)
        _domain_specs = _watched.specs
        _states = states

    return IsCondition


class HealthCondition(PlantosCondition, EntityNumericalConditionBase):
    """Whether the health of plants (%) is above, below, between or outside."""

    _watched = Watched(SENSOR_DOMAIN, "health")
    _domain_specs = _watched.specs
    _valid_unit = PERCENTAGE


class WateredWithinCondition(PlantosCondition):
    """Whether plants got water within a time, from PlantOS, by hand or by the rain."""

    _watched = Watched(SENSOR_DOMAIN, "last_watered")
    _domain_specs = _watched.specs
    _schema = vol.Schema(
        {
            vol.Required(CONF_TARGET): cv.TARGET_FIELDS,
            vol.Required(CONF_OPTIONS): {
                vol.Required(ATTR_BEHAVIOR, default=BEHAVIOR_ANY): vol.In([BEHAVIOR_ANY, BEHAVIOR_ALL]),
                vol.Required(CONF_WITHIN): cv.positive_time_period,
            },
        }
    )

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Take the time."""
        super().__init__(hass, config)
        options: dict[str, Any] = config.options or {}
        self._within = options[CONF_WITHIN]

    @property
    @override
    def needs_polling(self) -> bool:
        """It becomes untrue by itself."""
        return True

    @override
    def _should_include(self, _state: State) -> bool:
        # A plant that was never watered counts: it wasn't.
        return _state.state != STATE_UNAVAILABLE

    @override
    def is_valid_state(self, entity_state: State) -> bool:
        """Whether the last watering is young enough."""
        last = dt_util.parse_datetime(entity_state.state)
        return last is not None and dt_util.utcnow() - last <= self._within


CONDITIONS: dict[str, type[Condition]] = {
    "is_thirsty": _is(BINARY_SENSOR_DOMAIN, "needs_water", {STATE_ON}),
    "is_watering": _is(SENSOR_DOMAIN, "watering_status", {RunState.WATERING}),
    "was_watered_within": WateredWithinCondition,
    "automatic_watering_is_on": _is(SWITCH_DOMAIN, "automatic_watering", {STATE_ON}),
    "has_problem": _is(BINARY_SENSOR_DOMAIN, "problem", {STATE_ON}),
    "is_health_level": HealthCondition,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """The conditions of PlantOS."""
    return CONDITIONS
