"""How plants are watered elsewhere: timers, thresholds, an evapotranspiration bucket, the FAO's checkbook.

Each number was tuned on the even years, for each kind of probe by itself.
"""

from dataclasses import dataclass, field

from .crops import book_of
from .home import Hire, Morning
from .truth import Plot


@dataclass(slots=True)
class Rainfed:
    """Never waters."""

    def water(self, morning: Morning) -> float:
        """Nothing."""
        return 0.0


@dataclass(slots=True)
class Timer:
    """The same amount every so many days."""

    days: float
    dose: float

    def water(self, morning: Morning) -> float:
        """The dose on its days."""
        return self.dose if morning.number % self.days == 0 else 0.0


@dataclass(slots=True)
class ThresholdDose:
    """A fixed dose (mm) when the probe shows less than the minimum (%)."""

    minimum: float
    dose: float

    def water(self, morning: Morning) -> float:
        """The dose, if it is dry."""
        dry = morning.moisture is not None and morning.moisture < self.minimum
        return self.dose if dry else 0.0


@dataclass(slots=True)
class ThresholdRefill:
    """Below the minimum (%), what is lacking to the target (%), in the part of the roots that the probe stands for."""

    plot: Plot
    minimum: float
    target: float
    share: float

    def water(self, morning: Morning) -> float:
        """What is lacking, if it is dry."""
        if morning.moisture is None or morning.moisture >= self.minimum:
            return 0.0
        return (self.target - morning.moisture) / 100.0 * self.share * self.plot.capacity(morning.number)


@dataclass(slots=True)
class Bucket:
    """Rain less ET0 fills and empties a bucket; an empty one is watered full, as Smart Irrigation does."""

    multiplier: float
    empty: float
    most: float
    level: float = 0.0

    def water(self, morning: Morning) -> float:
        """What is missing, once enough is."""
        self.level = min(self.most, self.level + morning.rain - self.multiplier * morning.et0)
        if self.level >= -self.empty:
            return 0.0
        missing, self.level = -self.level, 0.0
        return missing


@dataclass(slots=True)
class Checkbook:
    """FAO-56's root-zone depletion, refilled when the readily available water is used up.

    Allen et al. 1998, equations 66 and 85, tables 11, 12 and 22; the depletion fraction follows the day's ETc.
    """

    plot: Plot
    share: float
    depletion: float = field(default=0.0)

    def water(self, morning: Morning) -> float:
        """The depletion, when it passes what the crop can take easily."""
        book = book_of(self.plot.crop)
        number = morning.number
        etc = book.kc(number / self.plot.season_days) * morning.et0
        capacity = self.plot.capacity(number)
        self.depletion = min(capacity, max(0.0, self.depletion + etc - morning.rain))
        fraction = min(0.8, max(0.1, book.fraction + 0.04 * (5.0 - etc)))
        if self.depletion <= self.share * fraction * capacity:
            return 0.0
        missing, self.depletion = self.depletion, 0.0
        return missing


type Numbers = dict[str, float]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A rule with its tuned numbers for a root-zone and for a shallow probe, and what tuning tries."""

    title: str
    root_zone: Numbers
    shallow: Numbers | None = None
    grid: dict[str, tuple[float, ...]] = field(default_factory=dict)

    @property
    def reads_probe(self) -> bool:
        """Whether it matters where the probe is."""
        return self.shallow is not None


BASELINES: dict[str, Baseline] = {
    "rainfed": Baseline("rainfed", {}),
    "timer-48h": Baseline("timer 48 h", {"dose": 9.0}, grid={"dose": (6.0, 8.0, 9.0, 10.0, 12.0)}),
    "timer-weekly": Baseline("timer weekly", {"dose": 27.0}, grid={"dose": (20.0, 27.0, 35.0, 42.0)}),
    "threshold-dose": Baseline(
        "threshold + dose",
        {"minimum": 60.0, "dose": 30.0},
        {"minimum": 10.0, "dose": 10.0},
        {"minimum": (10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0), "dose": (5.0, 10.0, 20.0, 30.0)},
    ),
    "threshold-refill": Baseline(
        "threshold + refill",
        {"minimum": 60.0, "target": 80.0, "share": 1.0},
        {"minimum": 20.0, "target": 90.0, "share": 0.1},
        {"minimum": (20.0, 30.0, 40.0, 50.0, 60.0, 70.0), "target": (80.0, 90.0), "share": (0.1, 0.2, 0.3, 1.0)},
    ),
    "bucket": Baseline(
        "ET bucket",
        {"multiplier": 0.9, "empty": 30.0, "most": 25.0},
        grid={"multiplier": (0.8, 0.9, 1.0, 1.1), "empty": (0.0, 15.0, 30.0, 45.0), "most": (25.0,)},
    ),
    "checkbook": Baseline("FAO-56 checkbook", {"share": 1.0}, grid={"share": (0.6, 0.8, 1.0, 1.2)}),
}


def hire(name: str, numbers: Numbers) -> Hire:
    """A gardener who keeps to a rule with these numbers."""
    match name:
        case "rainfed":
            return lambda plot: Rainfed()
        case "timer-48h":
            return lambda plot: Timer(2, **numbers)
        case "timer-weekly":
            return lambda plot: Timer(7, **numbers)
        case "threshold-dose":
            return lambda plot: ThresholdDose(**numbers)
        case "threshold-refill":
            return lambda plot: ThresholdRefill(plot, **numbers)
        case "bucket":
            return lambda plot: Bucket(**numbers)
        case "checkbook":
            return lambda plot: Checkbook(plot, **numbers)
    raise ValueError(f"no baseline '{name}'")
