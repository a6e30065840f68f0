"""What an earlier PlantOS has written is taken up whole, and what a later one has written is left as it is.

The folder `former` holds a hub and its ledger as the last PlantOS with version 4 of the ledger left them.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
import json
from pathlib import Path
import sqlite3
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos import migrations
from custom_components.plantos.config_flow import PlantosConfigFlow
from custom_components.plantos.const import DOMAIN
from custom_components.plantos.watering import ledger_file
from custom_components.plantos.watering.schema import TABLES, VERSION

from .acting import act, call, device_of
from .conftest import BASIL, FERN, Bench
from .mending import repair, repairs
from .scripted import ScriptedOutlet, set_up_switches

FORMER = Path(__file__).parent / "former"
HUB: dict[str, Any] = json.loads((FORMER / "hub_1_1.json").read_text())
UPGRADED = datetime(2026, 6, 17, 18, tzinfo=UTC)
# What these tables hold is kept up to date under its key; the rows of the others are written once.
KEYS = {"standings": 2, "breakers": 2, "models": 2, "notices": 3}

type Rows = dict[str, Counter[tuple[Any, ...]]]


@pytest.fixture
def ledger(hass: HomeAssistant) -> Path:
    """The ledger of the earlier version."""
    path = Path(hass.config.path("plantos", "ledger.db"))
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((FORMER / "ledger_4.sql").read_text())
    return path


@pytest.fixture
async def former(hass: HomeAssistant, freezer: FrozenDateTimeFactory, ledger: Path) -> Bench:
    """The hub of the earlier version with all its devices, half an hour later, not yet set up."""
    freezer.move_to(UPGRADED)
    outlet = ScriptedOutlet("basil_pump")
    await set_up_switches(hass, outlet, ScriptedOutlet("fern_pump"), ScriptedOutlet("hedge_valve"))
    for plant, moisture in (("basil", 48), ("fern", 15)):
        known = {"device_class": "moisture", "unit_of_measurement": "%"}
        hass.states.async_set(f"sensor.{plant}_probe", str(moisture), known)
    entry = MockConfigEntry(domain=DOMAIN, subentries_data=HUB["subentries"], **_of_entry(HUB))
    entry.add_to_hass(hass)
    return Bench(hass, entry, freezer, outlet, [])


def _of_entry(described: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in described.items() if key != "subentries"}


@pytest.fixture
async def upgraded(former: Bench) -> Bench:
    """The same, set up by this version."""
    assert await set_up(former) is ConfigEntryState.LOADED
    return former


async def set_up(bench: Bench) -> ConfigEntryState:
    """Set the hub up; how that ended."""
    await bench.hass.config_entries.async_setup(bench.entry.entry_id)
    await bench.hass.async_block_till_done()
    state: ConfigEntryState = bench.entry.state
    return state


def rows_of(path: Path) -> Rows:
    """All that a ledger holds, table by table: whole rows, or only the keys of what is kept up to date."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: Counter(row[: KEYS.get(table)] for row in connection.execute(f"SELECT * FROM {table}"))
            for table in TABLES
        }


def settings_of_hub(entry: ConfigEntry) -> dict[str, Any]:
    """All that its owner has ever entered."""
    return {key: dict(getattr(entry, key)) for key in ("data", "options")} | {
        row.subentry_id: (row.subentry_type, row.title, dict(row.data)) for row in entry.subentries.values()
    }


# --- from an earlier version ------------------------------------------------------------------------


async def test_an_upgrade_keeps_every_row_of_the_ledger(former: Bench, ledger: Path) -> None:
    before = rows_of(ledger)
    assert all(before.values())
    await set_up(former)
    await former.hass.config_entries.async_unload(former.entry.entry_id)

    after = rows_of(ledger)
    assert {table: rows - after[table] for table, rows in before.items() if rows - after[table]} == {}
    with closing(sqlite3.connect(ledger)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


async def test_an_upgrade_keeps_all_that_was_ever_entered(former: Bench) -> None:
    before = settings_of_hub(former.entry)
    await set_up(former)

    assert settings_of_hub(former.entry) == before
    hub = former.coordinator
    assert {plant.name for plant in hub.plants.values()} == {"Basil", "Fern", "Hedge"}
    assert (hub.settings.gap_min, hub.settings.water_price, hub.settings.notify_targets) == (
        45,
        3.2,
        ("notify.anna_s_phone",),
    )
    assert hub.species_of(FERN) is hub.species["own-fern"]
    assert former.entry.minor_version == migrations.MINOR_VERSION


async def test_waterings_still_count_after_an_upgrade(upgraded: Bench) -> None:
    assert float(upgraded.state("water_used").state) == pytest.approx(0.18)
    assert upgraded.state("last_watered").state == "2026-06-17T15:50:00+00:00"
    again = {"amount_ml": 80, "idempotency_key": "monday"}
    [plant] = (await act(upgraded, "water_plant", again))["plants"]

    assert (plant["status"], plant["delivered_ml"]) == ("completed", 80)
    assert "on" not in upgraded.outlet.said


async def test_care_still_counts_after_an_upgrade(upgraded: Bench) -> None:
    done = upgraded.coordinator.care_log.last(FERN)
    # The pruning had been taken back.
    assert {str(kind): at.isoformat() for kind, at in done.items()} == {
        "fertilised": "2026-06-17T17:32:50+00:00",
        "watered_by_hand": "2026-06-17T17:32:50+00:00",
    }


async def test_the_audit_and_the_failed_commands_can_be_read_after_an_upgrade(upgraded: Bench) -> None:
    audit = (await act(upgraded, "get_audit_log", {"limit": 100}, entity_id="all"))["entries"]
    by_people = {"log_care", "forget_care", "change_settings", "postpone_watering"}
    assert {row["action"] for row in audit} == by_people | {"water (action)", "water (automatic)"}
    [command] = (await call(upgraded, "list_failed_commands"))["commands"]
    assert (command["plant_id"], command["amount_ml"]) == (BASIL, 501)


async def test_what_held_water_back_still_does_after_an_upgrade(upgraded: Bench) -> None:
    standing = upgraded.coordinator.waterer.standings.of(FERN)
    assert standing.postponed_until == datetime(2026, 6, 18, 17, 32, 50, tzinfo=UTC)


async def test_how_often_devices_have_failed_is_known_after_an_upgrade(upgraded: Bench) -> None:
    breakers = upgraded.coordinator.waterer.breakers.of(FERN)
    failures = {breaker.name: breaker.record().total_failures for breaker in breakers}
    assert failures == {"fern-id:moisture": 3, "fern-id:outlet": 5}


async def test_what_was_learned_and_measured_is_known_after_an_upgrade(upgraded: Bench) -> None:
    learned = upgraded.coordinator.models.of(BASIL)
    assert learned and learned.days > 0
    assert len(upgraded.coordinator.snapshot("hedge-id").past.spells) == 4
    [plant] = (await act(upgraded, "get_history", {"limit": 500}))["plants"]
    kinds = [event["type"] for event in plant["events"]]
    assert kinds.count("sensor_reading_recorded") >= 9
    assert kinds.count("watering_verified") == 2


async def test_a_hub_of_an_earlier_form_is_brought_to_this_one_once(
    former: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No form has ever been given up, so the step is made up.
    moved: list[str] = []

    def move(hass: HomeAssistant, entry: ConfigEntry) -> None:
        moved.append(entry.entry_id)
        options = {**entry.options, "watering": entry.options["watering"] | {"soak_min": 20.0}}
        hass.config_entries.async_update_entry(entry, options=options)

    as_if(monkeypatch, move)
    await set_up(former)
    await former.reload()

    assert moved == ["hub-id"]
    assert former.entry.minor_version == 2
    assert (former.coordinator.settings.soak_min, former.coordinator.settings.gap_min) == (20, 45)


def as_if(monkeypatch: pytest.MonkeyPatch, *steps: Callable[[HomeAssistant, ConfigEntry], None]) -> None:
    """Let this version be a later one, which has these steps to its form."""
    monkeypatch.setattr(migrations, "STEPS", steps)
    monkeypatch.setattr(migrations, "MINOR_VERSION", 1 + len(steps))
    monkeypatch.setattr(PlantosConfigFlow, "MINOR_VERSION", 1 + len(steps))


# --- from a later version ---------------------------------------------------------------------------


async def test_a_hub_of_a_later_form_is_refused_in_words_and_left_as_it_is(former: Bench, ledger: Path) -> None:
    before, held = settings_of_hub(former.entry), rows_of(ledger)
    former.hass.config_entries.async_update_entry(former.entry, minor_version=7)

    assert await set_up(former) is ConfigEntryState.MIGRATION_ERROR
    assert former.entry.error_reason_translation_key == "failed_settings"
    assert "1.7" in str(former.entry.reason)
    assert "install it again" in str(former.entry.reason)
    assert repair(former.hass, "settings_unreadable", former.entry.entry_id)
    assert (settings_of_hub(former.entry), former.entry.minor_version, rows_of(ledger)) == (before, 7, held)


async def test_a_setting_that_only_a_later_version_knows_is_named_without_its_value(former: Bench) -> None:
    options = {**former.entry.options, "watering": {"mist_with": "secret"}}
    former.hass.config_entries.async_update_entry(former.entry, options=options)

    assert await set_up(former) is ConfigEntryState.SETUP_ERROR
    assert former.entry.error_reason_translation_key == "failed_settings"
    assert "mist_with" in str(former.entry.reason)
    assert "secret" not in str(former.entry.reason)


async def test_settings_that_cannot_be_read_are_a_repair_until_they_can(former: Bench) -> None:
    known = former.entry.options
    options = {**known, "watering": {"mist_with": "secret"}}
    former.hass.config_entries.async_update_entry(former.entry, options=options)
    await set_up(former)
    found = repair(former.hass, "settings_unreadable", former.entry.entry_id)
    assert found and found.severity == "critical"
    assert found.translation_placeholders and "mist_with" in found.translation_placeholders["error"]

    former.hass.config_entries.async_update_entry(former.entry, options=known)
    await former.reload()
    assert former.entry.state is ConfigEntryState.LOADED
    await former.pass_time(61, step=61)
    assert "settings_unreadable" not in repairs(former.hass)


async def test_a_downgrade_finds_the_ledger_newer_and_loses_nothing(
    upgraded: Bench, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await upgraded.hass.config_entries.async_unload(upgraded.entry.entry_id)
    held = rows_of(ledger)
    monkeypatch.setattr(ledger_file, "VERSION", VERSION - 1)
    assert await set_up(upgraded) is ConfigEntryState.SETUP_RETRY
    issue = repair(upgraded.hass, "ledger_newer", None)
    assert issue and issue.translation_placeholders
    assert issue.translation_placeholders["error"] == f"written by a later version ({VERSION}, known is {VERSION - 1})"
    assert rows_of(ledger) == held

    monkeypatch.undo()
    await upgraded.reload()
    assert upgraded.entry.state is ConfigEntryState.LOADED
    assert "ledger_newer" not in repairs(upgraded.hass)
    assert device_of(upgraded)
