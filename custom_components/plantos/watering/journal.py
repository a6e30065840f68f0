"""What the probes said: kept for trends, written to the ledger, told when it matters."""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
import logging

from ..domain.alerts import HYSTERESIS, critical, worth_telling
from ..domain.clock import Clock
from ..domain.events import Event, EventType, plant_event
from ..domain.plants import Plant
from ..domain.readings import Measure, Reading
from ..domain.settings import Settings
from ..domain.trend import Means
from .ledger import Ledger, LedgerError

_LOGGER = logging.getLogger(__name__)

HOUR, TEN_MINUTES = timedelta(hours=1), timedelta(minutes=10)
WEEK, DRYING = timedelta(days=7), timedelta(days=3)
WRITE_EVERY = timedelta(minutes=5)
PRUNE_EVERY = timedelta(days=1)
KEEP_RAW, KEEP_HOURS = timedelta(days=14), timedelta(days=730)


class Journal:
    """The readings of one hub. Durations are hub time, instants real UTC."""

    def __init__(
        self, hub_id: str, clock: Clock, ledger: Ledger, tell: Callable[[Event], Coroutine[None, None, None]]
    ) -> None:
        """Begin empty; `load` brings back what the ledger knows."""
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger
        self._tell = tell
        self._hours: dict[tuple[str, Measure], Means] = {}
        self._drying: dict[str, Means] = {}
        self._told: dict[str, tuple[datetime, dict[Measure, Reading]]] = {}
        self._critical: set[str] = set()
        self.settings = Settings()
        self._written = self._pruned = clock.now()

    async def load(self) -> None:
        """Take up the last week."""
        now = self._clock.now()
        for width, since, means_of in (
            (HOUR, WEEK, self._means),
            (TEN_MINUTES, DRYING, lambda plant_id, measure: self._drying_of(plant_id)),
        ):
            seconds = self._clock.real(width).total_seconds()
            rows = await self._ledger.bucket_means(self._hub_id, now - self._clock.real(since), seconds)
            for (plant_id, measure), buckets in rows.items():
                if width is HOUR or measure is Measure.MOISTURE:
                    means_of(plant_id, measure).load(buckets)
        self._critical = await self._ledger.still_critical(self._hub_id, self.settings.critical_moisture + HYSTERESIS)

    def hours(self, plant_id: str) -> Mapping[Measure, Sequence[float]]:
        """The hourly means of the last week, oldest first."""
        return {measure: means.values() for (plant, measure), means in self._hours.items() if plant == plant_id}

    def drying(self, plant_id: str, since: datetime | None) -> list[tuple[datetime, float]]:
        """Moisture in steps of ten minutes since an instant, at most three days."""
        return self._drying_of(plant_id).points(since)

    def is_critical(self, plant_id: str) -> bool:
        """Whether the plant is alarmingly dry."""
        return plant_id in self._critical

    async def note(self, plant: Plant, readings: Mapping[Measure, Reading]) -> None:
        """Take note of a plant's readings, and tell of them where they changed enough."""
        for measure, reading in readings.items():
            if reading.fresh and reading.value is not None:
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
            await self._tell(plant_event(EventType.SENSOR_READING_RECORDED, plant, now, data))
        await self._watch_critical(plant, readings.get(Measure.MOISTURE))

    async def _watch_critical(self, plant: Plant, moisture: Reading | None) -> None:
        value = moisture.value if moisture and moisture.fresh else None
        was = plant.plant_id in self._critical
        if critical(value, was, self.settings.critical_moisture) is was:
            return
        if was:
            self._critical.discard(plant.plant_id)
            return
        self._critical.add(plant.plant_id)
        data = {"moisture": value, "minimum": plant.moisture_min}
        await self._tell(plant_event(EventType.CRITICAL_MOISTURE, plant, self._clock.now(), data))

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
        width = self._clock.real(HOUR).total_seconds()
        return self._hours.setdefault((plant_id, measure), Means(width, WEEK // HOUR))

    def _drying_of(self, plant_id: str) -> Means:
        width = self._clock.real(TEN_MINUTES).total_seconds()
        return self._drying.setdefault(plant_id, Means(width, DRYING // TEN_MINUTES))
