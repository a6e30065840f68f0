"""Nodes that tell what they are, so that nobody has to type it."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Literal

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ...domain.readings import Measure
from .. import HardwareError
from ..devices import Channel, Role
from .said import parsed, topic_of

ABOUT_TIMEOUT = 5.0
MOST_CHANNELS = 64

type _Name = Annotated[str, StringConstraints(max_length=80)]
type _ChannelName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


@dataclass(frozen=True, slots=True)
class Announced:
    """A node as it describes itself: what its DeviceConfig takes from it, and what only tells people what it is."""

    driver: str
    name: str
    settings: dict[str, str]
    channels: dict[str, Channel]
    model: str
    software: str


class _Described(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    name: _Name = ""
    unit: _Name | None = None


class _Probe(_Described):
    measure: Measure | None = None
    raw: bool = False


class _About(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    version: Literal[1]
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    model: _Name = ""
    software: _Name = ""
    probes: dict[_ChannelName, _Probe] = Field(default={}, max_length=MOST_CHANNELS)
    outlets: dict[_ChannelName, _Described] = Field(default={}, max_length=MOST_CHANNELS)
    meters: dict[_ChannelName, _Described] = Field(default={}, max_length=MOST_CHANNELS)
    floats: dict[_ChannelName, _Described] = Field(default={}, max_length=MOST_CHANNELS)
    leaks: dict[_ChannelName, _Described] = Field(default={}, max_length=MOST_CHANNELS)

    def channels(self) -> dict[str, Channel]:
        """Its channels by their names. Raises ValueError where two share one."""
        kinds = (
            (Role.OUTLET, self.outlets),
            (Role.FLOW_METER, self.meters),
            (Role.TANK, self.floats),
            (Role.LEAK, self.leaks),
        )
        found = {
            key: Channel(role=Role.PROBE, name=about.name, measure=about.measure, unit=about.unit, raw=about.raw)
            for key, about in self.probes.items()
        }
        count = len(found)
        for role, described in kinds:
            count += len(described)
            found |= {key: Channel(role=role, name=about.name, unit=about.unit) for key, about in described.items()}
        if len(found) != count:
            raise ValueError("two channels of a node have the same name")
        return found


def announced(topic: str, payload: str | bytes | bytearray) -> Announced | None:
    """What a node says of itself in its `about`; None where that isn't a description."""
    node, _, last = topic.rpartition("/")
    try:
        settings = {"topic": topic_of({"topic": node})}
        about = _About.model_validate(parsed(payload if isinstance(payload, str) else bytes(payload)))
        channels = about.channels()
    except ValidationError, ValueError:
        return None
    if last != "about":
        return None
    return Announced("plantos_node", about.name, settings, channels, about.model, about.software)


async def about_of(hass: HomeAssistant, topic: str, seconds: float = ABOUT_TIMEOUT) -> Announced | None:
    """Ask the broker for a node's description; None if there is none in time. Raises HardwareError without a broker."""
    found: asyncio.Future[Announced] = hass.loop.create_future()

    @callback
    def hear(message: mqtt.ReceiveMessage) -> None:
        if (node := announced(message.topic, message.payload)) and not found.done():
            found.set_result(node)

    try:
        unsubscribe = await mqtt.async_subscribe(hass, f"{topic_of({'topic': topic})}/about", hear, encoding=None)
    except HomeAssistantError as error:
        raise HardwareError(f"Home Assistant's MQTT isn't set up: {error}") from error
    try:
        async with asyncio.timeout(seconds):
            return await found
    except TimeoutError as error:
        if not mqtt.is_connected(hass):
            raise HardwareError("Home Assistant isn't connected to the MQTT broker") from error
        return None
    finally:
        unsubscribe()
