"""The durable record of runs, events and readings: the truth after a restart.

A run's intent and its result survive a power cut.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
import sqlite3

from pydantic import TypeAdapter

from ..domain.events import Event, EventType
from ..domain.readings import Measure, Reading
from .account import WaterAccount
from .ledger_file import LedgerFile
from .runs import ACTIVE, SETTLING, Run
from .schema import TABLES

_RUN = TypeAdapter(Run)
_EVENT = TypeAdapter(Event)


@dataclass(frozen=True, slots=True)
class Page:
    """Events of a plant, newest first, and where the next page starts (None at the end)."""

    events: tuple[Event, ...]
    next_before: int | None


class Ledger(LedgerFile):
    """One file for all hubs; every call names its hub."""

    async def save_run(self, hub_id: str, run: Run, *, durable: bool = False) -> None:
        """Write a run as it stands now."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run.run_id,
                    hub_id,
                    run.plant_id,
                    run.state,
                    run.idempotency_key,
                    run.requested_at.timestamp(),
                    run.closed_at and run.closed_at.timestamp(),
                    run.deadline_at and run.deadline_at.timestamp(),
                    run.delivered_ml,
                    _RUN.dump_json(run).decode(),
                ),
            )

        await self.write(write, durable=durable)

    async def unfinished_runs(self, hub_id: str) -> list[Run]:
        """Runs that haven't ended, and ended ones whose outlet was never seen to close."""
        states = sorted(ACTIVE | SETTLING)
        marks = ", ".join("?" * len(states))
        return await self._runs(
            f"hub_id = ? AND (state IN ({marks}) OR deadline_at IS NOT NULL) ORDER BY requested_at",
            (hub_id, *states),
        )

    async def run_by_key(self, hub_id: str, plant_id: str, key: str, since: datetime) -> Run | None:
        """The run that an idempotency key asked for, if it did since then."""
        found = await self._runs(
            "hub_id = ? AND plant_id = ? AND idempotency_key = ? AND requested_at >= ? "
            "ORDER BY requested_at DESC LIMIT 1",
            (hub_id, plant_id, key, since.timestamp()),
        )
        return found[0] if found else None

    async def last_run(self, hub_id: str, plant_id: str, *, opened: bool = False) -> Run | None:
        """The newest run of a plant that wasn't denied, or the newest whose outlet was told to open."""
        which = "document ->> 'opened_at' IS NOT NULL" if opened else "state != 'denied'"
        found = await self._runs(
            f"hub_id = ? AND plant_id = ? AND {which} ORDER BY requested_at DESC LIMIT 1",
            (hub_id, plant_id),
        )
        return found[0] if found else None

    async def newest_run(self, hub_id: str, plant_id: str) -> Run | None:
        """The newest run of a plant, refused or not."""
        found = await self._runs("hub_id = ? AND plant_id = ? ORDER BY requested_at DESC LIMIT 1", (hub_id, plant_id))
        return found[0] if found else None

    async def verified_runs(self, hub_id: str, plant_id: str, limit: int) -> list[Run]:
        """The newest runs after which a reading was seen, newest first."""
        return await self._runs(
            "hub_id = ? AND plant_id = ? AND document ->> 'moisture_after' IS NOT NULL "
            "ORDER BY requested_at DESC LIMIT ?",
            (hub_id, plant_id, limit),
        )

    async def accounts(self, hub_id: str, recent_since: datetime) -> dict[str, WaterAccount]:
        """The water of every plant of a hub."""

        def read(connection: sqlite3.Connection) -> dict[str, WaterAccount]:
            accounts: dict[str, WaterAccount] = {}
            totals = connection.execute(
                "SELECT plant_id, sum(delivered_ml), max(coalesce(closed_at, requested_at)) FROM runs "
                "WHERE hub_id = ? AND delivered_ml > 0 GROUP BY plant_id",
                (hub_id,),
            )
            for plant_id, total, last in totals:
                accounts[plant_id] = WaterAccount(total, last and datetime.fromtimestamp(last, UTC))
            recent = connection.execute(
                "SELECT plant_id, coalesce(closed_at, requested_at) AS at, delivered_ml FROM runs "
                "WHERE hub_id = ? AND delivered_ml > 0 AND at >= ? ORDER BY at",
                (hub_id, recent_since.timestamp()),
            )
            for plant_id, at, amount in recent:
                accounts[plant_id].recent.append((datetime.fromtimestamp(at, UTC), amount))
            openings = connection.execute(
                "SELECT plant_id, document ->> 'opened_at' FROM runs "
                "WHERE hub_id = ? AND requested_at >= ? AND document ->> 'opened_at' IS NOT NULL ORDER BY requested_at",
                (hub_id, recent_since.timestamp()),
            )
            for plant_id, opened in openings:
                accounts.setdefault(plant_id, WaterAccount()).openings.append(datetime.fromisoformat(opened))
            return accounts

        return await self.read(read)

    async def newest_instant(self, hub_id: str) -> datetime | None:
        """The latest instant that is written of a hub, by which a clock that was set back shows."""

        def read(connection: sqlite3.Connection) -> datetime | None:
            newest = connection.execute(
                "SELECT max(at) FROM (SELECT max(requested_at) AS at FROM runs WHERE hub_id = ?1 "
                "UNION ALL SELECT max(occurred_at) FROM events WHERE hub_id = ?1)",
                (hub_id,),
            ).fetchone()[0]
            return None if newest is None else datetime.fromtimestamp(newest, UTC)

        return await self.read(read)

    async def append_event(self, hub_id: str, event: Event, *, durable: bool = False) -> None:
        """Write an event, before anybody is told of it."""
        await self.append_events(hub_id, [event], durable=durable)

    async def append_events(self, hub_id: str, events: Iterable[Event], *, durable: bool = False) -> None:
        """Write events in one batch, before anybody is told of them."""
        rows = [
            (
                event.event_id,
                hub_id,
                event.plant_id,
                event.type,
                event.occurred_at.timestamp(),
                _EVENT.dump_json(event).decode(),
            )
            for event in events
        ]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT INTO events (event_id, hub_id, plant_id, type, occurred_at, document) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                rows,
            )

        await self.write(write, durable=durable)

    async def events(self, hub_id: str, plant_id: str, limit: int, before: int | None = None) -> Page:
        """A plant's events, newest first; `before` is the last page's `next_before`."""

        def read(connection: sqlite3.Connection) -> Page:
            rows = connection.execute(
                "SELECT sequence, document FROM events WHERE hub_id = ? AND plant_id = ? AND sequence < ? "
                "ORDER BY sequence DESC LIMIT ?",
                (hub_id, plant_id, before if before is not None else 2**62, limit + 1),
            ).fetchall()
            shown = rows[:limit]
            following = shown[-1][0] if len(rows) > limit else None
            return Page(tuple(_EVENT.validate_json(row[1]) for row in shown), following)

        return await self.read(read)

    async def add_readings(self, hub_id: str, rows: Iterable[tuple[str, Reading]]) -> None:
        """Write plants' readings in one batch."""
        values = [
            (hub_id, plant_id, reading.measure, reading.at.timestamp(), reading.value, reading.quality)
            for plant_id, reading in rows
            if reading.value is not None
        ]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?)", values)

        if values:
            await self.write(write)

    async def bucket_means(
        self, hub_id: str, since: datetime, bucket_s: float
    ) -> Mapping[tuple[str, Measure], list[tuple[int, float, int]]]:
        """Each plant's mean and count of every measure, in buckets of so many real seconds since the epoch."""

        def read(connection: sqlite3.Connection) -> dict[tuple[str, Measure], list[tuple[int, float, int]]]:
            means: dict[tuple[str, Measure], list[tuple[int, float, int]]] = {}
            rows = connection.execute(
                "SELECT plant_id, measure, CAST(at / ? AS INTEGER) AS bucket, avg(value), count(*) FROM readings "
                "WHERE hub_id = ? AND at >= ? AND quality = 1.0 GROUP BY plant_id, measure, bucket ORDER BY bucket",
                (bucket_s, hub_id, since.timestamp()),
            )
            for plant_id, measure, bucket, mean, count in rows:
                means.setdefault((plant_id, Measure(measure)), []).append((bucket, mean, count))
            return means

        return await self.read(read)

    async def wettest_since_critical(self, hub_id: str) -> dict[str, float | None]:
        """The highest moisture (%) that was read since each plant was last told to be critically dry."""

        def read(connection: sqlite3.Connection) -> dict[str, float | None]:
            rows = connection.execute(
                "SELECT plant_id, (SELECT max(r.value) FROM readings AS r WHERE r.hub_id = ?1 "
                "AND r.plant_id = alarms.plant_id AND r.measure = ?3 AND r.at > alarmed) FROM "
                "(SELECT plant_id, max(occurred_at) AS alarmed FROM events "
                "WHERE hub_id = ?1 AND type = ?2 GROUP BY plant_id) AS alarms",
                (hub_id, EventType.CRITICAL_MOISTURE, Measure.MOISTURE),
            )
            return dict(rows.fetchall())

        return await self.read(read)

    async def condense_readings(self, hub_id: str, until: datetime, hours_since: datetime) -> None:
        """Keep of readings older than `until` their hourly means, and of these none older than `hours_since`.

        That they were told is forgotten with them.
        """
        until = until.replace(minute=0, second=0, microsecond=0)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO hours SELECT hub_id, plant_id, measure, CAST(at / 3600 AS INTEGER) AS hour, "
                "avg(value), count(*) FROM readings WHERE hub_id = ? AND at < ? AND quality = 1.0 "
                "GROUP BY hub_id, plant_id, measure, hour",
                (hub_id, until.timestamp()),
            )
            connection.execute(
                "DELETE FROM hours WHERE hub_id = ? AND hour < ?", (hub_id, int(hours_since.timestamp() // 3600))
            )
            connection.execute("DELETE FROM readings WHERE hub_id = ? AND at < ?", (hub_id, until.timestamp()))
            connection.execute(
                "DELETE FROM events WHERE hub_id = ? AND type = ? AND occurred_at < ?",
                (hub_id, EventType.SENSOR_READING_RECORDED, until.timestamp()),
            )

        await self.write(write)

    async def forget_hub(self, hub_id: str) -> None:
        """Remove every row of a hub that its owner removed."""

        def write(connection: sqlite3.Connection) -> None:
            for table in TABLES:
                connection.execute(f"DELETE FROM {table} WHERE hub_id = ?", (hub_id,))  # noqa: S608

        await self.write(write, durable=True)

    async def _runs(self, where: str, values: tuple[object, ...]) -> list[Run]:
        def read(connection: sqlite3.Connection) -> list[Run]:
            rows = connection.execute(f"SELECT document FROM runs WHERE {where}", values)  # noqa: S608
            return [_RUN.validate_json(row[0]) for row in rows]

        return await self.read(read)
