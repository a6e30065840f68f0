"""The entities that a plant or supply hangs on, part by part: looked up, named, and chosen anew."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import PERCENTAGE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import EntitySelector, EntitySelectorConfig
from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN
from .domain.flow import RATE_UNITS, VOLUME_UNITS
from .fields import PROBE_DOMAINS, foreign_entity, numeric_entities, outlet, outlets_in_use, unit_of
from .hardware.devices import is_channel
from .hardware.entities import FLOAT_DOMAINS, is_float

# Parts of a plant that are kept by measure, such as "moisture_probe".
BY_MEASURE = {"probe": "probes", "backup": "backups"}
OUTLETS = {"outlet", "pump"}
DOMAINS = {"tank": ("sensor", *FLOAT_DOMAINS), "flow_meter": ("sensor",), "leak": ("binary_sensor",)}
UNITS = {"tank": {*VOLUME_UNITS, PERCENTAGE}, "flow_meter": {*VOLUME_UNITS, *RATE_UNITS}}


def source_of(data: Mapping[str, Any], part: str) -> str | None:
    """The entity that a plant or supply has as this part."""
    measure, _, kind = part.rpartition("_")
    found = data.get(BY_MEASURE[kind], {}).get(measure) if kind in BY_MEASURE else data.get(part)
    return None if found is None else str(found)


def with_source(data: Mapping[str, Any], part: str, source: str) -> dict[str, Any]:
    """A plant's or supply's data with another entity or channel as this part."""
    measure, _, kind = part.rpartition("_")
    if kind in BY_MEASURE:
        key = BY_MEASURE[kind]
        return {**data, key: {**data.get(key, {}), measure: source}}
    return {**data, part: source}


def part_name(hass: HomeAssistant, part: str) -> str:
    """What people call a part, in the language of this Home Assistant."""
    texts = async_get_cached_translations(hass, hass.config.language, "issues", DOMAIN)
    path = f"component.{DOMAIN}.issues.source_removed.fix_flow.step.confirm.data.{part}"
    return texts.get(path, part.replace("_", " "))


def choice_of(hass: HomeAssistant, part: str, now: str | None = None) -> EntitySelector:
    """The entities that can be this part, the one it is `now` among them; PlantOS's own can't."""
    if part in OUTLETS:
        return outlet(hass)
    if part in DOMAINS:
        return foreign_entity(hass, *DOMAINS[part])
    # An empty list would offer everything.
    offered = sorted({*numeric_entities(hass), *([now] if now else [])}) or [""]
    return EntitySelector(EntitySelectorConfig(domain=list(PROBE_DOMAINS), include_entities=offered))


def refusal_of(hass: HomeAssistant, subentry_id: str, part: str, source: str) -> str | None:
    """Why an entity or channel can't be this part of a plant or supply, if so."""
    if part in OUTLETS and source in outlets_in_use(hass, subentry_id):
        return "outlet_in_use"
    if is_channel(source):
        return None
    if hass.states.get(source) is None:
        return "not_there"
    if part in UNITS and not is_float(source) and unit_of(hass, source) not in {None, *UNITS[part]}:
        return "wrong_unit"
    return None
