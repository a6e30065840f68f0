"""Whoever notices that the clock was set: by comparing it with the seconds that truly passed."""

from datetime import datetime, timedelta

from .clock import Clock

# Clocks are nudged all the time; only what a guardrail could feel is a jump.
JUMP = timedelta(seconds=60)
DOUBT_S = 86_400.0


class Timekeeper:
    """Watches a hub's clock. One that was set back is doubted until it is set right, or for a day."""

    def __init__(self, clock: Clock) -> None:
        """Begin now."""
        self._clock = clock
        self._seen = clock.now(), clock.monotonic()
        self._behind = timedelta()
        self._doubted_until: float | None = None

    def jumped(self) -> timedelta:
        """By how much the clock was set since this was last asked; nothing for mere drift."""
        (seen, counted), now, count = self._seen, self._clock.now(), self._clock.monotonic()
        self._seen = now, count
        by = (now - seen) - timedelta(seconds=count - counted)
        if abs(by) < JUMP:
            return timedelta()
        self._behind = min(timedelta(), self._behind + by)
        if self._behind <= -JUMP:
            self._doubt()
        else:
            self._doubted_until = None
        return by

    def compare(self, newest: datetime | None) -> None:
        """Doubt the clock if something is written that it says is yet to come."""
        if newest is not None and (ahead := newest - self._clock.now()) > JUMP:
            self._behind = -ahead
            self._doubt()

    def trust(self) -> None:
        """Take the clock for right, since somebody says so."""
        self._behind, self._doubted_until = timedelta(), None

    @property
    def doubted(self) -> bool:
        """Whether the clock may be wrong."""
        return self._doubted_until is not None and self._clock.monotonic() < self._doubted_until

    def _doubt(self) -> None:
        self._doubted_until = self._clock.monotonic() + DOUBT_S
