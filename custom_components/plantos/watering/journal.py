"""What the probes said: kept for trends, written to the ledger, told when it matters."""

from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping
from datetime import UTC, datetime, timedelta
import logging
import sqlite3

from ..domain.alerts import critical, critical_below, worth_telling
from ..domain.clock import Clock
from ..domain.comfort import Series
from ..domain.deterioration import Emergency, Scores, assess_emergency, has_dropped, is_judged, yardstick
from ..domain.events import Event, EventType, plant_event
from ..domain.health import Health, health_of
from ..domain.plants import Plant
from ..domain.readings import Measure, Reading
from ..domain.settings import Settings
from ..domain.snapshots import Snapshot
from ..domain.species import Range
from ..domain.trend import Means
from .ledger import Ledger
from .ledger_file import LedgerError

_LOGGER = logging.getLogger(__name__)

HOUR, TEN_MINUTES = timedelta(hours=1), timedelta(minutes=10)
FORTNIGHT, WEEK, DAY, DRYING = timedelta(days=14), timedelta(days=7), timedelta(days=1), timedelta(days=3)
WRITE_EVERY = timedelta(minutes=5)
PRUNE_EVERY = timedelta(days=1)
KEEP_RAW, KEEP_HOURS = timedelta(days=14), timedelta(days=730)


class Journal:
    """The readings of one hub. Durations are hub time, instants real UTC."""

    def __init__(
        self,
        hub_id: str,
        clock: Clock,
        ledger: Ledger,
        tell: Callable[[Event], Coroutine[None, None, None]],
        tell_soon: Callable[[Event], None],
    ) -> None:
        """Begin empty; `load` brings back what the ledger knows. What is told soon isn't waited for."""
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger
        self._tell = tell
        self._tell_soon = tell_soon
        self._hours: defaultdict[str, dict[Measure, Means]] = defaultdict(dict)
        self._drying: dict[str, Means] = {}
        self._told: dict[str, tuple[datetime, dict[Measure, Reading]]] = {}
        self._critical: set[str] = set()
        self._scores: dict[str, Scores] = {}
        self._deteriorated: dict[str, tuple[datetime, float]] = {}
        self._urgent: set[str] = set()
        self.settings = Settings()
        self._written = self._pruned = clock.now()

    async def load(self, plants: Mapping[str, Plant]) -> None:
        """Take up the last fortnight."""
        now = self._clock.now()
        for width, since, means_of in (
            (HOUR, FORTNIGHT, self._means),
            (TEN_MINUTES, DRYING, lambda plant_id, measure: self._drying_of(plant_id)),
        ):
            seconds = self._clock.real(width).total_seconds()
            rows = await self._ledger.bucket_means(self._hub_id, now - self._clock.real(since), seconds)
            for (plant_id, measure), buckets in rows.items():
                if width is HOUR or measure is Measure.MOISTURE:
                    means_of(plant_id, measure).load(buckets)
        wettest = await self._ledger.wettest_since_critical(self._hub_id)
        still = {plant_id: plants[plant_id] for plant_id in wettest if plant_id in plants}
        self._critical = {
            plant_id
            for plant_id, plant in still.items()
            if critical(wettest[plant_id], True, critical_below(plant, self.settings))
        }
        self._deteriorated = await self._ledger.read(self._read_deteriorations)

    def _read_deteriorations(self, connection: sqlite3.Connection) -> dict[str, tuple[datetime, float]]:
        """When each plant was last told to do worse, and with which score."""
        rows = connection.execute(
            "SELECT plant_id, max(occurred_at), json_extract(document, '$.data.score') FROM events "
            "WHERE hub_id = ? AND type = ? GROUP BY plant_id",
            (self._hub_id, EventType.PLANT_HEALTH_DETERIORATED),
        )
        return {plant_id: (datetime.fromtimestamp(at, UTC), score) for plant_id, at, score in rows}

    def hours(self, plant_id: str) -> Mapping[Measure, Series]:
        """The hourly means of the last fortnight."""
        now = self._clock.now()
        return {measure: means.aged(now) for measure, means in self._hours[plant_id].items()}

    def steps(self, plant_id: str) -> Series:
        """Moisture in steps of ten minutes, at most three days."""
        means = self._drying_of(plant_id).aged(self._clock.now())
        return [(age * (TEN_MINUTES / HOUR), value) for age, value in means]

    def drying(self, plant_id: str, since: datetime | None) -> list[tuple[datetime, float]]:
        """Moisture in steps of ten minutes since an instant, at most three days."""
        return self._drying_of(plant_id).points(since)

    def moisture(self, plant_id: str, now: datetime) -> tuple[tuple[datetime, float], ...]:
        """The hourly means of moisture (%) of the last fortnight, oldest first, on the hub's line of time."""
        points = self._means(plant_id, Measure.MOISTURE).points(now - self._clock.real(WEEK))
        return tuple((self._clock.on_hub(at, now), value) for at, value in points)

    def is_critical(self, plant_id: str) -> bool:
        """Whether the plant is alarmingly dry."""
        return plant_id in self._critical

    def note(self, plant: Plant, readings: Mapping[Measure, Reading], read: Collection[Measure]) -> None:
        """Take note of what was read of a plant, and tell of all its readings where they changed enough."""
        for measure, reading in readings.items():
            if measure in read and reading.fresh and reading.value is not None:
                self._means(plant.plant_id, measure).add(reading.at, reading.value)
                if measure is Measure.MOISTURE:
                    self._drying_of(plant.plant_id).add(reading.at, reading.value)
        now = self._clock.now()
        told_at, told = self._told.get(plant.plant_id, (None, {}))
        if worth_telling(readings, told, self._clock.age(told_at) if told_at else None):
            self._told[plant.plant_id] = (now, dict(readings))
            data: dict[str, float | None] = {}
            for measure, reading in readings.items():
                data |= {measure: reading.value, f"{measure}_quality": reading.quality}
            self._tell_soon(plant_event(EventType.SENSOR_READING_RECORDED, plant, now, data))
        self._watch_critical(plant, readings.get(Measure.MOISTURE))

    def _watch_critical(self, plant: Plant, moisture: Reading | None) -> None:
        value = moisture.value if moisture and moisture.fresh else None
        was = plant.plant_id in self._critical
        if critical(value, was, critical_below(plant, self.settings)) is was:
            return
        if was:
            self._critical.discard(plant.plant_id)
            return
        self._critical.add(plant.plant_id)
        data = {"moisture": value, "minimum": plant.moisture_min}
        self._tell_soon(plant_event(EventType.CRITICAL_MOISTURE, plant, self._clock.now(), data))

    # --- health -------------------------------------------------------------------------------------

    def is_urgent(self, plant_id: str) -> bool:
        """Whether water for this plant goes before all other: it is alarmingly dry, or does worse for want of it."""
        return plant_id in self._critical or plant_id in self._urgent

    async def watch_health(self, snapshot: Snapshot, health: Health, usual: Range | None = None) -> bool:
        """Tell once when a plant does worse than within its last week; whether that is so and water would help it.

        `usual` is from where to where its moisture goes with its waterings.
        """
        plant = snapshot.plant
        emergency = assess_emergency(plant, health, snapshot.trusted_moisture)
        if not emergency.water_helps:
            self._urgent.discard(plant.plant_id)
        if health.score is None or not is_judged(health):
            return False
        drop = self.settings.health_drop
        now, scores = self._clock.now(), self._scores_of(snapshot, health, usual)
        scores.note(now, health.score, drop)
        best = scores.best(now - self._clock.real(WEEK))
        if best is None or not has_dropped(health.score, best, drop):
            return False
        scores.told(health.score)
        if emergency.water_helps:
            self._urgent.add(plant.plant_id)
        await self._tell(_deteriorated(plant, now, health, best, emergency))
        return emergency.water_helps

    def _scores_of(self, snapshot: Snapshot, health: Health, usual: Range | None) -> Scores:
        """The scores that a plant is compared with; at first those that its readings of the week before make."""
        plant = snapshot.plant
        by = yardstick(plant, snapshot.species, health)
        known = self._scores.get(plant.plant_id)
        if known is None:
            known = self._past_scores(snapshot, Scores(by), usual)
        elif known.by != by:
            known = Scores(by)
        self._scores[plant.plant_id] = known
        return known

    def _past_scores(self, snapshot: Snapshot, scores: Scores, usual: Range | None) -> Scores:
        plant, now = snapshot.plant, self._clock.now()
        told = self._deteriorated.get(plant.plant_id)
        if told:
            scores.told(told[1])
        hours = self.hours(plant.plant_id)
        for days in range(WEEK // DAY, 0, -1):
            at = now - self._clock.real(days * DAY)
            past = health_of(plant, snapshot.species, hours, usual, days * DAY / HOUR)
            comparable = is_judged(past) and yardstick(plant, snapshot.species, past) == scores.by
            if past.score is not None and comparable and (told is None or at > told[0]):
                scores.note(at, past.score, self.settings.health_drop)
        return scores

    async def keep(self, readings: Iterable[tuple[str, Reading]]) -> None:
        """Write the readings of all plants every five minutes, and condense the oldest once a day."""
        if self._clock.age(self._written) < WRITE_EVERY:
            return
        self._written = self._clock.now()
        try:
            await self._ledger.add_readings(self._hub_id, readings)
            if self._clock.age(self._pruned) >= PRUNE_EVERY:
                self._pruned = self._written
                now = self._written
                await self._ledger.condense_readings(
                    self._hub_id, now - self._clock.real(KEEP_RAW), now - self._clock.real(KEEP_HOURS)
                )
        except LedgerError:
            _LOGGER.exception("Readings couldn't be written")

    def _means(self, plant_id: str, measure: Measure) -> Means:
        hours = self._hours[plant_id]
        if measure not in hours:
            hours[measure] = Means(self._clock.real(HOUR).total_seconds(), FORTNIGHT // HOUR)
        return hours[measure]

    def _drying_of(self, plant_id: str) -> Means:
        if plant_id not in self._drying:
            self._drying[plant_id] = Means(self._clock.real(TEN_MINUTES).total_seconds(), DRYING // TEN_MINUTES)
        return self._drying[plant_id]


def _deteriorated(plant: Plant, now: datetime, health: Health, best: float, emergency: Emergency) -> Event:
    """What is told of a plant that does worse; scores in %, factors 0 to 1."""
    factors = {f"factor_{key}": round(value, 2) for key, value in (*health.factors.items(), *health.strains.items())}
    return Event(
        type=EventType.PLANT_HEALTH_DETERIORATED,
        plant_id=plant.plant_id,
        plant_name=plant.name,
        occurred_at=now,
        reason=emergency.why,
        data={
            "score": health.score,
            "best": best,
            "status": health.status,
            "limiting": health.limiting,
            "water_helps": emergency.water_helps,
            **factors,
        },
    )
