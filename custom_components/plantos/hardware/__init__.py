"""Adapters between PlantOS and the things that measure and water."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from ..domain.flow import MeterSample
from ..domain.plants import Plant
from ..domain.readings import Measure, Sample
from ..domain.supplies import Supply


class HardwareError(Exception):
    """A probe or an outlet didn't do what it was asked to."""


class Transient(HardwareError, ConnectionError):
    """A reading that was missed, and may be had a moment later: a retry looks for ConnectionErrors."""


class GuardLost(HardwareError):
    """Who closes an outlet if Home Assistant doesn't was gone while it was open."""


class NotOpened(HardwareError):
    """An outlet surely stayed closed."""


class NotSent(NotOpened):
    """The command never left: trying again is safe."""


class FailSafe(StrEnum):
    """Who closes an outlet if Home Assistant doesn't."""

    GUARDED = "guarded"
    DEVICE_TIMER = "device_timer"
    SOFTWARE_ONLY = "software_only"


class Fault(StrEnum):
    """Why a device of a hub can't be used now."""

    LIBRARY_MISSING = "library_missing"
    NOT_FOUND = "not_found"
    NOT_PERMITTED = "not_permitted"
    IN_USE = "in_use"
    NOT_AUTHORIZED = "not_authorized"
    UNREACHABLE = "unreachable"
    UNGUARDED = "unguarded"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class DeviceFault:
    """What is wrong with a device, by its id; None is the hub itself. `detail` is in the device's own words."""

    fault: Fault
    device_id: str | None
    detail: str


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

    @property
    def fail_safe(self) -> FailSafe:
        """Who closes it if Home Assistant doesn't."""

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

    def listen(self, changed: Callable[[str], None]) -> None:
        """Say by its source what has just spoken by itself, from now on."""

    def faults(self) -> Iterable[DeviceFault]:
        """What is wrong with its devices now."""

    def probe(self, plant: Plant, measure: Measure) -> ProbeReader | None:
        """The probe of a plant for a measure, if this hardware has one."""

    def backup(self, plant: Plant, measure: Measure) -> ProbeReader | None:
        """The backup of that probe, if this hardware has one."""

    def outlet(self, plant: Plant) -> Outlet | None:
        """The outlet of a plant, if this hardware has one."""

    def pump(self, supply: Supply) -> Outlet | None:
        """The pump or master valve of a supply, if this hardware has one."""

    def flow_meter(self, supply: Supply) -> MeterReader | None:
        """The flow meter behind a supply's pump, if this hardware has one."""

    def tank(self, supply: Supply) -> float | bool | None:
        """What a supply's tank holds in ml, or whether its float switch is under water; None is unknown."""

    def leak(self, supply: Supply) -> bool | None:
        """Whether a supply's leak probe is wet; None is unknown."""
