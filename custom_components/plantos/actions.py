"""What all actions share: how they are described, what they are given, and how they answer for several plants."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.typing import VolSchemaType
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType, JsonValueType
import voluptuous as vol

from .domain.reasons import Reason, reason
from .sentences import failed, sentence
from .targets import Target
from .voice.telling import Say
from .watering.ledger_file import LedgerError
from .watering.runs import Run

type Answer = JsonObjectType

AT_MOST = vol.All(vol.Coerce(int), vol.Range(min=1, max=500))


@dataclass(frozen=True, slots=True)
class Action:
    """One action as it is registered."""

    name: str
    handler: Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]
    schema: VolSchemaType
    response: SupportsResponse = SupportsResponse.OPTIONAL


# --- what an action is given, judged here so that a wrong value gets a sentence -------------------------


def number(given: object) -> float | None:
    """A number that somebody gave; None where it is none."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return None
    try:
        value = float(given)
    except ValueError, OverflowError:
        return None
    return value if isfinite(value) else None


def instant(given: object) -> datetime | None:
    """A point in time that somebody gave; None where it is none. Without a zone it is local time."""
    at = dt_util.parse_datetime(given) if isinstance(given, str) else given
    if not isinstance(at, datetime):
        return None
    try:
        return dt_util.as_utc(at)
    except OverflowError:
        return None


# --- how it answers -----------------------------------------------------------------------------------


@contextmanager
def ledger_in_words() -> Iterator[None]:
    """Turn a ledger that fails into an error that a person understands."""
    try:
        yield
    except LedgerError as error:
        raise failed(reason("failed_ledger", error=str(error))) from error


def identity(target: Target) -> Answer:
    """What an answer calls a plant or a hub."""
    if target.is_hub:
        return {"config_entry_id": target.hub_id, "hub_name": target.name}
    return {"plant_id": target.subject, "plant_name": target.name}


def run_answer(run: Run, say: Say) -> Answer:
    """What became of a watering."""
    return {
        "plant_id": run.plant_id,
        "plant_name": run.plant_name,
        "run_id": run.run_id,
        "status": run.outcome,
        "delivered_ml": round(run.delivered_ml, 1),
        "moisture_before": run.moisture_before,
        "reason": say(run.failure or run.reason),
    }


async def each(
    call: ServiceCall, targets: list[Target], work: Callable[[Target], Awaitable[Answer]]
) -> list[JsonValueType]:
    """Do something with every target; what is refused for one is reported and keeps no other back.

    It is an error when all are refused, or when one fails and nobody reads the answer.
    """
    errors: list[HomeAssistantError] = []

    async def do(target: Target) -> Answer:
        try:
            done = await work(target)
        except HomeAssistantError as error:
            errors.append(error)
            why = Reason(error.translation_key or "", error.translation_placeholders or {})
            return {**identity(target), "success": False, "reason": sentence(call.hass, why)}
        return {**identity(target), "success": True, "reason": None, **done}

    answers = await asyncio.gather(*map(do, targets))
    serious = [error for error in errors if not isinstance(error, ServiceValidationError)]
    if len(errors) == len(targets):
        raise (serious or errors)[0]
    if serious and not call.return_response:
        raise serious[0]
    return [*answers]
