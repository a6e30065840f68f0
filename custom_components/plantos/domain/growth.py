"""When plants grow, so that feeding them does them good."""

from datetime import date

from .water_use import next_month
from .weather import Site

# Between the tropics it is light all the year.
TROPIC = 23.44
NORTH = frozenset({3, 4, 5, 6, 7, 8, 9})
SOUTH = frozenset({9, 10, 11, 12, 1, 2, 3})


def grows(day: date, site: Site | None) -> bool:
    """Whether plants grow on a day: from March to September in the north, from September to March in the south.

    Where the place is unknown or lies between the tropics they always do.
    """
    if site is None or abs(site.latitude) < TROPIC:
        return True
    return day.month in (NORTH if site.latitude > 0 else SOUTH)


def growing_day(day: date, site: Site | None) -> date:
    """The day itself, or if nothing grows on it the first on which something does."""
    while not grows(day, site):
        day = next_month(day)
    return day
