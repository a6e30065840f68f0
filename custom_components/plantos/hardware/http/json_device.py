"""Whatever answers with JSON: its owner says what is asked, and where in the answer a value is."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
import json
from typing import Annotated, Any, ClassVar, Literal, Self

from aiohttp import ClientSession
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from yarl import URL

from .. import FailSafe
from .driver import Driver
from .errors import HttpError, NoAnswer, Reason
from .exchange import FORM, Credentials, Exchange, Json, Request, dig, number, on_off
from .json_path import steps

SECONDS = "{seconds}"
# Who waits for all of it sits before a form.
TRY_S = 10.0


def _url(url: str) -> str:
    parsed = URL(url)
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise ValueError("that is no address on the web")
    return url


def _path(path: str) -> str:
    steps(path)
    return path


type Url = Annotated[str, AfterValidator(_url)]
type Path = Annotated[str, AfterValidator(_path)]


class JsonRequest(BaseModel):
    """A request as its owner wrote it; `{seconds}` stands for how long an outlet may be open."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Url
    method: Literal["GET", "POST", "PUT", "PATCH"] = "GET"
    body: str | None = None

    @property
    def timed(self) -> bool:
        """Whether the device is told when to close."""
        return SECONDS in self.url or SECONDS in (self.body or "")

    def request(self, seconds: int = 0) -> Request:
        """The request itself."""
        body = self.body and self.body.replace(SECONDS, str(seconds))
        return Request(URL(self.url.replace(SECONDS, str(seconds))), self.method, body, body and _content_type(body))


class JsonChannel(BaseModel):
    """Where a channel's value is; an outlet has requests that turn it on and off, too.

    Without a request of its own a channel is read from the device's URL.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    state: JsonRequest | None = None
    on: JsonRequest | None = None
    off: JsonRequest | None = None

    @model_validator(mode="after")
    def _both(self) -> Self:
        if (self.on is None) is not (self.off is None):
            raise ValueError("an outlet is turned on and off")
        return self


class JsonSettings(BaseModel):
    """What a JSON device's settings hold. Raises pydantic's ValidationError, a ValueError, for anything else."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Url
    username: str | None = None
    password: str | None = None
    token: str | None = None
    channels: dict[str, JsonChannel] = Field(min_length=1)


def _content_type(body: str) -> str:
    try:
        json.loads(body)
    except ValueError:
        return FORM
    return "application/json"


@dataclass(frozen=True, slots=True)
class JsonDevice(Driver):
    """A device that its owner has described."""

    key: ClassVar[str] = "json"

    channels: Mapping[str, JsonChannel]

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """The driver for a device's settings."""
        described = JsonSettings.model_validate(settings)
        return cls(URL(described.url), described.channels)

    def login(self, settings: Mapping[str, Any]) -> Credentials:
        """What the device itself may ask for; other hosts that its parts are read at get nothing of it."""
        described = JsonSettings.model_validate(settings)
        return Credentials(described.username, described.password, described.token, self.root.origin())

    def fail_safe(self, channel: str) -> FailSafe:
        """The device itself, if it is told the seconds."""
        on = self.channels[channel].on
        return FailSafe.DEVICE_TIMER if on and on.timed else FailSafe.SOFTWARE_ONLY

    def page(self, channel: str) -> Request:
        """The channel's own request, or the device's URL."""
        state = self.channels[channel].state
        return state.request() if state else Request(self.root)

    def number(self, channel: str, page: Json) -> float | None:
        """The number at the channel's path."""
        return number(self._value(channel, page))

    def is_on(self, channel: str, page: Json) -> bool | None:
        """The state at the channel's path."""
        return on_off(self._value(channel, page))

    def turn_on(self, channel: str, seconds: int) -> Request:
        """The request to open."""
        return _told(self.channels[channel].on, seconds)

    def turn_off(self, channel: str) -> Request:
        """The request to close."""
        return _told(self.channels[channel].off, 0)

    def _value(self, channel: str, page: Json) -> Json:
        return dig(page, *steps(self.channels[channel].path))


def _told(request: JsonRequest | None, seconds: int) -> Request:
    if request is None:
        raise HttpError(Reason.NOT_FOUND, "it has no request to turn it")
    return request.request(seconds)


@dataclass(frozen=True, slots=True)
class Tried:
    """What reading a channel once came to: a value, or why there was none."""

    value: float | bool | None = None
    reason: Reason | None = None
    detail: str = ""


async def try_out(session: ClientSession, settings: Mapping[str, Any]) -> dict[str, Tried]:
    """Read every channel once, all within TRY_S. Raises ValueError for settings that aren't a JSON device's."""
    device = JsonDevice.of(settings)
    exchange = Exchange(session, device.login(settings))

    async def read(page: Request) -> Json | HttpError:
        try:
            async with asyncio.timeout(TRY_S):
                return await exchange.ask(page)
        except HttpError as error:
            return error
        except TimeoutError:
            return NoAnswer(Reason.NO_ANSWER, f"{page} wasn't answered in time")

    pages = list(dict.fromkeys(map(device.page, device.channels)))
    answers = dict(zip(pages, await asyncio.gather(*map(read, pages)), strict=True))
    tried: dict[str, Tried] = {}
    for key, channel in device.channels.items():
        answer = answers[device.page(key)]
        if isinstance(answer, HttpError):
            tried[key] = Tried(reason=answer.reason, detail=str(answer))
            continue
        value = device.is_on(key, answer) if channel.on else device.number(key, answer)
        if value is None and not channel.on:
            value = device.is_on(key, answer)
        wrong = None if value is not None else Reason.NONSENSE
        tried[key] = Tried(value, wrong, f"there is nothing to use at {channel.path}" if wrong else "")
    return tried
