"""The real Home Assistant core in this process, with plants on entities that cost next to nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import tempfile
from time import perf_counter
from types import MappingProxyType
from typing import Any

from homeassistant import loader
from homeassistant.bootstrap import async_load_base_functionality
from homeassistant.config_entries import ConfigEntries, ConfigEntry, ConfigSubentryDataWithId
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.core_config import async_process_ha_core_config
from homeassistant.helpers import entity_registry as er, recorder
from homeassistant.helpers.typing import ConfigType
from homeassistant.setup import async_setup_component
from house import free_port, prepare

PROBES = {"moisture": ("45", "%"), "temperature": ("21", "°C"), "humidity": ("50", "%"), "illuminance": ("900", "lx")}
# Alarmingly dry, and not so far from usual that it would have to be confirmed.
DRY = "18"
# Home Assistant adds at most 10,000 enabled entities of one entry: 833 plants.
LARGEST_HUB = 500
# How long anything that is waited for may take.
PATIENCE_S = 300


@dataclass(frozen=True)
class House:
    """A running core."""

    hass: HomeAssistant

    async def equip(self, config: ConfigType) -> None:
        """Set up what a workload needs beside PlantOS, and what PlantOS's hubs share."""
        if "recorder" in config:
            recorder.async_initialize_recorder(self.hass)
        for domain in (*config, "plantos"):
            if not await async_setup_component(self.hass, domain, config):
                raise RuntimeError(f"{domain} could not be set up")
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is left to do."""
        await self.hass.async_block_till_done()

    async def add(self, *hubs: ConfigEntry) -> None:
        """Set up hubs, one after the other; returns when all is quiet."""
        for hub in hubs:
            await self.hass.config_entries.async_add(hub)
        await self.settle()

    def entities(self) -> list[str]:
        """PlantOS's enabled entities that are a plant's."""
        return [
            entry.entity_id
            for entry in er.async_get(self.hass).entities.values()
            if entry.platform == "plantos" and entry.config_subentry_id and not entry.disabled
        ]

    def entity(self, domain: str, unique_id: str) -> str:
        """One of PlantOS's entities."""
        entity_id = er.async_get(self.hass).async_get_entity_id(domain, "plantos", unique_id)
        assert entity_id
        return entity_id

    async def heard(self, kind: str, wanted: Callable[[Event], str | None], missing: set[str]) -> float:
        """When events of a kind had told of all that is missing, as `perf_counter` says."""
        done = asyncio.get_running_loop().create_future()

        @callback
        def hear(event: Event) -> None:
            missing.discard(wanted(event) or "")
            if not missing and not done.done():
                done.set_result(perf_counter())

        stop = self.hass.bus.async_listen(kind, hear)
        try:
            async with asyncio.timeout(PATIENCE_S):
                at: float = await done
        finally:
            stop()
        return at

    async def until_all(self, entities: list[str], wanted: str = "on") -> float:
        """When all of these said so, as `perf_counter` says."""

        def says(event: Event) -> str | None:
            state = event.data["new_state"]
            return state.entity_id if state and state.state == wanted else None

        return await self.heard("state_changed", says, set(entities))


@asynccontextmanager
async def house(config: ConfigType) -> AsyncIterator[House]:
    """The core with nothing but what a workload needs."""
    with tempfile.TemporaryDirectory(prefix="plantos-speed-", ignore_cleanup_errors=True) as folder:
        # Calendars and lists hang on the web server.
        prepare(Path(folder), free_port())
        hass = HomeAssistant(folder)
        loader.async_setup(hass)
        hass.config.skip_pip = True
        hass.config_entries = ConfigEntries(hass, config)
        await async_load_base_functionality(hass)
        await async_process_ha_core_config(hass, {})
        home = House(hass)
        try:
            await home.equip({"homeassistant": {}, "persistent_notification": {}, **config})
            await hass.async_start()
            await home.settle()
            yield home
        finally:
            await hass.async_stop(force=True)


# --- plants -----------------------------------------------------------------------------------------


def hubs_of(count: int, kind: str = "entities", **changes: Any) -> list[ConfigEntry]:
    """So many plants with four probes and an outlet each, in as many hubs as Home Assistant lets them have."""
    parts = [range(begin, min(begin + LARGEST_HUB, count)) for begin in range(0, count, LARGEST_HUB)]
    return [hub_of(part, kind, **changes) for part in parts]


def hub_of(numbers: Sequence[int], kind: str = "entities", name: str = "speed", **changes: Any) -> ConfigEntry:
    """A hub of the plants with these numbers."""
    rows = [
        ConfigSubentryDataWithId(
            data=plant(f"{name} {number}", number, kind) | changes,
            subentry_id=plant_id(number, name),
            subentry_type="plant",
            title=f"{name} {number}",
            unique_id=None,
        )
        for number in numbers
    ]
    return ConfigEntry(
        data={"kind": kind} | ({"seed": 7} if kind == "demo" else {}),
        discovery_keys=MappingProxyType({}),
        domain="plantos",
        entry_id=hub_id(numbers[0], name),
        minor_version=1,
        options={"speed": 1, "faults": []} if kind == "demo" else {},
        source="user",
        subentries_data=rows,
        title=name,
        unique_id=None,
        version=1,
    )


def hub_id(number: int, hub: str = "speed") -> str:
    """The hub of the plant with this number."""
    return f"{hub}-hub-{number // LARGEST_HUB}"


def plant_id(number: int, hub: str = "speed") -> str:
    """A plant's id."""
    return f"{hub}-{number}"


def plant(title: str, number: int, kind: str) -> dict[str, Any]:
    """One plant's settings."""
    own = {"probes": {measure: probe(number, measure) for measure in PROBES}, "outlet": pump(number)}
    return {
        "name": title,
        "species": "ocimum_basilicum",
        "pot_volume_l": 2.0,
        "flow_ml_s": 50.0,
        "flow_calibrated": True,
        "moisture_min": 30.0,
        "moisture_max": 60.0,
        "dose_ml": 50.0,
        "automatic": False,
        **(own if kind == "entities" else {}),
    }


def probe(number: int, measure: str = "moisture") -> str:
    """The entity that a plant's probe is."""
    return f"sensor.probe_{number}_{measure}"


def show(hass: HomeAssistant, number: int, measure: str, value: str) -> None:
    """Let a probe say something."""
    unit = PROBES[measure][1]
    hass.states.async_set(probe(number, measure), value, {"unit_of_measurement": unit, "device_class": measure})


def grow(hass: HomeAssistant, count: int) -> None:
    """Let every probe say something usual."""
    for number in range(count):
        for measure, (value, _) in PROBES.items():
            show(hass, number, measure, value)


def pump(number: int) -> str:
    """The entity that a plant's outlet is."""
    return f"input_boolean.pump_{number}"


def pumps(count: int) -> ConfigType:
    """The configuration of so many outlets."""
    return {"input_boolean": {f"pump_{number}": {} for number in range(count)}}
