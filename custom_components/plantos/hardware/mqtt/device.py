"""One device on the broker: what it says is kept, what it is told is awaited."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
import secrets

from homeassistant.components import mqtt
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from .. import DeviceFault, Fault, HardwareError
from ..devices import DeviceConfig, Role
from .drivers import dialect_of
from .outlet import MqttOutlet
from .probe import MqttMeter, MqttProbe
from .said import Answer, Heard, Presence, Step, Value

# How long a start waits to hear whether the device is there, in real seconds.
START_TIMEOUT = 3.0


class MqttDevice:
    """A device that speaks one dialect. Nothing is known of it while the broker or the device is away."""

    def __init__(self, hass: HomeAssistant, config: DeviceConfig, now: Callable[[], datetime] = dt_util.utcnow) -> None:
        """Take the device as its owner has set it up. Raises ValueError for settings its driver can't use."""
        self.config = config
        self.dialect = dialect_of(config)
        self.online: bool | None = None
        self._hass = hass
        self._now = now
        self._changed: Callable[[str], None] = lambda _: None
        self._values: dict[str, tuple[Value, datetime]] = {}
        self._states: dict[str, bool] = {}
        # Leak probes that were wet when they were heard last.
        self._wet: set[str] = set()
        self._waits: dict[asyncio.Future[bool | None], Step] = {}
        self._there = asyncio.Event()
        self._unsubscribe: list[CALLBACK_TYPE] = []
        self._stop_following: CALLBACK_TYPE | None = None
        self._asking: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        """Whether Home Assistant is connected to the broker."""
        try:
            return mqtt.is_connected(self._hass)
        except KeyError:
            return False

    @property
    def fault(self) -> DeviceFault | None:
        """What is wrong with it now."""
        absence = self.absence
        return DeviceFault(Fault.UNREACHABLE, self.config.device_id, absence) if absence else None

    @property
    def absence(self) -> str | None:
        """Why it can't be spoken to, in words."""
        if not self.connected:
            return "Home Assistant isn't connected to the MQTT broker"
        if self.online is None:
            return f"{self.config.name} hasn't said on MQTT that it is online"
        return None if self.online else f"{self.config.name} is offline"

    async def start(self, changed: Callable[[str], None]) -> None:
        """Subscribe, now or as soon as there is a broker; wait a moment for a device that is there."""
        self._changed = changed
        self._stop_following = mqtt.async_subscribe_connection_status(self._hass, self._broker_turned)
        if not self.connected:
            return
        await self._subscribe()
        with suppress(TimeoutError):
            async with asyncio.timeout(START_TIMEOUT):
                await self._there.wait()

    async def stop(self) -> None:
        """Unsubscribe, and wait for nothing any more."""
        if self._stop_following:
            self._stop_following()
            self._stop_following = None
        while self._unsubscribe:
            with suppress(HomeAssistantError):
                self._unsubscribe.pop()()
        self._forget()
        for task in tuple(self._asking):
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)

    def probe(self, channel: str) -> MqttProbe:
        """One of its probes."""
        return MqttProbe(self, channel, self.config.channels[channel])

    def outlet(self, channel: str) -> MqttOutlet:
        """One of its outlets."""
        return MqttOutlet(self, channel)

    def flow_meter(self, channel: str) -> MqttMeter:
        """One of its flow meters."""
        return MqttMeter(self, channel, self.config.channels[channel])

    def level(self, channel: str) -> float | bool | None:
        """A tank's level in the channel's unit, whether a float switch or leak probe is wet; None is unknown."""
        # What was wet stays wet until it is said to be dry.
        if channel in self._wet:
            return True
        try:
            return self.newest(channel)[0].value
        except HardwareError:
            return None

    def newest(self, channel: str) -> tuple[Value, datetime]:
        """What a channel said last, and when. Raises HardwareError while the device is away or was silent since."""
        if self.absence:
            raise HardwareError(self.absence)
        if channel not in self._values:
            raise HardwareError(f"{self.config.name} hasn't said {channel} yet")
        return self._values[channel]

    def state(self, channel: str) -> bool | None:
        """Whether an outlet said last that it is open; None is unknown."""
        return None if self.absence else self._states.get(channel)

    def doubt(self, channel: str) -> None:
        """Forget what an outlet said before it was told something else."""
        self._states.pop(channel, None)

    def new_command(self) -> str:
        """An id that no command had before."""
        return secrets.token_hex(6)

    async def tell(self, step: Step, seconds: float) -> bool:
        """Send a command once; returns whether it was done or refused. Raises HardwareError if nobody knows."""
        if not self.connected:
            raise HardwareError(self.absence)
        answer: asyncio.Future[bool | None] = self._hass.loop.create_future()
        self._waits[answer] = step
        try:
            async with asyncio.timeout(seconds):
                # QoS 0: what isn't on the wire now is dropped, never sent again after a reconnect.
                await mqtt.async_publish(self._hass, step.topic, step.payload, qos=0, retain=False)
                if self.online is False or (done := await answer) is None:
                    raise HardwareError(self.absence or f"{self.config.name} went away before it answered")
        except TimeoutError as error:
            raise HardwareError(f"{self.config.name} didn't answer") from error
        except (HomeAssistantError, ValueError) as error:
            raise HardwareError(f"the MQTT broker didn't take the command: {error}") from error
        finally:
            del self._waits[answer]
        return done

    async def _subscribe(self) -> None:
        if self._unsubscribe:
            return
        try:
            for topic in self.dialect.topics():
                self._unsubscribe.append(
                    await mqtt.async_subscribe(self._hass, topic, self._heard, qos=0, encoding=None)
                )
        except HomeAssistantError:
            while self._unsubscribe:
                self._unsubscribe.pop()()

    @callback
    def _broker_turned(self, connected: bool) -> None:
        """Whatever was known before is old; the broker repeats at once who is online."""
        self._turn(online=None)
        if connected and not self._unsubscribe:
            self._keep(self._subscribe())

    @callback
    def _heard(self, message: mqtt.ReceiveMessage) -> None:
        payload = message.payload
        for heard in self.dialect.hear(message.topic, payload.encode() if isinstance(payload, str) else bytes(payload)):
            self._take(heard, retained=message.retain)

    def _take(self, heard: Heard, *, retained: bool) -> None:
        match heard:
            case Presence() if not (retained and heard.online and self.online):
                self._turn(online=heard.online)
            case Answer() if not retained or self.dialect.says_changes_only:
                if heard.is_open is not None:
                    self._states[heard.channel] = heard.is_open
                for answer, step in self._waits.items():
                    if step.channel == heard.channel and not retained and not answer.done():
                        done = step.judge(heard)
                        if done is not None:
                            answer.set_result(done)
                self._changed(heard.channel)
            case Value() if not retained or (self.dialect.says_changes_only and isinstance(heard.value, bool)):
                # Any other retained value may be of last year: nobody knows when it was measured.
                self._values[heard.channel] = heard, self._now()
                self._note_leak(heard)
                self._changed(heard.channel)

    def _note_leak(self, said: Value) -> None:
        if said.value is False:
            self._wet.discard(said.channel)
        elif said.value is True and self.config.channels[said.channel].role is Role.LEAK:
            self._wet.add(said.channel)

    def _turn(self, *, online: bool | None) -> None:
        """Take it for present or absent; one that was just born knows nothing of before."""
        self.online = online
        self._forget(states=online is not True or not self.dialect.says_changes_only)
        if online is None:
            self._there.clear()
        else:
            self._there.set()
        for channel, about in self.config.channels.items():
            if about.role is Role.OUTLET:
                if online:
                    self._keep(self._ask(channel))
                self._changed(channel)

    def _forget(self, *, states: bool = True) -> None:
        if states:
            self._values.clear()
            self._states.clear()
        for answer in self._waits:
            if not answer.done():
                answer.set_result(None)

    async def _ask(self, channel: str) -> None:
        step = self.dialect.asking(channel, self.new_command())
        if step and self.connected:
            with suppress(HomeAssistantError, ValueError):
                await mqtt.async_publish(self._hass, step.topic, step.payload, qos=0, retain=False)

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = self._hass.async_create_background_task(work, f"MQTT device {self.config.device_id}")
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)
