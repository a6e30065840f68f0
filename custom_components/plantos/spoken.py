"""What becomes of a spoken request: the same commands as anywhere else, and an answer in full sentences."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from .care_services import LONGEST_H
from .commands import async_postpone, async_water
from .const import DOMAIN
from .domain.commands import LEAST_ML, Origin
from .domain.reasons import Reason, reason
from .exposed import Exposed, async_exposed
from .sentences import discreet
from .stopping import async_stop_asked
from .targets import async_allowed
from .voice import telling
from .voice.requests import Ask, Request, meant
from .voice.telling import Say, listed
from .watering.runs import Run, RunState

ACTS = frozenset({Ask.WATER, Ask.POSTPONE})


async def async_answer(hass: HomeAssistant, request: Request, context: Context, language: str, assistant: str) -> str:
    """Do what was asked for and say what came of it; what is refused is said with its reason."""
    say = discreet(hass, language)
    try:
        if request.ask is Ask.STOP:
            # Texts are read from files, and no water waits for that.
            done = await async_stop_asked(hass, request, context, assistant)
            await _async_load(hass, language)
            return telling.stopped(done, say)
        await _async_load(hass, language)
        return await _async_do(hass, request, context, assistant, say)
    except Unauthorized:
        why = reason("voice_not_allowed")
    except HomeAssistantError as error:
        why = Reason(error.translation_key or "failed_unexpected", error.translation_placeholders or {})
    return await async_say(hass, why, language)


async def _async_load(hass: HomeAssistant, language: str) -> None:
    """Have the texts of a language at hand."""
    await async_get_translations(hass, language, "exceptions", [DOMAIN])


async def async_say(hass: HomeAssistant, why: Reason, language: str) -> str:
    """A reason in a language whose texts may not be loaded yet."""
    await _async_load(hass, language)
    return discreet(hass, language)(why)


async def _async_do(hass: HomeAssistant, request: Request, context: Context, assistant: str, say: Say) -> str:
    exposed = async_exposed(hass, assistant)
    readable = await async_allowed(hass, context, [each.target for each in exposed], POLICY_READ)
    if exposed and not readable:
        return say(reason("voice_not_allowed"))
    # Of what somebody may not read they don't hear the name either.
    known = [each for each in exposed if each.target in readable]
    found = meant(request, [each.known for each in known])
    if isinstance(found, Reason):
        return say(found)
    plants = [each for each in known if each.known in found]
    policy = POLICY_CONTROL if request.ask in ACTS else POLICY_READ
    allowed = await async_allowed(hass, context, [each.target for each in plants], policy)
    if plants and not allowed:
        return say(reason("voice_not_allowed"))
    plants = [each for each in plants if each.target in allowed]
    if request.unclear is not None:
        return say(reason("voice_unclear", words=request.unclear))
    if request.ask in ACTS:
        return await _async_act(request, plants, context, say)
    return _tell(request, plants, say)


def _tell(request: Request, plants: Sequence[Exposed], say: Say) -> str:
    facts, now = [plant.facts for plant in plants], dt_util.now()
    if not facts:
        return say(reason("voice_no_plants"))
    match request.ask:
        case Ask.THIRSTY:
            return telling.thirsty(facts, say)
        case Ask.LAST:
            return " ".join(telling.last(plant, now, say) for plant in facts)
        case Ask.NEXT:
            return " ".join(telling.following(plant, now, say) for plant in facts)
    return telling.state(facts, now, say)


# --- doing ----------------------------------------------------------------------------------------------


async def _async_act(request: Request, plants: Sequence[Exposed], context: Context, say: Say) -> str:
    """Water or postpone those that may be controlled."""
    if not plants:
        return say(reason("voice_no_plants"))
    kept = [plant.known.name for plant in plants if not plant.controllable]
    able = [plant for plant in plants if plant.controllable]
    parts = [say(reason("voice_only_asked", plants=listed(kept, say)))] if kept else []
    if able:
        work = _async_water if request.ask is Ask.WATER else _async_postpone
        parts.append(await work(request, able, context, say))
    return " ".join(parts)


async def _async_water(request: Request, plants: Sequence[Exposed], context: Context, say: Say) -> str:
    amount = request.amount_ml
    if amount is not None and 0 < amount < LEAST_ML:
        return say(reason("amount_too_small", least=LEAST_ML))
    jobs = await asyncio.gather(
        *(
            async_water(plant.target.coordinator, plant.target.subject, context, amount, origin=Origin.VOICE)
            for plant in plants
        )
    )
    answers = zip(plants, jobs, strict=True)
    return " ".join(part for plant, job in answers for part in _watered(plant, job.run, say))


def _watered(plant: Exposed, run: Run, say: Say) -> Iterable[str]:
    name = plant.known.name
    if run.state in {RunState.DENIED, RunState.FAILED} and run.failure:
        yield say(reason("voice_not_watered", plant=name))
        yield say(run.failure)
    elif plant.target.coordinator.plants[plant.target.subject].needs_approval and not run.by_a_person:
        yield say(reason("voice_awaits", plant=name, amount=run.amount_ml))
    else:
        yield say(reason("voice_watering", plant=name, amount=run.amount_ml))


async def _async_postpone(request: Request, plants: Sequence[Exposed], context: Context, say: Say) -> str:
    by = request.delay or timedelta()
    if not timedelta() < by <= timedelta(hours=LONGEST_H):
        return say(reason("postpone_hours", hours=by / timedelta(hours=1), longest=LONGEST_H))
    parts = []
    for plant in plants:
        hub = plant.target.coordinator
        ending = hub.clock.now() + hub.clock.real(by)
        until = await async_postpone(hub, plant.target.subject, ending, context)
        when = telling.moment(dt_util.as_local(until), dt_util.now(), say)
        parts.append(say(reason("voice_postponed", plant=plant.known.name, when=when)))
    return " ".join(parts)
