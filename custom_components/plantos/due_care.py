"""Care that falls due is told, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
import sqlite3
from typing import TYPE_CHECKING

from homeassistant.core import CoreState

from .caretaking import chores_of
from .domain.care import CareKind
from .domain.chores import Chore
from .domain.events import Event, EventType
from .events import async_tell

if TYPE_CHECKING:
    from .coordinator import PlantosCoordinator

type Key = tuple[str, CareKind]

# What comes and goes, as with a probe at its limit, is told once a day at most.
AGAIN = timedelta(days=1)


class DueCare:
    """Watches what is to be done for the plants of one hub. Instants are real UTC."""

    def __init__(self, hub: PlantosCoordinator) -> None:
        """Begin with nothing told."""
        self._hub = hub
        self._due: set[Key] = set()
        self._told: dict[Key, datetime] = {}

    async def load(self) -> None:
        """Take up what was told: it may still have to be done. Raises LedgerError."""
        hub_id = self._hub.config_entry.entry_id

        def read(connection: sqlite3.Connection) -> list[tuple[str, str, float]]:
            return connection.execute(
                "SELECT plant_id, document ->> '$.data.kind' AS kind, max(occurred_at) FROM events "
                "WHERE hub_id = ? AND type = ? GROUP BY plant_id, kind",
                (hub_id, EventType.CARE_DUE),
            ).fetchall()

        for plant_id, kind, at in await self._hub.ledger.read(read):
            if kind in CareKind:
                self._told[plant_id, CareKind(kind)] = datetime.fromtimestamp(at, UTC)
        self._due = {key for key in self._told if not self._is_done(key)}

    async def look(self) -> None:
        """Tell of what has fallen due since the last look, once everybody listens who wants to hear."""
        if self._hub.hass.state is not CoreState.running:
            return
        now = self._hub.clock.now()
        due = {(plant_id, chore.kind): chore for plant_id, chore in self._chores() if chore.due <= now}
        fresh = [key for key in due if key not in self._due and self._is_news(key, now)]
        self._due = set(due)
        for key in fresh:
            self._told[key] = now
            await async_tell(self._hub, self._event(key[0], due[key], now))

    def _chores(self) -> Iterator[tuple[str, Chore]]:
        for plant_id in self._hub.data:
            for chore in chores_of(self._hub, plant_id):
                yield plant_id, chore

    def _is_news(self, key: Key, now: datetime) -> bool:
        return self._is_done(key) or now - self._told[key] >= self._hub.clock.real(AGAIN)

    def _is_done(self, key: Key) -> bool:
        """Whether it was never told, or has been done since."""
        plant_id, kind = key
        told, done = self._told.get(key), self._hub.care_log.last(plant_id).get(kind)
        return told is None or (done is not None and done > told)

    def _event(self, plant_id: str, chore: Chore, now: datetime) -> Event:
        return Event(
            type=EventType.CARE_DUE,
            plant_id=plant_id,
            plant_name=self._hub.name_of(plant_id),
            occurred_at=now,
            reason=chore.why,
            data={"kind": chore.kind, "due": chore.due.isoformat()},
        )
