"""What was done for a hub's plants beside its own waterings: written to the ledger, and remembered."""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping
from datetime import UTC, datetime, timedelta
import json
import logging
import sqlite3

from pydantic import TypeAdapter

from ..domain.care import WATER, CareKind, Deed, care_event, forgotten_event
from ..domain.clock import Clock
from ..domain.events import Event, EventType
from ..domain.plants import Plant
from ..domain.reasons import Reason, reason
from ..domain.unseen import Unseen
from .account import KEPT, Pour, WaterAccount
from .ledger import Ledger
from .ledger_file import LedgerError
from .models import marks_of

_LOGGER = logging.getLogger(__name__)
_EVENT = TypeAdapter(Event)

# In real time: what was done this week is still shown.
RECENT, MOST_RECENT = timedelta(days=7), 500
# One rise may be told of a little earlier or later each time that one looks.
SAME = timedelta(hours=6)
# The entries that hold, found by their type. What a later version has kinds for means nothing here.
HELD = (
    "FROM events INDEXED BY events_by_type WHERE hub_id = ? AND type = ? "
    "AND document ->> '$.data.kind' IN (SELECT value FROM json_each(?)) "
    "AND event_id NOT IN (SELECT value FROM json_each(?))"
)

type _Newest = list[tuple[str, str, float]]


class CareLog:
    """The care log of one hub. Instants are real UTC.

    Nothing in it is ever changed: an entry that was a mistake is taken back by another, and then counts no more.
    """

    def __init__(
        self,
        hub_id: str,
        clock: Clock,
        ledger: Ledger,
        account: Callable[[str], WaterAccount],
        fire: Callable[[Event], None],
    ) -> None:
        """Begin empty; `load` brings back what the ledger knows."""
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger
        self._account = account
        self._fire = fire
        self._last: dict[str, dict[CareKind, datetime]] = {}
        self._recent: deque[Event] = deque(maxlen=MOST_RECENT)
        self._forgotten: set[str] = set()
        self._no_water: dict[str, list[datetime]] = {}
        self._looked: dict[str, tuple[list[object], datetime]] = {}
        self._unwritten: set[str] = set()
        self._writing = asyncio.Lock()

    async def load(self) -> None:
        """Take up what was done; water that others gave goes to the plants' accounts. Raises LedgerError."""
        now = self._clock.now()
        since = self._since(now)

        def read(connection: sqlite3.Connection) -> tuple[set[str], _Newest, list[Event]]:
            rows = connection.execute(
                "SELECT document ->> '$.data.entry' FROM events WHERE hub_id = ? AND type = ?",
                (self._hub_id, EventType.CARE_FORGOTTEN),
            )
            gone = {entry for (entry,) in rows if entry}
            events = connection.execute(
                f"SELECT document {HELD} AND occurred_at >= ? ORDER BY occurred_at",
                (*self._held(gone), since.timestamp()),
            )
            return gone, self._newest_of(connection, gone), [_EVENT.validate_json(row[0]) for row in events]

        self._forgotten, newest, events = await self._ledger.read(read)
        self._last = _by_plant(newest, now)
        for event in events:
            self._book(event, now)
        for plant_id in self._last:
            self._note_old(plant_id, since)

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

    # --- what people tell ---------------------------------------------------------------------------

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
        return await _whole(self._log(plant, deed, why=why, user_id=user_id, context_id=context_id))

    async def _log(
        self, plant: Plant, deed: Deed, *, why: Reason | None, user_id: str | None, context_id: str | None
    ) -> Event:
        async with self._writing:
            now = self._clock.now()
            event = care_event(plant, deed, now, why=why, user_id=user_id, context_id=context_id)
            await self._ledger.append_event(self._hub_id, event, durable=True)
            self._book(event, now)
        self._fire(event)
        return event

    async def newest(self, plant_id: str, kinds: Collection[CareKind]) -> Event | None:
        """The entry of a plant that was told last and still holds. Raises LedgerError."""

        def read(connection: sqlite3.Connection) -> Event | None:
            row = connection.execute(
                f"SELECT document {HELD} AND plant_id = ? ORDER BY sequence DESC LIMIT 1",
                (*self._held(self._forgotten, kinds), plant_id),
            ).fetchone()
            return row and _EVENT.validate_json(row[0])

        return await self._ledger.read(read)

    async def forget(self, entry: Event, *, user_id: str | None = None, context_id: str | None = None) -> Event | None:
        """Take an entry back and tell everybody; None where that was done already.

        Raises LedgerError where it couldn't be written; then the entry holds.
        """
        return await _whole(self._forget(entry, user_id=user_id, context_id=context_id))

    async def _forget(self, entry: Event, *, user_id: str | None, context_id: str | None) -> Event | None:
        async with self._writing:
            if entry.event_id in self._forgotten:
                return None
            now, gone = self._clock.now(), self._forgotten | {entry.event_id}
            event = forgotten_event(entry, now, user_id=user_id, context_id=context_id)
            newest = await self._ledger.read(lambda connection: self._newest_of(connection, gone))
            await self._ledger.append_event(self._hub_id, event, durable=True)
            self._forgotten = gone
            self._unbook(entry, _by_plant(newest, now).get(entry.plant_id, {}), now)
        self._fire(event)
        return event

    # --- what the soil shows ------------------------------------------------------------------------

    async def heed(self, plant: Plant, seen: Unseen | None) -> None:
        """Log water that the soil alone has shown, once; `seen` at a real instant.

        What a probe said by another scale, or before this start, tells nothing: it may have jumped in between.
        """
        marks = marks_of(plant)
        if plant.plant_id not in self._looked or self._looked[plant.plant_id][0] != marks:
            self._looked[plant.plant_id] = (marks, self._clock.now())
        if seen is None or seen.at <= self._looked[plant.plant_id][1] or self._is_known(plant.plant_id, seen.at):
            return
        why = reason("seen_wet", before=seen.before, peak=seen.peak)
        try:
            await self.log(plant, Deed(CareKind.HAND_OR_RAIN, seen.at), why=why)
            self._unwritten.discard(plant.plant_id)
        except LedgerError as error:
            # It is tried again at every look, and a repair tells of the ledger.
            if plant.plant_id not in self._unwritten:
                _LOGGER.error("That %s got water couldn't be written: %s", plant.name, error)  # noqa: TRY400
            self._unwritten.add(plant.plant_id)

    def _is_known(self, plant_id: str, at: datetime) -> bool:
        """Whether a rise is booked, or somebody has said that it was none."""
        known = [*(pour.at for pour in self._account(plant_id).others), *self._no_water.get(plant_id, ())]
        return any(abs(at - one) <= self._clock.real(SAME) for one in known)

    # --- what follows from it -----------------------------------------------------------------------

    def _book(self, event: Event, now: datetime) -> None:
        deed = Deed.of(event)
        at, last = min(deed.at, now), self._last.setdefault(event.plant_id, {})
        last[deed.kind] = max(at, last.get(deed.kind, at))
        if now - at <= RECENT:
            self._recent.append(event)
        if deed.kind in WATER:
            seen = deed.kind is CareKind.HAND_OR_RAIN
            self._account(event.plant_id).note_others(Pour(at, deed.amount_ml or 0.0, event.event_id, seen))

    def _unbook(self, entry: Event, last: dict[CareKind, datetime], now: datetime) -> None:
        plant_id, deed = entry.plant_id, Deed.of(entry)
        self._last[plant_id] = last
        self._recent = deque((one for one in self._recent if one.event_id != entry.event_id), MOST_RECENT)
        self._account(plant_id).forget_others(entry.event_id)
        self._note_old(plant_id, self._since(now))
        if deed.kind is CareKind.HAND_OR_RAIN:
            self._no_water.setdefault(plant_id, []).append(deed.at)

    def _note_old(self, plant_id: str, since: datetime) -> None:
        """Note when a plant got water last where that is so long ago that nothing else of it counts."""
        old = [at for kind, at in self.last(plant_id).items() if kind in WATER and at < since]
        if old and not self._account(plant_id).others:
            self._account(plant_id).note_others(Pour(max(old)))

    def _since(self, now: datetime) -> datetime:
        return now - max(self._clock.real(KEPT), RECENT)

    def _held(self, gone: Iterable[str], kinds: Iterable[CareKind] = CareKind) -> tuple[str, ...]:
        return self._hub_id, EventType.CARE_LOGGED, json.dumps([*kinds]), json.dumps([*gone])

    def _newest_of(self, connection: sqlite3.Connection, gone: Iterable[str]) -> _Newest:
        """When each thing was last done for each plant."""
        rows: _Newest = connection.execute(
            f"SELECT plant_id, document ->> '$.data.kind' AS kind, max(occurred_at) {HELD} GROUP BY plant_id, kind",
            self._held(gone),
        ).fetchall()
        return rows


async def _whole[T](work: Coroutine[None, None, T]) -> T:
    """Do something to its end, whoever stops waiting for it: what is on the disk has to be known as well."""
    return await asyncio.shield(asyncio.create_task(work))


def _by_plant(newest: _Newest, now: datetime) -> dict[str, dict[CareKind, datetime]]:
    found: dict[str, dict[CareKind, datetime]] = {}
    for plant_id, kind, at in newest:
        found.setdefault(plant_id, {})[CareKind(kind)] = min(datetime.fromtimestamp(at, UTC), now)
    return found
