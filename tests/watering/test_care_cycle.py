"""A care cycle goes through six steps, undoes them when one fails, and never takes back water."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from custom_components.plantos.domain.commands import Origin, Priority, WaterCommand
from custom_components.plantos.domain.reasons import Reason, reason
from custom_components.plantos.domain.snapshots import Snapshot
from custom_components.plantos.domain.standing import Care, Standing
from custom_components.plantos.watering.care_cycle import CareCycle, CareCycles, Step, StepResult
from custom_components.plantos.watering.decisions import Decisions
from custom_components.plantos.watering.job import Job
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.ledger_file import LedgerError
from custom_components.plantos.watering.runs import Run, RunState

from ..domain.conftest import a_plant, a_reading, a_snapshot
from ..resilience.conftest import Hands, nothing_more
from .conftest import NOW, rows, spoil

DONE, SKIPPED, FAILED, UNDONE = StepResult
RESERVE, READ, ANALYSE, WATER, RECORD, NOTIFY = Step


async def read() -> None:
    """Probes that answer."""


class Bench:
    """A dry basil, and a water works that does as it is told."""

    def __init__(self, ledger: Ledger, hands: Hands) -> None:
        self.ledger = ledger
        self.known: Snapshot = a_snapshot(a_reading(20.0))
        self.asked: list[WaterCommand] = []
        self.jobs: list[Job] = []
        self.begun = asyncio.Event()
        self.happened: list[str] = []
        self.critical = False
        self.end: tuple[RunState, Reason | None] | None = (RunState.COMPLETED, None)
        self.looking_fails: Exception | None = None
        self.water_fails: Exception | None = None
        self.telling_fails: Exception | None = None
        self.cycles = CareCycles(
            self._snapshot, self._water, Decisions("hub", hands.clock, ledger), self._shown, lambda _: self.critical
        )

    def _snapshot(self, plant_id: str) -> Snapshot:
        if self.looking_fails:
            raise self.looking_fails
        self.happened.append("looked")
        return replace(self.known, plant=self.known.plant.model_copy(update={"plant_id": plant_id}))

    async def _water(self, command: WaterCommand) -> Job:
        self.happened.append("watered")
        self.asked.append(command)
        if self.water_fails:
            raise self.water_fails
        run, plant = Run.of(command, f"run {len(self.asked)}", "Basil", NOW), self.known.plant
        if self.end is None:
            self.jobs.append(Job.of(run, plant))
            self.begun.set()
            return self.jobs[-1]
        return Job.over(replace(run, state=self.end[0], failure=self.end[1]), plant)

    def _shown(self, plant_id: str) -> None:
        if self.telling_fails:
            raise self.telling_fails
        self.happened.append(f"told of {plant_id}")

    async def read(self) -> None:
        self.happened.append("read")

    async def care(
        self, plant_id: str = "basil", reading: Callable[[], Awaitable[None]] | None = None, *, wait: bool = False
    ) -> CareCycle:
        return await self.cycles.care(plant_id, reading or self.read, wait=wait, user_id="anna", context_id="context")

    async def decided(self) -> list[str]:
        return [row[0] for row in await rows(self.ledger, "SELECT document ->> '$.reason.key' FROM decisions")]

    async def is_free(self) -> bool:
        """Whether another cycle of the plant may begin."""
        self.looking_fails = self.water_fails = self.telling_fails = None
        return (await self.care()).steps[RESERVE] is DONE


@pytest.fixture
def bench(ledger: Ledger, hands: Hands) -> Bench:
    return Bench(ledger, hands)


def steps(*results: StepResult) -> dict[Step, StepResult]:
    return dict(zip(Step, results, strict=True))


# --- the six steps ----------------------------------------------------------------------------------


async def test_a_dry_plant_is_reserved_read_analysed_watered_recorded_and_told_of(bench: Bench) -> None:
    cycle = await bench.care()
    assert list(Step) == ["reserve", "read", "analyse", "water", "record", "notify"]
    assert (cycle.status, cycle.steps) == ("watered", steps(DONE, DONE, DONE, DONE, DONE, DONE))
    assert bench.happened == ["read", "looked", "watered", "told of basil"]
    assert await bench.decided() == ["decision_dry"]
    assert cycle.run and cycle.run.run_id == "run 1"
    assert cycle.reason and cycle.reason.key == "decision_dry"


async def test_a_moist_plant_is_left_alone_and_that_is_recorded(bench: Bench) -> None:
    bench.known = a_snapshot(a_reading(45.0))
    cycle = await bench.care()
    assert (cycle.status, cycle.steps) == ("not_needed", steps(DONE, DONE, DONE, SKIPPED, DONE, DONE))
    assert (cycle.run, bench.asked) == (None, [])
    assert await bench.decided() == ["decision_moist"]


async def test_what_was_just_read_is_what_is_decided_on(bench: Bench) -> None:
    bench.known = a_snapshot(a_reading(45.0))

    async def find_it_dry() -> None:
        bench.known = a_snapshot(a_reading(10.0))

    assert (await bench.care(reading=find_it_dry)).status == "watered"


@pytest.mark.parametrize(("critical", "priority"), [(False, Priority.NORMAL), (True, Priority.CRITICAL)])
async def test_the_dose_is_asked_for_as_automatic_water_and_urgently_if_it_is(
    critical: bool, priority: Priority, bench: Bench
) -> None:
    bench.critical = critical
    cycle = await bench.care()
    assert cycle.decision is not None
    assert bench.asked == [
        WaterCommand(
            plant_id="basil",
            amount_ml=100.0,
            origin=Origin.AUTOMATIC,
            reason=cycle.decision.reason,
            priority=priority,
            user_id="anna",
            context_id="context",
        )
    ]


async def test_a_cycle_passes_no_guardrail_even_if_somebody_asked_for_it(bench: Bench) -> None:
    bench.known = replace(bench.known, care=Care(Standing(locked=True)))
    cycle = await bench.care()
    assert (cycle.status, cycle.reason) == ("denied", reason("denied_locked", plant="Basil"))
    assert (bench.asked, cycle.steps[WATER]) == ([], SKIPPED)
    assert await bench.decided() == ["decision_dry"]


async def test_every_cycle_has_an_id_of_its_own(bench: Bench) -> None:
    assert (await bench.care()).cycle_id != (await bench.care()).cycle_id


# --- what comes of the water ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "status", "water"),
    [
        (RunState.SOAKING, "watered", DONE),
        (RunState.COMPLETED, "watered", DONE),
        (RunState.DENIED, "denied", DONE),
        (RunState.FAILED, "failed", FAILED),
        (RunState.CANCELLED, "failed", FAILED),
        (RunState.INTERRUPTED, "failed", FAILED),
    ],
)
async def test_a_cycle_says_what_came_of_its_run(state: RunState, status: str, water: StepResult, bench: Bench) -> None:
    why = None if status == "watered" else reason("failed_no_answer")
    bench.end = state, why
    cycle = await bench.care(wait=True)
    assert (cycle.status, cycle.steps[WATER]) == (status, water)
    assert cycle.run and cycle.run.state is state
    assert why is None or cycle.reason == why


async def test_who_waits_hears_of_the_end_of_the_run(bench: Bench) -> None:
    bench.end = None
    task = asyncio.create_task(bench.care(wait=True))
    await bench.begun.wait()
    await nothing_more()
    assert not task.done()
    job = bench.jobs[0]
    job.ended.set_result(replace(job.run, state=RunState.SOAKING, delivered_ml=100.0))
    cycle = await task
    assert cycle.run and cycle.run.delivered_ml == 100.0


async def test_who_does_not_wait_hears_of_the_run_as_it_begins(bench: Bench) -> None:
    bench.end = None
    cycle = await bench.care()
    assert cycle.run is bench.jobs[0].run


async def test_a_run_that_waits_for_approval_is_not_waited_for(bench: Bench) -> None:
    bench.end = None
    task = asyncio.create_task(bench.care(wait=True))
    await bench.begun.wait()
    job = bench.jobs[0]
    job.run = replace(job.run, state=RunState.AWAITING_APPROVAL)
    job.asking.set()
    cycle = await task
    assert (cycle.status, cycle.steps[WATER]) == ("awaiting_approval", DONE)


# --- one at a time ----------------------------------------------------------------------------------


async def test_a_plant_is_cared_for_by_one_at_a_time(bench: Bench) -> None:
    reading, gate = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        reading.set()
        await gate.wait()

    first = asyncio.create_task(bench.care(reading=slowly))
    await reading.wait()
    second = await bench.care()
    assert (second.status, second.reason) == ("failed", reason("denied_cared_for"))
    assert second.steps == steps(FAILED, SKIPPED, SKIPPED, SKIPPED, SKIPPED, SKIPPED)
    # The refusal gave nothing up that wasn't its own.
    assert (await bench.care()).steps[RESERVE] is FAILED
    gate.set()
    assert (await first).status == "watered"
    assert await bench.is_free()


async def test_other_plants_are_cared_for_meanwhile(bench: Bench) -> None:
    fern: list[CareCycle] = []

    async def care_for_the_fern() -> None:
        fern.append(await bench.care("fern"))

    assert (await bench.care("basil", care_for_the_fern)).status == "watered"
    assert fern[0].status == "watered"


# --- what fails -------------------------------------------------------------------------------------


async def test_a_plant_that_cannot_be_read_is_not_watered_and_is_given_free(bench: Bench) -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    cycle = await bench.care(reading=fail)
    assert (cycle.status, cycle.reason) == ("failed", reason("failed_step", step="read"))
    assert cycle.steps == steps(UNDONE, FAILED, SKIPPED, SKIPPED, SKIPPED, SKIPPED)
    assert (bench.happened, await bench.decided()) == ([], [])
    assert await bench.is_free()


async def test_a_plant_of_which_nothing_can_be_known_is_not_watered_and_is_given_free(bench: Bench) -> None:
    bench.looking_fails = ZeroDivisionError()
    cycle = await bench.care()
    assert (cycle.status, cycle.reason) == ("failed", reason("failed_step", step="analyse"))
    assert cycle.steps == steps(UNDONE, DONE, FAILED, SKIPPED, SKIPPED, SKIPPED)
    assert bench.asked == []
    assert await bench.is_free()


async def test_a_plant_whose_strategy_breaks_is_not_watered_and_that_is_recorded(bench: Bench) -> None:
    bench.known = a_snapshot(a_reading(20.0), plant=a_plant(strategy="unheard of"))
    cycle = await bench.care()
    assert (cycle.status, bench.asked) == ("not_needed", [])
    assert await bench.decided() == ["decision_failed"]


async def test_water_that_the_ledger_cannot_take_is_a_failure_and_the_plant_is_given_free(bench: Bench) -> None:
    bench.water_fails = LedgerError("disk full")
    cycle = await bench.care()
    assert (cycle.status, cycle.reason) == ("failed", reason("failed_ledger", error="disk full"))
    assert cycle.steps == steps(UNDONE, DONE, DONE, FAILED, SKIPPED, SKIPPED)
    assert cycle.run is None
    assert await bench.is_free()


async def test_water_that_flowed_stays_on_record_when_the_decision_cannot_be_written(
    bench: Bench, ledger: Ledger
) -> None:
    await spoil(ledger, "decisions")
    cycle = await bench.care(wait=True)
    assert cycle.status == "failed"
    assert cycle.reason and cycle.reason.key == "failed_ledger"
    assert cycle.steps == steps(UNDONE, DONE, DONE, DONE, FAILED, SKIPPED)
    assert cycle.run and cycle.run.state is RunState.COMPLETED


async def test_water_that_flowed_stays_on_record_when_telling_fails(bench: Bench) -> None:
    bench.telling_fails = ZeroDivisionError()
    cycle = await bench.care(wait=True)
    assert (cycle.status, cycle.reason) == ("failed", reason("failed_step", step="notify"))
    assert cycle.steps == steps(UNDONE, DONE, DONE, DONE, DONE, FAILED)
    assert cycle.run and cycle.run.state is RunState.COMPLETED
    assert await bench.decided() == ["decision_dry"]
    assert await bench.is_free()


async def test_a_cycle_that_is_broken_off_gives_its_plant_free(bench: Bench) -> None:
    reading = asyncio.Event()

    async def hang() -> None:
        reading.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(bench.care(reading=hang))
    await reading.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await bench.is_free()
