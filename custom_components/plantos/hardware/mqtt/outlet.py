"""An outlet of an MQTT device. It holds no lock: a close goes its way whatever an opening waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import FailSafe, HardwareError, NotOpened, NotSent

if TYPE_CHECKING:
    from .device import MqttDevice
    from .said import Step

# How long an outlet has to say that it did what it was told, in real seconds.
CONFIRM_TIMEOUT = 5.0
# How long it has to answer what opens nothing yet.
READY_TIMEOUT = 2.0


@dataclass(frozen=True, slots=True)
class MqttOutlet:
    """A channel that is opened and closed."""

    device: MqttDevice
    channel: str

    @property
    def assumed(self) -> bool:
        """Never: only what the device itself says counts."""
        return False

    @property
    def fail_safe(self) -> FailSafe:
        """Who closes it if Home Assistant doesn't."""
        return self.device.dialect.fail_safe

    async def open(self, max_seconds: float) -> None:
        """Make the device ready, which proves that it listens, then open and wait for its word."""
        device = self.device
        *before, opening = device.dialect.opening(self.channel, max_seconds, device.new_command())
        for step in before:
            await self._make_ready(step)
        if device.absence:
            raise NotSent(device.absence)
        device.doubt(self.channel)
        if not await device.tell(opening, CONFIRM_TIMEOUT):
            raise NotOpened(f"{device.config.name} keeps {self.channel} closed")

    async def _make_ready(self, step: Step) -> None:
        if self.device.absence:
            raise NotSent(self.device.absence)
        try:
            ready = await self.device.tell(step, READY_TIMEOUT)
        except HardwareError as error:
            raise NotSent(str(error)) from error
        if not ready:
            raise NotSent(f"{self.device.config.name} refuses to open {self.channel}")

    async def close(self) -> None:
        """Close and wait until the device says it is closed, after it was told so."""
        device = self.device
        # A device that tells changes only has nothing to say to the close of what it already called closed.
        silent = device.dialect.says_changes_only and device.state(self.channel) is False
        closing = device.dialect.closing(self.channel, device.new_command())
        try:
            await device.tell(closing, READY_TIMEOUT if silent else CONFIRM_TIMEOUT)
        except HardwareError:
            if not silent or device.state(self.channel) is not False:
                raise

    async def is_open(self) -> bool | None:
        """What it said last; one that hasn't said anything is asked."""
        device = self.device
        if device.absence or device.state(self.channel) is not None:
            return device.state(self.channel)
        if question := device.dialect.asking(self.channel, device.new_command()):
            try:
                await device.tell(question, READY_TIMEOUT)
            except HardwareError:
                return None
        return device.state(self.channel)
