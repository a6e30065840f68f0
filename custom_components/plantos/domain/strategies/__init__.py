"""The watering strategies: each a pure function from a snapshot to a decision."""

from collections.abc import Callable
import logging

from ..decisions import Decision
from ..flags import ML_SCHEDULER, is_on
from ..plants import Plant
from ..reasons import reason
from ..settings import Settings
from ..snapshots import Snapshot
from .evapotranspiration import evapotranspiration
from .flagged import flagged
from .gap import spaced
from .manual import manual
from .moisture import moisture
from .predictive import predictive
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
    "predictive": flagged("predictive", ML_SCHEDULER, predictive, moisture),
    "manual": manual,
}

NEEDS_MOISTURE = frozenset({"moisture", "predictive"})
FLAGS = {"predictive": ML_SCHEDULER}


def needs_moisture(plant: Plant) -> bool:
    """Whether the plant's strategy waters only by a moisture that it may trust now."""
    return plant.rule in NEEDS_MOISTURE and not (plant.rule == "predictive" and plant.waters_blind)


def offered(plant_id: str | None, settings: Settings, current: str | None = None) -> list[str]:
    """The strategies that a plant may be given: the one it has, and all that no flag keeps from it.

    None is a plant that isn't there yet.
    """
    flags = settings.flags
    return [name for name in STRATEGIES if name == current or name not in FLAGS or is_on(flags, FLAGS[name], plant_id)]


def decide(snapshot: Snapshot) -> Decision:
    """Ask the plant's own strategy. One that fails decides for no water."""
    name = snapshot.plant.strategy
    try:
        return spaced(STRATEGIES[name](snapshot), snapshot)
    except Exception:
        _LOGGER.exception("The strategy %s failed", name)
        return Decision(False, 0.0, name, reason("decision_failed", strategy=name))
