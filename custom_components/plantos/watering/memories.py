"""What the ledger keeps of plants' models, and the readings that they can learn from anew."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
import json
import sqlite3

from ..domain.clock import Clock
from ..domain.lessons import Mean
from ..domain.readings import Measure
from .ledger import Ledger

HOUR = timedelta(hours=1)
MEANS = (
    "SELECT min(at), avg(at), max(at), avg(value) FROM readings WHERE hub_id = ?1 AND plant_id = ?2 "
    "AND measure = ?3 AND quality = 1.0 AND at > ?4 GROUP BY CAST(at / ?5 AS INTEGER)"
)
# Those of a hub whose hours are real ones.
CONDENSED = (
    "SELECT hour * 3600, (hour + 0.5) * 3600, (hour + 1) * 3600, mean FROM hours WHERE hub_id = ?1 "
    "AND plant_id = ?2 AND measure = ?3 AND hour * 3600 > ?4 AND ?5 >= 3600"
)


async def moisture_means(
    ledger: Ledger, hub_id: str, plant_id: str, clock: Clock, since: datetime, now: datetime
) -> list[Mean]:
    """A plant's moisture since a real instant, hour by hour of the hub's line of time. Raises LedgerError."""
    width = clock.real(HOUR).total_seconds()

    def on_hub(at: float) -> datetime:
        return clock.on_hub(datetime.fromtimestamp(at, UTC), now)

    def read(connection: sqlite3.Connection) -> list[Mean]:
        rows = connection.execute(
            f"{CONDENSED} UNION ALL {MEANS} ORDER BY 2",
            (hub_id, plant_id, Measure.MOISTURE, since.timestamp(), width),
        )
        return [Mean(on_hub(first), on_hub(at), on_hub(last), value) for first, at, last, value in rows]

    return await ledger.read(read)


async def kept_document(ledger: Ledger, hub_id: str, plant_id: str) -> str | None:
    """A plant's model as it was kept. Raises LedgerError."""

    def read(connection: sqlite3.Connection) -> str | None:
        query = "SELECT document FROM models WHERE hub_id = ? AND plant_id = ?"
        row: tuple[str] | None = connection.execute(query, (hub_id, plant_id)).fetchone()
        return row and row[0]

    return await ledger.read(read)


async def forget_documents(ledger: Ledger, hub_id: str, but: Iterable[str]) -> None:
    """Forget the models of all plants of a hub but these. Raises LedgerError."""
    kept = json.dumps([*but])

    def write(connection: sqlite3.Connection) -> None:
        others = "DELETE FROM models WHERE hub_id = ? AND plant_id NOT IN (SELECT value FROM json_each(?))"
        connection.execute(others, (hub_id, kept))

    await ledger.write(write)


async def keep_documents(ledger: Ledger, hub_id: str, models: Mapping[str, str]) -> None:
    """Keep plants' models, all in one transaction. Raises LedgerError."""
    rows = [(hub_id, plant_id, document) for plant_id, document in models.items()]

    def write(connection: sqlite3.Connection) -> None:
        connection.executemany("INSERT OR REPLACE INTO models VALUES (?, ?, ?)", rows)

    await ledger.write(write)
