"""Waters the plant's dose by the clock, the calendar and the sun."""

from datetime import datetime, timedelta

from ..decisions import Decision
from ..reasons import reason
from ..schedules import Missed
from ..snapshots import Snapshot

HOUR = timedelta(hours=1)
# More of them are told in days.
MOST_HOURS = 48
# The start of a watering that ends on time moves by so much at most when its dose changes with the season.
MOVES = timedelta(minutes=15)


def schedule(snapshot: Snapshot) -> Decision:
    """Water once at each time of the schedule, in the season's share of the dose."""
    plant, plan = snapshot.plant, snapshot.plant.schedule
    share = plan.share(snapshot.today, snapshot.site)
    amount = min(plant.dose_ml * share, plant.largest_ml) if share != 1 else plant.dose_ml
    inputs = {"share": share}
    if not amount > 0:
        return Decision(False, 0.0, "schedule", reason("decision_out_of_season"), inputs)
    if _is_due(snapshot, amount):
        return Decision(True, amount, "schedule", reason("decision_scheduled", amount=amount), inputs)
    hours = _hours_until_due(snapshot, amount)
    if hours is None:
        return Decision(False, 0.0, "schedule", reason("decision_no_schedule"), inputs)
    soon = hours <= MOST_HOURS
    why = reason("decision_not_due", hours=hours) if soon else reason("decision_not_due_days", days=hours / 24)
    return Decision(False, 0.0, "schedule", why, inputs | {"hours": hours})


def _is_due(snapshot: Snapshot, amount_ml: float) -> bool:
    plan, last = snapshot.plant.schedule, _last(snapshot)
    if plan.interval and (last is None or snapshot.at - last >= plan.interval):
        return True
    lead = _lead(snapshot, amount_ml)
    start = plan.latest(snapshot.at, snapshot.zone, snapshot.site, lead)
    served = last is not None and start is not None and last >= (start - MOVES if plan.finish else start)
    if start is None or served or not _is_owed(snapshot, start, lead):
        return False
    # A plant that was never watered hasn't missed anything.
    catches_up = plan.missed is Missed.CATCH_UP and last is not None
    return catches_up or snapshot.at - start <= plan.grace


def _is_owed(snapshot: Snapshot, start: datetime, lead: timedelta) -> bool:
    """Whether the schedule held at a start already, and its day asks for water."""
    day = (start + lead).astimezone(snapshot.zone).date()
    held = snapshot.scheduled is None or start >= snapshot.scheduled
    return held and snapshot.plant.schedule.share(day, snapshot.site) > 0


def _hours_until_due(snapshot: Snapshot, amount_ml: float) -> float | None:
    plan, last = snapshot.plant.schedule, _last(snapshot)
    starts = [plan.next(snapshot.at, snapshot.zone, snapshot.site, _lead(snapshot, amount_ml))]
    if plan.interval and last is not None:
        starts.append(last + plan.interval)
    return min(((start - snapshot.at) / HOUR for start in starts if start), default=None)


def _lead(snapshot: Snapshot, amount_ml: float) -> timedelta:
    """How long before its time a watering starts."""
    return snapshot.plant.whole_run(amount_ml) if snapshot.plant.schedule.finish else timedelta()


def _last(snapshot: Snapshot) -> datetime | None:
    """When water was last given or tried: a try may have given some."""
    known = [at for at in (snapshot.wet_until, snapshot.history.last_tried) if at]
    return max(known, default=None)
