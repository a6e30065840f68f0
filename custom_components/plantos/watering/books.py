"""The books of a hub: what each plant was given, and which runs still have something to come."""

from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
import logging

from ..domain.clock import Clock
from ..domain.events import Event, EventType
from ..domain.plants import Plant
from ..domain.readings import Reading
from ..domain.snapshots import SOAK, History
from .account import DAY, WaterAccount
from .ledger import Ledger, LedgerError
from .recovery import estimated_until, recover_runs
from .runs import Run, RunState
from .telling import end_of, event_of

_LOGGER = logging.getLogger(__name__)

VERIFY_WITHIN = timedelta(hours=6)
# An open command that was given up may still arrive this much later.
LATE = timedelta(minutes=10)
GIVEN_UP = frozenset({RunState.FAILED, RunState.CANCELLED, RunState.INTERRUPTED})


class Books:
    """Keeps what is known of each plant's runs in memory, and writes every change to the ledger."""

    def __init__(
        self,
        hub_id: str,
        clock: Clock,
        ledger: Ledger,
        tell: Callable[[Event], Coroutine[None, None, None]],
        changed: Callable[[str], None],
    ) -> None:
        """Begin empty; `recover` brings back what the ledger knows."""
        self.plants: Mapping[str, Plant] = {}
        self.latest: dict[str, Run] = {}
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger
        self._tell = tell
        self._changed = changed
        self._accounts: dict[str, WaterAccount] = {}
        self._tried: dict[str, Run] = {}
        self._settling: dict[str, Run] = {}
        self._overdue: dict[str, Run] = {}
        self._seen_closed: dict[str, datetime] = {}

    def account(self, plant_id: str) -> WaterAccount:
        """What the plant was given."""
        return self._accounts.setdefault(plant_id, WaterAccount())

    def history(self, plant_id: str, *, running: bool) -> History:
        """What a snapshot says of the plant's water."""
        now = self._clock.now()
        account = self.account(plant_id)
        last = account.last_watered
        tried = self._tried[plant_id].opened_at if plant_id in self._tried else None
        return History(
            last_watered=last and self._clock.on_hub(last, now),
            last_tried=tried and self._clock.on_hub(tried, now),
            day_ml=account.day_ml(now, self._clock.real(DAY)),
            total_ml=account.total_ml,
            running=running,
        )

    async def write(self, run: Run) -> None:
        """Write a run that has ended. If the disk fails now, its deadline stays there for the next start."""
        try:
            await self._ledger.save_run(self._hub_id, run, durable=True)
        except LedgerError:
            _LOGGER.exception("The end of a run of %s couldn't be written", run.plant_name)

    async def end(self, run: Run) -> None:
        """Book a run whose task has ended."""
        plant_id = run.plant_id
        if run.deadline_at is not None:
            self._overdue[plant_id] = run
        await self.write(run)
        self.account(plant_id).credit(run.closed_at or self._clock.now(), run.delivered_ml)
        self.latest[plant_id] = run
        if run.opened_at:
            self._tried[plant_id] = run
        if run.state is RunState.SOAKING:
            await self._end_soaking(plant_id, None)
            self._settling[plant_id] = run

    # --- what flows past the end of a run -----------------------------------------------------------

    def seen_closed(self, plant_id: str) -> None:
        """Note that an outlet says it is closed."""
        self._seen_closed[plant_id] = self._clock.now()

    async def settle_overdue(self, plant_id: str, *, was_open: bool) -> None:
        """Book what flowed past the end of a run whose outlet has closed only now."""
        if run := self._overdue.pop(plant_id, None):
            counted = estimated_until(run, self.plants[plant_id], self._clock.now(), was_open=was_open)
            await self._book_more(run, counted)

    async def count_overdue(self, plant_id: str) -> None:
        """Book what has flowed so far through an outlet that doesn't close."""
        if run := self._overdue.get(plant_id):
            counted = estimated_until(run, self.plants[plant_id], self._clock.now(), was_open=True)
            counted = replace(counted, deadline_at=run.deadline_at, closed_at=None)
            self._overdue[plant_id] = counted
            await self._book_more(run, counted)

    async def _book_more(self, run: Run, counted: Run) -> None:
        self.account(run.plant_id).credit(self._clock.now(), counted.delivered_ml - run.delivered_ml)
        for runs in (self.latest, self._tried, self._settling):
            if run.plant_id in runs and runs[run.plant_id].run_id == run.run_id:
                runs[run.plant_id] = counted
        await self.write(counted)

    async def take_up_late_opening(self, plant_id: str) -> None:
        """Put an open command that was given up and arrived all the same back on its run's account."""
        now, tried = self._clock.now(), self._tried.get(plant_id)
        if tried is None or tried.opened_at is None or tried.state not in GIVEN_UP or now - tried.opened_at >= LATE:
            return
        # What had flowed before stays counted; the rest counts from when the outlet was last seen closed.
        since = max(tried.closed_at or tried.opened_at, self._seen_closed.get(plant_id, tried.opened_at))
        before = timedelta(seconds=tried.delivered_ml / self.plants[plant_id].flow_ml_s)
        run = replace(tried, opened_at=since - before, deadline_at=now, closed_at=None, estimated=True)
        self._overdue[plant_id] = run
        await self.write(run)

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
        if seen or moisture is None or passed >= VERIFY_WITHIN:
            await self._end_soaking(plant_id, moisture.value if seen and moisture else None)

    async def _end_soaking(self, plant_id: str, moisture_after: float | None) -> None:
        """End the run that is soaking in, verified or not."""
        if (run := self._settling.pop(plant_id, None)) is None:
            return
        run = run.moved(RunState.VERIFYING).moved(RunState.COMPLETED, moisture_after=moisture_after)
        if self.latest.get(plant_id, run).run_id == run.run_id:
            self.latest[plant_id] = run
        await self.write(run)
        if moisture_after is not None:
            await self._tell(event_of(EventType.WATERING_VERIFIED, run))
        self._changed(plant_id)

    # --- at the start -------------------------------------------------------------------------------

    async def recover(self, found: Mapping[str, bool | None], unsure: Collection[str]) -> None:
        """End what was at work when the hub was left; its outlets were closed first, as they were `found`."""
        recovered = await recover_runs(self._hub_id, self.plants, found, unsure, self._ledger, self._clock)
        self._accounts = await self._ledger.accounts(self._hub_id, self._clock.now() - DAY)
        self._overdue = recovered.overdue
        for run in recovered.settling:
            # Of several of one plant only the newest can still be verified.
            await self._end_soaking(run.plant_id, None)
            self._settling[run.plant_id] = run
        for plant_id in self.plants:
            if latest := await self._ledger.last_run(self._hub_id, plant_id):
                self.latest[plant_id] = latest
            if tried := await self._ledger.last_run(self._hub_id, plant_id, opened=True):
                self._tried[plant_id] = tried
        for run in recovered.interrupted:
            if run.opened_at:
                await self._tell(end_of(run))
