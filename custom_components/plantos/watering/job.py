"""A run at work: its task, and those who wait for it."""

import asyncio
from dataclasses import dataclass
from typing import Self

from ..domain.plants import Plant
from ..domain.reasons import Reason
from .runs import Run, RunState


@dataclass(slots=True, eq=False)
class Job:
    """A run at work.

    `started` is the monotonic instant of the open command, `opened` whether the outlet confirmed it,
    `water` whether any may have flowed, `end` what ended it other than its plan.
    """

    run: Run
    plant: Plant
    recorded: asyncio.Future[None]
    ended: asyncio.Future[Run]
    task: asyncio.Task[None] | None = None
    started: float | None = None
    opened: bool = False
    water: bool = True
    end: tuple[RunState, Reason | None] | None = None

    def halt(self, state: RunState, why: Reason) -> None:
        """End the run in this state, as soon as its task hears of it."""
        self.end = self.end or (state, why)
        if self.task:
            self.task.cancel()

    @classmethod
    def of(cls, run: Run, plant: Plant) -> Self:
        """A run that begins."""
        loop = asyncio.get_running_loop()
        return cls(run, plant, loop.create_future(), loop.create_future())

    @classmethod
    def over(cls, run: Run, plant: Plant) -> Self:
        """A run of which nothing is left to do."""
        job = cls.of(run, plant)
        job.recorded.set_result(None)
        job.ended.set_result(run)
        return job
