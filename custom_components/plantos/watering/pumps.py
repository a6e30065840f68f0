"""The pumps that several outlets share: on while one of these is open, off before the last one closes."""

import asyncio
from collections.abc import Callable

from .outlets import Outlets


class Pumps:
    """Who uses which pump. A pump is an outlet that goes by its supply's id."""

    def __init__(self, outlets: Outlets, starting: Callable[[str], None] = lambda _: None) -> None:
        """Begin with every pump unused; `starting` hears of each that is about to be turned on."""
        self._outlets = outlets
        self._starting = starting
        self._users: dict[str, set[str]] = {}
        self._running: set[str] = set()
        self._stopping: dict[str, asyncio.Task[bool]] = {}

    def users(self, supply_id: str) -> frozenset[str]:
        """The runs that need this pump now."""
        return frozenset(self._users.get(supply_id, ()))

    def is_running(self, supply_id: str) -> bool:
        """Whether the pump has said that it runs, and is needed."""
        return supply_id in self._running and bool(self.users(supply_id))

    def is_stopping(self, supply_id: str) -> bool:
        """Whether the pump is being told to stop at this moment."""
        return supply_id in self._stopping

    async def start(self, supply_id: str, run_id: str, max_seconds: float) -> None:
        """Have the pump on for a run whose outlet is open. Raises what an outlet raises that doesn't open."""
        while stopping := self._stopping.get(supply_id):
            # Told to stop a moment ago: an open command must not be overtaken by that.
            await asyncio.wait({stopping})
        self._users.setdefault(supply_id, set()).add(run_id)
        self._starting(supply_id)
        # Also when it runs: a timer of its own is armed anew.
        await self._outlets.open(supply_id, max_seconds)
        self._running.add(supply_id)

    async def release(self, supply_id: str, run_id: str) -> bool | None:
        """Need the pump no longer for this run; returns whether it is surely off, None while others keep it on."""
        users = self._users.setdefault(supply_id, set())
        users.discard(run_id)
        if users:
            return None
        self._running.discard(supply_id)
        stopping = self._stopping.get(supply_id)
        if stopping is None:
            stopping = asyncio.get_running_loop().create_task(self._outlets.close_once(supply_id))
            self._stopping[supply_id] = stopping
            stopping.add_done_callback(lambda _: self._stopping.pop(supply_id))
        return await asyncio.shield(stopping)
