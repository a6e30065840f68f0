"""Looks for a strategy's best numbers on the years for tuning."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

type Numbers = dict[str, float]
type Grid = Mapping[str, Sequence[float]]
type Judge = Callable[[Sequence[Numbers]], list[float]]

ROUNDS = 2


def everything(grid: Grid, judge: Judge) -> list[tuple[float, Numbers]]:
    """Every combination with its cost, the cheapest first."""
    tries = [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]
    return sorted(zip(judge(tries), tries, strict=True), key=_by_cost)


def one_by_one(grid: Grid, start: Numbers, judge: Judge) -> list[tuple[float, Numbers]]:
    """One number after the other, the others held at the best known; what was tried, the cheapest first."""
    best, tried = dict(start), list[tuple[float, Numbers]]()
    for name, values in _rounds(grid):
        known = [numbers for _, numbers in tried]
        tries = [some for value in values if (some := best | {name: value}) not in known]
        tried += zip(judge(tries), tries, strict=True)
        best = min(tried, key=_by_cost)[1]
    return sorted(tried, key=_by_cost)


def _rounds(grid: Grid) -> Iterator[tuple[str, Sequence[float]]]:
    for _ in range(ROUNDS):
        yield from grid.items()


def _by_cost(pair: tuple[float, Numbers]) -> float:
    return pair[0]
