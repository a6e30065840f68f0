"""What may work a little later is tried again: a few times, with growing waits, and never what was refused."""

import asyncio
from dataclasses import replace
from random import Random

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.plantos.resilience.errors import BreakerOpen, Refusal
from custom_components.plantos.resilience.retry import FULL, LOCAL, ONCE, Jitter, Retry

from .conftest import failing, seconds

LAW = settings(max_examples=200, deadline=None, derandomize=True)


class Busy(ConnectionError):
    """A device that says when to come again."""

    def __init__(self, retry_after: float | str | None) -> None:
        super().__init__("busy")
        self.retry_after = retry_after


class Steady(Random):
    """Draws the same share of every range."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def random(self) -> float:
        return self.share


def waits_of(retry: Retry, error: Exception) -> list[float]:
    """How long a call that never works waits between its attempts."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    with pytest.raises(type(error)):
        asyncio.run(replace(retry, sleep=sleep).run(failing(*[error] * retry.attempts)))
    return waits


def waits(share: float, jitter: Jitter, attempts: int = 3, error: Exception | None = None) -> list[float]:
    return waits_of(Retry(attempts=attempts, jitter=jitter, random=Steady(share)), error or TimeoutError())


async def test_a_call_that_works_is_made_once() -> None:
    made = 0

    async def work() -> str:
        nonlocal made
        made += 1
        return "water"

    assert await Retry().run(work) == "water"
    assert (made, seconds()) == (1, 0.0)


async def test_a_call_is_made_three_times_in_all() -> None:
    made = 0

    async def work() -> None:
        nonlocal made
        made += 1
        raise ConnectionError(f"attempt {made}")

    with pytest.raises(ConnectionError, match="attempt 3"):
        await Retry().run(work)
    assert made == 3


async def test_a_call_that_works_at_the_third_attempt_has_worked() -> None:
    assert await Retry().run(failing(TimeoutError(), ConnectionError())) == "water"
    assert 3.0 <= seconds() <= 3.3


async def test_once_is_once() -> None:
    with pytest.raises(TimeoutError):
        await ONCE.run(failing(TimeoutError()))
    assert seconds() == 0.0


def test_waits_double_and_end_at_a_minute() -> None:
    assert waits(0.0, LOCAL, attempts=9) == [1, 2, 4, 8, 16, 32, 60, 60]
    assert waits(0.999, LOCAL, attempts=9)[-2:] == [60, 60]


def test_a_local_wait_is_at_most_a_tenth_longer() -> None:
    assert waits(1.0, LOCAL) == pytest.approx([1.1, 2.2])
    assert waits(0.5, LOCAL) == pytest.approx([1.05, 2.1])


@pytest.mark.parametrize(("share", "expected"), [(0.0, [0.0, 0.0]), (0.25, [0.25, 0.5]), (1.0, [1.0, 2.0])])
def test_a_wait_for_a_network_is_anything_up_to_its_length(share: float, expected: list[float]) -> None:
    assert waits(share, FULL) == expected


@given(st.randoms(use_true_random=False))
@LAW
def test_no_draw_leaves_its_range(random: Random) -> None:
    for number, wait in enumerate(waits_of(Retry(random=random), TimeoutError())):
        assert 2**number <= wait <= 1.1 * 2**number
    for number, wait in enumerate(waits_of(Retry(random=random, jitter=FULL), TimeoutError())):
        assert 0.0 <= wait <= 2**number


def test_the_same_seed_waits_the_same() -> None:
    assert waits_of(Retry(random=Random(7)), TimeoutError()) == waits_of(Retry(random=Random(7)), TimeoutError())
    assert waits_of(Retry(random=Random(7)), TimeoutError()) != waits_of(Retry(random=Random(8)), TimeoutError())


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (7.0, [7, 7]),
        (7, [7, 7]),
        (1.5, [1.5, 2]),
        (0.0, [1, 2]),
        (-5.0, [1, 2]),
        (60.0, [60, 60]),
        (3_600.0, [60, 60]),
        (float("inf"), [60, 60]),
        (float("nan"), [1, 2]),
        (None, [1, 2]),
        ("soon", [1, 2]),
    ],
)
def test_a_device_that_says_when_to_come_again_is_not_asked_sooner_nor_a_minute_later(
    asked: float | str | None, expected: list[float]
) -> None:
    assert waits(0.0, LOCAL, error=Busy(asked)) == expected


def test_what_a_device_asks_for_is_not_shortened_by_jitter() -> None:
    assert waits(0.5, FULL, error=Busy(7.0)) == [7, 7]


@pytest.mark.parametrize("error", [KeyError("unasked for"), RuntimeError(), OSError()])
def test_only_what_is_named_is_retried(error: Exception) -> None:
    assert waits_of(Retry(retry_on=(ConnectionError, TimeoutError)), error) == []


@pytest.mark.parametrize("error", [KeyError("asked for"), RuntimeError()])
def test_what_is_named_is_retried(error: Exception) -> None:
    assert len(waits_of(Retry(retry_on=(KeyError, RuntimeError)), error)) == 2
    assert len(waits_of(Retry(retry_on=Exception), error)) == 2


@pytest.mark.parametrize("error", [Refusal("unsafe"), ValueError("malformed"), BreakerOpen("basil", 30.0)])
def test_what_is_refused_or_malformed_is_never_retried(error: Exception) -> None:
    assert waits_of(Retry(retry_on=Exception), error) == []
    assert not Retry(retry_on=Exception).exhausted_by(error)


async def test_a_cancelled_call_is_not_retried() -> None:
    task = asyncio.create_task(Retry(retry_on=Exception).run(asyncio.Event().wait))
    await asyncio.sleep(1.0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seconds() == 1.0


async def test_a_call_cancelled_while_it_waits_ends_at_once() -> None:
    task = asyncio.create_task(Retry().run(failing(TimeoutError())))
    await asyncio.sleep(0.5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seconds() == 0.5


def test_attempts_are_exhausted_by_what_would_have_been_retried() -> None:
    assert Retry().exhausted_by(TimeoutError())
    assert not Retry().exhausted_by(KeyError())
    assert not ONCE.exhausted_by(TimeoutError())


async def test_calls_at_the_same_time_count_their_own_attempts() -> None:
    retry = Retry(random=Steady(0.0))
    works = [failing(*[TimeoutError()] * number) for number in (0, 1, 2, 3)]
    results = await asyncio.gather(*map(retry.run, works), return_exceptions=True)
    assert results[:3] == ["water"] * 3
    assert isinstance(results[3], TimeoutError)
