"""Who takes part: each strategy with the probe and the numbers that it is played with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from . import baselines, plantos
from .home import Probe

# The model's own irrigation at the best targets for all scenarios together, in % of capacity per stage.
TARGETS = "aquacrop-targets"
TARGET_NUMBERS = {"stage_1": 50.0, "stage_2": 65.0, "stage_3": 50.0, "stage_4": 0.0}
TARGET_GRID = dict.fromkeys(TARGET_NUMBERS, (0.0, 20.0, 35.0, 50.0, 65.0, 80.0))


@dataclass(frozen=True, slots=True)
class Entry:
    """A strategy with its probe and the numbers in which it differs from its usual ones.

    Without a probe it makes no difference where one is.
    """

    strategy: str
    probe: Probe | None
    numbers: Mapping[str, float] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What people call it."""
        if self.strategy == TARGETS:
            return "AquaCrop's targets"
        known = baselines.BASELINES.get(self.strategy)
        return known.title if known else f"PlantOS {self.strategy}"


def names() -> list[str]:
    """Everything that can be played: the baselines, the model's targets, PlantOS's strategies."""
    return [*baselines.BASELINES, TARGETS, *plantos.strategies()]


def entered(strategies: Sequence[str], probes: Sequence[Probe], numbers: Mapping[str, float]) -> list[Entry]:
    """Each strategy with each probe; once where the probe makes no difference."""
    found = []
    for name in strategies:
        known = baselines.BASELINES.get(name)
        blind = name == TARGETS or (known is not None and not known.reads_probe)
        found += [Entry(name, probe, numbers) for probe in ([None] if blind else probes)]
    return found


def grid_of(strategy: str) -> Mapping[str, tuple[float, ...]]:
    """The numbers that tuning tries where nobody names others."""
    if strategy == TARGETS:
        return TARGET_GRID
    known = baselines.BASELINES.get(strategy)
    return known.grid if known else {}


def numbers_of(entry: Entry) -> dict[str, float]:
    """The numbers a strategy is played with."""
    return {**_usual(entry), **entry.numbers}


def _usual(entry: Entry) -> Mapping[str, float]:
    if entry.strategy == TARGETS:
        return TARGET_NUMBERS
    shallow = entry.probe is Probe.SHALLOW
    known = baselines.BASELINES.get(entry.strategy)
    if known is None:
        return plantos.usual(entry.strategy, shallow=shallow)
    return known.shallow if shallow and known.shallow is not None else known.root_zone
