"""The watering strategies: each a pure function from a snapshot to a decision."""

from collections.abc import Callable
import logging

from ..decisions import Decision
from ..plants import Plant
from ..reasons import reason
from ..snapshots import Snapshot
from .evapotranspiration import evapotranspiration
from .gap import spaced
from .manual import manual
from .moisture import moisture
from .schedule import schedule
from .weather import weather_aware

_LOGGER = logging.getLogger(__name__)

type Strategy = Callable[[Snapshot], Decision]

BASES: dict[str, Strategy] = {
    "moisture": moisture,
    "schedule": schedule,
    "evapotranspiration": evapotranspiration,
}

STRATEGIES: dict[str, Strategy] = {
    **BASES,
    "weather": weather_aware(BASES),
    "manual": manual,
}

NEEDS_MOISTURE = frozenset({"moisture"})


def needs_moisture(plant: Plant) -> bool:
    """Whether the plant's strategy waters by a moisture that it may trust."""
    return (plant.base if plant.strategy == "weather" else plant.strategy) in NEEDS_MOISTURE


def decide(snapshot: Snapshot) -> Decision:
    """Ask the plant's own strategy. One that fails decides for no water."""
    name = snapshot.plant.strategy
    try:
        return spaced(STRATEGIES[name](snapshot), snapshot)
    except Exception:
        _LOGGER.exception("The strategy %s failed", name)
        return Decision(False, 0.0, name, reason("decision_failed", strategy=name))
