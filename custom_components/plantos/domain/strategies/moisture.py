"""Waters the plant's dose when its soil is drier than its minimum."""

from ..decisions import Decision
from ..readings import Measure
from ..reasons import reason
from ..snapshots import Snapshot


def moisture(snapshot: Snapshot) -> Decision:
    """Water if and only if trusted moisture is below the minimum (29.9 yes, 30.0 no)."""
    plant = snapshot.plant
    minimum = plant.moisture_min
    value = snapshot.trusted_moisture
    if value is None:
        settling = snapshot.readings.get(Measure.MOISTURE)
        key = "decision_settling" if settling and settling.fresh else "decision_no_moisture"
        return Decision(False, 0.0, "moisture", reason(key), {"minimum": minimum})
    inputs = {"moisture": value, "minimum": minimum}
    if value < minimum:
        why = reason("decision_dry", moisture=value, minimum=minimum, amount=plant.dose_ml)
        return Decision(True, plant.dose_ml, "moisture", why, inputs)
    return Decision(False, 0.0, "moisture", reason("decision_moist", moisture=value, minimum=minimum), inputs)
