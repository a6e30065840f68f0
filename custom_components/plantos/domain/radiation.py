"""The sun's radiation on level ground, in MJ/m² over a day or an hour.

Numbers in brackets are the equations of FAO Irrigation and Drainage Paper 56 (Allen et al., 1998).
Latitudes are degrees north, longitudes degrees east, days counted from 1 January.
Every function raises ValueError where its input can't be true.
"""

from datetime import UTC, datetime, timedelta
from math import acos, cos, pi, radians, sin, sqrt, tan

from .bounds import bounded
from .vapour import COLDEST, HIGHEST_M, HOTTEST, LOWEST_M

# MJ/m² in a minute, facing the sun above the air.
SOLAR_CONSTANT = 0.0820
GRASS_ALBEDO = 0.23
# MJ/m²/K⁴ in a day.
STEFAN_BOLTZMANN = 4.903e-9
KELVIN = 273.16
# What comes through a sky all covered, and what a sunny day adds (35).
OVERCAST, SUNSHINE = 0.25, 0.50
# How far a day's swing of temperature tells of sun, inland and at a coast (50).
INLAND, COASTAL = 0.16, 0.19
# Relative to a clear sky; 0.3 is a sky all covered.
CLOUDIEST, CLEAREST = 0.3, 1.0
# The share of the day with sunshine under 0 to 8 eighths of cloud (Doorenbos & Pruitt, FAO-24, 1977).
SUN_UNDER_EIGHTHS = (0.95, 0.85, 0.75, 0.65, 0.55, 0.45, 0.30, 0.15, 0.0)
# Daylight: 1 W/m² is about 122 lx (Michael et al., 2020).
LUX_PER_WATT = 122.0
# More doesn't even arrive above the air.
MOST_IN_A_DAY, MOST_IN_AN_HOUR = 50.0, 6.0


def declination(day: int) -> float:
    """How far north the sun stands at noon, in radians (24)."""
    return 0.409 * sin(2 * pi / 365 * bounded(day, 1, 366, "a day of the year") - 1.39)


def inverse_distance(day: int) -> float:
    """The inverse relative distance from the earth to the sun, squared (23)."""
    return 1 + 0.033 * cos(2 * pi / 365 * bounded(day, 1, 366, "a day of the year"))


def sunset_angle(latitude: float, day: int) -> float:
    """How far the sun goes from noon to sunset, in radians: 0 in the polar night, π where it doesn't set (25)."""
    bounded(latitude, -90, 90, "a latitude")
    return acos(max(-1.0, min(1.0, -tan(radians(latitude)) * tan(declination(day)))))


def day_length(latitude: float, day: int) -> float:
    """The hours from sunrise to sunset (34)."""
    return 24 / pi * sunset_angle(latitude, day)


def extraterrestrial_day(latitude: float, day: int) -> float:
    """What would arrive in a day if there were no air (21)."""
    sunset = sunset_angle(latitude, day)
    return _extraterrestrial(latitude, day, -sunset, sunset)


def extraterrestrial_hour(latitude: float, longitude: float, start: datetime) -> float:
    """What would arrive in an hour from its start if there were no air (28)."""
    bounded(longitude, -180, 180, "a longitude")
    if start.tzinfo is None:
        raise ValueError("an hour's start needs a time zone")
    # The sun's mean time runs by the longitude, whatever the clocks say.
    middle = start.astimezone(UTC) + timedelta(hours=0.5 + longitude / 15)
    day = middle.timetuple().tm_yday
    season = 2 * pi * (day - 81) / 364
    # Equations 31 to 33: the sun runs ahead of its mean time or behind it.
    ahead = 0.1645 * sin(2 * season) - 0.1255 * cos(season) - 0.025 * sin(season)
    hours = middle.hour + middle.minute / 60 + middle.second / 3_600 + ahead
    angle = (pi / 12 * hours) % (2 * pi) - pi
    sunset, half = sunset_angle(latitude, day), pi / 24
    if sunset >= pi:
        return max(0.0, _extraterrestrial(latitude, day, angle - half, angle + half))
    rise, fall = max(angle - half, -sunset), min(angle + half, sunset)
    return max(0.0, _extraterrestrial(latitude, day, rise, fall)) if rise < fall else 0.0


def _extraterrestrial(latitude: float, day: int, start: float, end: float) -> float:
    north, tilt = radians(latitude), declination(day)
    path = (end - start) * sin(north) * sin(tilt) + cos(north) * cos(tilt) * (sin(end) - sin(start))
    return 12 * 60 / pi * SOLAR_CONSTANT * inverse_distance(day) * path


def clear_sky(extraterrestrial: float, elevation_m: float) -> float:
    """What arrives through a sky without clouds (37)."""
    bounded(elevation_m, LOWEST_M, HIGHEST_M, "an elevation")
    return (OVERCAST + SUNSHINE + 2e-5 * elevation_m) * _amount(extraterrestrial)


def from_sunshine(extraterrestrial: float, share: float) -> float:
    """What arrives on a day with sunshine during a share of its length, 0 to 1 (35)."""
    return (OVERCAST + SUNSHINE * bounded(share, 0, 1, "a share of sunshine")) * _amount(extraterrestrial)


def sunshine_under_clouds(cover: float) -> float:
    """The share of the day with sunshine, 0 to 1, when clouds cover so many % of the sky."""
    eighths = bounded(cover, 0, 100, "a cloud cover") * 8 / 100
    below = min(int(eighths), 7)
    less, more = SUN_UNDER_EIGHTHS[below], SUN_UNDER_EIGHTHS[below + 1]
    return less + (eighths - below) * (more - less)


def from_temperatures(extraterrestrial: float, low: float, high: float, elevation_m: float, *, coastal: bool) -> float:
    """What arrives on a day of such extremes: clouds keep days cool and nights warm (50)."""
    _extremes(low, high)
    share = (COASTAL if coastal else INLAND) * sqrt(high - low)
    return min(share * _amount(extraterrestrial), clear_sky(extraterrestrial, elevation_m))


def from_lux(lux: float) -> float:
    """The radiation of a day of daylight that is so bright in the mean of its 24 hours."""
    return bounded(lux, 0, 200_000, "an illuminance") / LUX_PER_WATT * 86_400 / 1e6


def clearness(radiation: float, unclouded: float) -> float | None:
    """How clear the sky is, 0.3 to 1, None without sun: what arrives, compared with a clear sky."""
    if _amount(unclouded) == 0:
        return None
    return max(CLOUDIEST, min(CLEAREST, _amount(radiation) / unclouded))


def net_longwave(low: float, high: float, vapour: float, clear: float) -> float:
    """The warmth that grass loses to the sky in a day (39)."""
    _extremes(low, high)
    bounded(vapour, 0, 60, "a vapour pressure")
    bounded(clear, CLOUDIEST, CLEAREST, "a sky's clearness")
    emitted = STEFAN_BOLTZMANN * ((low + KELVIN) ** 4 + (high + KELVIN) ** 4) / 2
    return emitted * (0.34 - 0.14 * sqrt(vapour)) * (1.35 * clear - 0.35)


def net_shortwave(radiation: float) -> float:
    """What of the radiation grass doesn't throw back (38)."""
    return (1 - GRASS_ALBEDO) * _amount(radiation)


def _amount(radiation: float) -> float:
    return bounded(radiation, 0, MOST_IN_A_DAY, "a radiation")


def _extremes(low: float, high: float) -> None:
    bounded(low, COLDEST, HOTTEST, "a temperature")
    bounded(high, low, HOTTEST, "a highest temperature")
