"""What triggers and conditions watch: entities of PlantOS, by what they show and whose they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from homeassistant.const import CONF_TARGET
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.target import TargetSelection
from homeassistant.helpers.translation import async_load_integrations
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN
from .domain.reasons import reason
from .sentences import refused
from .targets import async_hubs


@dataclass(frozen=True, slots=True)
class Watched:
    """One kind of entity, as every plant or every supply has it."""

    platform: str
    key: str

    @property
    def specs(self) -> dict[str, DomainSpec]:
        """How Home Assistant's helpers are told of it."""
        return {self.platform: DomainSpec()}

    def fits(self, entry: er.RegistryEntry) -> bool:
        """Whether an entity is of this kind."""
        by_id = entry.unique_id == f"{entry.config_subentry_id}_{self.key}"
        return is_of_garden(entry) and entry.domain == self.platform and by_id

    def among(self, hass: HomeAssistant, entity_ids: set[str]) -> set[str]:
        """Those of the entities that are of this kind."""
        known = er.async_get(hass)
        return {entity_id for entity_id in entity_ids if (entry := known.async_get(entity_id)) and self.fits(entry)}


def is_of_garden(entry: er.RegistryEntry) -> bool:
    """Whether an entity belongs to a plant or a supply."""
    return entry.platform == DOMAIN and entry.config_subentry_id is not None


def owner_of(hass: HomeAssistant, entity_id: str) -> dict[str, Any]:
    """Whose an entity is, in the words of PlantOS's events."""
    entry = er.async_get(hass).async_get(entity_id)
    hub = hass.config_entries.async_get_entry(entry.config_entry_id or "") if entry else None
    if entry is None or hub is None or (owner := hub.subentries.get(entry.config_subentry_id or "")) is None:
        return {}
    return {
        "config_entry_id": hub.entry_id,
        "device_id": entry.device_id,
        "plant_id": owner.subentry_id,
        "plant_name": owner.title,
    }


def began_of(hass: HomeAssistant, entity_id: str) -> datetime | None:
    """When the hub of an entity was set up, if it is."""
    entry = er.async_get(hass).async_get(entity_id)
    hubs = {hub.config_entry.entry_id: hub for hub in async_hubs(hass)}
    hub = hubs.get(entry.config_entry_id or "") if entry else None
    return hub.began if hub else None


async def async_require_watchable(
    hass: HomeAssistant, config: ConfigType, fits: Callable[[er.RegistryEntry], bool]
) -> ConfigType:
    """The configuration, if all that it names can be watched.

    What isn't there (yet) is let pass, as Home Assistant does. Raises ServiceValidationError, translated, for an
    entity or a device that is there and would never be heard of.
    """
    selection = TargetSelection(config[CONF_TARGET])
    entities, devices = er.async_get(hass), dr.async_get(hass)
    deaf = {
        entity_id for entity_id in selection.entity_ids if (entry := entities.async_get(entity_id)) and not fits(entry)
    }
    for device_id in selection.device_ids:
        device = devices.async_get(device_id)
        if device and not any(identifier[0] == DOMAIN for identifier in device.identifiers):
            deaf.add(device.name_by_user or device.name or device_id)
    if deaf:
        # Automations are read before PlantOS is set up, and with it its texts.
        await async_load_integrations(hass, {DOMAIN})
        raise refused(reason("not_watchable", target=", ".join(sorted(deaf))))
    return config
