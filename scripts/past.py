"""Ten days that the demo garden might have lived, written down as if it had."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
import json
from typing import Any

from garden_house import Garden
from pydantic import TypeAdapter

from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import Measure, Reading
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.hardware.demo.twin import (
    World,
    advance,
    probe_moisture,
    pump_turned,
    surroundings,
    turned,
)
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.runs import Run, RunState

HOUR = timedelta(hours=1)
PAST, STEP, REST = timedelta(days=10), timedelta(minutes=10), 6 * HOUR
# What hour it is in the garden at the end: the same at any time, so that its past is always alike.
AFTERNOON = 17 * HOUR
WORLD = TypeAdapter(World)


async def live_through(home: Garden) -> None:
    """Give the demo garden of a house that is down its past: its soil dries, is read, and watered where too dry."""
    hub_id, plants = _hub(home)
    [path] = (home.config / "plantos").glob("garden_*.json")
    until = datetime.now(UTC)
    at = until - PAST
    world = replace(WORLD.validate_json(path.read_bytes()), at=at.timestamp(), day_s=AFTERNOON.total_seconds())
    readings: list[tuple[str, Reading]] = []
    runs: dict[str, list[Run]] = {plant_id: [] for plant_id in plants}
    while at + STEP < until:
        at += STEP
        world = advance(world, at.timestamp(), 1)
        for plant_id, plant in plants.items():
            readings += [(plant_id, reading) for reading in _read(world, plant_id, at)]
            rested = not runs[plant_id] or at - runs[plant_id][-1].requested_at > REST
            if world.pots[plant_id].probe < plant.moisture_min and rested:
                world, run = _watered(world, plant, at)
                runs[plant_id].append(run)
    path.write_bytes(WORLD.dump_json(world, indent=1))
    ledger = Ledger(home.config / "plantos" / "ledger.db")
    await ledger.open()
    try:
        await ledger.add_readings(hub_id, readings)
        for run in chain.from_iterable(runs.values()):
            await ledger.save_run(hub_id, run)
    finally:
        await ledger.close()


def _hub(home: Garden) -> tuple[str, dict[str, Plant]]:
    """The demo hub and its plants, as Home Assistant keeps them."""
    document = json.loads((home.config / ".storage" / "core.config_entries").read_text())
    [entry] = [entry for entry in document["data"]["entries"] if entry["domain"] == "plantos"]
    rows: list[dict[str, Any]] = [row for row in entry["subentries"] if row["subentry_type"] == "plant"]
    return entry["entry_id"], {row["subentry_id"]: Plant(plant_id=row["subentry_id"], **row["data"]) for row in rows}


def _read(world: World, plant_id: str, at: datetime) -> list[Reading]:
    around = surroundings(world, plant_id)
    values = {
        Measure.MOISTURE: probe_moisture(world, plant_id),
        Measure.TEMPERATURE: around.temperature,
        Measure.HUMIDITY: around.humidity,
        Measure.ILLUMINANCE: around.illuminance,
    }
    return [Reading(measure, value, at) for measure, value in values.items()]


def _watered(world: World, plant: Plant, at: datetime) -> tuple[World, Run]:
    """The garden after a plant was given its dose, and the run that gave it."""
    moisture = probe_moisture(world, plant.plant_id) or 0.0
    assert plant.supply
    planned_s = plant.dose_ml / plant.flow_ml_s
    closed_at = at + timedelta(seconds=planned_s)
    world = pump_turned(turned(world, plant.plant_id, on=True), plant.supply, on=True)
    world = advance(world, closed_at.timestamp(), 1)
    world = turned(pump_turned(world, plant.supply, on=False), plant.plant_id, on=False)
    run = Run(
        run_id=f"{plant.plant_id}-{at:%m%d%H%M}",
        plant_id=plant.plant_id,
        plant_name=plant.name,
        origin=Origin.AUTOMATIC,
        amount_ml=plant.dose_ml,
        reason=reason("decision_dry", moisture=moisture, minimum=plant.moisture_min, amount=plant.dose_ml),
        requested_at=at,
        state=RunState.COMPLETED,
        pulse=1,
        planned_s=planned_s,
        opened_at=at,
        confirmed=True,
        closed_at=closed_at,
        delivered_ml=plant.dose_ml,
        metered=True,
        moisture_before=moisture,
    )
    return world, run
