"""The real Home Assistant core in this process, with plants on entities that cost next to nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
import gc
from pathlib import Path
import resource
from statistics import median
import tempfile
from time import perf_counter
from types import MappingProxyType
from typing import Any

from homeassistant import bootstrap, runner
from homeassistant.config_entries import ConfigEntry, ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

ROOT = Path(__file__).resolve().parents[2]
PROBES = {"moisture": ("45", "%"), "temperature": ("21", "°C"), "humidity": ("50", "%"), "illuminance": ("900", "lx")}
BASE = """\
homeassistant:
  name: Speed
http:
  server_host: 127.0.0.1
  server_port: {port}
logger:
  default: error
"""
LOOK_S = 0.001


@dataclass
class House:
    """A running core."""

    hass: HomeAssistant
    entries: list[ConfigEntry] = field(default_factory=list)

    async def settle(self) -> None:
        """Wait until nothing is left to do."""
        await self.hass.async_block_till_done()

    async def add(self, entry: ConfigEntry) -> None:
        """Set up a hub; returns when it is loaded and quiet."""
        self.entries.append(entry)
        await self.hass.config_entries.async_add(entry)
        await self.settle()

    def entities(self) -> list[str]:
        """PlantOS's enabled entities."""
        registry = er.async_get(self.hass).entities.values()
        return [entry.entity_id for entry in registry if entry.platform == "plantos" and not entry.disabled]


@asynccontextmanager
async def house(port: int, more: str = "") -> AsyncIterator[House]:
    """The core with its default integrations, as a person has it, and what else its configuration holds."""
    with tempfile.TemporaryDirectory(prefix="plantos-speed-") as folder:
        config = Path(folder)
        (config / "configuration.yaml").write_text(BASE.format(port=port) + more)
        (config / "custom_components").symlink_to(ROOT / "custom_components")
        hass = await bootstrap.async_setup_hass(runner.RuntimeConfig(config_dir=folder, skip_pip=True))
        assert hass
        try:
            await hass.async_start()
            await hass.async_block_till_done()
            # What the first hub alone would pay for.
            await async_setup_component(hass, "plantos", {})
            yield House(hass)
        finally:
            await hass.async_stop()


# --- plants -----------------------------------------------------------------------------------------


def hub_of(count: int, kind: str = "entities", name: str = "speed", **changes: Any) -> ConfigEntry:
    """A hub of so many plants with four probes and an outlet each."""
    rows = [
        ConfigSubentryDataWithId(
            data=plant(f"{name} {number}", number, kind) | changes,
            subentry_id=f"{name}-{number}",
            subentry_type="plant",
            title=f"{name} {number}",
            unique_id=None,
        )
        for number in range(count)
    ]
    return ConfigEntry(
        data={"kind": kind} | ({"seed": 7} if kind == "demo" else {}),
        discovery_keys=MappingProxyType({}),
        domain="plantos",
        entry_id=f"{name}-hub",
        minor_version=1,
        options={"speed": 1, "faults": []} if kind == "demo" else {},
        source="user",
        subentries_data=rows,
        title=name,
        unique_id=None,
        version=1,
    )


def plant(title: str, number: int, kind: str) -> dict[str, Any]:
    """One plant's settings."""
    own = {
        "probes": {measure: probe(number, measure) for measure in PROBES},
        "outlet": f"input_boolean.pump_{number}",
    }
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


def pumps(count: int) -> str:
    """The configuration of so many outlets."""
    return "input_boolean:\n" + "".join(f"  pump_{number}:\n" for number in range(count))


# --- measuring --------------------------------------------------------------------------------------


@dataclass
class Watch:
    """How long something took, and the longest that the event loop did nothing else meanwhile; in ms."""

    took_ms: float = 0.0
    stall_ms: float = 0.0


@asynccontextmanager
async def watching() -> AsyncIterator[Watch]:
    """Time what is done within, and how late a timer of a millisecond gets its turn."""
    watch, loop = Watch(), asyncio.get_running_loop()

    async def look() -> None:
        while True:
            began = loop.time()
            await asyncio.sleep(LOOK_S)
            watch.stall_ms = max(watch.stall_ms, (loop.time() - began - LOOK_S) * 1_000)

    looking = asyncio.create_task(look())
    await asyncio.sleep(0)
    began = perf_counter()
    try:
        yield watch
    finally:
        watch.took_ms = (perf_counter() - began) * 1_000
        await asyncio.sleep(LOOK_S)
        looking.cancel()


@contextmanager
def stopwatch() -> Iterator[Watch]:
    """Time what is done within, in ms."""
    watch, began = Watch(), perf_counter()
    try:
        yield watch
    finally:
        watch.took_ms = (perf_counter() - began) * 1_000


async def median_ms(work: Callable[[int], Awaitable[object]], times: int) -> float:
    """The median of so many tries, each with its number."""
    took = []
    for number in range(times):
        with stopwatch() as watch:
            await work(number)
        took.append(watch.took_ms)
    return median(took)


async def state_write_ms(house: House, count: int) -> float:
    """What so many bare state writes cost: the floor of everything that ends in entities."""
    states = house.hass.states
    with stopwatch() as watch:
        for number in range(count):
            states.async_set(f"sensor.bare_{number}", str(number), {"unit_of_measurement": "%", "friendly_name": "Bare"})
        await house.settle()
    return watch.took_ms


def memory_mb() -> float:
    """What this process holds in memory now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6
