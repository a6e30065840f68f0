"""Diagnostics hold what helps to find a fault, and nothing that is nobody's business."""

import json
import sqlite3
from typing import Any

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import Context, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import get_diagnostics_for_config_entry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.plantos.commands import async_water
from custom_components.plantos.const import DOMAIN

from .conftest import BASIL, FERN, Bench, BenchMaker, plant_data, subentry
from .notifiers import told_by
from .scripted import ScriptedOutlet

TANK = "tank-id"
SUPPLY = {
    "name": "Barrel",
    "pump": "switch.pump",
    "tank": "sensor.level",
    "tank_min_l": 5,
    "flow_meter": "sensor.flow",
    "leak": "binary_sensor.wet",
}
PRIVATE = ("Basil", "Fern", "Barrel", "My plants", "sensor.", "switch.", "notify.", "secret-key", "disk full")


@pytest.fixture
async def ailing(hass: HomeAssistant, make_bench: BenchMaker) -> Bench:
    """A fern whose outlet was late to close, and a basil whose watering a leak has stopped and whose probe failed."""
    hass.states.async_set("sensor.level", "40", {"unit_of_measurement": "L"})
    hass.states.async_set("sensor.flow", "0", {"unit_of_measurement": "L/min"})
    hass.states.async_set("binary_sensor.wet", "off")
    hass.states.async_set("sensor.backup", "44", {"unit_of_measurement": "%"})
    fern = ScriptedOutlet("fern_pump")
    bench = await make_bench(
        subentry(TANK, SUPPLY, "supply"),
        subentry(BASIL, plant_data(supply=TANK, backups={"moisture": "sensor.backup"})),
        subentry(FERN, plant_data("Fern", supply=TANK, outlet="switch.fern_pump")),
        outlets=(fern, ScriptedOutlet("pump")),
    )
    await told_by(bench, "notify.basil_lover")
    fern.on_close = "refuse"
    await async_water(bench.coordinator, FERN, Context())
    await bench.pass_time(60)
    fern.on_close = "obey"
    await bench.pass_time(62, step=31)
    await async_water(bench.coordinator, BASIL, Context(user_id="somebody"), 50, "secret-key")
    await bench.pass_time(3)
    hass.states.async_set("binary_sensor.wet", "on")
    hass.states.async_set("sensor.level", "4", {"unit_of_measurement": "L"})
    hass.states.async_set("sensor.flow", "3", {"unit_of_measurement": "L/min"})
    await bench.moisture("unavailable")
    await bench.pass_time(240, step=60)
    return bench


async def diagnostics(bench: Bench, client: ClientSessionGenerator) -> dict[str, Any]:
    """What somebody downloads to send it to us."""
    found: dict[str, Any] = await get_diagnostics_for_config_entry(bench.hass, client, bench.entry)
    return found


async def test_they_say_what_is_wrong_with_the_hub(ailing: Bench, hass_client: ClientSessionGenerator) -> None:
    hub = (await diagnostics(ailing, hass_client))["hub"]

    assert hub["health"]["status"] == "unhealthy"
    assert {trouble["kind"] for trouble in hub["troubles"]} >= {"leak", "tank_empty", "breaker_open"}
    assert hub["breakers"][f"{BASIL}:moisture"]["state"] == "open"
    assert hub["breakers"][f"{BASIL}:outlet"]["state"] == "closed"
    assert hub["settings"]["gap_min"] == 60
    assert hub["standing"]["off"] is False
    assert (hub["ledger_failure"], hub["clock_doubted"], hub["retries_exhausted"]) == (None, False, 0)


async def test_they_say_whether_it_is_as_fast_as_it_should_be(
    ailing: Bench, hass_client: ClientSessionGenerator
) -> None:
    budgets = (await diagnostics(ailing, hass_client))["hub"]["budgets"]
    assert {kind: budget["allowed_ms"] for kind, budget in budgets.items()} == {
        "ask_for_water": 100,
        "read_probe": 10,
        "write_ledger": 10,
    }
    assert budgets["ask_for_water"].keys() == {"measured", "share", "reached_ms", "allowed_ms"}
    assert [kind for kind, budget in budgets.items() if budget["measured"] == 0] == []


async def test_they_say_how_a_supply_is(ailing: Bench, hass_client: ClientSessionGenerator) -> None:
    supply = (await diagnostics(ailing, hass_client))["supplies"][TANK]

    assert (supply["tank_ml"], supply["usable_ml"], supply["is_wet"]) == (4000, 0, True)
    assert (supply["pump_state"], supply["pump_users"]) == ("closed", 0)
    assert supply["flow_ml_s"] == 50
    assert supply["settings"]["tank_min_l"] == 5


async def test_they_say_how_a_plant_stands_and_on_which_supply(
    ailing: Bench, hass_client: ClientSessionGenerator
) -> None:
    await ailing.coordinator.waterer.standings.change(BASIL, without_effect=1)
    await ailing.settle()
    plant = (await diagnostics(ailing, hass_client))["plants"][BASIL]

    assert plant["settings"]["supply"] == TANK
    assert plant["standing"]["without_effect"] == 1
    assert plant["readings"]["moisture"]["source"] == "backup"
    assert plant["outlet_state"] == "closed"
    assert plant["run"]["failure"]["key"] == "denied_leak"
    assert "watering_failed" in [event["type"] for event in plant["events"]]


async def test_they_count_the_runs_of_a_supply(make_bench: BenchMaker, hass_client: ClientSessionGenerator) -> None:
    bench = await make_bench(
        subentry(TANK, {"name": "Barrel"}, "supply"),
        subentry(BASIL, plant_data(supply=TANK)),
        subentry(FERN, plant_data("Fern", supply=TANK, outlet="switch.fern_pump")),
        outlets=(ScriptedOutlet("fern_pump"),),
    )
    await async_water(bench.coordinator, BASIL, Context())
    await async_water(bench.coordinator, FERN, Context())
    await bench.settle()
    found = await diagnostics(bench, hass_client)
    assert found["supplies"][TANK]["runs"] == {"watering": 1, "queued": 1}


async def test_they_tell_nothing_private(ailing: Bench, hass_client: ClientSessionGenerator) -> None:
    text = json.dumps(await diagnostics(ailing, hass_client))
    assert [private for private in (*PRIVATE, "somebody", "binary_sensor.") if private in text] == []


async def test_they_keep_to_themselves_where_devices_are_and_how_they_are_asked(
    hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> None:
    settings = {
        "url": "http://192.168.7.7/said?key=hush",
        "username": "gardener",
        "password": "hush",
        "channels": {"soil": {"path": "$.soil", "state": {"url": "http://192.168.7.7/a", "body": "hush"}}},
    }
    entry = MockConfigEntry(
        domain=DOMAIN,
        data={"kind": "http"},
        subentries_data=[
            ConfigSubentryData(
                data={"driver": "json", "settings": settings, "channels": {"soil": {"role": "probe", "raw": True}}},
                subentry_type="http_device",
                title="Shed",
                unique_id=None,
            )
        ],
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    found = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert [each for each in ("192.168.7.7", "gardener", "hush", "Shed") if each in json.dumps(found)] == []
    assert '"driver": "json"' in json.dumps(found)


async def test_they_can_be_had_while_the_ledger_fails(
    ailing: Bench, hass_client: ClientSessionGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(ailing.coordinator.ledger, "_opened", gone)
    found = await diagnostics(ailing, hass_client)

    assert found["plants"][BASIL]["events"] == "LedgerError"
    assert found["plants"][BASIL]["readings"]
    assert [private for private in PRIVATE if private in json.dumps(found)] == []
