"""Hubs on a computer's pins without the pins: their devices, and what a test does to them again and again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
import logging
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigSubentryDataWithId
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
)

from custom_components.plantos.const import DOMAIN
from custom_components.plantos.coordinator import PlantosCoordinator
from custom_components.plantos.watering.runs import Run

from .conftest import BASIL, plant_data, subentry
from .hardware.guardian.outputs import levels

HUB = "pi-id"
RELAY = "relay-id"
PUMP = f"{RELAY}/17"
PATIENCE_S = 15.0


def part(
    device_id: str, driver: str, channels: dict[str, dict[str, Any]], title: str, **settings: Any
) -> ConfigSubentryDataWithId:
    """A device on the pins as its form writes it."""
    return ConfigSubentryDataWithId(
        data={"driver": driver, "settings": settings, "channels": channels},
        subentry_id=device_id,
        subentry_type="raspberry_pi_device",
        title=title,
        unique_id=None,
    )


def relay(*lines: str, device_id: str = RELAY, title: str = "Relays", **settings: Any) -> ConfigSubentryDataWithId:
    """Lines that switch pumps; 17 by default."""
    return part(device_id, "relays", {line: {"role": "outlet"} for line in lines or ("17",)}, title, **settings)


def basil(**changes: Any) -> ConfigSubentryDataWithId:
    """A plant at 25 ml/s that is watered through a relay when it is asked for."""
    wires: dict[str, Any] = {"probes": {}, "outlet": PUMP, "flow_ml_s": 25.0, "strategy": "manual", "automatic": False}
    return subentry(BASIL, plant_data(**wires | changes))


@dataclass
class Pi:
    """A hub on mock pins whose levels are written down."""

    hass: HomeAssistant
    entry: MockConfigEntry
    trace: Path
    events: list[Event]

    @property
    def hub(self) -> PlantosCoordinator:
        found: PlantosCoordinator = self.entry.runtime_data
        return found

    @property
    def run(self) -> Run:
        """The basil's newest run."""
        found = self.hub.waterer.latest(BASIL)
        assert found
        return found

    def levels(self, line: int = 17) -> list[int]:
        """All levels that a line was driven to."""
        return levels(self.trace, line) if self.trace.exists() else []

    def state(self, key: str, plant_id: str = BASIL) -> Any:
        """The state of a plant's entity."""
        [entity_id] = [
            e.entity_id for e in er.async_get(self.hass).entities.values() if e.unique_id == f"{plant_id}_{key}"
        ]
        return self.hass.states.get(entity_id)

    async def act(self, action: str, data: dict[str, Any] | None = None, plant_id: str = BASIL) -> Any:
        """Call an action for a plant, and wait for its answer."""
        device = self.hub.device(plant_id)
        assert device
        return await self.hass.services.async_call(
            DOMAIN, action, data or {}, target={"device_id": device.id}, blocking=True, return_response=True
        )

    async def ask(self, amount_ml: float) -> None:
        """Ask for water for the basil, and wait for nothing."""
        device = self.hub.device(BASIL)
        assert device
        target, data = {"device_id": device.id}, {"amount_ml": amount_ml}
        await self.hass.services.async_call(DOMAIN, "water_plant", data, target=target, blocking=True)

    async def begin(self, amount_ml: float) -> None:
        """Begin a run of the basil, and wait until its water flows."""
        await self.ask(amount_ml)
        await until(lambda: self.state("outlet").state == "open" and self.levels()[-1:] == [1])

    def fire_poll(self) -> None:
        """Let the hub look at everything."""
        async_fire_time_changed(self.hass, dt_util.utcnow() + timedelta(seconds=61))

    async def poll(self) -> None:
        """Let the hub look at everything, and wait until it has."""
        self.fire_poll()
        await self.hass.async_block_till_done()

    def repairs(self) -> dict[str, dict[str, str]]:
        """What every repair that is shown says, by its id."""
        return shown(self.hass)


def shown(hass: HomeAssistant) -> dict[str, dict[str, str]]:
    """What every repair that is shown says, by its id."""
    return {
        issue.issue_id: dict(issue.translation_placeholders or {})
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active
    }


def tracebacks(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged with a traceback, or as an error that isn't PlantOS's own sentence."""
    return [
        f"{record.name}: {record.getMessage()}"
        for record in caplog.records
        if (record.exc_info and record.levelno > logging.DEBUG)
        or (record.levelno >= logging.ERROR and not record.name.startswith("custom_components.plantos"))
    ]


async def until(look: Callable[[], object], seconds: float = PATIENCE_S) -> None:
    """Let the loop run until something is so; fails when it isn't in time."""
    async with asyncio.timeout(seconds):
        while not look():  # noqa: ASYNC110  what processes and threads do rings no bell here
            await asyncio.sleep(0.01)


type Bring = Callable[..., Awaitable[Pi]]


@pytest.fixture
async def bring(hass: HomeAssistant, tmp_path: Path) -> AsyncIterator[Bring]:
    """Set up a hub on pins with these devices and plants; it is unloaded after the test."""
    brought: list[Pi] = []

    async def bring(*subentries: ConfigSubentryDataWithId, backend: str = "mock") -> Pi:
        trace = tmp_path / "trace"
        entry = MockConfigEntry(
            domain=DOMAIN,
            title="Greenhouse",
            data={"kind": "raspberry_pi", "backend": backend, "trace": str(trace)},
            subentries_data=subentries,
            entry_id=HUB,
        )
        entry.add_to_hass(hass)
        brought.append(pi := Pi(hass, entry, trace, async_capture_events(hass, "plantos_circuit_breaker_changed")))
        assert await hass.config_entries.async_setup(HUB)
        await hass.async_block_till_done()
        return pi

    yield bring
    for pi in brought:
        if pi.entry.state is ConfigEntryState.LOADED:
            await hass.config_entries.async_unload(HUB)
