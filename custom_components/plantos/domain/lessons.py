"""What a plant's life teaches its model: steps of it, and the weather over each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .outlook import Spell

# Of a step that is shorter than this nobody makes a lesson of its own; a watering flows no longer.
SHORTEST = timedelta(minutes=10)
# A model that is this much older than a watering shows that it doesn't know of it yet.
MOMENT = timedelta(seconds=1)
# Weather is known when it is over, and may be late.
LATE = timedelta(hours=1)
KNOWN_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Mean:
    """What a probe said on average between two readings, in %; `at` is where their mean lies."""

    first: datetime
    at: datetime
    last: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """A step of a plant's life up to an instant: what was read at its end, and the ml given at its start."""

    at: datetime
    moisture: float | None
    ml: float = 0.0


def lessons_of(
    since: datetime, means: Sequence[Mean], water: Sequence[tuple[datetime, float]], soak: timedelta
) -> Iterator[Lesson]:
    """The steps since an instant, by what was read and given, both oldest first.

    Each watering begins a step. A mean that water fell or soaked into says nothing of either.
    """
    pending, coming = 0.0, list(water)
    for mean in means:
        while coming and coming[0][0] <= mean.at:
            at, ml = coming.pop(0)
            if at - MOMENT - since >= SHORTEST:
                yield Lesson(at - MOMENT, None, pending)
                since, pending = at - MOMENT, 0.0
            pending += ml
        wet = any(mean.first - soak < at <= mean.last + SHORTEST for at, _ in water)
        if mean.at > since and not wet:
            yield Lesson(mean.at, mean.value, pending)
            since, pending = mean.at, 0.0


def demand_of(spells: Sequence[Spell], since: datetime, until: datetime) -> float | None:
    """The reference evapotranspiration of a step in mm, by the weather in it or shortly before; None where unknown."""
    depth = known = 0.0
    for spell in reversed(spells):
        if spell.end <= since - LATE:
            break
        shared = (min(spell.end, until) - max(spell.start, since - LATE)) / LATE
        if spell.reference_mm is not None and shared > 0:
            depth += spell.reference_mm * shared * LATE / (spell.end - spell.start)
            known += shared
    step = (until - since) / LATE
    return depth / known * step if known > 0 and known >= KNOWN_SHARE * step else None


def ended(spells: Sequence[Spell], since: datetime, until: datetime) -> list[Spell]:
    """The spells that ended between two instants, newest first."""
    found = []
    for spell in reversed(spells):
        if spell.end <= since:
            break
        if spell.end <= until:
            found.append(spell)
    return found
