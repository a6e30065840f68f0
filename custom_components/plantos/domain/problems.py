"""What is wrong with a plant, or with what PlantOS knows of it."""

from .readings import Measure
from .snapshots import OutletState, Snapshot
from .supplies import SupplyState

WATERLOGGED = 90.0


def problems(snapshot: Snapshot, *, critical: bool) -> tuple[str, ...]:
    """The keys of everything somebody should look at."""
    found = []
    if critical:
        found.append("critical_moisture")
    for measure, reading in snapshot.readings.items():
        if not reading.fresh:
            found.append(f"{measure}_{reading.fault}")
    plant = snapshot.plant
    found += [f"{measure}_missing" for measure in plant.probes if measure not in snapshot.readings]
    if plant.outlet and snapshot.outlet is OutletState.ABSENT:
        found.append("outlet_missing")
    moisture = snapshot.value(Measure.MOISTURE)
    if moisture is not None and moisture > WATERLOGGED:
        found.append("waterlogged")
    if snapshot.outlet is OutletState.UNKNOWN:
        found.append("outlet_unconfirmed")
    if snapshot.outlet_rests:
        found.append("outlet_rests")
    if snapshot.care.plant.locked:
        found.append("locked")
    if snapshot.care.plant.without_effect >= snapshot.settings.no_effect_runs:
        found.append("no_effect")
    return (*found, *_of_supply(snapshot.supply))


def _of_supply(supply: SupplyState | None) -> tuple[str, ...]:
    if supply is None:
        return ()
    empty = supply.usable_ml is not None and supply.usable_ml <= 0
    known = {"leak": bool(supply.leak), "tank_empty": empty, "supply_blocked": supply.blocked is not None}
    return tuple(key for key, holds in known.items() if holds)
