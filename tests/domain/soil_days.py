"""Pots whose days pass in steps of ten minutes, with probes: healthy ones, until a test spoils them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import exp, pi, sin
from random import Random

from custom_components.plantos.domain.anomalies import AnomalyKind, anomalies
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.snapshots import History, Snapshot, Watering
from custom_components.plantos.domain.trails import Trail

from .conftest import DAY, HOUR, NOW, a_plant

STEPS_AN_HOUR, STEPS_A_DAY = 6, 144
HOURS_KEPT, STEPS_KEPT = 336, 432
CAPACITY = 65.0


@dataclass
class PotDays:
    """A pot that is watered at its minimum. `drying` is in points a day, `noise` in points, both of a healthy pot.

    `fault` changes what the probe says, given the step and the truth; `seep` is in points an hour, `keeps` the share of
    a watering that stays, `response` the points that 100 ml make, `thirst` multiplies the drying. All may be changed
    while the days pass.
    """

    seed: int
    drying: float = 6.0
    noise: float = 0.5
    warmth: float = 1.0
    rounding: int = 1
    response: float = 22.0
    watered: bool = True
    thirst: float = 1.0
    seep: float = 0.0
    keeps: float = 1.0
    fault: Callable[[int, float], float] = lambda step, value: value
    plant: Plant = field(default_factory=lambda: a_plant(dose_ml=100.0))
    level: float = 50.0
    pending: float = 0.0
    runoff: float = 0.0
    step: int = 0
    said: list[float] = field(default_factory=list)
    given: list[tuple[int, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)
        self._weather = 1.0

    def live(self, days: float) -> PotDays:
        """Let days pass."""
        for _ in range(round(days * STEPS_A_DAY)):
            self._pass()
        return self

    def water(self, ml: float = 100.0) -> None:
        """Give water, and note it as the ledger does."""
        self.given.append((self.step, ml))
        self.pending += self.response * ml / 100.0

    def _pass(self) -> None:
        if self.step % STEPS_A_DAY == 0:
            self._weather = exp(self._random.gauss(0.0, 0.2))
        day = self.step % STEPS_A_DAY / STEPS_A_DAY
        sun = 0.3 + 1.4 * max(0.0, sin((day - 0.25) * 2 * pi)) * pi / 2
        demand = self.drying * self.thirst * self._weather * sun / STEPS_A_DAY
        arrived = self.pending * (1 - exp(-1 / 4))
        self.pending -= arrived
        self.runoff += arrived * (1 - self.keeps)
        drained = self.runoff * (1 - exp(-1 / 9))
        self.runoff -= drained
        self.level += arrived - drained + self.seep / STEPS_AN_HOUR
        self.level -= max(0.0, self.level - CAPACITY) * (1 - exp(-1 / 6)) if not self.seep else 0.0
        self.level = min(100.0, max(1.0, self.level - min(1.0, self.level / 25.0) * demand))
        self.step += 1
        seen = self.level + self.warmth * sin((day - 0.4) * 2 * pi) + self._random.gauss(0.0, self.noise)
        said = round(min(100.0, max(0.0, self.fault(self.step, seen))), self.rounding)
        self.said.append(said)
        dry = said < self.plant.moisture_min and self.pending < 1.0
        if self.watered and dry and (not self.given or self.step - self.given[-1][0] > STEPS_AN_HOUR):
            self.water(self.plant.dose_ml)

    def trail(self) -> tuple[Snapshot, Trail]:
        """What PlantOS knows of it now."""
        at = NOW + self.step * HOUR / STEPS_AN_HOUR
        whole = self.step // STEPS_AN_HOUR
        hours = [
            (
                (self.step - (hour + 0.5) * STEPS_AN_HOUR) / STEPS_AN_HOUR,
                sum(self.said[hour * STEPS_AN_HOUR : (hour + 1) * STEPS_AN_HOUR]) / STEPS_AN_HOUR,
            )
            for hour in range(max(0, whole - HOURS_KEPT), whole)
        ]
        first = max(0, self.step - STEPS_KEPT)
        steps = [((self.step - number - 0.5) / STEPS_AN_HOUR, self.said[number]) for number in range(first, self.step)]
        waterings = tuple(
            Watering(at - (self.step - step) * HOUR / STEPS_AN_HOUR, ml)
            for step, ml in self.given
            if self.step - step <= HOURS_KEPT * STEPS_AN_HOUR
        )
        last = waterings[-1].at if waterings else None
        snapshot = Snapshot(self.plant, at, history=History(last_watered=last, waterings=waterings))
        return snapshot, Trail.of(snapshot, hours, steps)

    def odd(self) -> set[AnomalyKind]:
        """What is odd about it now."""
        return {anomaly.kind for anomaly in anomalies(*self.trail())}

    def found(self, kind: AnomalyKind, within_h: float) -> float | None:
        """After how many hours something is found, None where it isn't in time."""
        for hour in range(1, round(within_h) + 1):
            self.live(HOUR / DAY)
            if kind in self.odd():
                return hour
        return None
