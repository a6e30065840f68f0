"""The water that air holds and could hold. Temperatures in °C, pressures in kPa, relative humidity in %.

Numbers in brackets are the equations of FAO Irrigation and Drainage Paper 56 (Allen et al., 1998).
Every function raises ValueError where its input can't be true.
"""

from math import exp, log

from .bounds import bounded

COLDEST, HOTTEST = -60.0, 85.0
LOWEST_M, HIGHEST_M = -500.0, 9_000.0
# Magnus' formula for water as FAO-56 has it.
AT_ZERO, FACTOR, OFFSET = 0.6108, 17.27, 237.3


def saturation_pressure(celsius: float) -> float:
    """The pressure of vapour in air that can't hold more (11)."""
    bounded(celsius, COLDEST, HOTTEST, "a temperature")
    return AT_ZERO * exp(FACTOR * celsius / (celsius + OFFSET))


def mean_saturation_pressure(low: float, high: float) -> float:
    """The saturation pressure of a day with these extremes, more than that of their mean (12)."""
    return (saturation_pressure(low) + saturation_pressure(high)) / 2


def saturation_slope(celsius: float) -> float:
    """By how many kPa the saturation pressure rises with 1 °C (13)."""
    return FACTOR * OFFSET * saturation_pressure(celsius) / (celsius + OFFSET) ** 2


def vapour_pressure(celsius: float, humidity: float) -> float:
    """The pressure of the vapour that is in the air (54)."""
    return saturation_pressure(celsius) * bounded(humidity, 0, 100, "a relative humidity") / 100


def vapour_pressure_deficit(celsius: float, humidity: float) -> float:
    """How much more vapour the air could take up: what dries leaves and soil."""
    return saturation_pressure(celsius) * (100 - bounded(humidity, 0, 100, "a relative humidity")) / 100


def dew_point(pressure: float) -> float:
    """The temperature at which vapour of this pressure condenses, the inverse of (14)."""
    bounded(pressure, saturation_pressure(COLDEST), saturation_pressure(HOTTEST), "a vapour pressure")
    logarithm = log(pressure / AT_ZERO)
    return OFFSET * logarithm / (FACTOR - logarithm)


def air_pressure(elevation_m: float) -> float:
    """The usual pressure of the air at a height above the sea (7)."""
    bounded(elevation_m, LOWEST_M, HIGHEST_M, "an elevation")
    return 101.3 * exp(5.26 * log((293 - 0.0065 * elevation_m) / 293))


def psychrometric_constant(elevation_m: float) -> float:
    """How warmth and vapour leave a wet surface in proportion, in kPa/°C (8)."""
    return 0.665e-3 * air_pressure(elevation_m)
