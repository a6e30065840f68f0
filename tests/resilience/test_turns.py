"""What is done for many plants leaves the event loop its turns."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from custom_components.plantos.resilience.turns import A_FEW, Batches, paced, together


class Turns:
    """Counts how often the event loop comes round."""

    def __init__(self) -> None:
        self.count = 0
        self._task = asyncio.create_task(self._go())

    async def _go(self) -> None:
        while True:
            self.count += 1
            await asyncio.sleep(0)

    async def pass_by(self, turns: int) -> None:
        """Let the loop come round so often."""
        for _ in range(turns):
            await asyncio.sleep(0)

    async def __aenter__(self) -> Turns:
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()


async def test_after_a_few_the_loop_has_its_turn() -> None:
    async with Turns() as turns:
        seen = [(number, turns.count) async for number in paced(range(3 * A_FEW))]
    assert [number for number, _ in seen] == [*range(3 * A_FEW)]
    assert len({count for _, count in seen[:A_FEW]}) == 1
    assert len({count for _, count in seen}) == 3


async def test_what_is_done_together_is_begun_for_a_few_in_a_turn_and_waited_for_by_all() -> None:
    begun, go = [], asyncio.Event()

    async def work(number: int) -> int:
        begun.append((number, turns.count))
        await go.wait()
        return 2 * number

    async with Turns() as turns:
        everything = asyncio.create_task(together(work, range(2 * A_FEW)))
        await turns.pass_by(10)
        assert len({count for _, count in begun}) == 2
        go.set()
        assert await everything == {number: 2 * number for number in range(2 * A_FEW)}


async def test_who_breaks_off_what_is_done_together_breaks_off_each() -> None:
    ended = []

    async def work(number: int) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(number)

    everything = asyncio.create_task(together(work, range(3)))
    await asyncio.sleep(0)
    everything.cancel()
    with pytest.raises(asyncio.CancelledError):
        await everything
    assert sorted(ended) == [0, 1, 2]


class Desk:
    """Where batches are worked on when they are let."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.free = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.batch = Batches(self._work, self._spawn)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def _work(self, batch: list[int]) -> None:
        self.batches.append(batch)
        await self.free.wait()
        if 13 in batch:
            raise ValueError

    async def ended(self) -> None:
        self.free.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def test_what_comes_at_one_moment_is_worked_on_together() -> None:
    desk = Desk()
    desk.batch.add(1)
    desk.batch.add(2)
    await desk.ended()
    assert desk.batches == [[1, 2]]


async def test_what_comes_meanwhile_is_the_next_batch() -> None:
    desk = Desk()
    desk.batch.add(1)
    async with Turns() as turns:
        await turns.pass_by(3)
    desk.batch.add(2)
    desk.batch.add(3)
    assert desk.batches == [[1]]
    await desk.ended()
    assert desk.batches == [[1], [2, 3]]


async def test_a_batch_that_fails_keeps_none_after_it_back() -> None:
    desk = Desk()
    desk.batch.add(13)
    await desk.ended()
    desk.batch.add(1)
    await desk.ended()
    assert desk.batches == [[13], [1]]
