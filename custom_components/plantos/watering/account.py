"""What one plant has been given: kept in memory, counted from the ledger."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
KEPT = timedelta(days=90)
# An automation may tell of a can at every minute.
MOST_OTHERS = 1_000


@dataclass(frozen=True, slots=True, order=True)
class Pour:
    """Water that PlantOS didn't give, 0 ml where nobody knows how much.

    `entry` is where the care log tells of it, `seen` whether only the soil has shown it.
    """

    at: datetime
    ml: float = 0.0
    entry: str = ""
    seen: bool = False


@dataclass(slots=True)
class WaterAccount:
    """The water of one plant in ml; `recent` holds each watering's instant and amount, `openings` only instants.

    `others` is what PlantOS didn't give, oldest first.
    """

    total_ml: float = 0.0
    last_watered: datetime | None = None
    recent: deque[tuple[datetime, float]] = field(default_factory=deque)
    openings: deque[datetime] = field(default_factory=deque)
    others: list[Pour] = field(default_factory=list)

    def credit(self, at: datetime, amount_ml: float) -> None:
        """Count water that flowed."""
        if amount_ml <= 0:
            return
        self.total_ml += amount_ml
        self.last_watered = max(at, self.last_watered or at)
        self.recent.append((at, amount_ml))

    def note_others(self, pour: Pour) -> None:
        """Note water that PlantOS didn't give; it may be told late."""
        self.others = sorted([*self.others, pour])
        if len(self.others) > MOST_OTHERS:
            # Since when it is told of has to stay known: that ends the wait for it.
            half = MOST_OTHERS // 2
            self.others = self.others[:half:2] + self.others[half:]

    def forget_others(self, entry: str) -> None:
        """Forget the water of an entry that was taken back."""
        self.others = [pour for pour in self.others if pour.entry != entry]

    @property
    def last_wet(self) -> datetime | None:
        """When the plant last got water, from wherever."""
        return max(filter(None, (self.last_watered, self.others[-1].at if self.others else None)), default=None)

    def day_ml(self, now: datetime, day: timedelta) -> float:
        """The water of the last day, a day being as long as the hub's clock makes it."""
        return sum(amount for at, amount in self.recent if now - at <= day)

    def waterings(self, now: datetime, kept: timedelta) -> tuple[tuple[datetime, float], ...]:
        """Each watering of the last ninety days, as long as the hub's clock makes them; older ones are forgotten."""
        while self.recent and now - self.recent[0][0] > max(kept, DAY):
            self.recent.popleft()
        return tuple(self.recent)

    def from_others(self, now: datetime, kept: timedelta) -> tuple[Pour, ...]:
        """What PlantOS didn't give in the same time."""
        self.others = [pour for pour in self.others if now - pour.at <= max(kept, DAY)] or self.others[-1:]
        return tuple(self.others)

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
        self.others = [replace(pour, at=pour.at + by) for pour in self.others]

    def not_after(self, now: datetime) -> None:
        """Take what a clock set back puts into the future for something that has just happened."""
        self.last_watered = self.last_watered and min(self.last_watered, now)
        self.recent = deque((min(at, now), amount) for at, amount in self.recent)
        self.openings = deque(min(at, now) for at in self.openings)
        self.others = [replace(pour, at=min(pour.at, now)) for pour in self.others]
