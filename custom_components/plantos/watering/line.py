"""The line before a supply: one run at a time, first come, first served."""

import asyncio
from collections import deque


class Line:
    """Who waits for a supply. The head has its turn until it leaves."""

    def __init__(self) -> None:
        """Begin empty."""
        self._waiting: deque[tuple[str, asyncio.Event]] = deque()

    async def turn(self, run_id: str) -> None:
        """Join the end and wait to be its head. Leave afterwards, also when the wait was given up."""
        place = asyncio.Event()
        self._waiting.append((run_id, place))
        if len(self._waiting) == 1:
            place.set()
        await place.wait()

    def leave(self, run_id: str) -> None:
        """Give up the place, and the turn with it."""
        self._waiting = deque(entry for entry in self._waiting if entry[0] != run_id)
        if self._waiting:
            self._waiting[0][1].set()
