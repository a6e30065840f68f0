"""One thread for the blocking calls of one bus or device: what hangs there, hangs alone.

A thread of an executor is joined when the interpreter ends, so a call that hangs would keep Home
Assistant from ending. This thread is a daemon.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
import threading
import time
from typing import Any

from . import HardwareError

# How long one call may take before the thread counts as hanging, in seconds.
LIMIT = 5.0
# How long a stop waits for what is being done, in seconds.
PATIENCE = 0.5


class Worker:
    """A thread that does one job after the other and refuses new ones while one hangs."""

    def __init__(self, name: str, *, limit_s: float = LIMIT, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Begin without a thread; the first job starts it."""
        self._name = name
        self._limit_s = limit_s
        self._monotonic = monotonic
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        # Since when it has been at the job in hand; None between jobs.
        self._busy_since: float | None = None
        self._stopped = False
        self._waiting: set[asyncio.Future[Any]] = set()

    @property
    def hangs(self) -> bool:
        """Whether the job in hand takes longer than any may."""
        return self._seconds_left() <= 0

    async def run[T](self, job: Callable[[], T]) -> T:
        """The job's result or its error. Raises HardwareError while a job hangs, this one or one before it.

        A caller that is cancelled leaves at once; its job is skipped if it hasn't begun.
        """
        if self._stopped:
            raise HardwareError(f"{self._name} was let go of")
        if self.hangs:
            raise HardwareError(f"{self._name} hangs")
        outcome = Future[T]()
        self._begin()
        self._jobs.put(lambda: self._do(job, outcome))
        waiting = asyncio.wrap_future(outcome)
        self._waiting.add(waiting)
        try:
            while not waiting.done():
                await asyncio.wait([waiting], timeout=max(self._seconds_left(), 0.01))
                if not waiting.done() and self.hangs:
                    raise HardwareError(f"{self._name} hangs")
            if waiting.cancelled():
                raise HardwareError(f"{self._name} was let go of")
            return waiting.result()
        finally:
            self._waiting.discard(waiting)
            waiting.cancel()

    async def stop(self, last: Callable[[], None] = lambda: None) -> None:
        """End the thread; `last` is its last job, done as soon as a job that hangs has come back.

        Jobs that haven't begun are refused. A moment is waited for, a job that hangs isn't, by nobody.
        """
        if self._stopped:
            return
        self._stopped = True
        if (thread := self._thread) is None:
            return
        ended = Future[None]()

        def end() -> None:
            # Nobody can do anything about it any more.
            with suppress(Exception):
                last()

        self._jobs.put(lambda: self._do(end, ended, refuse=False))
        self._jobs.put(None)
        if not self.hangs:
            await asyncio.wait([asyncio.wrap_future(ended)], timeout=PATIENCE)
            if ended.done():
                thread.join(PATIENCE)
        for waiting in self._waiting:
            waiting.cancel()

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=f"plantos {self._name}", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._busy_since = self._monotonic()
            job()
            self._busy_since = None

    def _do[T](self, job: Callable[[], T], outcome: Future[T], *, refuse: bool = True) -> None:
        if not outcome.set_running_or_notify_cancel():
            return
        try:
            if self._stopped and refuse:
                raise HardwareError(f"{self._name} was let go of")
            result = job()
        except Exception as error:  # noqa: BLE001 - it is the caller's
            outcome.set_exception(error)
        else:
            outcome.set_result(result)

    def _seconds_left(self) -> float:
        since = self._busy_since
        return self._limit_s if since is None else since + self._limit_s - self._monotonic()
