"""Rain from what a gauge says: how much it has counted, or how fast rain falls."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

HOUR = timedelta(hours=1)
# A counter that falls by less wavers; by more it began anew.
WAVERS = 0.1
# No hour ever had more (Holt, Missouri, 1947): a counter that came back with an old value.
MOST_MM = 305.0
# A rate is believed for as long.
LONGEST_GAP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Fallen:
    """Rain in mm, and the time in which it fell."""

    mm: float
    over: timedelta


@dataclass(slots=True)
class RainGauge:
    """Counts each drop once, from one look to the next."""

    _at: datetime | None = None
    _value: float = 0.0

    def counted(self, at: datetime, mm: float) -> Fallen | None:
        """The rain since the last look of a counter that began anew at times; None where nobody can tell."""
        before, since = self._value, self._take(at, mm)
        if since is None:
            return None
        if before * (1 - WAVERS) <= mm < before:
            # The drops that raise it again have been counted.
            self._value = before
            return Fallen(0.0, since)
        fallen = mm - before if mm >= before else mm
        return Fallen(fallen, since) if fallen <= MOST_MM else None

    def falling(self, at: datetime, mm_h: float) -> Fallen | None:
        """The rain since the last look, at the mean of the rates then and now; None where nobody can tell."""
        before, since = self._value, self._take(at, mm_h)
        if since is None or since > LONGEST_GAP:
            return None
        fallen = (before + mm_h) / 2 * (since / HOUR)
        return Fallen(fallen, since) if fallen <= MOST_MM else None

    def _take(self, at: datetime, value: float) -> timedelta | None:
        """Note a value, and how long after the last one it comes; None for the first and for what is none."""
        if not isfinite(value) or value < 0:
            return None
        before, self._at, self._value = self._at, at, value
        return at - before if before is not None and at > before else None
