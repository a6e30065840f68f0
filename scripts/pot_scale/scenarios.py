"""Which seasons are played: a pot, where it stands, what goes wrong, and a seed for all that chance decides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import product

from closed_loop.scenarios import REMAINDER, Split

POTS = (0.5, 2.0, 10.0, 40.0)
DAYS = 120


class Place(StrEnum):
    """Where a pot stands."""

    INDOOR = "indoor"
    OUTDOOR = "outdoor"


class Trouble(StrEnum):
    """What goes wrong in the middle of a season, or all through it.

    On a holiday nobody fills the tank for two weeks. A wrong flow lets out 30 % less or 40 % more than is believed.
    """

    NONE = "none"
    HEAT_WAVE = "heat-wave"
    HOLIDAY = "holiday"
    LOW_FLOW = "low-flow"
    HIGH_FLOW = "high-flow"
    DEAD_PROBE = "dead-probe"


# Outdoors a summer; indoors the heating begins on the way.
STARTS = {Place.OUTDOOR: datetime(2025, 5, 1, tzinfo=UTC), Place.INDOOR: datetime(2025, 9, 1, tzinfo=UTC)}
FLOWS = {Trouble.LOW_FLOW: 0.7, Trouble.HIGH_FLOW: 1.4}
LASTS_DAYS = {Trouble.HEAT_WAVE: 10, Trouble.HOLIDAY: 14, Trouble.DEAD_PROBE: 5}


@dataclass(frozen=True, slots=True, order=True)
class Scenario:
    """One season of one pot."""

    place: Place
    litres: float
    trouble: Trouble
    seed: int
    days: int = DAYS

    @property
    def key(self) -> str:
        """Its name in a report."""
        return f"{self.place}/{self.litres:g} l/{self.trouble}/{self.seed}"

    @property
    def start(self) -> datetime:
        """The first hour."""
        return STARTS[self.place]

    @property
    def flow(self) -> float:
        """How much of what is believed to flow does."""
        return FLOWS.get(self.trouble, 1.0)

    def troubled(self, trouble: Trouble, hour: int) -> bool:
        """Whether a trouble that comes and goes is there."""
        begin = 24 * (self.days // 2)
        return trouble is self.trouble and begin <= hour < begin + 24 * LASTS_DAYS[trouble]


def seeds_of(split: Split, count: int) -> list[int]:
    """The first seeds of a split: even ones for tuning, odd ones for judging."""
    return [2 * number + REMAINDER[split] for number in range(count)]


def scenarios(
    places: Iterable[Place], pots: Iterable[float], troubles: Iterable[Trouble], seeds: Sequence[int], days: int
) -> Iterator[Scenario]:
    """Every combination."""
    for place, litres, trouble, seed in product(places, pots, troubles, seeds):
        yield Scenario(place, litres, trouble, seed, days)
