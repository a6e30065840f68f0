"""Stopping by voice: first the water, then the words; who isn't sure which plant is meant stops them all."""

import asyncio

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized

from .commands import async_stop
from .exposed import Exposed, async_area, async_exposed, names_of
from .targets import Target, async_allowed, async_hubs
from .voice.requests import Request, folded, named
from .voice.telling import Stopped
from .watering.runs import ACTIVE


async def async_stop_asked(hass: HomeAssistant, request: Request, context: Context, assistant: str) -> Stopped:
    """Close what a request means, exposed or not. Raises Unauthorized for who may control none of it."""
    known = async_exposed(hass, assistant)
    everything = _targets(hass)
    called = await _called(hass, request, context, known)
    if called:
        asked = [each.target for each in called]
    elif request.plant is None and request.area is not None:
        asked = [target for target in everything if _stands(target, request.area)]
    else:
        asked = everything
    allowed = await async_allowed(hass, context, asked, POLICY_CONTROL)
    if asked and not allowed:
        raise Unauthorized(context=context, permission=POLICY_CONTROL)
    names = {each.target: each.known.name for each in known}
    flowed = [target for target in allowed if _at_work(target)]
    answers = await asyncio.gather(*(async_stop(target.coordinator, [target.subject], context) for target in allowed))
    unsure = [target for target, sure in zip(allowed, answers, strict=True) if not sure[target.subject]]
    return Stopped(
        stopped=tuple(names[target] for target in flowed if target in names),
        unsure=tuple(names.get(target, "—") for target in unsure),
        named=tuple(sorted({each.known.name for each in called})),
        area=request.area,
        unknown=None if called else request.plant,
        none_there=not asked and bool(everything),
        all_asked=len(allowed) == len(asked),
        all_closed=len(allowed) == len(everything) and not unsure,
    )


async def _called(hass: HomeAssistant, request: Request, context: Context, known: list[Exposed]) -> list[Exposed]:
    """All plants of the name that was said, of those that this person may know."""
    if request.plant is None:
        return []
    readable = await async_allowed(hass, context, [each.target for each in known], POLICY_READ)
    found = named(request, [each.known for each in known if each.target in readable])
    return [each for each in known if each.known in found]


def _targets(hass: HomeAssistant) -> list[Target]:
    return [Target(hub, plant_id) for hub in async_hubs(hass) for plant_id in hub.plants]


def _stands(target: Target, area: str) -> bool:
    return folded(area) in map(folded, names_of(async_area(target)))


def _at_work(target: Target) -> bool:
    status = target.coordinator.data.get(target.subject)
    return status is not None and status.run is not None and (status.run.state in ACTIVE or status.run.soaks_between)
