"""The one guarded way to water: every run begins in `Waterer.water` and ends with a closed outlet.

A run is a task. Whatever ends the task, its end is written by a second task that nobody cancels: it
closes the outlet, books what flowed and tells of it. Stopping is cancelling the first and closing.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
import logging
from uuid import uuid4

from ..domain.clock import Clock
from ..domain.commands import WaterCommand
from ..domain.events import Event, EventType
from ..domain.guardrails import check
from ..domain.plants import Plant
from ..domain.readings import Measure
from ..domain.reasons import Reason, reason
from ..domain.snapshots import History, OutletState, Snapshot
from ..hardware import HardwareError, NotOpened
from .books import Books
from .job import Job
from .ledger import Ledger, LedgerError
from .line import Line
from .outlets import Outlets
from .runs import Run, RunState
from .telling import end_of, event_of

_LOGGER = logging.getLogger(__name__)

KEY_LIFE = timedelta(hours=24)
QUARTERS = (0.25, 0.5, 0.75, 1.0)


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
        self.books = Books(hub_id, clock, ledger, tell, changed)
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger
        self._snapshot = snapshot
        self._tell = tell
        self._changed = changed
        self._jobs: dict[str, Job] = {}
        self._lines: dict[str, Line] = {}
        self._keyed: dict[tuple[str, str], asyncio.Task[Job]] = {}
        self._inspected: set[str] = set()
        self._endings: set[asyncio.Task[None]] = set()
        self.shutting_down = False

    # --- what is known ------------------------------------------------------------------------------

    def use(self, plants: Mapping[str, Plant]) -> None:
        """Take up the plants as their owner set them now."""
        self.books.plants = plants

    def latest(self, plant_id: str) -> Run | None:
        """The plant's run at work, or its last one."""
        job = self._jobs.get(plant_id)
        return job.run if job else self.books.latest.get(plant_id)

    def history(self, plant_id: str) -> History:
        """What a snapshot says of the plant's water."""
        return self.books.history(plant_id, running=plant_id in self._jobs)

    def flowing(self) -> set[str]:
        """The plants to which water may be flowing."""
        return {plant_id for plant_id, job in self._jobs.items() if job.started is not None}

    # --- asking -------------------------------------------------------------------------------------

    async def water(self, command: WaterCommand) -> Job:
        """Ask for water. Returns once the run is recorded, as queued or as denied.

        The same key within a day gives the first job again and no water. Raises LedgerError when
        the ledger can't take the run: nothing is opened then.
        """
        if command.idempotency_key is None:
            return await self._accept(command)
        slot = (command.plant_id, command.idempotency_key)
        asked = self._keyed.get(slot)
        if asked is None:
            asked = asyncio.get_running_loop().create_task(self._accept_once(command, slot[1]))
            self._keyed[slot] = asked
            asked.add_done_callback(lambda _: self._keyed.pop(slot))
        return await asyncio.shield(asked)

    async def _accept_once(self, command: WaterCommand, key: str) -> Job:
        earlier = await self._ledger.run_by_key(self._hub_id, command.plant_id, key, self._clock.now() - KEY_LIFE)
        if earlier is None:
            return await self._accept(command)
        job = self._jobs.get(command.plant_id)
        if job and job.run.run_id == earlier.run_id:
            return job
        latest = self.books.latest.get(command.plant_id, earlier)
        # It may have ended while the ledger was read.
        return Job.over(latest if latest.run_id == earlier.run_id else earlier, self.books.plants[command.plant_id])

    async def _accept(self, command: WaterCommand) -> Job:
        snapshot = self._snapshot(command.plant_id)
        verdict = check(command, snapshot)
        run = Run.of(command, uuid4().hex, snapshot.plant.name, self._clock.now())
        run = replace(run, moisture_before=snapshot.value(Measure.MOISTURE))
        violations = verdict.violations
        if self.shutting_down:
            violations = (reason("denied_stopping"), *violations)
        if violations:
            run = run.moved(RunState.VALIDATING).moved(RunState.DENIED, failure=violations[0])
            await self._ledger.save_run(self._hub_id, run)
            return Job.over(run, snapshot.plant)
        job = Job.of(run, snapshot.plant)
        self._jobs[run.plant_id] = job
        # Started eagerly: a task cancelled before its first step would never reach its `finally`.
        job.task = asyncio.get_running_loop().create_task(
            self._work(job), name=f"plantos run {run.run_id}", eager_start=True
        )
        await asyncio.shield(job.recorded)
        return job

    # --- the run ------------------------------------------------------------------------------------

    async def _work(self, job: Job) -> None:
        line = self._line(job.run.plant_id)
        try:
            await self._ledger.save_run(self._hub_id, job.run)
            job.recorded.set_result(None)
            self._changed(job.run.plant_id)
            await line.turn(job.run.run_id)
            await self._plan(job)
            await self._flow(job)
        except asyncio.CancelledError:
            job.halt(RunState.INTERRUPTED, reason("interrupted"))
        except _Denied as denied:
            job.end = (RunState.DENIED, denied.reason)
        except LedgerError as error:
            _LOGGER.exception("No water for %s: the ledger can't be written", job.run.plant_name)
            if job.recorded.done():
                job.end = (RunState.FAILED, reason("failed_ledger", error=str(error)))
            else:
                job.recorded.set_exception(error)
                job.end = (RunState.CANCELLED, None)
        except NotOpened as error:
            _LOGGER.warning("The outlet of %s didn't open: %s", job.run.plant_name, error)
            job.water = False
            job.end = (RunState.FAILED, reason("failed_not_opened"))
        except (HardwareError, TimeoutError) as error:
            _LOGGER.warning("The outlet of %s didn't answer: %r", job.run.plant_name, error)
            job.end = (RunState.FAILED, reason("failed_no_answer"))
        except Exception:
            _LOGGER.exception("A run of %s failed", job.run.plant_name)
            job.end = (RunState.FAILED, reason("failed_unexpected"))
        finally:
            await asyncio.shield(self._keep(self._finish(job, line)))

    async def _plan(self, job: Job) -> None:
        """Look again at everything, now that it is this run's turn, and plan it."""
        if await self.outlets.is_open(job.run.plant_id) is not False:
            await self.outlets.close_once(job.run.plant_id)
        snapshot = self._snapshot(job.run.plant_id)
        snapshot = replace(snapshot, history=replace(snapshot.history, running=False))
        job.run = job.run.moved(RunState.VALIDATING)
        verdict = check(job.run.command(), snapshot)
        if not verdict.allowed:
            raise _Denied(verdict.violations[0])
        job.run = job.run.moved(
            RunState.PLANNING,
            planned_s=snapshot.plant.run_seconds(job.run.amount_ml),
            moisture_before=snapshot.value(Measure.MOISTURE),
        )
        job.plant = snapshot.plant

    async def _flow(self, job: Job) -> None:
        plant = job.plant
        now, limit = self._clock.now(), plant.run_limit_s(job.run.amount_ml)
        intent = job.run.moved(RunState.WATERING, opened_at=now, deadline_at=now + timedelta(seconds=limit))
        await self._ledger.save_run(self._hub_id, intent, durable=True)
        job.run = intent
        job.started = self._clock.monotonic()
        async with asyncio.timeout(limit):
            await self.outlets.open(plant.plant_id, limit)
            job.opened = True
            self._keep(self._tell(event_of(EventType.WATERING_STARTED, job.run)))
            for part in QUARTERS:
                self._changed(plant.plant_id)
                await asyncio.sleep(max(0.0, job.started + part * intent.planned_s - self._clock.monotonic()))
                passed = self._clock.monotonic() - job.started
                job.run = replace(job.run, delivered_ml=plant.delivered_ml(passed))

    async def _finish(self, job: Job, line: Line) -> None:
        """Close, book, tell. Runs to its end, whoever asked the run to stop."""
        run, plant_id = job.run, job.run.plant_id
        state, why = job.end or (RunState.SOAKING, None)
        try:
            if job.started is not None:
                confirmed = await self.outlets.close_surely(plant_id)
                passed = self._clock.monotonic() - job.started
                run = replace(run, delivered_ml=job.plant.delivered_ml(passed) if job.water else 0.0)
                if confirmed:
                    run = replace(run, closed_at=self._clock.now(), deadline_at=None)
                else:
                    state, why = RunState.FAILED, reason("failed_not_closed", plant=run.plant_name)
            run = run.moved(state, failure=why)
            await self.books.end(run)
        finally:
            # Whatever happened: the next in line has its turn, and who waits hears of it.
            self._jobs.pop(plant_id, None)
            line.leave(run.run_id)
            if not job.recorded.done():
                job.recorded.set_result(None)
            job.ended.set_result(run)
        if job.started is not None:
            await self._tell(end_of(run))
        self._changed(plant_id)

    # --- stopping -----------------------------------------------------------------------------------

    async def stop(self, plant_ids: Iterable[str]) -> dict[str, bool]:
        """Close these plants' outlets now and cancel their runs; returns which are surely closed.

        Past every queue, limit and lock: the outlet is told directly, beside what its run does.
        """
        plant_ids = list(plant_ids)
        for plant_id in plant_ids:
            if job := self._jobs.get(plant_id):
                job.halt(RunState.CANCELLED, reason("stopped"))
        closed = await asyncio.gather(*map(self._close_and_settle, plant_ids))
        return dict(zip(plant_ids, closed, strict=True))

    async def _close_and_settle(self, plant_id: str, *, was_open: bool = True) -> bool:
        closed = await self.outlets.close_once(plant_id)
        if closed and plant_id not in self.flowing():
            await self.books.settle_overdue(plant_id, was_open=was_open)
        self._changed(plant_id)
        return closed

    async def idle(self) -> None:
        """Wait until no run is at work or waits for its turn; each run's own limit bounds the wait."""
        while working := [job.ended for job in self._jobs.values()]:
            await asyncio.wait(working)

    def refuse(self) -> None:
        """Start no more water."""
        self.shutting_down = True

    async def shut_down(self) -> None:
        """Close every outlet, end every run as interrupted, and wait until all is written."""
        self.refuse()
        self.outlets.hurry.set()
        for job in list(self._jobs.values()):
            job.halt(RunState.INTERRUPTED, reason("interrupted"))
        await self.outlets.close_all()
        works = [job.task for job in self._jobs.values() if job.task]
        await asyncio.gather(*works, return_exceptions=True)
        while writing := {task for task in self._endings if not task.done()}:
            await asyncio.wait(writing)

    # --- looking after the outlets -------------------------------------------------------------------

    async def inspect_outlets(self) -> None:
        """Compare what the outlets say with what they should be, and close those that are in doubt."""
        await asyncio.gather(*map(self.inspect_outlet, list(self.outlets)))

    async def inspect_outlet(self, plant_id: str) -> None:
        """The same for one plant's outlet, which has just said something."""
        if plant_id in self._inspected:
            # A close makes its outlet speak, and must not be answered with another close.
            return
        self._inspected.add(plant_id)
        try:
            await self._inspect(plant_id)
        finally:
            self._inspected.discard(plant_id)

    async def _inspect(self, plant_id: str) -> None:
        is_open = await self.outlets.is_open(plant_id)
        job = self._jobs.get(plant_id)
        if job and job.started is not None:
            if job.opened and is_open is not True:
                why = reason("failed_no_answer") if is_open is None else reason("failed_closed_early")
                job.halt(RunState.FAILED, why)
            return
        state = self.outlets.state(plant_id)
        if state is OutletState.CLOSED and is_open:
            await self.books.take_up_late_opening(plant_id)
        elif state is not OutletState.UNKNOWN and is_open is False:
            self.books.seen_closed(plant_id)
            return
        closed = await self._close_and_settle(plant_id, was_open=bool(is_open))
        if is_open and not closed:
            await self.books.count_overdue(plant_id)

    # --- small things -------------------------------------------------------------------------------

    def _line(self, plant_id: str) -> Line:
        return self._lines.setdefault(self.books.plants[plant_id].supply or plant_id, Line())

    def _keep(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Run work that must come to its end, and hold on to it till then."""
        task = asyncio.get_running_loop().create_task(work)
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)
        return task


class _Denied(Exception):
    def __init__(self, why: Reason) -> None:
        self.reason = why
