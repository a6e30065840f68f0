"""A mark on the disk while a start closes outlets whose water isn't in the books yet.

A start that is itself cut short leaves it behind: the next one finds the outlets closed, and learns from
the mark that they may have been open until then.
"""

import asyncio
from datetime import datetime
import logging
from pathlib import Path

from ..domain.clock import Clock

_LOGGER = logging.getLogger(__name__)


class StartMark:
    """The mark of one hub."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Prepare."""
        self._path = path
        self._clock = clock

    async def begin(self) -> datetime | None:
        """Set the mark; returns when a start began that never came to its books, None if none did."""
        return await asyncio.get_running_loop().run_in_executor(None, self._begin)

    async def end(self) -> None:
        """Take the mark away: the books know of everything."""
        await asyncio.get_running_loop().run_in_executor(None, self._end)

    def _begin(self) -> datetime | None:
        try:
            if self._path.exists():
                return datetime.fromisoformat(self._path.read_text())
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(self._clock.now().isoformat())
        except OSError, ValueError:
            # Closing goes on without it; at worst the water between two failed starts isn't counted.
            _LOGGER.exception("The start couldn't be marked")
        return None

    def _end(self) -> None:
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            _LOGGER.exception("The mark of the start couldn't be removed")
