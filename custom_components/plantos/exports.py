"""A hub's plants as one document: to keep, to give away, to bring into another hub."""

from collections.abc import Collection, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry

from .const import CONF_KIND, SUBENTRY_PLANT, SUBENTRY_SPECIES, SUBENTRY_SUPPLY
from .garden import SUPPLY_PARTS, devices_of, name_of

VERSION = 1
ID = "id"


def document(entry: ConfigEntry, plant_ids: Collection[str]) -> dict[str, Any]:
    """These plants of a hub with all that belongs to them, as `imports.bring` takes it.

    Devices are only named: how they are reached, and with what password, stays where it is.
    """
    plants = [plant for plant in entry.get_subentries_of_type(SUBENTRY_PLANT) if plant.subentry_id in plant_ids]
    supplies = _named_by(entry, plants, "supply", SUBENTRY_SUPPLY)
    species = _named_by(entry, plants, "species", SUBENTRY_SPECIES)
    used = {source.partition("/")[0] for part in (*plants, *supplies) for source in sources(part.data)}
    return {
        "hub": entry.title,
        "config_entry_id": entry.entry_id,
        "kind": entry.data[CONF_KIND],
        "plants": [_described(plant) for plant in plants],
        "supplies": [_described(supply) for supply in supplies],
        "species": [_described(kind) for kind in species],
        "devices": {key: device.name for key, device in devices_of(entry).items() if key in used},
    }


def sources(data: Mapping[str, Any]) -> set[str]:
    """The entities and channels that a plant or supply hangs on."""
    named = [*data.get("probes", {}).values(), *data.get("backups", {}).values()]
    return {*named, *(data[part] for part in ("outlet", *SUPPLY_PARTS) if data.get(part))}


def _named_by(entry: ConfigEntry, plants: list[ConfigSubentry], field: str, subentry_type: str) -> list[ConfigSubentry]:
    named = {plant.data.get(field) for plant in plants}
    return [part for part in entry.get_subentries_of_type(subentry_type) if part.subentry_id in named]


def _described(subentry: ConfigSubentry) -> dict[str, Any]:
    return {ID: subentry.subentry_id, **subentry.data, **name_of(subentry)}
