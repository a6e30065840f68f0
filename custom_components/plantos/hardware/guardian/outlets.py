"""Guarded outputs as outlets, and as the devices of a hub."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial

from .. import DeviceFault, FailSafe, GuardLost, HardwareError, MeterReader, NotOpened, NotSent, ProbeReader
from .client import GRACE_S, Guardian


class GuardedOutlet:
    """One output. It says what was read back from its line."""

    assumed = False

    def __init__(self, guardian: Guardian, name: str) -> None:
        """Take an output by its name."""
        self._guardian = guardian
        self._name = name

    @property
    def fail_safe(self) -> FailSafe:
        """The guardian, as long as there is one and the output is on this computer."""
        return self._guardian.fail_safe_of(self._name)

    async def open(self, max_seconds: float) -> None:
        """Turn it on, with the guardian's own deadline a moment after the caller's."""
        if trouble := self._guardian.trouble(self._name):
            raise NotSent(trouble.text)
        try:
            answer = await self._guardian.ask("arm", self._name, seconds=max_seconds + GRACE_S)
        except NotSent:
            raise
        except HardwareError, asyncio.CancelledError:
            # Nobody knows whether it is on, or will be once a slow bus gets to it.
            self._guardian.tell("disarm", self._name)
            raise
        if answer["ok"]:
            return
        if not answer.get("sent"):
            raise NotSent(answer["text"])
        raise (NotOpened if answer.get("on") is False else HardwareError)(answer["text"])

    async def close(self) -> None:
        """Turn it off; its line reads off after that."""
        answer = await self._guardian.ask("disarm", self._name)
        if not answer["ok"]:
            raise HardwareError(answer["text"])

    async def is_open(self) -> bool | None:
        """What its line reads. Raises GuardLost once after its guardian died while it was open."""
        if self._guardian.was_bereft(self._name):
            raise GuardLost("the guardian died while this outlet was open")
        try:
            answer = await self._guardian.ask("status", self._name)
        except NotSent:
            return None
        if not answer["ok"]:
            raise HardwareError(answer["text"])
        return bool(answer["on"])


class GuardedDevice:
    """A relay, or an expander with several, as a device of a hub. Its first start and stop are the guardian's."""

    def __init__(self, device_id: str, guardian: Guardian, outputs: Mapping[str, str]) -> None:
        """Take the outputs' names in the guardian by channel."""
        self._id = device_id
        self._guardian = guardian
        self._outputs = outputs

    @property
    def fault(self) -> DeviceFault | None:
        """Why the first of its outputs that can't be had can't."""
        for name in self._outputs.values():
            if trouble := self._guardian.trouble(name):
                return DeviceFault(trouble.fault, self._id, trouble.text)
        return None

    async def start(self, changed: Callable[[str], None]) -> None:
        """See that the guardian lives and has its outputs, off, and hear of those that it turns off by itself."""
        for channel, name in self._outputs.items():
            self._guardian.listen(name, partial(changed, channel))
        await self._guardian.start()

    async def stop(self) -> None:
        """End the guardian, and all outputs with it."""
        await self._guardian.stop()

    def outlet(self, channel: str) -> GuardedOutlet:
        """One of its outputs."""
        return GuardedOutlet(self._guardian, self._outputs[channel])

    def probe(self, channel: str) -> ProbeReader:
        """It measures nothing."""
        raise LookupError(channel)

    def flow_meter(self, channel: str) -> MeterReader:
        """It counts nothing."""
        raise LookupError(channel)

    def level(self, channel: str) -> float | bool | None:
        """It holds nothing."""
        raise LookupError(channel)
