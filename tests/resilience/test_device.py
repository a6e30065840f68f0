"""A call goes through breaker, retry, slot, rate and timeout, in this order."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random

from aiolimiter import AsyncLimiter
import pytest

from custom_components.plantos.resilience.breaker import PROBE, BreakerState
from custom_components.plantos.resilience.device import Device
from custom_components.plantos.resilience.errors import BreakerOpen, BrokenOff, Refusal
from custom_components.plantos.resilience.rate import per_second
from custom_components.plantos.resilience.retry import ONCE, Retry

from .conftest import Bench, failing, nothing_more, seconds


class Still(Random):
    """Draws the shortest wait."""

    def random(self) -> float:
        return 0.0


RETRY = Retry(random=Still())


def a_device(
    bench: Bench | None = None,
    *,
    timeout_s: float = 5.0,
    retry: Retry = ONCE,
    bulkhead: asyncio.Semaphore | None = None,
    rate: AsyncLimiter | None = None,
) -> Device:
    """A probe that answers within five seconds or not at all, and isn't asked again."""
    return Device((bench or Bench(PROBE)).breaker, timeout_s=timeout_s, retry=retry, bulkhead=bulkhead, rate=rate)


def taking(duration: float) -> Callable[[], Awaitable[str]]:
    """Work that takes this many seconds."""

    async def work() -> str:
        await asyncio.sleep(duration)
        return "water"

    return work


async def cancelled_by_itself() -> None:
    """Work of a library that cancels what it waits for."""
    future = asyncio.get_running_loop().create_future()
    future.cancel()
    await future


async def test_a_call_gives_what_the_work_gives() -> None:
    assert await a_device().call(taking(4.0)) == "water"


async def test_a_call_fails_as_the_work_fails() -> None:
    error = KeyError("no such register")
    with pytest.raises(KeyError) as failed:
        await a_device().call(failing(error))
    assert failed.value is error


async def test_work_that_takes_too_long_is_ended_at_its_timeout() -> None:
    with pytest.raises(TimeoutError):
        await a_device().call(taking(5.5))
    assert seconds() == 5.0


async def test_every_attempt_has_the_whole_timeout() -> None:
    with pytest.raises(TimeoutError):
        await a_device(retry=RETRY).call(asyncio.Event().wait)
    assert seconds() == 5.0 + 1.0 + 5.0 + 2.0 + 5.0


async def test_a_call_is_one_failure_however_often_it_was_tried() -> None:
    bench = Bench(PROBE)
    device = a_device(bench, retry=RETRY)
    with pytest.raises(TimeoutError):
        await device.call(failing(*[TimeoutError()] * 3))
    assert bench.breaker.total_failures == bench.breaker.failures_in_row == 1
    assert await device.call(failing(TimeoutError(), TimeoutError())) == "water"
    assert (bench.breaker.total_failures, bench.breaker.failures_in_row) == (1, 0)


async def test_an_open_breaker_keeps_a_call_from_the_hardware() -> None:
    bench = Bench(PROBE)
    bench.open()
    with pytest.raises(BreakerOpen):
        await a_device(bench, retry=RETRY).call(lambda: pytest.fail("the hardware was touched"))
    assert seconds() == 0.0


async def test_calls_that_fail_open_the_breaker() -> None:
    bench = Bench(PROBE)
    device = a_device(bench)
    for _ in range(3):
        with pytest.raises(OSError, match="no answer"):
            await device.call(failing(OSError("no answer")))
    with pytest.raises(BreakerOpen):
        await device.call(taking(0.0))
    bench.wait_out()
    assert await device.call(taking(0.0)) == "water"


async def test_an_opening_is_no_trial() -> None:
    bench = Bench(PROBE)
    bench.open()
    bench.wait_out()
    with pytest.raises(BreakerOpen):
        await a_device(bench).call(lambda: pytest.fail("water for a trial"), trial=False)


async def test_one_trial_at_a_time_reaches_the_hardware() -> None:
    bench = Bench(PROBE)
    bench.open()
    bench.wait_out()
    device = a_device(bench)
    results = await asyncio.gather(*(device.call(taking(1.0)) for _ in range(3)), return_exceptions=True)
    assert results[0] == "water"
    assert [type(result) for result in results[1:]] == [BreakerOpen, BreakerOpen]


async def test_a_cancelled_trial_is_given_back() -> None:
    bench = Bench(PROBE)
    bench.open()
    bench.wait_out()
    device = a_device(bench)
    task = asyncio.create_task(device.call(taking(4.0)))
    await asyncio.sleep(1.0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (bench.breaker.state, bench.breaker.total_failures) == (BreakerState.HALF_OPEN, 3)
    assert await device.call(taking(0.0)) == "water"


async def test_a_callers_own_timeout_is_no_failure_of_the_device() -> None:
    bench = Bench(PROBE)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2.0):
            await a_device(bench, retry=RETRY).call(taking(4.0))
    assert (seconds(), bench.breaker.total_failures) == (2.0, 0)


async def test_a_library_that_cancels_itself_has_failed_and_cancels_nobody() -> None:
    bench = Bench(PROBE)
    with pytest.raises(BrokenOff, match="basil"):
        await a_device(bench).call(cancelled_by_itself)
    assert bench.breaker.failures_in_row == 1
    task = asyncio.current_task()
    assert task and not task.cancelling()


async def test_a_library_that_cancels_itself_is_asked_again_where_that_is_wanted() -> None:
    with pytest.raises(BrokenOff):
        await a_device(retry=Retry(retry_on=BrokenOff, random=Still())).call(cancelled_by_itself)
    assert seconds() == 3.0


async def test_a_refusal_within_the_work_is_no_failure_and_is_not_retried() -> None:
    bench = Bench(PROBE)
    device = a_device(bench, retry=Retry(retry_on=Exception))
    with pytest.raises(Refusal):
        await device.call(failing(Refusal("the pump's breaker is open")))
    assert (bench.breaker.total_failures, device.exhausted, seconds()) == (0, 0, 0.0)


async def test_calls_that_failed_to_the_end_of_their_attempts_are_counted() -> None:
    device = a_device(retry=RETRY)
    for _ in range(2):
        with pytest.raises(TimeoutError):
            await device.call(failing(*[TimeoutError()] * 3))
    await device.call(failing(TimeoutError()))
    with pytest.raises(KeyError):
        await device.call(failing(KeyError()))
    assert device.exhausted == 2


async def test_a_call_that_is_tried_once_exhausts_nothing() -> None:
    device = a_device()
    with pytest.raises(TimeoutError):
        await device.call(failing(TimeoutError()))
    assert device.exhausted == 0


async def test_a_hub_does_so_many_calls_at_once_and_no_more() -> None:
    slots, at_once, most = asyncio.Semaphore(4), 0, 0

    async def work() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(1.0)
        at_once -= 1

    await asyncio.gather(*(a_device(bulkhead=slots).call(work) for _ in range(10)))
    assert (most, seconds()) == (4, 3.0)


async def test_a_hung_call_gives_its_slot_back_at_its_timeout() -> None:
    slots = asyncio.Semaphore(1)
    hung = asyncio.create_task(a_device(bulkhead=slots, retry=RETRY).call(asyncio.Event().wait))
    await nothing_more()
    assert await a_device(bulkhead=slots).call(taking(0.0)) == "water"
    assert seconds() == 5.0
    hung.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hung


async def test_a_wait_for_a_slot_is_no_failure_of_the_device_that_waits() -> None:
    slots, bench = asyncio.Semaphore(1), Bench(PROBE)
    hung = asyncio.create_task(a_device(bulkhead=slots).call(asyncio.Event().wait))
    await nothing_more()
    assert await a_device(bench, bulkhead=slots, timeout_s=1.0).call(taking(0.5)) == "water"
    assert bench.breaker.total_failures == 0
    with pytest.raises(TimeoutError):
        await hung


async def test_no_slot_is_held_between_attempts() -> None:
    slots = asyncio.Semaphore(1)
    failed = asyncio.create_task(a_device(bulkhead=slots, retry=RETRY).call(failing(TimeoutError())))
    await nothing_more()
    assert not slots.locked()
    assert await failed == "water"


@pytest.mark.parametrize("error", [OSError(), Refusal()])
async def test_a_failed_call_gives_its_slot_back(error: Exception) -> None:
    slots = asyncio.Semaphore(1)
    with pytest.raises(type(error)):
        await a_device(bulkhead=slots).call(failing(error))
    assert not slots.locked()


async def test_a_call_that_is_rejected_takes_no_slot() -> None:
    slots, bench = asyncio.Semaphore(1), Bench(PROBE)
    bench.open()
    await slots.acquire()
    with pytest.raises(BreakerOpen):
        await a_device(bench, bulkhead=slots).call(taking(0.0))


async def test_calls_over_one_physical_device_keep_to_its_rate() -> None:
    rate, times = per_second(10.0), []

    async def work() -> None:
        times.append(seconds())

    await asyncio.gather(*(a_device(rate=rate, timeout_s=0.01).call(work) for _ in range(4)))
    assert times == pytest.approx([0.0, 0.1, 0.2, 0.3])


async def test_every_attempt_keeps_to_the_rate() -> None:
    rate = per_second(0.125)
    await a_device(rate=rate, retry=RETRY).call(failing(TimeoutError(), TimeoutError()))
    assert seconds() == pytest.approx(16.0)
