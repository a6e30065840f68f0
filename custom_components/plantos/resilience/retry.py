"""Try again what may work a little later, with growing waits.

The loop and the backoff are tenacity's, long proven and pure Python. The jitter is drawn here, since
tenacity draws from the process's one generator, which no test can seed alone.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_exponential

from .errors import Refusal

# Between which multiples of a wait its true length is drawn.
type Jitter = tuple[float, float]

LOCAL: Jitter = (1.0, 1.1)
FULL: Jitter = (0.0, 1.0)

# Refused or malformed now is refused or malformed in a second.
NEVER = (Refusal, ValueError)


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and when a failed call is tried again; `attempts` counts the first one too."""

    attempts: int = 3
    first_s: float = 1.0
    cap_s: float = 60.0
    jitter: Jitter = LOCAL
    retry_on: type[Exception] | tuple[type[Exception], ...] = (ConnectionError, TimeoutError)
    random: Random = field(default_factory=Random, repr=False, compare=False)
    sleep: Callable[[float], Awaitable[None]] = field(default=asyncio.sleep, repr=False, compare=False)

    async def run[T](self, work: Callable[[], Awaitable[T]]) -> T:
        """The work's result at last, or its last error."""
        try:
            return await work()
        except Exception as error:
            if self.attempts == 1 or not self._again(error):
                raise
            failed = [error]

        async def attempt() -> T:
            # The first attempt was made without tenacity, whose making costs more than most calls.
            if failed:
                raise failed.pop()
            return await work()

        retrying = AsyncRetrying(
            stop=stop_after_attempt(self.attempts),
            retry=retry_if_exception(self._again),
            wait=self._wait,
            sleep=self.sleep,
            reraise=True,
        )
        return await retrying(attempt)

    def exhausted_by(self, error: Exception) -> bool:
        """Whether an error that came out of `run` did so for want of further attempts."""
        return self.attempts > 1 and self._again(error)

    def _again(self, error: BaseException) -> bool:
        return isinstance(error, self.retry_on) and not isinstance(error, NEVER)

    def _wait(self, state: RetryCallState) -> float:
        wait = wait_exponential(self.first_s, self.cap_s)(state) * self.random.uniform(*self.jitter)
        # A device that says when to come again is never asked sooner.
        asked = getattr(state.outcome and state.outcome.exception(), "retry_after", None)
        return min(self.cap_s, max(wait, asked) if isinstance(asked, int | float) else wait)


ONCE = Retry(attempts=1)
