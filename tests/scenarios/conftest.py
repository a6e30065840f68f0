"""A bench with more to look after: several outlets, a pump, a meter, a tank, and repairs."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.config_entries import ConfigEntryState, ConfigSubentryDataWithId
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.plantos import DATA_LEDGER
from custom_components.plantos.commands import async_water
from custom_components.plantos.watering.job import Job
from custom_components.plantos.watering.runs import Run, RunState

from ..conftest import BASIL, FERN, Bench, BenchMaker, plant_data, subentry
from ..left_behind import left_behind
from ..scripted import ScriptedMeter, ScriptedOutlet

TANK, FLOW = "tank-id", 10.0
PUMP, METER, LEVEL, LEAK = "switch.tank_pump", "sensor.tank_flow", "sensor.tank_level", "binary_sensor.tank_leak"


@dataclass
class Site(Bench):
    """A bench whose outlets may all be stubborn, and over which a meter may count."""

    others: tuple[ScriptedOutlet, ...] = ()
    meter: ScriptedMeter | None = None

    def entry_state(self) -> ConfigEntryState:
        """Where the hub's entry stands now."""
        state: ConfigEntryState = self.entry.state
        return state

    @property
    def loaded(self) -> bool:
        """Whether the hub is there; between unload and set-up it isn't."""
        return hasattr(self.entry, "runtime_data")

    @override
    async def settle(self) -> None:
        """Let everything happen that needs no time to pass; nobody is waited for that may not answer."""
        rounds = 6
        while rounds:
            rounds -= 1
            if any(outlet.stubborn for outlet in (self.outlet, *self.others)):
                for _ in range(15):
                    await asyncio.sleep(0)
            else:
                await self.hass.async_block_till_done()
            if thread := self.hass.data[DATA_LEDGER]._thread:
                # Past the ledger itself, which would take it for a sign of health.
                await asyncio.wrap_future(thread.submit(lambda: None))
            if self.entry_state() is ConfigEntryState.SETUP_IN_PROGRESS and not rounds:
                rounds = 1

    @override
    async def pass_time(self, seconds: float, step: float = 1.0) -> None:
        """Let time pass in steps, second by second while water flows; the meter counts along."""
        while seconds > 1e-9:
            flowing = self.loaded and self.coordinator.waterer.flowing()
            stride = min(1.0 if flowing else step, seconds)
            self.freezer.tick(timedelta(seconds=stride))
            if self.meter:
                self.meter.count(stride)
            async_fire_time_changed(self.hass, dt_util.utcnow())
            await self.settle()
            seconds -= stride

    async def water(self, amount_ml: float | None = None, plant_id: str = BASIL) -> Job:
        """Ask for water by hand."""
        job = await async_water(self.coordinator, plant_id, Context(), amount_ml)
        await self.settle()
        return job

    async def open_valve(self, plant_id: str = BASIL) -> None:
        """Open the plant's valve as a person does."""
        await self._valve("open_valve", plant_id)

    async def close_valve(self, plant_id: str = BASIL) -> None:
        """Close the plant's valve as a person does."""
        await self._valve("close_valve", plant_id)

    async def _valve(self, action: str, plant_id: str) -> None:
        target = {"entity_id": self.state("outlet", plant_id).entity_id}
        await self.hass.services.async_call("valve", action, target, blocking=True)
        await self.settle()

    async def say(self, entity_id: str, value: object, unit: str | None = None) -> None:
        """Let an entity say this."""
        say(self.hass, entity_id, value, unit)
        await self.settle()

    def given_ml(self, plant_id: str = BASIL) -> float:
        """What the plant was given in all."""
        return self.coordinator.waterer.books.account(plant_id).total_ml

    def problems(self, plant_id: str = BASIL) -> list[str]:
        """What the plant's problem sensor names."""
        found: list[str] = self.state("problem", plant_id).attributes["problems"]
        return found

    def repair(self, kind: str, subject: str = BASIL) -> ir.IssueEntry | None:
        """The repair of this kind that is shown now."""
        return repair(self.hass, f"{kind}_{subject}")

    def configure(self, subentry_id: str, **changes: Any) -> None:
        """Change a subentry as its form does."""
        found = self.entry.subentries[subentry_id]
        data = {key: value for key, value in {**found.data, **changes}.items() if value is not None}
        self.hass.config_entries.async_update_subentry(self.entry, found, data=data)

    async def options(self, **watering: Any) -> None:
        """Change the hub's options as their form does."""
        self.hass.config_entries.async_update_entry(self.entry, options={"watering": watering})
        await self.settle()


type SiteMaker = Callable[..., Awaitable[Site]]


@pytest.fixture
async def make_site(make_bench: BenchMaker) -> SiteMaker:
    """Set up a hub of scripted devices as `make_bench` does, with a meter over it where one is given."""

    async def make(
        *subentries: ConfigSubentryDataWithId,
        outlets: tuple[ScriptedOutlet, ...] = (),
        meter: ScriptedMeter | None = None,
        **changes: Any,
    ) -> Site:
        if meter:
            meter.tell()
        bench = await make_bench(*subentries, outlets=outlets, **changes)
        if meter:
            meter.flow = lambda: FLOW * bench.outlet.flowing
        return Site(bench.hass, bench.entry, bench.freezer, bench.outlet, bench.events, outlets, meter)

    return make


@pytest.fixture
async def site(make_site: SiteMaker) -> Site:
    """One basil at 45 % with an obedient outlet."""
    return await make_site()


def say(hass: HomeAssistant, entity_id: str, value: object, unit: str | None = None) -> None:
    """Let an entity say this."""
    hass.states.async_set(entity_id, str(value), {"unit_of_measurement": unit} if unit else {})


def repair(hass: HomeAssistant, issue_id: str) -> ir.IssueEntry | None:
    """A repair that is shown now."""
    return ir.async_get(hass).async_get_issue("plantos", issue_id)


def basil(**changes: Any) -> ConfigSubentryDataWithId:
    """The basil, on the tank."""
    return subentry(BASIL, plant_data(**{"supply": TANK} | changes))


def fern(**changes: Any) -> ConfigSubentryDataWithId:
    """A fern on the same tank, watered only when asked."""
    given = {"supply": TANK, "automatic": False, "outlet": "switch.fern_pump"} | changes
    return subentry(FERN, plant_data("Fern", **given))


def tank(**parts: Any) -> ConfigSubentryDataWithId:
    """A supply with these parts."""
    return subentry(TANK, {"name": "Tank", **parts}, "supply")


def meter_over(hass: HomeAssistant, **manner: Any) -> ScriptedMeter:
    """A meter that sees through the basil's outlet once that is there."""
    return ScriptedMeter(hass, METER, flow=lambda: 0.0, **manner)


async def master(site: Site, action: str) -> None:
    """Turn the hub's master switch."""
    target = {"entity_id": site.state("watering", "hub-id", "switch").entity_id}
    await site.hass.services.async_call("switch", action, target, blocking=True)
    await site.settle()


def watered(at: datetime) -> Run:
    """A run that gave 100 ml at an instant."""
    return left_behind(
        state=RunState.COMPLETED, requested_at=at, opened_at=at, closed_at=at, deadline_at=None, delivered_ml=100
    )
