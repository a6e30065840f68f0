"""The demo garden lives, is watered, breaks, and goes on when nobody looks."""

from datetime import timedelta
import json
from pathlib import Path
import sqlite3
from typing import Any

from homeassistant.core import Context
import pytest

from custom_components.plantos.commands import async_water
from custom_components.plantos.watering.runs import RunState

from .conftest import BARREL, Bench

POT = "basil-id"


def world(bench: Bench) -> dict[str, Any]:
    path = Path(bench.hass.config.path("plantos", f"garden_{bench.entry.entry_id}.json"))
    document: dict[str, Any] = json.loads(path.read_text())
    return document


async def test_a_pot_dries_is_watered_by_itself_and_is_moister_after_it(demo: Bench) -> None:
    await demo.pass_time(24 * 3600, step=300)
    [event, *_] = demo.told("plant_watered")
    [verified, *_] = demo.told("watering_verified")

    assert event["reason_key"] == "decision_dry"
    assert verified["moisture_after"] > event["moisture_before"] + 3


async def test_nobody_is_asked_to_stand_beside_a_simulated_outlet(demo: Bench) -> None:
    demo.coordinator.async_change(POT, flow_calibrated=False)
    await demo.coordinator.watch.async_look()
    assert demo.coordinator.plants[POT].automatic
    assert "unmeasured_flow" not in [trouble.kind for trouble in demo.coordinator.troubles]


async def test_the_ledger_knows_what_the_twin_poured(demo: Bench) -> None:
    job = await async_water(demo.coordinator, POT, Context(), 200)
    await demo.pass_time(15)
    run = await job.ended

    poured = world(demo)["pots"][POT]["poured_ml"]
    # Never less than what flowed, and more by no more than closing took.
    assert poured <= run.delivered_ml <= poured + 40
    assert world(demo)["tank_ml"] == pytest.approx(10_000 - poured)


async def test_plants_in_line_at_one_pump_are_each_credited_with_their_own_water(demo: Bench) -> None:
    plants = list(demo.coordinator.plants)
    jobs = [await async_water(demo.coordinator, plant_id, Context(), 100, override=True) for plant_id in plants]
    await demo.pass_time(60)
    runs = [await job.ended for job in jobs]

    assert [run.failure for run in runs] == [None] * len(plants)
    poured = [world(demo)["pots"][plant_id]["poured_ml"] for plant_id in plants]
    for run, ml in zip(runs, poured, strict=True):
        assert ml <= run.delivered_ml <= ml + 40


async def test_the_file_says_open_before_the_water_flows_and_closed_before_the_run_ends(demo: Bench) -> None:
    job = await async_water(demo.coordinator, POT, Context())
    await demo.pass_time(1)
    assert world(demo)["pots"][POT]["open"] is True
    await demo.pass_time(9)
    await job.ended
    assert world(demo)["pots"][POT]["open"] is False


async def test_an_open_outlet_flows_on_while_nobody_looks_and_is_closed_first_of_all(demo: Bench) -> None:
    await demo.hass.config_entries.async_unload(demo.entry.entry_id)
    path = Path(demo.hass.config.path("plantos", f"garden_{demo.entry.entry_id}.json"))
    document = world(demo)
    document["pots"][POT]["open"] = document["pumps"][BARREL] = True
    path.write_text(json.dumps(document))
    demo.freezer.tick(timedelta(seconds=60))
    await demo.hass.config_entries.async_setup(demo.entry.entry_id)
    await demo.settle()

    assert world(demo)["pots"][POT]["open"] is world(demo)["pumps"][BARREL] is False
    assert world(demo)["pots"][POT]["poured_ml"] == pytest.approx(20 * 60)


async def test_the_garden_goes_on_where_it_was(demo: Bench) -> None:
    await demo.pass_time(3 * 3600, step=600)
    before = demo.state("moisture", POT).state
    await demo.reload()
    assert demo.state("moisture", POT).state == before


async def test_a_stuck_outlet_is_never_shown_closed(demo: Bench) -> None:
    demo.hass.config_entries.async_update_entry(
        demo.entry, options={"speed": 1, "faults": [f"{POT}:outlet_stuck_open"]}
    )
    await demo.settle()
    job = await async_water(demo.coordinator, POT, Context())
    await demo.pass_time(45)

    assert (await job.ended).state is RunState.FAILED
    assert demo.state("outlet", POT).state != "closed"
    demo.hass.config_entries.async_update_entry(demo.entry, options={"speed": 1, "faults": []})
    await demo.pass_time(61, step=30)
    assert demo.state("outlet", POT).state == "closed"
    assert world(demo)["pots"][POT]["open"] is False


async def test_a_garden_file_nobody_can_read_is_kept_aside(demo: Bench) -> None:
    await demo.hass.config_entries.async_unload(demo.entry.entry_id)
    path = Path(demo.hass.config.path("plantos", f"garden_{demo.entry.entry_id}.json"))
    path.write_text("{not a garden")
    await demo.hass.config_entries.async_setup(demo.entry.entry_id)
    await demo.settle()

    assert demo.state("moisture", POT).state != "unknown"
    assert path.with_suffix(".unreadable").read_text() == "{not a garden"


# Days of the garden go by.
@pytest.mark.timeout(240)
async def test_critical_moisture_rings_once_per_crossing_also_across_a_restart(demo: Bench) -> None:
    demo.coordinator.async_change("snake-plant-id", automatic=False, moisture_min=21.0)
    while not demo.told("critical_moisture"):
        await demo.pass_time(6 * 3600, step=1800)
    [event] = demo.told("critical_moisture")
    assert event["moisture"] < 20
    await demo.pass_time(6 * 3600, step=1800)
    await demo.reload()
    await demo.pass_time(6 * 3600, step=1800)

    assert [event["plant_name"] for event in demo.told("critical_moisture")].count(event["plant_name"]) == 1


async def test_health_and_forecast_come_with_the_hours(demo: Bench) -> None:
    assert demo.state("health", POT).state == "unknown"
    assert demo.state("next_watering", "monstera-id").state == "unknown"
    await demo.pass_time(6 * 3600, step=60)

    assert 90 <= float(demo.state("health", POT).state) <= 100
    assert demo.state("next_watering", "monstera-id").state > "20"
    before = demo.state("health", POT).state
    await demo.reload()
    assert float(demo.state("health", POT).state) == pytest.approx(float(before), abs=3)


async def test_readings_are_told_when_they_change_and_at_most_every_five_minutes(demo: Bench) -> None:
    await demo.pass_time(3600, step=60)
    told = [event for event in demo.told("sensor_reading_recorded") if event["plant_id"] == POT]

    assert 1 <= len(told) <= 13
    assert {"moisture", "temperature", "humidity", "illuminance", "moisture_quality"} <= set(told[0])


async def test_old_readings_become_hourly_means(demo: Bench) -> None:
    now_h = int(demo.coordinator.clock.now().timestamp() // 3600)
    two_years_h = [(now_h - age_d * 24,) for age_d in (712, 716)]

    def remember(connection: sqlite3.Connection) -> None:
        row = f"INSERT INTO hours VALUES ('{demo.entry.entry_id}', '{POT}', 'moisture', ?, 40.0, 12)"
        connection.executemany(row, two_years_h)

    await demo.coordinator.ledger.write(remember)
    await demo.pass_time(16 * 86_400, step=6 * 3600)
    oldest = await demo.coordinator.ledger.read(
        lambda connection: connection.execute("SELECT min(at) FROM readings").fetchone()[0]
    )
    assert 14 * 86_400 <= demo.coordinator.clock.now().timestamp() - oldest <= 15.5 * 86_400
    [oldest_hour] = await demo.coordinator.ledger.read(
        lambda connection: connection.execute("SELECT min(hour) FROM hours").fetchone()
    )
    # Means are kept for two years: of these two the older is gone.
    assert oldest_hour == now_h - 712 * 24
    hours, readings = await demo.coordinator.ledger.read(
        lambda connection: connection.execute("SELECT count(*), sum(count) FROM hours").fetchone()
    )
    assert hours > 30
    assert readings >= hours
    page = await demo.coordinator.ledger.events(demo.entry.entry_id, POT, 100_000)
    told = [event for event in page.events if event.type == "sensor_reading_recorded"]
    assert demo.coordinator.clock.now() - told[-1].occurred_at <= timedelta(days=15.5)
