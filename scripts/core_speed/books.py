"""The ledger with years behind it: how soon it writes, and how soon it finds."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count as counting
from pathlib import Path
import sqlite3
from statistics import median

from homeassistant.util import dt as dt_util
from pydantic import TypeAdapter

from custom_components.plantos.domain.commands import Origin, WaterCommand
from custom_components.plantos.domain.events import Event, EventType
from custom_components.plantos.domain.readings import Measure, Reading
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.watering.history import HOUR_S, moisture_means, runs_since
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.runs import Run, RunState

from .figure import Figure
from .gauges import commit_ms, each_ms, stopwatch
from .house import House, plant_id

HUB = "speed-hub"
# Of a thousand rows of a plant.
READINGS, EVENTS, RUNS = 700, 250, 50
EVERY = timedelta(minutes=14)
WRITE_MS, PAGE, BATCH = 10.0, 50, 1_000
TRIES, FEW_TRIES = 200, 20
RUN, EVENT = TypeAdapter(Run), TypeAdapter(Event)


async def remember(home: House, count: int) -> list[Figure]:
    """Appends to a ledger of a thousand rows for each plant, and a page of a plant's history."""
    hass, path = home.hass, Path(home.hass.config.path("years.db"))
    ledger, now = Ledger(path), dt_util.utcnow()
    await ledger.open()
    try:
        await ledger.write(lambda connection: _fill(connection, count, now))
        # So many rows at once are taken into the file before anybody is timed.
        await ledger.close()
        await ledger.open()
        asked = [plant_id(number * 7 % count) for number in range(TRIES)]
        batch = [(plant_id(n % count), Reading(Measure.MOISTURE, 40.0, now)) for n in range(BATCH)]
        week, month = now - timedelta(days=7), now - timedelta(days=30)
        events = await each_ms(lambda n: ledger.append_event(HUB, _event(asked[n], n, now)), TRIES)
        runs, commits = [], []
        for number, plant in enumerate(asked):
            # The disk is as busy for the one as for the other.
            commits.append(await commit_ms(hass, 1))
            run = _run(plant, f"new-{number}", now)
            with stopwatch() as watch:
                await ledger.save_run(HUB, run, durable=True)
            runs.append(watch.took_ms)
        readings = await each_ms(lambda _: ledger.add_readings(HUB, batch), FEW_TRIES)
        bare = await hass.async_add_executor_job(_select, path, asked)
        pages = await each_ms(lambda n: ledger.events(HUB, asked[n], PAGE), TRIES)
        means = await each_ms(lambda n: moisture_means(ledger, HUB, asked[n], week, HOUR_S), TRIES)
        past = await each_ms(lambda n: runs_since(ledger, HUB, asked[n], month), TRIES)
    finally:
        await ledger.close()
    durable_ms = median(commits)
    return [
        Figure("rows", 1_000 * count),
        Figure("append an event", median(events), "ms", durable_ms, WRITE_MS),
        Figure("write a run durably", median(runs), "ms", durable_ms, WRITE_MS),
        Figure(f"append {BATCH} readings at once", median(readings), "ms", durable_ms),
        Figure(f"{PAGE} events of a plant", median(pages), "ms", median(bare), WRITE_MS),
        Figure("a week's hourly moisture", median(means), "ms", most=WRITE_MS),
        Figure("a month's runs", median(past), "ms", most=WRITE_MS),
    ]


def _fill(connection: sqlite3.Connection, count: int, now: datetime) -> None:
    """A thousand rows for each plant, the oldest first, as they come in a house."""
    plants = [plant_id(number) for number in range(count)]
    connection.executemany(
        "INSERT INTO readings VALUES (?, ?, ?, ?, ?, 1.0)",
        (
            (HUB, plant, Measure.MOISTURE, at.timestamp(), 30.0 + number % 20)
            for number, at in enumerate(_instants(now, READINGS))
            for plant in plants
        ),
    )
    numbers = counting()
    connection.executemany(
        "INSERT INTO events (event_id, hub_id, plant_id, type, occurred_at, document) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (event.event_id, HUB, plant, event.type, at.timestamp(), EVENT.dump_json(event).decode())
            for at in _instants(now, EVENTS)
            for plant in plants
            for event in [_event(plant, next(numbers), at)]
        ),
    )
    connection.executemany(
        "INSERT INTO runs VALUES (?, ?, ?, ?, NULL, ?, ?, NULL, ?, ?)",
        (
            (
                run.run_id,
                HUB,
                plant,
                run.state,
                at.timestamp(),
                at.timestamp(),
                run.delivered_ml,
                RUN.dump_json(run).decode(),
            )
            for at in _instants(now, RUNS)
            for plant in plants
            for run in [_run(plant, f"old-{next(numbers)}", at)]
        ),
    )


def _instants(now: datetime, times: int) -> Iterator[datetime]:
    """So many instants of the last week."""
    return (now - (READINGS * EVERY) * (1 - number / times) for number in range(times))


def _event(plant: str, number: int, at: datetime) -> Event:
    data: dict[str, float | None] = {}
    for measure, value in zip(Measure, (40.0, 21.5, 50.0, 900.0), strict=False):
        data |= {str(measure): value, f"{measure}_quality": 1.0}
    return Event(
        type=EventType.SENSOR_READING_RECORDED,
        plant_id=plant,
        plant_name=plant,
        occurred_at=at + timedelta(microseconds=number % 1_000),
        data=data,
    )


def _run(plant: str, run_id: str, at: datetime) -> Run:
    command = WaterCommand(plant_id=plant, amount_ml=50.0, origin=Origin.AUTOMATIC, reason=reason("asked_for"))
    run = Run.of(command, run_id, plant, at).moved(RunState.VALIDATING).moved(RunState.PLANNING)
    run = run.moved(RunState.WATERING, opened_at=at, confirmed=True)
    run = run.moved(RunState.SOAKING, closed_at=at, delivered_ml=50.0).moved(RunState.VERIFYING)
    return run.moved(RunState.COMPLETED, moisture_after=50.0)


def _select(path: Path, plants: list[str]) -> list[float]:
    """What the same page takes without PlantOS, as bare rows."""
    base = sqlite3.connect(path)
    took = []
    for plant in plants:
        with stopwatch() as watch:
            base.execute(
                "SELECT document FROM events WHERE hub_id = ? AND plant_id = ? ORDER BY sequence DESC LIMIT ?",
                (HUB, plant, PAGE),
            ).fetchall()
        took.append(watch.took_ms)
    base.close()
    return took
