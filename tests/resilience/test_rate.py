"""Over one physical device go so many calls a second and no more."""

import asyncio
from itertools import accumulate

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.plantos.resilience.rate import per_second

from .conftest import PassingTime, seconds


def times_of(calls: float, gaps: list[float]) -> list[float]:
    """When calls that arrive with these gaps between them are let through."""
    times: list[float] = []

    async def arrive(at: float) -> None:
        await asyncio.sleep(at)
        async with limiter:
            times.append(seconds())

    async def all_of_them() -> None:
        await asyncio.gather(*map(arrive, accumulate(gaps)))

    limiter = per_second(calls)
    with asyncio.Runner(loop_factory=PassingTime) as runner:
        runner.run(all_of_them())
    return times


@pytest.mark.parametrize("calls", [10.0, 100.0])
def test_a_rush_is_let_through_evenly(calls: float) -> None:
    assert times_of(calls, [0.0] * 25) == pytest.approx([number / calls for number in range(25)])


def test_a_call_that_comes_alone_waits_for_nothing() -> None:
    assert times_of(10.0, [0.0, 5.0, 5.0]) == [0.0, 5.0, 10.0]


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=60))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_no_second_sees_more_calls_than_allowed(gaps: list[float]) -> None:
    times = times_of(10.0, gaps)
    assert len(times) == len(gaps)
    for first in times:
        assert sum(first <= time < first + 0.999 for time in times) <= 10
