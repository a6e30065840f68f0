"""What is wrong with a plant, or with what PlantOS knows of it."""

from collections.abc import Collection
from datetime import timedelta

from .anomalies import Anomaly, AnomalyKind
from .decisions import Decision
from .plants import Plant
from .readings import Measure
from .snapshots import OutletState, Snapshot
from .supplies import SupplyState

WATERLOGGED = 90.0
# Oddities that go by another name here.
NAMED = frozenset({AnomalyKind.STUCK, AnomalyKind.NO_RESPONSE})
# Why a strategy can't decide, and how long a plant may be left so before somebody is told.
NO_DECISION = frozenset(
    {
        "decision_no_weather",
        "decision_weather_awaited",
        "decision_no_size",
        "decision_no_schedule",
        "decision_failed",
    }
)
LONGEST_UNDECIDED = timedelta(hours=24)


def is_undecided(plant: Plant, decision: Decision) -> bool:
    """Whether a plant waits for a strategy that can't decide."""
    return plant.automatic and plant.enabled and decision.reason.key in NO_DECISION


def problems(
    snapshot: Snapshot, *, critical: bool, odd: Collection[Anomaly] = (), undecided: timedelta = timedelta()
) -> tuple[str, ...]:
    """The keys of everything somebody should look at; nothing could be decided for as long as `undecided`."""
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
    if snapshot.outlet is OutletState.UNKNOWN and not snapshot.outlet_closing:
        found.append("outlet_unconfirmed")
    found += _of_care(snapshot, undecided)
    found += [f"anomaly_{anomaly.kind}" for anomaly in odd if anomaly.kind not in NAMED]
    return (*found, *_of_supply(snapshot.supply))


def _of_care(snapshot: Snapshot, undecided: timedelta) -> tuple[str, ...]:
    """What keeps a plant from being watered."""
    standing = snapshot.care.plant
    known = {
        "outlet_rests": snapshot.outlet_rests,
        "locked": standing.locked,
        "no_effect": standing.without_effect >= snapshot.settings.no_effect_runs,
        "undecided": undecided > LONGEST_UNDECIDED,
    }
    return tuple(key for key, holds in known.items() if holds)


def _of_supply(supply: SupplyState | None) -> tuple[str, ...]:
    if supply is None:
        return ()
    empty = supply.usable_ml is not None and supply.usable_ml <= 0
    known = {"leak": bool(supply.leak), "tank_empty": empty, "supply_blocked": supply.is_stuck}
    return tuple(key for key, holds in known.items() if holds)
