"""OpenPlantbook, a public book of what plants need, for people who have an account there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from math import isfinite
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from .domain.species import RANGES, Range

# The section of a hub's options that holds the account.
OPENPLANTBOOK = "openplantbook"
API = "https://open.plantbook.io/api/v1"
TIMEOUT = ClientTimeout(total=20)
# More than anybody reads through; who finds too much writes more of the name.
MOST = 50
MMOL_PER_MOL = 1_000.0
# What the book calls each range, and what divides its numbers into our units.
FIELDS: Mapping[str, tuple[str, float]] = {
    "moisture": ("soil_moist", 1.0),
    "temperature": ("temp", 1.0),
    "humidity": ("env_humid", 1.0),
    "light": ("light_mmol", MMOL_PER_MOL),
}


class Refusal(StrEnum):
    """Why the book gave no answer."""

    NOT_AUTHORIZED = "not_authorized"
    LIMIT_REACHED = "limit_reached"
    NOTHING_FOUND = "nothing_found"
    UNREACHABLE = "unreachable"
    FAILED = "failed"


class PlantbookError(Exception):
    """The book gave no answer."""

    def __init__(self, refusal: Refusal) -> None:
        """Keep why."""
        super().__init__(refusal)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Page:
    """A plant as the book describes it: its names, and ranges in our units as far as it knows them."""

    name: str
    alias: str
    ranges: Mapping[str, Range]


@dataclass(frozen=True, slots=True)
class Plantbook:
    """The book, as the holder of an account may read it."""

    session: ClientSession
    client_id: str
    client_secret: str = field(repr=False)

    async def search(self, text: str) -> dict[str, str]:
        """The names of the plants that are called like this, by their key in the book. Raises PlantbookError."""
        answer = await self._get("plant/search", alias=text, limit=str(MOST))
        found = {row["pid"]: row.get("display_pid") or row["pid"] for row in _rows(answer)}
        if not found:
            raise PlantbookError(Refusal.NOTHING_FOUND)
        return found

    async def page(self, key: str) -> Page:
        """What the book says of a plant. Raises PlantbookError."""
        row = await self._get(f"plant/detail/{quote(key, safe='')}/")
        return Page(str(row.get("display_pid") or key), str(row.get("alias") or ""), _ranges(row))

    async def _get(self, path: str, **query: str) -> Mapping[str, Any]:
        """Ask for something with a token of this moment."""
        secrets = {"client_id": self.client_id, "client_secret": self.client_secret}
        try:
            async with self.session.post(
                f"{API}/token/", data={"grant_type": "client_credentials", **secrets}, timeout=TIMEOUT
            ) as response:
                token = (await _answer(response, asks=Refusal.NOT_AUTHORIZED)).get("access_token")
            if not token:
                raise PlantbookError(Refusal.NOT_AUTHORIZED)
            async with self.session.get(
                f"{API}/{path}", params=query, headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT
            ) as response:
                return await _answer(response, asks=Refusal.NOTHING_FOUND)
        except (ClientError, TimeoutError) as error:
            raise PlantbookError(Refusal.UNREACHABLE) from error


async def _answer(response: ClientResponse, *, asks: Refusal) -> Mapping[str, Any]:
    """The answer as JSON; `asks` is what it means that the request itself was refused."""
    match response.status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            raise PlantbookError(Refusal.LIMIT_REACHED)
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            raise PlantbookError(Refusal.NOT_AUTHORIZED)
        case HTTPStatus.BAD_REQUEST | HTTPStatus.NOT_FOUND:
            raise PlantbookError(asks)
        case status if status >= HTTPStatus.BAD_REQUEST:
            raise PlantbookError(Refusal.FAILED)
    try:
        answer = await response.json(content_type=None)
    except ValueError as error:
        raise PlantbookError(Refusal.FAILED) from error
    if not isinstance(answer, Mapping):
        raise PlantbookError(Refusal.FAILED)
    return answer


def _rows(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The plants that were found, as far as they are any."""
    rows = answer.get("results")
    return [row for row in rows if isinstance(row, Mapping) and row.get("pid")] if isinstance(rows, list) else []


def _ranges(row: Mapping[str, Any]) -> dict[str, Range]:
    """The ranges of a plant; what the book doesn't know, or has the wrong way round, is left out."""
    ranges = {}
    for name in RANGES:
        called, per_unit = FIELDS[name]
        low, high = (_number(row.get(f"{end}_{called}")) for end in ("min", "max"))
        if low is not None and high is not None and low < high:
            ranges[name] = (low / per_unit, high / per_unit)
    return ranges


def _number(value: object) -> float | None:
    """A number as one; None where it is no finite one."""
    return float(value) if isinstance(value, int | float) and isfinite(value) else None
