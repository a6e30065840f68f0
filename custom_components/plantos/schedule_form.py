"""A schedule as a form shows it: days and months by name, shares in %."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from homeassistant.const import WEEKDAYS
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    DateSelector,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
)
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .domain.schedules import Missed, Schedule
from .domain.weather import Site
from .fields import number

SEASON = "season"
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# What is written in other words than in the schedule.
TRANSLATED = {"times", "weekdays", SEASON}


def schedule_fields() -> dict[Any, Any]:
    """The fields of a schedule."""
    return {
        # No list of hours: searching it, Enter takes the nearest hour for the time that was written.
        vol.Optional("times"): TextSelector(TextSelectorConfig(multiple=True)),
        vol.Optional("sunrise_min"): number(-720, 720, "min"),
        vol.Optional("sunset_min"): number(-720, 720, "min"),
        vol.Required("finish", default=False): BooleanSelector(),
        vol.Optional("weekdays"): SelectSelector(
            SelectSelectorConfig(options=WEEKDAYS, multiple=True, translation_key="weekday")
        ),
        vol.Required("every_days", default=1): number(1, 31, "d", whole=True),
        vol.Optional("first_day"): DateSelector(),
        vol.Optional("every_h"): number(1, 2_400, "h"),
        vol.Required("missed", default=Missed.SKIP): SelectSelector(
            SelectSelectorConfig(options=list(Missed), translation_key="missed")
        ),
        vol.Required("grace_min", default=60.0): number(5, 720, "min"),
        vol.Optional(SEASON): section(_season(), {"collapsed": True}),
    }


def _season() -> vol.Schema:
    months = {vol.Required(month, default=100.0): number(0, 200, "%") for month in MONTHS}
    return vol.Schema({vol.Required("by_sun", default=False): BooleanSelector(), **months})


def schedule_of(answer: Mapping[str, Any]) -> Schedule:
    """The schedule that a form's answer describes. Raises ValueError where a time is none."""
    if wrong := not_times(answer):
        raise ValueError(f"not a time of day: {', '.join(wrong)}")
    times = {dt_util.parse_time(told) for told in _written(answer)}
    season = answer.get(SEASON, {})
    plain = {key: value for key, value in answer.items() if key not in TRANSLATED}
    return Schedule(
        **plain,
        times=sorted(time for time in times if time),
        weekdays=[WEEKDAYS.index(day) for day in answer.get("weekdays", ())],
        months=[season.get(month, 100.0) / 100 for month in MONTHS],
        by_sun=season.get("by_sun", False),
    )


def not_times(answer: Mapping[str, Any]) -> list[str]:
    """What was written for times of day and is none."""
    return [told for told in _written(answer) if dt_util.parse_time(told) is None]


def _written(answer: Mapping[str, Any]) -> list[str]:
    """The times as they were written; a line that was left empty is none."""
    return [time for told in answer.get("times", ()) if (time := told.strip())]


def shown(schedule: Schedule) -> dict[str, Any]:
    """What a form's fields are filled with."""
    fields = schedule.model_dump(mode="json", exclude={"months", "by_sun"}, exclude_none=True)
    months = {month: round(100 * share, 6) for month, share in zip(MONTHS, schedule.months, strict=True)}
    return {
        **fields,
        "times": [f"{time:%H:%M:%S}".removesuffix(":00") for time in schedule.times],
        "weekdays": [WEEKDAYS[day] for day in sorted(schedule.weekdays)],
        SEASON: {"by_sun": schedule.by_sun, **months},
    }


def never(schedule: Schedule, now: datetime, zone: tzinfo, site: Site) -> dict[str, str]:
    """Why a schedule would never water, by the field that would have to be filled in."""
    if not any(schedule.months):
        return {SEASON: "season_never"}
    if schedule.every_h is None and schedule.next(now, zone, site, timedelta()) is None:
        return {"times": "schedule_never"}
    return {}
