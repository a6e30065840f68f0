"""What devices say over MQTT and what is said to them, whatever their dialect."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
import json
from math import isfinite
import re
from typing import Protocol

from .. import FailSafe

# Longer payloads are nobody's reading, and are never parsed.
LONGEST_PAYLOAD = 16_384
LARGEST_NUMBER = 1e12
_TOPIC = re.compile(r"[^\s+#$/\x00-\x1f][^\s+#\x00-\x1f]{0,99}")


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a device is connected to the broker, by its own word or its last will."""

    online: bool


@dataclass(frozen=True, slots=True)
class Value:
    """What a channel measures now; None where it said something that is no value."""

    channel: str
    value: float | bool | None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """How an outlet stands, to which command (`to`), and which one it is `ready` for.

    A `timer` that was armed is in the device's own count. A report that comes by itself is no `reply`.
    """

    channel: str
    is_open: bool | None = None
    to: str | None = None
    ready: str | None = None
    refused: bool = False
    timer: float | None = None
    reply: bool = True


type Heard = Presence | Value | Answer


@dataclass(frozen=True, slots=True)
class Step:
    """A command to an outlet, and what its answers mean: done, refused, or (None) nothing."""

    channel: str
    topic: str
    payload: str
    judge: Callable[[Answer], bool | None]


class Dialect(Protocol):
    """How one family of devices speaks."""

    @property
    def fail_safe(self) -> FailSafe:
        """Who closes its outlets if Home Assistant doesn't."""

    @property
    def says_changes_only(self) -> bool:
        """Whether an outlet is silent when a command changes nothing; its retained state is then all there is."""

    def topics(self) -> Iterable[str]:
        """What to subscribe to."""

    def hear(self, topic: str, payload: bytes) -> Iterable[Heard]:
        """What a message means. It never raises."""

    def asking(self, channel: str, command: str) -> Step | None:
        """The question how an outlet stands."""

    def opening(self, channel: str, seconds: float, command: str) -> tuple[Step, ...]:
        """What opens an outlet for so long at most; only the last step lets water flow."""

    def closing(self, channel: str, command: str) -> Step:
        """What closes an outlet."""


def topic_of(settings: object) -> str:
    """A device's own part of its topics. Raises ValueError where it can't be one."""
    topic = settings.get("topic") if isinstance(settings, dict) else None
    if not isinstance(topic, str) or not _TOPIC.fullmatch(topic) or topic.endswith("/"):
        raise ValueError(f"{topic!r} is no topic of a device")
    return topic


def parsed(payload: bytes | str) -> object:
    """A JSON payload; None where it is none."""
    if len(payload) > LONGEST_PAYLOAD:
        return None
    try:
        document: object = json.loads(payload)
    except ValueError, RecursionError:
        return None
    return document


def number(value: object) -> float | None:
    """A number that can be reckoned with; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if isfinite(found) and abs(found) <= LARGEST_NUMBER else None


def text_of(payload: bytes) -> str:
    """A short plain payload; empty where it is none."""
    return payload.decode(errors="replace").strip() if len(payload) <= 64 else ""  # noqa: PLR2004


def on_off(value: object) -> bool | None:
    """ON or OFF, in whatever case."""
    return {"ON": True, "OFF": False}.get(value.upper()) if isinstance(value, str) else None


def number_in(payload: bytes) -> float | None:
    """A plain number as text; None for anything else."""
    try:
        return number(float(text_of(payload)))
    except ValueError:
        return None


def presence(payload: bytes) -> Iterable[Presence]:
    """Online or offline, in whatever case; nothing else is said of presence."""
    word = text_of(payload).lower()
    return (Presence(word == "online"),) if word in ("online", "offline") else ()
