"""Devices on one input line: float switches, leak probes and hall flow meters."""

from abc import ABC, abstractmethod
import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from ...domain.flow import MeterSample
from .. import DeviceFault, HardwareError, MeterReader, Outlet, ProbeReader
from ..worker import Worker
from .backends import Setting, factory_of
from .faults import fault_of

if TYPE_CHECKING:
    from gpiozero.pins import Factory, Pin

# A line is looked at so often: its edges may be lost, its source may be gone, or it may be there again.
AGAIN_S = 30.0
# A running meter speaks by itself so often at most.
SPEAKS_EVERY_S = 1.0


class LineSettings(BaseModel):
    """Which line, and how it is wired. `pins` are the backend's settings as `factory_of` takes them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pins: dict[str, Setting] = {}
    line: int | str
    pull: Literal["up", "down", "floating"] = "up"


class SwitchSettings(LineSettings):
    """A contact. With `active_low` it is on while it pulls its line low."""

    active_low: bool = True
    debounce_ms: int = Field(default=50, ge=0, le=5_000)


class FlowMeterSettings(LineSettings):
    """A turbine with a hall sensor."""

    pulses_per_litre: float = Field(default=450.0, gt=0)
    debounce_ms: float = Field(default=0.0, ge=0, le=10)


class _LineInput(ABC):
    """One input line that is taken hold of as soon as it can be had."""

    def __init__(self, device_id: str, channel: str, pins: Callable[[], Factory]) -> None:
        """Prepare; nothing is touched before `start`."""
        self._id = device_id
        self._channel = channel
        self._new_factory = pins
        self._factory: Factory | None = None
        self._pin: Pin | None = None
        self._fault: DeviceFault | None = None
        self._worker = Worker(f"line of {device_id}")
        self._task: asyncio.Task[None] | None = None
        self._speak: Callable[[], None] = lambda: None

    @property
    def fault(self) -> DeviceFault | None:
        """Why its line can't be had."""
        return self._fault

    async def start(self, changed: Callable[[str], None]) -> None:
        """Take hold of the line, now or as soon as it can be had."""
        loop = asyncio.get_running_loop()

        def speak() -> None:
            # Edges come in threads; after the loop's end nobody listens.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(changed, self._channel)

        self._speak = speak
        await self._look()
        self._task = loop.create_task(self._watch())

    async def stop(self) -> None:
        """Let go of the line."""
        self._speak = lambda: None
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._task = None
        await self._worker.stop(self._release)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(AGAIN_S)
            if await self._look():
                self._speak()

    async def _look(self) -> bool:
        """Take hold of the line if it isn't held, and read it; whether there is anything new about it."""
        before, new = self._fault, False
        try:
            new = await self._worker.run(self._seen)
        except Exception as error:  # noqa: BLE001  # whatever a library raises is this device's fault
            self._fault = fault_of(error, self._id)
        else:
            self._fault = None
        return new or (before is None) is not (self._fault is None)

    def _seen(self) -> bool:
        try:
            if self._pin is None:
                self._take()
            return self._pin is not None and self._changed(self._pin)
        except BaseException:
            self._release()
            raise

    def _release(self) -> None:
        factory, self._factory, self._pin = self._factory, None, None
        if factory is not None:
            # What is gone can't be let go of in order.
            with suppress(Exception):
                factory.close()

    def _take(self) -> None:
        self._factory = self._new_factory()
        self._begin(pin := self._factory.pin(self._line))
        self._pin = pin

    @property
    @abstractmethod
    def _line(self) -> int | str:
        """The line that is read."""

    @abstractmethod
    def _begin(self, pin: Pin) -> None:
        """Make a pin ready to be read."""

    @abstractmethod
    def _changed(self, pin: Pin) -> bool:
        """Read the line; whether it shows something new."""

    def probe(self, channel: str) -> ProbeReader:
        """It has no probes."""
        raise LookupError(channel)

    def outlet(self, channel: str) -> Outlet:
        """It has no outlets."""
        raise LookupError(channel)

    def flow_meter(self, channel: str) -> MeterReader:
        """It counts nothing."""
        raise LookupError(channel)

    def level(self, channel: str) -> float | bool | None:
        """It holds nothing."""
        raise LookupError(channel)


class SwitchInput(_LineInput):
    """A float switch or a leak probe: wet while its contact is on."""

    def __init__(
        self, device_id: str, channel: str, settings: SwitchSettings, pins: Callable[[], Factory] | None = None
    ) -> None:
        """Take the settings; `pins` makes the factory."""
        super().__init__(device_id, channel, pins or (lambda: _factory(settings)))
        self._settings = settings
        self._lock = Lock()
        self._high: bool | None = None

    @property
    def _line(self) -> int | str:
        return self._settings.line

    def _begin(self, pin: Pin) -> None:
        pin.input_with_pull(self._settings.pull)
        pin.bounce = self._settings.debounce_ms / 1000 or None
        pin.edges = "both"
        pin.when_changed = self._edge

    def _changed(self, pin: Pin) -> bool:
        # An edge that comes meanwhile is newer than what is read.
        with self._lock:
            before, self._high = self._high, bool(pin.state)
            return self._high is not before

    def _edge(self, ticks: float, state: int) -> None:  # gpiozero's signature
        with self._lock:
            self._high = bool(state)
        self._speak()

    def level(self, channel: str) -> bool | None:
        """Whether it is wet; None while its line can't be had."""
        if self._pin is None or self._fault is not None or self._high is None:
            return None
        return self._high is not self._settings.active_low


class FlowMeterInput(_LineInput):
    """A hall flow meter. Its pulses are counted by the edges that the kernel has seen."""

    def __init__(
        self,
        device_id: str,
        channel: str,
        settings: FlowMeterSettings,
        pins: Callable[[], Factory] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take the settings; `pins` makes the factory."""
        super().__init__(device_id, channel, pins or (lambda: _factory(settings)))
        self._settings = settings
        self._now = now
        self._lock = Lock()
        self._pulses = 0
        self._spoke = 0.0

    @property
    def pulses(self) -> int:
        """How many it has counted."""
        with self._lock:
            return self._pulses

    @property
    def _line(self) -> int | str:
        return self._settings.line

    def _begin(self, pin: Pin) -> None:
        pin.input_with_pull(self._settings.pull)
        pin.bounce = self._settings.debounce_ms / 1000 or None
        pin.edges = "rising"
        pin.when_changed = self._edge

    def _changed(self, pin: Pin) -> bool:
        # Its pulses come by themselves; whether it can be read is what counts.
        _ = pin.state
        return False

    def _edge(self, ticks: float, state: int) -> None:  # gpiozero's signature
        with self._lock:
            self._pulses += 1
        if (now := monotonic()) - self._spoke >= SPEAKS_EVERY_S:
            self._spoke = now
            self._speak()

    def flow_meter(self, channel: str) -> MeterReader:
        """The meter itself."""
        return self

    async def read(self) -> MeterSample:
        """All that it has counted, in ml."""
        if self._pin is None or self._fault is not None:
            raise HardwareError(self._fault.detail if self._fault else "the flow meter's line isn't held")
        return MeterSample(1000.0 * self.pulses / self._settings.pulses_per_litre, "mL", self._now())


def _factory(settings: LineSettings) -> Factory:
    return factory_of(str(settings.pins.get("backend", "gpiod")), **_without_backend(settings.pins))


def _without_backend(pins: dict[str, Setting]) -> dict[str, Setting]:
    return {key: value for key, value in pins.items() if key != "backend"}
