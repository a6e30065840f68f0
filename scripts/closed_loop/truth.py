"""What is true of a season, whoever may know it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Weather:
    """One day's weather; temperatures in °C, water in mm."""

    rain: float
    et0: float
    temperature_min: float
    temperature_max: float


@dataclass(frozen=True, slots=True)
class Day:
    """A season on the morning of a day, before that day's weather; water in mm.

    `number` counts from planting, `stage` is the crop's from 0 to 3, `depletion` what the root zone lacks to
    field capacity (below 0 above it), `capacity` what it holds between field capacity and wilting point,
    `shallow` the share of that which is left at 10 to 20 cm.
    """

    number: int
    date: date
    stage: int
    depletion: float
    capacity: float
    shallow: float

    @property
    def available(self) -> float:
        """The share of the root zone's capacity that is left."""
        return 1.0 - self.depletion / self.capacity


@dataclass(frozen=True, slots=True)
class Plot:
    """What the owner of a plot can look up: crop, soil and place; depths in m, capacity in mm per m of soil."""

    crop: str
    soil: str
    latitude: float
    season_days: int
    root_min: float
    root_max: float
    rooting_days: int
    capacity_per_m: float

    def root(self, number: int) -> float:
        """How deep the roots are thought to be, growing evenly from planting."""
        grown = min(1.0, number / max(1, self.rooting_days))
        return self.root_min + (self.root_max - self.root_min) * grown

    def capacity(self, number: int) -> float:
        """What the root zone is thought to hold, in mm."""
        return self.capacity_per_m * self.root(number)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a season ended: yield in t/ha, water in mm, days on which transpiration fell short."""

    yield_t: float
    irrigation: float
    et: float
    drainage: float
    stress_days: int
    days: int
    schedule: tuple[tuple[int, float], ...]

    @property
    def waterings(self) -> int:
        """How often it was watered."""
        return len(self.schedule)


type Watering = Callable[[Day], float]


class Season(Protocol):
    """A season that is lived through day by day."""

    @property
    def plot(self) -> Plot:
        """What the owner knows of the plot."""

    @property
    def weather(self) -> Sequence[Weather]:
        """The weather from planting on, some days beyond the harvest."""

    def morning(self) -> Day | None:
        """The day that begins; None after the harvest."""

    def live(self, mm: float) -> None:
        """Water, and let the day go by."""

    def outcome(self) -> Outcome:
        """How it ended."""


def play(season: Season, water: Watering) -> Outcome:
    """Live through a season, asking every morning for the mm to water."""
    while (day := season.morning()) is not None:
        season.live(max(0.0, water(day)))
    return season.outcome()
