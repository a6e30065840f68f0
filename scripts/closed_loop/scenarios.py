"""Which seasons are played: a climate, a crop, a soil and a year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Literal

type Split = Literal["tune", "test"]

# Even years are for tuning rules, odd years for judging them; the two never meet.
REMAINDER: dict[Split, int] = {"tune": 0, "test": 1}
# A year counts where this much weather follows its planting.
LONGEST_SEASON = timedelta(days=300)

CLIMATES = ("tunis", "brussels", "champion", "hyderabad", "cordoba")
CROPS = ("Tomato", "Potato", "Maize")
SOILS = ("SandyLoam", "ClayLoam")

# When people there plant what has to be watered; Córdoba is the Argentine one.
PLANTING = {
    "tunis": {"Tomato": "04/15", "Potato": "03/01", "Maize": "04/15"},
    "brussels": {"Tomato": "05/15", "Potato": "04/25", "Maize": "05/01"},
    "champion": {"Tomato": "05/20", "Potato": "05/01", "Maize": "05/05"},
    "hyderabad": {"": "11/01"},
    "cordoba": {"": "10/15", "Potato": "09/15"},
}
USUAL_PLANTING = "05/01"


@dataclass(frozen=True, slots=True, order=True)
class Scenario:
    """One season of one crop; `year` is that of its planting, `planting` MM/DD."""

    climate: str
    crop: str
    soil: str
    year: int
    planting: str

    @property
    def planted(self) -> date:
        """The day of planting."""
        return day_of(self.year, self.planting)

    @property
    def key(self) -> str:
        """The name under which its oracle is kept."""
        return f"{self.climate}/{self.crop}/{self.soil}/{self.year}/{self.planting}"


def day_of(year: int, planting: str) -> date:
    """The day that MM/DD is in a year. Raises ValueError where there is none."""
    month, day = planting.split("/")
    return date(year, int(month), int(day))


def planting_of(climate: str, crop: str) -> str:
    """When a crop is planted in a climate; crops of the same kind share its day."""
    known = PLANTING.get(climate, {})
    kind = next((name for name in known if name and crop.startswith(name)), "")
    return known.get(kind, USUAL_PLANTING)


def named(asked: Iterable[str], known: Sequence[str], what: str) -> list[str]:
    """What somebody asked for, as it is written. Raises ValueError with what there is instead."""
    written = {name.lower(): name for name in known}
    found = []
    for name in asked:
        if name.lower() not in written:
            raise ValueError(f"no {what} '{name}'; there are: {', '.join(known)}")
        found.append(written[name.lower()])
    return found


def years_of(first: date, last: date, planting: str, split: Split, count: int) -> list[int]:
    """`count` years of a split spread over a climate's record, each with a whole season in it."""
    fit = [
        year
        for year in range(first.year, last.year + 1)
        if year % 2 == REMAINDER[split]
        and first <= day_of(year, planting)
        and day_of(year, planting) + LONGEST_SEASON <= last
    ]
    return spread(fit, count)


def spread(years: Sequence[int], count: int) -> list[int]:
    """At most `count` of the years, at equal distances."""
    if count >= len(years):
        return list(years)
    return [years[int((number + 0.5) * len(years) / count)] for number in range(count)]


def scenarios(
    climates: Iterable[str],
    crops: Iterable[str],
    soils: Iterable[str],
    records: dict[str, tuple[date, date]],
    split: Split,
    count: int,
    *,
    years: Sequence[int] = (),
    planting: str | None = None,
) -> list[Scenario]:
    """Every combination; `years` named one by one take the place of a split's."""
    found = []
    for climate, crop, soil in product(climates, crops, soils):
        planted = planting or planting_of(climate, crop)
        chosen = years or years_of(*records[climate], planted, split, count)
        found += [Scenario(climate, crop, soil, year, planted) for year in chosen]
    return found
