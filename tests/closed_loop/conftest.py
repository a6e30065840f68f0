"""A toy of a season, small enough to know the best watering by hand."""

from collections.abc import Sequence
from datetime import date, timedelta

from closed_loop.truth import Day, Outcome, Plot, Weather
from hypothesis import settings
import pytest

LAW = settings(max_examples=200, deadline=None, derandomize=True)
PLANTED = date(2001, 5, 1)
DRY = Weather(rain=0.0, et0=5.0, temperature_min=12.0, temperature_max=25.0)
WET = Weather(rain=12.0, et0=2.0, temperature_min=10.0, temperature_max=16.0)
PLOT = Plot("Tomato", "SandyLoam", 36.8, 40, root_min=0.3, root_max=1.0, rooting_days=20, capacity_per_m=120.0)


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """The closed loop needs no Home Assistant."""


class Tub:
    """A tub of 100 mm that loses 5 mm a day, and yields the less the more days it is over half empty."""

    plot = PLOT

    def __init__(self, days: int = 40, weather: Sequence[Weather] = ()) -> None:
        self.weather = list(weather) or [DRY] * (days + 7)
        self._days, self._number, self._lacking = days, 0, 0.0
        self._short, self._drained = 0, 0.0
        self._schedule: list[tuple[int, float]] = []

    def morning(self) -> Day | None:
        if self._number >= self._days:
            return None
        at = PLANTED + timedelta(days=self._number)
        stage = 4 * self._number // self._days
        return Day(self._number, at, stage, self._lacking, 100.0, 1.0 - self._lacking / 100.0)

    def live(self, mm: float) -> None:
        if mm > 0.0:
            self._schedule.append((self._number, mm))
        left = self._lacking - mm - self.weather[self._number].rain
        self._drained += max(0.0, -left)
        self._lacking = min(100.0, max(0.0, left) + 5.0)
        self._short += self._lacking > 50.0
        self._number += 1

    def outcome(self) -> Outcome:
        water = sum(mm for _, mm in self._schedule)
        yield_t = 10.0 * (1.0 - self._short / self._days)
        return Outcome(yield_t, water, 200.0, self._drained, self._short, self._days, tuple(self._schedule))
