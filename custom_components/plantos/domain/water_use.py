"""What a hub gives by the calendar where it stands: by day, week and month, and what the month comes to and costs.

A day and a month begin at local midnight, however long they are. Amounts in ml, prices per m³.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

ML_PER_M3 = 1e6
# Fewer days say nothing of the next ones, and older ones belong to another season.
LEAST, MOST = timedelta(days=3), timedelta(days=28)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WaterBudget:
    """The most that a hub may give in a month, and what is given of it."""

    limit_ml: float
    used_ml: float

    def allows(self, ml: float) -> bool:
        """Whether so much more is within it; of what is no number nothing is."""
        return self.used_ml + ml <= self.limit_ml


@dataclass(frozen=True, slots=True)
class WaterUse:
    """What was given today and `since` the month began, and what the whole month will probably come to.

    A week are today and the six days before it, so that no week is compared with its first morning.
    """

    today_ml: float
    week_ml: float
    last_week_ml: float
    month_ml: float
    since: datetime
    projected_ml: float | None


def water_use(days: Mapping[date, float], first: date | None, now: datetime, zone: tzinfo) -> WaterUse:
    """The use by what was given on each day back to `oldest`; `first` is the day of the very first watering."""
    today = now.astimezone(zone).date()
    month = today.replace(day=1)
    given = sum(ml for day, ml in days.items() if day.replace(day=1) == month)
    return WaterUse(
        today_ml=days.get(today, 0.0),
        week_ml=_week(days, today),
        last_week_ml=_week(days, today - WEEK),
        month_ml=given,
        since=midnight(month, zone),
        projected_ml=_projected(days, first, now, zone, given),
    )


def _week(days: Mapping[date, float], last: date) -> float:
    return sum(ml for day, ml in days.items() if last - WEEK < day <= last)


def _projected(
    days: Mapping[date, float], first: date | None, now: datetime, zone: tzinfo, given: float
) -> float | None:
    """The month so far, and for the rest of it as much a day as in the last four weeks."""
    if first is None:
        return None
    today = now.astimezone(zone).date()
    begin = max(first, today - MOST)
    known = now - midnight(begin, zone)
    if known < LEAST:
        return None
    recent = sum(ml for day, ml in days.items() if begin <= day <= today)
    return given + recent * ((midnight(next_month(today), zone) - now) / known)


def oldest(today: date) -> date:
    """The first day that still counts for something."""
    return min(today.replace(day=1), today - MOST)


def midnight(day: date, zone: tzinfo) -> datetime:
    """The instant at which a day begins."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def cost(ml: float, price: float) -> float:
    """What an amount costs, in the currency of the price per m³."""
    return ml / ML_PER_M3 * price


def next_month(day: date) -> date:
    """The first day of the month that follows."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
