"""The devices of a hub as their owner has set them up, and the channels that plants and supplies hang on."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
import logging
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from ..domain.flow import VOLUME_UNITS
from ..domain.plants import Plant
from ..domain.readings import Measure, Sample
from ..domain.supplies import Supply
from . import DeviceFault, Fault, MeterReader, Outlet, ProbeReader

_LOGGER = logging.getLogger(__name__)


class Role(StrEnum):
    """What a channel of a device is good for."""

    PROBE = "probe"
    OUTLET = "outlet"
    FLOW_METER = "flow_meter"
    TANK = "tank"
    LEAK = "leak"


class Channel(BaseModel):
    """One thing that a device measures or turns.

    A `raw` probe gives a number that means nothing before it was calibrated, for any measure. A tank
    without a unit is a float switch; with one it tells its level in it, "%" of its capacity or a volume.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    name: str = ""
    measure: Measure | None = None
    unit: str | None = None
    raw: bool = False


class DeviceConfig(BaseModel):
    """A device as its subentry holds it; what `settings` holds is its driver's own affair."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    device_id: str
    name: str
    driver: str
    settings: dict[str, Any] = {}
    channels: dict[str, Channel] = {}


class ConnectedDevice(Protocol):
    """A device that is read and turned. Its readers and outlets raise HardwareError while it is away."""

    @property
    def fault(self) -> DeviceFault | None:
        """What is wrong with it now."""

    async def start(self, changed: Callable[[str], None]) -> None:
        """Take hold of it, outlets as they were found; `changed` hears of channels that spoke by themselves.

        A device that is away is no error here: its `fault` says so, and it is taken hold of when it is back.
        """

    async def stop(self) -> None:
        """Let go of it."""

    def probe(self, channel: str) -> ProbeReader:
        """One of its probes."""

    def outlet(self, channel: str) -> Outlet:
        """One of its outlets."""

    def flow_meter(self, channel: str) -> MeterReader:
        """One of its flow meters."""

    def level(self, channel: str) -> float | bool | None:
        """A tank's level in the channel's unit, whether a float switch or leak probe is wet; None is unknown."""


def source(device_id: str, channel: str) -> str:
    """How a plant or supply names a channel. No entity id holds a slash."""
    return f"{device_id}/{channel}"


def is_channel(source: str | None) -> bool:
    """Whether a plant's or supply's source is a channel, and not an entity."""
    return source is not None and "/" in source


@dataclass(frozen=True, slots=True)
class RawProbe:
    """A probe whose numbers mean nothing by themselves."""

    probe: ProbeReader

    async def read(self) -> Sample:
        """The newest sample, marked as raw."""
        return replace(await self.probe.read(), raw=True)


def in_words(error: ValueError) -> str:
    """What is wrong with a description, without what was written there: that may be a password."""
    if not isinstance(error, ValidationError):
        return str(error)
    details = error.errors(include_url=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in details)


class Devices:
    """A hub whose hardware is a number of devices."""

    def __init__(self, configs: Mapping[str, DeviceConfig], connect: Callable[[DeviceConfig], ConnectedDevice]) -> None:
        """Take the devices; one that `connect` raises ValueError for stays away, and says so."""
        self._configs = configs
        self._devices: dict[str, ConnectedDevice] = {}
        self._unusable: list[DeviceFault] = []
        for device_id, config in configs.items():
            try:
                self._devices[device_id] = connect(config)
            except ValueError as error:
                self._unusable.append(DeviceFault(Fault.UNUSABLE, device_id, in_words(error)))
        self._heard: Callable[[str], None] = lambda _: None

    def use(self, plants: Mapping[str, Plant], options: Mapping[str, Any]) -> None:
        """Devices don't care who hangs on them."""

    def listen(self, changed: Callable[[str], None]) -> None:
        """Say by its source what has just spoken by itself, from now on."""
        self._heard = changed

    async def start(self) -> None:
        """Take hold of every device; one that is away keeps no other back."""

        def hear(device_id: str) -> Callable[[str], None]:
            return lambda channel: self._heard(source(device_id, channel))

        starts = (device.start(hear(device_id)) for device_id, device in self._devices.items())
        try:
            ends = await asyncio.gather(*starts, return_exceptions=True)
        except asyncio.CancelledError:
            # Whoever set it up has gone, and nobody else would stop what has begun.
            await self.stop()
            raise
        for device_id, error in zip(self._devices, ends, strict=True):
            if isinstance(error, Exception):
                _LOGGER.error("A device couldn't be taken hold of", exc_info=error)
                self._unusable.append(DeviceFault(Fault.UNUSABLE, device_id, str(error)))

    async def stop(self) -> None:
        """Let go of every device."""
        for error in await asyncio.gather(*(d.stop() for d in self._devices.values()), return_exceptions=True):
            if isinstance(error, Exception):
                _LOGGER.error("A device couldn't be let go of", exc_info=error)

    def faults(self) -> Iterable[DeviceFault]:
        """What is wrong with the devices now."""
        return [*self._unusable, *(fault for device in self._devices.values() if (fault := device.fault))]

    def probe(self, plant: Plant, measure: Measure) -> ProbeReader | None:
        """The channel that a plant has as its probe."""
        found = self._find(plant.probes.get(measure), Role.PROBE)
        return found and _reader(*found)

    def backup(self, plant: Plant, measure: Measure) -> ProbeReader | None:
        """The channel that a plant has as its backup probe."""
        found = self._find(plant.backups.get(measure), Role.PROBE)
        return found and _reader(*found)

    def outlet(self, plant: Plant) -> Outlet | None:
        """The channel that a plant has as its outlet."""
        found = self._find(plant.outlet, Role.OUTLET)
        return found and found[0].outlet(found[1])

    def pump(self, supply: Supply) -> Outlet | None:
        """The channel that a supply has as its pump."""
        found = self._find(supply.pump, Role.OUTLET)
        return found and found[0].outlet(found[1])

    def flow_meter(self, supply: Supply) -> MeterReader | None:
        """The channel that a supply has as its flow meter."""
        found = self._find(supply.flow_meter, Role.FLOW_METER)
        return found and found[0].flow_meter(found[1])

    def tank(self, supply: Supply) -> float | bool | None:
        """What a supply's tank holds in ml, or whether its float switch is under water; None is unknown."""
        found = self._find(supply.tank, Role.TANK)
        level = found and found[0].level(found[1])
        if found is None or level is None or isinstance(level, bool):
            return level
        unit = found[2].unit
        if unit == "%":
            return None if supply.tank_capacity_l is None else 10.0 * supply.tank_capacity_l * level
        return level * VOLUME_UNITS[unit] if unit in VOLUME_UNITS else None

    def leak(self, supply: Supply) -> bool | None:
        """Whether a supply's leak probe is wet; None is unknown."""
        found = self._find(supply.leak, Role.LEAK)
        wet = found and found[0].level(found[1])
        return wet if isinstance(wet, bool) else None

    def channel(self, source: str | None) -> Channel | None:
        """What is known of a channel; None where its device is gone."""
        device_id, _, channel = (source or "").partition("/")
        config = self._configs.get(device_id)
        return config.channels.get(channel) if config else None

    def _find(self, source: str | None, role: Role) -> tuple[ConnectedDevice, str, Channel] | None:
        device_id, _, name = (source or "").partition("/")
        channel, device = self.channel(source), self._devices.get(device_id)
        return (device, name, channel) if device and channel and channel.role is role else None


def _reader(device: ConnectedDevice, name: str, channel: Channel) -> ProbeReader:
    return RawProbe(device.probe(name)) if channel.raw else device.probe(name)
