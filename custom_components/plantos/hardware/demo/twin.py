"""The physics of the demo garden: pure steps of pots, a tank and the water between them.

Soil holds water up to its field capacity; what is above drains away. Given water spreads with a
delay, the probe follows with another. Plants drink by the air's thirst, less as soil dries towards
the wilting point. Soil time runs at the hub's speed; an open outlet gives its flow per real second.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import exp
from random import Random

from .weather import DAY_S, Air, air, thirst

# Volumetric water contents of a peat-based potting soil.
SATURATION, FIELD_CAPACITY, WILTING_POINT, AIR_DRY = 0.55, 0.36, 0.10, 0.04
SPREAD_S, DRAIN_S, PROBE_S = 900.0, 3_600.0, 600.0
STEP_S, POURING_STEP_S = 300.0, 30.0
LONGEST_CATCH_UP_S = 7 * DAY_S
TANK_ML = 10_000.0
REFILL_S = 7 * DAY_S


TANK_EMPTY = "tank_empty"


class GardenFault(StrEnum):
    """What can be broken in the demo garden."""

    PROBE_DEAD = "probe_dead"
    PROBE_STUCK = "probe_stuck"
    PROBE_NOISY = "probe_noisy"
    PUMP_DEAD = "pump_dead"
    OUTLET_STUCK_OPEN = "outlet_stuck_open"


@dataclass(frozen=True, slots=True)
class Pot:
    """One pot. Water in ml: in the root zone, not yet spread, and ever poured; the probe's lagging view in %."""

    volume_l: float
    drinks_ml_day: float
    indoor: bool
    noon_lux: float
    flow_ml_s: float
    root_ml: float
    probe: float
    fresh_ml: float = 0.0
    poured_ml: float = 0.0
    open: bool = False
    stuck_at: float | None = None


@dataclass(frozen=True, slots=True)
class World:
    """The whole garden at one instant: `at` in epoch seconds of real time, `day_s` in simulated seconds."""

    seed: int
    at: float
    day_s: float = 10 * 3_600.0
    tank_ml: float = TANK_ML
    tank_broken: bool = False
    pots: dict[str, Pot] = field(default_factory=dict)
    faults: frozenset[str] = frozenset()

    def has(self, pot_id: str, fault: GardenFault) -> bool:
        """Whether this part of this pot is broken."""
        return f"{pot_id}:{fault}" in self.faults


def moisture_of(pot: Pot) -> float:
    """The root zone's water as a probe's 0–100 %: 100 is saturated soil."""
    return 100.0 * pot.root_ml / (pot.volume_l * 1_000.0 * SATURATION)


def root_ml_at(volume_l: float, moisture: float) -> float:
    """The water in a pot's root zone at this probe moisture."""
    return moisture / 100.0 * volume_l * 1_000.0 * SATURATION


def advance(world: World, to: float, speed: float) -> World:
    """The garden at a later real instant, with the soil's time running `speed` times as fast."""
    real = to - world.at
    if real <= 0:
        return world
    # Long unseen soil has settled; the water that flowed before its last week is in the pots at once.
    unseen = max(0.0, real - LONGEST_CATCH_UP_S / speed)
    world = _pour(world, unseen)
    left = (real - unseen) * speed
    while left > 0:
        step = min(left, POURING_STEP_S if any(pot.open for pot in world.pots.values()) else STEP_S)
        world = _pour(world, step / speed)
        pots = {name: _live(pot, world.day_s, step) for name, pot in world.pots.items()}
        refilled = int((world.day_s + step) / REFILL_S) > int(world.day_s / REFILL_S)
        tank = TANK_ML if refilled and not world.tank_broken else world.tank_ml
        world = replace(world, pots=pots, day_s=world.day_s + step, tank_ml=tank)
        left -= step
    return replace(world, at=to)


def _pour(world: World, real_s: float) -> World:
    """What open outlets let through in this many real seconds, as far as the tank reaches."""
    wanted = {
        name: pot.flow_ml_s * real_s
        for name, pot in world.pots.items()
        if pot.open and not world.has(name, GardenFault.PUMP_DEAD)
    }
    total = sum(wanted.values())
    if total <= 0 or world.tank_broken:
        return world
    share = min(1.0, world.tank_ml / total)
    pots = dict(world.pots)
    for name, amount in wanted.items():
        pot, given = pots[name], amount * share
        pots[name] = replace(pot, fresh_ml=pot.fresh_ml + given, poured_ml=pot.poured_ml + given)
    return replace(world, pots=pots, tank_ml=max(0.0, world.tank_ml - total * share))


def _live(pot: Pot, day_s: float, step: float) -> Pot:
    around = air(day_s, indoor=pot.indoor, noon_lux=pot.noon_lux)
    soil = pot.volume_l * 1_000.0
    spread = pot.fresh_ml * (1.0 - exp(-step / SPREAD_S))
    root = min(pot.root_ml + spread, soil * SATURATION)
    above = max(0.0, root - soil * FIELD_CAPACITY)
    root -= above * (1.0 - exp(-step / DRAIN_S))
    wet = (root / soil - WILTING_POINT) / (FIELD_CAPACITY - WILTING_POINT)
    drunk = pot.drinks_ml_day * thirst(around, pot.noon_lux) * step / DAY_S * min(1.0, max(0.0, wet * 2.0)) * 2.0
    root = max(soil * AIR_DRY, root - drunk)
    seen = pot.probe + (100.0 * root / (soil * SATURATION) - pot.probe) * (1.0 - exp(-step / PROBE_S))
    return replace(pot, root_ml=root, fresh_ml=pot.fresh_ml - spread, probe=seen)


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


def turned(world: World, name: str, *, on: bool) -> World:
    """The garden with an outlet told to open or close; a stuck one stays open."""
    stuck = world.has(name, GardenFault.OUTLET_STUCK_OPEN)
    pot = world.pots[name]
    return replace(world, pots=world.pots | {name: replace(pot, open=on or (stuck and pot.open))})


def broken(world: World, faults: frozenset[str], *, tank: bool) -> World:
    """The garden with these parts broken and all others whole; a tank that was broken is refilled."""
    pots = {name: replace(pot, stuck_at=_stuck(name, pot, faults)) for name, pot in world.pots.items()}
    tank_ml = 0.0 if tank else TANK_ML if world.tank_broken else world.tank_ml
    return replace(world, pots=pots, faults=faults, tank_broken=tank, tank_ml=tank_ml)


def _stuck(name: str, pot: Pot, faults: frozenset[str]) -> float | None:
    if f"{name}:{GardenFault.PROBE_STUCK}" not in faults:
        return None
    return round(pot.probe, 1) if pot.stuck_at is None else pot.stuck_at
