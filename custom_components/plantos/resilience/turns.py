"""Doing much for many plants without keeping the event loop from all else."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from typing import Any

# What is done for so many plants takes a few milliseconds, even on a small machine.
A_FEW = 8


async def paced[T](each: Iterable[T], at_once: int = A_FEW) -> AsyncIterator[T]:
    """One after another; after a few of them the event loop has its turn."""
    for number, one in enumerate(each, 1):
        yield one
        if number % at_once == 0:
            await asyncio.sleep(0)


async def together[K, T](work: Callable[[K], Coroutine[Any, Any, T]], keys: Iterable[K]) -> dict[K, T]:
    """What comes of work for all of these at the same time, begun for a few in each turn of the event loop.

    One that was cancelled by itself has no answer. What fails fails for all.
    """
    tasks: dict[K, asyncio.Task[T]] = {}
    async with asyncio.TaskGroup() as group:
        async for key in paced(keys):
            tasks[key] = group.create_task(work(key), eager_start=True)
    return {key: task.result() for key, task in tasks.items() if not task.cancelled()}


class Batches[T]:
    """Gathers what comes at one moment, or while the batch before is worked on, and has it worked on together."""

    def __init__(
        self, work: Callable[[list[T]], Coroutine[Any, Any, None]], spawn: Callable[[Coroutine[Any, Any, None]], None]
    ) -> None:
        """Begin with nothing; `spawn` starts the work beside all else."""
        self._work = work
        self._spawn = spawn
        self._next: list[T] = []
        self._working = False

    def add(self, one: T) -> None:
        """Have one more worked on."""
        self._next.append(one)
        if not self._working:
            self._working = True
            self._spawn(self._work_off())

    async def _work_off(self) -> None:
        try:
            while self._next:
                await asyncio.sleep(0)
                batch, self._next = self._next, []
                await self._work(batch)
        finally:
            self._working = False
