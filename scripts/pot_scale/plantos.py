"""PlantOS's own decisions on a pot, asked each hour with the snapshot that it would have at home."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from custom_components.plantos.domain.commands import Origin, WaterCommand
from custom_components.plantos.domain.decisions import Decision
from custom_components.plantos.domain.depletion import balance, coefficient_of, zone_of
from custom_components.plantos.domain.guardrails import check
from custom_components.plantos.domain.learning import Learned, Observation, learn
from custom_components.plantos.domain.outlook import Forecast, Past, Period, Spell
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.quarantine import Limits, Trace, judge
from custom_components.plantos.domain.readings import Measure, Reading, Sample
from custom_components.plantos.domain.settings import Settings
from custom_components.plantos.domain.snapshots import History, OutletState, Snapshot, Watering
from custom_components.plantos.domain.strategies import decide

from .baselines import ML_PER_L
from .home import Hire, Hour, Label
from .sky import HOUR, SITE

DAY = timedelta(days=1)
KEPT_DAYS, KEPT_POINTS = 3, 96
SETTINGS = Settings(ml_watering_scheduler=True)
EVERY_H = 48.0
# A pump that gives a run's limit in a few minutes.
FLOW_ML_S, FLOW_SHARE = 5.0, 1.0 / 300.0

# What an owner would set: shares of what a full pot has for its plant, and of the pot's volume.
USUAL: Mapping[str, float] = {"minimum": 0.65, "maximum": 1.0, "dose": 0.08, "pulse": 0.0}
MM_IN_48H = {True: 2.0, False: 8.0}


def plant_of(label: Label, strategy: str, numbers: Mapping[str, float]) -> Plant:
    """The pot as its owner describes it; numbers that are no shares are the plant's own."""
    own = {name: value for name, value in numbers.items() if name not in USUAL}
    shares = {**USUAL, **numbers}
    dose = shares["dose"] * label.litres * ML_PER_L
    if strategy == "schedule":
        dose = MM_IN_48H[label.indoor] * label.crown_m2 * ML_PER_L
        # Who gives more at once than usual has to allow it.
        own = {"max_run_ml": dose, "max_day_ml": dose} | own
    return Plant.model_validate(
        {
            "plant_id": "pot",
            "name": "Pot",
            "indoor": label.indoor,
            "pot_volume_l": label.litres,
            "area_m2": label.crown_m2 if strategy == "evapotranspiration" else None,
            "probes": {Measure.MOISTURE: "probe"},
            "outlet": "outlet",
            "flow_ml_s": max(FLOW_ML_S, FLOW_SHARE * 100.0 * label.litres),
            "flow_calibrated": True,
            "schedule": {"every_h": EVERY_H},
            "strategy": strategy,
            "automatic": True,
            "moisture_min": label.reading(shares["minimum"]),
            "moisture_max": min(100.0, label.reading(shares["maximum"])),
            "dose_ml": dose,
            "pulse_ml": shares["pulse"] * label.litres * ML_PER_L or None,
            "waters_blind": True,
            **own,
        }
    )


@dataclass(slots=True)
class PlantosGardener:
    """Asks `decide()` and the guardrails each hour, and remembers and learns as PlantOS does."""

    plant: Plant
    trace: Trace = field(default_factory=Trace)
    reading: Reading | None = None
    learned: Learned | None = None
    waterings: deque[Watering] = field(default_factory=lambda: deque(maxlen=90))
    past: Past = field(default_factory=Past)
    total_ml: float = 0.0
    pending_ml: float = 0.0

    def water(self, hour: Hour) -> tuple[float, ...]:
        """The decision in portions, if no guardrail denies it."""
        self.remember(hour)
        snapshot = self.snapshot(hour)
        decision = decide(snapshot)
        if not decision.should_water or not allowed(decision, snapshot):
            return ()
        ml = decision.amount_ml
        self.waterings.append(Watering(hour.at, ml))
        self.total_ml += ml
        self.pending_ml = ml
        portions = max(decision.pulses, self.plant.pulses(ml))
        return (ml / portions,) * portions

    def remember(self, hour: Hour) -> None:
        """Take up what the hour brings."""
        at, last = hour.at, self.waterings[-1].at if self.waterings else None
        sample = None if hour.moisture is None else Sample(hour.moisture, at)
        wetting = last is not None and at - last <= SETTINGS.soak + HOUR
        self.reading, self.trace = judge(
            *(Measure.MOISTURE, sample, self.trace, at, lambda instant: at - instant, None, Limits()),
            wetting=wetting,
            watered_at=last,
        )
        fresh = self.reading.value if self.reading.fresh and self.reading.at == at else None
        self._learn(hour, fresh)
        if hour.number:
            self._pass(Spell(at - HOUR, at, hour.et0, hour.rain), None if fresh is None else (at, fresh))

    def snapshot(self, hour: Hour) -> Snapshot:
        """All that PlantOS knows at this moment."""
        last = self.waterings[-1].at if self.waterings else None
        return Snapshot(
            plant=self.plant,
            at=hour.at,
            settings=SETTINGS,
            local=hour.at.time(),
            readings={} if self.reading is None else {Measure.MOISTURE: self.reading},
            history=History(
                last_watered=last,
                last_tried=last,
                day_ml=sum(one.ml for one in self.waterings if hour.at - one.at < DAY),
                total_ml=self.total_ml,
                hour_runs=sum(hour.at - one.at < HOUR for one in self.waterings),
                waterings=tuple(self.waterings),
            ),
            outlet=OutletState.CLOSED,
            learned=self.learned,
            site=SITE,
            forecast=_forecast(hour),
            past=self.past,
        )

    def _learn(self, hour: Hour, moisture: float | None) -> None:
        if self.learned is None:
            self.learned = Learned.of(self.plant, hour.at - HOUR)
        seen = Observation(hour.at, moisture, hour.et0 if hour.number else None, self.pending_ml, hour.rain)
        self.learned, self.pending_ml = learn(self.learned, seen), 0.0

    def _pass(self, spell: Spell, point: tuple[datetime, float] | None) -> None:
        """Add an hour to the past, of which the older days are kept as what they left."""
        moisture = self.past.moisture if point is None else (*self.past.moisture, point)[-KEPT_POINTS:]
        since = self.past.since or spell.start
        kept = Past((*self.past.spells, spell), since, self.past.depletion_mm, moisture)
        if spell.end - since >= KEPT_DAYS * DAY:
            kept = self._condensed(kept, spell.end - DAY)
        self.past = kept

    def _condensed(self, past: Past, until: datetime) -> Past:
        zone = zone_of(self.plant, None)
        older = tuple(spell for spell in past.spells if spell.end <= until)
        water = [one for one in self.waterings if one.at < until]
        if zone is None:
            return past
        found = balance(
            zone,
            Past(older, past.since, past.depletion_mm),
            water,
            coefficient_of(self.plant, None),
            until=until,
            sheltered=self.plant.indoor,
        )
        left = found.depletion_mm if found else past.depletion_mm
        return Past(past.spells[len(older) :], until, left, past.moisture)


def allowed(decision: Decision, snapshot: Snapshot) -> bool:
    """Whether no guardrail denies it."""
    amount = decision.amount_ml
    command = WaterCommand(
        plant_id=snapshot.plant.plant_id, amount_ml=amount, origin=Origin.AUTOMATIC, reason=decision.reason
    )
    return check(command, snapshot).allowed


def _forecast(hour: Hour) -> Forecast:
    """The weather service's words as PlantOS hears them, a day to a period."""
    today = hour.at - timedelta(hours=hour.at.hour)
    periods = (
        Period(
            start=today + lead * DAY,
            end=today + (lead + 1) * DAY,
            rain_probability=outlook.probability,
            rain_mm=outlook.rain,
            low=min(outlook.temperature_min, outlook.temperature_max),
            high=max(outlook.temperature_min, outlook.temperature_max),
        )
        for lead, outlook in enumerate(hour.outlook)
    )
    return Forecast(hour.at, tuple(periods))


def hire(strategy: str, numbers: Mapping[str, float]) -> Hire:
    """A gardener who does as a strategy of PlantOS says."""
    return lambda label: PlantosGardener(plant_of(label, strategy, numbers))
