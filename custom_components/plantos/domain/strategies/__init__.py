"""The watering strategies: each a pure function from a snapshot to a decision."""

from collections.abc import Callable
import logging

from ..decisions import Decision
from ..reasons import reason
from ..snapshots import Snapshot
from .manual import manual
from .moisture import moisture

_LOGGER = logging.getLogger(__name__)

type Strategy = Callable[[Snapshot], Decision]

STRATEGIES: dict[str, Strategy] = {
    "moisture": moisture,
    "manual": manual,
}

NEEDS_MOISTURE = frozenset({"moisture"})


def decide(snapshot: Snapshot) -> Decision:
    """Ask the plant's own strategy. One that fails decides for no water."""
    name = snapshot.plant.strategy
    try:
        return STRATEGIES[name](snapshot)
    except Exception:
        _LOGGER.exception("The strategy %s failed", name)
        return Decision(False, 0.0, name, reason("decision_failed", strategy=name))
