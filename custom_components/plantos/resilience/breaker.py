"""A circuit breaker: a device that fails again and again is left alone, then tried, then trusted.

It is our own, because those to be had read the time themselves, let several trials through at once
and forget at a restart; ours has the hub's clock, one trial at a time and a record to store.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ..domain.clock import Clock
from .errors import BreakerOpen, Refusal


class BreakerState(StrEnum):
    """Where a breaker stands."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class Profile:
    """How many failures in a row open a breaker, how many trials close it, and how long it stays open."""

    failures: int
    successes: int
    open_s: float


PROBE = Profile(3, 2, 30.0)
OUTLET = Profile(5, 2, 60.0)
CONSERVATIVE = Profile(10, 5, 120.0)
PRODUCTION = Profile(5, 2, 60.0)
AGGRESSIVE = Profile(3, 1, 30.0)

PROFILES: dict[str, Profile] = {
    "probe": PROBE,
    "outlet": OUTLET,
    "conservative": CONSERVATIVE,
    "production": PRODUCTION,
    "aggressive": AGGRESSIVE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerRecord:
    """What outlives a restart of a breaker."""

    state: BreakerState = BreakerState.CLOSED
    failures_in_row: int = 0
    total_failures: int = 0
    total_rejections: int = 0
    opened_count: int = 0
    last_failure: str | None = None
    opened_at: datetime | None = None


class Breaker:
    """The breaker of one device. `changed` is called once for every change of its state."""

    def __init__(self, name: str, profile: Profile, clock: Clock, changed: Callable[[Breaker], None]) -> None:
        """Begin closed."""
        self.name = name
        self.profile = profile
        self.state = self.before = BreakerState.CLOSED
        self.failures_in_row = 0
        self.total_failures = 0
        self.total_rejections = 0
        self.opened_count = 0
        self.last_failure: str | None = None
        self.opened_at: datetime | None = None
        self._clock = clock
        self._changed = changed
        self._opened = 0.0
        self._successes = 0
        # Whether a trial is on its way, be it one that became late meanwhile.
        self._trial = False
        # Counts the changes: a call that began before the last one is late, and its end tells nothing.
        self._era = 0

    @property
    def seconds_left(self) -> float:
        """How long the device is left alone before the next trial."""
        if self.state is not BreakerState.OPEN:
            return 0.0
        return max(0.0, self._opened + self.profile.open_s - self._clock.monotonic())

    @contextmanager
    def guard(self, *, trial: bool = True) -> Iterator[None]:
        """Let a call through, or raise BreakerOpen, and learn from how it ends.

        A call that may be no `trial` needs a closed breaker. One that is cancelled or refused inside
        is neither failure nor success.
        """
        is_trial = self._let_through(trial)
        era = self._era
        try:
            yield
        except Refusal:
            raise
        except Exception as error:
            self._failed(error, era)
            raise
        else:
            self._succeeded(era)
        finally:
            if is_trial:
                self._trial = False

    def succeeded(self) -> None:
        """Note that a call which bypassed the breaker worked: a trial's success where one is due."""
        self._half_open_when_due()
        self._succeeded(self._era)

    def failed(self, error: Exception) -> None:
        """Note that a call which bypassed the breaker failed: a trial's failure where one is due."""
        self._half_open_when_due()
        self._failed(error, self._era)

    def trip(self, error: Exception) -> None:
        """Open at once: by another measure than calls in a row the device has failed too often."""
        self._half_open_when_due()
        self.failures_in_row = self.profile.failures - 1
        self._failed(error, self._era)

    def reset(self) -> None:
        """Close by hand, and forget the failures in a row."""
        self.failures_in_row = 0
        if self.state is not BreakerState.CLOSED:
            self._move(BreakerState.CLOSED)

    def record(self) -> BreakerRecord:
        """What to store."""
        return BreakerRecord(
            state=self.state,
            failures_in_row=self.failures_in_row,
            total_failures=self.total_failures,
            total_rejections=self.total_rejections,
            opened_count=self.opened_count,
            last_failure=self.last_failure,
            opened_at=self.opened_at,
        )

    def restore(self, record: BreakerRecord) -> None:
        """Go on where a record ends; nothing changed by that, so nobody is told."""
        now = self._clock.now()
        # The clock may have jumped back: nothing opened later than now.
        self.opened_at = record.opened_at and min(record.opened_at, now)
        self._opened = self._clock.monotonic() - (now - (self.opened_at or now)).total_seconds()
        self.state = record.state
        self.failures_in_row = record.failures_in_row
        self.total_failures = record.total_failures
        self.total_rejections = record.total_rejections
        self.opened_count = record.opened_count
        self.last_failure = record.last_failure
        self._successes = 0
        self._era += 1

    def _let_through(self, may_be_trial: bool) -> bool:
        """Whether the call that is let through is a trial."""
        if may_be_trial and not self._trial:
            self._half_open_when_due()
        # Only now: whoever was told of the change may have begun a trial in the meantime.
        if self.state is BreakerState.CLOSED:
            return False
        if not may_be_trial or self._trial or self.seconds_left:
            self.total_rejections += 1
            raise BreakerOpen(self.name, self.seconds_left)
        self._trial = True
        return True

    def _half_open_when_due(self) -> None:
        if self.state is BreakerState.OPEN and not self.seconds_left:
            self._successes = 0
            self._move(BreakerState.HALF_OPEN)

    def _succeeded(self, era: int) -> None:
        if self._tells_nothing(era):
            return
        self.failures_in_row = 0
        self._successes += 1
        if self.state is BreakerState.HALF_OPEN and self._successes >= self.profile.successes:
            self._move(BreakerState.CLOSED)

    def _failed(self, error: Exception, era: int) -> None:
        self.total_failures += 1
        self.last_failure = str(error) or type(error).__name__
        if self._tells_nothing(era):
            return
        self.failures_in_row += 1
        if self.state is BreakerState.HALF_OPEN or self.failures_in_row >= self.profile.failures:
            self.opened_count += 1
            self.opened_at = self._clock.now()
            self._opened = self._clock.monotonic()
            self._move(BreakerState.OPEN)

    def _tells_nothing(self, era: int) -> bool:
        return era != self._era or self.state is BreakerState.OPEN

    def _move(self, state: BreakerState) -> None:
        self.before, self.state = self.state, state
        self._era += 1
        self._changed(self)
