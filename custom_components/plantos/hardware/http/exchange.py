"""One request to a device and its answer, whatever the device makes of it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
import json
from math import isfinite

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientResponseError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    hdrs,
)
from yarl import URL

from .. import Fault
from .errors import Busy, HttpError, NoAnswer, Reason, Unreachable
from .login import Login, Once

type Reader = Callable[[ClientResponse, str], Awaitable[bytes]]
type Json = bool | int | float | str | list[Json] | dict[str, Json] | None

TIMEOUT = ClientTimeout(total=10.0, sock_connect=5.0)
LARGEST_ANSWER = 1_000_000
# A device that streams its states begins with all of them.
QUIET_S, LONGEST_TALK_S = 1.0, 3.0
FORM = "application/x-www-form-urlencoded"

_STATUSES = frozenset(HTTPStatus)
_FAULTS = {Reason.NOT_AUTHORIZED: Fault.NOT_AUTHORIZED, Reason.NOT_FOUND: Fault.NOT_FOUND}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a device."""

    url: URL
    method: str = "GET"
    body: str | None = None
    content_type: str | None = None

    def __str__(self) -> str:
        """The request for people, without its query: that may hold a password."""
        return f"{self.method} {self.url.host}{self.url.path}"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a device may ask for: a name and a password, or a token; with an `origin` nobody else hears of them."""

    username: str | None = None
    password: str | None = None
    token: str | None = None
    origin: URL | None = None

    def are_for(self, url: URL) -> bool:
        """Whether they may be given there."""
        return self.origin is None or self.origin == url.origin()


NOBODY = Credentials()


def root_of(host: str, port: int | None = None) -> URL:
    """Where a device's paths begin. Raises Unreachable for what is no host."""
    try:
        root = URL.build(scheme="http", host=host, port=port)
    except ValueError as error:
        raise Unreachable(Reason.UNREACHABLE, f"{host} is no host name or address") from error
    if not root.host:
        raise Unreachable(Reason.UNREACHABLE, "there is no host name or address")
    return root


class Exchange:
    """The requests to one device over Home Assistant's session, and what is wrong with it by the last of them."""

    def __init__(
        self,
        session: ClientSession,
        credentials: Credentials = NOBODY,
        *,
        timeout: ClientTimeout = TIMEOUT,
        check: Callable[[Json], None] = lambda _: None,
    ) -> None:
        """Begin; `check` raises HttpError for an answer that is a refusal in disguise."""
        self._session = session
        self._credentials = credentials
        self._timeout = timeout
        self._check = check
        self._logins: dict[URL, Login] = {}
        self._faults: dict[Request | None, tuple[Fault, str]] = {}

    @property
    def fault(self) -> tuple[Fault, str] | None:
        """What is wrong now, and in which words."""
        return next(iter(self._faults.values()), None)

    async def ask(self, request: Request, *, page: bool = False) -> Json:
        """Read something. Raises HttpError if there is no answer, or none that is JSON.

        What is wrong with a `page` is remembered until that page is read again.
        """
        asked = request if page else None
        try:
            answer = parse(await self._send(request), str(request))
            self._check(answer)
        except HttpError as error:
            self._note(asked, error)
            raise
        self._note(asked, None)
        return answer

    async def overhear(self, request: Request) -> str:
        """What a device says by itself until it falls quiet. Raises HttpError if it doesn't take to that."""
        return (await self._send(request, read=read_until_quiet)).decode(errors="replace")

    async def command(self, request: Request) -> None:
        """Have something done; the request is sent once at most. Raises HttpError unless it was accepted."""
        try:
            await self._send(request, Once())
        except HttpError as error:
            self._note(None, error)
            raise
        self._note(None, None)

    def _note(self, request: Request | None, error: HttpError | None) -> None:
        if error:
            self._faults[request] = (_FAULTS.get(error.reason, Fault.UNREACHABLE), str(error))
            return
        # What answered one request can be reached; only what is missing or locked may still be so for another.
        self._faults = {
            asked: (fault, words)
            for asked, (fault, words) in self._faults.items()
            if asked not in (None, request) and fault is not Fault.UNREACHABLE
        }

    async def _send(self, request: Request, *middlewares: Once, read: Reader | None = None) -> bytes:
        if self._session.closed:
            raise Unreachable(Reason.UNREACHABLE, f"{request} wasn't sent: Home Assistant is stopping")
        try:
            async with self._session.request(
                request.method,
                request.url,
                data=request.body,
                headers=self._headers(request),
                allow_redirects=False,
                timeout=self._timeout,
                middlewares=(*middlewares, *self._login(request.url)),
            ) as response:
                refuse(response, str(request))
                return await (read or read_whole)(response, str(request))
        except HttpError:
            raise
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise Unreachable(Reason.UNREACHABLE, f"{request.url.host} can't be reached") from error
        except TimeoutError as error:
            raise NoAnswer(Reason.NO_ANSWER, f"{request} wasn't answered in time") from error
        except ClientResponseError as error:
            raise HttpError(Reason.NONSENSE, f"{request} was answered with something that isn't HTTP") from error
        except (ClientError, OSError) as error:
            raise NoAnswer(Reason.NO_ANSWER, f"{request} lost its connection") from error
        except ValueError as error:
            raise HttpError(Reason.NONSENSE, f"{request} can't be sent") from error

    def _headers(self, request: Request) -> dict[str, str]:
        # A connection of one's own each time: small devices have few, and none is found gone when it matters.
        headers: dict[str, str] = {hdrs.CONNECTION: "close"}
        if request.content_type:
            headers[hdrs.CONTENT_TYPE] = request.content_type
        if self._credentials.token and self._credentials.are_for(request.url):
            headers[hdrs.AUTHORIZATION] = f"Bearer {self._credentials.token}"
        return headers

    def _login(self, url: URL) -> tuple[Login, ...]:
        known = self._credentials
        if known.token or known.password is None or not known.are_for(url):
            return ()
        origin = url.origin()
        if origin not in self._logins:
            try:
                self._logins[origin] = Login(known.username or "admin", known.password)
            except ValueError as error:
                raise HttpError(Reason.NOT_AUTHORIZED, "a user name can't have a colon") from error
        return (self._logins[origin],)


def refuse(response: ClientResponse, asked: str) -> None:
    """Raise HttpError for an answer whose status isn't a success."""
    status = HTTPStatus(response.status) if response.status in _STATUSES else None
    if status and status.is_success:
        return
    match status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            raise HttpError(Reason.NOT_AUTHORIZED, f"{asked} needs other credentials")
        case HTTPStatus.NOT_FOUND:
            raise HttpError(Reason.NOT_FOUND, f"{asked} isn't there")
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.SERVICE_UNAVAILABLE:
            raise Busy(Reason.BUSY, f"{asked} was put off", retry_after(response.headers.get(hdrs.RETRY_AFTER)))
        case HTTPStatus() if status.is_redirection:
            raise HttpError(Reason.FAILED, f"{asked} was sent elsewhere")
        case _:
            raise HttpError(Reason.FAILED, f"{asked} failed with status {response.status}")


def retry_after(header: str | None) -> float | None:
    """How many seconds a device asks to be left alone; None if it doesn't say."""
    if header is None:
        return None
    try:
        if header.strip().isdecimal():
            return float(header)
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


async def read_whole(response: ClientResponse, asked: str) -> bytes:
    """An answer to its end. Raises HttpError for one that has too much to say."""
    answer = bytearray()
    async for chunk in response.content.iter_any():
        answer += chunk
        if len(answer) > LARGEST_ANSWER:
            raise HttpError(Reason.NONSENSE, f"{asked} was answered with more than a megabyte")
    return bytes(answer)


async def read_until_quiet(response: ClientResponse, asked: str) -> bytes:
    """A stream of events as long as it has something to say. Raises HttpError for what is no such stream."""
    if response.content_type != "text/event-stream":
        raise HttpError(Reason.NONSENSE, f"{asked} wasn't answered with events")
    heard = bytearray()
    try:
        async with asyncio.timeout(LONGEST_TALK_S):
            while len(heard) <= LARGEST_ANSWER:
                async with asyncio.timeout(QUIET_S):
                    if not (chunk := await response.content.readany()):
                        break
                heard += chunk
    except TimeoutError:
        pass
    return bytes(heard)


def parse(answer: bytes, asked: str) -> Json:
    """The JSON of an answer; what isn't a finite number in it is nothing. Raises HttpError if it is none."""
    try:
        parsed: Json = json.loads(answer, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise HttpError(Reason.NONSENSE, f"{asked} wasn't answered with JSON") from error
    return parsed


def dig(answer: Json, *keys: str | int) -> Json:
    """What lies under these keys and indices; None where there is nothing."""
    for key in keys:
        match answer, key:
            case dict(), str():
                answer = answer.get(key)
            case list(), int() if -len(answer) <= key < len(answer):
                answer = answer[key]
            case _:
                return None
    return answer


def number(value: Json) -> float | None:
    """A finite number, also one written as text; None is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except ValueError, OverflowError:
        return None
    return found if isfinite(found) else None


def text(value: Json) -> str | None:
    """A text with something in it."""
    return value if isinstance(value, str) and value else None


def on_off(value: Json) -> bool | None:
    """What a device's word for a state means; None is neither."""
    if isinstance(value, str):
        value = value.strip().lower()
    if value in (True, 1, "on", "open", "true", "1"):
        return True
    return False if value in (False, 0, "off", "closed", "false", "0") else None
