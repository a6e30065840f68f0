"""The actions about probes."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .actions import Action, Answer, each, number
from .commands import async_calibrate
from .domain.readings import Calibration, Measure
from .domain.reasons import reason
from .hardware import HardwareError
from .resilience.errors import BrokenOff
from .sentences import failed, refused
from .targets import Target, async_require_admin, async_targets

ATTR_MEASURE = "measure"
TWO_POINTS = ("dry", "wet")
LINE = ("slope", "offset")
ATTR_RESET = "reset"
NO_ANSWER = (HardwareError, BrokenOff, TimeoutError)

CALIBRATE = cv.make_entity_service_schema(
    {
        vol.Optional(ATTR_MEASURE, default=Measure.MOISTURE): vol.Coerce(Measure),
        # Judged in the handler: a wrong number gets a sentence, not a schema's message.
        **{vol.Optional(name): object for name in (*TWO_POINTS, *LINE)},
        vol.Optional(ATTR_RESET, default=False): cv.boolean,
    }
)


async def _async_calibrate_probe(call: ServiceCall) -> ServiceResponse:
    """Say how a probe's raw values become readings; without numbers, only what it gives now."""
    await async_require_admin(call)
    measure: Measure = call.data[ATTR_MEASURE]
    wanted = calibration_of(call.data)

    async def calibrate(target: Target) -> Answer:
        hub, plant_id = target.coordinator, target.subject
        if measure not in hub.probes.measures(plant_id):
            raise refused(reason("no_such_probe", plant=target.name))
        if wanted or call.data[ATTR_RESET]:
            await async_calibrate(hub, plant_id, call.context, measure, wanted)
        try:
            raw = (await hub.probes.raw(plant_id, measure)).value
        except NO_ANSWER as error:
            if not wanted and not call.data[ATTR_RESET]:
                raise failed(reason("failed_probe", plant=target.name, error=str(error) or "timeout")) from error
            raw = None
        known = hub.plants[plant_id].calibrations.get(measure)
        value = known.apply(raw) if known and raw is not None else None
        return {"raw": raw, "value": value, "calibration": asdict(known) if known else None}

    return {"plants": await each(call, await async_targets(call, POLICY_CONTROL), calibrate)}


def calibration_of(given: Mapping[str, Any]) -> Calibration | None:
    """The line that an action was given by two points or by slope and offset; None without any. Raises in words."""
    values = {name: number(given[name]) for name in (*TWO_POINTS, *LINE) if name in given}
    if not values:
        return None
    dry, wet, slope, offset = (values.get(name) for name in (*TWO_POINTS, *LINE))
    if values.keys() == set(TWO_POINTS) and dry is not None and wet is not None:
        try:
            return Calibration.between(dry, wet)
        except ValueError as error:
            raise refused(reason("not_a_calibration")) from error
    if values.keys() == set(LINE) and slope and offset is not None:
        return Calibration(slope, offset)
    raise refused(reason("not_a_calibration"))


PROBE_ACTIONS = (Action("calibrate_probe", _async_calibrate_probe, CALIBRATE),)
