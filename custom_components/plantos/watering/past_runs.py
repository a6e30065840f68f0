"""The runs of the past, as a calendar shows them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
import json
import sqlite3

from pydantic import TypeAdapter

from .ledger import Ledger
from .runs import Run

_RUN = TypeAdapter(Run)
# A run begins at most so long after it was asked for: it may wait for its turn, and for an approval through a silence.
WAITED = timedelta(days=3)


async def runs_between(
    ledger: Ledger, hub_id: str, plant_ids: Iterable[str], since: datetime, until: datetime, limit: int
) -> list[Run]:
    """The newest runs of these plants whose outlets were opened in this time, newest first. Raises LedgerError."""

    def read(connection: sqlite3.Connection) -> list[Run]:
        rows = connection.execute(
            "SELECT document FROM runs WHERE hub_id = ? AND plant_id IN (SELECT value FROM json_each(?)) "
            "AND requested_at BETWEEN ? AND ? AND document ->> 'opened_at' IS NOT NULL "
            "ORDER BY requested_at DESC LIMIT ?",
            (hub_id, json.dumps([*plant_ids]), (since - WAITED).timestamp(), until.timestamp(), limit),
        )
        return [_RUN.validate_json(row[0]) for row in rows]

    found = await ledger.read(read)
    return [
        run for run in found if run.opened_at and since <= (run.closed_at or run.opened_at) and run.opened_at < until
    ]
