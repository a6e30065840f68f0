"""What the ledger says of a plant's past: how moist it was, and when it was watered."""

from datetime import UTC, datetime
import sqlite3

from pydantic import TypeAdapter

from ..domain.readings import Measure
from .ledger import Ledger
from .runs import Run

_RUN = TypeAdapter(Run)
HOUR_S = 3_600
MOST_RUNS = 500


async def moisture_means(
    ledger: Ledger, hub_id: str, plant_id: str, since: datetime, width_s: float
) -> list[tuple[datetime, float]]:
    """Mean moistures (%) over stretches of so many real seconds, each at its middle, oldest first.

    Of what lies further back only hourly means are kept. Raises LedgerError.
    """

    def read(connection: sqlite3.Connection) -> list[tuple[datetime, float]]:
        rows = connection.execute(
            "SELECT CAST(at / ?1 AS INTEGER) AS bucket, sum(value * count) / sum(count) FROM ("
            "SELECT at, value, 1 AS count FROM readings "
            "WHERE hub_id = ?2 AND plant_id = ?3 AND measure = ?4 AND at >= ?5 AND quality = 1.0 "
            "UNION ALL SELECT (hour + 0.5) * ?6, mean, count FROM hours "
            "WHERE hub_id = ?2 AND plant_id = ?3 AND measure = ?4 AND hour * ?6 >= ?5"
            ") GROUP BY bucket ORDER BY bucket",
            (width_s, hub_id, plant_id, Measure.MOISTURE, since.timestamp(), HOUR_S),
        )
        return [(datetime.fromtimestamp((bucket + 0.5) * width_s, UTC), mean) for bucket, mean in rows]

    return await ledger.read(read)


async def runs_since(ledger: Ledger, hub_id: str, plant_id: str, since: datetime) -> list[Run]:
    """The runs since then whose outlet was told to open, oldest first. Raises LedgerError."""

    def read(connection: sqlite3.Connection) -> list[Run]:
        rows = connection.execute(
            "SELECT document FROM runs WHERE hub_id = ? AND plant_id = ? AND requested_at >= ? "
            "AND document ->> 'opened_at' IS NOT NULL ORDER BY requested_at DESC LIMIT ?",
            (hub_id, plant_id, since.timestamp(), MOST_RUNS),
        ).fetchall()
        return [_RUN.validate_json(row[0]) for row in reversed(rows)]

    return await ledger.read(read)
