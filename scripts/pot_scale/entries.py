"""Who takes part: each strategy with the numbers that it is played with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from closed_loop.plantos import strategies

from . import baselines, plantos
from .home import Hire


@dataclass(frozen=True, slots=True)
class Entry:
    """A strategy with the numbers in which it differs from its usual ones."""

    strategy: str
    numbers: Mapping[str, float] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What people call it."""
        known = baselines.BASELINES.get(self.strategy)
        return known[0] if known else f"PlantOS {self.strategy}"

    @property
    def all_numbers(self) -> dict[str, float]:
        """The numbers it is played with."""
        known = baselines.BASELINES.get(self.strategy)
        return {**(known[1] if known else plantos.USUAL), **self.numbers}

    def hire(self) -> Hire:
        """Its gardener."""
        hire = baselines.hire if self.strategy in baselines.BASELINES else plantos.hire
        return hire(self.strategy, self.all_numbers)


def names() -> list[str]:
    """Everything that can be played: the baselines and PlantOS's strategies."""
    return [*baselines.BASELINES, *strategies()]


def entered(asked: Sequence[str], numbers: Mapping[str, float]) -> list[Entry]:
    """The strategies asked for, each with those of the numbers that it knows."""
    found = []
    for name in asked:
        known = baselines.BASELINES.get(name)
        found.append(Entry(name, {key: number for key, number in numbers.items() if known is None or key in known[1]}))
    return found
