"""What the forms of several flows share: their fields, and what may not be chosen twice."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
)
import voluptuous as vol

from .const import DOMAIN, SUBENTRY_PLANT, SUBENTRY_SUPPLY
from .hardware.entities import OUTLET_DOMAINS

PROBE_DOMAINS = ("sensor", "input_number", "number")


def number(low: float, high: float, unit: str | None, *, whole: bool = False) -> NumberSelector:
    """A number between two others, in a unit."""
    config = NumberSelectorConfig(min=low, max=high, step=1 if whole else "any", mode=NumberSelectorMode.BOX)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def foreign_entity(hass: HomeAssistant, *domains: str) -> EntitySelector:
    """An entity of these domains that isn't PlantOS's own."""
    return EntitySelector(EntitySelectorConfig(domain=list(domains), exclude_entities=sorted(own_entities(hass))))


def outlet(hass: HomeAssistant) -> EntitySelector:
    """An entity that can let water flow."""
    return foreign_entity(hass, *OUTLET_DOMAINS)


def numeric_entities(hass: HomeAssistant) -> list[str]:
    """Every entity that gives a number, whatever it calls itself, but none of PlantOS's own."""
    own = own_entities(hass)
    return [
        state.entity_id
        for state in hass.states.async_all(PROBE_DOMAINS)
        if state.entity_id not in own and _is_numeric(state)
    ]


def told_now(hass: HomeAssistant, entity_id: str) -> str:
    """An entity by its name, with what it says now."""
    state = hass.states.get(entity_id)
    if state is None or state.state in {STATE_UNAVAILABLE, STATE_UNKNOWN}:
        return f"{state.name if state else entity_id} · —"
    return f"{state.name} · {state.state} {state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, '')}".rstrip()


def still_offered(schema: vol.Schema, shown: Mapping[str, Any]) -> dict[str, Any]:
    """What a form shows, without what its lists no longer offer: nobody could send that back."""
    lists = {
        str(marker): [option if isinstance(option, str) else option["value"] for option in selector.config["options"]]
        for marker, selector in schema.schema.items()
        if isinstance(selector, SelectSelector) and not selector.config.get("custom_value")
    }
    return {
        key: value for key, value in shown.items() if key not in lists or isinstance(value, list) or value in lists[key]
    }


def outlets_in_use(hass: HomeAssistant, own_id: str | None) -> set[str]:
    """Every plant's outlet and every supply's pump, in all hubs; not those of the plant or supply that asks."""
    uses = {SUBENTRY_PLANT: "outlet", SUBENTRY_SUPPLY: "pump"}
    return {
        entity_id
        for entry in hass.config_entries.async_entries(DOMAIN)
        for subentry in entry.subentries.values()
        if subentry.subentry_id != own_id and (entity_id := subentry.data.get(uses.get(subentry.subentry_type, "")))
    }


def unit_of(hass: HomeAssistant, entity_id: str) -> str | None:
    """An entity's unit, "" where it has none; None where nobody can tell now."""
    state = hass.states.get(entity_id)
    if state and (shown := state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)):
        return str(shown)
    entry = er.async_get(hass).async_get(entity_id)
    if entry and entry.unit_of_measurement:
        return entry.unit_of_measurement
    return None if state is None or state.state == STATE_UNAVAILABLE else ""


def own_entities(hass: HomeAssistant) -> set[str]:
    """PlantOS's own entities."""
    return {entry.entity_id for entry in er.async_get(hass).entities.values() if entry.platform == DOMAIN}


def _is_numeric(state: State) -> bool:
    if "state_class" in state.attributes or ATTR_UNIT_OF_MEASUREMENT in state.attributes:
        return True
    try:
        float(state.state)
    except ValueError:
        return False
    return True
