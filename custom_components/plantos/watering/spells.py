"""The weather that has passed, hour by hour: kept for ninety days."""

from datetime import UTC, datetime, timedelta
import logging
import sqlite3

from ..domain.clock import Clock
from ..domain.outlook import Spell, by_days
from .ledger import Ledger
from .ledger_file import LedgerError

_LOGGER = logging.getLogger(__name__)

KEPT = timedelta(days=90)
# Older weather counts by days: nobody asks for its hours, and every decision goes through all of it.
IN_HOURS = timedelta(days=3)


class Spells:
    """The spells of weather of one hub, by their start. Instants are real UTC."""

    def __init__(self, hub_id: str, clock: Clock, ledger: Ledger) -> None:
        """Begin empty; `load` brings back what the ledger knows."""
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger
        self._spells: dict[datetime, Spell] = {}
        self.all: tuple[Spell, ...] = ()

    async def load(self) -> None:
        """Take up what was kept. Raises LedgerError."""
        since = self._clock.now() - KEPT

        def read(connection: sqlite3.Connection) -> list[tuple[float, float, float | None, float | None]]:
            return connection.execute(
                "SELECT start, end, reference_mm, rain_mm FROM spells WHERE hub_id = ? AND start >= ?",
                (self._hub_id, since.timestamp()),
            ).fetchall()

        for start, end, reference, rain in await self._ledger.read(read):
            spell = Spell(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC), reference, rain)
            self._spells[spell.start] = spell
        self._arrange()

    async def keep(self, *spells: Spell) -> None:
        """Keep spells, each in the place of what was known of its time before."""
        oldest = self._clock.now() - KEPT
        self._spells |= {spell.start: spell for spell in spells}
        self._spells = {start: spell for start, spell in self._spells.items() if start >= oldest}
        self._arrange()
        rows = [
            (self._hub_id, spell.start.timestamp(), spell.end.timestamp(), spell.reference_mm, spell.rain_mm)
            for spell in spells
        ]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR REPLACE INTO spells VALUES (?, ?, ?, ?, ?)", rows)
            connection.execute("DELETE FROM spells WHERE hub_id = ? AND start < ?", (self._hub_id, oldest.timestamp()))

        try:
            await self._ledger.write(write)
        except LedgerError:
            _LOGGER.exception("The weather couldn't be written")

    def _arrange(self) -> None:
        ordered = (self._spells[start] for start in sorted(self._spells))
        self.all = by_days(ordered, self._clock.now() - IN_HOURS)
