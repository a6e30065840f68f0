"""The physics of the demo garden: pure steps of pots, a tank, pumps, valves and the water between them.

Soil time runs at the hub's speed; an open outlet gives its flow per real second. Over a pot that
hangs on a supply it does so only while the supply's pump is on.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random

from .soil import Pot, lived, poured
from .weather import DAY_S, Air, air

STEP_S, POURING_STEP_S = 300.0, 30.0
LONGEST_CATCH_UP_S = 7 * DAY_S
TANK_ML = 10_000.0
REFILL_S = 7 * DAY_S
# What a leaking valve lets through of its flow.
LEAK = 0.25


TANK_EMPTY = "tank_empty"


class GardenFault(StrEnum):
    """What can be broken at a pot of the demo garden."""

    PROBE_DEAD = "probe_dead"
    PROBE_STUCK = "probe_stuck"
    PROBE_NOISY = "probe_noisy"
    PUMP_DEAD = "pump_dead"
    OUTLET_STUCK_OPEN = "outlet_stuck_open"
    OUTLET_LIES = "outlet_lies"
    OUTLET_DEAD = "outlet_dead"
    OUTLET_SILENT = "outlet_silent"
    VALVE_LEAKS = "leak"


class SupplyFault(StrEnum):
    """What can be broken at a supply of the demo garden."""

    PUMP_STUCK_ON = "pump_stuck_on"
    PUMP_SILENT = "pump_silent"
    METER_DEAD = "meter_dead"


@dataclass(frozen=True, slots=True)
class World:
    """The whole garden at one instant: `at` in epoch seconds of real time, `day_s` in simulated seconds.

    By supply: whether its pump runs, what its flow meter has counted in ml, and for how many real
    seconds its pump ever ran against closed valves.
    """

    seed: int
    at: float
    day_s: float = 10 * 3_600.0
    tank_ml: float = TANK_ML
    tank_broken: bool = False
    pots: dict[str, Pot] = field(default_factory=dict)
    faults: frozenset[str] = frozenset()
    pumps: dict[str, bool] = field(default_factory=dict)
    metered: dict[str, float] = field(default_factory=dict)
    deadheaded_s: dict[str, float] = field(default_factory=dict)

    def has(self, owner_id: str, fault: GardenFault | SupplyFault) -> bool:
        """Whether this part of this pot or supply is broken."""
        return f"{owner_id}:{fault}" in self.faults


# --- time -----------------------------------------------------------------------------------------------


def advance(world: World, to: float, speed: float) -> World:
    """The garden at a later real instant, with the soil's time running `speed` times as fast."""
    real = to - world.at
    if real <= 0:
        return world
    # Nobody turns anything meanwhile.
    flows = _flows(world)
    world = replace(world, deadheaded_s=_deadheaded(world, real))
    # Long unseen soil has settled; the water that flowed before its last week is in the pots at once.
    unseen = max(0.0, real - LONGEST_CATCH_UP_S / speed)
    world = _pour(world, flows, unseen)
    left = (real - unseen) * speed
    while left > 0:
        step = min(left, POURING_STEP_S if flows else STEP_S)
        world = _pour(world, flows, step / speed)
        pots = {name: lived(pot, world.day_s, step) for name, pot in world.pots.items()}
        refilled = int((world.day_s + step) / REFILL_S) > int(world.day_s / REFILL_S)
        tank = TANK_ML if refilled and not world.tank_broken else world.tank_ml
        world = replace(world, pots=pots, day_s=world.day_s + step, tank_ml=tank)
        left -= step
    return replace(world, at=to)


def _flows(world: World) -> dict[str, float]:
    """What each pot is given in ml/s while the tank lasts; pots that get nothing are left out."""
    flows = {}
    for name, pot in world.pots.items():
        if world.has(name, GardenFault.PUMP_DEAD) or not _pressed(world, pot):
            continue
        if pot.open:
            flows[name] = pot.flow_ml_s
        elif world.has(name, GardenFault.VALVE_LEAKS):
            flows[name] = pot.flow_ml_s * LEAK
    return flows


def _pressed(world: World, pot: Pot) -> bool:
    """Whether water stands before a pot's valve."""
    return pot.supply is None or world.pumps.get(pot.supply, False)


def _deadheaded(world: World, real_s: float) -> dict[str, float]:
    """How long every pump has run against closed valves after this many more real seconds."""
    served = {pot.supply for pot in world.pots.values() if pot.open}
    return world.deadheaded_s | {
        supply_id: world.deadheaded_s.get(supply_id, 0.0) + real_s
        for supply_id, on in world.pumps.items()
        if on and supply_id not in served
    }


def _pour(world: World, flows: dict[str, float], real_s: float) -> World:
    """What flows in this many real seconds, as far as the tank reaches."""
    total = sum(flows.values()) * real_s
    if total <= 0 or world.tank_broken:
        return world
    share = min(1.0, world.tank_ml / total)
    pots, metered = dict(world.pots), dict(world.metered)
    for name, flow in flows.items():
        given = flow * real_s * share
        pots[name] = pot = poured(pots[name], given)
        if pot.supply is not None and not world.has(pot.supply, SupplyFault.METER_DEAD):
            metered[pot.supply] = metered.get(pot.supply, 0.0) + given
    return replace(world, pots=pots, metered=metered, tank_ml=max(0.0, world.tank_ml - total * share))


# --- what is seen ---------------------------------------------------------------------------------------


def probe_moisture(world: World, name: str) -> float | None:
    """What a pot's probe says, in %: its lagging view, a little noise, and whatever is broken. None is silence."""
    pot = world.pots[name]
    if world.has(name, GardenFault.PROBE_DEAD):
        return None
    if world.has(name, GardenFault.PROBE_STUCK) and pot.stuck_at is not None:
        return pot.stuck_at
    noise = 6.0 if world.has(name, GardenFault.PROBE_NOISY) else 0.15
    # Seeded by the simulated minute: the same instant reads the same twice.
    wobble = Random(f"{world.seed}/{name}/{world.day_s // 60:.0f}").gauss(0.0, noise)
    return round(min(100.0, max(0.0, pot.probe + wobble)), 1)


def surroundings(world: World, name: str) -> Air:
    """The air around a pot."""
    pot = world.pots[name]
    return air(world.day_s, indoor=pot.indoor, noon_lux=pot.noon_lux)


def says_open(world: World, name: str) -> bool | None:
    """What a pot's outlet says of itself, true or not. None is silence."""
    if world.has(name, GardenFault.OUTLET_SILENT):
        return None
    pot = world.pots[name]
    return pot.open and not pot.lying


def says_pumping(world: World, supply_id: str) -> bool | None:
    """What a supply's pump says of itself. None is silence."""
    if world.has(supply_id, SupplyFault.PUMP_SILENT):
        return None
    return world.pumps.get(supply_id, False)


# --- what is done ---------------------------------------------------------------------------------------


def turned(world: World, name: str, *, on: bool) -> World:
    """The garden with a pot's outlet told to open or close, as far as it obeys. A silent one hears nothing."""
    if world.has(name, GardenFault.OUTLET_SILENT):
        return world
    pot = world.pots[name]
    lies = world.has(name, GardenFault.OUTLET_LIES)
    stays_open = pot.open and (lies or world.has(name, GardenFault.OUTLET_STUCK_OPEN))
    is_open = stays_open or (on and not world.has(name, GardenFault.OUTLET_DEAD))
    changed = replace(pot, open=is_open, lying=lies and is_open and not on)
    return replace(world, pots=world.pots | {name: changed})


def pump_turned(world: World, supply_id: str, *, on: bool) -> World:
    """The garden with a supply's pump told to run or not, as far as it obeys. A silent one hears nothing."""
    if world.has(supply_id, SupplyFault.PUMP_SILENT):
        return world
    stays_on = world.pumps.get(supply_id, False) and world.has(supply_id, SupplyFault.PUMP_STUCK_ON)
    return replace(world, pumps=world.pumps | {supply_id: on or stays_on})


def broken(world: World, faults: frozenset[str], *, tank: bool) -> World:
    """The garden with these parts broken and all others whole; a tank that was broken is refilled.

    A valve that dies falls shut, and so does one that no longer lies of having closed.
    """
    tank_ml = 0.0 if tank else TANK_ML if world.tank_broken else world.tank_ml
    world = replace(world, faults=faults, tank_broken=tank, tank_ml=tank_ml)
    return replace(world, pots={name: _broken_pot(world, name, pot) for name, pot in world.pots.items()})


def _broken_pot(world: World, name: str, pot: Pot) -> Pot:
    lying = pot.lying and world.has(name, GardenFault.OUTLET_LIES)
    is_open = pot.open and lying == pot.lying and not world.has(name, GardenFault.OUTLET_DEAD)
    stuck_at = None
    if world.has(name, GardenFault.PROBE_STUCK):
        stuck_at = round(pot.probe, 1) if pot.stuck_at is None else pot.stuck_at
    return replace(pot, open=is_open, lying=lying and is_open, stuck_at=stuck_at)
