"""What a run gives while water flows: counted by the supply's meter where there is one, and else by time."""

import asyncio
from dataclasses import replace
import logging

from ..domain.flow import Flowing
from ..domain.reasons import reason
from .job import Ended, Job
from .runs import RunState
from .works import Works

_LOGGER = logging.getLogger(__name__)

QUARTERS = 4
METER_STEP_S = 1.0
# A run that a meter ends may take this much longer than planned; its limit in time allows for more.
SLOWEST = 1.15
ALMOST_S = 1e-6


async def start_counting(job: Job, works: Works) -> None:
    """Have the supply's meter count from now on, unless it counts for another plant already."""
    plant_id = job.run.plant_id
    meter = works.plants[plant_id].supply
    if meter and meter in works.meters and not works.beside(plant_id):
        await works.meters.open(meter)


async def measure(job: Job, works: Works) -> None:
    """Let it flow as long as planned, or until a meter has counted enough. Raises what a meter finds wrong."""
    plant_id = job.run.plant_id
    meter, planned = works.meter(plant_id), job.run.planned_s
    step = min(METER_STEP_S, planned / QUARTERS) if meter else planned / QUARTERS
    while True:
        metered = meter is not None and works.meters.counts(meter)
        left = (planned * SLOWEST if metered else planned) - job.open_s(works.clock.monotonic())
        if left <= ALMOST_S:
            return
        works.changed(plant_id)
        await asyncio.sleep(min(step, left))
        if meter and await _reached(job, works, meter):
            return
        count(job, works)


async def _reached(job: Job, works: Works, meter: str) -> bool:
    """Whether the meter has counted enough. Raises what it finds wrong."""
    meters = works.meters
    open_s = job.open_s(works.clock.monotonic())
    flowing = await meters.look(meter, job.plant, open_s, job.run.pulse_ml)
    job.metered_ml = meters.counted_ml(meter, open_s)
    match flowing:
        case Flowing.NO_FLOW:
            job.metered_ml = meters.seen_ml(meter)
            raise Ended(RunState.FAILED, reason("failed_no_flow", seconds=open_s))
        case Flowing.OVER_FLOW:
            raise Ended(RunState.FAILED, reason("failed_over_flow"))
    return flowing is Flowing.REACHED


def count(job: Job, works: Works) -> None:
    """Have the run say what it has given by now."""
    given = job.run.earlier_ml + job.part_ml(works.clock.monotonic())
    job.run = replace(job.run, delivered_ml=given, metered=job.metered_ml is not None)


async def stop_counting(job: Job, works: Works) -> None:
    """Count what the meter has seen to the end, and begin to watch for what flows all the same."""
    plant_id, meters = job.run.plant_id, works.meters
    supply = works.plants[plant_id].supply
    if supply is None or supply not in meters or works.beside(plant_id):
        return
    open_s = job.open_s(works.clock.monotonic())
    try:
        await meters.look(supply, job.plant, open_s, job.run.pulse_ml)
    except Exception:
        _LOGGER.exception("The flow meter of %s failed", job.run.plant_name)
    if job.metered_ml is not None and not _saw_no_flow(job):
        job.metered_ml = meters.counted_ml(supply, open_s)
    meters.close(supply)


def _saw_no_flow(job: Job) -> bool:
    why = job.end[1] if job.end else None
    return why is not None and why.key == "failed_no_flow"
