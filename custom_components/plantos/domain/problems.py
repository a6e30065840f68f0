"""What is wrong with a plant, or with what PlantOS knows of it."""

from .readings import Measure
from .snapshots import OutletState, Snapshot

WATERLOGGED = 90.0


def problems(snapshot: Snapshot, *, critical: bool) -> tuple[str, ...]:
    """The keys of everything somebody should look at."""
    found = []
    if critical:
        found.append("critical_moisture")
    for measure, reading in snapshot.readings.items():
        if not reading.fresh:
            found.append(f"{measure}_{reading.fault}")
    moisture = snapshot.value(Measure.MOISTURE)
    if moisture is not None and moisture > WATERLOGGED:
        found.append("waterlogged")
    if snapshot.outlet is OutletState.UNKNOWN:
        found.append("outlet_unconfirmed")
    return tuple(found)
