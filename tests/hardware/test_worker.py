"""One thread per bus: what hangs there hangs alone, and nobody waits for it."""

import asyncio
from collections.abc import AsyncIterator
import gc
import threading

import pytest

from custom_components.plantos.hardware import HardwareError
from custom_components.plantos.hardware.worker import Worker


class Hanging:
    """A job that hangs until it is freed."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.freed = threading.Event()

    def __call__(self) -> str:
        self.begun.set()
        assert self.freed.wait(30)
        return "back"

    async def begin(self) -> None:
        """Wait until it hangs."""
        assert await asyncio.get_running_loop().run_in_executor(None, self.begun.wait, 10)


class Hand:
    """A clock that stands."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
async def worker(clock: Hand) -> AsyncIterator[Worker]:
    worker = Worker("the bus", monotonic=clock)
    yield worker
    await worker.stop()


@pytest.fixture
async def hanging() -> AsyncIterator[Hanging]:
    job = Hanging()
    yield job
    job.freed.set()


def fail() -> None:
    raise RuntimeError("no")


async def test_a_job_is_done_on_one_thread_of_its_own(worker: Worker) -> None:
    first, second = await worker.run(threading.current_thread), await worker.run(threading.current_thread)
    assert first is second is not threading.current_thread()
    assert first.daemon


async def test_an_error_is_the_callers(worker: Worker) -> None:
    with pytest.raises(RuntimeError, match="no"):
        await worker.run(fail)
    assert await worker.run(lambda: 7) == 7


async def test_while_a_job_hangs_new_ones_are_refused_at_once(worker: Worker, clock: Hand, hanging: Hanging) -> None:
    first = asyncio.create_task(worker.run(hanging))
    await hanging.begin()
    clock.at = 5.0
    assert worker.hangs
    with pytest.raises(HardwareError, match="the bus hangs"):
        worker.run(lambda: None).send(None)
    first.cancel()


async def test_it_recovers_when_the_job_comes_back(worker: Worker, clock: Hand, hanging: Hanging) -> None:
    first = asyncio.create_task(worker.run(hanging))
    await hanging.begin()
    clock.at = 4.0
    second = asyncio.create_task(worker.run(lambda: 7))
    hanging.freed.set()
    assert await first == "back"
    assert await second == 7
    assert not worker.hangs


async def test_a_caller_doesnt_wait_for_a_job_longer_than_one_may_take(hanging: Hanging) -> None:
    worker = Worker("the bus", limit_s=0.02)
    queued = asyncio.gather(worker.run(hanging), worker.run(lambda: None), return_exceptions=True)
    assert [str(error) for error in await queued] == ["the bus hangs"] * 2
    await worker.stop()


async def test_a_cancelled_caller_leaves_and_its_job_is_skipped(worker: Worker, hanging: Hanging) -> None:
    done: list[int] = []
    first = asyncio.create_task(worker.run(hanging))
    await hanging.begin()
    second = asyncio.create_task(worker.run(lambda: done.append(2)))
    await asyncio.sleep(0)
    for task in (first, second):
        task.cancel()
    assert all(
        isinstance(e, asyncio.CancelledError) for e in await asyncio.gather(first, second, return_exceptions=True)
    )
    hanging.freed.set()
    await worker.run(lambda: done.append(3))
    assert done == [3]


async def test_a_stop_does_the_last_job_and_ends_the_thread(worker: Worker) -> None:
    thread = await worker.run(threading.current_thread)
    done: list[str] = []
    await worker.stop(lambda: done.append("closed"))
    assert done == ["closed"]
    assert not thread.is_alive()
    with pytest.raises(HardwareError, match="let go of"):
        await worker.run(lambda: None)


async def test_a_last_job_that_fails_is_nobodys_error(worker: Worker) -> None:
    complaints: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    thread = await worker.run(threading.current_thread)
    await worker.stop(fail)
    assert not thread.is_alive()
    gc.collect()
    assert complaints == []


async def test_a_stop_of_one_that_never_worked_starts_no_thread() -> None:
    worker, before = Worker("the bus"), threading.active_count()
    await worker.stop()
    assert threading.active_count() == before


async def test_a_stop_doesnt_wait_for_a_job_that_hangs(worker: Worker, clock: Hand, hanging: Hanging) -> None:
    closed, skipped = threading.Event(), asyncio.Event()
    first = asyncio.create_task(worker.run(hanging))
    await hanging.begin()
    queued = asyncio.create_task(worker.run(skipped.set))
    await asyncio.sleep(0)
    clock.at = 30.0
    await worker.stop(closed.set)
    assert not closed.is_set()
    assert ["let go of" in str(error) for error in await asyncio.gather(first, queued, return_exceptions=True)] == [
        True
    ] * 2
    hanging.freed.set()
    assert await asyncio.get_running_loop().run_in_executor(None, closed.wait, 10)
    assert not skipped.is_set()


async def test_a_stop_lets_the_job_in_hand_end_and_refuses_what_is_behind_it(worker: Worker, hanging: Hanging) -> None:
    first = asyncio.create_task(worker.run(hanging))
    await hanging.begin()
    queued = asyncio.create_task(worker.run(fail))
    await asyncio.sleep(0)
    stopping = asyncio.create_task(worker.stop())
    await asyncio.sleep(0)
    hanging.freed.set()
    await stopping
    assert await first == "back"
    with pytest.raises(HardwareError, match="let go of"):
        await queued


async def test_a_loop_that_ended_meanwhile_is_no_error(hanging: Hanging) -> None:
    worker, threads = Worker("the bus"), list[threading.Thread]()

    def life() -> None:
        async def leave() -> None:
            threads.append(await worker.run(threading.current_thread))
            task = asyncio.create_task(worker.run(hanging))
            await hanging.begin()
            task.cancel()

        asyncio.run(leave())

    await asyncio.get_running_loop().run_in_executor(None, life)
    hanging.freed.set()
    assert await worker.run(threading.current_thread) is threads[0]
    await worker.stop()
