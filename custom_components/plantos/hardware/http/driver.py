"""What a kind of HTTP device has to tell: how its channels are read and turned."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from yarl import URL

from .. import FailSafe
from ..devices import Channel
from .errors import HttpError, Reason
from .exchange import Credentials, Exchange, Json, Request, root_of

type Ask = Callable[[Request], Awaitable[Json]]


@dataclass(frozen=True, slots=True)
class Identified:
    """A device that has said what it is. Without a `unique_id` it can be told apart by its host only."""

    driver: str
    unique_id: str | None
    name: str
    model: str
    channels: dict[str, Channel]


@dataclass(frozen=True, slots=True)
class Driver(ABC):
    """One kind of device, reached at `root`. A channel that isn't there gives None, never an error."""

    key: ClassVar[str]

    root: URL

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """The driver for a device's settings."""
        return cls(root_of(settings["host"], settings.get("port")))

    def login(self, settings: Mapping[str, Any]) -> Credentials:
        """What a request gives to prove who asks."""
        return Credentials(settings.get("username"), settings.get("password"), settings.get("token"))

    async def identify(self, exchange: Exchange) -> Identified | None:
        """What answers at the root, if it is of this kind.

        Raises HttpError where the kind is certain and the rest can't be had, or where nobody answers at all.
        """
        return None

    def fail_safe(self, channel: str) -> FailSafe:
        """Who closes an outlet if Home Assistant doesn't."""
        return FailSafe.DEVICE_TIMER

    @abstractmethod
    def page(self, channel: str) -> Request:
        """What is read to learn of a channel."""

    @abstractmethod
    def number(self, channel: str, page: Json) -> float | None:
        """What a channel measures."""

    @abstractmethod
    def is_on(self, channel: str, page: Json) -> bool | None:
        """Whether an outlet is open or a switch closed; None is neither."""

    def timed(self, channel: str, page: Json) -> bool:
        """Whether an open outlet's timer runs, as far as the device shows it."""
        return True

    async def arm(self, ask: Ask, channel: str, seconds: int) -> None:  # noqa: B027  most arm with the opening
        """Set an outlet's timer where that is a request of its own. Raises HttpError unless it is confirmed."""

    @abstractmethod
    def turn_on(self, channel: str, seconds: int) -> Request:
        """What opens an outlet for so many seconds."""

    @abstractmethod
    def turn_off(self, channel: str) -> Request:
        """What closes an outlet."""

    def check(self, answer: Json) -> None:  # noqa: B027  most refuse by status
        """Raise HttpError for a refusal that looks like an answer."""


async def hail(ask: Ask, request: Request) -> Json:
    """What a device answers that may know nothing of the question; None if it doesn't.

    Raises HttpError where asking on is no use: out of reach, or not authorized.
    """
    try:
        return await ask(request)
    except HttpError as error:
        if error.reason in (Reason.UNREACHABLE, Reason.NOT_AUTHORIZED, Reason.NO_ANSWER):
            raise
        return None
