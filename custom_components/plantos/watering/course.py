"""The course of one run: its turn, another look, water, a confirmed close, and the books.

A run is a task. Whatever ends the task, its end is written by a second task that nobody cancels: it
closes the outlet, books what flowed and tells of it. Stopping is cancelling the first and closing.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
import logging

from ..domain.commands import Origin
from ..domain.events import EventType
from ..domain.guardrails import check
from ..domain.readings import Measure
from ..domain.reasons import reason
from ..domain.snapshots import OutletState, Snapshot
from ..hardware import HardwareError, NotOpened
from ..resilience.retry import Retry
from .closing import shut
from .counting import count, measure, start_counting
from .job import Ended, Job
from .ledger_file import LedgerError
from .runs import TRANSITIONS, RunState
from .telling import end_of, event_of
from .works import Works

_LOGGER = logging.getLogger(__name__)


class Course:
    """One run from the line to its verified close."""

    def __init__(self, job: Job, works: Works) -> None:
        """Prepare; `run` or `supervise` does it."""
        self._job = job
        self._works = works
        self._plant_id = job.run.plant_id
        self._line = works.line(self._plant_id)

    async def run(self) -> None:
        """Water as asked."""
        await self._to_its_end(self._water())

    async def supervise(self) -> None:
        """Look after an outlet that somebody else has opened; the turn is taken already."""
        await self._to_its_end(self._watch())

    async def _to_its_end(self, work: Coroutine[None, None, None]) -> None:
        job, name = self._job, self._job.run.plant_name
        # Known from the first step on, so that a halt within it is heard.
        job.task = asyncio.current_task()
        try:
            await work
        except asyncio.CancelledError:
            job.halt(RunState.INTERRUPTED, reason("interrupted"))
        except Ended as ended:
            job.end = job.end or (ended.state, ended.why)
        except LedgerError as error:
            _LOGGER.exception("No water for %s: the ledger can't be written", name)
            if job.recorded.done():
                job.end = (RunState.FAILED, reason("failed_ledger", error=str(error)))
            else:
                job.recorded.set_exception(error)
                job.end = (RunState.CANCELLED, None)
        except NotOpened as error:
            _LOGGER.warning("The outlet of %s didn't open: %s", name, error)
            job.water = job.water and job.opened
            job.end = (RunState.FAILED, reason("failed_not_opened"))
        except (HardwareError, TimeoutError) as error:
            _LOGGER.warning("The outlet of %s didn't answer: %r", name, error)
            job.end = (RunState.FAILED, reason("failed_no_answer"))
        except Exception:
            _LOGGER.exception("A run of %s failed", name)
            job.end = (RunState.FAILED, reason("failed_unexpected"))
        finally:
            await asyncio.shield(self._works.keep(self._finish()))

    # --- a run that was asked for -------------------------------------------------------------------

    async def _water(self) -> None:
        job = self._job
        await self._record()
        while True:
            await self._turn()
            await self._reach()
            self._plan()
            if job.plant.needs_approval and not job.run.approved and job.run.user_id is None:
                await self._ask()
                continue
            await self._flow()
            if job.run.pulse >= job.run.pulses:
                return
            await self._pause()

    async def _record(self) -> None:
        await self._works.ledger.save_run(self._works.hub_id, self._job.run)
        self._job.recorded.set_result(None)
        self._works.changed(self._plant_id)

    async def _turn(self) -> None:
        minutes = self._works.books.settings.waiting_min
        try:
            async with asyncio.timeout(60.0 * minutes):
                await self._line.turn(self._job.run.run_id, self._job.run.priority)
        except TimeoutError as error:
            raise Ended(RunState.FAILED, reason("failed_expired", minutes=minutes)) from error

    async def _reach(self) -> None:
        """Have an outlet that surely is closed; nothing was opened yet, so this may be tried again."""
        outlets, attempts = self._works.outlets, 0

        async def attempt() -> None:
            nonlocal attempts
            attempts += 1
            known = outlets.state(self._plant_id) is OutletState.CLOSED
            if known and await outlets.is_open(self._plant_id) is False:
                return
            if not await outlets.close_once(self._plant_id):
                raise _OutOfReach

        try:
            await Retry(retry_on=_OutOfReach).run(attempt)
        except _OutOfReach:
            # The guardrails say so in their own words.
            pass
        finally:
            self._job.run = replace(self._job.run, attempts=attempts)

    def _plan(self) -> None:
        """Look again at everything, now that it is this run's turn, and plan it."""
        job = self._job
        job.run = job.run.moved(RunState.VALIDATING)
        snapshot = self._check()
        job.plant = snapshot.plant
        if not job.run.pulse:
            # What runs into a cup needs no time to soak in.
            pulses = 1 if job.run.origin is Origin.TRIAL else job.plant.pulses(job.run.amount_ml)
            pulses = max(pulses, job.run.pulses)
            before = snapshot.value(Measure.MOISTURE)
            job.run = replace(job.run, moisture_before=before, pulses=pulses)
        job.run = job.run.moved(RunState.PLANNING, planned_s=job.plant.run_seconds(job.run.pulse_ml))

    def _check(self) -> Snapshot:
        """Everything as it is now. Raises what ends a run that may not go on."""
        run = self._job.run
        snapshot = self._works.snapshot(self._plant_id)
        snapshot = replace(snapshot, history=replace(snapshot.history, running=False, awaiting=False))
        violations = check(run.command(), snapshot).violations
        if run.command().automatic and run.context_id is None and not snapshot.plant.automatic:
            violations = (reason("denied_automatic_off"), *violations)
        if not violations:
            return snapshot
        # What was given can't be taken back: a run that may not go on has ended.
        denied = RunState.DENIED if run.state is RunState.VALIDATING else RunState.CANCELLED
        raise Ended(RunState.SOAKING if run.pulse and run.state is RunState.VALIDATING else denied, violations[0])

    async def _ask(self) -> None:
        """Wait for somebody to agree, without keeping others waiting."""
        job, works = self._job, self._works
        self._line.leave(job.run.run_id)
        job.answer = asyncio.get_running_loop().create_future()
        job.run = job.run.moved(RunState.AWAITING_APPROVAL)
        await works.ledger.save_run(works.hub_id, job.run)
        job.asking.set()
        works.changed(self._plant_id)
        await works.tell(event_of(EventType.APPROVAL_REQUESTED, job.run))
        settings = works.books.settings
        hours = settings.approval_h
        try:
            async with asyncio.timeout(settings.approval_time(works.snapshot(self._plant_id).local).total_seconds()):
                approved = await job.answer
        except TimeoutError as error:
            await works.postpone(self._plant_id, timedelta(hours=hours))
            raise Ended(RunState.DENIED, reason("denied_unanswered", hours=hours)) from error
        if not approved:
            raise Ended(RunState.DENIED, reason("denied_rejected"))
        job.asking.clear()
        job.run = job.run.moved(RunState.QUEUED, approved=True)
        await works.ledger.save_run(works.hub_id, job.run)

    # --- water --------------------------------------------------------------------------------------

    async def _flow(self) -> None:
        """Give one pulse."""
        job, works = self._job, self._works
        pump = works.pump(self._plant_id)
        lead, lag = works.lead_and_lag(self._plant_id)
        limit = lead + job.plant.run_limit_s(job.run.pulse_ml)
        async with works.openings:
            # From here on whoever has a reason to stop this run must find it.
            job.opening, job.counted = True, False
            self._check()
            await start_counting(job, works)
            await self._intend(limit + lag)
            job.begin_pulse(works.clock.monotonic(), flows=pump is None or bool(works.pumps.users(pump)))
            async with self._until(limit):
                await works.outlets.open(self._plant_id, limit + lag)
        job.opened, job.run = True, replace(job.run, confirmed=True)
        if job.run.pulse == 1:
            works.keep(works.tell(event_of(EventType.WATERING_STARTED, job.run)))
        async with self._until(limit):
            if pump:
                if job.flowing_since is None:
                    await asyncio.sleep(lead)
                try:
                    await works.pumps.start(pump, job.run.run_id, limit - lead)
                except NotOpened:
                    job.water = len(works.pumps.users(pump)) > 1
                    raise
            await measure(job, works)

    async def _intend(self, limit: float) -> None:
        """Have the deadline on disk; only then may the outlet open."""
        job, works = self._job, self._works
        now = works.clock.now()
        intent = job.run.moved(
            RunState.WATERING,
            pulse=job.run.pulse + 1,
            opened_at=now,
            deadline_at=now + timedelta(seconds=limit),
            closed_at=None,
            confirmed=False,
            earlier_ml=job.run.delivered_ml,
        )
        await works.ledger.save_run(works.hub_id, intent, durable=True)
        job.run = intent
        works.books.opened(intent)

    def _until(self, limit: float) -> asyncio.Timeout:
        return asyncio.timeout((self._job.started or 0.0) + limit - self._works.clock.monotonic())

    async def _pause(self) -> None:
        """Close, book this pulse, and let it soak in before the next."""
        job, works = self._job, self._works
        if not await asyncio.shield(works.keep(shut(job, works, self._line, in_order=True))):
            raise Ended(RunState.FAILED, reason("failed_not_closed", plant=job.run.plant_name))
        count(job, works)
        job.started = None
        part = job.run.delivered_ml - job.run.earlier_ml
        job.run = job.run.moved(
            RunState.SOAKING, closed_at=works.clock.now(), deadline_at=None, earlier_ml=job.run.delivered_ml
        )
        await works.books.pause(job.run, part)
        works.changed(self._plant_id)
        await asyncio.sleep(works.clock.real(timedelta(minutes=job.plant.pulse_soak_min)).total_seconds())
        job.run = job.run.moved(RunState.QUEUED)
        await works.ledger.save_run(works.hub_id, job.run)

    # --- a hand that wasn't ours --------------------------------------------------------------------

    async def _watch(self) -> None:
        """Let water flow that somebody else has turned on, within every limit."""
        job, works = self._job, self._works
        pump = works.pump(self._plant_id)
        job.begin_pulse(works.clock.monotonic(), flows=pump is None or bool(works.pumps.users(pump)))
        planned = job.plant.run_seconds(job.run.amount_ml)
        job.run = job.run.moved(RunState.VALIDATING).moved(RunState.PLANNING, planned_s=planned)
        await start_counting(job, works)
        limit = job.plant.run_limit_s(job.run.amount_ml)
        await self._intend(limit)
        job.opened, job.run = True, replace(job.run, confirmed=True)
        job.recorded.set_result(None)
        works.keep(works.tell(event_of(EventType.WATERING_STARTED, job.run)))
        if await works.outlets.is_open(self._plant_id) is False:
            # Whoever opened it was faster than the disk.
            return
        try:
            async with self._until(limit):
                await measure(job, works)
        except TimeoutError:
            # Behind a pump that never ran, nothing was there to measure.
            pass

    # --- the end ------------------------------------------------------------------------------------

    async def _finish(self) -> None:
        """Close, book, tell. Runs to its end, whoever asked the run to stop."""
        job, works = self._job, self._works
        state, why = job.end or (RunState.SOAKING, None)
        run = job.run
        try:
            if job.started is not None:
                sure = await shut(job, works, self._line, in_order=job.end is None)
                count(job, works)
                run = job.run
                if sure:
                    run = replace(run, closed_at=works.clock.now(), deadline_at=None)
                else:
                    state, why = RunState.FAILED, reason("failed_not_closed", plant=run.plant_name)
                    await works.lock(self._plant_id)
            if state not in TRANSITIONS[run.state]:
                state = RunState.FAILED
            run = replace(run.moved(state, failure=why), pulses=max(1, run.pulse))
            await works.books.end(run, run.delivered_ml - run.earlier_ml)
        finally:
            # Whatever happened: the next in line has its turn, and who waits hears of it.
            works.jobs.pop(self._plant_id, None)
            self._line.leave(run.run_id)
            if not job.recorded.done():
                job.recorded.set_result(None)
            if not job.ended.done():
                job.ended.set_result(run)
        if run.opened_at is not None:
            await works.tell(end_of(run))
        works.changed(self._plant_id)


class _OutOfReach(Exception):
    """The outlet can't be brought to say that it is closed."""
