"""The outlets and pumps of a hub, and what is known of them: closed only when they said so."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
import logging

from ..domain.snapshots import OutletState
from ..hardware import FailSafe, GuardLost, HardwareError, NotSent, Outlet
from ..resilience.breaker import BreakerState
from ..resilience.device import Device
from ..resilience.errors import BreakerOpen, BrokenOff
from ..resilience.turns import together
from .breakers import CALL_TIMEOUT

_LOGGER = logging.getLogger(__name__)

CLOSE_LADDER = (1.0, 2.0, 4.0, 8.0, 16.0)


class Outlets:
    """Every outlet by its plant, every pump by its supply. Closing takes no lock and waits for nobody."""

    def __init__(self) -> None:
        """Begin without outlets."""
        self._outlets: Mapping[str, Outlet] = {}
        self._devices: dict[str, Device] = {}
        self._state: dict[str, OutletState] = {}
        self._openings: Counter[str] = Counter()
        self._closing: set[str] = set()
        # How often in a row an outlet failed to open.
        self._unopened: Counter[str] = Counter()
        # Set when the hub is left: what doesn't close now is closed first of all at the next start.
        self.hurry = asyncio.Event()

    def use(self, outlets: Mapping[str, Outlet], device: Callable[[str], Device]) -> None:
        """Take up these outlets; nothing is known of them until they were closed."""
        self._outlets = outlets
        self._devices = {key: device(key) for key in outlets}
        self._state = dict.fromkeys(outlets, OutletState.UNKNOWN)

    def __iter__(self) -> Iterator[str]:
        """The plants that have an outlet, and the supplies that have a pump."""
        return iter(self._outlets)

    def __contains__(self, key: str) -> bool:
        """Whether a plant has an outlet, or a supply a pump."""
        return key in self._outlets

    def state(self, key: str) -> OutletState:
        """What is known of an outlet."""
        return self._state.get(key, OutletState.ABSENT)

    def assumed(self, key: str) -> bool:
        """Whether an outlet only repeats what it was told."""
        return key in self._outlets and self._outlets[key].assumed

    def fail_safe(self, key: str) -> FailSafe | None:
        """Who closes an outlet if Home Assistant doesn't; None where there is none."""
        return self._outlets[key].fail_safe if key in self._outlets else None

    def rests(self, key: str) -> bool:
        """Whether an outlet failed too often to be opened."""
        return key in self._devices and self._devices[key].breaker.state is not BreakerState.CLOSED

    def is_closing(self, key: str) -> bool:
        """Whether an outlet is in no doubt but that it is being closed at this moment."""
        return key in self._closing

    def doubt(self, key: str) -> None:
        """No longer take an outlet for closed."""
        self._state[key] = OutletState.UNKNOWN

    def found_open(self, key: str) -> None:
        """Take an outlet that somebody else has opened for what it is."""
        self._state[key] = OutletState.OPEN
        self._openings[key] += 1

    def unconfirmed(self) -> list[str]:
        """Those that nobody knows to be closed."""
        return [key for key, state in self._state.items() if state is OutletState.UNKNOWN]

    async def open(self, key: str, max_seconds: float) -> None:
        """Open; from the moment this is called the outlet counts as open, whatever comes of it."""
        self._state[key] = OutletState.OPEN
        self._openings[key] += 1
        try:
            await self._devices[key].call(lambda: self._outlets[key].open(max_seconds), trial=False)
        except BreakerOpen as error:
            raise NotSent(str(error)) from error
        except Exception as error:
            self._count_unopened(key, error)
            if isinstance(error, BrokenOff):
                raise HardwareError(str(error)) from error
            raise
        self._unopened[key] = 0

    def _count_unopened(self, key: str, error: Exception) -> None:
        """Leave an outlet alone that fails to open again and again, though it closes well each time."""
        self._unopened[key] += 1
        breaker = self._devices[key].breaker
        if self._unopened[key] >= breaker.profile.failures or isinstance(error, GuardLost):
            self._unopened[key] = 0
            breaker.trip(error)

    async def is_open(self, key: str) -> bool | None:
        """What the outlet itself says; None when it can't be asked. One in doubt is asked past its breaker."""
        device = self._devices[key]
        try:
            if self._state[key] is OutletState.CLOSED:
                return await device.call(lambda: self._said(key))
            answer = await _answered(self._said(key))
        except BreakerOpen:
            return None
        except GuardLost as error:
            device.breaker.trip(error)
            return None
        except (HardwareError, TimeoutError, BrokenOff) as error:
            _LOGGER.debug("Asking the outlet of %s: %s", key, error)
        except Exception:
            _LOGGER.exception("Asking the outlet of %s failed", key)
        else:
            device.breaker.succeeded()
            return answer
        if self._state[key] is not OutletState.CLOSED:
            device.breaker.failed(HardwareError("it didn't answer"))
        return None

    async def _said(self, key: str) -> bool:
        if (answer := await self._outlets[key].is_open()) is None:
            raise HardwareError("it doesn't say whether it is open")
        return answer

    async def close_once(self, key: str, *, never_opened: bool = False) -> bool:
        """Close and ask whether it is; returns whether that is certain.

        Until it is, the outlet isn't taken for closed, so that no new run begins under a close. No breaker
        keeps a close back, but it learns from each. One that was `never_opened` is closed if it says so,
        even where it refuses the command.
        """
        if key not in self._outlets:
            return True
        opening, breaker = self._openings[key], self._devices[key].breaker
        # A close that is repeated is no longer a matter of a moment.
        if first := self._state[key] is not OutletState.UNKNOWN:
            self._closing.add(key)
        self.doubt(key)
        try:
            closed = await _answered(self._close(key, never_opened=never_opened))
        except GuardLost as error:
            breaker.trip(error)
            closed = False
        except (HardwareError, TimeoutError, BrokenOff) as error:
            _LOGGER.debug("Closing the outlet of %s: %r", key, error)
            breaker.failed(error)
            closed = False
        except Exception as error:
            _LOGGER.exception("Closing the outlet of %s failed", key)
            breaker.failed(error)
            closed = False
        else:
            breaker.succeeded()
        finally:
            if first:
                self._closing.discard(key)
        if opening == self._openings[key]:
            self._state[key] = OutletState.CLOSED if closed else OutletState.UNKNOWN
        return closed

    async def _close(self, key: str, *, never_opened: bool) -> bool:
        outlet = self._outlets[key]
        try:
            await outlet.close()
        except HardwareError:
            if not never_opened or await outlet.is_open() is not False:
                raise
        if await outlet.is_open() is not False:
            raise HardwareError("it doesn't say that it is closed")
        return True

    async def climb(self, key: str, needed: Callable[[], bool] = lambda: False) -> bool:
        """Go on closing an outlet that didn't at first, for half a minute at most.

        It ends early when the outlet is `needed` open again, or when `hurry` is set.
        """
        for pause in CLOSE_LADDER:
            if await self._hurried(pause) or needed():
                break
            if await self.close_once(key):
                return True
        _LOGGER.error("The outlet of %s may still be open", key)
        return False

    async def _hurried(self, pause: float) -> bool:
        try:
            async with asyncio.timeout(pause):
                return await self.hurry.wait()
        except TimeoutError:
            return False

    async def close_all(self) -> dict[str, bool | None]:
        """Close every outlet at once; returns how each was found."""
        return await together(self._look_and_close, self._outlets)

    async def _look_and_close(self, key: str) -> bool | None:
        was_open = await self.is_open(key)
        await self.close_once(key)
        return was_open


async def _answered(call: Awaitable[bool]) -> bool:
    """The answer of an outlet in its time. Raises TimeoutError, or BrokenOff if its library gave up by itself."""
    try:
        async with asyncio.timeout(CALL_TIMEOUT):
            return await call
    except asyncio.CancelledError as error:
        # A library may cancel what it waits for itself; only a cancelled caller ends here.
        if (task := asyncio.current_task()) and task.cancelling():
            raise
        raise BrokenOff("its integration broke the call off") from error
