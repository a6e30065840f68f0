"""What a hub does once its outlets are closed: it ends what was at work when it was left."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ..domain.clock import Clock
from ..domain.plants import Plant
from ..domain.reasons import reason
from .ledger import Ledger
from .runs import SETTLING, WAITING, Run, RunState

# How long a start takes from its first moment to closed outlets, at most.
CLOSING_S = 5.0


@dataclass(slots=True)
class Recovered:
    """What was found: runs cut short, runs still soaking in, runs whose outlet isn't known to be closed.

    `unknowable` are plants whose outlet stood open for nobody knows how long, since the clock was set back.
    """

    interrupted: list[Run] = field(default_factory=list)
    settling: list[Run] = field(default_factory=list)
    overdue: dict[str, Run] = field(default_factory=dict)
    unknowable: set[str] = field(default_factory=set)


async def recover_runs(
    hub_id: str,
    plants: Mapping[str, Plant],
    found: Mapping[str, bool | None],
    unsure: Collection[str],
    ledger: Ledger,
    clock: Clock,
    cut_short: datetime | None = None,
) -> Recovered:
    """End or take up every unfinished run, knowing how each outlet was found and which may still be open.

    `cut_short` is when a start began that closed the outlets and never came here.
    """
    now = clock.now()
    recovered = Recovered()
    for run in await ledger.unfinished_runs(hub_id):
        if run.state in SETTLING and not run.soaks_between:
            recovered.settling.append(run)
            continue
        ended = _ended(run, plants.get(run.plant_id), now, found.get(run.plant_id), run.plant_id in unsure, cut_short)
        if run.deadline_at and run.opened_at and run.opened_at > now and found.get(run.plant_id) is not False:
            recovered.unknowable.add(run.plant_id)
        if ended.deadline_at is not None:
            recovered.overdue[run.plant_id] = ended
        if run.state is not ended.state:
            recovered.interrupted.append(ended)
        await ledger.save_run(hub_id, ended, durable=True)
    return recovered


def _ended(
    run: Run, plant: Plant | None, now: datetime, was_open: bool | None, unsure: bool, cut_short: datetime | None
) -> Run:
    why = reason("interrupted")
    if run.state in WAITING or run.soaks_between:
        return run.moved(RunState.INTERRUPTED, failure=why)
    if run.state is RunState.WATERING:
        run = run.moved(RunState.INTERRUPTED, failure=why)
    if plant is None:
        # Its owner took the plant out of the hub: its outlet is no longer ours to ask.
        return replace(run, deadline_at=None, closed_at=run.closed_at or now, estimated=True)
    counted = estimated_until(run, plant, now, was_open=bool(was_open), cut_short=cut_short)
    return replace(counted, deadline_at=run.deadline_at, closed_at=None) if unsure else counted


def estimated_until(run: Run, plant: Plant, now: datetime, *, was_open: bool, cut_short: datetime | None = None) -> Run:
    """A run whose outlet closed by now, with an estimate of the most that may have flowed.

    An outlet that was found open has let water through ever since. One that was found closed was closed
    at some instant nobody saw: by the device's timer, or by a start that was `cut_short`, or else it is
    counted up to its deadline.
    """
    opened = run.opened_at or run.requested_at
    seconds = (now - opened).total_seconds()
    if run.deadline_at is not None:
        planned = (run.deadline_at - opened) / timedelta(seconds=1)
        if cut_short is not None:
            planned = max(planned, (cut_short - opened).total_seconds() + CLOSING_S)
        # A clock set back tells nothing of how long it was.
        seconds = max(seconds, planned) if seconds < 0 else seconds
        seconds = seconds if was_open else min(seconds, planned)
    delivered = max(run.delivered_ml, run.earlier_ml + plant.delivered_ml(seconds))
    return replace(run, delivered_ml=delivered, estimated=True, deadline_at=None, closed_at=now)
