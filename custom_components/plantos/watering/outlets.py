"""The outlets of a hub, and what is known of them: closed only when they said so."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterator
import logging

from ..domain.snapshots import OutletState
from ..hardware import HardwareError, Outlet

_LOGGER = logging.getLogger(__name__)

# One call to an outlet, its confirmation included, in real seconds.
CALL_TIMEOUT = 10.0
CLOSE_LADDER = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0)


class Outlets:
    """Every outlet by its plant. Closing takes no lock and waits for nobody."""

    def __init__(self) -> None:
        """Begin without outlets."""
        self._outlets: dict[str, Outlet] = {}
        self._state: dict[str, OutletState] = {}
        self._openings: Counter[str] = Counter()
        # Set when the hub is left: what doesn't close now is closed first of all at the next start.
        self.hurry = asyncio.Event()

    def use(self, outlets: dict[str, Outlet]) -> None:
        """Take up these outlets; nothing is known of them until they were closed."""
        self._outlets = outlets
        self._state = dict.fromkeys(outlets, OutletState.UNKNOWN)

    def __iter__(self) -> Iterator[str]:
        """The plants that have an outlet."""
        return iter(self._outlets)

    def state(self, plant_id: str) -> OutletState:
        """What is known of a plant's outlet."""
        return self._state.get(plant_id, OutletState.ABSENT)

    def doubt(self, plant_id: str) -> None:
        """No longer take an outlet for closed."""
        self._state[plant_id] = OutletState.UNKNOWN

    def unconfirmed(self) -> list[str]:
        """Plants whose outlet nobody knows to be closed."""
        return [plant_id for plant_id, state in self._state.items() if state is OutletState.UNKNOWN]

    async def open(self, plant_id: str, max_seconds: float) -> None:
        """Open; from the moment this is called the outlet counts as open, whatever comes of it."""
        self._state[plant_id] = OutletState.OPEN
        self._openings[plant_id] += 1
        async with asyncio.timeout(CALL_TIMEOUT):
            await self._outlets[plant_id].open(max_seconds)

    async def is_open(self, plant_id: str) -> bool | None:
        """What the outlet itself says; None when it can't be asked."""
        return await _certainly(self._outlets[plant_id].is_open(), f"Asking the outlet of {plant_id}")

    async def close_once(self, plant_id: str) -> bool:
        """Close and ask whether it is; returns whether that is certain.

        Until it is, the outlet isn't taken for closed, so that no new run begins under a close.
        """
        if plant_id not in self._outlets:
            return True
        opening = self._openings[plant_id]
        self.doubt(plant_id)
        closed = await _certainly(self._close(plant_id), f"Closing the outlet of {plant_id}") is True
        if opening == self._openings[plant_id]:
            self._state[plant_id] = OutletState.CLOSED if closed else OutletState.UNKNOWN
        return closed

    async def _close(self, plant_id: str) -> bool:
        await self._outlets[plant_id].close()
        return await self._outlets[plant_id].is_open() is False

    async def close_surely(self, plant_id: str) -> bool:
        """Close again and again until it is certain, for half a minute at most, or until `hurry` is set."""
        for pause in CLOSE_LADDER:
            if pause and await self._hurried(pause):
                break
            if await self.close_once(plant_id):
                return True
        _LOGGER.error("The outlet of %s may still be open", plant_id)
        return False

    async def _hurried(self, pause: float) -> bool:
        try:
            async with asyncio.timeout(pause):
                return await self.hurry.wait()
        except TimeoutError:
            return False

    async def close_all(self) -> dict[str, bool | None]:
        """Close every outlet at once; returns how each was found."""
        return dict(await asyncio.gather(*map(self._look_and_close, self._outlets)))

    async def _look_and_close(self, plant_id: str) -> tuple[str, bool | None]:
        was_open = await self.is_open(plant_id)
        await self.close_once(plant_id)
        return plant_id, was_open


async def _certainly(call: Awaitable[bool | None], what: str) -> bool | None:
    """The answer of an outlet, or None when it gave none, whatever went wrong in there."""
    try:
        async with asyncio.timeout(CALL_TIMEOUT):
            return await call
    except (HardwareError, TimeoutError) as error:
        _LOGGER.debug("%s: no answer: %r", what, error)
    except asyncio.CancelledError:
        # A library may cancel what it waits for itself; only a cancelled caller ends here.
        if (task := asyncio.current_task()) and task.cancelling():
            raise
        _LOGGER.warning("%s was broken off by its integration", what)
    except Exception:
        _LOGGER.exception("%s failed", what)
    return None
