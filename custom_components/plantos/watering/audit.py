"""Who told PlantOS to do what, and what came of it: bounded, and kept over restarts.

Waterings are not written twice: their runs are the record, and are read into the same list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
import sqlite3

from pydantic import TypeAdapter

from ..domain.clock import Clock
from .ledger import Ledger
from .runs import Run, RunState

MOST = 10_000

type Facts = Mapping[str, str | bool | int | float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One command: who gave it, what and when, how things were before and after, and whether it worked."""

    at: datetime
    action: str
    plant_id: str | None = None
    user_id: str | None = None
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)
    success: bool = True
    error: str | None = None


_ENTRY = TypeAdapter(AuditEntry)
_RUN = TypeAdapter(Run)
_GOOD = frozenset({RunState.SOAKING, RunState.VERIFYING, RunState.COMPLETED})


class Audit:
    """The audit of one hub."""

    def __init__(self, hub_id: str, clock: Clock, ledger: Ledger) -> None:
        """Prepare."""
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger

    async def add(self, entry: AuditEntry) -> None:
        """Write a command. Raises LedgerError."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO audit (hub_id, plant_id, at, document) VALUES (?, ?, ?, ?)",
                (self._hub_id, entry.plant_id, entry.at.timestamp(), _ENTRY.dump_json(entry).decode()),
            )
            connection.execute(
                "DELETE FROM audit WHERE hub_id = ?1 AND sequence <= "
                "(SELECT sequence FROM audit WHERE hub_id = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET ?2)",
                (self._hub_id, MOST),
            )

        await self._ledger.write(write)

    async def newest(self, limit: int, before: datetime | None = None) -> list[AuditEntry]:
        """The newest commands, waterings among them, newest first. Raises LedgerError."""
        until = (before or datetime.max.replace(tzinfo=self._clock.now().tzinfo, year=9_000)).timestamp()

        def read(connection: sqlite3.Connection) -> list[AuditEntry]:
            told = connection.execute(
                "SELECT document FROM audit WHERE hub_id = ? AND at < ? ORDER BY at DESC LIMIT ?",
                (self._hub_id, until, limit),
            )
            runs = connection.execute(
                "SELECT document FROM runs WHERE hub_id = ? AND requested_at < ? ORDER BY requested_at DESC LIMIT ?",
                (self._hub_id, until, limit),
            )
            entries = [_ENTRY.validate_json(row[0]) for row in told]
            entries += [_of_run(_RUN.validate_json(row[0])) for row in runs]
            return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]

        return await self._ledger.read(read)


def _of_run(run: Run) -> AuditEntry:
    return AuditEntry(
        at=run.requested_at,
        action=f"water ({run.origin})",
        plant_id=run.plant_id,
        user_id=run.user_id,
        before={"moisture": run.moisture_before, "requested_ml": run.amount_ml},
        after={"status": run.outcome, "delivered_ml": run.delivered_ml, "moisture": run.moisture_after},
        success=run.state in _GOOD,
        error=None if run.state in _GOOD or run.failure is None else run.failure.key,
    )
