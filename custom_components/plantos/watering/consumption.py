"""What a hub's plants were given by the day: counted from the ledger at the start, and then in memory."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, tzinfo
import sqlite3

from ..domain.clock import Clock
from ..domain.water_use import WaterUse, midnight, oldest, water_use
from .account import WaterAccount
from .ledger import Ledger

# A plant, an amount, and an instant in seconds since the epoch.
type _Row = tuple[str, float, float]


class Consumption:
    """The water of a hub and of each of its plants, by days of the real calendar, in ml.

    Plants' accounts are read as one reads a water meter: what one holds more than before flowed since. The hub's own
    sums, under its id, also hold what was given to plants that it no longer has.
    """

    def __init__(
        self,
        hub_id: str,
        clock: Clock,
        ledger: Ledger,
        account: Callable[[str], WaterAccount],
        zone: Callable[[], tzinfo],
    ) -> None:
        """Begin empty; `load` brings back what the ledger knows."""
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger
        self._account = account
        self._zone = zone
        self._seen: dict[str, float] = {}
        self._days: dict[str, dict[date, float]] = {}
        self._first: dict[str, date] = {}
        self._total_ml = 0.0

    async def load(self, plant_ids: Iterable[str]) -> None:
        """Count every run of the hub. Raises LedgerError."""
        since = midnight(oldest(self._today()), self._zone())

        def read(connection: sqlite3.Connection) -> tuple[list[_Row], list[_Row]]:
            given = (
                "SELECT plant_id, delivered_ml, coalesce(closed_at, requested_at) AS at "
                "FROM runs WHERE hub_id = ? AND delivered_ml > 0"
            )
            totals = f"SELECT plant_id, sum(delivered_ml), min(at) FROM ({given}) GROUP BY plant_id"  # noqa: S608
            return (
                connection.execute(totals, (self._hub_id,)).fetchall(),
                connection.execute(f"{given} AND at >= ?", (self._hub_id, since.timestamp())).fetchall(),
            )

        totals, recent = await self._ledger.read(read)
        self._days, self._first = {}, {}
        for plant_id, ml, at in recent:
            self._book(plant_id, ml, self._day(at))
        for plant_id, _, at in totals:
            self._begin(plant_id, self._day(at))
        given = {plant_id: total for plant_id, total, _ in totals}
        self._total_ml = sum(given.values())
        self._seen = {plant_id: given.get(plant_id, 0.0) for plant_id in plant_ids}

    def use(self, subject: str) -> WaterUse:
        """What a plant, or with its id the hub, was given up to now."""
        self._read(self._seen if subject == self._hub_id else [subject])
        days, first = self._days.get(subject, {}), self._first.get(subject)
        return water_use(days, first, self._clock.now(), self._zone())

    @property
    def total_ml(self) -> float:
        """All that the hub ever gave."""
        self._read(self._seen)
        return self._total_ml

    def _read(self, plant_ids: Iterable[str]) -> None:
        for plant_id in plant_ids:
            total = self._account(plant_id).total_ml
            if (seen := self._seen.get(plant_id, total)) < total:
                today = self._today()
                self._seen[plant_id] = total
                self._total_ml += total - seen
                self._book(plant_id, total - seen, today)
                self._begin(plant_id, today)

    def _book(self, plant_id: str, ml: float, day: date) -> None:
        for subject in (plant_id, self._hub_id):
            days = self._days.setdefault(subject, {})
            if day not in days:
                # So that no year's days are kept.
                days = self._days[subject] = {one: had for one, had in days.items() if one >= oldest(day)}
            days[day] = days.get(day, 0.0) + ml

    def _begin(self, plant_id: str, day: date) -> None:
        for subject in (plant_id, self._hub_id):
            self._first[subject] = min(day, self._first.get(subject, day))

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone()).date()

    def _day(self, at: float) -> date:
        return datetime.fromtimestamp(at, UTC).astimezone(self._zone()).date()
