"""What was decided for each plant: a decision that says the same again is only counted."""

from datetime import timedelta
import sqlite3

from pydantic import TypeAdapter

from ..domain.clock import Clock
from ..domain.decisions import Decision
from .ledger import Ledger

_DECISION = TypeAdapter(Decision)
KEPT = timedelta(days=365)


class Decisions:
    """The decisions of one hub."""

    def __init__(self, hub_id: str, clock: Clock, ledger: Ledger) -> None:
        """Begin with nothing decided."""
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger
        self._last: dict[str, tuple[float, str, int]] = {}

    async def note(self, plant_id: str, decision: Decision) -> None:
        """Write a decision when it says something new, and how often the last one was taken. Raises LedgerError."""
        since, key, count = self._last.get(plant_id) or await self._newest(plant_id)
        if key == decision.reason.key:
            self._last[plant_id] = (since, key, count + 1)
            return
        now = self._clock.now()

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE decisions SET count = ? WHERE hub_id = ? AND plant_id = ? AND since = ?",
                (count, self._hub_id, plant_id, since),
            )
            connection.execute(
                "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, 1, ?)",
                (self._hub_id, plant_id, now.timestamp(), _DECISION.dump_json(decision).decode()),
            )
            connection.execute(
                "DELETE FROM decisions WHERE hub_id = ? AND since < ?", (self._hub_id, (now - KEPT).timestamp())
            )

        await self._ledger.write(write)
        self._last[plant_id] = (now.timestamp(), decision.reason.key, 1)

    async def _newest(self, plant_id: str) -> tuple[float, str, int]:
        """What was decided last before a restart, counted as far as it was written."""

        def read(connection: sqlite3.Connection) -> tuple[float, str, int] | None:
            row = connection.execute(
                "SELECT since, document, count FROM decisions WHERE hub_id = ? AND plant_id = ? "
                "ORDER BY since DESC LIMIT 1",
                (self._hub_id, plant_id),
            ).fetchone()
            return (row[0], _DECISION.validate_json(row[1]).reason.key, row[2]) if row else None

        return await self._ledger.read(read) or (0.0, "", 0)
