"""A hub of scripted devices, a demo garden, and a hand on the clock."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.plantos.const import CONF_KIND, CONF_SEED, CONF_SPEED, DOMAIN
from custom_components.plantos.coordinator import PlantosCoordinator
from custom_components.plantos.demo_garden import demo_subentries
from custom_components.plantos.hardware.demo.garden import DemoGarden

from .scripted import ScriptedOutlet, set_up_switches

BASIL, FERN, BARREL = "basil-id", "fern-id", "rain-barrel-id"
# Noon of an autumn day at the place where Home Assistant's tests are.
BEGINNING = datetime(2026, 11, 21, 20, tzinfo=UTC)
PROBE, OUTLET = "sensor.basil_probe", "switch.basil_pump"


@pytest.fixture(autouse=True)
def _custom_integration(enable_custom_integrations: None) -> None:
    """Let Home Assistant find PlantOS."""


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Leave asyncio's debugging out, which takes nearly half of the time; tests of hardware have it."""


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Give every test a configuration folder of its own."""
    return hass_tmp_config_dir


@pytest.fixture
def all_entities() -> Iterator[None]:
    """Enable also what is disabled by default."""
    with patch("homeassistant.helpers.entity.Entity.entity_registry_enabled_default", return_value=True):
        yield


def plant_data(name: str = "Basil", **changes: Any) -> dict[str, Any]:
    """A plant's subentry as the flow writes it."""
    return {
        "name": name,
        "species": "ocimum_basilicum",
        "pot_volume_l": 2.0,
        "probes": {"moisture": PROBE},
        "outlet": OUTLET,
        "flow_ml_s": 10.0,
        "flow_calibrated": True,
        "strategy": "moisture",
        "moisture_min": 30.0,
        "moisture_max": 60.0,
        "dose_ml": 100.0,
        "automatic": True,
    } | changes


def species_data(name: str = "Grandma's fern", **changes: Any) -> dict[str, Any]:
    """The subentry of a species of one's own as its form writes it."""
    return {
        "name": name,
        "group": "fern",
        "moisture": [45, 72],
        "temperature": [12, 26],
        "humidity": [50, 80],
        "light": [2, 9.5],
        "root_depth": 18,
        "drying": "fast",
    } | changes


def subentry(subentry_id: str, data: dict[str, Any], kind: str = "plant") -> ConfigSubentryDataWithId:
    """A subentry with an id of one's choice."""
    return ConfigSubentryDataWithId(
        data=data, subentry_id=subentry_id, subentry_type=kind, title=data["name"], unique_id=None
    )


def entities_entry(*subentries: ConfigSubentryDataWithId, entry_id: str = "hub-id") -> MockConfigEntry:
    """A hub of existing entities."""
    return MockConfigEntry(
        domain=DOMAIN, title="My plants", data={CONF_KIND: "entities"}, subentries_data=subentries, entry_id=entry_id
    )


@dataclass
class Bench:
    """A hub that is set up, with what tests do to it again and again."""

    hass: HomeAssistant
    entry: MockConfigEntry
    freezer: FrozenDateTimeFactory
    outlet: ScriptedOutlet
    events: list[Event]

    @property
    def coordinator(self) -> PlantosCoordinator:
        coordinator: PlantosCoordinator = self.entry.runtime_data
        return coordinator

    async def settle(self) -> None:
        """Let everything happen that needs no time to pass."""
        for _ in range(6):
            if self.outlet.stubborn:
                # Home Assistant would wait for what the device never does.
                for _ in range(10):
                    await asyncio.sleep(0)
            else:
                await self.hass.async_block_till_done()
            if isinstance(garden := self.coordinator.hardware, DemoGarden):
                async with garden._writing:
                    pass
            await self.coordinator.ledger._call(lambda: None)

    async def pass_time(self, seconds: float, step: float = 1.0) -> None:
        """Let time pass in steps, second by second while water flows."""
        while seconds > 0:
            stride = min(1.0 if self.coordinator.waterer.flowing() else step, seconds)
            self.freezer.tick(timedelta(seconds=stride))
            async_fire_time_changed(self.hass, dt_util.utcnow())
            await self.settle()
            seconds -= stride

    async def moisture(self, value: float | str) -> None:
        """Let the basil's probe say this."""
        self.hass.states.async_set(PROBE, str(value), {"device_class": "moisture", "unit_of_measurement": "%"})
        await self.settle()

    def state(self, key: str, plant_id: str = BASIL, domain: str = "") -> Any:
        """The state of a plant's entity by its key, and by its domain where several have the same."""
        for entity in er.async_get(self.hass).entities.values():
            if entity.unique_id == f"{plant_id}_{key}" and entity.entity_id.startswith(domain):
                return self.hass.states.get(entity.entity_id)
        raise KeyError(key)

    def told(self, kind: str) -> list[dict[str, Any]]:
        """What the bus heard of a kind of event."""
        return [dict(event.data) for event in self.events if event.event_type == f"plantos_{kind}"]

    async def reload(self) -> None:
        """Unload and set up again."""
        await self.hass.config_entries.async_reload(self.entry.entry_id)
        await self.settle()


type BenchMaker = Callable[..., Awaitable[Bench]]


@pytest.fixture
def freezer(freezer: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    """A clock that stands at the same instant in every test, whenever it runs."""
    freezer.move_to(BEGINNING)
    return freezer


@pytest.fixture
async def make_bench(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> BenchMaker:
    """Set up a hub of scripted devices; by default one basil at 45 %."""

    async def make(
        *subentries: ConfigSubentryDataWithId,
        moisture: str = "45",
        outlets: tuple[ScriptedOutlet, ...] = (),
        open_at_start: bool = False,
        away_at_start: bool = False,
        **changes: Any,
    ) -> Bench:
        outlet = ScriptedOutlet("basil_pump", flowing=open_at_start, available=not away_at_start)
        await set_up_switches(hass, outlet, *outlets)
        hass.states.async_set(PROBE, moisture, {"device_class": "moisture", "unit_of_measurement": "%"})
        entry = entities_entry(*(subentries or [subentry(BASIL, plant_data(**changes))]))
        return await _set_up(hass, freezer, entry, outlet)

    return make


@pytest.fixture
async def bench(make_bench: BenchMaker) -> Bench:
    """One basil at 45 % with an obedient outlet."""
    return await make_bench()


type Pair = tuple[Bench, ScriptedOutlet]


@pytest.fixture
async def pair(make_bench: BenchMaker) -> Pair:
    """A basil and a fern that share one supply and are watered only when asked, and the fern's outlet."""
    fern = ScriptedOutlet("fern_pump")
    bench = await make_bench(
        subentry(BASIL, plant_data(supply="tank", automatic=False)),
        subentry(FERN, plant_data("Fern", supply="tank", automatic=False, outlet="switch.fern_pump")),
        subentry("tank", {"name": "Tank"}, "supply"),
        outlets=(fern,),
    )
    return bench, fern


@pytest.fixture
async def demo(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Bench:
    """The demo garden with a fixed seed, at real speed."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Demo garden",
        data={CONF_KIND: "demo", CONF_SEED: 7},
        options={CONF_SPEED: 1, "faults": []},
        subentries_data=[_renamed(row) for row in demo_subentries()],
        entry_id="demo-hub-id",
    )
    return await _set_up(hass, freezer, entry, ScriptedOutlet("none"))


def _renamed(row: ConfigSubentryDataWithId) -> ConfigSubentryDataWithId:
    """A demo subentry by a name that is the same in every test."""
    data = {**row["data"], **({"supply": BARREL} if "supply" in row["data"] else {})}
    return {**row, "data": data, "subentry_id": f"{row['title'].lower().replace(' ', '-')}-id"}


async def _set_up(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry, outlet: ScriptedOutlet
) -> Bench:
    events: list[Event] = []
    for kind in ("watering_started", "plant_watered", "watering_failed", "watering_verified"):
        hass.bus.async_listen(f"plantos_{kind}", events.append)
    for kind in ("sensor_reading_recorded", "critical_moisture", "care_logged"):
        hass.bus.async_listen(f"plantos_{kind}", events.append)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    bench = Bench(hass, entry, freezer, outlet, events)
    if hasattr(entry, "runtime_data"):
        await bench.settle()
    return bench
