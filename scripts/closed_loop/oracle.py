"""The best watering of one season that hindsight finds.

Coordinate descent over when each stage of growth is watered and how full, then every single watering is
tried without, and with half. Where it stops depends on the seed and the number of runs alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from .truth import Day, Outcome, Watering

STAGES = 4
RUNS = 80
# What is kept for trying single waterings.
PRUNING = 35
STARTS = ((0.35, 0.8), (0.5, 0.8), (0.5, 1.0), (0.65, 0.7), (2.0, 0.0))
# A trigger above 1 never waters.
TRIGGERS, REFILLS = (0.1, 1.1), (0.3, 1.1)
STEPS = (0.15, 0.08)

type Run = Callable[[Watering], Outcome]
type Cost = Callable[[Outcome], float]


@dataclass(frozen=True, slots=True)
class Targets:
    """Per stage the share of depletion that starts water, and the share of it that is refilled."""

    triggers: tuple[float, ...]
    refills: tuple[float, ...]

    def __call__(self, day: Day) -> float:
        """The mm for a day, knowing the soil exactly."""
        if day.depletion <= self.triggers[day.stage] * day.capacity:
            return 0.0
        return round(self.refills[day.stage] * day.depletion, 1)

    def moved(self, coordinate: int, step: float) -> Targets:
        """With one of its numbers changed: first the triggers, then the refills."""
        stage = coordinate % STAGES
        if coordinate < STAGES:
            return replace(self, triggers=_with(self.triggers, stage, step, TRIGGERS))
        return replace(self, refills=_with(self.refills, stage, step, REFILLS))


def _with(values: tuple[float, ...], place: int, step: float, limits: tuple[float, float]) -> tuple[float, ...]:
    moved = min(limits[1], max(limits[0], values[place] + step))
    return (*values[:place], moved, *values[place + 1 :])


def by_schedule(schedule: tuple[tuple[int, float], ...]) -> Watering:
    """Water on known days."""
    amounts = dict(schedule)
    return lambda day: amounts.get(day.number, 0.0)


class _Search:
    """Counts runs and keeps the best."""

    def __init__(self, run: Run, cost: Cost, runs: int) -> None:
        self._run, self._cost = run, cost
        self.left = runs
        self.best: Outcome | None = None
        self.lowest = float("inf")

    def better(self, water: Watering) -> bool:
        """Try one; whether it is the best so far."""
        self.left -= 1
        outcome = self._run(water)
        cost = self._cost(outcome)
        if cost >= self.lowest - 1e-9:
            return False
        self.best, self.lowest = outcome, cost
        return True


def search(run: Run, cost: Cost, seed: str, runs: int = RUNS) -> Outcome:
    """The cheapest season found in this many runs."""
    found = _Search(run, cost, runs)
    targets = Targets((STARTS[0][0],) * STAGES, (STARTS[0][1],) * STAGES)
    for trigger, refill in STARTS:
        start = Targets((trigger,) * STAGES, (refill,) * STAGES)
        if found.left and found.better(start):
            targets = start
    _descend(found, targets, Random(seed), min(PRUNING, runs // 2))
    _prune(found)
    assert found.best
    return found.best


def _descend(found: _Search, targets: Targets, random: Random, keep: int) -> None:
    for size in STEPS:
        coordinates = list(range(2 * STAGES))
        random.shuffle(coordinates)
        for coordinate in coordinates:
            for step in (size, -size):
                tried = targets.moved(coordinate, step)
                # Held at a limit, or without effect on a crop that is never watered.
                if tried == targets or found.left <= keep:
                    continue
                if found.better(tried):
                    targets = tried
                    break


def _prune(found: _Search) -> None:
    """Leave out what can be left out, the last first: late water is most often lost."""
    for share in (0.0, 0.5):
        assert found.best
        for number, _ in reversed(found.best.schedule):
            if not found.left:
                return
            found.better(by_schedule(_changed(found.best.schedule, number, share)))


def _changed(schedule: tuple[tuple[int, float], ...], number: int, share: float) -> tuple[tuple[int, float], ...]:
    changed = ((day, round(mm * share, 1) if day == number else mm) for day, mm in schedule)
    return tuple((day, mm) for day, mm in changed if mm > 0.0)
