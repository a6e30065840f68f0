"""A run at work: its task, and those who wait for it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Self

from ..domain.plants import Plant
from ..domain.reasons import Reason
from .runs import Run, RunState


@dataclass(slots=True, eq=False)
class Job:
    """A run at work.

    `started` is the monotonic instant of the open command, `flowing_since` when water could first flow, and
    `stopped` when it surely no longer did. `opening` says that the outlet is about to be opened, `opened`
    whether it confirmed it, `closing` whether it is told to close, `water` whether any may have flowed,
    `metered_ml` what a flow meter has counted, `counted` that nothing more is added to it. `asking` is set while
    somebody is asked for approval, `answer` what they said, `fed_again` is set when the pump runs once more while
    the outlet drains, `end` what ended the run other than its plan.
    """

    run: Run
    plant: Plant
    recorded: asyncio.Future[None]
    ended: asyncio.Future[Run]
    task: asyncio.Task[None] | None = None
    started: float | None = None
    flowing_since: float | None = None
    opened: bool = False
    opening: bool = False
    closing: bool = False
    water: bool = True
    stopped: float | None = None
    metered_ml: float | None = None
    counted: bool = False
    answer: asyncio.Future[bool] | None = None
    asking: asyncio.Event = field(default_factory=asyncio.Event)
    fed_again: asyncio.Event = field(default_factory=asyncio.Event)
    end: tuple[RunState, Reason | None] | None = None

    def halt(self, state: RunState, why: Reason) -> None:
        """End the run in this state, as soon as its task hears of it."""
        self.end = self.end or (state, why)
        if self.task:
            self.task.cancel()

    async def result(self) -> Run:
        """The run once it has ended, or as soon as it waits for approval, which may take hours.

        Who gives up waiting doesn't touch the run.
        """
        asked = asyncio.ensure_future(self.asking.wait())
        try:
            either: set[asyncio.Future[Any]] = {self.ended, asked}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            asked.cancel()
        return self.ended.result() if self.ended.done() else self.run

    @property
    def rests(self) -> bool:
        """Whether it waits for a person or for the soil, and not for water."""
        return self.run.state is RunState.AWAITING_APPROVAL or self.run.soaks_between

    def begin_pulse(self, now: float, *, flows: bool) -> None:
        """Forget the last pulse; the outlet is about to be told to open."""
        self.started, self.flowing_since, self.stopped, self.metered_ml = now, now if flows else None, None, None
        self.opening, self.opened, self.closing, self.water = False, False, False, True
        self.counted = False
        self.fed_again.clear()

    def open_s(self, now: float) -> float:
        """For how long water could flow in this pulse, in real seconds."""
        if self.flowing_since is None:
            return 0.0
        return (now if self.stopped is None else self.stopped) - self.flowing_since

    def part_ml(self, now: float) -> float:
        """What this pulse has given by a monotonic instant."""
        if not self.water:
            return 0.0
        return self.plant.delivered_ml(self.open_s(now)) if self.metered_ml is None else self.metered_ml

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


class Ended(Exception):
    """A run that ends before its plan: in which state, and why."""

    def __init__(self, state: RunState, why: Reason) -> None:
        """Say how it ends."""
        self.state = state
        self.why = why
