"""Pots and gardens for the tests of the twin."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
from typing import Any

from hypothesis import settings

from custom_components.plantos.domain.clock import Clock
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.hardware.demo.garden import DemoGarden
from custom_components.plantos.hardware.demo.soil import FIELD_CAPACITY, SATURATION, Pot, moisture_of, root_ml_at
from custom_components.plantos.hardware.demo.twin import World, advance, broken, pump_turned, turned

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


def a_barrel(*faults: str, **pots: Pot) -> World:
    """A garden whose pots hang on one supply, the barrel."""
    pots = pots or {"basil": a_pot()}
    return a_world(*faults, **{name: replace(pot, supply="barrel") for name, pot in pots.items()})


def by_steps(world: World, to: float, step: float, speed: float = 1.0) -> World:
    while world.at < to:
        world = advance(world, min(to, world.at + step), speed)
    return world


def after(world: World, seconds: float, step: float = 300.0) -> World:
    return by_steps(world, world.at + seconds, step)


def pumping(world: World, *, on: bool = True, supply_id: str = "barrel") -> World:
    return pump_turned(world, supply_id, on=on)


def opened(world: World, *names: str) -> World:
    for name in names or ("basil",):
        world = turned(world, name, on=True)
    return world


def watered(world: World, seconds: float, name: str = "basil") -> World:
    """The garden after an outlet was open for some seconds and closed again."""
    return turned(after(turned(world, name, on=True), seconds), name, on=False)


def soil(world: World, name: str = "basil") -> float:
    return moisture_of(world.pots[name])


def water(world: World) -> float:
    """What the tank holds and what it ever gave."""
    return world.tank_ml + sum(pot.poured_ml for pot in world.pots.values())


@dataclass
class Household:
    """A demo garden as hardware, with one basil on one barrel, and a hand on its clock."""

    path: Path
    at: datetime = datetime(2026, 7, 1, 10, tzinfo=UTC)
    garden: DemoGarden = field(init=False)
    plant: Plant = field(init=False)

    def __post_init__(self) -> None:
        """Plan the garden; nothing is broken."""
        self.garden = DemoGarden(self.path, Clock(now=lambda: self.at), 7)
        self.settle()

    async def moved_in(self) -> Household:
        """Look at the garden in the file."""
        await self.garden.start()
        return self

    def settle(self, *faults: str, supply: str | None = "barrel") -> None:
        """Take the garden up with these parts broken."""
        self.plant = Plant(plant_id="basil", name="Basil", supply=supply, flow_ml_s=20.0)
        self.garden.use({"basil": self.plant}, {"faults": list(faults)})

    def passes(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)

    def world(self) -> dict[str, Any]:
        """What the file says."""
        document: dict[str, Any] = json.loads(self.path.read_text())
        return document
