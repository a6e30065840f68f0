"""The watering strategies: each a pure function from a snapshot to a decision."""

from collections.abc import Callable

from ..decisions import Decision
from ..snapshots import Snapshot
from .manual import manual
from .moisture import moisture

type Strategy = Callable[[Snapshot], Decision]

STRATEGIES: dict[str, Strategy] = {
    "moisture": moisture,
    "manual": manual,
}

NEEDS_MOISTURE = frozenset({"moisture"})


def decide(snapshot: Snapshot) -> Decision:
    """Ask the plant's own strategy."""
    return STRATEGIES[snapshot.plant.strategy](snapshot)
