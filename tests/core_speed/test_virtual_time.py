"""A clock that can be turned on."""

from datetime import datetime, timedelta
import time

from core_speed.virtual_time import virtual_time
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time, async_track_time_interval
from homeassistant.util import dt as dt_util

LONG = timedelta(minutes=10)


async def test_everybody_goes_by_it(hass: HomeAssistant) -> None:
    with virtual_time(hass) as clock:
        before = dt_util.utcnow(), dt_util.now(), time.time(), hass.loop.time()
        await clock.turn_on(LONG.total_seconds())
        after = dt_util.utcnow(), dt_util.now(), time.time(), hass.loop.time()
        hass.states.async_set("sensor.late", "1")
        late = hass.states.get("sensor.late")
    assert after[0] - before[0] >= LONG
    assert after[1] - before[1] >= LONG
    assert after[2] - before[2] >= LONG.total_seconds()
    assert after[3] - before[3] >= LONG.total_seconds()
    assert late
    assert late.last_updated - before[0] >= LONG


async def test_it_is_the_real_one_again_afterwards(hass: HomeAssistant) -> None:
    real = hass.loop.time()
    with virtual_time(hass) as clock:
        await clock.turn_on(LONG.total_seconds())
    assert hass.loop.time() - real < LONG.total_seconds()
    assert dt_util.utcnow().timestamp() - time.time() < 1


async def test_what_is_due_at_an_instant_happens_then(hass: HomeAssistant) -> None:
    came: list[datetime] = []
    with virtual_time(hass) as clock:
        due = dt_util.utcnow() + LONG / 2
        async_track_point_in_utc_time(hass, came.append, due)
        await clock.turn_on(290)
        assert not came
        await clock.turn_on(20)
    (at,) = came
    assert due <= at < due + timedelta(seconds=2)


async def test_what_a_second_begins_ends_before_the_next(hass: HomeAssistant) -> None:
    """Work that waits for a thread would otherwise be overtaken by the clock."""
    begun: list[float] = []
    ended: list[float] = []
    with virtual_time(hass) as clock:

        async def work(_now: datetime) -> None:
            begun.append(clock.ahead_s)
            await hass.async_add_executor_job(lambda: None)
            ended.append(clock.ahead_s)

        @callback
        def begin(now: datetime) -> None:
            hass.async_create_task(work(now))

        stop = async_track_time_interval(hass, begin, timedelta(seconds=60))
        await clock.turn_on(LONG.total_seconds())
        stop()
    assert len(begun) == 10
    assert begun == ended


async def test_seconds_in_which_nothing_is_due_are_not_counted(hass: HomeAssistant) -> None:
    with virtual_time(hass) as clock:
        await clock.turn_on(60)
        before = clock.busy
        stop = async_track_time_interval(hass, lambda _now: None, timedelta(seconds=10))
        await clock.turn_on(60)
        stop()
    assert clock.busy - before == 6
