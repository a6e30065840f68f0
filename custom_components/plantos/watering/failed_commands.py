"""Commands that somebody gave and that failed: kept for two weeks, to be looked at and given again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import logging
import sqlite3

from pydantic import TypeAdapter

from ..domain.clock import Clock
from ..domain.commands import Origin
from .ledger import Ledger
from .ledger_file import LedgerError
from .runs import Run, RunState

_LOGGER = logging.getLogger(__name__)

_RUN = TypeAdapter(Run)
KEPT = timedelta(days=14)
# Who waits for what became of it. Whose hand failed at a button sees it.
ASKED = frozenset({Origin.ACTION, Origin.VOICE, Origin.LANGUAGE_MODEL})


@dataclass(frozen=True, slots=True)
class FailedCommand:
    """A command that failed, by the run it ended as, and how often it was tried."""

    run: Run
    kept_at: datetime
    attempts: int


class FailedCommands:
    """The failed commands of one hub, by the id of their run."""

    def __init__(self, hub_id: str, clock: Clock, ledger: Ledger) -> None:
        """Prepare."""
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger

    async def heed(self, run: Run) -> None:
        """Keep the command of a run that ended as it shouldn't; one that is given again and works is forgotten."""
        unmet = run.state in {RunState.FAILED, RunState.DENIED}
        try:
            if run.replays and run.outcome == RunState.COMPLETED:
                await self.forget(run.replays)
            elif run.replays and unmet:
                await self.count(run.replays)
            elif run.origin in ASKED and unmet and not _rejected(run):
                await self.keep(run)
        except LedgerError:
            _LOGGER.exception("A failed command for %s couldn't be kept", run.plant_name)

    async def keep(self, run: Run) -> None:
        """Keep a command with the run that came of it; the same refusal again counts as another attempt."""
        now = self._clock.now()

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO failed_commands VALUES (?, ?, ?, ?)",
                (run.run_id, self._hub_id, now.timestamp(), max(run.attempts, run.denials)),
            )
            connection.execute(
                "DELETE FROM failed_commands WHERE hub_id = ? AND kept_at < ?",
                (self._hub_id, (now - KEPT).timestamp()),
            )

        await self._ledger.write(write)

    async def count(self, run_id: str) -> None:
        """Count another attempt that failed."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE failed_commands SET attempts = attempts + 1 WHERE run_id = ?", (run_id,))

        await self._ledger.write(write)

    async def forget(self, run_id: str) -> None:
        """Keep a command no longer."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM failed_commands WHERE run_id = ?", (run_id,))

        await self._ledger.write(write)

    async def all(self) -> list[FailedCommand]:
        """Every command that is kept, newest first."""
        since = (self._clock.now() - KEPT).timestamp()

        def read(connection: sqlite3.Connection) -> list[FailedCommand]:
            rows = connection.execute(
                "SELECT document, kept_at, attempts FROM failed_commands JOIN runs USING (run_id) "
                "WHERE failed_commands.hub_id = ? AND kept_at >= ? ORDER BY kept_at DESC",
                (self._hub_id, since),
            )
            return [
                FailedCommand(_RUN.validate_json(document), datetime.fromtimestamp(at, UTC), attempts)
                for document, at, attempts in rows
            ]

        return await self._ledger.read(read)


def _rejected(run: Run) -> bool:
    """Whether a person has said no; that is an answer, and no failure."""
    return run.failure is not None and run.failure.key == "denied_rejected"
