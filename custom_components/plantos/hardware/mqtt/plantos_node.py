"""PlantOS's own nodes; docs/mqtt.md is their protocol."""

from collections.abc import Callable, Iterable, Mapping
import json

from .. import FailSafe
from ..devices import Channel, DeviceConfig, Role
from .said import Answer, Heard, Step, Value, number, parsed, presence, topic_of

_FOLDERS = {Role.PROBE: "probe", Role.FLOW_METER: "meter", Role.TANK: "float", Role.LEAK: "leak"}


class PlantosNode:
    """A node that opens only what it was asked about just before, and closes by itself."""

    fail_safe = FailSafe.DEVICE_TIMER
    says_changes_only = False

    def __init__(self, config: DeviceConfig) -> None:
        """Take its topic, such as "plantos/balcony". Raises ValueError where there is none."""
        self._topic = topic_of(config.settings)
        self._channels: Mapping[str, tuple[str, Channel]] = {
            self._channel_topic(name, channel): (name, channel) for name, channel in config.channels.items()
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
        document = parsed(payload)
        if channel.role is Role.OUTLET:
            return _answer(name, document) if isinstance(document, dict) else ()
        unit = document.get("unit") if isinstance(document, dict) else None
        value = document.get("value") if isinstance(document, dict) else document
        is_switch = channel.role is Role.LEAK or (channel.role is Role.TANK and channel.unit is None)
        if is_switch:
            return (Value(name, value if isinstance(value, bool) else None),)
        return (Value(name, number(value), unit if isinstance(unit, str) else None),)

    def asking(self, channel: str, command: str) -> Step:
        """The question how an outlet stands, which is also the knock before an opening."""

        def judge(answer: Answer) -> bool | None:
            if answer.ready == command:
                return True
            return False if answer.to == command else None

        return self._step(channel, {"id": command, "ask": True}, judge)

    def opening(self, channel: str, seconds: float, command: str) -> tuple[Step, ...]:
        """Knock, then open: a node obeys an opening only within seconds of its knock."""

        def judge(answer: Answer) -> bool | None:
            if answer.to != command:
                return None
            # One that refuses may stand open all the same, by another command.
            return None if answer.is_open and answer.refused else answer.is_open

        opening = self._step(channel, {"id": command, "open_s": round(seconds, 1)}, judge)
        return self.asking(channel, command), opening

    def closing(self, channel: str, command: str) -> Step:
        """Open for no time."""

        def judge(answer: Answer) -> bool | None:
            return True if answer.to == command and answer.is_open is False else None

        return self._step(channel, {"id": command, "open_s": 0}, judge)

    def _step(self, channel: str, payload: object, judge: Callable[[Answer], bool | None]) -> Step:
        return Step(channel, f"{self._topic}/outlet/{channel}/set", json.dumps(payload), judge)

    def _channel_topic(self, name: str, channel: Channel) -> str:
        if channel.role is Role.OUTLET:
            return f"{self._topic}/outlet/{name}/state"
        return f"{self._topic}/{_FOLDERS[channel.role]}/{name}"


def _answer(channel: str, document: dict[str, object]) -> Iterable[Answer]:
    is_open, to, ready = document.get("open"), document.get("id"), document.get("ready")
    if not isinstance(is_open, bool):
        return ()
    return (
        Answer(
            channel,
            is_open,
            to if isinstance(to, str) else None,
            ready if isinstance(ready, str) else None,
            refused="refused" in document,
        ),
    )
