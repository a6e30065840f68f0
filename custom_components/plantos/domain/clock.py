"""The hub's time.

Every instant that is stored or shown is real UTC. A demo hub may run its day N times faster: then
two instants a real minute apart are N minutes apart for soil, soak, gap and cache age. The clock
translates between the two, so that no rule about plants has to know of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic


def _utc_now() -> datetime:
    return datetime.now(UTC)


AGES = timedelta(days=690_000)


@dataclass(frozen=True, slots=True)
class Clock:
    """Real UTC, a monotonic count of real seconds, and the hub's speed."""

    speed: float = 1.0
    now: Callable[[], datetime] = _utc_now
    monotonic: Callable[[], float] = monotonic

    def age(self, instant: datetime) -> timedelta:
        """How long ago an instant is on the hub's clock."""
        return (self.now() - instant) * self.speed

    def on_hub(self, instant: datetime, now: datetime) -> datetime:
        """Where an instant lies on the hub's own line of time, which meets real time at `now`."""
        if self.speed == 1:
            return instant
        # Held within what a date can say: on a fast hub half a year ago is before the year 1.
        return now + max(instant - now, -AGES / self.speed) * self.speed

    def from_hub(self, instant: datetime, now: datetime) -> datetime:
        """The real instant of one on the hub's line of time."""
        return instant if self.speed == 1 else now + (instant - now) / self.speed

    def real(self, duration: timedelta) -> timedelta:
        """The real time in which this much hub time passes."""
        return duration / self.speed
