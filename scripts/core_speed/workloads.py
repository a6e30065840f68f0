"""What is measured: each workload in a process of its own, against a floor of the same run."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
import sqlite3
import tempfile
from time import perf_counter, process_time
from typing import NamedTuple

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .house import House, grow, house, hub_of, median_ms, memory_mb, probe, pumps, show, state_write_ms, stopwatch, watching

COUNTS = (10, 50, 200, 1_000)


class Figure(NamedTuple):
    """One thing that was measured; `most` is what it may be, None where nothing is promised."""

    what: str
    value: float
    unit: str
    most: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether it is as promised."""
        return None if self.most is None else self.value <= self.most


# What a plant has at most; a hub has its own besides.
PER_PLANT = 12

type Workload = Callable[[int], AsyncIterator[Figure]]


# --- set-up -----------------------------------------------------------------------------------------

# OLEN's set-up and memory with as many plants, a fifth of which is allowed: s and MB.
OLEN = {10: (0.35, 13.0), 50: (1.7, 36.0), 200: (9.3, 194.0)}


async def set_up(count: int, *, port: int = 18_901) -> AsyncIterator[Figure]:
    """W1: set-up of plants with four probes each, after the first hub has loaded the code."""
    async with house(port, pumps(count)) as home:
        grow(home.hass, count)
        await home.add(hub_of(1, name="first"))
        before_mb, known = memory_mb(), len(home.entities())
        async with watching() as watch:
            await home.add(hub_of(count))
        grown_mb, made = memory_mb() - before_mb, len(home.entities()) - known
        floor_ms = await state_write_ms(home, made)
        fifth = OLEN.get(count)
        yield Figure(f"set-up of {count} plants", watch.took_ms / 1_000, "s", fifth[0] / 5 if fifth else None)
        yield Figure("  a plant", watch.took_ms / count, "ms")
        yield Figure("  as many bare state writes", watch.took_ms / floor_ms, "×")
        yield Figure("  enabled entities a plant", (made - known + PER_PLANT) / count, "", PER_PLANT)
        yield Figure("  memory a plant", grown_mb / count, "MB", 0.1 if count >= 200 else None)
        yield Figure("  longest stall", watch.stall_ms, "ms", 50)


async def nothing_there(count: int) -> AsyncIterator[Figure]:
    """W7: set-up while every probe and outlet is unavailable."""
    async with house(18_907) as home:
        await home.add(hub_of(1, name="first"))
        async with watching() as watch:
            await home.add(hub_of(count))
        loaded = home.entries[-1].state.value == "loaded"
        yield Figure(f"set-up of {count} plants with nothing there", watch.took_ms / 1_000, "s", 1.0)
        yield Figure("  hubs that weren't loaded", float(not loaded), "", 0)
        yield Figure("  longest stall", watch.stall_ms, "ms", 50)


async def reload(count: int) -> AsyncIterator[Figure]:
    """W9: unload and set up again; the configuration stays what it was, byte by byte."""
    async with house(18_909, pumps(count)) as home:
        grow(home.hass, count)
        entry = hub_of(count)
        await home.add(entry)
        before = repr(entry.as_dict())
        async with watching() as watch:
            await home.hass.config_entries.async_reload(entry.entry_id)
            await home.settle()
        yield Figure(f"reload of {count} plants", watch.took_ms / 1_000, "s")
        yield Figure("  longest stall", watch.stall_ms, "ms", 50)
        yield Figure("  changes of the configuration", float(repr(entry.as_dict()) != before), "", 0)


# --- while it runs ----------------------------------------------------------------------------------


async def burst(count: int) -> AsyncIterator[Figure]:
    """W2: every plant's moisture drops at once; until each says so, beside core's own plants in the same run."""
    core = "plant:\n" + "".join(
        f"  core_{number}:\n    sensors:\n      moisture: sensor.core_{number}\n    min_moisture: 30\n"
        for number in range(count)
    )
    async with house(18_902, pumps(count) + core) as home:
        hass = home.hass
        grow(hass, count)
        await home.add(hub_of(count))
        registry = er.async_get(hass)
        thirsty = [registry.async_get_entity_id("binary_sensor", "plantos", f"speed-{n}_needs_water") for n in range(count)]
        ours = await _until_all(hass, [str(entity) for entity in thirsty], lambda: _drop(hass, count, probe))
        theirs = await _until_all(
            hass, [f"plant.core_{n}" for n in range(count)], lambda: _drop(hass, count, lambda n: f"sensor.core_{n}"), "problem"
        )
        floor_ms = await state_write_ms(home, count)
        yield Figure(f"burst of {count} moistures, an update", ours / count * 1_000, "µs")
        yield Figure("  as core's plant in the same run", ours / theirs, "×", 1.0)
        yield Figure("  as many bare state writes", ours / floor_ms, "×")


def _drop(hass: HomeAssistant, count: int, name: Callable[[int], str]) -> None:
    for number in range(count):
        hass.states.async_set(name(number), "25", {"unit_of_measurement": "%", "device_class": "moisture"})


async def _until_all(hass: HomeAssistant, entities: list[str], begin: Callable[[], None], wanted: str = "on") -> float:
    """How long it takes until all of these say so, in ms."""
    missing, done = set(entities), asyncio.get_running_loop().create_future()

    @callback
    def hear(event: Event) -> None:
        state = event.data["new_state"]
        if state and state.state == wanted:
            missing.discard(event.data["entity_id"])
            if not missing and not done.done():
                done.set_result(perf_counter())

    stop = hass.bus.async_listen("state_changed", hear)
    began = perf_counter()
    begin()
    async with asyncio.timeout(120):
        ended: float = await done
    stop()
    return (ended - began) * 1_000


async def idle(count: int) -> AsyncIterator[Figure]:
    """W3: an hour in which nothing happens to plants on schedules, with a core that does nothing beside it."""
    async with house(18_903, pumps(count)) as home:
        grow(home.hass, count)
        alone_s = await _virtual_hour(home)
        schedule = {"strategy": "schedule", "schedule": {"times": ["06:00", "18:00"]}, "automatic": True}
        await home.add(hub_of(count, **schedule))
        together_s = await _virtual_hour(home)
        # Irrigation Unlimited's tick takes 3.3 ms each second with 50 zones; a tenth of that is allowed.
        yield Figure(f"idle hour of {count} plants, CPU", together_s - alone_s, "s", 3.3e-3 * 3_600 / 10 * count / 50)


async def _virtual_hour(home: House) -> float:
    """The CPU seconds of an hour, with the loop's clock turned on as fast as its timers are worked off."""
    loop, real = asyncio.get_running_loop(), asyncio.get_running_loop().time
    ahead = 0.0
    loop.time = lambda: real() + ahead  # type: ignore[method-assign]  # the only clock that timers have
    began = process_time()
    try:
        for _ in range(3_600):
            ahead += 1.0
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        await home.settle()
    finally:
        took = process_time() - began
    return took


async def act(count: int) -> AsyncIterator[Figure]:
    """W4: from the action to the outlet that is on, cold, warm and twenty at once."""
    async with house(18_904, pumps(count)) as home:
        hass = home.hass
        grow(hass, count)
        await home.add(hub_of(count, gap_min=0.0))
        bare_ms = await median_ms(lambda n: _turn(hass, f"input_boolean.pump_{n}"), count)
        for number in range(count):
            hass.states.async_set(f"input_boolean.pump_{number}", "off", {"editable": False})
        commit_ms = await asyncio.get_running_loop().run_in_executor(None, _commit_ms)
        cold_ms = await _opened(home, [0])
        warm = [await _opened(home, [number]) for number in range(1, 11)]
        parallel_ms = await _opened(home, list(range(11, 31)))
        warm_ms = sorted(warm)[len(warm) // 2]
        yield Figure("a bare action", bare_ms, "ms")
        yield Figure("a bare durable commit", commit_ms, "ms")
        yield Figure("action to outlet, cold", cold_ms, "ms")
        yield Figure("action to outlet, warm", warm_ms, "ms", 3.0 + commit_ms)
        yield Figure("20 actions at once, to the last outlet", parallel_ms, "ms", 100.0)


async def _turn(hass: HomeAssistant, entity_id: str) -> None:
    await hass.services.async_call("input_boolean", "turn_on", {"entity_id": entity_id}, blocking=True)


async def _opened(home: House, numbers: list[int]) -> float:
    """How long it takes until all these plants' outlets are on, in ms; then they are closed."""
    hass = home.hass
    devices = dr.async_get(hass)
    wanted = [devices.async_get_device({("plantos", f"speed-{number}")}) for number in numbers]
    target = {"device_id": [device.id for device in wanted if device]}

    def begin() -> None:
        hass.async_create_task(hass.services.async_call("plantos", "water_plant", {"amount_ml": 50}, target=target))

    took = await _until_all(hass, [f"input_boolean.pump_{number}" for number in numbers], begin)
    await hass.services.async_call("plantos", "stop_watering", {}, blocking=True)
    await home.settle()
    return took


def _commit_ms() -> float:
    """The median of bare durable commits, in ms."""
    with tempfile.TemporaryDirectory(prefix="plantos-speed-") as folder:
        base = sqlite3.connect(Path(folder) / "bare.db")
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        base.execute("CREATE TABLE bare (n INTEGER)")
        took = []
        for number in range(50):
            began = perf_counter()
            with base:
                base.execute("INSERT INTO bare VALUES (?)", (number,))
            took.append(perf_counter() - began)
        base.close()
    return sorted(took)[25] * 1_000
