"""A ledger that can't be used: shown, kept aside on demand, and never thrown away."""

from pathlib import Path
import sqlite3

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.plantos.watering.ledger_file import LedgerError

from .conftest import Bench, BenchMaker, entities_entry, plant_data, subentry
from .mending import answer, begin, newest_command, refusal, repair, repairs

NONSENSE = b"this is no ledger" * 100


def ledger_file(hass: HomeAssistant) -> Path:
    return Path(hass.config.path("plantos", "ledger.db"))


@pytest.fixture
async def damaged(hass: HomeAssistant, make_bench: BenchMaker) -> Bench:
    """A hub whose ledger is nonsense."""
    ledger_file(hass).parent.mkdir(parents=True)
    ledger_file(hass).write_bytes(NONSENSE)
    return await make_bench(open_at_start=True)


async def test_a_damaged_ledger_is_shown_and_nothing_is_deleted(damaged: Bench) -> None:
    assert damaged.entry.state is ConfigEntryState.SETUP_RETRY
    issue = repair(damaged.hass, "ledger_damaged", None)
    assert issue and issue.severity is ir.IssueSeverity.CRITICAL
    assert not damaged.outlet.flowing
    assert ledger_file(damaged.hass).read_bytes() == NONSENSE


async def test_a_damaged_ledger_is_kept_aside_and_the_hub_begins_a_new_one(damaged: Bench) -> None:
    result = await answer(damaged.hass, await begin(damaged.hass, "ledger_damaged", None), {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    aside = ledger_file(damaged.hass).with_name((result["description_placeholders"] or {})["file"])

    assert aside.read_bytes() == NONSENSE
    assert damaged.entry.state is ConfigEntryState.LOADED
    assert repairs(damaged.hass) == set()
    await damaged.moisture(20)
    assert damaged.outlet.flowing
    command = await newest_command(damaged)
    assert (command.action, command.after) == ("set_ledger_aside", {"file": aside.name})


async def test_a_ledger_of_a_later_version_can_be_kept_aside_too(hass: HomeAssistant, make_bench: BenchMaker) -> None:
    ledger_file(hass).parent.mkdir(parents=True)
    with sqlite3.connect(ledger_file(hass)) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    bench = await make_bench()
    issue = repair(hass, "ledger_newer", None)
    assert issue and issue.translation_placeholders
    assert "later version" in issue.translation_placeholders["error"]
    await answer(hass, await begin(hass, "ledger_newer", None), {})

    assert bench.entry.state is ConfigEntryState.LOADED
    assert repairs(hass) == set()


async def test_every_hub_is_left_and_set_up_again(hass: HomeAssistant, damaged: Bench) -> None:
    hass.states.async_set("sensor.second", "40")
    other = entities_entry(
        subentry("second-id", plant_data("Second", probes={"moisture": "sensor.second"}, outlet=None)), entry_id="other"
    )
    other.add_to_hass(hass)
    await hass.config_entries.async_setup(other.entry_id)
    await answer(hass, await begin(hass, "ledger_damaged", None), {})

    assert (damaged.entry.state, other.state) == (ConfigEntryState.LOADED, ConfigEntryState.LOADED)


async def test_a_damaged_ledger_that_was_restored_clears_by_itself(
    damaged: Bench, freezer: FrozenDateTimeFactory
) -> None:
    ledger_file(damaged.hass).unlink()
    freezer.tick(20)
    async_fire_time_changed(damaged.hass)
    await damaged.hass.async_block_till_done(wait_background_tasks=True)

    assert damaged.entry.state is ConfigEntryState.LOADED
    assert repairs(damaged.hass) == set()


async def test_a_ledger_that_was_restored_meanwhile_is_not_kept_aside(damaged: Bench) -> None:
    form = await begin(damaged.hass, "ledger_damaged", None)
    ledger_file(damaged.hass).unlink()
    await damaged.hass.config_entries.async_reload(damaged.entry.entry_id)
    result = await answer(damaged.hass, form, {})

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "works_again")
    assert [path.name for path in ledger_file(damaged.hass).parent.glob("*.aside-*")] == []


async def test_a_hub_that_cannot_be_left_keeps_the_ledger_where_it_is(damaged: Bench) -> None:
    damaged.entry.mock_state(damaged.hass, ConfigEntryState.FAILED_UNLOAD)
    result = await answer(damaged.hass, await begin(damaged.hass, "ledger_damaged", None), {})

    assert result["errors"] == {"base": "busy"}
    assert ledger_file(damaged.hass).read_bytes() == NONSENSE


async def test_a_ledger_that_cannot_be_renamed_is_told_in_words_and_the_hub_tries_again(
    damaged: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(now: object) -> Path:
        raise LedgerError("read-only disk")

    monkeypatch.setattr(damaged.hass.data["plantos"], "set_aside", refuse)
    result = await answer(damaged.hass, await begin(damaged.hass, "ledger_damaged", None), {})

    assert "read-only disk" in refusal(result)
    assert damaged.entry.state is ConfigEntryState.SETUP_RETRY
    assert repair(damaged.hass, "ledger_damaged", None)


async def test_a_ledger_that_fails_is_shown_until_it_works_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(bench.coordinator.ledger, "_opened", gone)
    with pytest.raises(LedgerError):
        await bench.coordinator.audit.newest(1)
    await bench.coordinator.watch.async_look()
    issue = repair(bench.hass, "ledger_failed", None)
    assert issue and issue.translation_placeholders == {"error": "disk full"}
    assert issue.severity is ir.IssueSeverity.CRITICAL

    monkeypatch.undo()
    # It works only once something could be written again.
    await bench.pass_time(310, step=62)
    await bench.moisture(43)
    await bench.pass_time(2)
    assert repairs(bench.hass) == set()


async def test_a_ledger_that_cannot_be_opened_is_shown_until_it_can(
    hass: HomeAssistant, make_bench: BenchMaker
) -> None:
    ledger_file(hass).mkdir(parents=True)
    bench = await make_bench()
    assert repair(hass, "ledger_failed", None)

    ledger_file(hass).rmdir()
    await bench.reload()
    assert repairs(hass) == set()


async def test_the_ledgers_repair_goes_with_the_last_hub(hass: HomeAssistant, damaged: Bench) -> None:
    await hass.config_entries.async_remove(damaged.entry.entry_id)
    assert repairs(hass) == set()
