"""A hub's plants as its config entry holds them, and the hardware they hang on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .const import CONF_KIND, CONF_SEED, CONF_SPEED, DOMAIN, KIND_DEMO, SUBENTRY_PLANT, SUBENTRY_SUPPLY
from .domain.clock import Clock
from .domain.plants import Plant
from .domain.readings import Measure
from .domain.settings import Settings
from .domain.supplies import Supply
from .hardware import Hardware, MeterReader, Outlet, ProbeReader
from .hardware.entities import EntityMeter, EntityOutlet, EntityProbe


def plant_of(plant_id: str, data: Mapping[str, Any]) -> Plant:
    """The plant that a subentry describes. Raises pydantic's ValidationError."""
    return Plant(plant_id=plant_id, **data)


def plants_of(entry: ConfigEntry) -> dict[str, Plant]:
    """All plants of a hub by id; one whose supply is gone hangs on none."""
    plants = {}
    for subentry in entry.get_subentries_of_type(SUBENTRY_PLANT):
        plant = plant_of(subentry.subentry_id, subentry.data)
        gone = plant.supply not in entry.subentries
        plants[plant.plant_id] = plant.model_copy(update={"supply": None}) if gone else plant
    return plants


def supplies_of(entry: ConfigEntry) -> dict[str, Supply]:
    """All supplies of a hub by id."""
    return {
        subentry.subentry_id: Supply(supply_id=subentry.subentry_id, **subentry.data)
        for subentry in entry.get_subentries_of_type(SUBENTRY_SUPPLY)
    }


def settings_of(entry: ConfigEntry) -> Settings:
    """The hub's options. Raises pydantic's ValidationError."""
    return Settings.of(entry.options)


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
        (settings_of(entry).probe_profile, settings_of(entry).outlet_profile),
        {key: subentry.title for key, subentry in entry.subentries.items()},
    )


def storage_path(hass: HomeAssistant, name: str) -> Path:
    """A file of PlantOS's own in the configuration folder, which updates never replace."""
    return Path(hass.config.path(DOMAIN, name))


def garden_path(hass: HomeAssistant, entry: ConfigEntry) -> Path:
    """Where a demo garden's world goes on."""
    return storage_path(hass, f"garden_{entry.entry_id}.json")


async def async_hardware(hass: HomeAssistant, entry: ConfigEntry, clock: Clock) -> Hardware | None:
    """The hub's own hardware; None where everything is an existing entity.

    Each kind's module is imported only by a hub of that kind.
    """
    if entry.data[CONF_KIND] != KIND_DEMO:
        return None

    def load() -> Hardware:
        from .hardware.demo.garden import DemoGarden  # noqa: PLC0415

        return DemoGarden(garden_path(hass, entry), clock, entry.data[CONF_SEED])

    return await hass.async_add_import_executor_job(load)


def probes_of(hass: HomeAssistant, plant: Plant, hardware: Hardware | None) -> dict[Measure, tuple[ProbeReader, ...]]:
    """A plant's probes, each with its backup: the entities it names, then what the hub's own hardware has."""
    probes: dict[Measure, tuple[ProbeReader, ...]] = {}
    for measure in Measure:
        chain: list[ProbeReader] = []
        if entity_id := plant.probes.get(measure):
            chain.append(EntityProbe(hass, entity_id))
        elif hardware and (probe := hardware.probe(plant, measure)):
            chain.append(probe)
        if entity_id := plant.backups.get(measure):
            chain.append(EntityProbe(hass, entity_id))
        if chain:
            probes[measure] = tuple(chain)
    return probes


def outlets_of(
    hass: HomeAssistant, plants: Mapping[str, Plant], supplies: Mapping[str, Supply], hardware: Hardware | None
) -> dict[str, Outlet]:
    """The outlet of every plant that has one, and the pump of every supply that has one."""
    outlets: dict[str, Outlet] = {}
    for plant_id, plant in plants.items():
        if plant.outlet:
            outlets[plant_id] = EntityOutlet.of(hass, plant.outlet)
        elif hardware and (outlet := hardware.outlet(plant)):
            outlets[plant_id] = outlet
    for supply_id, supply in supplies.items():
        if supply.pump:
            outlets[supply_id] = EntityOutlet.of(hass, supply.pump)
        elif hardware and (pump := hardware.pump(supply_id)):
            outlets[supply_id] = pump
    return outlets


def meters_of(hass: HomeAssistant, supplies: Mapping[str, Supply], hardware: Hardware | None) -> dict[str, MeterReader]:
    """The flow meter of every supply that has one."""
    meters: dict[str, MeterReader] = {}
    for supply_id, supply in supplies.items():
        if supply.flow_meter:
            meters[supply_id] = EntityMeter(hass, supply.flow_meter)
        elif hardware and (meter := hardware.flow_meter(supply_id)):
            meters[supply_id] = meter
    return meters


def entities_of(plants: Mapping[str, Plant], supplies: Mapping[str, Supply]) -> dict[str, list[tuple[str, str]]]:
    """Every existing entity that a hub hangs on: by its id, who uses it and as what."""
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
    return used


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
