"""Home Assistant's own entities as probes and outlets: whatever is there already, waters."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Self

from homeassistant.const import (
    ATTR_ASSUMED_STATE,
    ATTR_ENTITY_ID,
    ATTR_UNIT_OF_MEASUREMENT,
    PERCENTAGE,
    SERVICE_CLOSE_VALVE,
    SERVICE_OPEN_VALVE,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_CLOSED,
    STATE_CLOSING,
    STATE_OFF,
    STATE_ON,
    STATE_OPEN,
    STATE_OPENING,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    UnitOfTemperature,
)
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    EventStateReportedData,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event, async_track_state_report_event
from homeassistant.util.unit_conversion import TemperatureConverter

from ..domain.flow import VOLUME_UNITS, MeterSample
from ..domain.readings import Sample
from . import FailSafe, HardwareError, NotOpened, NotSent

# How long an outlet has to show in its state what it was told, in real seconds; six times that and the pauses between
# six closes are less than a minute, after which somebody has to hear of it.
CONFIRM_TIMEOUT = 4.5

FLOAT_DOMAINS = ("binary_sensor", "input_boolean")
OUTLET_DOMAINS = ("switch", "valve", "input_boolean")
_OPEN_STATES = frozenset({STATE_ON, STATE_OPEN, STATE_OPENING, STATE_CLOSING})
_CLOSED_STATES = frozenset({STATE_OFF, STATE_CLOSED})


@dataclass(frozen=True, slots=True)
class EntityProbe:
    """A sensor entity as a probe."""

    hass: HomeAssistant
    entity_id: str

    async def read(self) -> Sample:
        """The entity's state, temperatures in °C, as old as its last report."""
        value, unit, at = number_of(self.hass, self.entity_id)
        if value is not None and unit in TemperatureConverter.VALID_UNITS:
            value = TemperatureConverter.convert(value, unit, UnitOfTemperature.CELSIUS)
        return Sample(value, at)


@dataclass(frozen=True, slots=True)
class EntityOutlet:
    """A switch, valve or input boolean as an outlet, by whatever name it goes now."""

    hass: HomeAssistant
    known_as: str
    registry_id: str | None

    @classmethod
    def of(cls, hass: HomeAssistant, entity_id: str) -> Self:
        """The outlet that goes by this entity id today."""
        entry = er.async_get(hass).async_get(entity_id)
        return cls(hass, entity_id, entry.id if entry else None)

    @property
    def entity_id(self) -> str:
        """Its entity id now; one that was renamed while water flows has to be closed all the same."""
        entry = er.async_get(self.hass).entities.get_entry(self.registry_id) if self.registry_id else None
        return entry.entity_id if entry else self.known_as

    @property
    def assumed(self) -> bool:
        """Whether the entity says that its state is assumed."""
        state = self.hass.states.get(self.entity_id)
        return state is not None and bool(state.attributes.get(ATTR_ASSUMED_STATE))

    @property
    def fail_safe(self) -> FailSafe:
        """An entity may have a timer of its own, but nobody can tell."""
        return FailSafe.SOFTWARE_ONLY

    async def open(self, max_seconds: float) -> None:
        """Turn it on and wait until its state says so.

        A command that raised may have reached the device all the same, so that, too, is waited out.
        """
        if not self._available:
            raise NotSent(f"{self.entity_id} is unavailable")
        failure = await self._call(SERVICE_OPEN_VALVE, SERVICE_TURN_ON)
        try:
            await self._confirm(open_=True)
        except HardwareError as error:
            if await self.is_open() is False:
                raise NotOpened(str(failure or error)) from error
            raise
        if failure:
            raise failure

    async def close(self) -> None:
        """Turn it off and wait until its state says so."""
        if not self._available:
            # The call would be swallowed: Home Assistant skips entities that aren't there.
            raise HardwareError(f"{self.entity_id} is unavailable")
        if failure := await self._call(SERVICE_CLOSE_VALVE, SERVICE_TURN_OFF):
            raise failure
        await self._confirm(open_=False)

    async def is_open(self) -> bool | None:
        """What its state says; None while unavailable or unknown."""
        state = self.hass.states.get(self.entity_id)
        if state is None:
            return None
        if state.state in _OPEN_STATES:
            return True
        return False if state.state in _CLOSED_STATES else None

    @property
    def _available(self) -> bool:
        state = self.hass.states.get(self.entity_id)
        return state is not None and state.state != STATE_UNAVAILABLE

    async def _call(self, valve_service: str, switch_service: str) -> HardwareError | None:
        """Send a command; returns why it failed, if it did."""
        domain = self.entity_id.partition(".")[0]
        service = valve_service if domain == "valve" else switch_service
        try:
            await self.hass.services.async_call(domain, service, {ATTR_ENTITY_ID: self.entity_id}, blocking=True)
        except HomeAssistantError as error:
            return HardwareError(f"{self.entity_id}: {error}")
        return None

    async def _confirm(self, *, open_: bool) -> None:
        seen = asyncio.Event()

        @callback
        def look(event: Event[EventStateChangedData]) -> None:
            seen.set()

        unsubscribe = async_track_state_change_event(self.hass, self.entity_id, look)
        try:
            async with asyncio.timeout(CONFIRM_TIMEOUT):
                while await self.is_open() is not open_:
                    seen.clear()
                    await seen.wait()
        except TimeoutError as error:
            raise HardwareError(f"{self.entity_id} didn't follow") from error
        finally:
            unsubscribe()


@dataclass(frozen=True, slots=True)
class EntityMeter:
    """A sensor entity as a flow meter."""

    hass: HomeAssistant
    entity_id: str

    async def read(self) -> MeterSample:
        """What it has counted, or how fast water flows, in the entity's own unit."""
        value, unit, at = number_of(self.hass, self.entity_id)
        if value is None:
            raise HardwareError(f"{self.entity_id} gives no number")
        try:
            return MeterSample(value, unit, at)
        except ValueError as error:
            raise HardwareError(f"{self.entity_id}: {error}") from error


@dataclass(frozen=True, slots=True)
class EntityTank:
    """An entity as the level of a tank: in a volume, in % of `capacity_l`, or a float switch that is on in water."""

    hass: HomeAssistant
    entity_id: str
    capacity_l: float | None

    def level(self) -> float | bool | None:
        """What the tank holds in ml, or whether the float switch is under water; None is unknown."""
        if is_float(self.entity_id):
            return is_wet(self.hass, self.entity_id)
        try:
            value, unit, _ = number_of(self.hass, self.entity_id)
        except HardwareError:
            return None
        if value is None or not isfinite(value):
            return None
        if unit == PERCENTAGE:
            return None if self.capacity_l is None else 10.0 * self.capacity_l * value
        return value * VOLUME_UNITS[unit] if unit in VOLUME_UNITS else None


def number_of(hass: HomeAssistant, entity_id: str) -> tuple[float | None, str, datetime]:
    """An entity's number (None where its state is none), unit and last report. Raises HardwareError without a state."""
    state = hass.states.get(entity_id)
    if state is None or state.state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
        raise HardwareError(f"{entity_id} is unavailable")
    unit = str(state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, ""))
    try:
        return float(state.state), unit, state.last_reported
    except ValueError:
        return None, unit, state.last_reported


def is_float(entity_id: str) -> bool:
    """Whether an entity only tells whether there is water."""
    return entity_id.partition(".")[0] in FLOAT_DOMAINS


def is_wet(hass: HomeAssistant, entity_id: str) -> bool | None:
    """Whether a leak sensor is wet; None is unknown."""
    state = hass.states.get(entity_id)
    return {STATE_ON: True, STATE_OFF: False}.get(state.state) if state else None


def watch(hass: HomeAssistant, entity_ids: Iterable[str], changed: Callable[[str], None]) -> CALLBACK_TYPE:
    """Hear at once of every new state of these entities, also of one that repeats the last."""

    @callback
    def heard(event: Event[EventStateChangedData] | Event[EventStateReportedData]) -> None:
        changed(event.data["entity_id"])

    watched = list(entity_ids)
    stop_changes = async_track_state_change_event(hass, watched, heard)
    stop_reports = async_track_state_report_event(hass, watched, heard)

    @callback
    def stop() -> None:
        stop_changes()
        stop_reports()

    return stop
