"""What an MQTT device measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...domain.flow import MeterSample
from ...domain.readings import Sample
from .. import HardwareError
from ..devices import Channel

if TYPE_CHECKING:
    from .device import MqttDevice


@dataclass(frozen=True, slots=True)
class MqttProbe:
    """A channel that tells a measurement by itself."""

    device: MqttDevice
    name: str
    channel: Channel

    async def read(self) -> Sample:
        """What it said last, temperatures in °C, as old as its message."""
        said, at = self.device.newest(self.name)
        value = None if said.value is None else float(said.value)
        if value is not None and (said.unit or self.channel.unit) == "°F" and not self.channel.raw:
            value = (value - 32) / 1.8
        return Sample(value, at, self.channel.raw)


@dataclass(frozen=True, slots=True)
class MqttMeter:
    """A channel that counts water or tells its speed, in ml where no unit is told."""

    device: MqttDevice
    name: str
    channel: Channel

    async def read(self) -> MeterSample:
        """What it said last."""
        said, at = self.device.newest(self.name)
        if said.value is None:
            raise HardwareError(f"{self.device.config.name} gives no number for {self.name}")
        try:
            return MeterSample(float(said.value), said.unit or self.channel.unit or "mL", at)
        except ValueError as error:
            raise HardwareError(f"{self.device.config.name}: {error}") from error
