"""What one plant has been given: kept in memory, counted from the ledger."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

DAY = timedelta(days=1)


@dataclass(slots=True)
class WaterAccount:
    """The water of one plant in ml; `recent` holds each watering's instant and amount."""

    total_ml: float = 0.0
    last_watered: datetime | None = None
    recent: deque[tuple[datetime, float]] = field(default_factory=deque)

    def credit(self, at: datetime, amount_ml: float) -> None:
        """Count water that flowed."""
        if amount_ml <= 0:
            return
        self.total_ml += amount_ml
        self.last_watered = max(at, self.last_watered or at)
        self.recent.append((at, amount_ml))

    def day_ml(self, now: datetime, day: timedelta) -> float:
        """The water of the last day, a day being as long as the hub's clock makes it."""
        while self.recent and now - self.recent[0][0] > DAY:
            self.recent.popleft()
        return sum(amount for at, amount in self.recent if now - at <= day)
