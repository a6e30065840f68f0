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
from ..domain.readings import Measure, Reading
from ..domain.reasons import Reason, reason
from ..domain.snapshots import SOAK, History, OutletState, Snapshot
from ..hardware import HardwareError, NotOpened
from .account import DAY, WaterAccount
from .job import Job
from .ledger import Ledger, LedgerError
from .line import Line
from .outlets import Outlets
from .recovery import found_closed, recover_runs
from .runs import Run, RunState
from .telling import end_of, event_of

_LOGGER = logging.getLogger(__name__)

KEY_LIFE = timedelta(hours=24)
VERIFY_WITHIN = timedelta(hours=6)
QUARTERS = (0.25, 0.5, 0.75, 1.0)
# An open command that was given up may still arrive this much later.
LATE = timedelta(minutes=10)


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
        """Prepare; `recover` comes first, then water."""
        self.outlets = Outlets()
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger
        self._snapshot = snapshot
        self._tell = tell
        self._changed = changed
        self._plants: Mapping[str, Plant] = {}
        self._accounts: dict[str, WaterAccount] = {}
        self._jobs: dict[str, Job] = {}
        self._lines: dict[str, Line] = {}
        self._keyed: dict[tuple[str, str], asyncio.Task[Job]] = {}
        self._settling: dict[str, Run] = {}
        self._overdue: dict[str, Run] = {}
        self._latest: dict[str, Run] = {}
        self._endings: set[asyncio.Task[None]] = set()
        self.shutting_down = False

    # --- what is known ------------------------------------------------------------------------------

    def use(self, plants: Mapping[str, Plant]) -> None:
        """Take up the plants as their owner set them now."""
        self._plants = plants

    def latest(self, plant_id: str) -> Run | None:
        """The plant's run at work, or its last one."""
        job = self._jobs.get(plant_id)
        return job.run if job else self._latest.get(plant_id)

    def account(self, plant_id: str) -> WaterAccount:
        """What the plant was given."""
        return self._accounts.setdefault(plant_id, WaterAccount())

    def history(self, plant_id: str) -> History:
        """What a snapshot says of the plant's water."""
        now = self._clock.now()
        account = self.account(plant_id)
        last = account.last_watered
        latest = self.latest(plant_id)
        tried = latest.opened_at if latest else None
        return History(
            last_watered=last and self._clock.on_hub(last, now),
            last_tried=tried and self._clock.on_hub(tried, now),
            day_ml=account.day_ml(now, self._clock.real(DAY)),
            total_ml=account.total_ml,
            running=plant_id in self._jobs,
        )

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
        latest = self._latest.get(command.plant_id, earlier)
        # It may have ended while the ledger was read.
        return Job.over(latest if latest.run_id == earlier.run_id else earlier, self._plants[command.plant_id])

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
            self.outlets.doubt(job.run.plant_id)
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
            if run.deadline_at is not None:
                self._overdue[plant_id] = run
            await self._book(run)
            self.account(plant_id).credit(run.closed_at or self._clock.now(), run.delivered_ml)
            if state is RunState.SOAKING:
                self._settling[plant_id] = run
            self._latest[plant_id] = run
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

    async def _book(self, run: Run) -> None:
        """Write a run that has ended. If the disk fails now, its deadline stays there for the next start."""
        try:
            await self._ledger.save_run(self._hub_id, run, durable=True)
        except LedgerError:
            _LOGGER.exception("The end of a run of %s couldn't be written", run.plant_name)

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
        if closed and plant_id not in self._jobs:
            await self._settle_overdue(plant_id, was_open=was_open)
        self._changed(plant_id)
        return closed

    async def _settle_overdue(self, plant_id: str, *, was_open: bool) -> None:
        """Book what flowed past the end of a run whose outlet has closed only now."""
        if (run := self._overdue.pop(plant_id, None)) is None:
            return
        counted = found_closed(run, self._plants[plant_id], self._clock.now(), was_open=was_open)
        await self._book(counted)
        self.account(plant_id).credit(self._clock.now(), counted.delivered_ml - run.delivered_ml)
        self._latest[plant_id] = counted

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
        for job in list(self._jobs.values()):
            job.halt(RunState.INTERRUPTED, reason("interrupted"))
        await self.outlets.close_all()
        works = [job.task for job in self._jobs.values() if job.task]
        await asyncio.gather(*works, return_exceptions=True)
        while writing := {task for task in self._endings if not task.done()}:
            await asyncio.wait(writing)

    # --- after the run ------------------------------------------------------------------------------

    async def observe(self, plant_id: str, moisture: Reading | None) -> None:
        """See whether the last run has soaked in, and what it did."""
        run = self._settling.get(plant_id)
        if run is None or run.closed_at is None:
            return
        passed = self._clock.age(run.closed_at)
        if passed < SOAK:
            return
        soaked_at = run.closed_at + self._clock.real(SOAK)
        seen = moisture is not None and moisture.fresh and moisture.at >= soaked_at
        if not seen and moisture is not None and passed < VERIFY_WITHIN:
            return
        del self._settling[plant_id]
        after = moisture.value if seen and moisture else None
        run = run.moved(RunState.VERIFYING).moved(RunState.COMPLETED, moisture_after=after)
        if self._latest.get(plant_id, run).run_id == run.run_id:
            self._latest[plant_id] = run
        await self._book(run)
        if seen:
            await self._tell(event_of(EventType.WATERING_VERIFIED, run))
        self._changed(plant_id)

    async def watch_outlets(self) -> None:
        """Compare what the outlets say with what they should be, and close those that are in doubt."""
        await asyncio.gather(*map(self._watch, list(self.outlets)))

    async def _watch(self, plant_id: str) -> None:
        is_open = await self.outlets.is_open(plant_id)
        state = self.outlets.state(plant_id)
        if job := self._jobs.get(plant_id):
            if job.opened and is_open is False:
                job.halt(RunState.FAILED, reason("failed_closed_early"))
            return
        if state is OutletState.CLOSED and is_open is not False:
            # It opened late, or by another hand, or can't be asked any more.
            self.outlets.doubt(plant_id)
            latest = self._latest.get(plant_id)
            if is_open and latest and latest.opened_at and self._clock.now() - latest.opened_at < LATE:
                self._overdue.setdefault(plant_id, latest)
        elif state is not OutletState.UNKNOWN:
            return
        if not await self._close_and_settle(plant_id, was_open=bool(is_open)) and is_open:
            await self._count_overdue(plant_id)

    async def _count_overdue(self, plant_id: str) -> None:
        """Book what has flowed so far through an outlet that doesn't close."""
        if run := self._overdue.get(plant_id):
            counted = found_closed(run, self._plants[plant_id], self._clock.now(), was_open=True)
            counted = replace(counted, deadline_at=run.deadline_at, closed_at=None)
            self.account(plant_id).credit(self._clock.now(), counted.delivered_ml - run.delivered_ml)
            self._overdue[plant_id] = self._latest[plant_id] = counted
            await self._book(counted)

    async def recover(self, found: Mapping[str, bool | None]) -> None:
        """End what was at work when the hub was left; its outlets were closed first, as they were `found`."""
        recovered = await recover_runs(
            self._hub_id, self._plants, found, self.outlets.unconfirmed(), self._ledger, self._clock
        )
        self._accounts = await self._ledger.accounts(self._hub_id, self._clock.now() - DAY)
        self._settling = recovered.settling
        self._overdue = recovered.overdue
        for plant_id in self._plants:
            if run := await self._ledger.last_run(self._hub_id, plant_id):
                self._latest[plant_id] = run
        for run in recovered.interrupted:
            if run.opened_at:
                await self._tell(end_of(run))

    # --- small things -------------------------------------------------------------------------------

    def _line(self, plant_id: str) -> Line:
        return self._lines.setdefault(self._plants[plant_id].supply or plant_id, Line())

    def _keep(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Run work that must come to its end, and hold on to it till then."""
        task = asyncio.get_running_loop().create_task(work)
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)
        return task


class _Denied(Exception):
    def __init__(self, why: Reason) -> None:
        self.reason = why
