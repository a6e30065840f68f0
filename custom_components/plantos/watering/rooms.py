"""What the rooms of plants drew out of them, hour by hour: reckoned from what their own probes said."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
import logging
import sqlite3

from ..domain.clock import Clock
from ..domain.indoor_demand import of_hour
from ..domain.outlook import Spell, by_days
from ..domain.plants import Plant
from ..domain.readings import Measure
from .ledger import Ledger
from .ledger_file import LedgerError
from .spells import IN_HOURS, KEPT

_LOGGER = logging.getLogger(__name__)

# On a fast hub's line of time all hours move with every look, so that a few of them have to do.
KEPT_FAST = timedelta(days=21)
LATEST_HOURS = 72
HOUR = timedelta(hours=1)
HOUR_S = HOUR.total_seconds()
MEASURES = (Measure.TEMPERATURE, Measure.HUMIDITY, Measure.ILLUMINANCE)
RAW = (
    "SELECT measure, CAST(at / ? AS INTEGER) AS number, avg(value) FROM readings WHERE hub_id = ? AND plant_id = ? "
    "AND measure IN ('temperature', 'humidity', 'illuminance') AND at >= ? AND at < ? AND quality = 1.0 "
    "GROUP BY measure, number"
)
CONDENSED = (
    "SELECT measure, hour, mean FROM hours WHERE hub_id = ? AND plant_id = ? "
    "AND measure IN ('temperature', 'humidity', 'illuminance') AND hour >= ? AND hour < ?"
)

type Means = dict[Measure, dict[int, float]]


class Rooms:
    """The hours of the plants of one hub, from the readings that the ledger has of them anyway."""

    def __init__(self, hub_id: str, clock: Clock, ledger: Ledger) -> None:
        """Begin without plants."""
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger
        # An hour of the hub's clock in real seconds; hours are numbered from the epoch on, as the journal's are.
        self._width = clock.real(HOUR).total_seconds()
        self._kept = KEPT if clock.speed == 1 else clock.real(KEPT_FAST)
        self._next: dict[str, int] = {}
        self._spells: dict[str, tuple[Spell, ...]] = {}

    async def follow(self, plants: Iterable[Plant], elevation_m: float) -> None:
        """Take up the hours of these plants that have ended since the last time."""
        now = self._clock.now()
        oldest, current = now - self._kept, int(now.timestamp() // self._width)
        for plant in plants:
            plant_id = plant.plant_id
            first = self._next.get(plant_id, int(oldest.timestamp() // self._width) + 1)
            if first >= current:
                continue
            try:
                found = await self._ledger.read(partial(self._read, plant, first, current, elevation_m))
            except LedgerError:
                _LOGGER.exception("The air of a room couldn't be read")
                continue
            kept = [spell for spell in self._spells.get(plant_id, ()) if spell.start >= oldest]
            known = (*kept, *found)
            self._spells[plant_id] = by_days(known, now - IN_HOURS) if self._clock.speed == 1 else known
            self._next[plant_id] = current

    def spells(self, plant_id: str, now: datetime, *, whole: bool = True) -> tuple[Spell, ...]:
        """A plant's hours, oldest first, on the hub's line of time. No rain falls in a room.

        Where not the `whole` is needed, a fast hub has the last three days.
        """
        known = self._spells.get(plant_id, ())
        if self._clock.speed == 1:
            return known
        on_hub = self._clock.on_hub
        return tuple(
            Spell(on_hub(spell.start, now), on_hub(spell.end, now), spell.reference_mm, spell.rain_mm)
            for spell in (known if whole else known[-LATEST_HOURS:])
        )

    def _read(
        self, plant: Plant, first: int, until: int, elevation_m: float, connection: sqlite3.Connection
    ) -> list[Spell]:
        """The hours that are known of a plant; where its light is measured, that has to be known as well."""
        means, lit = self._means(connection, plant.plant_id, first, until), Measure.ILLUMINANCE in plant.probes
        found = []
        for number, temperature in sorted(means[Measure.TEMPERATURE].items()):
            humidity, lux = means[Measure.HUMIDITY].get(number), means[Measure.ILLUMINANCE].get(number)
            if humidity is None or (lit and lux is None):
                continue
            try:
                drawn = of_hour(temperature, humidity, lux, elevation_m)
            except ValueError:
                # What can't be true is unknown.
                continue
            found.append(Spell(self._instant(number), self._instant(number + 1), drawn, 0.0))
        return found

    def _means(self, connection: sqlite3.Connection, plant_id: str, first: int, until: int) -> Means:
        """The means of each measure by hour: of the raw readings, and where time is real also of the condensed ones."""
        means: Means = {measure: {} for measure in MEASURES}
        rows = connection.execute(CONDENSED, (self._hub_id, plant_id, first, until))
        for measure, number, mean in rows if self._width == HOUR_S else ():
            means[Measure(measure)][number] = mean
        span = (first * self._width, until * self._width)
        for measure, number, mean in connection.execute(RAW, (self._width, self._hub_id, plant_id, *span)):
            means[Measure(measure)][number] = mean
        return means

    def _instant(self, number: int) -> datetime:
        return datetime.fromtimestamp(number * self._width, UTC)
