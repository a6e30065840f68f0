"""The demo garden as hardware: its probes and outlets, and the file in which its world goes on."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
import os
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ...domain.clock import Clock
from ...domain.plants import Plant
from ...domain.readings import Measure, Sample
from ...domain.species import CATALOGUE
from .. import HardwareError
from .twin import (
    TANK_EMPTY,
    Pot,
    World,
    advance,
    broken,
    probe_moisture,
    root_ml_at,
    surroundings,
    turned,
)

_WORLD = TypeAdapter(World)
SAVE_EVERY_S = 10.0

DAILY_DRINK = {"slow": 25.0, "medium": 60.0, "fast": 110.0}


class DemoGarden:
    """A garden that goes on while nobody looks: opened outlets flow until somebody closes them."""

    def __init__(self, path: Path, clock: Clock, seed: int) -> None:
        """Prepare; the world begins or goes on with `start`."""
        self._path = path
        self._clock = clock
        self._plants: Mapping[str, Plant] = {}
        self._options: Mapping[str, Any] = {}
        self._world = World(seed, clock.now().timestamp())
        self._saved = 0.0
        self._writing = asyncio.Lock()

    def use(self, plants: Mapping[str, Plant], options: Mapping[str, Any]) -> None:
        """Give every plant its pot, which keeps its soil, and break what the options say (`pot:fault`)."""
        self._plants, self._options = plants, options
        self._advance()
        pots = {
            name: self._potted(plant, self._world.pots.get(name), number)
            for number, (name, plant) in enumerate(plants.items())
        }
        faults = frozenset(options.get("faults", ()))
        self._world = broken(replace(self._world, pots=pots), faults - {TANK_EMPTY}, tank=TANK_EMPTY in faults)

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

    def probe(self, plant: Plant, measure: Measure) -> DemoProbe:
        """Every plant of the garden has a probe for everything."""
        return DemoProbe(self, plant.plant_id, measure)

    def outlet(self, plant: Plant) -> DemoOutlet:
        """Every plant of the garden has a valve."""
        return DemoOutlet(self, plant.plant_id)

    def tank_level(self, supply_id: str) -> float:
        """What the garden's one tank holds, in ml."""
        self._advance()
        return self._world.tank_ml

    async def sample(self, name: str, measure: Measure) -> Sample:
        """What a probe says now."""
        self._advance()
        if self._world.at - self._saved > SAVE_EVERY_S:
            await self._save()
        around = surroundings(self._world, name)
        value = {
            Measure.MOISTURE: probe_moisture(self._world, name),
            Measure.TEMPERATURE: round(around.temperature, 1),
            Measure.HUMIDITY: round(around.humidity, 0),
            Measure.ILLUMINANCE: round(around.illuminance, -2),
        }[measure]
        if value is None:
            raise HardwareError("the probe is silent")
        return Sample(value, datetime.fromtimestamp(self._world.at, UTC))

    async def turn(self, name: str, *, on: bool) -> None:
        """Open or close an outlet; the world's file knows before this returns."""
        self._advance()
        self._world = turned(self._world, name, on=on)
        await self._save()

    def is_open(self, name: str) -> bool:
        """Whether water can flow."""
        return self._world.pots[name].open

    def _advance(self) -> None:
        self._world = advance(self._world, self._clock.now().timestamp(), self._clock.speed)

    def _potted(self, plant: Plant, old: Pot | None, number: int) -> Pot:
        species = CATALOGUE.get(plant.species or "")
        volume = plant.pot_volume_l or 5.0
        low, high = species.light if species else (8.0, 16.0)
        # Noon light that adds up to the middle of the species' wish over the day.
        noon_lux = (low + high) / 2 / (0.0185 * 14 * 3_600 * 0.637) * 1e6
        drinks = DAILY_DRINK[species.drying if species else "medium"] * volume**0.67
        # Some stand dry when the garden is first seen, others have just been watered.
        moisture = plant.moisture_min + 1.5 + 6.0 * (number % 5)
        pot = old or Pot(
            volume, drinks, plant.indoor, noon_lux, plant.flow_ml_s, root_ml_at(volume, moisture), moisture
        )
        return replace(
            pot,
            volume_l=volume,
            drinks_ml_day=drinks,
            indoor=plant.indoor,
            noon_lux=noon_lux,
            flow_ml_s=plant.flow_ml_s,
        )

    async def _save(self) -> None:
        async with self._writing:
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
class DemoOutlet:
    """A valve over a demo pot."""

    garden: DemoGarden
    name: str

    async def open(self, max_seconds: float) -> None:
        """Let water flow; the demo valve has no timer of its own."""
        await self.garden.turn(self.name, on=True)

    async def close(self) -> None:
        """Stop the water."""
        await self.garden.turn(self.name, on=False)

    async def is_open(self) -> bool | None:
        """What the valve says."""
        return self.garden.is_open(self.name)
