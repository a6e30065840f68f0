"""How the water of a run is stopped: its pump, its outlet, and what the same pump waters beside it."""

import asyncio

from ..domain.reasons import reason
from .counting import stop_counting
from .job import Job
from .line import Line
from .runs import RunState
from .works import Works

# The outlet is closed after its pump has stopped, or this many seconds later.
PUMP_PATIENCE_S = 0.5


async def shut(job: Job, works: Works, line: Line, *, in_order: bool) -> bool:
    """Stop the water and return whether the outlet surely is closed: pump, lag, outlet; or all at once."""
    plant_id = job.run.plant_id
    job.closing = True
    pump = works.pump(plant_id)
    stopping = works.keep(works.pumps.release(pump, job.run.run_id)) if pump else None
    if stopping and in_order:
        await asyncio.wait({stopping}, timeout=PUMP_PATIENCE_S)
        if pump and stopping.done() and stopping.result() and not works.pumps.users(pump):
            _stopped(job, works)
            await _drain(job, works)
    closed = await works.outlets.close_once(plant_id, never_opened=not job.water and not job.opened)
    if closed:
        _stopped(job, works)
    off = await stopping if stopping else True
    if pump and off and not works.pumps.users(pump):
        _stopped(job, works)
    if pump and not closed:
        _halt_beside(job, works)
    if closed and off is not False:
        # Who is next is counted by the same meter.
        await _counted(job, works)
    # Nobody waits for an outlet that needs to be closed again and again.
    line.leave(job.run.run_id)
    closed = closed or await works.outlets.climb(plant_id)
    if pump and off is False:
        off = await works.outlets.climb(pump, lambda: bool(works.pumps.users(pump)))
    if closed or (pump and off):
        _stopped(job, works)
    if closed:
        # Through an outlet that isn't, more may flow and counts.
        await _counted(job, works)
    return closed


async def _counted(job: Job, works: Works) -> None:
    """Have the run counted to its end, once."""
    if not job.counted:
        await stop_counting(job, works)
        job.counted = True


async def _drain(job: Job, works: Works) -> None:
    """Leave the outlet open until no more water comes; not for another run's pump."""
    try:
        async with asyncio.timeout(works.lead_and_lag(job.run.plant_id)[1]):
            await job.fed_again.wait()
    except TimeoutError:
        pass


def _halt_beside(job: Job, works: Works) -> None:
    """Stop what the same pump waters: through an outlet that doesn't close it would water this plant, too."""
    why = reason("denied_outlet_of_supply", plant=job.run.plant_name)
    for plant_id in works.beside(job.run.plant_id):
        works.jobs[plant_id].halt(RunState.FAILED, why)


def _stopped(job: Job, works: Works) -> None:
    if job.stopped is None:
        job.stopped = works.clock.monotonic()
