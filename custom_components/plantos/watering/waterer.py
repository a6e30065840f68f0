"""The one guarded way to water: every run begins in `Waterer.water` and ends with a closed outlet."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
import logging
from uuid import uuid4

from ..domain.clock import Clock
from ..domain.commands import WaterCommand
from ..domain.events import Event
from ..domain.flow import FlowLimits
from ..domain.guardrails import check
from ..domain.plants import Plant
from ..domain.readings import Measure, Reading
from ..domain.reasons import Reason, reason
from ..domain.settings import Settings
from ..domain.snapshots import History, Snapshot
from ..domain.strategies import decide
from ..domain.supplies import Supply
from ..domain.timekeeper import Timekeeper
from ..resilience.durations import Durations
from .books import Books
from .breakers import Breakers
from .course import Course
from .inspector import Inspector
from .job import Job
from .ledger import Ledger
from .meters import Meters
from .outlets import Outlets
from .pumps import Pumps
from .runs import Run, RunState
from .standings import Standings
from .works import Works

_LOGGER = logging.getLogger(__name__)

KEY_LIFE = timedelta(hours=24)


class Waterer:
    """Waters the plants of one hub."""

    def __init__(
        self,
        hub_id: str,
        clock: Clock,
        ledger: Ledger,
        snapshot: Callable[[str], Snapshot],
        tell: Callable[[Event], Coroutine[None, None, None]],
        changed: Callable[[str], None],
    ) -> None:
        """Prepare; the books' `recover` comes first, then water."""
        self.outlets = Outlets()
        self.asking = Durations(0.95, 0.1)
        self.standings = Standings(hub_id, ledger, changed)
        self.books = Books(hub_id, clock, ledger, self.standings, tell, changed)
        self.meters = Meters(clock)
        self.works = Works(
            hub_id=hub_id,
            clock=clock,
            ledger=ledger,
            standings=self.standings,
            books=self.books,
            snapshot=snapshot,
            tell=tell,
            changed=changed,
            outlets=self.outlets,
            pumps=Pumps(self.outlets, self._pump_starts),
            meters=self.meters,
        )
        self.breakers = Breakers(hub_id, clock, ledger, tell, self.works.keep)
        self.inspector = Inspector(self.works, self.take_over)
        self.shutting_down = False
        self.timekeeper = Timekeeper(clock)
        self._keyed: dict[tuple[str, str], asyncio.Task[Job]] = {}

    # --- what is known ------------------------------------------------------------------------------

    def use(self, plants: Mapping[str, Plant], supplies: Mapping[str, Supply], settings: Settings) -> None:
        """Take up plants, supplies and options as their owner set them now."""
        self.works.plants = self.books.plants = plants
        self.works.supplies = supplies
        self.books.settings = self.breakers.settings = settings
        self.meters.limits = FlowLimits(no_flow_s=settings.no_flow_s)

    def latest(self, plant_id: str) -> Run | None:
        """The plant's run at work, or its last one."""
        job = self.works.jobs.get(plant_id)
        return job.run if job else self.books.latest.get(plant_id)

    def history(self, plant_id: str) -> History:
        """What a snapshot says of the plant's water, by a clock that may just have been set."""
        self.follow_clock()
        job = self.works.jobs.get(plant_id)
        return self.books.history(plant_id, running=job is not None, awaiting=bool(job and job.answer))

    def follow_clock(self) -> None:
        """Have as much time passed in the books as truly did, wherever the clock was set to."""
        if jumped := self.timekeeper.jumped():
            _LOGGER.warning("The clock was set by %s", jumped)
            self.books.shift(jumped)
            for job in self.works.jobs.values():
                job.run = job.run.shifted(jumped)
            if jumped > timedelta():
                # A machine that slept lost count of what flowed meanwhile.
                self.halt(self.flowing(), RunState.FAILED, reason("failed_clock"))

    def flowing(self) -> set[str]:
        """The plants to which water may be flowing."""
        return self.works.flowing()

    def blocked(self, supply_id: str) -> Reason | None:
        """Why nothing may flow from a supply now."""
        return self.inspector.blocked(supply_id)

    # --- asking -------------------------------------------------------------------------------------

    async def water(self, command: WaterCommand) -> Job:
        """Ask for water. Returns once the run is recorded, as queued or as denied.

        The same key within a day gives the first job again and no water. Raises LedgerError when
        the ledger can't take the run: nothing is opened then.
        """
        with self.asking.measured():
            return await self._ask(command)

    async def _ask(self, command: WaterCommand) -> Job:
        if command.idempotency_key is None:
            return await self._accept(command)
        slot = (command.plant_id, command.idempotency_key)
        asked = self._keyed.get(slot)
        if asked is None:
            asked = asyncio.get_running_loop().create_task(self._accept_once(command, slot[1]))
            self._keyed[slot] = asked
            asked.add_done_callback(lambda _: self._keyed.pop(slot))
        return await asyncio.shield(asked)

    async def earlier(self, plant_id: str, key: str) -> Run | None:
        """The run that a key has already asked for within a day. Raises LedgerError."""
        works = self.works
        return await works.ledger.run_by_key(works.hub_id, plant_id, key, works.clock.now() - KEY_LIFE)

    async def _accept_once(self, command: WaterCommand, key: str) -> Job:
        works = self.works
        earlier = await self.earlier(command.plant_id, key)
        if earlier is None:
            return await self._accept(command)
        job = works.jobs.get(command.plant_id)
        if job and job.run.run_id == earlier.run_id:
            return job
        latest = self.books.latest.get(command.plant_id, earlier)
        # It may have ended while the ledger was read.
        return Job.over(latest if latest.run_id == earlier.run_id else earlier, works.plants[command.plant_id])

    async def _accept(self, command: WaterCommand) -> Job:
        works = self.works
        snapshot = works.snapshot(command.plant_id)
        run = Run.of(command, uuid4().hex, snapshot.plant.name, works.clock.now())
        run = replace(run, moisture_before=snapshot.value(Measure.MOISTURE))
        violations = check(command, snapshot).violations
        if self.shutting_down:
            violations = (reason("denied_stopping"), *violations)
        if not violations and len(works.line(command.plant_id)) >= self.books.settings.waiting_at_most:
            violations = (reason("denied_busy", waiting=self.books.settings.waiting_at_most),)
        if violations:
            run = run.moved(RunState.VALIDATING).moved(RunState.DENIED, failure=violations[0])
            return Job.over(await self.books.deny(run), snapshot.plant)
        job = Job.of(run, snapshot.plant)
        self._begin(job, Course(job, works).run())
        await asyncio.shield(job.recorded)
        return job

    def _begin(self, job: Job, work: Coroutine[None, None, None]) -> None:
        self.works.jobs[job.run.plant_id] = job
        # Started eagerly: a task cancelled before its first step would never reach its `finally`.
        # It puts itself into the job as it begins, so that a halt within its first step is heard.
        asyncio.get_running_loop().create_task(work, name=f"plantos run {job.run.run_id}", eager_start=True)

    def take_over(self, command: WaterCommand) -> bool:
        """Look after an outlet that somebody else has opened; False where it has to be closed at once."""
        works = self.works
        snapshot = works.snapshot(command.plant_id)
        if self.shutting_down or command.plant_id in works.jobs or not check(command, snapshot).allowed:
            return False
        run = Run.of(command, uuid4().hex, snapshot.plant.name, works.clock.now())
        if not works.line(command.plant_id).take(run.run_id):
            return False
        job = Job.of(replace(run, moisture_before=snapshot.value(Measure.MOISTURE)), snapshot.plant)
        self._begin(job, Course(job, works).supervise())
        # Nobody asks for this run, so nobody looks at whether it could be recorded.
        job.recorded.add_done_callback(lambda recorded: recorded.exception())
        return True

    def answer(self, plant_id: str, *, approved: bool) -> bool:
        """Approve or reject the run that waits for it; False where none does."""
        job = self.works.jobs.get(plant_id)
        if job is None or job.answer is None or job.answer.done():
            return False
        job.answer.set_result(approved)
        return True

    def withdraw(self, plant_id: str) -> None:
        """Ask nobody any longer to approve what the plant's strategy wanted before it got water from elsewhere."""
        job = self.works.jobs.get(plant_id)
        if job is None or not job.run.command().automatic or job.run.state is not RunState.AWAITING_APPROVAL:
            return
        if job.answer is None or job.answer.done():
            return
        snapshot = self.works.snapshot(plant_id)
        wet, asked = snapshot.history.last_wet, self.works.clock.on_hub(job.run.requested_at, snapshot.at)
        if wet is None or wet <= asked:
            return
        free = replace(snapshot, history=replace(snapshot.history, running=False, awaiting=False))
        if not decide(free).should_water:
            job.halt(RunState.DENIED, reason("denied_needless"))

    # --- stopping -----------------------------------------------------------------------------------

    async def stop(self, plant_ids: Iterable[str]) -> dict[str, bool]:
        """Close these plants' outlets now and cancel their runs; returns which are surely closed.

        Past every queue, limit and lock: the outlet is told directly, beside what its run does.
        """
        plant_ids = list(plant_ids)
        self.halt(plant_ids, RunState.CANCELLED, reason("stopped"))
        closed = await asyncio.gather(*map(self.inspector.close, plant_ids))
        return dict(zip(plant_ids, closed, strict=True))

    def _pump_starts(self, supply_id: str) -> None:
        self.works.pump_starts(supply_id)

    def halt(self, plant_ids: Iterable[str], state: RunState, why: Reason) -> None:
        """End the runs of these plants in a state; each closes its outlet as it ends."""
        for plant_id in plant_ids:
            if job := self.works.jobs.get(plant_id):
                job.halt(state, why)

    def heed(self, plant_id: str, moisture: Reading | None) -> None:
        """End an automatic run whose plant has had enough before its dose was given."""
        job = self.works.jobs.get(plant_id)
        if job is None or job.started is None or not job.run.command().automatic:
            return
        if moisture is None or not moisture.fresh or moisture.value is None:
            return
        maximum = job.plant.moisture_max
        if moisture.value >= maximum:
            job.halt(RunState.SOAKING, reason("enough", moisture=moisture.value, maximum=maximum))

    async def idle(self) -> None:
        """Wait until no run is at work or waits for its turn; each run's own limit bounds the wait.

        Who waits for approval, or lets a pulse soak in, is not waited for.
        """
        while working := [job.ended for job in self.works.jobs.values() if not job.rests]:
            await asyncio.wait(working)

    def refuse(self) -> None:
        """Start no more water."""
        self.shutting_down = True

    async def shut_down(self) -> None:
        """Close every outlet, end every run as interrupted, and wait until all is written."""
        self.refuse()
        self.outlets.hurry.set()
        self.halt(list(self.works.jobs), RunState.INTERRUPTED, reason("interrupted"))
        await self.outlets.close_all()
        works = [job.task for job in self.works.jobs.values() if job.task]
        await asyncio.gather(*works, return_exceptions=True)
        await self.works.kept()
        await self.standings.catch_up()
