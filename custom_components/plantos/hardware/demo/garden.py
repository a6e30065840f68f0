"""The demo garden as hardware: its probes and outlets, and the file in which its world goes on."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
import os
from pathlib import Path
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from ...domain.clock import Clock
from ...domain.flow import MeterSample
from ...domain.plants import Plant
from ...domain.readings import Measure, Sample
from ...domain.supplies import Supply
from .. import DeviceFault, FailSafe, HardwareError, NotOpened, NotSent
from .planting import potted
from .twin import (
    TANK_EMPTY,
    World,
    advance,
    broken,
    probe_moisture,
    pump_turned,
    says_open,
    says_pumping,
    surroundings,
    turned,
)

_WORLD = TypeAdapter(World)
SAVE_EVERY_S = 10.0
# Who looks again so soon sees no other soil, or while water flows no other tank: seconds of soil, and real ones.
SOIL_MOMENT_S, WATER_MOMENT_S = 1.0, 0.05


class DemoGarden:
    """A garden that goes on while nobody looks: opened outlets flow until somebody closes them."""

    def __init__(self, path: Path, clock: Clock, seed: int) -> None:
        """Prepare; the world begins or goes on with `start`."""
        self._path = path
        self._clock = clock
        self._plants: Mapping[str, Plant] = {}
        self._options: Mapping[str, Any] = {}
        self._world = World(seed, clock.now().timestamp())
        self._pours = False
        self._saved = 0.0
        self._writing = asyncio.Lock()
        self._to_write: asyncio.Task[None] | None = None

    def use(self, plants: Mapping[str, Plant], options: Mapping[str, Any]) -> None:
        """Give every plant its pot, which keeps its soil, and break what the options say (`owner:fault`)."""
        self._plants, self._options = plants, options
        self._advance()
        pots = {
            name: potted(plant, self._world.pots.get(name), number)
            for number, (name, plant) in enumerate(plants.items())
        }
        faults = frozenset(options.get("faults", ()))
        self._turn(broken(replace(self._world, pots=pots), faults - {TANK_EMPTY}, tank=TANK_EMPTY in faults))

    async def start(self) -> None:
        """Look at the garden as it has become since it was last seen."""
        loop = asyncio.get_running_loop()
        world = await loop.run_in_executor(None, self._load)
        if world is not None:
            self._world = world
        self.use(self._plants, self._options)
        await self._save()

    async def stop(self) -> None:
        """Leave the garden as it is now; what the disk doesn't take is reckoned again at the next start."""
        self._advance()
        with suppress(HardwareError):
            await self._save()

    def listen(self, changed: Callable[[str], None]) -> None:
        """Nothing in the garden speaks by itself."""

    def faults(self) -> Iterable[DeviceFault]:
        """The garden itself is always there."""
        return ()

    def probe(self, plant: Plant, measure: Measure) -> DemoProbe:
        """Every plant of the garden has a probe for everything."""
        return DemoProbe(self, plant.plant_id, measure)

    def backup(self, plant: Plant, measure: Measure) -> None:
        """No probe of the garden has a backup."""

    def outlet(self, plant: Plant) -> DemoOutlet:
        """Every plant of the garden has a valve."""
        return DemoOutlet(self, plant.plant_id, turned, says_open)

    def pump(self, supply: Supply) -> DemoOutlet:
        """Every supply of the garden has a pump."""
        return DemoOutlet(self, supply.supply_id, pump_turned, says_pumping)

    def flow_meter(self, supply: Supply) -> DemoMeter:
        """Every pump of the garden has a flow meter behind it."""
        return DemoMeter(self, supply.supply_id)

    def tank(self, supply: Supply) -> float:
        """What the garden's one tank holds, in ml."""
        self._look()
        return self._world.tank_ml

    def leak(self, supply: Supply) -> None:
        """The garden has no leak probes."""

    async def sample(self, name: str, measure: Measure) -> Sample:
        """What a probe says now."""
        self._look()
        if self._world.at - self._saved > SAVE_EVERY_S:
            await self._save()
        if (value := self._value(name, measure)) is None:
            raise HardwareError("the probe is silent")
        return Sample(value, datetime.fromtimestamp(self._world.at, UTC))

    def _value(self, name: str, measure: Measure) -> float | None:
        around = surroundings(self._world, name)
        match measure:
            case Measure.MOISTURE:
                return probe_moisture(self._world, name)
            case Measure.TEMPERATURE:
                return round(around.temperature, 1)
            case Measure.HUMIDITY:
                return round(around.humidity, 0)
            case Measure.ILLUMINANCE:
                return round(around.illuminance, -2)

    def metered(self, supply_id: str) -> MeterSample:
        """What a flow meter has counted by now."""
        self._advance()
        value = self._world.metered.get(supply_id, 0.0)
        return MeterSample(value, "mL", datetime.fromtimestamp(self._world.at, UTC))

    async def change(self, changed: Callable[[World], World]) -> World:
        """Let somebody turn something, and return what became of it; the world's file knows before."""
        self._advance()
        world = changed(self._world)
        self._turn(world)
        await self._save()
        # Not what it may have become since, while it was written.
        return world

    def seen(self) -> World:
        """The garden as it was last turned or looked at."""
        return self._world

    def _look(self) -> None:
        """Let the garden go on, unless that was done a moment ago: all its pots live on for whoever looks at one."""
        passed = self._clock.now().timestamp() - self._world.at
        if passed * self._clock.speed >= SOIL_MOMENT_S or (self._pours and passed >= WATER_MOMENT_S):
            self._advance()

    def _turn(self, world: World) -> None:
        """Let the garden be another than it was."""
        self._world, self._pours = world, any(pot.open for pot in world.pots.values())

    def _advance(self) -> None:
        self._world = advance(self._world, self._clock.now().timestamp(), self._clock.speed)

    async def _save(self) -> None:
        """Have the world written as it is now; all who ask before that begins share one write."""
        if self._to_write is None:
            self._to_write = asyncio.get_running_loop().create_task(self._write(), eager_start=False)
        await asyncio.shield(self._to_write)

    async def _write(self) -> None:
        async with self._writing:
            self._to_write = None
            self._saved = self._world.at
            document = _WORLD.dump_json(self._world, indent=1)
            try:
                await asyncio.get_running_loop().run_in_executor(None, self._store, document)
            except OSError as error:
                raise HardwareError(f"the garden can't be written: {error}") from error

    def _store(self, document: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(document)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)

    def _load(self) -> World | None:
        try:
            world = _WORLD.validate_json(self._path.read_bytes())
            # Much may have happened since: reckoned here, outside the event loop.
            return advance(world, self._clock.now().timestamp(), self._clock.speed)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise HardwareError(f"the garden can't be read: {error}") from error
        except ValidationError:
            # A garden nobody can read is kept aside and a new one planted.
            self._path.replace(self._path.with_suffix(".unreadable"))
            return None


@dataclass(frozen=True, slots=True)
class DemoProbe:
    """A probe in a demo pot."""

    garden: DemoGarden
    name: str
    measure: Measure

    async def read(self) -> Sample:
        """The newest sample."""
        return await self.garden.sample(self.name, self.measure)


@dataclass(frozen=True, slots=True)
class DemoMeter:
    """The flow meter behind a demo pump."""

    garden: DemoGarden
    supply_id: str

    async def read(self) -> MeterSample:
        """What it has counted so far."""
        return self.garden.metered(self.supply_id)


class Turn(Protocol):
    """How a valve or a pump takes what it is told."""

    def __call__(self, world: World, name: str, /, *, on: bool) -> World:
        """The garden with it told to open or close."""


@dataclass(frozen=True, slots=True)
class DemoOutlet:
    """A valve over a demo pot, or the pump of a demo supply."""

    garden: DemoGarden
    name: str
    turn: Turn
    says: Callable[[World, str], bool | None]

    @property
    def assumed(self) -> bool:
        """It says what it measures, unless it lies."""
        return False

    @property
    def fail_safe(self) -> FailSafe:
        """Nobody else closes it."""
        return FailSafe.SOFTWARE_ONLY

    async def open(self, max_seconds: float) -> None:
        """Let water flow; nothing in the demo garden has a timer of its own."""
        match await self._tell(on=True):
            case None:
                raise NotSent("the outlet is silent")
            case False:
                raise NotOpened("the outlet stayed closed")

    async def close(self) -> None:
        """Stop the water."""
        match await self._tell(on=False):
            case None:
                raise HardwareError("the outlet is silent")
            case True:
                raise HardwareError("the outlet stayed open")

    async def is_open(self) -> bool | None:
        """What the valve or pump says."""
        return self.says(self.garden.seen(), self.name)

    async def _tell(self, *, on: bool) -> bool | None:
        world = await self.garden.change(lambda world: self.turn(world, self.name, on=on))
        return self.says(world, self.name)
