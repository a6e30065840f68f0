"""What a device says, read once for all who ask within a second."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ...domain.clock import Clock
from .errors import NoAnswer, Reason
from .exchange import Exchange, Json, Request

FRESH_S = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """An answer, and when it was given."""

    answer: Json
    at: datetime
    monotonic: float


class Pages:
    """The pages of one device. A reader that is cancelled leaves the reading to the others."""

    def __init__(self, exchange: Exchange, clock: Clock, heard: Callable[[Request], None]) -> None:
        """Begin with nothing read; `heard` is told of every page that arrived."""
        self._exchange = exchange
        self._clock = clock
        self._heard = heard
        self._fresh: dict[Request, Page] = {}
        self._last: dict[Request, Page] = {}
        self._underway: dict[Request, asyncio.Task[Page]] = {}
        self._tasks: set[asyncio.Task[Page]] = set()

    async def read(self, request: Request) -> Page:
        """A page no older than a second. Raises HttpError if there is none."""
        page = self._fresh.get(request)
        if page and self._clock.monotonic() - page.monotonic < FRESH_S:
            return page
        task = self._underway.get(request) or self._begin(request)
        await asyncio.wait({task})
        if task.cancelled():
            raise NoAnswer(Reason.NO_ANSWER, f"{request} was given up")
        return task.result()

    def last(self, request: Request) -> Page | None:
        """The page as it was read last."""
        return self._last.get(request)

    def forget(self) -> None:
        """Ask anew from now on: what was said or asked before is no answer to what comes after."""
        self._underway.clear()
        self._fresh.clear()

    async def stop(self) -> None:
        """Give up what is being read."""
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, request: Request) -> asyncio.Task[Page]:
        task = self._underway[request] = asyncio.create_task(self._fetch(request))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._end(request, done))
        return task

    async def _fetch(self, request: Request) -> Page:
        answer = await self._exchange.ask(request, page=True)
        return Page(answer, self._clock.now(), self._clock.monotonic())

    def _end(self, request: Request, task: asyncio.Task[Page]) -> None:
        self._tasks.discard(task)
        # Nobody may be left to take the error; it was noted as the device's fault.
        failed = task.cancelled() or task.exception() is not None
        if self._underway.get(request) is task:
            del self._underway[request]
            if not failed:
                self._fresh[request] = self._last[request] = task.result()
                self._heard(request)
