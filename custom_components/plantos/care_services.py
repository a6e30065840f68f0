"""The actions by which people look after a plant's waterings: ask for a cycle, put off, regret, approve."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .actions import Action, Answer, each, identity, instant, number
from .attending import async_care_cycle
from .commands import async_answer, async_postpone, async_undo
from .domain.clock import Clock
from .domain.reasons import reason
from .sentences import failed, refused, sentence
from .targets import Target, async_targets
from .watering.care_cycle import CareCycle

ATTR_HOURS = "hours"
ATTR_UNTIL = "until"

LONGEST_H = 8_760.0

PLANTS = cv.make_entity_service_schema(None)
POSTPONE = cv.make_entity_service_schema({vol.Optional(ATTR_HOURS): object, vol.Optional(ATTR_UNTIL): object})

type Ending = Callable[[Clock], datetime]


# --- a whole cycle ----------------------------------------------------------------------------------


async def _async_run_care_cycle(call: ServiceCall) -> ServiceResponse:
    """Read, decide and water now where that is due; returns when every run has ended or waits for approval."""
    targets = await async_targets(call, POLICY_CONTROL)
    cycles = await asyncio.gather(
        *(async_care_cycle(target.coordinator, target.subject, call.context) for target in targets)
    )
    failures = [cycle.reason for cycle in cycles if cycle.status == "failed" and cycle.reason]
    if failures and not call.return_response:
        raise failed(failures[0])
    answers = zip(targets, cycles, strict=True)
    return {"plants": [{**identity(target), **_cycle(call.hass, cycle)} for target, cycle in answers]}


def _cycle(hass: HomeAssistant, cycle: CareCycle) -> Answer:
    return {
        "cycle_id": cycle.cycle_id,
        "status": cycle.status,
        "reason": sentence(hass, cycle.reason) if cycle.reason else None,
        "run_id": cycle.run.run_id if cycle.run else None,
        "delivered_ml": round(cycle.run.delivered_ml, 1) if cycle.run else 0.0,
        "steps": {step.value: result.value for step, result in cycle.steps.items()},
    }


# --- putting off ------------------------------------------------------------------------------------


async def _async_postpone_watering(call: ServiceCall) -> ServiceResponse:
    """Put off automatic watering of plants, or of a whole hub and every plant it will ever have."""
    ending = _ending(call)

    async def postpone(target: Target) -> Answer:
        hub = target.coordinator
        until = await async_postpone(hub, target.subject, ending(hub.clock), call.context)
        return {"until": until.isoformat()}

    targets = await async_targets(call, POLICY_CONTROL, hubs=True)
    answers = [*zip(targets, await each(call, targets, postpone), strict=True)]
    return {
        "plants": [answer for target, answer in answers if not target.is_hub],
        "hubs": [answer for target, answer in answers if target.is_hub],
    }


def _ending(call: ServiceCall) -> Ending:
    """Until when it is put off, by each hub's clock. Raises a translated error."""
    if (ATTR_HOURS in call.data) == (ATTR_UNTIL in call.data):
        raise refused(reason("postpone_one_of_two"))
    if ATTR_HOURS in call.data:
        hours = number(call.data[ATTR_HOURS])
        if hours is None or not 0 <= hours <= LONGEST_H:
            raise refused(reason("postpone_hours", hours=str(call.data[ATTR_HOURS])[:40], longest=LONGEST_H))
        by = timedelta(hours=hours)
        return lambda clock: clock.now() + clock.real(by)
    until, now = instant(call.data[ATTR_UNTIL]), dt_util.utcnow()
    if until is None or not now < until <= now + timedelta(hours=LONGEST_H):
        raise refused(reason("postpone_until", until=str(call.data[ATTR_UNTIL])[:40]))
    return lambda _: until


async def _async_undo_last_watering(call: ServiceCall) -> ServiceResponse:
    """Let the next automatic watering come a day later, once for each watering."""

    async def undo(target: Target) -> Answer:
        return {"until": (await async_undo(target.coordinator, target.subject, call.context)).isoformat()}

    return {"plants": await each(call, await async_targets(call, POLICY_CONTROL), undo)}


# --- approval ---------------------------------------------------------------------------------------


async def _async_approve_watering(call: ServiceCall) -> ServiceResponse:
    """Let the waterings that wait for it begin."""
    return await _answered(call, approved=True)


async def _async_reject_watering(call: ServiceCall) -> ServiceResponse:
    """End the waterings that wait for approval, without water."""
    return await _answered(call, approved=False)


async def _answered(call: ServiceCall, *, approved: bool) -> ServiceResponse:
    async def answer(target: Target) -> Answer:
        run = target.coordinator.waterer.latest(target.subject)
        await async_answer(target.coordinator, target.subject, call.context, approved=approved)
        return {"run_id": run.run_id if run else None}

    return {"plants": await each(call, await async_targets(call, POLICY_CONTROL), answer)}


CARE_ACTIONS = (
    Action("run_care_cycle", _async_run_care_cycle, PLANTS),
    Action("postpone_watering", _async_postpone_watering, POSTPONE),
    Action("undo_last_watering", _async_undo_last_watering, PLANTS),
    Action("approve_watering", _async_approve_watering, PLANTS),
    Action("reject_watering", _async_reject_watering, PLANTS),
)
