"""While nobody does anything: a burst of readings (W2), an idle hour (W3), and polls."""

from collections.abc import Callable
from datetime import timedelta
from statistics import median
from time import perf_counter

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util

from .figure import Figure
from .gauges import Watch, state_write_ms, watching
from .house import DRY, House, grow, hubs_of, plant_id, probe, pumps
from .starting import stalls, usual
from .virtual_time import VirtualTime, virtual_time

HOUR_S, POLL_S = 3_600, 60
# Irrigation Unlimited's tick takes 3.3 ms each second with 50 zones; a tenth of that is allowed.
IU_HOUR_S = 3.3e-3 * HOUR_S / 50 / 10
POLLS, FLOORS_OF_A_POLL = 5, 3.0


# --- a burst ----------------------------------------------------------------------------------------


def with_core_plants(count: int) -> ConfigType:
    """Outlets, and as many plants of core's own integration."""
    plants = {f"core_{n}": {"sensors": {"moisture": f"sensor.core_{n}"}, "min_moisture": 30} for n in range(count)}
    return pumps(count) | {"plant": plants}


async def burst(home: House, count: int) -> list[Figure]:
    """W2: every plant's moisture drops at once; until each says so, beside core's own plants in the same run."""
    hass, numbers = home.hass, range(count)
    grow(hass, count)
    _say(hass, count, _core_probe, "45")
    await home.add(*hubs_of(count))
    theirs = hass.async_create_task(home.until_all([f"plant.core_{n}" for n in numbers], "problem"))
    began = perf_counter()
    _say(hass, count, _core_probe, DRY)
    theirs_us = (await theirs - began) / count * 1e6
    await home.settle()
    ids = [plant_id(n) for n in numbers]
    shown = hass.async_create_task(
        home.until_all([home.entity("binary_sensor", f"{i}_{key}") for i in ids for key in ("needs_water", "problem")])
    )
    told = hass.async_create_task(home.heard("plantos_critical_moisture", _plant, set(ids)))
    async with watching() as watch:
        began = perf_counter()
        _say(hass, count, probe, DRY)
        ours_us = (max(await shown, await told) - began) / count * 1e6
        await home.settle()
    floor_us = await state_write_ms(hass, count) / count * 1_000
    return [
        Figure("an update, until problem and event", ours_us, "µs", floor_us, theirs_us),
        Figure("an update of core's plant", theirs_us, "µs", floor_us),
        *stalls(watch),
    ]


def _core_probe(number: int) -> str:
    return f"sensor.core_{number}"


def _plant(event: Event) -> str | None:
    told: str = event.data["plant_id"]
    return told


def _say(hass: HomeAssistant, count: int, name: Callable[[int], str], value: str) -> None:
    for number in range(count):
        hass.states.async_set(name(number), value, {"unit_of_measurement": "%", "device_class": "moisture"})


# --- nothing to do ----------------------------------------------------------------------------------


async def idle(home: House, count: int) -> list[Figure]:
    """W3: an hour in which plants on schedules wait, less the same hour of the core without them."""
    hass = home.hass
    grow(hass, count)
    with virtual_time(hass) as clock:
        alone_s = await clock.turn_on(HOUR_S)
        seconds = clock.busy
        noon = dt_util.now()
        times = [f"{noon + timedelta(hours=hours):%H:%M}" for hours in (6, 18)]
        hub, *others = hubs_of(count, strategy="schedule", schedule={"times": times}, automatic=True)
        await home.add(hub, *others)
        polls = 0

        def polled() -> None:
            nonlocal polls
            polls += 1

        hub.runtime_data.async_add_listener(polled)
        before = clock.busy
        together_s = await clock.turn_on(HOUR_S)
        seconds = clock.busy - before - seconds
        if abs(polls - HOUR_S / POLL_S) > 1:
            raise RuntimeError(f"{polls} polls in an hour: the clock ran away from them")
        return [
            Figure("CPU of an idle hour", together_s - alone_s, "s", most=IU_HOUR_S * count),
            Figure("polls in it", polls, most=HOUR_S / POLL_S + 1),
            Figure("seconds with a timer", seconds, most=HOUR_S / 10),
        ]


async def poll(home: House, count: int) -> list[Figure]:
    """Polls of a demo garden, whose probes never say the same twice."""
    hass = home.hass
    changed = 0

    @callback
    def count_changes(_event: Event) -> None:
        nonlocal changed
        changed += 1

    with virtual_time(hass) as clock:
        await home.add(*hubs_of(count, "demo"))
        await clock.turn_on(POLL_S)
        hass.bus.async_listen("state_changed", count_changes)
        watches = [await _minute(clock) for _ in range(POLLS)]
    written, entities = changed / POLLS, len(home.entities())
    took_ms = median(watch.took_ms for watch in watches)
    floor_ms = await state_write_ms(hass, entities)
    return [
        Figure("a poll", took_ms, "ms", floor_ms, FLOORS_OF_A_POLL * floor_ms),
        Figure("states that it changes", written),
        Figure("entities", entities),
        *stalls(usual(watches)),
    ]


async def _minute(clock: VirtualTime) -> Watch:
    """The next minute, in which each hub polls once."""
    async with watching() as watch:
        await clock.turn_on(POLL_S)
    return watch
