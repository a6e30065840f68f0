"""How much water the weather draws out of short, well-watered grass: FAO-56's reference evapotranspiration (ET0).

Numbers in brackets are the equations of FAO Irrigation and Drainage Paper 56 (Allen et al., 1998). What isn't
measured is estimated as its chapter 3 says, and the result names it.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from .penman_monteith import DAY, HOUR, MM_PER_MJ, combination, wind_at_2m
from .radiation import (
    clear_sky,
    clearness,
    day_length,
    extraterrestrial_day,
    extraterrestrial_hour,
    from_sunshine,
    from_temperatures,
    net_longwave,
    net_shortwave,
    sunshine_under_clouds,
)
from .vapour import (
    mean_saturation_pressure,
    saturation_pressure,
    vapour_pressure,
    vapour_pressure_deficit,
)
from .weather import DayWeather, HourWeather, Site

# The mean of 2,000 weather stations; below the least, rising warm air does what wind would.
USUAL_WIND, LEAST_WIND = 2.0, 0.5
# A sky between a humid climate's (0.4 to 0.6) and a dry one's (0.7 to 0.8).
USUAL_CLEARNESS = 0.6
# MJ/m² in an hour: the sun stands lower than 17°, where its radiation tells little of clouds.
LOW_SUN = 1.45
# MJ/m² in a day, some 2 mol/m²/d of photosynthetic light: a bright place away from the window.
ROOM_LIGHT = 1.0


class Method(StrEnum):
    """By which equation the evapotranspiration was found."""

    PENMAN_MONTEITH = "penman_monteith"
    HARGREAVES = "hargreaves"
    INDOORS = "indoors"


class Input(StrEnum):
    """What was estimated because nothing measured it."""

    HUMIDITY = "humidity"
    WIND = "wind"
    RADIATION = "radiation"
    CLOUDS = "clouds"


@dataclass(frozen=True, slots=True)
class Evapotranspiration:
    """Reference evapotranspiration over a period, in mm, with its method and what it had to guess."""

    mm: float
    method: Method
    estimated: frozenset[Input] = frozenset()


def of_day(weather: DayWeather, site: Site) -> Evapotranspiration:
    """A day's evapotranspiration: by Penman and Monteith where more is known than temperatures, else by Hargreaves."""
    air = (weather.dew_point, weather.humidity_low, weather.humidity_high, weather.humidity, weather.wind)
    sky = (weather.radiation, weather.sunshine_h, weather.clouds)
    known = any(value is not None for value in (*air, *sky))
    return penman_monteith(weather, site) if known else hargreaves(weather, site)


def penman_monteith(weather: DayWeather, site: Site) -> Evapotranspiration:
    """A day's evapotranspiration from the energy and the dry air that there are (6)."""
    measured = _day_vapour(weather)
    # A night cools the air about to its dew point (48).
    vapour = saturation_pressure(weather.low) if measured is None else measured
    above = extraterrestrial_day(site.latitude, weather.day)
    radiation = _day_radiation(weather, site, above)
    seen = clearness(radiation, clear_sky(above, site.elevation_m))
    seen = _under(weather.clouds) if seen is None else seen
    clear = USUAL_CLEARNESS if seen is None else seen
    net = net_shortwave(radiation) - net_longwave(weather.low, weather.high, vapour, clear)
    deficit = mean_saturation_pressure(weather.low, weather.high) - vapour
    wind = _wind(weather.wind, weather.wind_height_m)
    mm = combination((weather.low + weather.high) / 2, net, deficit, wind, site.elevation_m, DAY)
    guessed = _guessed(humidity=measured, wind=weather.wind, radiation=weather.radiation, clouds=seen)
    return Evapotranspiration(mm, Method.PENMAN_MONTEITH, guessed)


def hargreaves(weather: DayWeather, site: Site) -> Evapotranspiration:
    """A day's evapotranspiration from its temperatures alone (52)."""
    mean, swing = (weather.low + weather.high) / 2, weather.high - weather.low
    mm = 0.0023 * (mean + 17.8) * sqrt(swing) * MM_PER_MJ * extraterrestrial_day(site.latitude, weather.day)
    return Evapotranspiration(max(0.0, mm), Method.HARGREAVES, _guessed(humidity=None, wind=None, radiation=None))


def of_hour(weather: HourWeather, site: Site) -> Evapotranspiration | None:
    """An hour's evapotranspiration (53).

    None where neither the humidity nor the day's lowest temperature is known, or by day neither radiation nor clouds.
    """
    measured, vapour = _hour_vapour(weather)
    above = extraterrestrial_hour(site.latitude, site.longitude, weather.start)
    given = 0.0 if above == 0 else weather.radiation
    radiation = given
    if radiation is None and weather.clouds is not None:
        radiation = from_sunshine(above, sunshine_under_clouds(weather.clouds))
    if vapour is None or radiation is None:
        return None
    seen = clearness(radiation, clear_sky(above, site.elevation_m)) if above >= LOW_SUN else weather.clear
    seen = _under(weather.clouds) if seen is None else seen
    clear = USUAL_CLEARNESS if seen is None else seen
    net = net_shortwave(radiation) - net_longwave(weather.temperature, weather.temperature, vapour, clear) / 24
    # The soil takes up a tenth of the gain by day, and makes up for half of the loss by night (45, 46).
    energy = 0.9 * net if above > 0 else 0.5 * net
    deficit = saturation_pressure(weather.temperature) - vapour
    wind = _wind(weather.wind, weather.wind_height_m)
    mm = combination(weather.temperature, energy, deficit, wind, site.elevation_m, HOUR)
    guessed = _guessed(humidity=measured, wind=weather.wind, radiation=given, clouds=seen)
    return Evapotranspiration(mm, Method.PENMAN_MONTEITH, guessed)


def indoors(
    temperature: float, humidity: float, radiation: float | None = None, elevation_m: float = 0.0
) -> Evapotranspiration:
    """A day's evapotranspiration in a room, from its means: hardly any wind, and no sky that leaves lose warmth to."""
    net = net_shortwave(ROOM_LIGHT if radiation is None else radiation)
    deficit = vapour_pressure_deficit(temperature, humidity)
    mm = combination(temperature, net, deficit, LEAST_WIND, elevation_m, DAY)
    return Evapotranspiration(mm, Method.INDOORS, _guessed(wind=None, radiation=radiation))


def _wind(speed: float | None, height_m: float) -> float:
    return USUAL_WIND if speed is None else max(LEAST_WIND, wind_at_2m(speed, height_m))


def _day_vapour(weather: DayWeather) -> float | None:
    """The vapour's pressure from the best humidity that there is (14, 17 to 19)."""
    low, high = weather.humidity_low, weather.humidity_high
    if weather.dew_point is not None:
        return saturation_pressure(weather.dew_point)
    if high is not None:
        at_night = vapour_pressure(weather.low, high)
        return at_night if low is None else (at_night + vapour_pressure(weather.high, low)) / 2
    if weather.humidity is not None:
        return (vapour_pressure(weather.low, weather.humidity) + vapour_pressure(weather.high, weather.humidity)) / 2
    return None


def _hour_vapour(weather: HourWeather) -> tuple[float | None, float | None]:
    """The vapour's pressure as measured, and the same or its estimate (54, 48)."""
    if weather.humidity is not None:
        measured = vapour_pressure(weather.temperature, weather.humidity)
        return measured, measured
    if weather.dew_point is not None:
        measured = saturation_pressure(weather.dew_point)
        return measured, measured
    return None, None if weather.day_low is None else saturation_pressure(weather.day_low)


def _day_radiation(weather: DayWeather, site: Site, above: float) -> float:
    """The radiation as measured, or from sunshine, clouds or temperatures, whichever is known first."""
    if weather.radiation is not None:
        return weather.radiation
    if weather.sunshine_h is not None:
        most = day_length(site.latitude, weather.day)
        return from_sunshine(above, min(1.0, weather.sunshine_h / most) if most > 0 else 0.0)
    if weather.clouds is not None:
        return from_sunshine(above, sunshine_under_clouds(weather.clouds))
    return from_temperatures(above, weather.low, weather.high, site.elevation_m, coastal=site.coastal)


def _under(clouds: float | None) -> float | None:
    """How clear a sky with so many % of clouds is."""
    return None if clouds is None else clearness(from_sunshine(1.0, sunshine_under_clouds(clouds)), clear_sky(1.0, 0.0))


def _guessed(**measured: float | None) -> frozenset[Input]:
    return frozenset(Input(name) for name, value in measured.items() if value is None)
