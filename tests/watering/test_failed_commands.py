"""A command that failed is kept for two weeks, with how often it was tried."""

from datetime import timedelta

import pytest

from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.watering.failed_commands import FailedCommands
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.runs import Run, RunState

from ..resilience.conftest import Hands
from .conftest import DAY, NOW, SECOND, a_run, rows


class Bench:
    def __init__(self, ledger: Ledger, hands: Hands, hub_id: str = "hub") -> None:
        self.ledger, self.hub_id = ledger, hub_id
        self.failed = FailedCommands(hub_id, hands.clock, ledger)

    async def keep(self, run_id: str, state: RunState = RunState.FAILED, **changes: object) -> Run:
        run = a_run(run_id, state=state, failure=reason("failed_no_answer"), **changes)
        await self.ledger.save_run(self.hub_id, run)
        await self.failed.keep(run)
        return run

    async def ids(self) -> list[str]:
        return [kept.run.run_id for kept in await self.failed.all()]


@pytest.fixture
def bench(ledger: Ledger, hands: Hands) -> Bench:
    return Bench(ledger, hands)


async def test_nothing_has_failed_on_a_new_hub(bench: Bench) -> None:
    assert await bench.failed.all() == []


async def test_a_failed_command_is_kept_with_its_run_time_and_attempts(bench: Bench) -> None:
    run = await bench.keep("one", attempts=3)
    [kept] = await bench.failed.all()
    assert (kept.run, kept.kept_at, kept.attempts) == (run, NOW, 3)


async def test_failed_commands_outlive_a_restart(bench: Bench, ledger: Ledger, hands: Hands) -> None:
    await bench.keep("one")
    await ledger.close()
    await ledger.open()
    assert await Bench(ledger, hands).ids() == ["one"]


async def test_the_newest_comes_first(bench: Bench, hands: Hands) -> None:
    for run_id in ("one", "two", "three"):
        await bench.keep(run_id)
        hands.turn(60)
    assert await bench.ids() == ["three", "two", "one"]


@pytest.mark.parametrize(("denials", "attempts"), [(1, 1), (2, 2), (5, 5)])
async def test_the_same_refusal_again_is_another_attempt_of_the_same_command(
    denials: int, attempts: int, bench: Bench
) -> None:
    for again in range(1, denials + 1):
        await bench.keep("one", RunState.DENIED, denials=again)
    [kept] = await bench.failed.all()
    assert kept.attempts == attempts


async def test_a_replay_that_fails_is_counted_for_the_command_it_replays_alone(bench: Bench) -> None:
    await bench.keep("one", attempts=3)
    await bench.keep("two")
    await bench.failed.count("one")
    assert {kept.run.run_id: kept.attempts for kept in await bench.failed.all()} == {"one": 4, "two": 1}


async def test_a_command_that_is_forgotten_is_gone_and_no_other(bench: Bench, ledger: Ledger) -> None:
    await bench.keep("one")
    await bench.keep("two")
    await bench.failed.forget("one")
    assert await bench.ids() == ["two"]
    assert (await ledger.newest_run("hub", "basil")) is not None


async def test_what_was_never_kept_is_counted_and_forgotten_without_a_trace(bench: Bench) -> None:
    await bench.failed.count("stranger")
    await bench.failed.forget("stranger")
    assert await bench.failed.all() == []


@pytest.mark.parametrize(("age", "kept"), [(14 * DAY, True), (14 * DAY + SECOND, False)])
async def test_a_failed_command_is_kept_for_14_days(age: timedelta, kept: bool, bench: Bench, hands: Hands) -> None:
    await bench.keep("one")
    hands.turn(age.total_seconds())
    assert await bench.ids() == (["one"] if kept else [])


async def test_what_is_too_old_is_thrown_away_with_the_next_failure(bench: Bench, ledger: Ledger, hands: Hands) -> None:
    await bench.keep("old")
    await Bench(ledger, hands, "other hub").keep("others")
    hands.turn((15 * DAY).total_seconds())
    await bench.keep("new")
    assert await rows(ledger, "SELECT run_id FROM failed_commands ORDER BY run_id") == [("new",), ("others",)]


async def test_hubs_know_nothing_of_each_others_failures(bench: Bench, ledger: Ledger, hands: Hands) -> None:
    await bench.keep("one")
    assert await Bench(ledger, hands, "other hub").ids() == []
