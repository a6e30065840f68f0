"""Pots and gardens for the tests of the twin."""

from typing import Any

from hypothesis import settings

from custom_components.plantos.hardware.demo.twin import (
    FIELD_CAPACITY,
    SATURATION,
    Pot,
    World,
    advance,
    broken,
    moisture_of,
    root_ml_at,
    turned,
)

HOUR_S = 3_600.0
LAW = settings(max_examples=60, deadline=None, derandomize=True)
AT_FIELD_CAPACITY = 100.0 * FIELD_CAPACITY / SATURATION


def a_pot(moisture: float = 40.0, **changes: Any) -> Pot:
    return Pot(
        **{
            "volume_l": 2.0,
            "drinks_ml_day": 175.0,
            "indoor": True,
            "noon_lux": 20_000.0,
            "flow_ml_s": 20.0,
            "root_ml": root_ml_at(2.0, moisture),
            "probe": moisture,
        }
        | changes
    )


def a_world(*faults: str, **pots: Pot) -> World:
    world = World(7, 0.0, pots=pots or {"basil": a_pot()})
    return broken(world, frozenset(faults), tank=False)


def by_steps(world: World, to: float, step: float, speed: float = 1.0) -> World:
    while world.at < to:
        world = advance(world, min(to, world.at + step), speed)
    return world


def after(world: World, seconds: float, step: float = 300.0) -> World:
    return by_steps(world, world.at + seconds, step)


def watered(world: World, seconds: float, name: str = "basil") -> World:
    """The garden after an outlet was open for some seconds and closed again."""
    return turned(after(turned(world, name, on=True), seconds), name, on=False)


def soil(world: World, name: str = "basil") -> float:
    return moisture_of(world.pots[name])


def water(world: World) -> float:
    """What the tank holds and what it ever gave."""
    return world.tank_ml + sum(pot.poured_ml for pot in world.pots.values())
