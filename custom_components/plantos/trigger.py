"""Triggers: what happens to plants and their water.

They stand on what PlantOS promises to keep: its events on the bus, and the states of its entities.
"""

from __future__ import annotations

from asyncio import Task
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, ClassVar, override

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR_DOMAIN
from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.const import ATTR_ENTITY_ID, STATE_OFF, STATE_ON, UnitOfVolume
from homeassistant.core import CALLBACK_TYPE, Context, Event as BusEvent, HomeAssistant, State, callback
from homeassistant.helpers.target import TargetSelection
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    EntityNumericalStateCrossedThresholdTriggerWithUnitBase,
    EntityTargetStateTriggerBase,
    EntityTriggerBase,
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.unit_conversion import VolumeConverter

from .const import DOMAIN
from .domain.events import EventType
from .domain.verification import Effect
from .resilience.breaker import BreakerState
from .targets import is_named
from .watched import Watched, async_require_watchable, began_of, is_of_garden, owner_of
from .watering.runs import RunState

type Told = Mapping[str, Any]

# So long after a hub was set up its probes may still be on their way.
BEGINNING = timedelta(minutes=5)

# --- what is told ---------------------------------------------------------------------------------------


class EventTrigger(Trigger):
    """Fires when PlantOS tells of something that happened to what is targeted; with all that it tells."""

    _event: ClassVar[EventType]
    _counts: Callable[[Told], bool]

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Validate; an entity stands for the plant, supply or hub that it belongs to."""
        checked: ConfigType = ENTITY_STATE_TRIGGER_SCHEMA(config)
        return await async_require_watchable(hass, checked, is_of_garden)

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take the target."""
        super().__init__(hass, config)
        self._target = TargetSelection(config.target or {})

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: TriggerNotTriggeredReporter | None = None
    ) -> CALLBACK_TYPE:
        """Listen to the bus; what happened while nobody listened is no news."""

        @callback
        def hear(event: BusEvent[dict[str, Any]]) -> None:
            told = event.data
            if self._counts(told) and is_named(self._hass, self._target, told["plant_id"], told["config_entry_id"]):
                run_action(dict(told), f"{event.event_type} of {told['plant_name']}", event.context)

        return self._hass.bus.async_listen(f"{DOMAIN}_{self._event}", hear)


def _told(event: EventType, counts: Callable[[Told], bool] = lambda told: True) -> type[EventTrigger]:
    """A trigger for one kind of event, or for those of it that count."""

    class ToldTrigger(EventTrigger):
        """Fires for one kind of event."""

        _event = event
        _counts = staticmethod(counts)

    return ToldTrigger


# --- what is shown --------------------------------------------------------------------------------------


class StateTrigger(EntityTriggerBase):
    """Fires when an entity of PlantOS comes to show something, and says whose it is."""

    _watched: ClassVar[Watched]

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Validate; another entity would never be heard of."""
        return await async_require_watchable(hass, await super().async_validate_config(hass, config), cls._watched.fits)

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Leave out what isn't PlantOS's, or shows something else."""
        return self._watched.among(self._hass, entities)

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: TriggerNotTriggeredReporter | None = None
    ) -> CALLBACK_TYPE:
        """Say by name to whom it happened."""

        @callback
        def run(extra_trigger_payload: dict[str, Any], description: str, context: Context | None = None) -> Task[Any]:
            owner = owner_of(self._hass, extra_trigger_payload[ATTR_ENTITY_ID])
            return run_action(extra_trigger_payload | owner, description, context)

        return await super().async_attach_runner(run, did_not_trigger)


def _turned(key: str, to_states: set[str], quiet: timedelta = timedelta()) -> type[StateTrigger]:
    """A trigger for a binary sensor that turns on or off, but for so long after its hub was set up."""

    class TurnedTrigger(StateTrigger, EntityTargetStateTriggerBase):
        """Fires when a binary sensor turns."""

        _watched = Watched(BINARY_SENSOR_DOMAIN, key)
        _domain_specs = _watched.specs
        _to_states = to_states

        @override
        def is_valid_transition(self, from_state: State, to_state: State) -> bool:
            """Leave out what comes of the beginning."""
            began = began_of(self._hass, to_state.entity_id)
            settled = began is None or to_state.last_changed >= began + quiet
            return settled and super().is_valid_transition(from_state, to_state)

    return TurnedTrigger


class TankLevelTrigger(StateTrigger, EntityNumericalStateCrossedThresholdTriggerWithUnitBase):
    """Fires when a tank's level crosses a threshold, in whatever unit either is given."""

    _watched = Watched(SENSOR_DOMAIN, "tank_level")
    _domain_specs = _watched.specs
    _base_unit = UnitOfVolume.LITERS
    _unit_converter = VolumeConverter


TRIGGERS: dict[str, type[Trigger]] = {
    "became_thirsty": _turned("needs_water", {STATE_ON}),
    "moisture_became_critical": _told(EventType.CRITICAL_MOISTURE),
    "started_watering": _told(EventType.WATERING_STARTED),
    "watered": _told(EventType.PLANT_WATERED),
    # Somebody who stops a watering before any water came knows of it.
    "watering_failed": _told(EventType.WATERING_FAILED, lambda told: told["status"] != RunState.CANCELLED),
    "watering_had_no_effect": _told(EventType.WATERING_VERIFIED, lambda told: told["effect"] == Effect.NONE),
    "health_dropped": _told(EventType.PLANT_HEALTH_DETERIORATED),
    "problem_appeared": _turned("problem", {STATE_ON}),
    # A probe that comes a little later than its hub had nothing wrong with it.
    "problem_cleared": _turned("problem", {STATE_OFF}, quiet=BEGINNING),
    "approval_requested": _told(EventType.APPROVAL_REQUESTED),
    "care_due": _told(EventType.CARE_DUE),
    "tank_level_crossed_threshold": TankLevelTrigger,
    # A trial that fails opens it again, which is nothing new.
    "breaker_opened": _told(
        EventType.CIRCUIT_BREAKER_CHANGED,
        lambda told: (told["before"], told["state"]) == (BreakerState.CLOSED, BreakerState.OPEN),
    ),
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """The triggers of PlantOS."""
    return TRIGGERS
