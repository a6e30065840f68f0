"""When a plant's soil got wet, as its moisture alone tells it: whoever watered, and however much.

Moisture is in %, ages are in hours; hourly means, oldest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from .comfort import Series
from .species import Range

# A rise that is no noise: so many points, or so many times the noise.
LEAST_RISE, LEAST_RISES = 4.0, 4.0
# Within so many hours given water shows.
RISING_H = 3.0
# Of a rise that counts, its first hour makes at least this share.
FIRST_SHARE = 0.25
# So often a plant has to have been watered before its own range is known.
LEAST_WETTINGS = 3


@dataclass(frozen=True, slots=True)
class Wetting:
    """A rise of moisture: how long ago it began, from where, and to where it went."""

    age: float
    before: float
    peak: float

    @property
    def rise(self) -> float:
        """By how many points the soil got wetter."""
        return self.peak - self.before


def visible(noise: float) -> float:
    """How many points of a probe with this noise are no noise."""
    return max(LEAST_RISE, LEAST_RISES * noise)


def wettings(hours: Series, noise: float) -> list[Wetting]:
    """Every time the soil got wetter within hours, oldest first."""
    found = []
    least = visible(noise)
    index = 1
    while index < len(hours):
        (age, before), (start, value) = hours[index - 1], hours[index]
        if value - before < FIRST_SHARE * least or age - start > RISING_H:
            index += 1
            continue
        after = [mean for later, mean in hours[index : index + 4] if start - later <= RISING_H]
        peak = max(after)
        if peak - before >= least:
            found.append(Wetting(start, before, peak))
            index += after.index(peak)
        index += 1
    return found


def usual_range(wets: Sequence[Wetting]) -> Range | None:
    """From where to where the moisture usually goes when the plant is watered; None while it was watered too rarely."""
    if len(wets) < LEAST_WETTINGS:
        return None
    return median(wet.before for wet in wets), median(wet.peak for wet in wets)
