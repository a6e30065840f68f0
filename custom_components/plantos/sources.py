"""The entities that a plant or supply hangs on, part by part: looked up, named, and chosen anew."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.components.weather import DOMAIN as WEATHER_DOMAIN
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import PERCENTAGE
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.selector import EntitySelector, EntitySelectorConfig, EntityWithDeviceFilterSelectorConfig
from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN, SUBENTRY_SUPPLY
from .domain.flow import RATE_UNITS, VOLUME_UNITS
from .domain.settings import WEATHER_SOURCES
from .fields import PROBE_DOMAINS, foreign_entity, numeric_entities, outlet, outlets_in_use, own_entities, unit_of
from .hardware.devices import is_channel
from .hardware.entities import FLOAT_DOMAINS, is_float

# Parts of a plant that are kept by measure, such as "moisture_probe".
BY_MEASURE = {"probe": "probes", "backup": "backups"}
OUTLETS = {"outlet", "pump"}
DOMAINS = {"tank": ("sensor", *FLOAT_DOMAINS), "flow_meter": ("sensor",), "leak": ("binary_sensor",)}
# What a source of the weather has to call itself.
WEATHER: dict[str, EntityWithDeviceFilterSelectorConfig] = {
    "weather_entity": {"domain": WEATHER_DOMAIN},
    "outdoor_temperature": {"domain": "sensor", "device_class": SensorDeviceClass.TEMPERATURE},
    "outdoor_humidity": {"domain": "sensor", "device_class": SensorDeviceClass.HUMIDITY},
    "outdoor_wind": {"domain": "sensor", "device_class": SensorDeviceClass.WIND_SPEED},
    "outdoor_radiation": {
        "domain": "sensor",
        "device_class": [SensorDeviceClass.IRRADIANCE, SensorDeviceClass.ILLUMINANCE],
    },
    "outdoor_rain": {
        "domain": "sensor",
        "device_class": [SensorDeviceClass.PRECIPITATION, SensorDeviceClass.PRECIPITATION_INTENSITY],
    },
}
UNITS = {"tank": {*VOLUME_UNITS, PERCENTAGE}, "flow_meter": {*VOLUME_UNITS, *RATE_UNITS}}


def data_of(entry: ConfigEntry, subject: str) -> Mapping[str, Any] | None:
    """What a plant or supply hangs on, or the hub itself for its weather; None where it is gone."""
    if subject == entry.entry_id:
        options: Mapping[str, Any] = entry.options.get("weather", {})
        return options
    subentry = entry.subentries.get(subject)
    return subentry.data if subentry else None


@callback
def async_keep_data(hass: HomeAssistant, entry: ConfigEntry, subject: str, data: Mapping[str, Any]) -> None:
    """Let a plant, a supply, or the hub for its weather, hang on this from now on."""
    if subject == entry.entry_id:
        hass.config_entries.async_update_entry(entry, options={**entry.options, "weather": dict(data)})
    else:
        hass.config_entries.async_update_subentry(entry, entry.subentries[subject], data=dict(data))


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


def removed_kind(part: str) -> str:
    """Which repair tells that the entity of a part is gone: with the weather's go no probes and no outlets."""
    return "weather_removed" if part in WEATHER_SOURCES else "source_removed"


def part_of(entry: ConfigEntry, owner_id: str, device: str) -> str:
    """As what its owner, a plant, a supply or the hub, uses a device."""
    part = device.rpartition(":")[2]
    if part == "outlet":
        owner = entry.subentries.get(owner_id)
        return "pump" if owner and owner.subentry_type == SUBENTRY_SUPPLY else "outlet"
    if owner_id == entry.entry_id:
        return part
    return part if part.endswith("_backup") else f"{part}_probe"


def part_name(hass: HomeAssistant, part: str, language: str | None = None) -> str:
    """What people call a part, in the language of this Home Assistant, or in another whose texts are loaded."""
    texts = async_get_cached_translations(hass, language or hass.config.language, "issues", DOMAIN)
    path = f"component.{DOMAIN}.issues.{removed_kind(part)}.fix_flow.step.confirm.data.{part}"
    return texts.get(path, part.replace("_", " "))


def choice_of(hass: HomeAssistant, part: str, now: str | None = None) -> EntitySelector:
    """The entities that can be this part, the one it is `now` among them; PlantOS's own can't."""
    if part in OUTLETS:
        return outlet(hass)
    if part in WEATHER_SOURCES:
        config = EntitySelectorConfig(filter=WEATHER[part], exclude_entities=sorted(own_entities(hass)))
        return EntitySelector(config)
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
