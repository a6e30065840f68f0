"""Waters the plant's dose when its soil is drier than its minimum."""

from collections.abc import Sequence
from datetime import datetime
from math import isfinite

from ..decisions import Decision
from ..readings import Measure
from ..reasons import reason
from ..snapshots import Snapshot


def moisture(snapshot: Snapshot) -> Decision:
    """Water if and only if trusted moisture is below the minimum (29.9 yes, 30.0 no).

    Where hysteresis is asked for, soil that has been too dry is watered until it is so far above the minimum.
    """
    plant = snapshot.plant
    minimum = plant.moisture_min
    value = snapshot.trusted_moisture
    if value is None or not isfinite(value):
        settling = snapshot.readings.get(Measure.MOISTURE)
        key = "decision_settling" if settling and settling.fresh else "decision_no_moisture"
        return Decision(False, 0.0, "moisture", reason(key), {"minimum": minimum})
    inputs = {"moisture": value, "minimum": minimum}
    if value < minimum:
        why = reason("decision_dry", moisture=value, minimum=minimum, amount=plant.dose_ml)
        return Decision(True, plant.dose_ml, "moisture", why, inputs)
    target = min(minimum + plant.hysteresis, plant.moisture_max)
    if value < target and _was_dry(snapshot.past.moisture, minimum, target):
        why = reason("decision_not_yet_moist", moisture=value, target=target, amount=plant.dose_ml)
        return Decision(True, plant.dose_ml, "moisture", why, inputs | {"target": target})
    return Decision(False, 0.0, "moisture", reason("decision_moist", moisture=value, minimum=minimum), inputs)


def _was_dry(points: Sequence[tuple[datetime, float]], minimum: float, target: float) -> bool:
    """Whether the soil has been below the minimum since it last reached the target."""
    for _, value in reversed(points):
        if value < minimum or value >= target:
            return value < minimum
    return False
