"""Nothing is lost and nothing runs away when a hub is left, whatever way."""

import asyncio
from datetime import timedelta
import json
import os
from pathlib import Path
import sqlite3
import threading
from types import MappingProxyType

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.core import Context, CoreState, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.plantos.commands import async_water
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.watering.care_log import CareLog
from custom_components.plantos.watering.ledger_file import LedgerError
from custom_components.plantos.watering.runs import RunState

from .conftest import BASIL, Bench, BenchMaker, entities_entry, plant_data, subentry
from .left_behind import leave, left_behind


async def test_an_outlet_found_open_is_closed_and_its_water_booked_with_the_overrun(
    hass: HomeAssistant, make_bench: BenchMaker
) -> None:
    now = dt_util.utcnow()
    await leave(hass, left_behind(opened_at=now - timedelta(seconds=30), deadline_at=now - timedelta(seconds=16)))
    bench = await make_bench(open_at_start=True)

    assert bench.outlet.said[0] == "off"
    assert not bench.outlet.flowing
    run = bench.coordinator.waterer.latest(BASIL)
    assert run
    assert (run.state, run.estimated, run.deadline_at) == (RunState.INTERRUPTED, True, None)
    assert run.delivered_ml == pytest.approx(300)
    assert float(bench.state("water_used").state) == pytest.approx(0.3)
    assert bench.state("last_watered").state == now.replace(microsecond=0).isoformat()
    [told] = bench.told("watering_failed")
    assert (told["status"], told["ml"]) == ("interrupted", 300)


async def test_an_outlet_found_closed_is_credited_up_to_its_deadline(
    hass: HomeAssistant, make_bench: BenchMaker
) -> None:
    now = dt_util.utcnow()
    await leave(
        hass,
        left_behind(opened_at=now - timedelta(hours=2), deadline_at=now - timedelta(hours=2) + timedelta(seconds=14)),
    )
    bench = await make_bench()

    run = bench.coordinator.waterer.latest(BASIL)
    assert run and run.delivered_ml == pytest.approx(140)


async def test_an_interrupted_run_is_not_watered_twice(hass: HomeAssistant, make_bench: BenchMaker) -> None:
    await leave(hass, left_behind(idempotency_key="killed-key"))
    bench = await make_bench(moisture="20")
    await bench.pass_time(120, step=30)
    again = await async_water(bench.coordinator, BASIL, Context(), 100, "killed-key")

    assert "on" not in bench.outlet.said
    assert (again.run.run_id, again.run.state) == ("killed", RunState.INTERRUPTED)


async def test_a_run_that_had_not_begun_ends_without_water(hass: HomeAssistant, make_bench: BenchMaker) -> None:
    await leave(hass, left_behind(state=RunState.QUEUED, opened_at=None, deadline_at=None))
    bench = await make_bench()

    run = bench.coordinator.waterer.latest(BASIL)
    assert run and (run.state, run.delivered_ml) == (RunState.INTERRUPTED, 0)


async def test_a_run_that_was_soaking_in_is_verified_after_the_restart(bench: Bench) -> None:
    await bench.moisture(20)
    await bench.pass_time(12)
    await bench.reload()
    assert bench.state("watering_status").state == "soaking"
    await bench.pass_time(1860, step=60)
    await bench.moisture(44)

    assert bench.state("watering_status").state == "completed"
    assert bench.told("watering_verified")[0]["moisture_after"] == 44


async def test_an_outlet_that_is_away_at_the_start_is_closed_when_it_appears_and_waters_not_before(
    hass: HomeAssistant, make_bench: BenchMaker
) -> None:
    await leave(hass, left_behind())
    bench = await make_bench(open_at_start=True, away_at_start=True)
    assert bench.outlet.flowing
    assert bench.state("outlet").state == "unknown"
    await bench.moisture(20)
    assert "on" not in bench.outlet.said
    [unfinished] = await bench.coordinator.ledger.unfinished_runs("hub-id")
    assert unfinished.deadline_at is not None

    bench.freezer.tick(timedelta(seconds=20))
    bench.outlet.appear()
    await bench.settle()
    assert bench.outlet.said == ["off"]
    assert not bench.outlet.flowing
    run = bench.coordinator.waterer.latest(BASIL)
    assert run and run.delivered_ml == pytest.approx(300)
    assert await bench.coordinator.ledger.unfinished_runs("hub-id") == []


async def test_a_run_of_a_plant_that_is_gone_is_ended(hass: HomeAssistant, make_bench: BenchMaker) -> None:
    await leave(hass, left_behind(plant_id="gone-id"))
    bench = await make_bench()

    assert await bench.coordinator.ledger.unfinished_runs("hub-id") == []


async def test_a_hub_that_is_reloaded_while_home_assistant_stops_stays_out(bench: Bench) -> None:
    await bench.hass.config_entries.async_unload(bench.entry.entry_id)
    bench.outlet.said.clear()
    bench.hass.set_state(CoreState.stopping)
    await bench.hass.config_entries.async_setup(bench.entry.entry_id)
    assert bench.entry.state is ConfigEntryState.SETUP_RETRY
    assert bench.outlet.said == []


async def test_unloading_in_a_run_closes_first_and_books_the_water(bench: Bench) -> None:
    job = await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(5)
    assert await bench.hass.config_entries.async_unload(bench.entry.entry_id)

    assert not bench.outlet.flowing
    run = await job.ended
    assert run.state is RunState.INTERRUPTED
    assert run.delivered_ml == pytest.approx(50, abs=11)
    await bench.hass.config_entries.async_setup(bench.entry.entry_id)
    assert float(bench.state("water_used").state) == pytest.approx(run.delivered_ml / 1000, abs=0.001)


async def test_stopping_home_assistant_closes_before_anybody_hears_of_it(bench: Bench) -> None:
    heard: list[bool] = []
    bench.hass.bus.async_listen_once("homeassistant_stop", lambda _: heard.append(bench.outlet.flowing))
    job = await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(3)
    await bench.hass.async_stop(force=True)

    assert heard == [False]
    assert (await job.ended).state is RunState.INTERRUPTED


async def test_no_water_starts_while_stopping(bench: Bench) -> None:
    await bench.coordinator.waterer.shut_down()
    job = await async_water(bench.coordinator, BASIL, Context())

    assert job.run.failure and job.run.failure.key == "denied_stopping"


async def test_unload_and_reload_leave_the_entry_as_it_was_and_nothing_behind(bench: Bench) -> None:
    before = json.dumps(bench.entry.as_dict(), default=str, sort_keys=True)
    threads = {thread.name for thread in threading.enumerate()}
    assert any("plantos-ledger" in name for name in threads)
    assert await bench.hass.config_entries.async_unload(bench.entry.entry_id)
    assert not any("plantos" in thread.name for thread in threading.enumerate())
    folder = bench.hass.config.path("plantos")
    assert not [link for link in Path("/proc/self/fd").glob("*") if os.path.realpath(link).startswith(folder)]
    assert bench.hass.data["plantos"]._connection is None
    await bench.hass.config_entries.async_setup(bench.entry.entry_id)

    assert json.dumps(bench.entry.as_dict(), default=str, sort_keys=True) == before


async def test_a_hub_that_leaves_closes_its_outlets_before_its_entities_go(bench: Bench) -> None:
    await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(2)
    assert bench.outlet.flowing
    valve = bench.state("outlet").entity_id
    seen: list[tuple[str, bool]] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        seen.append((event.data["new_state"].state if event.data["new_state"] else "gone", bench.outlet.flowing))

    async_track_state_change_event(bench.hass, valve, note)
    assert await bench.hass.config_entries.async_unload(bench.entry.entry_id)
    assert seen[-2:] == [("closed", False), ("unavailable", False)]


async def test_a_change_of_limits_holds_at_once_and_reloads_nothing(bench: Bench) -> None:
    coordinator = bench.coordinator
    bench.coordinator.async_change(BASIL, moisture_min=50.0)
    await bench.settle()

    assert bench.outlet.flowing
    assert bench.coordinator is coordinator


async def test_a_change_of_wiring_waits_for_the_run_and_reloads(bench: Bench) -> None:
    coordinator = bench.coordinator
    job = await async_water(bench.coordinator, BASIL, Context())
    await bench.settle()
    found = bench.entry.subentries[BASIL]
    bench.hass.config_entries.async_update_subentry(
        bench.entry, found, data={**found.data, "probes": {"moisture": "sensor.other"}}
    )
    await bench.settle()
    assert bench.outlet.flowing
    await bench.pass_time(15)

    assert (await job.ended).outcome == "completed"
    assert bench.coordinator is not coordinator


async def test_a_stop_ends_a_run_that_a_reload_waits_for_and_the_hub_stays_out(bench: Bench) -> None:
    coordinator = bench.coordinator
    await async_water(bench.coordinator, BASIL, Context())
    await bench.settle()
    found = bench.entry.subentries[BASIL]
    bench.hass.config_entries.async_update_subentry(
        bench.entry, found, data={**found.data, "probes": {"moisture": "sensor.other"}}
    )
    await coordinator.async_stop()
    await bench.hass.async_block_till_done(wait_background_tasks=True)
    assert not bench.outlet.flowing
    assert bench.entry.runtime_data is coordinator


async def test_a_ledger_of_a_later_version_starts_no_water_but_closes_the_outlets(
    hass: HomeAssistant, make_bench: BenchMaker
) -> None:
    path = Path(hass.config.path("plantos", "ledger.db"))
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    bench = await make_bench(open_at_start=True)

    assert bench.entry.state is ConfigEntryState.SETUP_RETRY
    assert not bench.outlet.flowing
    assert "later version" in (bench.entry.reason or "")


async def test_removing_a_hub_forgets_its_rows_and_no_others(bench: Bench) -> None:
    ledger = bench.coordinator.ledger
    await ledger.save_run("other-hub", left_behind(run_id="other"))
    await async_water(bench.coordinator, BASIL, Context(), 50)
    await bench.pass_time(8)
    await bench.hass.config_entries.async_remove(bench.entry.entry_id)
    await ledger.open()

    assert await ledger.last_run("hub-id", BASIL) is None
    assert await ledger.last_run("other-hub", BASIL)
    await ledger.close()


async def test_two_hubs_share_one_ledger_and_end_apart(hass: HomeAssistant, bench: Bench) -> None:
    hass.states.async_set("sensor.second", "40")
    second = plant_data("Second", probes={"moisture": "sensor.second"}, outlet=None)
    other = entities_entry(subentry("second-id", second), entry_id="second-hub-id")
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    assert await hass.config_entries.async_unload(other.entry_id)
    await bench.moisture(20)

    assert bench.outlet.flowing


async def test_a_demo_garden_that_cant_be_read_is_tried_again_later(
    hass: HomeAssistant, demo: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await hass.config_entries.async_unload(demo.entry.entry_id)
    path = Path(hass.config.path("plantos", "garden_demo-hub-id.json"))
    path.unlink()
    path.mkdir()
    await hass.config_entries.async_setup(demo.entry.entry_id)

    assert demo.entry.state is ConfigEntryState.SETUP_RETRY
    assert "garden can't be read" in (demo.entry.reason or "")


async def test_a_probe_that_fails_in_an_unforeseen_way_stops_no_other_plants_care(
    make_bench: BenchMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    hass_plants = (
        subentry("odd-id", plant_data("Odd", outlet=None, probes={"moisture": "sensor.odd"})),
        subentry(BASIL, plant_data()),
    )
    bench = await make_bench(*hass_plants)

    class Odd:
        async def read(self) -> None:
            raise ZeroDivisionError

    [probe] = bench.coordinator.probes._probes["odd-id"][Measure.MOISTURE]
    monkeypatch.setattr(probe, "reader", Odd())
    bench.hass.states.async_set("sensor.basil_probe", "20", {"device_class": "moisture"})
    await bench.pass_time(61)
    assert bench.outlet.said.count("on") == 1


async def test_removing_a_hub_whose_ledger_is_broken_is_possible(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(hub_id: str) -> None:
        raise LedgerError("broken")

    monkeypatch.setattr(bench.coordinator.ledger, "forget_hub", broken)
    assert await bench.hass.config_entries.async_remove(bench.entry.entry_id)
    assert "couldn't be removed" in caplog.text
    assert bench.hass.data["plantos"]._thread is None


async def test_unloading_waits_for_no_outlet_that_defies_its_close_and_the_next_start_closes_it(bench: Bench) -> None:
    bench.outlet.on_close = "defy"
    job = await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(3)
    unloading = asyncio.create_task(bench.hass.config_entries.async_unload(bench.entry.entry_id))
    for _ in range(12):
        for _ in range(10):
            await asyncio.sleep(0)
        bench.freezer.tick(timedelta(seconds=1))
        async_fire_time_changed(bench.hass, dt_util.utcnow())
    run = await job.ended
    assert run.deadline_at is not None
    await unloading

    bench.outlet.on_close = "obey"
    await bench.hass.config_entries.async_setup(bench.entry.entry_id)
    await bench.settle()
    assert not bench.outlet.flowing
    assert await bench.coordinator.ledger.unfinished_runs("hub-id") == []
    assert float(bench.state("water_used").state) >= run.delivered_ml / 1000


async def test_a_dry_plant_writes_no_refusals_while_its_hub_is_left(bench: Bench) -> None:
    bench.coordinator.waterer.refuse()
    await bench.moisture(20)
    await bench.pass_time(180, step=60)
    rows = await bench.coordinator.ledger.read(
        lambda connection: connection.execute("SELECT count(*) FROM runs").fetchone()[0]
    )

    assert rows == 0
    assert "on" not in bench.outlet.said


async def test_a_start_that_was_itself_cut_short_is_counted_for_what_it_closed(
    hass: HomeAssistant, make_bench: BenchMaker
) -> None:
    now = dt_util.utcnow()
    opened = now - timedelta(seconds=120)
    await leave(hass, left_behind(opened_at=opened, deadline_at=opened + timedelta(seconds=14)))
    mark = Path(hass.config.path("plantos", "starting_hub-id"))
    mark.write_text((now - timedelta(seconds=60)).isoformat())
    bench = await make_bench()
    run = bench.coordinator.waterer.latest(BASIL)

    # Open for a minute and closed by a start that died: far more than its deadline allowed.
    assert run and run.delivered_ml == pytest.approx(600, abs=60)
    assert not mark.exists()


async def test_what_is_changed_while_a_hub_is_being_set_up_holds_at_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries, entry, load = bench.hass.config_entries, bench.entry, CareLog.load

    async def change_meanwhile(care_log: CareLog) -> None:
        await load(care_log)
        basil = entry.subentries[BASIL]
        entries.async_update_subentry(entry, basil, data={**basil.data, "max_run_ml": 110.0, "automatic": False})
        if "mint-id" not in entry.subentries:
            mint = MappingProxyType(plant_data("Mint", outlet=None))
            new = ConfigSubentry(subentry_id="mint-id", subentry_type="plant", title="Mint", data=mint, unique_id=None)
            entries.async_add_subentry(entry, new)

    monkeypatch.setattr(CareLog, "load", change_meanwhile)
    await bench.reload()
    await bench.settle()

    plants = bench.coordinator.plants
    assert plants.keys() == {BASIL, "mint-id"}
    assert (plants[BASIL].max_run_ml, plants[BASIL].automatic) == (110.0, False)
