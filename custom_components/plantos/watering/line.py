"""The line before a supply: the most urgent first, and among equals who came first."""

import asyncio
from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from ..domain.commands import Priority


@dataclass(order=True, slots=True)
class _Place:
    priority: Priority
    number: int
    run_id: str = field(compare=False)
    turn: asyncio.Event = field(compare=False, default_factory=asyncio.Event)


class Line:
    """Who waits for a supply, and who has a turn; at most `at_once` have one until they leave."""

    def __init__(self, at_once: int = 1) -> None:
        """Begin empty."""
        self._at_once = at_once
        self._served: set[str] = set()
        self._waiting: list[_Place] = []
        self._numbers = count()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def __iter__(self) -> Iterator[str]:
        """Those who wait, the next first."""
        return (place.run_id for place in self._waiting)

    def use(self, at_once: int) -> None:
        """Take up how many may be served at once."""
        self._at_once = at_once
        self._serve()

    async def turn(self, run_id: str, priority: Priority) -> None:
        """Wait for a turn. Leave afterwards, also when the wait was given up."""
        place = _Place(priority, next(self._numbers), run_id)
        insort(self._waiting, place)
        self._serve()
        await place.turn.wait()

    def take(self, run_id: str) -> bool:
        """Have a turn at once, past who waits, if one is free."""
        if len(self._served) >= self._at_once:
            return False
        self._served.add(run_id)
        return True

    def leave(self, run_id: str) -> None:
        """Give up the turn, or the wait for it."""
        self._served.discard(run_id)
        self._waiting = [place for place in self._waiting if place.run_id != run_id]
        self._serve()

    def _serve(self) -> None:
        while self._waiting and len(self._served) < self._at_once:
            place = self._waiting.pop(0)
            self._served.add(place.run_id)
            place.turn.set()
