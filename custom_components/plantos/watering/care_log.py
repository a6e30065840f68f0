"""What was done for a hub's plants beside its own waterings: written to the ledger, and remembered."""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
import json
import logging
import sqlite3

from pydantic import TypeAdapter

from ..domain.care import WATER, CareKind, Deed, care_event
from ..domain.clock import Clock
from ..domain.events import Event, EventType
from ..domain.plants import Plant
from ..domain.reasons import Reason, reason
from ..domain.unseen import Unseen
from .account import KEPT, WaterAccount
from .ledger import Ledger
from .ledger_file import LedgerError
from .models import marks_of
from .standings import Standings

_LOGGER = logging.getLogger(__name__)
_EVENT = TypeAdapter(Event)

# In real time: what was done this week is still shown.
RECENT, MOST_RECENT = timedelta(days=7), 500
# One rise may be told of a little earlier or later each time that one looks.
SAME = timedelta(hours=6)


class CareLog:
    """The care log of one hub. Instants are real UTC."""

    def __init__(
        self,
        hub_id: str,
        clock: Clock,
        ledger: Ledger,
        account: Callable[[str], WaterAccount],
        standings: Standings,
        fire: Callable[[Event], None],
    ) -> None:
        """Begin empty; `load` brings back what the ledger knows."""
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger
        self._account = account
        self._standings = standings
        self._fire = fire
        self._last: dict[str, dict[CareKind, datetime]] = {}
        self._recent: deque[Event] = deque(maxlen=MOST_RECENT)
        self._looked: dict[str, tuple[list[object], datetime]] = {}

    async def load(self) -> None:
        """Take up what was done; water that others gave goes to the plants' accounts. Raises LedgerError."""
        now = self._clock.now()
        since = now - max(self._clock.real(KEPT), RECENT)

        def read(connection: sqlite3.Connection) -> tuple[list[tuple[str, str, float]], list[Event]]:
            # What a later version has kinds for means nothing here.
            logged = (self._hub_id, EventType.CARE_LOGGED, json.dumps([*CareKind]))
            known = "FROM events WHERE hub_id = ? AND type = ? AND kind IN (SELECT value FROM json_each(?))"
            newest = connection.execute(
                f"SELECT plant_id, document ->> '$.data.kind' AS kind, max(occurred_at) {known} "
                "GROUP BY plant_id, kind",
                logged,
            ).fetchall()
            events = connection.execute(
                f"SELECT document, document ->> '$.data.kind' AS kind {known} "
                "AND occurred_at >= ? ORDER BY occurred_at",
                (*logged, since.timestamp()),
            )
            return newest, [_EVENT.validate_json(row[0]) for row in events]

        newest, events = await self._ledger.read(read)
        for plant_id, name, at in newest:
            kind, last = CareKind(name), min(datetime.fromtimestamp(at, UTC), now)
            self._last.setdefault(plant_id, {})[kind] = last
            if kind in WATER and last < since:
                self._account(plant_id).note_others(last, 0.0)
        for event in events:
            self._book(event, now)

    def last(self, plant_id: str) -> Mapping[CareKind, datetime]:
        """When each thing was last done for a plant."""
        return self._last.get(plant_id, {})

    def recent(self) -> list[Event]:
        """What was done within the last week, newest first."""
        since = self._clock.now() - RECENT
        return sorted(
            (event for event in self._recent if event.occurred_at >= since),
            key=lambda event: event.occurred_at,
            reverse=True,
        )

    async def log(
        self,
        plant: Plant,
        deed: Deed,
        *,
        why: Reason | None = None,
        user_id: str | None = None,
        context_id: str | None = None,
    ) -> Event:
        """Write what was done, then tell everybody. Raises LedgerError where it couldn't be written."""
        event = care_event(plant, deed, why=why, user_id=user_id, context_id=context_id)
        await self._ledger.append_event(self._hub_id, event)
        self._book(event, self._clock.now())
        if deed.kind is CareKind.REPOTTED:
            await self._standings.change(plant.plant_id, repotted=self.last(plant.plant_id)[deed.kind])
        self._fire(event)
        return event

    async def heed(self, plant: Plant, seen: Unseen | None) -> None:
        """Log water that the soil alone has shown, once; `seen` at a real instant.

        What a probe said by another scale, or before this start, tells nothing: it may have jumped in between.
        """
        marks = marks_of(plant)
        if plant.plant_id not in self._looked or self._looked[plant.plant_id][0] != marks:
            self._looked[plant.plant_id] = (marks, self._clock.now())
        if seen is None or seen.at <= self._looked[plant.plant_id][1] or self._is_booked(plant.plant_id, seen.at):
            return
        why = reason("seen_wet", before=seen.before, peak=seen.peak)
        try:
            await self.log(plant, Deed(CareKind.HAND_OR_RAIN, seen.at), why=why)
        except LedgerError:
            _LOGGER.exception("That %s got water couldn't be written", plant.name)

    def _is_booked(self, plant_id: str, at: datetime) -> bool:
        near = self._clock.real(SAME)
        return any(abs(at - known) <= near for known, _ in self._account(plant_id).others)

    def _book(self, event: Event, now: datetime) -> None:
        deed = Deed.of(event)
        at, last = min(deed.at, now), self._last.setdefault(event.plant_id, {})
        last[deed.kind] = max(at, last.get(deed.kind, at))
        if now - at <= RECENT:
            self._recent.append(event)
        if deed.kind in WATER:
            self._account(event.plant_id).note_others(at, deed.amount_ml or 0.0)
