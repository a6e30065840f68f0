"""Adapters between PlantOS and the things that measure and water."""

from collections.abc import Mapping
from typing import Any, Protocol

from ..domain.flow import MeterSample
from ..domain.plants import Plant
from ..domain.readings import Measure, Sample


class HardwareError(Exception):
    """A probe or an outlet didn't do what it was asked to."""


class NotOpened(HardwareError):
    """An outlet surely stayed closed."""


class NotSent(NotOpened):
    """The command never left: trying again is safe."""


class ProbeReader(Protocol):
    """One source of one measurement."""

    async def read(self) -> Sample:
        """The newest sample. Raises HardwareError when the probe doesn't answer."""


class MeterReader(Protocol):
    """One flow meter."""

    async def read(self) -> MeterSample:
        """What it has counted so far. Raises HardwareError when the meter doesn't answer."""


class Outlet(Protocol):
    """What lets water reach one plant, or press on all plants of a supply."""

    @property
    def assumed(self) -> bool:
        """Whether what it says is assumed, not measured."""

    async def open(self, max_seconds: float) -> None:
        """Let water flow; a device with a timer of its own is armed with `max_seconds`.

        Returns once the outlet says it is open. Raises NotSent if it was never told, NotOpened if it
        surely isn't open, and any other HardwareError if nobody knows.
        """

    async def close(self) -> None:
        """Stop the water. Returns once the outlet says it is closed, raises HardwareError if not."""

    async def is_open(self) -> bool | None:
        """What the outlet itself says; None when it can't tell."""


class Hardware(Protocol):
    """One hub's own family of probes and outlets."""

    def use(self, plants: Mapping[str, Plant], options: Mapping[str, Any]) -> None:
        """Take up the hub's plants and options, new or changed."""

    async def start(self) -> None:
        """Take hold of the hardware, all outlets as they were found."""

    async def stop(self) -> None:
        """Let go of everything."""

    def probe(self, plant: Plant, measure: Measure) -> ProbeReader | None:
        """The probe of a plant for a measure, if this hardware has one."""

    def outlet(self, plant: Plant) -> Outlet | None:
        """The outlet of a plant, if this hardware has one."""

    def pump(self, supply_id: str) -> Outlet | None:
        """The pump or master valve of a supply, if this hardware has one."""

    def flow_meter(self, supply_id: str) -> MeterReader | None:
        """The flow meter behind a supply's pump, if this hardware has one."""

    def tank_level(self, supply_id: str) -> float | None:
        """What a supply's tank holds in ml, where that is measured."""
