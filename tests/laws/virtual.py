"""An event loop whose time passes only when nobody has anything to do, and threads are waited for in no time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
import selectors
from typing import Any, override


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop in which an hour is over as soon as everything in it has happened."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.virtual = 0.0
        self.in_threads = 0
        super().__init__(_Selector(self))

    @override
    def time(self) -> float:
        return self.virtual

    @override
    def run_in_executor[*Ts, T](
        self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        future = super().run_in_executor(executor, func, *args)
        self.in_threads += 1
        future.add_done_callback(self._back)
        return future

    def _back(self, _future: asyncio.Future[Any]) -> None:
        self.in_threads -= 1


class _Selector(selectors.DefaultSelector):
    """A selector that lets virtual time pass in place of waiting."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._virtual_loop = loop

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self._virtual_loop.in_threads:
            # What a thread does takes no virtual time.
            return super().select(0.001 if timeout is None else min(timeout, 0.001))
        events = super().select(0)
        if not events and timeout:
            self._virtual_loop.virtual += timeout
        return events
