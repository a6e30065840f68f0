"""What is known of a plant's soil of late: how its moisture went, what was given, and when it can't have rained.

Moisture is in %, ages are in hours, everything is oldest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf

from .comfort import Series
from .outlook import Spell
from .snapshots import Snapshot
from .verification import noise
from .wettings import Wetting, wettings

HOUR = timedelta(hours=1)
# Of what was given before the hours begin nothing shows in them.
KNOWN = timedelta(days=15)
# What a probe's noise is guessed from, where nobody has learned it.
NOISE_STEPS = 72
# The weather of the last hours comes late.
LATE_H = 2.0


@dataclass(frozen=True, slots=True)
class Trail:
    """The `hours` are hourly means of a fortnight, the `steps` ten-minute means of three days.

    `waterings` holds each one's age and ml, `wets` every time the soil got wetter, `noise` is the probe's in points,
    and for `rainless` hours it is known that no rain fell.
    """

    at: datetime
    hours: Series = ()
    steps: Series = ()
    waterings: Sequence[tuple[float, float]] = ()
    noise: float = 0.0
    rainless: float = inf
    wets: Sequence[Wetting] = ()

    @classmethod
    def of(cls, snapshot: Snapshot, hours: Series, steps: Series) -> Trail:
        """The trail of a snapshot's plant."""
        at, learned = snapshot.at, snapshot.learned
        wobble = learned.noise if learned else noise([value for _, value in steps[-NOISE_STEPS:]])
        return cls(
            at,
            hours,
            steps,
            [((at - one.at) / HOUR, one.ml) for one in snapshot.history.waterings if at - one.at < KNOWN],
            wobble,
            inf if snapshot.plant.indoor else rainless_h(snapshot.past.spells, at),
            wettings(hours, wobble),
        )

    def ago(self, age: float) -> datetime:
        """The instant so many hours ago."""
        return self.at - age * HOUR

    def untouched(self, until: float, since: float) -> bool:
        """Whether no water is known to have come between two ages, be it given or rain."""
        return since <= self.rainless and not any(until <= age <= since for age, _ in self.waterings)


def rainless_h(spells: Sequence[Spell], at: datetime) -> float:
    """For how many hours back it is known that it didn't rain; a spell of which nobody knows ends that."""
    begun = at
    for spell in reversed(spells):
        if spell.rain_mm is None or spell.rain_mm > 0 or begun - spell.end > LATE_H * HOUR:
            break
        begun = min(begun, spell.start)
    return (at - begun) / HOUR
