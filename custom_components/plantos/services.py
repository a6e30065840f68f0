"""The actions of PlantOS."""

import asyncio
from math import isfinite
from typing import Any, cast

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .const import DOMAIN
from .domain.commands import Origin, WaterCommand
from .domain.guardrails import check
from .domain.readings import Measure
from .domain.reasons import Reason, reason
from .domain.strategies import decide
from .sentences import event_payload, failed, refused, sentence
from .targets import Target, async_require_admin, async_targets
from .watering.ledger import LedgerError
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
        vol.Optional(ATTR_LIMIT, default=50): vol.All(vol.Coerce(int), vol.Range(min=1, max=500)),
        vol.Optional(ATTR_BEFORE): vol.All(vol.Coerce(int), vol.Range(min=0)),
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, once for all hubs."""
    for name, handler, schema, response in (
        ("water_plant", _async_water_plant, WATER_PLANT, SupportsResponse.OPTIONAL),
        ("stop_watering", _async_stop_watering, STOP_WATERING, SupportsResponse.OPTIONAL),
        ("check_watering", _async_check_watering, CHECK_WATERING, SupportsResponse.ONLY),
        ("get_history", _async_get_history, GET_HISTORY, SupportsResponse.ONLY),
    ):
        hass.services.async_register(DOMAIN, name, handler, schema=schema, supports_response=response)


def _amount(call: ServiceCall) -> float | None:
    """The amount that was asked for in ml; None for the plant's dose."""
    if ATTR_AMOUNT not in call.data:
        return None
    given = call.data[ATTR_AMOUNT]
    try:
        amount = float(given)
    except TypeError, ValueError:
        raise refused(reason("amount_not_a_number", amount=str(given)[:40])) from None
    if not isfinite(amount) or isinstance(given, bool):
        raise refused(reason("amount_not_a_number", amount=str(given)[:40]))
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
    return {"plants": [_answer(call.hass, run) for run in runs]}


async def _async_run(call: ServiceCall, target: Target, amount: float | None) -> Run:
    job = await target.coordinator.async_water(
        target.plant_id, call.context, amount, call.data.get(ATTR_KEY), override=call.data[ATTR_OVERRIDE]
    )
    # Shielded: a caller that gives up waiting must not touch the run.
    return await asyncio.shield(job.ended) if call.data.get(ATTR_WAIT, call.return_response) else job.run


def _answer(hass: HomeAssistant, run: Run) -> dict[str, Any]:
    return {
        "plant_id": run.plant_id,
        "plant_name": run.plant_name,
        "run_id": run.run_id,
        "status": run.outcome,
        "delivered_ml": round(run.delivered_ml, 1),
        "moisture_before": run.moisture_before,
        "reason": sentence(hass, run.failure or run.reason),
    }


async def _async_stop_watering(call: ServiceCall) -> ServiceResponse:
    """Close outlets now; without a target those of all plants this person may control."""
    targets = await async_targets(call, POLICY_CONTROL, all_without_target=True)
    stopped = await asyncio.gather(*(target.coordinator.waterer.stop([target.plant_id]) for target in targets))
    closed = {plant_id: sure for answer in stopped for plant_id, sure in answer.items()}
    unsure = [target.name for target in targets if not closed[target.plant_id]]
    if unsure and not call.return_response:
        raise failed(reason("failed_not_closed", plant=", ".join(unsure)))
    if not call.return_response:
        return None
    return {
        "plants": [
            {"plant_id": target.plant_id, "plant_name": target.name, "closed": closed[target.plant_id]}
            for target in targets
        ]
    }


async def _async_check_watering(call: ServiceCall) -> ServiceResponse:
    """What the strategy would decide and the guardrails would say now, without water."""
    amount = _amount(call)
    targets = await async_targets(call, POLICY_READ)
    return {"plants": [_checked(call.hass, target, amount) for target in targets]}


def _checked(hass: HomeAssistant, target: Target, amount: float | None) -> dict[str, Any]:
    snapshot = target.coordinator.snapshot(target.plant_id)
    decision = decide(snapshot)
    command = WaterCommand(
        plant_id=target.plant_id,
        amount_ml=(decision.amount_ml or snapshot.plant.dose_ml) if amount is None else amount,
        origin=Origin.AUTOMATIC if amount is None else Origin.MANUAL,
        reason=decision.reason,
    )
    verdict = check(command, snapshot)
    return {
        "plant_id": target.plant_id,
        "plant_name": target.name,
        "should_water": decision.should_water,
        "amount_ml": command.amount_ml,
        "strategy": decision.strategy,
        "inputs": dict(decision.inputs),
        "reason": sentence(hass, decision.reason),
        "reason_key": decision.reason.key,
        "allowed": verdict.allowed,
        "violations": [_violation(hass, violation) for violation in verdict.violations],
        "moisture": snapshot.value(Measure.MOISTURE),
    }


def _violation(hass: HomeAssistant, violation: Reason) -> dict[str, str]:
    return {"rule": violation.key.removeprefix("denied_"), "reason": sentence(hass, violation)}


async def _async_get_history(call: ServiceCall) -> ServiceResponse:
    """What happened to plants, newest first."""
    targets = await async_targets(call, POLICY_READ)
    plants: list[dict[str, Any]] = []
    for target in targets:
        coordinator = target.coordinator
        try:
            page = await coordinator.ledger.events(
                coordinator.config_entry.entry_id, target.plant_id, call.data[ATTR_LIMIT], call.data.get(ATTR_BEFORE)
            )
        except LedgerError as error:
            raise failed(reason("failed_ledger", error=str(error))) from error
        device = coordinator.device(target.plant_id)
        origin = (coordinator.config_entry.entry_id, device.id if device else None)
        plants.append(
            {
                "plant_id": target.plant_id,
                "plant_name": target.name,
                "events": [event_payload(call.hass, event, *origin) for event in page.events],
                "next_before": page.next_before,
            }
        )
    return cast(ServiceResponse, {"plants": plants})
