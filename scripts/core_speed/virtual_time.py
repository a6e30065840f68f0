"""A clock that can be turned on, so that an hour of waiting takes no hour."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
import time
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util


@dataclass
class VirtualTime:
    """How far the clock has been turned on (s), and in how many steps any of the loop's timers went off."""

    hass: HomeAssistant
    ahead_s: float = 0.0
    busy: int = 0
    fired: bool = False

    async def turn_on(self, seconds: float, step_s: float = 1.0) -> float:
        """Let time pass, and everything be done that is due by then; the CPU seconds that this took.

        What begins within a step ends before the next one, so that time never runs away from the work.
        """
        began = time.process_time()
        until = self.ahead_s + seconds
        while self.ahead_s < until:
            self.fired = False
            self.ahead_s = min(until, self.ahead_s + step_s)
            # The loop first sees that timers are due, then works them off.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            await self.hass.async_block_till_done()
            self.busy += self.fired
        return time.process_time() - began


@contextmanager
def virtual_time(hass: HomeAssistant) -> Iterator[VirtualTime]:
    """Let the loop's timers and everybody who asks what time it is go by a clock that can be turned on.

    What took its own reference to a clock before, as a hub does at its set-up, goes on by the real one.
    """
    virtual, loop = VirtualTime(hass), hass.loop
    loop_time, call_at, wall = loop.time, loop.call_at, time.time

    def now(zone: tzinfo | None = None) -> datetime:
        return datetime.fromtimestamp(ahead(), zone or dt_util.get_default_time_zone())

    def ahead() -> float:
        return wall() + virtual.ahead_s

    def utcnow() -> datetime:
        return datetime.fromtimestamp(ahead(), UTC)

    def counted(callback: Callable[..., object], *args: Any) -> None:
        virtual.fired = True
        callback(*args)

    with ExitStack() as patched:
        for owner, name, new in (
            (loop, "time", lambda: loop_time() + virtual.ahead_s),
            (loop, "call_at", lambda when, callback, *args, **kw: call_at(when, counted, callback, *args, **kw)),
            (time, "time", ahead),
            (dt_util, "now", now),
            (dt_util, "utcnow", utcnow),
        ):
            patched.enter_context(patch.object(owner, name, new))
        for name, new_clock in (("timestamp", ahead), ("utcnow", utcnow)):
            patched.enter_context(patch(f"homeassistant.helpers.event.time_tracker_{name}", new_clock))
        yield virtual
