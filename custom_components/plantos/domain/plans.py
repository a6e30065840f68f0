"""When a plant will be watered by itself, as far as that can be said today. Instants lie on the hub's line of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .chores import waters_itself
from .forecast import Due
from .plants import Plant
from .snapshots import Snapshot
from .water_use import midnight

# What may happen later than this nobody plans for; a calendar shows six weeks at once.
AHEAD = timedelta(days=62)
DAY, EARLY = timedelta(days=1), timedelta(hours=12)
# An interval and a time of day that mean the same watering.
SAME = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """A watering to come and its ml; `scheduled` ones come at their time, of the others only `due` says when."""

    at: datetime
    ends: datetime
    amount_ml: float
    scheduled: bool
    due: Due


def planned(snapshot: Snapshot, due: Due | None) -> Iterator[Planned]:
    """The waterings to come, in their order; `due` is the next one. Of a schedule all, of other ways only the next."""
    plant = snapshot.plant
    if not plant.enabled or not waters_itself(snapshot):
        return
    if plant.rule != "schedule":
        if due:
            yield _planned(snapshot, due, plant.dose_ml, scheduled=False)
        return
    # Hours after the last watering are known of the next one only.
    again = due if due and plant.schedule.interval else None
    for start, amount in _starts(snapshot):
        if again and again.at < start - SAME:
            yield _planned(snapshot, again, amount, scheduled=True)
        again = None
        yield _planned(snapshot, Due(start), amount, scheduled=True)
    if again:
        yield _planned(snapshot, again, plant.dose_ml, scheduled=True)


def _planned(snapshot: Snapshot, due: Due, amount_ml: float, *, scheduled: bool) -> Planned:
    return Planned(due.at, due.at + snapshot.plant.whole_run(amount_ml), amount_ml, scheduled, due)


def _starts(snapshot: Snapshot) -> Iterator[tuple[datetime, float]]:
    """Every start of the schedule after now and within two months, with its share of the dose."""
    plant, plan, held = snapshot.plant, snapshot.plant.schedule, list[tuple[datetime, float]]()
    last = snapshot.at + AHEAD
    for number in range(-1, AHEAD // DAY + 2):
        day = snapshot.today + number * DAY
        # Offsets and leads may pass midnight: what lies before all later days' starts is in its order.
        yield from _within(held, snapshot.at, min(last, midnight(day, snapshot.zone) - EARLY - _lead(plant)))
        held = [one for one in held if one[0] >= midnight(day, snapshot.zone) - EARLY - _lead(plant)]
        amount = min(plant.dose_ml * plan.share(day, snapshot.site), plant.largest_ml)
        if amount > 0:
            lead = plant.whole_run(amount) if plan.finish else timedelta()
            held += [(at - lead, amount) for at in plan.instants(day, snapshot.zone, snapshot.site)]
    yield from _within(held, snapshot.at, last)


def _within(starts: list[tuple[datetime, float]], since: datetime, until: datetime) -> Iterator[tuple[datetime, float]]:
    yield from sorted(one for one in starts if since < one[0] < until)


def _lead(plant: Plant) -> timedelta:
    """How long before its time a watering starts at most."""
    return plant.whole_run(plant.largest_ml) if plant.schedule.finish else timedelta()
