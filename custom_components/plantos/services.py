"""The actions of PlantOS: their registration, and those of water itself."""

import asyncio
from functools import partial

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .actions import AT_MOST, Action, Answer, identity, ledger_in_words, number, run_answer
from .admin_services import ADMIN_ACTIONS
from .care_services import CARE_ACTIONS
from .commands import async_stop, async_water
from .const import DOMAIN
from .domain.commands import LEAST_ML, Origin, WaterCommand
from .domain.guardrails import check
from .domain.readings import Measure
from .domain.reasons import Reason, reason
from .domain.strategies import decide
from .health_services import HEALTH_ACTIONS
from .log_services import LOG_ACTIONS
from .plant_services import PLANT_ACTIONS
from .probe_services import PROBE_ACTIONS
from .sentences import event_payload, failed, refused, sentence
from .targets import Target, async_require_admin, async_targets
from .voice.telling import Say
from .watering.runs import Run, RunState

ATTR_AMOUNT = "amount_ml"
ATTR_BEFORE = "before"
ATTR_KEY = "idempotency_key"
ATTR_LIMIT = "limit"
ATTR_OVERRIDE = "override"
ATTR_WAIT = "wait"

WATER_PLANT = cv.make_entity_service_schema(
    {
        # Judged in the handler: a wrong amount gets a sentence, not a schema's message.
        vol.Optional(ATTR_AMOUNT): object,
        vol.Optional(ATTR_KEY): vol.All(cv.string, vol.Length(min=1, max=200)),
        vol.Optional(ATTR_WAIT): cv.boolean,
        vol.Optional(ATTR_OVERRIDE, default=False): cv.boolean,
    }
)
STOP_WATERING = vol.Schema(cv.TARGET_SERVICE_FIELDS)
CHECK_WATERING = cv.make_entity_service_schema({vol.Optional(ATTR_AMOUNT): object})
GET_HISTORY = cv.make_entity_service_schema(
    {
        vol.Optional(ATTR_LIMIT, default=50): AT_MOST,
        vol.Optional(ATTR_BEFORE): vol.All(vol.Coerce(int), vol.Range(min=0)),
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, once for all hubs."""
    for action in ACTIONS:
        hass.services.async_register(
            DOMAIN, action.name, action.handler, schema=action.schema, supports_response=action.response
        )


def _amount(call: ServiceCall) -> float | None:
    """The amount that was asked for in ml; None for the plant's dose."""
    if ATTR_AMOUNT not in call.data:
        return None
    amount = number(call.data[ATTR_AMOUNT])
    if amount is None:
        raise refused(reason("amount_not_a_number", amount=str(call.data[ATTR_AMOUNT])[:40]))
    if 0 < amount < LEAST_ML:
        raise refused(reason("amount_too_small", least=LEAST_ML))
    return amount


async def _async_water_plant(call: ServiceCall) -> ServiceResponse:
    """Water plants; each under its own limits. Nothing allowed at all is an error, one of several a report."""
    if call.data[ATTR_OVERRIDE]:
        await async_require_admin(call)
    amount = _amount(call)
    targets = await async_targets(call, POLICY_CONTROL)
    runs = await asyncio.gather(*(_async_run(call, target, amount) for target in targets))
    denials = [run.failure for run in runs if run.state is RunState.DENIED and run.failure]
    if denials and len(denials) == len(runs):
        raise refused(denials[0])
    failures = [run.failure for run in runs if run.state is RunState.FAILED and run.failure]
    if failures and not call.return_response:
        raise failed(failures[0])
    if not call.return_response:
        return None
    say = partial(sentence, call.hass)
    return {"plants": [run_answer(run, say) for run in runs]}


async def _async_run(call: ServiceCall, target: Target, amount: float | None) -> Run:
    job = await async_water(
        target.coordinator,
        target.subject,
        call.context,
        amount,
        call.data.get(ATTR_KEY),
        origin=Origin.ACTION,
        override=call.data[ATTR_OVERRIDE],
    )
    return await job.result() if call.data.get(ATTR_WAIT, call.return_response) else job.run


async def _async_stop_watering(call: ServiceCall) -> ServiceResponse:
    """Close outlets now; without a target those of all plants this person may control."""
    targets = await async_targets(call, POLICY_CONTROL, all_without_target=True)
    stopped = await asyncio.gather(
        *(async_stop(target.coordinator, [target.subject], call.context) for target in targets)
    )
    closed = {plant_id: sure for answer in stopped for plant_id, sure in answer.items()}
    unsure = [target.name for target in targets if not closed[target.subject]]
    if unsure and not call.return_response:
        raise failed(reason("failed_not_closed", plant=", ".join(unsure)))
    if not call.return_response:
        return None
    return {"plants": [{**identity(target), "closed": closed[target.subject]} for target in targets]}


async def _async_check_watering(call: ServiceCall) -> ServiceResponse:
    """What the strategy would decide and the guardrails would say now, without water."""
    amount = _amount(call)
    targets = await async_targets(call, POLICY_READ)
    say = partial(sentence, call.hass)
    return {"plants": [checked(target, amount, say) for target in targets]}


def checked(target: Target, amount: float | None, say: Say) -> Answer:
    """What would be decided for a plant and allowed now; with an amount in ml, whether that would be."""
    snapshot = target.coordinator.snapshot(target.subject)
    decision = decide(snapshot)
    command = WaterCommand(
        plant_id=target.subject,
        amount_ml=(decision.amount_ml or snapshot.plant.dose_ml) if amount is None else amount,
        pulses=decision.pulses if amount is None else 1,
        origin=Origin.AUTOMATIC if amount is None else Origin.ACTION,
        reason=decision.reason,
    )
    verdict = check(command, snapshot)
    return {
        **identity(target),
        "should_water": decision.should_water,
        "amount_ml": command.amount_ml,
        "strategy": decision.strategy,
        "inputs": dict(decision.inputs),
        "reason": say(decision.reason),
        "reason_key": decision.reason.key,
        "allowed": verdict.allowed,
        "violations": [_violation(violation, say) for violation in verdict.violations],
        "warnings": [_violation(warning, say) for warning in verdict.warnings],
        "moisture": snapshot.value(Measure.MOISTURE),
        "moisture_min": snapshot.plant.moisture_min,
    }


def _violation(violation: Reason, say: Say) -> Answer:
    return {"rule": violation.key.partition("_")[2], "reason": say(violation)}


async def _async_get_history(call: ServiceCall) -> ServiceResponse:
    """What happened to plants, newest first."""
    return {"plants": [await _history(call, target) for target in await async_targets(call, POLICY_READ)]}


async def _history(call: ServiceCall, target: Target) -> Answer:
    hub = target.coordinator
    with ledger_in_words():
        page = await hub.ledger.events(target.hub_id, target.subject, call.data[ATTR_LIMIT], call.data.get(ATTR_BEFORE))
    device = hub.device(target.subject)
    return {
        **identity(target),
        "events": [
            event_payload(call.hass, event, target.hub_id, device.id if device else None) for event in page.events
        ],
        "next_before": page.next_before,
    }


WATER_ACTIONS = (
    Action("water_plant", _async_water_plant, WATER_PLANT),
    Action("stop_watering", _async_stop_watering, STOP_WATERING),
    Action("check_watering", _async_check_watering, CHECK_WATERING, SupportsResponse.ONLY),
    Action("get_history", _async_get_history, GET_HISTORY, SupportsResponse.ONLY),
)

ACTIONS = (
    *WATER_ACTIONS,
    *CARE_ACTIONS,
    *LOG_ACTIONS,
    *PROBE_ACTIONS,
    *HEALTH_ACTIONS,
    *PLANT_ACTIONS,
    *ADMIN_ACTIONS,
)
