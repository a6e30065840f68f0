"""The actions that keep what people did for their plants, and take back what they didn't."""

from datetime import datetime, timedelta

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .actions import Action, Answer, each, instant, ledger_in_words, number
from .commands import async_forget_care, async_log_care
from .domain.care import DEEDS, LONGEST_NOTE, MOST_ML, CareKind, Deed
from .domain.reasons import reason
from .sentences import refused
from .targets import Target, async_targets

ATTR_AMOUNT = "amount_ml"
ATTR_AT = "at"
ATTR_KIND = "kind"
ATTR_NOTE = "note"

# The ledger forgets what is older.
OLDEST = timedelta(days=5 * 365)

LOG_CARE = cv.make_entity_service_schema(
    {
        vol.Required(ATTR_KIND): vol.In([str(kind) for kind in DEEDS]),
        vol.Optional(ATTR_NOTE): vol.All(cv.string, str.strip, vol.Length(max=LONGEST_NOTE)),
        # Judged in the handler: a wrong number or time gets a sentence, not a schema's message.
        vol.Optional(ATTR_AMOUNT): object,
        vol.Optional(ATTR_AT): object,
    }
)

FORGET_CARE = cv.make_entity_service_schema({vol.Optional(ATTR_KIND): vol.In([*CareKind])})


async def _async_log_care(call: ServiceCall) -> ServiceResponse:
    """Keep that something was done for plants, now or at an earlier time."""
    kind = CareKind(call.data[ATTR_KIND])
    at = _at(call) if ATTR_AT in call.data else dt_util.utcnow()
    deed = Deed(kind, at, _amount(call, kind), call.data.get(ATTR_NOTE) or None)

    async def log(target: Target) -> Answer:
        event = await async_log_care(target.coordinator, target.subject, call.context, deed)
        return {"event_id": event.event_id, "kind": kind, "at": deed.at.isoformat()}

    return {"plants": await each(call, await async_targets(call, POLICY_CONTROL), log)}


async def _async_forget_care(call: ServiceCall) -> ServiceResponse:
    """Take back what was told last of plants, or last of one kind of care; what the soil has shown only if named."""
    kinds = [CareKind(call.data[ATTR_KIND])] if ATTR_KIND in call.data else DEEDS

    async def forget(target: Target) -> Answer:
        hub, plant_id = target.coordinator, target.subject
        with ledger_in_words():
            newest = await hub.care_log.newest(plant_id, kinds)
        entry = await async_forget_care(hub, plant_id, call.context, newest)
        return {"event_id": entry.event_id, "kind": Deed.of(entry).kind, "at": entry.occurred_at.isoformat()}

    return {"plants": await each(call, await async_targets(call, POLICY_CONTROL), forget)}


def _amount(call: ServiceCall, kind: CareKind) -> float | None:
    if ATTR_AMOUNT not in call.data:
        return None
    amount = number(call.data[ATTR_AMOUNT])
    if kind is not CareKind.WATERED_BY_HAND or amount is None or not 0 < amount <= MOST_ML:
        raise refused(reason("care_amount", amount=str(call.data[ATTR_AMOUNT])[:40], most=MOST_ML))
    return amount


def _at(call: ServiceCall) -> datetime:
    at, now = instant(call.data[ATTR_AT]), dt_util.utcnow()
    if at is None or not now - OLDEST <= at <= now:
        raise refused(reason("care_time", at=str(call.data[ATTR_AT])[:40]))
    return at


LOG_ACTIONS = (
    Action("log_care", _async_log_care, LOG_CARE),
    Action("forget_care", _async_forget_care, FORGET_CARE),
)
