"""What people may tell a hub to do; each command is written into its audit."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
import json
from typing import Any

from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError

from .attending import async_attend
from .const import LOGGER
from .coordinator import PlantosCoordinator
from .domain.care import Deed, told_at
from .domain.commands import Origin, Priority, WaterCommand
from .domain.events import Event
from .domain.readings import Calibration, Measure
from .domain.reasons import reason
from .sentences import failed, refused
from .watering.audit import AuditEntry
from .watering.care_log import RECENT
from .watering.failed_commands import FailedCommand
from .watering.job import Job
from .watering.ledger_file import LedgerError
from .watering.runs import Run, RunState

UNDO_BY = timedelta(hours=24)
# As long as it is shown as done.
FORGET_WITHIN = RECENT


@dataclass(slots=True)
class Facts:
    """How things were before a command and are after it."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


@asynccontextmanager
async def audited(
    hub: PlantosCoordinator, action: str, plant_id: str | None, context: Context | None, **before: Any
) -> AsyncIterator[Facts]:
    """Write what is done within into the audit, whether it works or not. Raises what it raises, in words."""
    facts = Facts(before)
    error: str | None = "failed_unexpected"
    try:
        yield facts
        error = None
    except LedgerError as failure:
        error = "failed_ledger"
        raise failed(reason("failed_ledger", error=str(failure))) from failure
    except HomeAssistantError as failure:
        error = failure.translation_key or str(failure)
        raise
    finally:
        entry = AuditEntry(
            at=hub.clock.now(),
            action=action,
            plant_id=plant_id,
            user_id=context.user_id if context else None,
            before=facts.before,
            after=facts.after,
            success=error is None,
            error=error,
        )
        try:
            await hub.audit.add(entry)
        except LedgerError:
            LOGGER.exception("The command %s couldn't be written into the audit", action)


async def async_water(
    hub: PlantosCoordinator,
    plant_id: str,
    context: Context,
    amount_ml: float | None = None,
    idempotency_key: str | None = None,
    *,
    origin: Origin = Origin.MANUAL,
    override: bool = False,
) -> Job:
    """Water a plant: its dose, or an amount in ml. The run itself is the audit's record. Raises HomeAssistantError."""
    command = WaterCommand(
        plant_id=plant_id,
        amount_ml=hub.plants[plant_id].dose_ml if amount_ml is None else amount_ml,
        origin=origin,
        reason=reason("asked_for"),
        priority=Priority.HIGH,
        idempotency_key=idempotency_key,
        override=override,
        # Whoever measures an outlet stands beside it.
        approved=origin is Origin.TRIAL,
        user_id=context.user_id,
        context_id=context.id,
    )
    try:
        return await hub.waterer.water(command)
    except LedgerError as error:
        raise failed(reason("failed_ledger", error=str(error))) from error


async def async_try_outlet(hub: PlantosCoordinator, plant_id: str, context: Context, seconds: float) -> Run:
    """Let water run into a cup for so long, after the hose's own time; returns the run when it has ended."""
    amount_ml = hub.plants[plant_id].flow_ml_s * seconds
    job = await async_water(hub, plant_id, context, amount_ml, origin=Origin.TRIAL, override=True)
    # A form that is closed meanwhile ends the wait, and not the run.
    return await asyncio.shield(job.ended)


async def async_calibrate(
    hub: PlantosCoordinator, plant_id: str, context: Context, measure: Measure, calibration: Calibration | None
) -> None:
    """Set how a probe's raw values become readings, from the next one on; None forgets it."""
    kept = {m: asdict(known) for m, known in hub.plants[plant_id].calibrations.items() if m is not measure}
    if calibration:
        kept[measure] = asdict(calibration)
    await async_change(hub, plant_id, context, calibrations=kept)
    await async_attend(hub, plant_id)


async def async_water_now(hub: PlantosCoordinator, plant_id: str, context: Context | None) -> None:
    """Somebody pressed or opened something: water the plant's dose. Raises ServiceValidationError."""
    job = await async_water(hub, plant_id, context or Context())
    if job.run.state is RunState.DENIED and job.run.failure:
        raise refused(job.run.failure)


async def async_stop(hub: PlantosCoordinator, plant_ids: list[str], context: Context | None) -> dict[str, bool]:
    """Close outlets now and end their runs; returns which are surely closed. The audit comes after the water."""
    closed = await hub.waterer.stop(plant_ids)
    for plant_id, sure in closed.items():
        async with audited(hub, "stop_watering", plant_id, context) as facts:
            facts.after["closed"] = sure
    return closed


async def async_postpone(hub: PlantosCoordinator, subject: str, until: datetime, context: Context) -> datetime:
    """Put off automatic watering of a plant, or with the hub's id of all its plants; returns until when it is.

    An instant that has come takes back what was postponed before.
    """
    standings = hub.waterer.standings
    before = standings.of(subject)
    after = before.postponed(until) if until > hub.clock.now() else replace(before, postponed_until=None)
    until = after.postponed_until or until
    plant_id = subject if subject in hub.plants else None
    async with audited(hub, "postpone_watering", plant_id, context, until=_iso(before.postponed_until)) as facts:
        await standings.keep(subject, after)
        facts.after["until"] = _iso(until)
    return until


async def async_undo(hub: PlantosCoordinator, plant_id: str, context: Context) -> datetime:
    """Regret the last watering: the next automatic one comes a day later. Once for each run."""
    standings = hub.waterer.standings
    last = hub.waterer.books.last_with_water(plant_id)
    async with audited(hub, "undo_last_watering", plant_id, context) as facts:
        name = hub.plants[plant_id].name
        if last is None:
            raise refused(reason("nothing_to_undo", plant=name))
        standing = standings.of(plant_id)
        if standing.undone == last.run_id:
            raise refused(reason("undone_already", plant=name))
        until = hub.clock.now() + hub.clock.real(UNDO_BY)
        await standings.keep(plant_id, replace(standing.postponed(until), undone=last.run_id))
        facts.before["run"], facts.after["until"] = last.run_id, _iso(until)
    return until


async def async_answer(
    hub: PlantosCoordinator, plant_id: str, context: Context, *, approved: bool, run_id: str | None = None
) -> None:
    """Approve or reject the watering that waits for it, or only this one.

    A rejected one isn't asked for again within a day.
    """
    action = "approve_watering" if approved else "reject_watering"
    async with audited(hub, action, plant_id, context):
        meant = run_id is None or hub.notifications.asks(plant_id, run_id)
        if not meant or not hub.waterer.answer(plant_id, approved=approved):
            raise refused(reason("nothing_to_approve", plant=hub.plants[plant_id].name))
        if not approved:
            await hub.waterer.works.postpone(plant_id, UNDO_BY)


async def async_log_care(hub: PlantosCoordinator, plant_id: str, context: Context | None, deed: Deed) -> Event:
    """Keep what somebody did for a plant; it holds at once."""
    facts = {"kind": deed.kind, "at": _iso(deed.at), "amount_ml": deed.amount_ml, "note": deed.note}
    async with audited(
        hub, "log_care", plant_id, context, last=_iso(hub.care_log.last(plant_id).get(deed.kind))
    ) as told:
        event = await hub.care_log.log(
            hub.plants[plant_id],
            deed,
            user_id=context.user_id if context else None,
            context_id=context.id if context else None,
        )
        told.after |= {key: value for key, value in facts.items() if value is not None}
    hub.show(plant_id)
    hub.async_update_listeners()
    return event


async def async_forget_care(
    hub: PlantosCoordinator, plant_id: str, context: Context | None, entry: Event | None
) -> Event:
    """Take back an entry of the care log of a plant: what it told of never was. Returns that entry.

    Raises ServiceValidationError where there is none, or it was told so long ago that others build on it.
    """
    async with audited(hub, "forget_care", plant_id, context) as facts:
        name = hub.plants[plant_id].name
        if entry is None:
            raise refused(reason("nothing_to_forget", plant=name))
        deed = Deed.of(entry)
        known = {"entry": entry.event_id, "kind": deed.kind, "at": _iso(deed.at), "amount_ml": deed.amount_ml}
        facts.before |= {key: value for key, value in known.items() if value is not None}
        if hub.clock.now() - told_at(entry) > FORGET_WITHIN:
            raise refused(reason("forget_too_late", plant=name, days=FORGET_WITHIN.days))
        forgotten = await hub.care_log.forget(
            entry,
            user_id=context.user_id if context else None,
            context_id=context.id if context else None,
        )
        if forgotten is None:
            raise refused(reason("nothing_to_forget", plant=name))
    hub.show(plant_id)
    hub.async_update_listeners()
    return entry


async def async_unlock(hub: PlantosCoordinator, plant_id: str, context: Context | None) -> None:
    """Use an outlet again that didn't close in time, if it closes now."""
    async with audited(hub, "unlock_outlet", plant_id, context):
        if not (await hub.waterer.stop([plant_id]))[plant_id]:
            raise failed(reason("failed_not_closed", plant=hub.plants[plant_id].name))
        await hub.waterer.standings.change(plant_id, locked=False)


async def async_reset_breaker(hub: PlantosCoordinator, device: str, context: Context | None) -> None:
    """Trust a device again before its time."""
    breaker = hub.waterer.breakers.all()[device]
    plant_id = hub.waterer.breakers.owner(device)[0]
    async with audited(hub, "reset_circuit_breaker", plant_id, context, state=breaker.state) as facts:
        breaker.reset()
        hub.show(plant_id)
        facts.after["state"] = breaker.state


async def async_switch_hub(hub: PlantosCoordinator, context: Context | None, *, on: bool) -> None:
    """Turn all watering of a hub on or off; off also ends what is being watered now."""
    entry_id = hub.config_entry.entry_id
    if not on:
        hub.waterer.halt(list(hub.plants), RunState.CANCELLED, reason("denied_hub_off"))
    async with audited(hub, "master_switch", None, context, on=not hub.waterer.standings.hub.off) as facts:
        await hub.waterer.standings.change(entry_id, off=not on)
        facts.after["on"] = on


async def async_change(hub: PlantosCoordinator, plant_id: str, context: Context | None, **changes: Any) -> None:
    """Change a plant's settings; they hold at once."""
    plant = hub.plants[plant_id].model_dump(mode="json")
    before = {key: _fact(plant[key]) for key in changes}
    async with audited(hub, "change_settings", plant_id, context, **before) as facts:
        hub.async_change(plant_id, **changes)
        facts.after |= {key: _fact(value) for key, value in changes.items()}


async def async_replay(hub: PlantosCoordinator, command: FailedCommand, context: Context) -> Job:
    """Give a failed command again, past no guardrail; it is forgotten when it works. Raises HomeAssistantError."""
    again = command.run.command().model_copy(
        update={
            "idempotency_key": None,
            "continues": False,
            "amount_ml": command.run.amount_ml,
            "replays": command.run.replays or command.run.run_id,
            "user_id": context.user_id,
            "context_id": context.id,
        }
    )
    async with audited(hub, "replay_failed_command", command.run.plant_id, context) as facts:
        job = await hub.waterer.water(again)
        facts.before["command"], facts.after["run"] = command.run.run_id, job.run.run_id
        if job.run.state is RunState.DENIED and job.run.failure:
            raise refused(job.run.failure)
    return job


async def async_purge(hub: PlantosCoordinator, context: Context, command: FailedCommand | None = None) -> int:
    """Forget one failed command, or without it all of a hub; returns how many."""
    kept = hub.waterer.books.failed
    async with audited(hub, "purge_failed_commands", command.run.plant_id if command else None, context) as facts:
        gone = [command] if command else await kept.all()
        facts.before["commands"] = ", ".join(each.run.run_id for each in gone)
        for each in gone:
            await kept.forget(each.run.run_id)
    return len(gone)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _fact(value: Any) -> Any:
    """A setting as the audit keeps it, where everything is a word or a number."""
    return json.dumps(value) if isinstance(value, Mapping) else value
