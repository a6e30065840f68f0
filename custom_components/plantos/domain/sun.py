"""When the sun rises and sets.

By NOAA's general solar position calculations (after Spencer, 1971), good to two minutes up to 60° of latitude.
"""

from datetime import UTC, date, datetime, time, timedelta
from math import acos, cos, degrees, pi, radians, sin, tan

from .radiation import extraterrestrial_day
from .weather import Site

# The sun's upper edge, seen through air that bends its light.
HORIZON = radians(90.833)
NOON_MIN = 720.0
MIN_A_DEGREE = 4.0
DAYS = 365.2425
# A year in the middle between two leap years, to count days from.
FIRST_DAY = date(2001, 12, 31)


def sunrise(site: Site, day: date) -> datetime | None:
    """When the sun rises on a day of the place's calendar, None where it doesn't."""
    return _crossing(site, day, -1)


def sunset(site: Site, day: date) -> datetime | None:
    """When the sun sets on a day of the place's calendar, None where it doesn't."""
    return _crossing(site, day, 1)


def strength(site: Site, day: date) -> float:
    """How much sun a day brings above the air, as a share of the year's strongest day."""
    most = max(extraterrestrial_day(site.latitude, number) for number in (20, 80, 110, 140, 172, 200, 230, 265, 356))
    return min(1.0, extraterrestrial_day(site.latitude, day.timetuple().tm_yday) / most)


def _crossing(site: Site, day: date, side: int) -> datetime | None:
    year = 2 * pi / DAYS * ((day - FIRST_DAY).days - site.longitude / 360)
    # The sun runs ahead of its mean time or behind it, in minutes.
    ahead = 229.18 * (
        0.000075 + 0.001868 * cos(year) - 0.032077 * sin(year) - 0.014615 * cos(2 * year) - 0.040849 * sin(2 * year)
    )
    north = (
        0.006918
        - 0.399912 * cos(year)
        + 0.070257 * sin(year)
        - 0.006758 * cos(2 * year)
        + 0.000907 * sin(2 * year)
        - 0.002697 * cos(3 * year)
        + 0.00148 * sin(3 * year)
    )
    latitude = radians(max(-89.9, min(89.9, site.latitude)))
    angle = cos(HORIZON) / (cos(latitude) * cos(north)) - tan(latitude) * tan(north)
    if not -1 <= angle <= 1:
        return None
    minutes = NOON_MIN + MIN_A_DEGREE * (side * degrees(acos(angle)) - site.longitude) - ahead
    return datetime.combine(day, time(), UTC) + timedelta(minutes=minutes)
