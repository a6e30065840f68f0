"""Whatever happens to a breaker, in whatever order, its laws hold."""

import asyncio
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
import pytest

from custom_components.plantos.resilience.breaker import Breaker, BreakerState, Profile
from custom_components.plantos.resilience.errors import BreakerOpen

from .conftest import Bench, Hands

CLOSED, OPEN, HALF_OPEN = BreakerState.CLOSED, BreakerState.OPEN, BreakerState.HALF_OPEN
STEPS = {(CLOSED, OPEN), (OPEN, HALF_OPEN), (HALF_OPEN, OPEN), (HALF_OPEN, CLOSED)}
PROFILE = Profile(failures=2, successes=2, open_s=32.0)
# Fractions that floats hold exactly.
SECONDS = st.sampled_from([0.25, 8.0, 31.75, 32.0, 100.0])


@dataclass(eq=False)
class Call:
    """A call on its way: its guard, whether it is a trial, and how much had been told when it began."""

    guard: AbstractContextManager[None]
    trial: bool
    told: int

    def end(self, error: BaseException | None) -> None:
        if error is None:
            self.guard.__exit__(None, None, None)
        else:
            assert not self.guard.__exit__(type(error), error, None)


class BreakerLaws(RuleBasedStateMachine):
    """Calls that begin, end, come late, are cancelled or bypass the breaker, while time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.hands = Hands()
        self.start()

    def start(self) -> None:
        self.bench = Bench(PROFILE, self.hands)
        self.calls: list[Call] = []
        self.opened: float | None = None
        self.states = [CLOSED]
        self.seen = 0

    @property
    def breaker(self) -> Breaker:
        return self.bench.breaker

    def alone(self) -> float:
        """How long the device must still be left alone, reckoned from what was told."""
        return 0.0 if self.opened is None else max(0.0, self.opened + PROFILE.open_s - self.hands.monotonic)

    def follow(self, resets: bool = False) -> None:
        """Check what was told since the last look: each step is one that a breaker may take."""
        for state in self.bench.told[self.seen :]:
            assert (self.states[-1], state) in STEPS or (resets and state is CLOSED and self.states[-1] is not CLOSED)
            self.opened = self.hands.monotonic if state is OPEN else None
            self.states.append(state)
        self.seen = len(self.bench.told)

    @rule(may_be_trial=st.booleans())
    def begin(self, may_be_trial: bool) -> None:
        was, trials = self.breaker.state, sum(call.trial for call in self.calls)
        wanted = was is CLOSED or (may_be_trial and not trials and self.alone() == 0.0)
        rejections = self.breaker.total_rejections
        guard = self.breaker.guard(trial=may_be_trial)
        if wanted:
            guard.__enter__()
            self.calls.append(Call(guard, was is not CLOSED, len(self.bench.told)))
            assert self.breaker.state is (CLOSED if was is CLOSED else HALF_OPEN)
        else:
            with pytest.raises(BreakerOpen) as refused:
                guard.__enter__()
            assert refused.value.seconds_left == self.alone()
            assert self.breaker.state is was
        assert self.breaker.total_rejections == rejections + (not wanted)
        self.follow()

    @precondition(lambda self: self.calls)
    @rule(data=st.data(), error=st.sampled_from([None, OSError("no answer"), asyncio.CancelledError()]))
    def end(self, data: st.DataObject, error: BaseException | None) -> None:
        call = self.calls.pop(data.draw(st.integers(0, len(self.calls) - 1)))
        before = (self.breaker.state, self.breaker.failures_in_row, self.breaker.seconds_left)
        late = call.told != len(self.bench.told)
        call.end(error)
        self.follow()
        if late or isinstance(error, asyncio.CancelledError):
            assert before == (self.breaker.state, self.breaker.failures_in_row, self.breaker.seconds_left)

    @rule(works=st.booleans())
    def bypass(self, works: bool) -> None:
        was, due = self.breaker.state, self.alone() == 0.0
        if works:
            self.breaker.succeeded()
            stays_open = was is OPEN and not due
        else:
            self.breaker.failed(OSError("stuck"))
            stays_open = was is not CLOSED or self.breaker.failures_in_row >= PROFILE.failures
        self.follow()
        assert (self.breaker.state is OPEN) == stays_open

    @rule()
    def fail_and_wait_out(self) -> None:
        """The short way to a trial that is due."""
        for _ in range(PROFILE.failures):
            self.bypass(works=False)
        self.wait(PROFILE.open_s)

    @rule(seconds=SECONDS)
    def wait(self, seconds: float) -> None:
        self.hands.turn(seconds)

    @rule()
    def reset(self) -> None:
        self.breaker.reset()
        self.follow(resets=True)
        assert self.breaker.state is CLOSED

    @rule(jump=st.integers(-100, 100))
    def restart(self, jump: int) -> None:
        record = self.breaker.record()
        self.hands.wall += timedelta(seconds=jump)
        self.start()
        self.breaker.restore(record)
        self.states = [record.state]
        self.opened = self.hands.monotonic - PROFILE.open_s + self.breaker.seconds_left
        assert self.breaker.state is record.state
        if record.state is OPEN and record.opened_at:
            away = max(0.0, (self.hands.wall - record.opened_at).total_seconds())
            assert self.breaker.seconds_left == max(0.0, PROFILE.open_s - away)

    @invariant()
    def there_is_one_trial_at_most(self) -> None:
        assert sum(call.trial for call in self.calls) <= 1

    @invariant()
    def the_last_state_told_is_the_state(self) -> None:
        assert self.states[-1] is self.breaker.state

    @invariant()
    def no_breaker_is_open_for_longer_than_its_time(self) -> None:
        assert 0.0 <= self.breaker.seconds_left <= PROFILE.open_s
        assert self.breaker.seconds_left == (self.alone() if self.breaker.state is OPEN else 0.0)

    @invariant()
    def a_closed_breaker_has_seen_too_few_failures(self) -> None:
        assert self.breaker.state is not CLOSED or self.breaker.failures_in_row < PROFILE.failures


TestBreakerLaws = BreakerLaws.TestCase
TestBreakerLaws.settings = settings(max_examples=300, stateful_step_count=50, deadline=None, derandomize=True)
