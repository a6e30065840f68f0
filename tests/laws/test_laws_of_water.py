"""The laws of water, whatever is asked, broken, killed or set: for thousands of steps."""

import asyncio
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
import pytest

from custom_components.plantos.watering.runs import RunState

from .hub import PLANTS, House
from .virtual import VirtualLoop

FAULTS = ("outlet_stuck_open", "outlet_dead", "outlet_silent", "pump_dead")
DAY = 86_400.0
names = st.sampled_from(sorted(PLANTS))
amounts = st.sampled_from([20.0, 60.0, 150.0, 400.0, 900.0])


class Garden(RuleBasedStateMachine):
    """A garden in the hands of everybody and of nobody."""

    def __init__(self) -> None:
        super().__init__()
        # Where there is memory to hold it, thousands of syncs wait for no disk.
        self.folder = TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
        self.house = House(Path(self.folder.name), VirtualLoop())
        # Plants whose outlet ever disobeyed: their books may only be too high.
        self.disobedient: set[str] = set()
        self.keys: dict[str, tuple[str, float]] = {}
        self.house.run(self.house.start())

    def teardown(self) -> None:
        house = self.house
        house.garden.use(PLANTS, {"faults": []})
        self.passes(0.0)
        before = house.truth()
        house.run(house.pass_time(3_600))
        house.measure(before)
        unfinished = house.run(house.unfinished())
        waiting = [run for run in unfinished if run.state not in {RunState.SOAKING, RunState.VERIFYING}]
        house.run(house.leave())
        house.loop.close()
        self.folder.cleanup()
        assert not waiting, f"a run without an end: {waiting}"
        assert not house.wrong
        assert all(job.ended.done() for job in house.jobs)
        assert not house.garden._world.pumps or not any(house.garden._world.pumps.values())
        assert not any(pot.open for pot in house.garden._world.pots.values())

    # --- what people do -----------------------------------------------------------------------------

    @rule(name=names, amount=amounts, automatic=st.booleans())
    def somebody_asks(self, name: str, amount: float, automatic: bool) -> None:
        self.house.run(self.house.ask(name, amount, automatic=automatic))

    @rule(name=names, key=st.sampled_from(["one", "two"]))
    def somebody_asks_by_a_key(self, name: str, key: str) -> None:
        job = self.house.run(self.house.ask(name, 40.0, key=key))
        now, slot = self.house.loop.time(), f"{name} {key}"
        first, at = self.keys.get(slot, ("", -DAY))
        if now - at >= DAY:
            self.keys[slot] = job.run.run_id, now
        else:
            assert job.run.run_id == first, "the same key watered twice"

    @rule(names=st.sets(names, min_size=1))
    def somebody_stops(self, names: set[str]) -> None:
        house = self.house
        began = house.loop.time()
        house.told.clear()
        house.run(self._stop(sorted(names)))
        for name in names:
            [first, *_] = [told.at for told in house.told if (told.key, told.command) == (name, "close")]
            assert first - began <= 1.0, "a stop that took over a second"

    async def _stop(self, names: list[str]) -> None:
        stopping = asyncio.create_task(self.house.waterer.stop(names))
        await asyncio.wait({stopping}, timeout=60)

    @rule(name=names)
    def somebody_opens_it_by_hand(self, name: str) -> None:
        async def turn() -> None:
            try:
                await self.house.garden.outlet(PLANTS[name]).open(0)
            except Exception:  # noqa: BLE001
                return
            await self.house.waterer.inspector.inspect(name)

        self.disobedient.add(name)
        self.house.run(turn())

    @rule(name=names)
    def somebody_unlocks(self, name: str) -> None:
        self.house.run(self.house.waterer.standings.change(name, locked=False))

    # --- what time and chance do --------------------------------------------------------------------

    @rule(seconds=st.sampled_from([0.5, 3.0, 11.0, 70.0, 600.0, 7_200.0, 90_000.0]))
    def passes(self, seconds: float) -> None:
        house = self.house

        async def step() -> None:
            left = seconds
            while left > 0:
                stride = min(1.0 if house.waterer.flowing() or house.open else 600.0, left)
                before = house.truth()
                await house.pass_time(stride)
                house.measure(before)
                house.look_at_deadlines()
                left -= stride

        house.run(step())

    @rule(name=names, fault=st.sampled_from(FAULTS))
    def something_breaks(self, name: str, fault: str) -> None:
        self.disobedient.add(name)
        self.house.faults |= {f"{name}:{fault}"}
        self._use_faults()

    @precondition(lambda self: self.house.faults)
    @rule()
    def everything_is_mended(self) -> None:
        self.house.faults = frozenset()
        self._use_faults()

    def _use_faults(self) -> None:
        self.house.garden.use(PLANTS, {"faults": sorted(self.house.faults)})

    @rule(jump=st.sampled_from([-90_000.0, -3_600.0, -30.0, 30.0, 3_600.0, 90_000.0]))
    def the_clock_is_set(self, jump: float) -> None:
        self.house.offset += timedelta(seconds=jump)
        self.house.ahead |= jump > 0
        self.keys.clear()

    @rule()
    def it_restarts(self) -> None:
        self.house.run(self.house.leave())
        self.house.run(self.house.start())

    @rule(seconds=st.sampled_from([0.5, 5.0, 300.0]))
    def it_is_killed(self, seconds: float) -> None:
        house = self.house
        self.disobedient |= set(house.open)
        before = house.truth()
        house.run(house.kill())
        house.run(asyncio.sleep(seconds))
        house.jobs = [job for job in house.jobs if job.ended.done()]
        house.run(house.start())
        house.measure(before)

    # --- what must hold -----------------------------------------------------------------------------

    @invariant()
    def nothing_wrong_was_seen(self) -> None:
        assert not self.house.wrong, self.house.wrong

    @invariant()
    def the_books_are_never_below_the_truth(self) -> None:
        house = self.house
        truth = house.truth()
        for name in PLANTS:
            if name in house.waterer.flowing() or name in house.open or name in self.disobedient:
                continue
            booked = house.waterer.books.account(name).total_ml
            assert booked >= truth[name] - 1.0, f"{name}: {booked} ml booked, {truth[name]} ml flowed"


Garden.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # A failing walk is shown as it was: shortening one of real files takes longer than reading it.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
TestLaws = pytest.mark.timeout(600)(Garden.TestCase)
