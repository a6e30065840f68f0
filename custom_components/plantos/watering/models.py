"""The models of a hub's plants: they learn hour by hour, are kept in the ledger and catch up on what they missed."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
import json
import logging
from statistics import fmean
from typing import Any

from ..domain.clock import Clock
from ..domain.learning import Bed, Learned, Observation, learn, wetted
from ..domain.lessons import MOMENT, SHORTEST, demand_of, ended, lessons_of
from ..domain.plants import Plant
from ..domain.readings import Measure, Source
from ..domain.snapshots import OutletState, Snapshot, Watering
from .ledger import Ledger
from .ledger_file import LedgerError
from .memories import forget_documents, keep_documents, kept_document, moisture_means

_LOGGER = logging.getLogger(__name__)
UNLEARNABLE = "What the ledger knows of %s can't be learned from"

DAY, HOUR, TEN_MINUTES = timedelta(days=1), timedelta(hours=1), timedelta(minutes=10)
# How far back a model learns anew, and after how many steps of that others have their turn.
LOOK_BACK, AT_ONCE = timedelta(days=30), 5
# In real seconds: a flash card lives longer for it.
WRITE_EVERY_S = 3_600.0
# A probe that speaks all the time is heard by its last words.
HEARD = 20
# No can gives a bed more at once.
ML_PER_MM, MOST_MM = 1_000.0, 100.0
# Two sums of the same amounts differ by less.
LEAST_ML = 0.1


@dataclass(slots=True)
class _Model:
    """What was learned of a plant, and from how much of the water that has flowed in all; instants are real UTC.

    `since` is from when on it learned: all of that is of this pot where that was repotted no later. `marks` are what
    the plant and its probe are, `heard` is until when rain was counted, `readings` are those since the last lesson,
    `poured` is when others were last known to have given water.
    """

    learned: Learned
    since: datetime
    marks: list[Any]
    given_ml: float
    seen_ml: float
    heard: datetime
    readings: list[tuple[datetime, float]] = field(default_factory=list)
    poured: datetime | None = None

    @classmethod
    def begun(cls, snapshot: Snapshot, at: datetime) -> _Model:
        """The model of a plant of which nothing is known but how it is described, from a real instant on."""
        plant, total = snapshot.plant, snapshot.history.total_ml
        return cls(Learned.of(plant, at, Bed.of(plant, snapshot.species)), at, marks_of(plant), total, total, at)

    @property
    def pending_ml(self) -> float:
        """What has flowed since the last lesson; what only rounding makes is no watering."""
        pending = self.seen_ml - self.given_ml
        return pending if pending > LEAST_ML else 0.0


class Models:
    """The models of one hub. Every plant with a moisture probe has one, whichever strategy waters it."""

    def __init__(self, hub_id: str, clock: Clock, ledger: Ledger) -> None:
        """Begin with nothing learned; `take_up` brings back what the ledger knows."""
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger
        self._models: dict[str, _Model] = {}
        self._changed = False
        self._written_s = clock.monotonic()
        self._learning_anew = asyncio.Lock()

    def of(self, plant_id: str) -> Learned | None:
        """A plant's model, its instant on the hub's line of time; None until it has caught up."""
        if (model := self._models.get(plant_id)) is None:
            return None
        learned, clock = model.learned, self._clock
        return learned if clock.speed == 1 else replace(learned, at=clock.on_hub(learned.at, clock.now()))

    # --- what happens now ---------------------------------------------------------------------------

    def attend(self, snapshot: Snapshot) -> None:
        """Hear what a plant's probe says and what it was given; learn where an hour or a watering is over.

        Care comes next, and must not fail for what is learned.
        """
        plant = snapshot.plant
        try:
            if model := self._models.get(plant.plant_id):
                self._attend(model, snapshot)
        except Exception:
            _LOGGER.exception("Learning from %s failed; what was learned is not used until the next start", plant.name)
            del self._models[plant.plant_id]

    def _attend(self, model: _Model, snapshot: Snapshot) -> None:
        plant, now, total = snapshot.plant, snapshot.at, snapshot.history.total_ml
        if model.marks != marks_of(plant):
            # Another pot or another scale: what was learned isn't this plant's.
            model = self._models[plant.plant_id] = _Model.begun(snapshot, now)
            model.poured = _poured(snapshot, self._clock)
        if model.learned.at > now:
            # The clock was set back.
            model.learned, model.heard, model.readings = replace(model.learned, at=now), now, []
        last = snapshot.history.last_watered
        if last is not None and total - model.seen_ml > LEAST_ML:
            if last - MOMENT - self._clock.on_hub(model.learned.at, now) >= SHORTEST:
                self._look_back(model, snapshot, last - MOMENT)
            model.seen_ml, model.readings = total, []
        if snapshot.outlet is OutletState.OPEN:
            return
        poured = _poured(snapshot, self._clock)
        told = poured is not None and (model.poured is None or poured - model.poured > MOMENT)
        if told and model.learned.at < now:
            since = now - DAY if model.poured is None else self._clock.on_hub(model.poured + MOMENT, now)
            self._soak(model, snapshot, max(since, now - DAY), now)
            model.poured, model.readings = poured, []
        self._hear(model, snapshot)
        passed = now - self._clock.on_hub(model.learned.at, now)
        # The first reading after a watering has soaked in tells most of it.
        if passed >= HOUR or (model.pending_ml and model.readings):
            self._look_back(model, snapshot, now)

    def _hear(self, model: _Model, snapshot: Snapshot) -> None:
        """Note what the plant's own probe says while it is trusted; a backup has another scale."""
        reading, value = snapshot.readings.get(Measure.MOISTURE), snapshot.trusted_moisture
        if reading is None or value is None or reading.source is not Source.PRIMARY:
            return
        at = self._clock.from_hub(reading.at, snapshot.at)
        newest = model.readings[-1][0] if model.readings else model.learned.at
        if newest < at <= snapshot.at:
            model.readings = [*model.readings[1 - HEARD :], (at, value)]

    def _look_back(self, model: _Model, snapshot: Snapshot, until: datetime) -> None:
        """Learn from the step up to an instant on the hub's line of time."""
        end = self._clock.from_hub(until, snapshot.at)
        read = [(at, value) for at, value in model.readings if at <= end]
        since = read[-1][0] - self._clock.real(TEN_MINUTES) if read else end
        moisture = fmean(value for at, value in read if at >= since) if read else None
        self._learn(model, snapshot, until, moisture)
        model.readings = []

    def _learn(
        self, model: _Model, snapshot: Snapshot, until: datetime, moisture: float | None, cans_mm: float = 0.0
    ) -> None:
        """Take a step in which all water that is pending was given at its start, and cans as if they were rain."""
        clock, now, plant, spells = self._clock, snapshot.at, snapshot.plant, snapshot.past.spells
        state = replace(model.learned, at=clock.on_hub(model.learned.at, now))
        rainy = ended(spells, clock.on_hub(model.heard, now) + MOMENT, until)
        rain = 0.0 if plant.indoor else sum(spell.rain_mm or 0.0 for spell in rainy)
        known = plant.indoor or all(spell.rain_mm is not None for spell in rainy or spells[-1:])
        demand = demand_of(spells, state.at, until)
        observed = Observation(until, moisture, demand, model.pending_ml, rain + cans_mm, rain_known=known)
        learned = learn(state, observed, Bed.of(plant, snapshot.species))
        model.learned = replace(learned, at=clock.from_hub(until, now))
        model.heard = clock.from_hub(rainy[0].end, now) if rainy else model.heard
        model.given_ml = model.seen_ml
        self._changed = True

    def _soak(self, model: _Model, snapshot: Snapshot, since: datetime, until: datetime) -> None:
        """Take a step in which others gave water too: what was read in it is no lesson, and beds are wetter for it."""
        cans = sum(one.ml for one in snapshot.cans if since < one.at <= until)
        area = snapshot.plant.area_m2
        self._learn(model, snapshot, until, None, min(cans / (area * ML_PER_MM), MOST_MM) if area else 0.0)
        model.learned = wetted(model.learned)

    # --- what is kept -------------------------------------------------------------------------------

    async def keep(self) -> None:
        """Write what was learned, once an hour at most."""
        if self._changed and self._clock.monotonic() - self._written_s >= WRITE_EVERY_S:
            await self.write()

    async def write(self) -> None:
        """Write every model, all at once."""
        if not self._changed:
            return
        self._written_s, self._changed = self._clock.monotonic(), False
        rows = {plant_id: _document(model) for plant_id, model in self._models.items()}
        try:
            await keep_documents(self._ledger, self._hub_id, rows)
        except LedgerError:
            self._changed = True
            _LOGGER.exception("What was learned couldn't be written")

    async def retain(self, plant_ids: Iterable[str]) -> None:
        """Forget the models of all plants but these. Raises LedgerError."""
        await forget_documents(self._ledger, self._hub_id, plant_ids)

    async def take_up(self, plant_ids: Iterable[str], snapshot: Callable[[str], Snapshot]) -> None:
        """Bring back these plants' models and let them learn what they missed, in small steps beside all else.

        One that can't be read learns anew from what the ledger still has.
        """
        for plant_id in plant_ids:
            async with self._learning_anew:
                try:
                    document = await kept_document(self._ledger, self._hub_id, plant_id)
                    await self._catch_up(plant_id, snapshot, _model_of(document))
                except LedgerError:
                    # What is kept may be read at the next start.
                    _LOGGER.exception("What the ledger knows of %s couldn't be read", snapshot(plant_id).plant.name)
                except Exception:
                    _LOGGER.exception(UNLEARNABLE, snapshot(plant_id).plant.name)
                    self._begin_anew(snapshot(plant_id))

    async def repotted(self, plant_id: str, at: datetime, snapshot: Callable[[str], Snapshot]) -> None:
        """Hear that a plant was repotted at a real instant, or that this was a mistake.

        Only what another pot has taught goes: a model that began later stays as it is, any other learns anew by what
        the ledger still has since the last repotting.
        """
        async with self._learning_anew:
            model = self._models.get(plant_id)
            if model is None or at < model.since - MOMENT:
                return
            del self._models[plant_id]
            try:
                await self._catch_up(plant_id, snapshot, None)
            except Exception:
                _LOGGER.exception(UNLEARNABLE, snapshot(plant_id).plant.name)
                self._begin_anew(snapshot(plant_id))
            self._changed = True

    def _begin_anew(self, snapshot: Snapshot) -> None:
        """Learn from now on, since the past can't be learned from."""
        self._models[snapshot.plant.plant_id] = _Model.begun(snapshot, snapshot.at)

    async def _catch_up(self, plant_id: str, snapshot: Callable[[str], Snapshot], kept: _Model | None) -> None:
        """Learn what was missed, once more where people meanwhile told of another pot."""
        while True:
            known = snapshot(plant_id)
            model = await self._caught_up(known, kept)
            if snapshot(plant_id).care.repotted == known.care.repotted:
                break
            kept = None
        self._models[plant_id] = model

    async def _caught_up(self, snapshot: Snapshot, kept: _Model | None) -> _Model:
        clock, now, plant, history = self._clock, snapshot.at, snapshot.plant, snapshot.history
        since, repotted = now - clock.real(LOOK_BACK), snapshot.care.repotted
        if kept and kept.marks != marks_of(plant):
            kept, since = None, now
        elif kept and (repotted is None or repotted <= kept.since + MOMENT):
            since = min(kept.learned.at, now)
        else:
            kept, since = None, max(since, repotted or since)
        means = await moisture_means(self._ledger, self._hub_id, plant.plant_id, clock, since, now)
        if kept:
            model, water = kept, _newest(history.waterings, history.total_ml - kept.given_ml)
        else:
            begun = means[0].first if means else now
            model = _Model.begun(snapshot, clock.from_hub(begun, now))
            model.since = repotted if repotted == since else model.since
            water = [(one.at, one.ml) for one in history.waterings if one.at >= begun]
        model.seen_ml = model.given_ml = history.total_ml - sum(ml for _, ml in water)
        lessons = lessons_of(clock.on_hub(model.learned.at, now), means, water, snapshot.settings.soak)
        cans = _cans(snapshot)
        for number, lesson in enumerate(lessons, 1):
            since = clock.on_hub(model.learned.at, now)
            model.seen_ml += lesson.ml
            if any(since < can <= lesson.at for can in cans):
                self._soak(model, snapshot, since, lesson.at)
            else:
                self._learn(model, snapshot, lesson.at, lesson.moisture)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
        model.seen_ml, model.poured = history.total_ml, _poured(snapshot, clock)
        return model


def marks_of(plant: Plant) -> list[Any]:
    """What a plant and its probe are, as plain values: with others it is another plant, or another scale."""
    scale = plant.calibrations.get(Measure.MOISTURE)
    pot = [plant.species, plant.pot_volume_l, plant.area_m2, plant.substrate.value]
    shown = [one for one in (plant.reads_full, plant.reads_wilted) if one is not None]
    return [*pot, plant.probes.get(Measure.MOISTURE), *([scale.slope, scale.offset] if scale else []), *shown]


def _cans(snapshot: Snapshot) -> list[datetime]:
    """When somebody told of water that PlantOS didn't give; what the soil alone has shown is learned already."""
    return [one.at for one in snapshot.history.others if not one.seen]


def _poured(snapshot: Snapshot, clock: Clock) -> datetime | None:
    """When somebody last gave water, at a real instant."""
    return clock.from_hub(max(cans), snapshot.at) if (cans := _cans(snapshot)) else None


def _newest(waterings: Sequence[Watering], missing_ml: float) -> list[tuple[datetime, float]]:
    """The last waterings, oldest first, as far back as so much was given."""
    found: list[tuple[datetime, float]] = []
    for one in reversed(waterings):
        if missing_ml <= LEAST_ML:
            break
        found.insert(0, (one.at, min(one.ml, missing_ml)))
        missing_ml -= one.ml
    return found


def _document(model: _Model) -> str:
    instants = {"since": model.since.isoformat(), "heard": model.heard.isoformat()}
    kept = {"marks": model.marks, "given_ml": model.given_ml, **instants}
    return json.dumps({**kept, "model": json.loads(model.learned.as_json())}, separators=(",", ":"))


def _model_of(document: str | None) -> _Model | None:
    """The model that was kept, None where it is of another version or can't be read."""
    if document is None:
        return None
    try:
        kept = json.loads(document)
        learned = Learned.from_json(json.dumps(kept["model"]))
        since, heard = (datetime.fromisoformat(kept[name]) for name in ("since", "heard"))
        given, told = float(kept["given_ml"]), since.tzinfo and heard.tzinfo
        return _Model(learned, since, [*kept["marks"]], given, given, heard) if learned and told else None
    except ValueError, TypeError, KeyError:
        return None
