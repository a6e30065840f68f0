"""Home Assistant's system health page says how the hubs and their ledger are."""

import json
from pathlib import Path
import sqlite3
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import get_system_health_info

from custom_components import plantos
from custom_components.plantos.commands import async_water
from custom_components.plantos.watering.ledger_file import LedgerError
from custom_components.plantos.watering.schema import VERSION

from .conftest import BASIL, FERN, Bench, BenchMaker, Pair, entities_entry, plant_data, subentry

TRANSLATIONS = Path(plantos.__file__).parent / "translations" / "en.json"
TEXTS: dict[str, str] = json.loads(TRANSLATIONS.read_text())["system_health"]["info"]


async def page(hass: HomeAssistant) -> dict[str, Any]:
    """What the page says of PlantOS."""
    assert await async_setup_component(hass, "system_health", {})
    told: dict[str, Any] = await get_system_health_info(hass, "plantos")
    return told


async def test_one_hub_is_told_fact_by_fact(pair: Pair) -> None:
    bench, _ = pair
    await async_water(bench.coordinator, BASIL, Context())
    await async_water(bench.coordinator, FERN, Context())
    await bench.settle()
    told = await page(bench.hass)

    assert told == {
        "status": "healthy",
        "plants": 2,
        "open_breakers": 0,
        "waiting": 1,
        "ledger": "ok",
        "ledger_version": VERSION,
    }
    assert told.keys() == TEXTS.keys()


async def test_devices_that_are_left_alone_are_counted_and_make_the_hub_worse(bench: Bench) -> None:
    await bench.moisture("unavailable")
    await bench.pass_time(180, step=60)
    told = await page(bench.hass)
    assert (told["status"], told["open_breakers"]) == ("degraded", 1)


async def test_several_hubs_are_told_side_by_side(hass: HomeAssistant, bench: Bench) -> None:
    hass.config_entries.async_update_entry(bench.entry, title="Kitchen")
    other = entities_entry(
        subentry("second-id", plant_data("Second", probes={}, outlet=None, strategy="manual")), entry_id="other"
    )
    other.add_to_hass(hass)
    await hass.config_entries.async_setup(other.entry_id)
    await hass.config_entries.async_unload(other.entry_id)
    told = await page(hass)

    assert told["status"] == "Kitchen: healthy; My plants: not_loaded"
    assert told["plants"] == "Kitchen: 1"


async def test_a_hub_that_cannot_be_set_up_and_why_are_told(hass: HomeAssistant, make_bench: BenchMaker) -> None:
    Path(hass.config.path("plantos", "ledger.db")).mkdir(parents=True)
    await make_bench()
    told = await page(hass)

    assert told["status"] == "setup_retry"
    assert told["ledger"]["type"] == "failed"
    assert "ledger_version" not in told


async def test_a_ledger_that_failed_last_is_told_even_if_it_can_be_read(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(bench.coordinator.ledger, "_opened", gone)
    with pytest.raises(LedgerError):
        await bench.coordinator.audit.newest(1)
    monkeypatch.undo()
    assert (await page(bench.hass))["ledger"] == {"type": "failed", "error": "disk full"}
