"""The actions for administrators: what failed and what was done, and trusting a device again."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.const import ENTITY_MATCH_ALL
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.target import TargetSelection
import voluptuous as vol

from .actions import AT_MOST, Action, Answer, each, instant, ledger_in_words, run_answer
from .commands import async_purge, async_replay, async_reset_breaker, async_unlock
from .coordinator import PlantosCoordinator
from .domain.reasons import reason
from .resilience.breaker import Breaker
from .sentences import failed, refused, sentence
from .targets import Target, async_hubs, async_require_admin, async_targets
from .watering.audit import AuditEntry
from .watering.failed_commands import KEPT, FailedCommand
from .watering.runs import RunState

ATTR_BEFORE = "before"
ATTR_COMMAND = "command_id"
ATTR_DEVICE = "device"
ATTR_LIMIT = "limit"

PAGE = 500

PLANTS = cv.make_entity_service_schema(None)
RESET = cv.make_entity_service_schema({vol.Optional(ATTR_DEVICE): cv.string})
AUDIT_LOG = vol.Schema(
    {
        **cv.TARGET_SERVICE_FIELDS,
        vol.Optional(ATTR_LIMIT, default=50): AT_MOST,
        # Judged in the handler: a wrong time gets a sentence, not a schema's message.
        vol.Optional(ATTR_BEFORE): object,
    }
)
LIST_FAILED = vol.Schema(cv.TARGET_SERVICE_FIELDS)
REPLAY_FAILED = vol.Schema({vol.Required(ATTR_COMMAND): cv.string})
PURGE_FAILED = vol.Schema({vol.Optional(ATTR_COMMAND): cv.string})


# --- outlets and devices ----------------------------------------------------------------------------


async def _async_unlock_outlet(call: ServiceCall) -> ServiceResponse:
    """Use outlets again that didn't close in time, where they close now."""
    await async_require_admin(call)

    async def unlock(target: Target) -> Answer:
        await async_unlock(target.coordinator, target.subject, call.context)
        return {}

    return {"plants": await each(call, await async_targets(call, POLICY_CONTROL), unlock)}


async def _async_reset_circuit_breaker(call: ServiceCall) -> ServiceResponse:
    """Trust the devices of plants and supplies again before their time: all of them, or the one that is named."""
    await async_require_admin(call)
    targets = await async_targets(call, POLICY_CONTROL, supplies=True)
    known = [
        (target, breaker) for target in targets for breaker in target.coordinator.waterer.breakers.of(target.subject)
    ]
    wanted = call.data.get(ATTR_DEVICE)
    meant = [(target, breaker) for target, breaker in known if wanted in (None, breaker.name, _part(breaker))]
    if wanted is not None and not meant:
        names = ", ".join(dict.fromkeys(_part(breaker) for _, breaker in known))
        raise refused(reason("no_such_device", device=wanted, known=names or "—"))
    return {"devices": [await _reset(call, target, breaker) for target, breaker in meant]}


async def _reset(call: ServiceCall, target: Target, breaker: Breaker) -> Answer:
    before = breaker.state
    await async_reset_breaker(target.coordinator, breaker.name, call.context)
    return {"device": breaker.name, "belongs_to": target.name, "before": before, "state": breaker.state}


def _part(breaker: Breaker) -> str:
    """What a device is to its plant or supply, such as its outlet."""
    return breaker.name.rpartition(":")[2]


# --- the audit --------------------------------------------------------------------------------------


async def _async_get_audit_log(call: ServiceCall) -> ServiceResponse:
    """What was commanded, by whom, and what came of it: newest first, of all hubs or of what is named."""
    await async_require_admin(call)
    before = None
    if ATTR_BEFORE in call.data and (before := instant(call.data[ATTR_BEFORE])) is None:
        raise refused(reason("not_a_time", given=str(call.data[ATTR_BEFORE])[:40]))
    limit, found = call.data[ATTR_LIMIT], []
    for hub, subjects in await _audited(call):
        with ledger_in_words():
            found += [(hub, entry) for entry in await _newest(hub, subjects, limit, before)]
    found.sort(key=lambda pair: pair[1].at, reverse=True)
    return {"entries": [_entry(hub, entry) for hub, entry in found[:limit]]}


async def _audited(call: ServiceCall) -> list[tuple[PlantosCoordinator, Collection[str] | None]]:
    """Whose audit is asked for: of each hub all, or only what concerns some of its plants and supplies."""
    selection = TargetSelection(call.data)
    if not selection.has_any_target or ENTITY_MATCH_ALL in selection.entity_ids:
        return [(hub, None) for hub in async_hubs(call.hass)]
    targets = await async_targets(call, POLICY_READ, supplies=True, hubs=True)
    return [(hub, _concerns(hub, targets)) for hub in dict.fromkeys(target.coordinator for target in targets)]


def _concerns(hub: PlantosCoordinator, targets: list[Target]) -> Collection[str] | None:
    named = {target.subject for target in targets if target.coordinator is hub}
    return None if hub.config_entry.entry_id in named else named


async def _newest(
    hub: PlantosCoordinator, subjects: Collection[str] | None, limit: int, before: datetime | None
) -> list[AuditEntry]:
    """The newest entries that concern these subjects, or all, of one hub."""
    found: list[AuditEntry] = []
    while True:
        page = await hub.audit.newest(PAGE, before)
        found += [entry for entry in page if subjects is None or entry.plant_id in subjects]
        if len(page) < PAGE or len(found) >= limit:
            return found[:limit]
        before = page[-1].at


def _entry(hub: PlantosCoordinator, entry: AuditEntry) -> Answer:
    known = entry.plant_id in hub.plants or entry.plant_id in hub.supplies
    return {
        "at": entry.at.isoformat(),
        "action": entry.action,
        "config_entry_id": hub.config_entry.entry_id,
        "plant_id": entry.plant_id,
        "plant_name": hub.name_of(entry.plant_id) if entry.plant_id and known else None,
        "user_id": entry.user_id,
        "before": dict(entry.before),
        "after": dict(entry.after),
        "success": entry.success,
        "error": entry.error,
    }


# --- failed commands --------------------------------------------------------------------------------


async def _async_list_failed_commands(call: ServiceCall) -> ServiceResponse:
    """The commands that somebody gave and that failed, newest first; only those of plants the person may read."""
    targets = await async_targets(call, POLICY_READ, all_without_target=True)
    readable = {target.subject for target in targets}
    found = [
        command
        for hub in dict.fromkeys(target.coordinator for target in targets)
        for command in await _kept(hub)
        if command.run.plant_id in readable
    ]
    found.sort(key=lambda command: command.kept_at, reverse=True)
    return {"commands": [_command(call.hass, command) for command in found]}


def _command(hass: HomeAssistant, command: FailedCommand) -> Answer:
    run = command.run
    return {
        "command_id": run.run_id,
        "plant_id": run.plant_id,
        "plant_name": run.plant_name,
        "amount_ml": run.amount_ml,
        "override": run.override,
        "status": run.outcome,
        "reason": sentence(hass, run.failure or run.reason),
        "reason_key": (run.failure or run.reason).key,
        "details": {"delivered_ml": round(run.delivered_ml, 1), "moisture_before": run.moisture_before},
        "attempts": command.attempts,
        "user_id": run.user_id,
        "requested_at": run.requested_at.isoformat(),
        "kept_until": (command.kept_at + KEPT).isoformat(),
    }


async def _async_replay_failed_command(call: ServiceCall) -> ServiceResponse:
    """Give a failed command again; returns when its run has ended or waits for approval."""
    await async_require_admin(call)
    hub, command = await _find(call.hass, call.data[ATTR_COMMAND])
    if command.run.plant_id not in hub.plants:
        raise refused(reason("command_without_plant", plant=command.run.plant_name))
    job = await async_replay(hub, command, call.context)
    run = await job.result()
    if run.state is RunState.FAILED and run.failure and not call.return_response:
        raise failed(run.failure)
    return {"plants": [run_answer(run, partial(sentence, call.hass))]}


async def _async_purge_failed_commands(call: ServiceCall) -> ServiceResponse:
    """Forget one failed command, or all."""
    await async_require_admin(call)
    if ATTR_COMMAND in call.data:
        hub, command = await _find(call.hass, call.data[ATTR_COMMAND])
        return {"purged": await async_purge(hub, call.context, command)}
    return {"purged": sum([await async_purge(hub, call.context) for hub in async_hubs(call.hass)])}


async def _find(hass: HomeAssistant, command_id: str) -> tuple[PlantosCoordinator, FailedCommand]:
    for hub in async_hubs(hass):
        for command in await _kept(hub):
            if command.run.run_id == command_id:
                return hub, command
    raise refused(reason("no_such_command", command=command_id[:40]))


async def _kept(hub: PlantosCoordinator) -> list[FailedCommand]:
    with ledger_in_words():
        return await hub.waterer.books.failed.all()


ADMIN_ACTIONS = (
    Action("unlock_outlet", _async_unlock_outlet, PLANTS),
    Action("reset_circuit_breaker", _async_reset_circuit_breaker, RESET),
    Action("get_audit_log", _async_get_audit_log, AUDIT_LOG, SupportsResponse.ONLY),
    Action("list_failed_commands", _async_list_failed_commands, LIST_FAILED, SupportsResponse.ONLY),
    Action("replay_failed_command", _async_replay_failed_command, REPLAY_FAILED),
    Action("purge_failed_commands", _async_purge_failed_commands, PURGE_FAILED),
)
