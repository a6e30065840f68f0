"""All that a hub waters with, as its runs and its inspector share it."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import logging
from typing import Any

from ..domain.clock import Clock
from ..domain.events import Event
from ..domain.plants import Plant
from ..domain.snapshots import OutletState, Snapshot
from ..domain.supplies import Supply
from .books import Books
from .job import Job
from .ledger import Ledger
from .ledger_file import LedgerError
from .line import Line
from .meters import Meters
from .outlets import Outlets
from .pumps import Pumps
from .runs import RunState
from .standings import Standings

_LOGGER = logging.getLogger(__name__)

OPENINGS_AT_ONCE = 2


@dataclass(slots=True, eq=False)
class Works:
    """The plants, supplies, outlets and books of one hub, and the jobs at work on them by plant."""

    hub_id: str
    clock: Clock
    ledger: Ledger
    standings: Standings
    books: Books
    snapshot: Callable[[str], Snapshot]
    tell: Callable[[Event], Coroutine[None, None, None]]
    changed: Callable[[str], None]
    outlets: Outlets
    pumps: Pumps
    meters: Meters
    plants: Mapping[str, Plant] = field(default_factory=dict)
    supplies: Mapping[str, Supply] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    openings: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(OPENINGS_AT_ONCE))
    _lines: dict[str, Line] = field(default_factory=dict)
    _endings: set[asyncio.Task[Any]] = field(default_factory=set)

    def line(self, plant_id: str) -> Line:
        """The line in which a plant waits: its supply's, or one of its own."""
        supply_id = self.plants[plant_id].supply
        supply = self.supplies.get(supply_id or "")
        line = self._lines.setdefault(supply_id or plant_id, Line())
        line.use(supply.at_once if supply else 1)
        return line

    def oldest_wait_s(self) -> float:
        """For how many seconds the one who waits longest for a supply has waited."""
        now = self.clock.now()
        waiting = [
            job.run.requested_at for job in self.jobs.values() if job.run.state is RunState.QUEUED and not job.run.pulse
        ]
        return max(((now - at).total_seconds() for at in waiting), default=0.0)

    def pump(self, plant_id: str) -> str | None:
        """The supply whose pump has to run for a plant."""
        supply_id = self.plants[plant_id].supply
        return supply_id if supply_id and supply_id in self.outlets else None

    def meter(self, plant_id: str) -> str | None:
        """The supply whose meter counts a plant's water, while no other plant's is counted with it."""
        supply_id = self.plants[plant_id].supply
        supply = self.supplies.get(supply_id or "")
        alone = supply is not None and supply.at_once == 1
        return supply_id if alone and supply_id in self.meters else None

    def flowing(self) -> set[str]:
        """The plants to which water may be flowing, or is about to."""
        return {plant_id for plant_id, job in self.jobs.items() if job.started is not None or job.opening}

    def beside(self, plant_id: str) -> set[str]:
        """The other plants of a plant's supply to which water may be flowing, and whose it is not counted yet."""
        supply = self.plants[plant_id].supply
        others = {each for each in self.flowing() - {plant_id} if supply and self.plants[each].supply == supply}
        return {each for each in others if not self.jobs[each].counted}

    def pump_starts(self, supply_id: str) -> None:
        """Count water from now on for every outlet of a supply that stands open."""
        for plant_id, job in self.jobs.items():
            if self.pump(plant_id) != supply_id or job.started is None:
                continue
            if job.flowing_since is None:
                job.flowing_since = self.clock.monotonic()
            elif self.outlets.state(plant_id) is not OutletState.CLOSED:
                # In its lag already, and fed again.
                job.stopped = None
                job.fed_again.set()

    def lead_and_lag(self, plant_id: str) -> tuple[float, float]:
        """How many seconds an outlet is open before its pump runs, and after."""
        pump = self.pump(plant_id)
        supply = self.supplies.get(pump) if pump else None
        return (supply.lead_s, supply.lag_s) if supply else (0.0, 0.0)

    async def lock(self, key: str) -> None:
        """Let a plant's outlet, or nothing of a supply, be opened again before somebody has looked at it."""
        try:
            await self.standings.change(key, locked=True)
        except LedgerError:
            _LOGGER.exception("The lock of %s couldn't be written", key)

    async def postpone(self, subject: str, by: timedelta) -> datetime:
        """Put off automatic watering of a plant, or with its own id of the hub, by so much of the hub's time."""
        until = self.clock.now() + self.clock.real(by)
        await self.standings.keep(subject, self.standings.of(subject).postponed(until))
        return until

    def keep[T](self, work: Coroutine[None, None, T]) -> asyncio.Task[T]:
        """Run work that must come to its end, and hold on to it till then."""
        task = asyncio.get_running_loop().create_task(work)
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)
        return task

    async def kept(self) -> None:
        """Wait until all that must come to its end has."""
        while writing := {task for task in self._endings if not task.done()}:
            await asyncio.wait(writing)
