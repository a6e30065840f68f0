"""Plays a simulated pot by the predictive strategy, hour by hour, from what a home would know."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random

from custom_components.plantos.domain.decisions import Decision
from custom_components.plantos.domain.learning import Learned, Observation, learn
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import Measure, Reading
from custom_components.plantos.domain.snapshots import History, OutletState, Snapshot
from custom_components.plantos.domain.strategies.predictive import predictive
from tests.domain.conftest import HOUR, NOW

from .lives import a_fern
from .pot import TruePot, demand_at

GAPS, OUTLIERS = 0.05, 0.005
PEAK_H = 12


@dataclass(slots=True)
class Given:
    """A watering, what was thought of it, and how high it truly led."""

    hour: int
    decision: Decision
    before: float
    highest: float = 0.0

    @property
    def ml(self) -> float:
        return self.decision.amount_ml

    @property
    def aimed(self) -> float:
        return self.decision.inputs.get("after", 0.0)


@dataclass(slots=True)
class Garden:
    """A pot, its plant and what was learned, with the dice that make gaps, outliers and weather."""

    pot: TruePot = field(default_factory=TruePot)
    plant: Plant = field(default_factory=a_fern)
    mean_mm: Callable[[float], float] = lambda day: 3.0
    dice: Random = field(default_factory=lambda: Random(9))
    hour: int = 0
    learned: Learned | None = None
    reading: Reading | None = None
    history: History = field(default_factory=History)
    pending_ml: float = 0.0
    given: list[Given] = field(default_factory=list)
    seen: list[Observation] = field(default_factory=list)
    levels: list[float] = field(default_factory=list)
    probe_dead: bool = False
    backup_speaks: bool = False
    speaks_every_h: int = 1

    def live(self, days: float) -> list[Given]:
        """Live for some days; what was given in them."""
        before = len(self.given)
        for _ in range(round(days * 24)):
            self._live_an_hour()
        return self.given[before:]

    def copy(self) -> Garden:
        """The same garden, to live another life."""
        return deepcopy(self)

    def snapshot(self) -> Snapshot:
        """What PlantOS knows now."""
        readings = {} if self.reading is None else {Measure.MOISTURE: self.reading}
        return Snapshot(
            plant=self.plant,
            at=NOW + self.hour * HOUR,
            readings=readings,
            history=self.history,
            outlet=OutletState.CLOSED,
            learned=self.learned,
        )

    def _live_an_hour(self) -> None:
        demand = demand_at(self.hour, self.mean_mm(self.hour / 24), self.dice)
        values = self.pot.hour(demand)
        self.hour += 1
        self._read(sum(values) / len(values), demand)
        self.levels.append(self.pot.moisture)
        for one in self.given[-3:]:
            if self.hour - one.hour <= PEAK_H:
                one.highest = max(one.highest, self.pot.moisture)
        decision = predictive(self.snapshot())
        if decision.should_water:
            self.pour(decision)

    def pour(self, decision: Decision) -> None:
        """Water as decided."""
        self.given.append(Given(self.hour, decision, self.pot.moisture))
        self.pot.pour(decision.amount_ml)
        self.pending_ml = decision.amount_ml
        self.history = History(last_watered=NOW + self.hour * HOUR)

    def _read(self, mean: float, demand: float) -> None:
        at = NOW + self.hour * HOUR
        fate = self.dice.random()
        value: float | None = min(100.0, max(0.0, mean))
        if self.probe_dead or fate < GAPS:
            value = None
        elif fate < GAPS + OUTLIERS:
            value = self.dice.uniform(0, 100)
        if self.hour % self.speaks_every_h:
            value = None
        if self.learned is None:
            self.learned = Learned.of(self.plant, at - HOUR)
        # Nothing is learned from what another probe says.
        own = None if self.backup_speaks else value
        observation = Observation(at, own, demand, self.pending_ml)
        self.pending_ml = 0.0
        self.learned = learn(self.learned, observation)
        self.seen.append(observation)
        if value is not None or self.speaks_every_h == 1:
            self.reading = None if value is None else Reading(Measure.MOISTURE, value, at)
