"""What one plant has been given: kept in memory, counted from the ledger."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
KEPT = timedelta(days=90)


@dataclass(slots=True)
class WaterAccount:
    """The water of one plant in ml; `recent` holds each watering's instant and amount, `openings` only instants."""

    total_ml: float = 0.0
    last_watered: datetime | None = None
    recent: deque[tuple[datetime, float]] = field(default_factory=deque)
    openings: deque[datetime] = field(default_factory=deque)

    def credit(self, at: datetime, amount_ml: float) -> None:
        """Count water that flowed."""
        if amount_ml <= 0:
            return
        self.total_ml += amount_ml
        self.last_watered = max(at, self.last_watered or at)
        self.recent.append((at, amount_ml))

    def day_ml(self, now: datetime, day: timedelta) -> float:
        """The water of the last day, a day being as long as the hub's clock makes it."""
        return sum(amount for at, amount in self.recent if now - at <= day)

    def waterings(self, now: datetime, kept: timedelta) -> tuple[tuple[datetime, float], ...]:
        """Each watering of the last ninety days, as long as the hub's clock makes them; older ones are forgotten."""
        while self.recent and now - self.recent[0][0] > max(kept, DAY):
            self.recent.popleft()
        return tuple(self.recent)

    def hour_runs(self, now: datetime, hour: timedelta) -> int:
        """How often the outlet was opened in the last hour of the hub's clock."""
        while self.openings and now - self.openings[0] > HOUR:
            self.openings.popleft()
        return sum(now - at <= hour for at in self.openings)

    def shift(self, by: timedelta) -> None:
        """Move every instant, as the clock itself was moved."""
        self.last_watered = self.last_watered and self.last_watered + by
        self.recent = deque((at + by, amount) for at, amount in self.recent)
        self.openings = deque(at + by for at in self.openings)

    def not_after(self, now: datetime) -> None:
        """Take what a clock set back puts into the future for something that has just happened."""
        self.last_watered = self.last_watered and min(self.last_watered, now)
        self.recent = deque((min(at, now), amount) for at, amount in self.recent)
        self.openings = deque(min(at, now) for at in self.openings)
