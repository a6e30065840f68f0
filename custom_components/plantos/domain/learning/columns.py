"""Columns of soil that are believed in side by side, and how a reading moves them.

Nobody knows exactly how thirsty this crop is and how much this soil holds, so each column has numbers of its own. A
reading moves all of them by what they have in common with what it shows: the ensemble Kalman filter of Evensen (1994),
in the square-root form of Whitaker and Hamill (2002), which needs no dice. So even a probe near the surface tells
something of the depths.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, hypot, log, sqrt
from random import Random
from typing import NamedTuple

from .bed import Bed
from .soil_column import ENDS, THICK, drain, drink, possible, pour, reached, shine

COLUMNS = 12
# Where a probe looks that isn't everywhere among the roots: at the layer from 10 to 20 cm.
LOOKS = 1
# As logarithms: how far crops are from their tables, and soils from theirs.
THIRST, HOLDS = 0.08, 0.2
LIKELY = ((log(0.4), log(2.5)), (log(0.5), log(2.0)))
# How dry the top and the depths may be when nothing is known.
TOP_DRY, DEEP_DRY, DEEP_M = 0.2, 0.2, 0.5
# What no column explains of a reading, in points: much near the surface, where water comes and goes within days.
UNEXPLAINED, UNEXPLAINED_NEAR = 4.0, 15.0
# How much of that is the probe's, which means the more water the fewer points it shows between wilted and full.
PROBE = 2.0
# A reading further off than so many deviations pulls no harder (Huber, 1964).
PULLS = 2.5
# A day, how fast columns drift apart again, and how much of what is believed beside the tables is left.
APART, BACK = 1.01, 0.99
DEMAND, HELD, NUMBERS = 0, 1, 2

type Column = tuple[float, ...]


class Seen(NamedTuple):
    """Columns after a reading, the logarithm of how likely it was, and whether it was too far off to pull harder."""

    columns: Columns
    likely: float
    far: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """Each the logarithms of thirst and of what the soil holds, then the share that is left in every layer.

    Their probe is `everywhere` among the roots, or near the surface.
    """

    of: tuple[Column, ...]
    everywhere: bool

    @classmethod
    def at_first(cls, bed: Bed, *, everywhere: bool) -> Columns:
        """What may be thought of a bed before anything is known of it."""
        dice, columns = Random(1), list[Column]()
        for _ in range(COLUMNS):
            top, deep = dice.uniform(TOP_DRY, 1.0), dice.uniform(DEEP_DRY, 1.0)
            shares = [top + (deep - top) * min(1.0, end / DEEP_M) for end in ENDS[: bed.layers(ENDS)]]
            columns.append((dice.gauss(0, THIRST), dice.gauss(0, HOLDS), *shares))
        return cls(tuple(columns), everywhere)

    def lived(self, bed: Bed, day: float, hours: float, reference_mm: float, water_mm: float) -> Columns:
        """The columns after a step with this reference evapotranspiration, and water at its start."""
        crop, moved = bed.on(day), list[Column]()
        for column in self.of:
            shares = list(column[NUMBERS:])
            held = [bed.held_mm_m * exp(column[HELD]) * thick for thick in THICK[: len(shares)]]
            drain(shares, held, hours)
            pour(shares, held, water_mm)
            shine(shares, held, crop.bare * reference_mm)
            drink(shares, held, exp(column[DEMAND]) * crop.basal * reference_mm, crop.root_m, hours / 24)
            moved.append((*column[:NUMBERS], *shares))
        return replace(self, of=_apart(moved, hours / 24))

    def seen(self, bed: Bed, root_m: float, left: float) -> Seen:
        """The columns after a reading by which so many % of the plants' water are left."""
        shown = [self.shown(column, root_m) for column in self.of]
        mean = sum(shown) / COLUMNS
        off = [value - mean for value in shown]
        usual = UNEXPLAINED if self.everywhere else UNEXPLAINED_NEAR
        noise = hypot(usual, PROBE * sqrt(bed.coarse**2 - 1))
        total = sum(value**2 for value in off) / (COLUMNS - 1) + noise**2
        most = PULLS * sqrt(total)
        difference = max(-most, min(most, left - mean))
        narrows = 1 / (1 + noise / sqrt(total))
        moved = []
        for values in zip(*self.of, strict=True):
            middle = sum(values) / COLUMNS
            together = sum((value - middle) * other for value, other in zip(values, off, strict=True))
            gain = together / (COLUMNS - 1) / total
            moved.append(
                [value + gain * (difference - narrows * other) for value, other in zip(values, off, strict=True)]
            )
        columns = tuple(column_of(column) for column in zip(*moved, strict=True))
        likely = -0.5 * (difference**2 / total + log(total))
        return Seen(replace(self, of=columns), likely, abs(left - mean) > most)

    def shown(self, column: Column, root_m: float) -> float:
        """How much of a column's water the probe would show to be left, in %."""
        shares = column[NUMBERS:]
        if self.everywhere:
            roots = reached(root_m)[: len(shares)]
            share = sum(share * thick for share, thick in zip(shares, roots, strict=True)) / sum(roots)
        else:
            share = shares[min(LOOKS, len(shares) - 1)]
        # A probe shows neither less than none nor more than all.
        return 100 * max(0.0, min(1.0, share))

    def depletion(self, bed: Bed, root_m: float) -> tuple[float, float]:
        """What the root zone lacks, and what it can hold for plants; both in mm."""
        lacks = holds = 0.0
        roots = reached(root_m)
        for column in self.of:
            held = bed.held_mm_m * exp(column[HELD]) / COLUMNS
            for share, thick in zip(column[NUMBERS:], roots, strict=False):
                lacks += held * thick * (1 - share)
                holds += held * thick
        return max(0.0, lacks), holds

    @property
    def thirst(self) -> float:
        """How many times as much as its table says the crop takes."""
        return exp(sum(column[DEMAND] for column in self.of) / COLUMNS)


def column_of(numbers: Sequence[float]) -> Column:
    """A column that can be."""
    own = (max(low, min(high, value)) for value, (low, high) in zip(numbers, LIKELY, strict=False))
    return (*own, *possible(numbers[NUMBERS:]))


def _apart(columns: Sequence[Column], days: float) -> tuple[Column, ...]:
    """The columns further from one another in their own numbers, and these nearer to the tables again."""
    numbers = [list(values) for values in zip(*columns, strict=True)]
    for number, furthest in ((DEMAND, THIRST), (HELD, HOLDS)):
        values = numbers[number]
        middle = sum(values) / COLUMNS
        spread = sqrt(sum((value - middle) ** 2 for value in values) / COLUMNS)
        grown = min(APART**days, max(1.0, furthest / spread)) if spread > 0 else 1.0
        numbers[number] = [BACK**days * middle + grown * (value - middle) for value in values]
    return tuple(column_of(column) for column in zip(*numbers, strict=True))
