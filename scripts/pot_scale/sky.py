"""Hourly weather of an inland place at 45° north, drawn by chance.

Wet and dry days follow a Markov chain, rain a gamma distribution, temperatures an autoregression below or above the
season's usual (Richardson, Water Resources Research 17, 1981). Within a day the sun follows its path, temperatures a
cosine with its peak at three, the dew point the night's lowest temperature (FAO-56, equation 48).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, exp, pi, sqrt
from random import Random

from custom_components.plantos.domain.evapotranspiration import of_hour
from custom_components.plantos.domain.radiation import extraterrestrial_hour
from custom_components.plantos.domain.vapour import saturation_pressure
from custom_components.plantos.domain.weather import HourWeather, Site

from .scenarios import Scenario, Trouble

SITE = Site(45.0, 0.0)
HOUR = timedelta(hours=1)
WET_AFTER_DRY, WET_AFTER_WET = 0.22, 0.48
RAIN_SHAPE, RAIN_MM = 0.75, 7.0
YEAR_MEAN_C, YEAR_SWING_C, WARMEST_DAY = 12.0, 9.0, 200
AS_YESTERDAY, VARIES_C = 0.65, 2.8
# Heat waves come by themselves, too.
WAVE_CHANCE, WAVE_DAYS, WAVE_C = 0.012, (4, 8), 7.0
TROUBLE_C = 9.0
# What comes through the air of what the sun sends, under clouds and without any (FAO-56, equation 35).
OVERCAST, CLEAREST = 0.25, 0.75
WIND, GUSTY = 2.0, 0.35


@dataclass(frozen=True, slots=True)
class Air:
    """An hour's means: °C, % of relative humidity, MJ/m² of sun, m/s of wind at 2 m; rain and ET0 in mm."""

    start: datetime
    temperature: float
    humidity: float
    radiation: float
    wind: float
    rain: float
    et0: float


@dataclass(frozen=True, slots=True)
class _Day:
    mean: float
    swing: float
    clear: float
    wind: float
    dew_point: float
    rain: tuple[float, ...]


def sky(scenario: Scenario, days: int) -> list[Air]:
    """So many days of weather; the same for every pot of a seed that stands in the same place."""
    random = Random(f"{scenario.seed}:{scenario.place}:sky")
    hours = []
    for number, day in zip(range(days), _days(scenario, random), strict=False):
        hours += [_hour(day, scenario.start + (24 * number + hour) * HOUR) for hour in range(24)]
    return hours


def _days(scenario: Scenario, random: Random) -> Iterator[_Day]:
    wet, off, wave, number = False, 0.0, 0, 0
    while True:
        wet = random.random() < (WET_AFTER_WET if wet else WET_AFTER_DRY)
        off = AS_YESTERDAY * off + sqrt(1.0 - AS_YESTERDAY**2) * random.gauss(0.0, VARIES_C)
        wave = wave - 1 if wave else (random.randint(*WAVE_DAYS) if random.random() < WAVE_CHANCE else 0)
        # Drawn for every day, so that a trouble changes no other day.
        clear, wind, rain = random.gauss(0.0, 1.0), random.gauss(0.0, GUSTY), _rain(random)
        troubled = scenario.troubled(Trouble.HEAT_WAVE, 24 * number)
        hot = TROUBLE_C if troubled else (WAVE_C if wave else 0.0)
        falls = wet and not hot
        day = (scenario.start + number * 24 * HOUR).timetuple().tm_yday
        usual = YEAR_MEAN_C + YEAR_SWING_C * cos(2.0 * pi * (day - WARMEST_DAY) / 365.0) + (-1.5 if falls else 0.5)
        swing = 8.0 if falls else 13.0
        cloudless = 0.35 + 0.08 * clear if falls else 0.62 + 0.07 * clear
        yield _Day(
            mean=usual + off + hot,
            swing=swing,
            clear=min(CLEAREST, max(OVERCAST, cloudless)),
            wind=WIND * exp(wind),
            # A heat wave is no wetter for being hot.
            dew_point=usual + off - swing / 2.0 - (0.0 if falls else 1.0),
            rain=rain if falls else (0.0,) * 24,
        )
        number += 1


def _rain(random: Random) -> tuple[float, ...]:
    mm, begin, lasts = random.gammavariate(RAIN_SHAPE, RAIN_MM / RAIN_SHAPE), random.randrange(18), random.randint(2, 6)
    return tuple(mm / lasts if begin <= hour < begin + lasts else 0.0 for hour in range(24))


def _hour(day: _Day, start: datetime) -> Air:
    hour = start.hour
    temperature = day.mean + day.swing / 2.0 * cos(2.0 * pi * (hour - 15) / 24.0)
    humidity = min(100.0, 100.0 * saturation_pressure(day.dew_point) / saturation_pressure(temperature))
    radiation = day.clear * extraterrestrial_hour(SITE.latitude, SITE.longitude, start)
    wind = day.wind * (1.0 + 0.4 * cos(2.0 * pi * (hour - 14) / 24.0))
    weather = HourWeather(
        start, temperature, humidity, wind=wind, wind_height_m=2.0, radiation=radiation, clear=day.clear / CLEAREST
    )
    found = of_hour(weather, SITE)
    return Air(start, temperature, humidity, radiation, wind, day.rain[hour], found.mm if found else 0.0)
