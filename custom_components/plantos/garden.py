"""A hub's plants, supplies and devices as its config entry holds them, and what they hang on."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant, callback
from pydantic import ValidationError

from .const import (
    CONF_KIND,
    CONF_SPEED,
    DOMAIN,
    KIND_DEMO,
    SUBENTRY_DEVICES,
    SUBENTRY_PLANT,
    SUBENTRY_SPECIES,
    SUBENTRY_SUPPLY,
)
from .domain.plants import Plant
from .domain.readings import Measure
from .domain.settings import Settings
from .domain.species import CATALOGUE, Species
from .domain.supplies import Supply
from .hardware import Hardware, MeterReader, Outlet, ProbeReader
from .hardware.devices import DeviceConfig, is_channel
from .hardware.entities import EntityMeter, EntityOutlet, EntityProbe
from .names import LONGEST_NAME

# What a plant or supply hangs on, and what was measured of that.
PLANT_PARTS = ("probes", "backups", "outlet", "calibrations", "flow_calibrated", "priming_s")
SUPPLY_PARTS = ("pump", "tank", "flow_meter", "leak")
# What every plant and supply of a demo garden has, as the channels of a device that only the garden knows.
SIMULATED = {"probes": {Measure.MOISTURE: "demo/moisture"}, "outlet": "demo/outlet", "pump": "demo/pump"}


def plant_of(plant_id: str, data: Mapping[str, Any]) -> Plant:
    """The plant that a subentry describes. Raises pydantic's ValidationError."""
    return Plant(plant_id=plant_id, **data)


def plants_of(entry: ConfigEntry) -> dict[str, Plant]:
    """All plants of a hub by id; one whose supply or own species is gone has none.

    Without its supply it has no pump, and nobody looks at the tank and for leaks: it isn't watered by itself.
    """
    plants = {}
    for subentry in entry.get_subentries_of_type(SUBENTRY_PLANT):
        plant = plant_of(subentry.subentry_id, subentry.data | name_of(subentry))
        gone: dict[str, bool | None] = {}
        if plant.supply is not None and plant.supply not in entry.subentries:
            gone |= {"supply": None, "automatic": False}
        if plant.species not in CATALOGUE and plant.species not in entry.subentries:
            gone["species"] = None
        plants[plant.plant_id] = plant.model_copy(update=gone)
    return plants


def supplies_of(entry: ConfigEntry) -> dict[str, Supply]:
    """All supplies of a hub by id."""
    return {
        subentry.subentry_id: Supply(supply_id=subentry.subentry_id, **subentry.data | name_of(subentry))
        for subentry in entry.get_subentries_of_type(SUBENTRY_SUPPLY)
    }


def own_species_of(entry: ConfigEntry) -> dict[str, Species]:
    """The species that a hub's owner has described, by id; one that can't be read is as good as gone."""
    found = {}
    for subentry in entry.get_subentries_of_type(SUBENTRY_SPECIES):
        with suppress(ValidationError, KeyError, TypeError):
            found[subentry.subentry_id] = Species.own(subentry.subentry_id, **subentry.data | name_of(subentry))
    return found


def species_of(entry: ConfigEntry) -> dict[str, Species]:
    """Every species that a hub's plants can be of, by key: its owner's and the catalogue's."""
    return {**CATALOGUE, **own_species_of(entry)}


def name_of(subentry: ConfigSubentry) -> dict[str, str]:
    """What its owner calls a plant, supply or species now: Home Assistant lets everything be renamed past our forms."""
    title = subentry.title.strip()[:LONGEST_NAME]
    return {CONF_NAME: title} if title else {}


def entity_of(source: str | None) -> str | None:
    """The entity that a source is; None for a channel of one of the hub's devices, or none at all."""
    return None if is_channel(source) else source


def devices_of(entry: ConfigEntry) -> dict[str, DeviceConfig]:
    """All devices of a hub by id; those of another kind, which it may have been once, are none."""
    return {
        subentry.subentry_id: DeviceConfig(device_id=subentry.subentry_id, name=subentry.title, **subentry.data)
        for subentry in entry.get_subentries_of_type(SUBENTRY_DEVICES.get(entry.data[CONF_KIND], ""))
    }


def settings_of(entry: ConfigEntry) -> Settings:
    """The hub's options. Raises pydantic's ValidationError."""
    return Settings.of(entry.options)


def weather_sources_of(entry: ConfigEntry) -> dict[str, str]:
    """The entities that tell a hub of its weather, by what they are; on a demo garden's fast clock none can."""
    return {} if entry.data[CONF_KIND] == KIND_DEMO else settings_of(entry).weather_sources


def speed_of(entry: ConfigEntry) -> float:
    """How many times faster the hub's clock runs; only a demo garden's does."""
    return float(entry.options.get(CONF_SPEED, 1)) if entry.data[CONF_KIND] == KIND_DEMO else 1.0


def wiring_of(entry: ConfigEntry) -> object:
    """Everything a change of which needs the hub to be set up anew; compare two of them."""
    plants = plants_of(entry)
    return (
        dict(entry.data),
        speed_of(entry),
        {key: (plant.name, plant.probes, plant.backups, plant.outlet, plant.supply) for key, plant in plants.items()},
        supplies_of(entry),
        devices_of(entry),
        (settings_of(entry).probe_profile, settings_of(entry).outlet_profile),
        (weather_sources_of(entry), settings_of(entry).coastal),
        settings_of(entry).water_price is None,
        # A species' name is part of no device.
        {
            key: subentry.title
            for key, subentry in entry.subentries.items()
            if subentry.subentry_type != SUBENTRY_SPECIES
        },
    )


def storage_path(hass: HomeAssistant, name: str) -> Path:
    """A file of PlantOS's own in the configuration folder, which updates never replace."""
    return Path(hass.config.path(DOMAIN, name))


def garden_path(hass: HomeAssistant, entry: ConfigEntry) -> Path:
    """Where a demo garden's world goes on."""
    return storage_path(hass, f"garden_{entry.entry_id}.json")


def probes_of(hass: HomeAssistant, plant: Plant, hardware: Hardware | None) -> dict[Measure, tuple[ProbeReader, ...]]:
    """A plant's probes, each with its backup: the entities it names, then what the hub's own hardware has."""
    probes: dict[Measure, tuple[ProbeReader, ...]] = {}
    for measure in Measure:
        chain: list[ProbeReader] = []
        if entity_id := entity_of(plant.probes.get(measure)):
            chain.append(EntityProbe(hass, entity_id))
        elif hardware and (probe := hardware.probe(plant, measure)):
            chain.append(probe)
        if entity_id := entity_of(plant.backups.get(measure)):
            chain.append(EntityProbe(hass, entity_id))
        elif hardware and (probe := hardware.backup(plant, measure)):
            chain.append(probe)
        if chain:
            probes[measure] = tuple(chain)
    return probes


def outlets_of(
    hass: HomeAssistant, plants: Mapping[str, Plant], supplies: Mapping[str, Supply], hardware: Hardware | None
) -> dict[str, Outlet]:
    """The outlet of every plant that has one, and the pump of every supply that has one."""
    outlets: dict[str, Outlet] = {}
    for plant_id, plant in plants.items():
        if entity_id := entity_of(plant.outlet):
            outlets[plant_id] = EntityOutlet.of(hass, entity_id)
        elif hardware and (outlet := hardware.outlet(plant)):
            outlets[plant_id] = outlet
    for supply_id, supply in supplies.items():
        if entity_id := entity_of(supply.pump):
            outlets[supply_id] = EntityOutlet.of(hass, entity_id)
        elif hardware and (pump := hardware.pump(supply)):
            outlets[supply_id] = pump
    return outlets


def meters_of(hass: HomeAssistant, supplies: Mapping[str, Supply], hardware: Hardware | None) -> dict[str, MeterReader]:
    """The flow meter of every supply that has one."""
    meters: dict[str, MeterReader] = {}
    for supply_id, supply in supplies.items():
        if entity_id := entity_of(supply.flow_meter):
            meters[supply_id] = EntityMeter(hass, entity_id)
        elif hardware and (meter := hardware.flow_meter(supply)):
            meters[supply_id] = meter
    return meters


def sources_of(
    plants: Mapping[str, Plant], supplies: Mapping[str, Supply], hub: ConfigEntry | None = None
) -> dict[str, list[tuple[str, str]]]:
    """Every entity and every channel that a hub's plants hang on: by its id, who uses it and as what.

    With the `hub` also those that tell it of its weather.
    """
    used: dict[str, list[tuple[str, str]]] = {}
    for plant in plants.values():
        parts = {f"{measure}_probe": entity_id for measure, entity_id in plant.probes.items()}
        parts |= {f"{measure}_backup": entity_id for measure, entity_id in plant.backups.items()}
        if plant.outlet:
            parts["outlet"] = plant.outlet
        for part, entity_id in parts.items():
            used.setdefault(entity_id, []).append((plant.plant_id, part))
    for supply in supplies.values():
        for part in ("pump", "tank", "flow_meter", "leak"):
            if entity_id := getattr(supply, part):
                used.setdefault(entity_id, []).append((supply.supply_id, part))
    if hub:
        for part, entity_id in weather_sources_of(hub).items():
            used.setdefault(entity_id, []).append((hub.entry_id, part))
    return used


def buses_of(plants: Mapping[str, Plant], supplies: Mapping[str, Supply]) -> dict[str, str]:
    """The device of the hub that each probe and outlet hangs on, by the name its breaker has."""
    buses = {}
    for source, users in sources_of(plants, supplies).items():
        for owner_id, part in users:
            if is_channel(source):
                name = "outlet" if part == "pump" else part.removesuffix("_probe")
                buses[f"{owner_id}:{name}"] = source.partition("/")[0]
    return buses


@callback
def changed_kind(hass: HomeAssistant, entry: ConfigEntry, kind: str) -> None:
    """Make a hub's plants ready for another kind of hardware: the devices of the old one go.

    Plants keep what they hung on, so that they are asked what takes its place. A demo garden has everything by
    itself and nothing real: nobody's real pump may hang on its fast clock, and what was measured in it is worth
    nothing elsewhere. On both ways plants are watered by hand at first.
    """
    before = entry.data[CONF_KIND]
    if kind == before:
        return
    for subentry in list(entry.get_subentries_of_type(SUBENTRY_DEVICES.get(before, ""))):
        hass.config_entries.async_remove_subentry(entry, subentry.subentry_id)
    if KIND_DEMO in (before, kind):
        sources = dict[str, Any]() if kind == KIND_DEMO else SIMULATED
        for kept, parts in ((SUBENTRY_PLANT, PLANT_PARTS), (SUBENTRY_SUPPLY, SUPPLY_PARTS)):
            for subentry in list(entry.get_subentries_of_type(kept)):
                data = {key: value for key, value in subentry.data.items() if key not in parts}
                data |= {key: value for key, value in sources.items() if key in parts}
                data |= {"automatic": False} if kept == SUBENTRY_PLANT else {}
                hass.config_entries.async_update_subentry(entry, subentry, data=data)


def rewired(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """A plant's new data, without what was measured of a probe or outlet that another has taken the place of.

    A raw value may look like percent: a plant whose moisture probe was calibrated is watered by hand until somebody
    has looked at the new one.
    """
    data = dict(after)
    if calibrations := after.get("calibrations"):
        old, new = before.get("probes", {}), after.get("probes", {})
        data["calibrations"] = {m: known for m, known in calibrations.items() if old.get(m) == new.get(m)}
        if Measure.MOISTURE in calibrations.keys() - data["calibrations"].keys():
            data["automatic"] = False
    same_flow = before.get("flow_ml_s") == after.get("flow_ml_s")
    if before.get("flow_calibrated") and same_flow and before.get("outlet") != after.get("outlet"):
        data["flow_calibrated"] = False
    return data


def renamed(data: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """A subentry's data with an entity by its new id."""
    return {
        key: {name: new if value == old else value for name, value in value.items()}
        if isinstance(value, Mapping)
        else new
        if value == old and key not in {"name"}
        else value
        for key, value in data.items()
    }
