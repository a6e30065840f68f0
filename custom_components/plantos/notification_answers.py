"""What people answer to a message by its buttons: checked like any command, and done once.

Anybody who may fire an event can send an answer. So it has to come from a person who may control the plant,
it has to name a message that was sent and still waits, and it carries nothing but which answer that is.
"""

from asyncio import Future

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import CALLBACK_TYPE, Context, Event, callback
from homeassistant.exceptions import HomeAssistantError, Unauthorized, UnknownUser

from .commands import async_answer, async_water, audited
from .const import LOGGER
from .coordinator import PlantosCoordinator
from .domain.answers import Given
from .domain.notices import Answer, Kind
from .domain.reasons import Reason, reason
from .domain.tact import Told
from .targets import Target, async_require_allowed
from .watering.job import Job
from .watering.runs import Run

ANSWERED = "mobile_app_notification_action"


@callback
def hear_answers(hub: PlantosCoordinator) -> CALLBACK_TYPE:
    """Do from now on what people answer to this hub's messages."""

    @callback
    def heard(event: Event) -> None:
        given = Given.read(event.data.get("action"))
        if given and given.hub_id == hub.config_entry.entry_id and given.plant_id in hub.plants:
            hub.spawn(_async_do(hub, given, event.context), f"answer for {given.plant_id}")

    return hub.hass.bus.async_listen(ANSWERED, heard)


async def _async_do(hub: PlantosCoordinator, given: Given, context: Context) -> None:
    """Do what was answered, or tell the person why not."""
    if context.user_id is None:
        LOGGER.warning("An answer for %s came from nobody, and nothing was done", hub.name_of(given.plant_id))
        return
    try:
        await async_require_allowed(hub.hass, context, [Target(hub, given.plant_id)], POLICY_CONTROL)
        why = await _async_answer(hub, given, context)
    except UnknownUser:
        LOGGER.warning("An answer for %s came from somebody unknown", hub.name_of(given.plant_id))
        return
    except Unauthorized:
        why = reason("answer_not_allowed")
    except HomeAssistantError as error:
        why = Reason(error.translation_key or "failed_unexpected", error.translation_placeholders or {})
    except Exception:
        LOGGER.exception("An answer for %s failed", hub.name_of(given.plant_id))
        why = reason("failed_unexpected")
    if why:
        hub.notifications.reply(given.plant_id, context.user_id, why)


async def _async_answer(hub: PlantosCoordinator, given: Given, context: Context) -> Reason | None:
    """Do what was answered, once; returns why nothing was done. Raises HomeAssistantError."""
    plant_id, name = given.plant_id, hub.name_of(given.plant_id)
    told = hub.notifications.memory.find(plant_id, given.notice_id)
    if told is None or given.answer not in told.notice.answers or (told.over and not told.answered):
        return reason("answer_expired", plant=name)
    if told.answered:
        return reason("answer_given", plant=name)
    # Before anything is waited for, so that a second tap finds it.
    hub.notifications.answered(told, given.answer)
    match given.answer:
        case Answer.APPROVE | Answer.REJECT:
            approved = given.answer is Answer.APPROVE
            asking = hub.waterer.works.jobs.get(plant_id)
            await async_answer(hub, plant_id, context, approved=approved, run_id=given.notice_id)
            if approved and asking:
                _follow(hub, asking, told, context)
        case Answer.WATER:
            try:
                # The message's own key: even after a restart it waters once.
                job = await async_water(hub, plant_id, context, idempotency_key=f"notice {given.notice_id}")
            except BaseException:
                # Whatever it was, the plant got no water by this answer.
                hub.notifications.reopen(told)
                raise
            _follow(hub, job, told, context)
        case Answer.SNOOZE:
            async with audited(hub, "snooze_message", plant_id, context) as facts:
                facts.after["kind"] = told.notice.kind.value
    return None


def _follow(hub: PlantosCoordinator, job: Job, told: Told, context: Context) -> None:
    """Let the person hear of it when nothing comes of the watering; once an outlet was opened, its own end is told."""

    @callback
    def ended(run: Future[Run]) -> None:
        if run.result().opened_at is not None:
            return
        if told.notice.kind is not Kind.APPROVAL:
            hub.notifications.reopen(told)
        plant_id, why = told.notice.subject, run.result().failure
        refusal = reason("answer_refused", plant=hub.name_of(plant_id))
        hub.notifications.reply(plant_id, str(context.user_id), refusal, *([why] if why else ()))

    job.ended.add_done_callback(ended)
