"""Water that PlantOS didn't give and nobody told of: the soil alone shows it.

Moisture is in %, ages are in hours.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from .anomalies import AIR, FALL_H, Anomaly, AnomalyKind
from .snapshots import OutletState, Snapshot
from .trails import HOUR, Trail
from .wettings import RISING_H, Wetting, visible

# Of a can or a shower of rain more is seen than of a warm noon, which moves a probe by a point or two.
PLAIN = 1.5
# So long a rise has to last, and so much of what is visible has to be left then.
LASTED_H, LEFT = 1.0, 0.5
NEWEST_H = 24.0
# People tell of their can early or late.
TOLD_H = 6.0
# So long ago a probe may have been pulled out that is put back now, and so many points it fell at least, to nearly air.
PULLED_H, PULLED = 72.0, 10.0


@dataclass(frozen=True, slots=True)
class Unseen:
    """A rise that nothing else explains: when it began, from where and to where it went."""

    at: datetime
    before: float
    peak: float


def unseen(snapshot: Snapshot, trail: Trail, odd: tuple[Anomaly, ...]) -> Unseen | None:
    """The newest rise that has lasted and that no run, no word of a person and no fault explains.

    While an outlet is open, or nobody knows whether it is, nothing is said; nor while the soil shows a leak.
    """
    leaks = any(anomaly.kind is AnomalyKind.LEAK for anomaly in odd)
    if leaks or snapshot.history.running or snapshot.outlet in {OutletState.OPEN, OutletState.UNKNOWN}:
        return None
    for wet in reversed(trail.wets):
        if wet.age > NEWEST_H:
            break
        if _lasts(wet, trail) and not _is_known(wet, snapshot) and not _was_pulled(wet, trail):
            return Unseen(trail.ago(wet.age), wet.before, wet.peak)
    return None


def _lasts(wet: Wetting, trail: Trail) -> bool:
    least = visible(trail.noise)
    after = [value for age, value in trail.hours if age <= wet.age - LASTED_H]
    return wet.rise >= PLAIN * least and bool(after) and min(after[:2]) >= wet.before + LEFT * least


def _is_known(wet: Wetting, snapshot: Snapshot) -> bool:
    """Whether a run, tried or done, or somebody's word explains a rise."""
    history, soak = snapshot.history, snapshot.settings.soak / HOUR
    runs = [*(one.at for one in history.waterings), *([history.last_tried] if history.last_tried else [])]
    # The mean in which it shows may have begun before the water did.
    ours = any(-1 <= (snapshot.at - at) / HOUR - wet.age <= RISING_H + soak for at in runs)
    return ours or any(abs((snapshot.at - one.at) / HOUR - wet.age) <= TOLD_H for one in history.others)


def _was_pulled(wet: Wetting, trail: Trail) -> bool:
    """Whether a probe was pulled out before, so that it only says again now what it said then."""
    before = [(age, value) for age, value in trail.hours if wet.age < age <= wet.age + PULLED_H]
    steps = pairwise(before)
    return any(high - low >= PULLED and low <= AIR and since - until <= FALL_H for (since, high), (until, low) in steps)
