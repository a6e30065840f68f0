"""How a plant's readings went: means over equal stretches of time, oldest first."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(slots=True)
class Means:
    """Running means of one measure in buckets of `width_s` real seconds, the last `keep` of them."""

    width_s: float
    keep: int
    _buckets: deque[list[float]] = field(default_factory=deque)

    def add(self, at: datetime, value: float, count: int = 1) -> None:
        """Count a value, or the mean of `count` values, in the bucket of its instant."""
        number = at.timestamp() // self.width_s
        if self._buckets and self._buckets[-1][0] == number:
            newest = self._buckets[-1]
            newest[1] += value * count
            newest[2] += count
            return
        self._buckets.append([number, value * count, count])
        if len(self._buckets) > self.keep:
            self._buckets.popleft()

    def load(self, buckets: Iterable[tuple[int, float, int]]) -> None:
        """Take up (bucket, mean, count) rows as the ledger keeps them."""
        for number, mean, count in buckets:
            self.add(datetime.fromtimestamp((number + 0.5) * self.width_s, UTC), mean, count)

    def values(self) -> list[float]:
        """The means, oldest first."""
        return [total / count for _, total, count in self._buckets]

    def aged(self, now: datetime) -> list[tuple[float, float]]:
        """Each mean with the age of its bucket's middle, in widths of a bucket."""
        end = now.timestamp() / self.width_s - 0.5
        return [(end - number, total / count) for number, total, count in self._buckets]

    def points(self, since: datetime | None) -> list[tuple[datetime, float]]:
        """Each mean with the middle of its bucket, from an instant on."""
        first = since.timestamp() if since else 0.0
        return [
            (datetime.fromtimestamp((number + 0.5) * self.width_s, UTC), total / count)
            for number, total, count in self._buckets
            if number * self.width_s >= first
        ]
