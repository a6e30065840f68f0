"""A clock that is turned by hand, and a loop whose time passes at once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
import selectors

import pytest

from custom_components.plantos.domain.clock import Clock
from custom_components.plantos.resilience.breaker import Breaker, BreakerState, Profile

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """Resilience needs no Home Assistant."""


@pytest.fixture(autouse=True)
def configure_event_loop() -> None:
    """Leave the loop its own time."""


class _Impatient(selectors.DefaultSelector):
    """Waits for nothing: where a loop would sleep, its time is up already. Every look takes a microsecond."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "nothing will ever happen again"
        self.now += timeout + 1e-6
        return super().select(0)


class PassingTime(asyncio.SelectorEventLoop):
    """A loop on which an hour passes in no time."""

    def __init__(self) -> None:
        self._impatient = _Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        return self._impatient.now


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The one loop of these tests."""
    return {"passing": PassingTime}


def seconds() -> float:
    """What the running loop's clock shows, to the millisecond."""
    return round(asyncio.get_running_loop().time(), 3)


class Hands:
    """The hands of a clock: wall clock and seconds go together until the wall clock is set anew."""

    def __init__(self) -> None:
        self.wall = NOW
        self.monotonic = 1_000.0
        self.clock = Clock(now=lambda: self.wall, monotonic=lambda: self.monotonic)

    def turn(self, seconds: float) -> None:
        self.monotonic += seconds
        self.wall += timedelta(seconds=seconds)


class Bench:
    """A breaker, its clock and everything it told."""

    def __init__(self, profile: Profile, hands: Hands | None = None) -> None:
        self.hands = hands or Hands()
        self.told: list[BreakerState] = []
        self.breaker = Breaker("basil", profile, self.hands.clock, lambda it: self.told.append(it.state))

    def fail(self, times: int = 1) -> None:
        for _ in range(times):
            with pytest.raises(OSError, match="no answer"), self.breaker.guard():
                raise OSError("no answer")

    def work(self, times: int = 1) -> None:
        for _ in range(times):
            with self.breaker.guard():
                pass

    @contextmanager
    def failing_late(self) -> Iterator[None]:
        """A call that begins now, and fails when the block ends."""
        with suppress(ConnectionError), self.breaker.guard():
            yield
            raise ConnectionError("late")

    def open(self) -> None:
        self.fail(self.breaker.profile.failures)
        assert self.breaker.state is BreakerState.OPEN

    def wait_out(self) -> None:
        self.hands.turn(self.breaker.profile.open_s)


async def nothing_more() -> None:
    """Let everything happen that needs no time to pass."""
    for _ in range(20):
        await asyncio.sleep(0)


def failing(*errors: Exception) -> Callable[[], Awaitable[str]]:
    """Work that ends with each of these in turn, and with water after that."""
    left = list(errors)

    async def work() -> str:
        if left:
            raise left.pop(0)
        return "water"

    return work
