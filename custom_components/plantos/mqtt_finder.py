"""What devices on the broker say of themselves while a form waits for it."""

import asyncio
from contextlib import suppress

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from .hardware import HardwareError
from .hardware.devices import Channel, DeviceConfig
from .hardware.mqtt import SUGGESTIONS, Announced, about_of, announced, dialect_of
from .hardware.mqtt.discovery import ABOUT_TIMEOUT, MOST_CHANNELS

# How long a person waits for a device's first message, and for the next one after it, in seconds.
FIRST_TIMEOUT = 5.0
NEXT_TIMEOUT = 1.0

TOPICS = {"tasmota": ("tele/{}/SENSOR", "tele/{}/STATE"), "esphome": ("{}/+/+/state",)}
# Without a number Tasmota changes nothing, and tells its telemetry at once.
QUESTIONS = {"tasmota": "cmnd/{}/TelePeriod"}


class MqttFinder:
    """Finds out by listening; what went wrong is told by the key of its text."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin with nothing heard."""
        self._hass = hass

    def described(self, topic: str, payload: str | bytes | bytearray) -> Announced | None:
        """What a node says of itself in a message; None where that is no description."""
        return announced(topic, payload)

    def can_use(self, config: DeviceConfig) -> bool:
        """Whether the device's driver can use its settings and channels."""
        try:
            dialect_of(config)
        except ValueError:
            return False
        return True

    async def node(self, topic: str) -> Announced | str:
        """A node's description, or why there is none."""
        try:
            return await about_of(self._hass, topic, ABOUT_TIMEOUT) or "no_answer"
        except HardwareError:
            return "not_connected"

    async def channels(self, driver: str, topic: str) -> dict[str, Channel] | str:
        """The channels that a device's messages show, as far as it speaks now, or why nobody can listen."""
        found: dict[str, Channel] = {}
        spoke, listening = asyncio.Event(), asyncio.Event()

        @callback
        def hear(message: mqtt.ReceiveMessage) -> None:
            payload = message.payload
            said = payload.encode() if isinstance(payload, str) else bytes(payload)
            for key, channel in SUGGESTIONS[driver](message.topic, said).items():
                if len(found) < MOST_CHANNELS:
                    found.setdefault(key, channel)
            spoke.set()

        unsubscribe = []
        try:
            for pattern in TOPICS[driver]:
                topics = pattern.format(topic)
                unsubscribe.append(await mqtt.async_subscribe(self._hass, topics, hear, encoding=None))
            if not mqtt.is_connected(self._hass):
                return "not_connected"
            if question := QUESTIONS.get(driver):
                # What is asked before the subscription was taken up is answered to nobody.
                unsubscribe.append(mqtt.async_on_subscribe_done(self._hass, topics, 0, listening.set))
                with suppress(TimeoutError):
                    async with asyncio.timeout(FIRST_TIMEOUT):
                        await listening.wait()
                await mqtt.async_publish(self._hass, question.format(topic), "", qos=0, retain=False)
            await _silence(spoke)
        except HomeAssistantError:
            return "not_connected"
        finally:
            for stop in unsubscribe:
                stop()
        return found


async def _silence(spoke: asyncio.Event) -> None:
    """Wait until nothing more is said; bounded, however much is."""
    with suppress(TimeoutError):
        async with asyncio.timeout(FIRST_TIMEOUT):
            await spoke.wait()
            while spoke.is_set():
                spoke.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(NEXT_TIMEOUT):
                        await spoke.wait()
