"""ESPHome devices with their `mqtt:` component and its default topics."""

from collections.abc import Iterable

from .. import FailSafe
from ..devices import Channel, DeviceConfig, Role
from .said import Answer, Heard, Step, Value, number_in, on_off, presence, text_of, topic_of


class Esphome:
    """A device whose channels are the ids of its switches and sensors; nobody can tell whether it has a timer."""

    fail_safe = FailSafe.SOFTWARE_ONLY
    # ESPHome publishes a switch's state only where it changes, retained.
    says_changes_only = True

    def __init__(self, config: DeviceConfig) -> None:
        """Take its topic prefix, such as "balcony". Raises ValueError where there is none."""
        self._topic = topic_of(config.settings)
        self._channels = {
            f"{self._topic}/{_component(channel)}/{name}/state": (name, channel)
            for name, channel in config.channels.items()
        }

    def topics(self) -> Iterable[str]:
        """What to subscribe to."""
        return (*self._channels, f"{self._topic}/status")

    def hear(self, topic: str, payload: bytes) -> Iterable[Heard]:
        """What a message means."""
        if topic == f"{self._topic}/status":
            return presence(payload)
        if topic not in self._channels:
            return ()
        name, channel = self._channels[topic]
        switch = on_off(text_of(payload))
        if channel.role is Role.OUTLET:
            return () if switch is None else (Answer(name, switch),)
        return (Value(name, switch if _component(channel) == "binary_sensor" else number_in(payload)),)

    def asking(self, channel: str, command: str) -> None:
        """A switch can't be asked; its retained state is heard at the subscription."""
        return

    def opening(self, channel: str, seconds: float, command: str) -> tuple[Step, ...]:
        """Switch on. An OFF may be on its way from before, so it refuses nothing."""
        return (Step(channel, self._command(channel), "ON", lambda answer: answer.is_open or None),)

    def closing(self, channel: str, command: str) -> Step:
        """Switch off."""
        return Step(channel, self._command(channel), "OFF", lambda answer: True if answer.is_open is False else None)

    def _command(self, channel: str) -> str:
        return f"{self._topic}/switch/{channel}/command"


def suggested(topic: str, payload: bytes) -> dict[str, Channel]:
    """The channel that one state message shows."""
    match topic.split("/")[-3:]:
        case "switch", name, "state" if on_off(text_of(payload)) is not None:
            return {name: Channel(role=Role.OUTLET, name=name)}
        case "sensor", name, "state" if number_in(payload) is not None:
            return {name: Channel(role=Role.PROBE, name=name)}
        case "binary_sensor", name, "state" if on_off(text_of(payload)) is not None:
            return {name: Channel(role=Role.TANK, name=name)}
    return {}


def _component(channel: Channel) -> str:
    if channel.role is Role.OUTLET:
        return "switch"
    return "binary_sensor" if channel.role in (Role.LEAK, Role.TANK) and channel.unit is None else "sensor"
