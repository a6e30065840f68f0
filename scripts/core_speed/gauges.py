"""Watches, and floors: what the core and the disk need by themselves for as much."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
import gc
from pathlib import Path
import resource
import sqlite3
from statistics import median
from time import perf_counter, process_time, thread_time

from homeassistant.core import HomeAssistant

LOOK_S = 0.001
TRIES = 50


@dataclass
class Watch:
    """How long something took, by the clock and of CPU, and the longest that the event loop did nothing else; in ms.

    `busy_ms` is the processor's share of the longest such stall: the rest was the disk, or others on the machine.
    """

    took_ms: float = 0.0
    cpu_ms: float = 0.0
    stall_ms: float = 0.0
    busy_ms: float = 0.0


@asynccontextmanager
async def watching() -> AsyncIterator[Watch]:
    """Time what is done within, and how late a timer of a millisecond gets its turn."""
    watch = Watch()

    async def look() -> None:
        while True:
            began, busy = perf_counter(), thread_time()
            await asyncio.sleep(LOOK_S)
            if (late_ms := (perf_counter() - began - LOOK_S) * 1_000) > watch.stall_ms:
                watch.stall_ms, watch.busy_ms = late_ms, (thread_time() - busy) * 1_000

    looking = asyncio.create_task(look())
    await asyncio.sleep(0)
    began, cpu = perf_counter(), process_time()
    try:
        yield watch
    finally:
        watch.took_ms, watch.cpu_ms = (perf_counter() - began) * 1_000, (process_time() - cpu) * 1_000
        await asyncio.sleep(LOOK_S)
        looking.cancel()


@contextmanager
def stopwatch() -> Iterator[Watch]:
    """Time what is done within."""
    watch, began = Watch(), perf_counter()
    try:
        yield watch
    finally:
        watch.took_ms = (perf_counter() - began) * 1_000


async def each_ms(work: Callable[[int], Awaitable[object]], times: int) -> list[float]:
    """How long each of so many tries takes; each is told its number."""
    took = []
    for number in range(times):
        with stopwatch() as watch:
            await work(number)
        took.append(watch.took_ms)
    return took


def memory_mb() -> float:
    """What this process holds in memory now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


# --- floors -----------------------------------------------------------------------------------------


async def state_write_ms(hass: HomeAssistant, count: int) -> float:
    """What so many bare state writes cost: the floor of everything that ends in entities."""
    attributes = {"unit_of_measurement": "%", "friendly_name": "Bare"}
    for number in range(count):
        hass.states.async_set(f"sensor.bare_{number}", "before", attributes)
    await hass.async_block_till_done()
    with stopwatch() as watch:
        for number in range(count):
            hass.states.async_set(f"sensor.bare_{number}", str(number), attributes)
        await hass.async_block_till_done()
    return watch.took_ms


async def service_call_ms(hass: HomeAssistant, pumps: Iterable[str]) -> float:
    """What a bare action needs to turn on an outlet; all are off again afterwards."""
    took = []
    for pump in pumps:
        with stopwatch() as watch:
            await hass.services.async_call("input_boolean", "turn_on", {"entity_id": pump}, blocking=True)
        took.append(watch.took_ms)
        await hass.services.async_call("input_boolean", "turn_off", {"entity_id": pump}, blocking=True)
    await hass.async_block_till_done()
    return median(took)


async def commit_ms(hass: HomeAssistant, tries: int = TRIES) -> float:
    """What a bare durable commit of SQLite needs now, on the disk that the configuration is on."""
    return await hass.async_add_executor_job(_commit_ms, Path(hass.config.path("bare.db")), tries)


def _commit_ms(path: Path, tries: int) -> float:
    base = sqlite3.connect(path)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE bare (n INTEGER)")
    took = []
    for number in range(tries):
        with stopwatch() as watch, base:
            base.execute("INSERT INTO bare VALUES (?)", (number,))
        took.append(watch.took_ms)
    base.close()
    path.unlink()
    return median(took)
