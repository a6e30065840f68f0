"""A hub's plants as its config entry holds them, and the hardware they hang on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .const import CONF_KIND, CONF_SEED, CONF_SPEED, DOMAIN, KIND_DEMO, SUBENTRY_PLANT
from .domain.clock import Clock
from .domain.plants import Plant
from .domain.readings import Measure
from .hardware import Hardware, Outlet, ProbeReader
from .hardware.entities import EntityOutlet, EntityProbe


def plant_of(plant_id: str, data: Mapping[str, Any]) -> Plant:
    """The plant that a subentry describes. Raises pydantic's ValidationError."""
    return Plant(plant_id=plant_id, **data)


def plants_of(entry: ConfigEntry) -> dict[str, Plant]:
    """All plants of a hub by id."""
    return {
        subentry.subentry_id: plant_of(subentry.subentry_id, subentry.data)
        for subentry in entry.get_subentries_of_type(SUBENTRY_PLANT)
    }


def speed_of(entry: ConfigEntry) -> float:
    """How many times faster the hub's clock runs; only a demo garden's does."""
    return float(entry.options.get(CONF_SPEED, 1)) if entry.data[CONF_KIND] == KIND_DEMO else 1.0


def wiring_of(entry: ConfigEntry) -> object:
    """Everything a change of which needs the hub to be set up anew; compare two of them."""
    plants = plants_of(entry)
    return (
        dict(entry.data),
        speed_of(entry),
        {key: (plant.name, plant.probes, plant.outlet, plant.supply) for key, plant in plants.items()},
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


def probes_of(hass: HomeAssistant, plant: Plant, hardware: Hardware | None) -> dict[Measure, ProbeReader]:
    """A plant's probes: the entities it names, then what the hub's own hardware has."""
    probes: dict[Measure, ProbeReader] = {}
    for measure in Measure:
        if entity_id := plant.probes.get(measure):
            probes[measure] = EntityProbe(hass, entity_id)
        elif hardware and (probe := hardware.probe(plant, measure)):
            probes[measure] = probe
    return probes


def outlets_of(hass: HomeAssistant, plants: Mapping[str, Plant], hardware: Hardware | None) -> dict[str, Outlet]:
    """The outlet of every plant that has one."""
    outlets: dict[str, Outlet] = {}
    for plant_id, plant in plants.items():
        if plant.outlet:
            outlets[plant_id] = EntityOutlet(hass, plant.outlet)
        elif hardware and (outlet := hardware.outlet(plant)):
            outlets[plant_id] = outlet
    return outlets
