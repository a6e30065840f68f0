"""When a plant is watered by the clock, the calendar and the sun."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from .sun import strength, sunrise, sunset
from .weather import Site

FIRST_DAY = date(2026, 1, 1)
# By then the longest turn has met every day of the week.
FURTHEST_DAYS = 31 * 7 + 1
ALL_YEAR = (1.0,) * 12

type Weekday = Annotated[int, Field(ge=0, le=6)]
type Share = Annotated[float, Field(ge=0, le=2)]
type Offset = Annotated[float, Field(ge=-720, le=720)]


class Missed(StrEnum):
    """What becomes of a watering whose time passed without water."""

    SKIP = "skip"
    CATCH_UP = "catch_up"


class Schedule(BaseModel):
    """Times of day where the plant stands, on some days, and besides a number of hours after the last watering.

    `weekdays` count from Monday, 0, and none means all; sunrise and sunset are minutes after them. `finish` takes
    the times for the end of the watering. `months` are shares of the dose from January on; `by_sun` has the dose
    follow the strength of the sun. A time is missed once it is `grace_min` past.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    times: tuple[time, ...] = ()
    sunrise_min: Offset | None = None
    sunset_min: Offset | None = None
    finish: bool = False
    weekdays: frozenset[Weekday] = frozenset()
    every_days: int = Field(default=1, ge=1, le=31)
    first_day: date = FIRST_DAY
    every_h: float | None = Field(default=None, ge=1, le=2_400)
    months: tuple[Share, ...] = Field(default=ALL_YEAR, min_length=12, max_length=12)
    by_sun: bool = False
    missed: Missed = Missed.SKIP
    grace_min: float = Field(default=60.0, ge=5, le=720)

    @property
    def grace(self) -> timedelta:
        """How late a watering may begin and still be in time."""
        return timedelta(minutes=self.grace_min)

    @property
    def interval(self) -> timedelta | None:
        """How long after the last watering the next is due."""
        return None if self.every_h is None else timedelta(hours=self.every_h)

    def covers(self, day: date) -> bool:
        """Whether its times hold on this day."""
        in_turn = (day - self.first_day).days % self.every_days == 0
        return in_turn and (not self.weekdays or day.weekday() in self.weekdays)

    def share(self, day: date, site: Site | None) -> float:
        """Which share of the dose the season asks for; the sun's only where the place is known."""
        sun = strength(site, day) if self.by_sun and site else 1.0
        return self.months[day.month - 1] * sun

    def instants(self, day: date, zone: tzinfo, site: Site | None) -> list[datetime]:
        """Its instants on a day, in order.

        A time that the clocks leap over comes as much later as they leap, one that they show twice comes once.
        """
        if not self.covers(day):
            return []
        found = [datetime.combine(day, at, zone).astimezone(UTC) for at in self.times]
        if site and self.sunrise_min is not None and (rise := sunrise(site, day)):
            found.append(rise + timedelta(minutes=self.sunrise_min))
        if site and self.sunset_min is not None and (fall := sunset(site, day)):
            found.append(fall + timedelta(minutes=self.sunset_min))
        return sorted(found)

    def latest(self, now: datetime, zone: tzinfo, site: Site | None, lead: timedelta) -> datetime | None:
        """The last start up to now, where each watering starts `lead` before its instant."""
        found: datetime | None = None
        for day in _days(now, zone, -1):
            starts = [start for at in self.instants(day, zone, site) if (start := at - lead) <= now]
            if found:
                # Offsets may have moved the day before past this one.
                return max([found, *starts])
            found = max(starts, default=None)
        return found

    def next(self, now: datetime, zone: tzinfo, site: Site | None, lead: timedelta) -> datetime | None:
        """The first start after now."""
        found: datetime | None = None
        for day in _days(now, zone, 1):
            starts = [start for at in self.instants(day, zone, site) if (start := at - lead) > now]
            if found:
                return min([found, *starts])
            found = min(starts, default=None)
        return found


def _days(now: datetime, zone: tzinfo, step: int) -> Iterator[date]:
    """The days around now, from the one on its other side: offsets and leads may pass midnight."""
    today = now.astimezone(zone).date()
    return (today + timedelta(days=step * number) for number in range(-1, FURTHEST_DAYS + 1))
