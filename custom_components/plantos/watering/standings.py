"""How the plants and supplies of a hub, and the hub itself, stand: kept in memory, written to the ledger at once."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
import sqlite3
from typing import Any

from pydantic import TypeAdapter

from ..domain.beginning import Beginning
from ..domain.standing import Care, Standing
from .ledger import Ledger
from .ledger_file import LedgerError

_STANDING = TypeAdapter(Standing)


class Standings:
    """Every standing of one hub, by plant or supply; the hub's own goes by the hub's id."""

    def __init__(self, hub_id: str, ledger: Ledger, changed: Callable[[str], None]) -> None:
        """Begin with nothing said of anybody."""
        self._hub_id = hub_id
        self._ledger = ledger
        self._changed = changed
        self._known: dict[str, Standing] = {}
        self._unwritten: set[str] = set()

    async def load(self) -> None:
        """Take up what the ledger knows."""

        def read(connection: sqlite3.Connection) -> dict[str, Standing]:
            rows = connection.execute("SELECT subject, document FROM standings WHERE hub_id = ?", (self._hub_id,))
            return {subject: _STANDING.validate_json(document) for subject, document in rows}

        self._known = await self._ledger.read(read)

    def care(self, plant_id: str) -> Care:
        """A plant's standing and its hub's."""
        return Care(self.of(plant_id), self.hub)

    def of(self, subject: str) -> Standing:
        """One standing."""
        return self._known.get(subject, Standing())

    @property
    def hub(self) -> Standing:
        """The hub's own standing."""
        return self.of(self._hub_id)

    async def keep(self, subject: str, standing: Standing) -> None:
        """Let a standing hold from now on. In memory at once, since a lock must hold even on a full disk."""
        if standing == self.of(subject) and subject not in self._unwritten:
            return
        self._known[subject] = standing
        self._changed(subject)
        await self._write({subject: standing})

    async def begin(self, begun: Mapping[str, Beginning]) -> None:
        """Keep since when plants are watered as they are, which shows in nothing that isn't shown already."""
        standings = {plant_id: replace(self.of(plant_id), begun=beginning) for plant_id, beginning in begun.items()}
        self._known |= standings
        await self._write(standings)

    async def catch_up(self) -> None:
        """Write what a full disk has kept out of the ledger, lest a restart let somebody off a lock."""
        if self._unwritten:
            # The repair of the ledger tells of a failure, and the next poll tries again.
            with suppress(LedgerError):
                await self._write({subject: self.of(subject) for subject in self._unwritten})

    async def _write(self, standings: Mapping[str, Standing]) -> None:
        self._unwritten |= standings.keys()
        rows = [(self._hub_id, subject, _STANDING.dump_json(each).decode()) for subject, each in standings.items()]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR REPLACE INTO standings VALUES (?, ?, ?)", rows)

        try:
            await self._ledger.write(write, durable=True)
        except LedgerError:
            # An earlier write of the same may have ended meanwhile.
            self._unwritten |= standings.keys()
            raise
        self._unwritten -= standings.keys()

    async def change(self, subject: str, **changes: Any) -> None:
        """Change a part of a standing."""
        await self.keep(subject, replace(self.of(subject), **changes))
