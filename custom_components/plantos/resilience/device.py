"""A call to a device, outside-in: breaker, retry, a slot of the hub, the device's rate, timeout.

They are composed here and nowhere else. A wait for a slot or the rate is the hub's doing, so the
device's timeout doesn't count it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext

from aiolimiter import AsyncLimiter

from .breaker import Breaker
from .durations import Durations
from .errors import BrokenOff
from .retry import Retry


class Device:
    """One thing that is called and may fail."""

    def __init__(
        self,
        breaker: Breaker,
        *,
        timeout_s: float,
        retry: Retry,
        bulkhead: asyncio.Semaphore | None = None,
        rate: AsyncLimiter | None = None,
        taking: Durations | None = None,
    ) -> None:
        """Begin; bulkhead, rate and how long calls take are shared with the devices beside it."""
        self.breaker = breaker
        # How many calls failed to the end of their attempts.
        self.exhausted = 0
        self._timeout_s = timeout_s
        self._retry = retry
        self._slot = bulkhead or nullcontext()
        self._rate = rate or nullcontext()
        self._taking = taking

    async def call[T](self, work: Callable[[], Awaitable[T]], *, trial: bool = True) -> T:
        """The work's result. Raises BreakerOpen, or the last attempt's error.

        A call that may be no `trial`, as an outlet's opening, needs a closed breaker.
        """
        with self.breaker.guard(trial=trial):
            try:
                return await self._retry.run(lambda: self._attempt(work))
            except Exception as error:
                self.exhausted += self._retry.exhausted_by(error)
                raise

    async def hear[T](self, work: Callable[[], Awaitable[T]]) -> T:
        """One attempt that an open breaker doesn't keep back, but learns from.

        For a device that has just spoken, and for a person who wants to know now.
        """
        try:
            result = await self._attempt(work)
        except Exception as error:
            self.breaker.failed(error)
            raise
        self.breaker.succeeded()
        return result

    async def _attempt[T](self, work: Callable[[], Awaitable[T]]) -> T:
        async with self._slot, self._rate:
            try:
                with self._taking.measured() if self._taking else nullcontext():
                    async with asyncio.timeout(self._timeout_s):
                        return await work()
            except asyncio.CancelledError as error:
                # A library may cancel what it waits for itself; only a cancelled caller ends here.
                if (task := asyncio.current_task()) and task.cancelling():
                    raise
                raise BrokenOff(f"{self.breaker.name} broke the call off") from error
