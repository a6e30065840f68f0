"""One I²C sensor of a hub: all its channels are read together, by one procedure at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
import time

from pydantic import BaseModel, ConfigDict, Field

from ...domain.readings import Sample
from .. import DeviceFault, HardwareError, MeterReader, Outlet, ProbeReader
from ..devices import DeviceConfig, Role
from . import DRIVERS
from .bus import Buses, I2cError, Mux
from .chip import Chip
from .driver import Values, measure
from .drivers.ina219 import Ina219
from .dry_run import DryRun

# All channels are read together, at most this often.
_FRESH_S = 1.0
# A chip that has answered may miss this many procedures before that is a fault.
_MISSED = 3
# How long a start waits for a first answer, and a stop for a procedure to end.
_START_PATIENCE_S, _STOP_PATIENCE_S = 2.0, 0.5
_WATCH_S = 1.0


class Place(BaseModel):
    """Where a chip is, as a device's settings say it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    bus: int = Field(ge=0)
    address: int = Field(ge=0x03, le=0x77)
    mux: Mux | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """What a procedure read, and when by either clock."""

    values: Values
    at: datetime
    monotonic: float


@dataclass(frozen=True, slots=True)
class _Probe:
    """One channel of a device."""

    device: I2cDevice
    channel: str

    async def read(self) -> Sample:
        """Its newest value."""
        return await self.device.read(self.channel)


class I2cDevice:
    """A chip with a driver."""

    def __init__(
        self,
        config: DeviceConfig,
        buses: Buses,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Begin without asking the chip. Raises KeyError or ValueError for settings that no driver can work with."""
        place = Place.model_validate(config.settings)
        self._config = config
        self._driver = DRIVERS[config.driver].model_validate(config.settings)
        self._chip = Chip(buses[place.bus], place.address, place.mux)
        self._wanted = frozenset(config.channels) & frozenset(self._driver.channels) or frozenset(self._driver.channels)
        self._now, self._monotonic, self._pause = now, monotonic, pause
        self._flight: asyncio.Task[_Read | HardwareError] | None = None
        self._last: _Read | None = None
        self._failure: I2cError | None = None
        self._missed = 0
        self._running: Callable[[], bool] = lambda: False
        self._watching: asyncio.Task[None] | None = None
        self._dry = self._dry_run()

    @property
    def fault(self) -> DeviceFault | None:
        """Why it doesn't answer; one miss of a chip that answers otherwise is none yet."""
        if self._failure is None or (self._last is not None and self._missed < _MISSED):
            return None
        return DeviceFault(self._failure.fault, self._config.device_id, str(self._failure))

    async def start(self, changed: Callable[[str], None]) -> None:
        """Read it once, and begin to watch for a dry pump."""
        await asyncio.wait([self._fly()], timeout=_START_PATIENCE_S)
        if self._dry is not None:
            self._watching = asyncio.create_task(self._watch(self._dry, changed))

    async def stop(self) -> None:
        """End what goes on; a bus that hangs is left alone."""
        tasks = [task for task in (self._flight, self._watching) if task is not None]
        self._flight = self._watching = None
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_STOP_PATIENCE_S)

    def probe(self, channel: str) -> ProbeReader:
        """One of its channels as a probe."""
        return _Probe(self, channel)

    def outlet(self, channel: str) -> Outlet:
        """A sensor has none."""
        raise HardwareError(f"{self._driver.title} has no outlets")

    def flow_meter(self, channel: str) -> MeterReader:
        """A sensor of these has none."""
        raise HardwareError(f"{self._driver.title} has no flow meter")

    def level(self, channel: str) -> float | bool | None:
        """Whether the pump isn't known to run dry; None while its current isn't known."""
        return self._water(self._dry) if self._dry is not None and self._is_water(channel) else None

    @property
    def tells_dry(self) -> bool:
        """Whether it is said below which current its pump runs dry."""
        return self._dry is not None

    def watch(self, running: Callable[[], bool]) -> None:
        """Say whether the pump that it measures is running, from now on."""
        self._running = running

    async def read(self, channel: str) -> Sample:
        """The newest sample of a channel. Raises HardwareError."""
        read = await self._newest()
        value = read.values.get(channel)
        if value is None:
            raise HardwareError(f"{self._driver.title} has no {channel}")
        if isinstance(value, HardwareError):
            raise HardwareError(str(value)) from value
        if not isfinite(value):
            raise HardwareError(f"{self._driver.title} gave no number")
        return Sample(value, read.at)

    async def _newest(self) -> _Read:
        if self._last is not None and self._monotonic() - self._last.monotonic < _FRESH_S:
            return self._last
        flight = self._fly()
        # A reader that leaves takes nobody along, and one whose device is let go of isn't cancelled by that.
        await asyncio.wait([flight])
        if flight.cancelled():
            raise HardwareError(f"{self._config.name} was let go of")
        outcome = flight.result()
        if isinstance(outcome, HardwareError):
            raise outcome
        return outcome

    def _fly(self) -> asyncio.Task[_Read | HardwareError]:
        """The procedure that is under way, or a new one."""
        if self._flight is None or self._flight.done():
            self._flight = asyncio.create_task(self._procedure())
        return self._flight

    async def _procedure(self) -> _Read | HardwareError:
        try:
            values = await measure(self._driver, self._chip, self._wanted)
        except HardwareError as error:
            # Whoever gives a wrong answer is there.
            self._failure = error if isinstance(error, I2cError) else None
            self._missed += 1
            return error
        self._failure, self._missed = None, 0
        self._last = _Read(values, self._now(), self._monotonic())
        return self._last

    async def _watch(self, dry: DryRun, changed: Callable[[str], None]) -> None:
        while True:
            before = self._water(dry)
            await self._pause(_WATCH_S)
            running = self._running()
            # One that rests is asked only whether it is back.
            current = await self._current() if running or self.fault else None
            dry.hear(current if running else None, self._monotonic())
            if self._water(dry) is not before:
                for channel in filter(self._is_water, self._config.channels):
                    changed(channel)

    def _water(self, dry: DryRun) -> bool | None:
        # Nothing is known of what was never read.
        return None if self.fault or self._last is None else not dry.dry

    async def _current(self) -> float | None:
        try:
            sample = await self.read("current")
        except HardwareError:
            return None
        return sample.value

    def _dry_run(self) -> DryRun | None:
        limit = self._driver.dry_below_ma if isinstance(self._driver, Ina219) else None
        return None if limit is None else DryRun(limit)

    def _is_water(self, channel: str) -> bool:
        known = self._config.channels.get(channel)
        return known is not None and known.role is Role.TANK and known.unit is None
