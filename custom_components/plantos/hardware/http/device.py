"""A device that answers HTTP, its probes, outlets, meters and levels."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import ceil

from aiohttp import ClientSession

from ...domain.clock import Clock
from ...domain.flow import MeterSample
from ...domain.readings import Measure, Sample
from .. import DeviceFault, FailSafe, HardwareError, NotOpened, NotSent
from ..devices import DeviceConfig, Role
from .errors import HttpError, NoAnswer, Reason, Unreachable
from .exchange import Exchange, Json, Request
from .pages import Page, Pages
from .registry import driver_of

REAL_TIME = Clock()
# The device's own timer ends this much after Home Assistant should have closed.
GRACE_S = 1
# How a device is given time to show what it was told, in seconds.
CONFIRM_PAUSES = (0.0, 0.3, 1.0)
# Levels are read by the device itself, and count for so long.
POLL_S, LEVEL_LASTS_S = 30.0, 120.0


class HttpDevice:
    """One device on the network."""

    def __init__(self, config: DeviceConfig, session: ClientSession, clock: Clock = REAL_TIME) -> None:
        """Take the device as it is described; nothing is sent yet.

        Raises ValueError for a description that no driver understands.
        """
        self.config = config
        self.driver = driver_of(config)
        self.exchange = Exchange(session, self.driver.login(config.settings), check=self.driver.check)
        self._clock = clock
        self._pages = Pages(self.exchange, clock, self._heard)
        self._levels: dict[str, float | bool | None] = {
            key: None for key, channel in config.channels.items() if channel.role in (Role.TANK, Role.LEAK)
        }
        self._changed: Callable[[str], None] = lambda _: None
        self._watching: asyncio.Task[None] | None = None

    @property
    def fault(self) -> DeviceFault | None:
        """What is wrong with it by the last exchange."""
        found = self.exchange.fault
        return found and DeviceFault(found[0], self.config.device_id, found[1])

    async def start(self, changed: Callable[[str], None]) -> None:
        """Begin to read its levels; where it has none it is read once, to see whether it is there."""
        self._changed = changed
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Let go of it."""
        if self._watching:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        await self._pages.stop()

    def probe(self, channel: str) -> HttpProbe:
        """One of its probes."""
        return HttpProbe(self, channel)

    def outlet(self, channel: str) -> HttpOutlet:
        """One of its outlets."""
        return HttpOutlet(self, channel)

    def flow_meter(self, channel: str) -> HttpMeter:
        """One of its flow meters."""
        return HttpMeter(self, channel)

    def level(self, channel: str) -> float | bool | None:
        """A tank's level, or whether a switch is closed, by the last page; None is unknown."""
        page = self._pages.last(self.driver.page(channel))
        if page is None or self._clock.monotonic() - page.monotonic > LEVEL_LASTS_S:
            return None
        if self.config.channels[channel].unit is None:
            return self.driver.is_on(channel, page.answer)
        return self.driver.number(channel, page.answer)

    async def page(self, channel: str, *, anew: bool = False) -> Page:
        """What it says of a channel, a second ago or `anew`. Raises HttpError."""
        if anew:
            self._pages.forget()
        return await self._pages.read(self.driver.page(channel))

    async def command(self, request: Request) -> None:
        """Have something done; what was read before no longer counts. Raises HttpError."""
        try:
            await self.exchange.command(request)
        finally:
            self._pages.forget()

    async def _watch(self) -> None:
        pages = dict.fromkeys(map(self.driver.page, self._levels or list(self.config.channels)[:1]))
        while True:
            for page in pages:
                with suppress(HttpError):
                    await self._pages.read(page)
            if not self._levels:
                return
            await asyncio.sleep(POLL_S)

    def _heard(self, request: Request) -> None:
        for channel, before in self._levels.items():
            if self.driver.page(channel) == request and (level := self.level(channel)) != before:
                self._levels[channel] = level
                self._changed(channel)


@dataclass(frozen=True, slots=True)
class HttpProbe:
    """A sensor as a probe."""

    device: HttpDevice
    channel: str

    async def read(self) -> Sample:
        """Its number when the page was read, temperatures in °C."""
        page = await self.device.page(self.channel)
        value = self.device.driver.number(self.channel, page.answer)
        known = self.device.config.channels[self.channel]
        if value is not None and known.measure is Measure.TEMPERATURE and known.unit == "°F":
            value = (value - 32.0) / 1.8
        return Sample(value, page.at)


@dataclass(frozen=True, slots=True)
class HttpMeter:
    """A sensor as a flow meter."""

    device: HttpDevice
    channel: str

    async def read(self) -> MeterSample:
        """What it has counted, or how fast water flows, in the channel's unit."""
        page = await self.device.page(self.channel)
        value = self.device.driver.number(self.channel, page.answer)
        if value is None:
            raise HardwareError(f"{self.channel} gives no number")
        try:
            return MeterSample(value, self.device.config.channels[self.channel].unit or "", page.at)
        except ValueError as error:
            raise HardwareError(f"{self.channel}: {error}") from error


@dataclass(frozen=True, slots=True)
class HttpOutlet:
    """A relay or valve as an outlet."""

    device: HttpDevice
    channel: str

    @property
    def assumed(self) -> bool:
        """What it says is read from it."""
        return False

    @property
    def fail_safe(self) -> FailSafe:
        """The device's own timer, where it has one."""
        return self.device.driver.fail_safe(self.channel)

    async def open(self, max_seconds: float) -> None:
        """Arm the timer and open with one request, and read back that it is so."""
        driver, seconds = self.device.driver, ceil(max_seconds) + GRACE_S
        try:
            await driver.arm(self.device.exchange.ask, self.channel, seconds)
        except HttpError as error:
            raise NotSent(str(error)) from error
        try:
            await self.device.command(driver.turn_on(self.channel, seconds))
        except Unreachable as error:
            raise NotSent(str(error)) from error
        except NoAnswer:
            raise
        except HttpError as error:
            # It has heard and refused. Who isn't let in can't read its state either.
            if error.reason is Reason.NOT_AUTHORIZED or await self.is_open() is False:
                raise NotOpened(str(error)) from error
            raise
        state, answer = await self._settled(open_=True)
        if state is False:
            raise NotOpened(f"{self.channel} was told to open and says that it is closed")
        if state is None:
            raise HardwareError(f"{self.channel} doesn't say whether it is open")
        if self.fail_safe is FailSafe.DEVICE_TIMER and not driver.timed(self.channel, answer):
            raise HardwareError(f"{self.channel} opened without its timer")

    async def close(self) -> None:
        """Close, and read back that it is so."""
        await self.device.command(self.device.driver.turn_off(self.channel))
        state, _ = await self._settled(open_=False)
        if state is not False:
            raise HardwareError(f"{self.channel} doesn't say that it is closed")

    async def is_open(self) -> bool | None:
        """What the device says; None while it can't be asked."""
        try:
            page = await self.device.page(self.channel)
        except HttpError:
            return None
        return self.device.driver.is_on(self.channel, page.answer)

    async def _settled(self, *, open_: bool) -> tuple[bool | None, Json]:
        """What the outlet says once it has followed, or at last. Raises HttpError."""
        said: tuple[bool | None, Json] = (None, None)
        for pause in CONFIRM_PAUSES:
            await asyncio.sleep(pause)
            answer = (await self.device.page(self.channel, anew=True)).answer
            said = self.device.driver.is_on(self.channel, answer), answer
            if said[0] is open_:
                break
        return said
