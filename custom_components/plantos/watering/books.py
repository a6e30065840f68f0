"""The books of a hub: what each plant was given, and which runs still have something to come."""

from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
import logging
from uuid import uuid4

from ..domain.clock import Clock
from ..domain.commands import Origin, WaterCommand
from ..domain.events import Event, EventType
from ..domain.plants import Plant
from ..domain.readings import Reading
from ..domain.reasons import Reason, reason
from ..domain.settings import Settings
from ..domain.snapshots import History, Watering
from ..domain.verification import Effect, is_excess
from .account import DAY, HOUR, KEPT, WaterAccount
from .failed_commands import FailedCommands
from .ledger import Ledger
from .ledger_file import LedgerError
from .recovery import estimated_until, recover_runs
from .responses import RESPONSES, Responses
from .runs import Run, RunState
from .standings import Standings
from .telling import end_of, event_of

_LOGGER = logging.getLogger(__name__)

# An open command that was given up may still arrive this much later.
LATE = timedelta(minutes=10)
# An outlet that says so soon after its close that it is open was never closed.
RELAPSE = timedelta(minutes=1)
GIVEN_UP = frozenset({RunState.FAILED, RunState.CANCELLED, RunState.INTERRUPTED})


class Books:
    """Keeps what is known of each plant's runs in memory, and writes every change to the ledger."""

    def __init__(
        self,
        hub_id: str,
        clock: Clock,
        ledger: Ledger,
        standings: Standings,
        tell: Callable[[Event], Coroutine[None, None, None]],
        changed: Callable[[str], None],
    ) -> None:
        """Begin empty; `recover` brings back what the ledger knows."""
        self.plants: Mapping[str, Plant] = {}
        self.settings = Settings()
        self.latest: dict[str, Run] = {}
        self.failed = FailedCommands(hub_id, clock, ledger)
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger
        self._standings = standings
        self._tell = tell
        self._changed = changed
        self._accounts: dict[str, WaterAccount] = {}
        self._tried: dict[str, Run] = {}
        self._settling: dict[str, Run] = {}
        self._overdue: dict[str, Run] = {}
        self._seen_closed: dict[str, datetime] = {}
        self._responses = Responses()

    def account(self, plant_id: str) -> WaterAccount:
        """What the plant was given."""
        if (account := self._accounts.get(plant_id)) is None:
            account = self._accounts[plant_id] = WaterAccount()
        return account

    def history(self, plant_id: str, *, running: bool, awaiting: bool) -> History:
        """What a snapshot says of the plant's water."""
        now = self._clock.now()
        account = self.account(plant_id)
        last, on_hub = account.last_watered, self._clock.on_hub
        kept = self._clock.real(KEPT)
        tried = self._tried[plant_id].opened_at if plant_id in self._tried else None
        return History(
            last_watered=last and on_hub(last, now),
            last_tried=tried and on_hub(tried, now),
            day_ml=account.day_ml(now, self._clock.real(DAY)),
            total_ml=account.total_ml,
            hour_runs=account.hour_runs(now, self._clock.real(HOUR)),
            running=running,
            awaiting=awaiting,
            waterings=tuple(Watering(on_hub(at, now), amount) for at, amount in account.waterings(now, kept)),
            others=tuple(Watering(on_hub(pour.at, now), pour.ml, pour.seen) for pour in account.from_others(now, kept)),
        )

    def last_with_water(self, plant_id: str) -> Run | None:
        """The last run, if it gave any water."""
        tried = self._tried.get(plant_id)
        return tried if tried and tried.delivered_ml > 0 else None

    def soaks(self, plant_id: str) -> bool:
        """Whether the last run of a plant is still soaking in."""
        return plant_id in self._settling

    def shift(self, by: timedelta) -> None:
        """Follow a clock that jumped, so that as much time seems to have passed as truly did."""
        for account in self._accounts.values():
            account.shift(by)
        for runs in (self._tried, self._settling, self._overdue):
            for plant_id, run in runs.items():
                runs[plant_id] = run.shifted(by)
        self._seen_closed = {plant_id: at + by for plant_id, at in self._seen_closed.items()}

    # --- what a run writes --------------------------------------------------------------------------

    async def write(self, run: Run) -> None:
        """Write a run that has ended. If the disk fails now, its deadline stays there for the next start."""
        try:
            await self._ledger.save_run(self._hub_id, run, durable=True)
        except LedgerError:
            _LOGGER.exception("The end of a run of %s couldn't be written", run.plant_name)

    async def deny(self, run: Run) -> Run:
        """Write a refusal; the same one again is only counted. Raises LedgerError."""
        last = await self._ledger.newest_run(self._hub_id, run.plant_id)
        if last and run.idempotency_key is None and _asks_the_same(last) == _asks_the_same(run):
            run = replace(run, run_id=last.run_id, denials=last.denials + 1)
        await self._ledger.save_run(self._hub_id, run)
        await self.failed.heed(run)
        return run

    def opened(self, run: Run) -> None:
        """Count an opening."""
        self.account(run.plant_id).openings.append(run.opened_at or self._clock.now())

    async def pause(self, run: Run, part_ml: float) -> None:
        """Book one pulse of a run that goes on later. Raises LedgerError."""
        self.account(run.plant_id).credit(self._clock.now(), part_ml)
        await self._ledger.save_run(self._hub_id, run, durable=True)

    async def end(self, run: Run, part_ml: float) -> None:
        """Book a run whose task has ended, and what its last pulse gave."""
        plant_id = run.plant_id
        if run.deadline_at is not None:
            self._overdue[plant_id] = run
            self._changed(plant_id)
        self.account(plant_id).credit(run.closed_at or self._clock.now(), part_ml)
        self.latest[plant_id] = run
        if run.opened_at:
            self._tried[plant_id] = run
        await self.write(run)
        await self.failed.heed(run)
        if run.failure and run.failure.key == "failed_no_flow":
            await self._count_effect(run, Effect.NONE)
        if run.state is RunState.SOAKING:
            await self._end_soaking(plant_id, None)
            self._settling[plant_id] = run

    # --- what flows past the end of a run -----------------------------------------------------------

    def seen_closed(self, plant_id: str) -> None:
        """Note that an outlet says it is closed."""
        self._seen_closed[plant_id] = self._clock.now()

    async def settle_overdue(self, plant_id: str, *, was_open: bool, at: datetime | None = None) -> None:
        """Book what flowed past the end of a run whose outlet has closed only now."""
        if run := self._overdue.pop(plant_id, None):
            counted = estimated_until(run, self.plants[plant_id], at or self._clock.now(), was_open=was_open)
            await self._book_more(run, counted)

    def overdue(self) -> Mapping[str, Run]:
        """Runs that have ended and whose outlet isn't known to be closed."""
        return self._overdue

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

    def late_opening(self, plant_id: str) -> bool:
        """Whether an outlet that is open now may be so by a command that was given up, and no longer ours."""
        tried, now = self._tried.get(plant_id), self._clock.now()
        if tried is None or tried.opened_at is None:
            return False
        if tried.closed_at is not None and now - tried.closed_at < RELAPSE:
            return True
        return tried.state in GIVEN_UP and not tried.confirmed and now - tried.opened_at < LATE

    async def take_up_late_opening(self, plant_id: str) -> None:
        """Put an open command that was given up and arrived all the same back on its run's account."""
        now, tried = self._clock.now(), self._tried[plant_id]
        opened = tried.opened_at or now
        # What had flowed before stays counted; the rest counts from when the outlet was last seen closed.
        since = tried.closed_at or opened
        if now - since >= RELAPSE:
            since = max(since, self._seen_closed.get(plant_id, opened))
        before = timedelta(seconds=tried.delivered_ml / self.plants[plant_id].flow_ml_s)
        run = replace(tried, opened_at=since - before, deadline_at=now, closed_at=None, estimated=True)
        self._overdue[plant_id] = run
        await self.write(run)

    async def take_up_foreign(self, command: WaterCommand, why: Reason) -> None:
        """Open an account for an outlet that somebody else has opened and that may not be."""
        now, plant = self._clock.now(), self.plants[command.plant_id]
        run = Run.of(
            command.model_copy(update={"amount_ml": max(0.0, command.amount_ml)}), uuid4().hex, plant.name, now
        )
        run = run.moved(RunState.VALIDATING).moved(RunState.PLANNING)
        run = run.moved(RunState.WATERING, opened_at=now, deadline_at=now, confirmed=True, estimated=True)
        run = run.moved(RunState.FAILED, failure=why)
        self._overdue[plant.plant_id] = self.latest[plant.plant_id] = run
        await self.write(run)
        await self._tell(end_of(run))

    # --- after the run ------------------------------------------------------------------------------

    async def observe(self, plant_id: str, moisture: Reading | None) -> None:
        """See whether the last run has soaked in, and what it did."""
        self._responses.hear(plant_id, moisture)
        run = self._settling.get(plant_id)
        if run is None or run.closed_at is None:
            await self._watch_rise(plant_id, moisture)
            return
        passed = self._clock.age(run.closed_at)
        if passed < self.settings.soak:
            return
        soaked_at = run.closed_at + self._clock.real(self.settings.soak)
        seen = moisture is not None and moisture.fresh and moisture.at >= soaked_at
        if seen or moisture is None or passed >= timedelta(hours=self.settings.verify_h):
            await self._end_soaking(plant_id, moisture.value if seen and moisture else None)

    async def _watch_rise(self, plant_id: str, moisture: Reading | None) -> None:
        """See whether moisture goes on rising after a run, by more than its water explains."""
        run = self.latest.get(plant_id)
        if run is None or run.effect not in {Effect.SEEN, Effect.UNJUDGED} or run.closed_at is None:
            return
        if run.origin is Origin.TRIAL or self._is_mixed(run):
            return
        value = moisture.value if moisture and moisture.fresh else None
        if value is None or run.moisture_before is None:
            return
        if self._clock.age(run.closed_at) > timedelta(hours=self.settings.verify_h):
            return
        if is_excess(run.moisture_before, value, self._responses.expected(run, self.plants[plant_id])):
            self.latest[plant_id] = run = replace(run, effect=Effect.EXCESS)
            await self.write(run)
            self._changed(plant_id)

    async def _end_soaking(self, plant_id: str, moisture_after: float | None) -> None:
        """End the run that is soaking in, verified or not."""
        if (run := self._settling.pop(plant_id, None)) is None:
            return
        run = run.moved(RunState.VERIFYING)
        if moisture_after is not None and self._is_mixed(run):
            moisture_after, run = None, replace(run, unverified=reason("unverified_can"))
        run = run.moved(RunState.COMPLETED, moisture_after=moisture_after)
        if moisture_after is not None and plant_id in self.plants:
            least_rise = self.settings.no_effect_points
            run = replace(run, effect=self._responses.effect(run, self.plants[plant_id], least_rise))
        if self.latest.get(plant_id, run).run_id == run.run_id:
            self.latest[plant_id] = run
        await self.write(run)
        await self._learn(run)
        if moisture_after is not None:
            await self._tell(event_of(EventType.WATERING_VERIFIED, run))
        self._changed(plant_id)

    def _is_mixed(self, run: Run) -> bool:
        """Whether water that PlantOS didn't give soaked in beside a run's, so that moisture tells of both.

        What only the soil has shown may be rain outdoors; indoors a leak would hide behind itself.
        """
        since = (run.opened_at or run.requested_at) - self._clock.real(self.settings.soak)
        outdoors = run.plant_id in self.plants and not self.plants[run.plant_id].indoor
        others = self.account(run.plant_id).others
        return any(pour.at >= since and (outdoors or not pour.seen) for pour in others)

    async def _learn(self, run: Run) -> None:
        """Count runs that moved no probe, and remember how far the others did."""
        self._responses.learn(run)
        if run.effect in {Effect.SEEN, Effect.NONE, Effect.EXCESS}:
            await self._count_effect(run, run.effect)

    async def _count_effect(self, run: Run, effect: Effect) -> None:
        count = self._standings.of(run.plant_id).without_effect + 1 if effect is Effect.NONE else 0
        try:
            await self._standings.change(run.plant_id, without_effect=count)
        except LedgerError:
            _LOGGER.exception("The effect of watering %s couldn't be written", run.plant_name)

    # --- at the start -------------------------------------------------------------------------------

    async def recover(
        self, found: Mapping[str, bool | None], unsure: Collection[str], cut_short: datetime | None = None
    ) -> None:
        """End what was at work when the hub was left; its outlets were closed first, as they were `found`."""
        recovered = await recover_runs(self._hub_id, self.plants, found, unsure, self._ledger, self._clock, cut_short)
        self._accounts = await self._ledger.accounts(self._hub_id, self._clock.now() - max(self._clock.real(KEPT), DAY))
        self._overdue = recovered.overdue
        now = self._clock.now()
        for account in self._accounts.values():
            account.not_after(now)
        for run in recovered.settling:
            if run.plant_id not in self.plants:
                await self.write(run.moved(RunState.VERIFYING).moved(RunState.COMPLETED))
                continue
            # Of several of one plant only the newest can still be verified.
            await self._end_soaking(run.plant_id, None)
            self._settling[run.plant_id] = run.not_after(now)
        for plant_id in self.plants:
            if latest := await self._ledger.last_run(self._hub_id, plant_id):
                self.latest[plant_id] = latest
            if tried := await self._ledger.last_run(self._hub_id, plant_id, opened=True):
                self._tried[plant_id] = tried.not_after(now)
            verified = await self._ledger.verified_runs(self._hub_id, plant_id, RESPONSES)
            self._responses.load(plant_id, reversed(verified))
        for plant_id in recovered.unknowable & self.plants.keys():
            await self._standings.change(plant_id, locked=True)
        for run in recovered.interrupted:
            if run.opened_at:
                await self._tell(end_of(run))


def _asks_the_same(run: Run) -> tuple[object, ...]:
    """What two refusals have in common that are one and the same."""
    why = run.failure.key if run.failure else None
    return run.state, why, run.origin, run.user_id, run.amount_ml, run.override, run.idempotency_key
