"""The ledger keeps what it was given, in order, whatever happens to the process."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
import sqlite3

import pytest

from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.domain.events import Event, EventType
from custom_components.plantos.domain.readings import Measure, Reading
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.ledger_file import LedgerError
from custom_components.plantos.watering.runs import Run, RunState
from custom_components.plantos.watering.schema import TABLES

from .conftest import do, rows

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
RUN = Run(
    run_id="one",
    plant_id="basil",
    plant_name="Basil",
    origin=Origin.MANUAL,
    amount_ml=100,
    reason=reason("asked_for"),
    requested_at=NOW,
)


async def test_a_run_comes_back_as_it_was_written(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "new" / "ledger.db")
    await ledger.open()
    run = replace(RUN, state=RunState.WATERING, opened_at=NOW, deadline_at=NOW, failure=reason("stopped"))
    await ledger.save_run("hub", run, durable=True)

    assert await ledger.unfinished_runs("hub") == [run]
    assert await ledger.unfinished_runs("other hub") == []
    assert await ledger.last_run("hub", "basil") == run
    await ledger.close()


async def test_accounts_count_what_flowed_and_only_a_day_of_it_one_by_one(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    await ledger.open()
    for hours, amount in ((30, 70.0), (5, 40.0), (1, 10.0), (0, 0.0)):
        at = NOW - timedelta(hours=hours)
        run = replace(RUN, run_id=str(hours), state=RunState.COMPLETED, closed_at=at, delivered_ml=amount)
        await ledger.save_run("hub", run)
    account = (await ledger.accounts("hub", NOW - timedelta(days=1)))["basil"]

    assert account.total_ml == 120
    assert account.last_watered == NOW - timedelta(hours=1)
    assert account.day_ml(NOW, timedelta(days=1)) == 50
    assert account.day_ml(NOW + timedelta(hours=20), timedelta(days=1)) == 10
    await ledger.close()


async def test_events_come_newest_first_page_by_page(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    await ledger.open()
    for number in range(5):
        await ledger.append_event(
            "hub",
            Event(
                type=EventType.PLANT_WATERED,
                plant_id="basil",
                plant_name="Basil",
                occurred_at=NOW,
                data={"number": float(number)},
            ),
        )
    first = await ledger.events("hub", "basil", 3)
    second = await ledger.events("hub", "basil", 3, first.next_before)

    assert [event.data["number"] for event in first.events + second.events] == [4, 3, 2, 1, 0]
    assert second.next_before is None
    await ledger.close()


async def test_readings_come_back_as_means(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    await ledger.open()
    readings = [
        Reading(Measure.MOISTURE, 40.0, NOW),
        Reading(Measure.MOISTURE, 50.0, NOW + timedelta(minutes=10)),
        Reading(Measure.MOISTURE, 60.0, NOW + timedelta(hours=1)),
        Reading(Measure.MOISTURE, 99.0, NOW, quality=0.5),
        Reading(Measure.MOISTURE, None, NOW),
    ]
    await ledger.add_readings("hub", [("basil", reading) for reading in readings])
    await ledger.add_readings("hub", [])
    means = await ledger.bucket_means("hub", NOW - timedelta(hours=1), 3600)

    assert [(mean, count) for _, mean, count in means[("basil", Measure.MOISTURE)]] == [(45, 2), (60, 1)]
    await ledger.close()


async def test_a_closed_ledger_takes_nothing_and_opens_again(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    with pytest.raises(LedgerError):
        await ledger.save_run("hub", RUN)
    await ledger.open()
    await ledger.save_run("hub", RUN)
    await ledger.close()
    with pytest.raises(LedgerError):
        await ledger.last_run("hub", "basil")
    await ledger.open()
    assert await ledger.last_run("hub", "basil") == RUN
    await ledger.close()


async def test_two_hubs_hold_the_ledger_open_until_the_last_leaves(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    await asyncio.gather(ledger.open(), ledger.open())
    await ledger.close()
    await ledger.save_run("hub", RUN)
    await ledger.close()
    with pytest.raises(LedgerError):
        await ledger.save_run("hub", RUN)


@pytest.mark.parametrize("content", [b"this is no database at all, not even a little", None])
async def test_a_ledger_nobody_can_read_is_an_error_and_is_left_as_it_is(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ledger.db"
    if content is None:
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version = 7")
        connection.close()
    else:
        path.write_bytes(content * 100)
    before = path.read_bytes()
    ledger = Ledger(path)
    with pytest.raises(LedgerError):
        await ledger.open()

    assert path.read_bytes() == before
    assert ledger._thread is None


async def test_a_write_that_nobody_waits_for_any_more_is_written_all_the_same(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    await ledger.open()
    task = asyncio.create_task(ledger.save_run("hub", RUN, durable=True))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert await ledger.last_run("hub", "basil") == RUN
    await ledger.close()


async def test_the_openings_of_the_last_day_are_counted_whether_water_flowed_or_not(ledger: Ledger) -> None:
    for hours, amount in ((30, 50.0), (2, 0.0), (1, 50.0)):
        at = NOW - timedelta(hours=hours)
        run = replace(RUN, run_id=str(hours), requested_at=at, opened_at=at, closed_at=at, delivered_ml=amount)
        await ledger.save_run("hub", run)
    await ledger.save_run("hub", replace(RUN, run_id="never opened"))
    account = (await ledger.accounts("hub", NOW - timedelta(days=1)))["basil"]

    assert list(account.openings) == [NOW - timedelta(hours=2), NOW - timedelta(hours=1)]
    assert account.last_watered == NOW - timedelta(hours=1)


async def test_the_newest_instant_is_that_of_any_run_or_event_of_the_hub(ledger: Ledger) -> None:
    assert await ledger.newest_instant("hub") is None
    await ledger.save_run("hub", RUN)
    await ledger.save_run("other hub", replace(RUN, run_id="two", requested_at=NOW + timedelta(days=9)))
    assert await ledger.newest_instant("hub") == NOW
    later = NOW + timedelta(hours=1)
    event = Event(type=EventType.PLANT_WATERED, plant_id="basil", plant_name="Basil", occurred_at=later)
    await ledger.append_event("hub", event)
    assert await ledger.newest_instant("hub") == later


async def test_the_newest_run_may_be_a_refusal_and_the_last_run_is_none(ledger: Ledger) -> None:
    denied = replace(RUN, run_id="two", state=RunState.DENIED, requested_at=NOW + timedelta(hours=1))
    await ledger.save_run("hub", denied)
    assert await ledger.last_run("hub", "basil") is None
    await ledger.save_run("hub", RUN)
    assert await ledger.newest_run("hub", "basil") == denied
    assert await ledger.last_run("hub", "basil") == RUN
    assert await ledger.last_run("hub", "basil", opened=True) is None
    assert await ledger.newest_run("hub", "fern") is None


async def test_runs_after_which_a_reading_was_seen_come_newest_first(ledger: Ledger) -> None:
    for hours in range(4):
        at, after = NOW - timedelta(hours=hours), None if hours == 1 else 50.0
        await ledger.save_run("hub", replace(RUN, run_id=str(hours), requested_at=at, moisture_after=after))
    assert [run.run_id for run in await ledger.verified_runs("hub", "basil", 2)] == ["0", "2"]


@pytest.mark.parametrize(("hours", "found"), [(24, True), (24.1, False)])
async def test_a_key_is_known_as_long_as_one_asks_for(hours: float, found: bool, ledger: Ledger) -> None:
    run = replace(RUN, idempotency_key="breakfast")
    await ledger.save_run("hub", run)
    since = NOW + timedelta(hours=hours) - timedelta(hours=24)
    assert await ledger.run_by_key("hub", "basil", "breakfast", since) == (run if found else None)
    assert await ledger.run_by_key("hub", "fern", "breakfast", since) is None


async def test_a_hub_that_is_forgotten_leaves_no_row_and_others_stay(ledger: Ledger) -> None:
    moisture = Reading(Measure.MOISTURE, 40.0, NOW - timedelta(days=20))
    for hub_id in ("hub", "other hub"):
        event = Event(type=EventType.PLANT_WATERED, plant_id="basil", plant_name="Basil", occurred_at=NOW)
        await ledger.save_run(hub_id, replace(RUN, run_id=hub_id))
        await ledger.append_event(hub_id, event)
        await ledger.add_readings(hub_id, [("basil", moisture)])
        await ledger.condense_readings(hub_id, NOW, NOW - timedelta(days=730))
        await ledger.add_readings(hub_id, [("basil", replace(moisture, at=NOW))])
        for table, values in (
            ("standings", (hub_id, "basil", "{}")),
            ("breakers", (hub_id, "basil:outlet", "{}")),
            ("failed_commands", (hub_id, hub_id, 0, 1)),
            ("audit", (None, hub_id, None, 0, "{}")),
            ("decisions", (hub_id, "basil", 0, 1, "{}")),
            ("models", (hub_id, "basil", "{}")),
            ("spells", (hub_id, 0, 3_600, None, None)),
            ("notices", (hub_id, "basil", "dry", "{}")),
        ):
            await do(ledger, f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", [values])
    await ledger.forget_hub("hub")

    for table in TABLES:
        assert await rows(ledger, f"SELECT DISTINCT hub_id FROM {table}") == [("other hub",)], table


async def test_old_readings_are_kept_as_hourly_means(ledger: Ledger) -> None:
    old = NOW - timedelta(days=20)
    readings = [
        Reading(Measure.MOISTURE, value, at, quality=quality)
        for value, at, quality in (
            (40.0, old, 1.0),
            (50.0, old + timedelta(minutes=30), 1.0),
            (99.0, old, 0.5),
            (60.0, old + timedelta(hours=1), 1.0),
            (70.0, NOW, 1.0),
        )
    ]
    await ledger.add_readings("hub", [("basil", reading) for reading in readings])
    await ledger.condense_readings("hub", NOW - timedelta(days=14), NOW - timedelta(days=730))

    hour = int(old.timestamp() // 3600)
    assert await rows(ledger, "SELECT hour, mean, count FROM hours") == [(hour, 45.0, 2), (hour + 1, 60.0, 1)]
    assert await rows(ledger, "SELECT value FROM readings") == [(70.0,)]
    await ledger.condense_readings("hub", NOW - timedelta(days=14), old + timedelta(hours=1))
    assert await rows(ledger, "SELECT hour FROM hours") == [(hour + 1,)]
