"""The equation of Penman and Monteith for short grass, as FAO Irrigation and Drainage Paper 56 (1998) has it.

Numbers in brackets are that paper's equations. Raises ValueError where an input can't be true.
"""

from math import log

from .bounds import bounded
from .vapour import psychrometric_constant, saturation_slope

# The water in mm that 1 MJ/m² evaporates (20).
MM_PER_MJ = 0.408
# What wind and dry air draw, in a day (6) and in an hour (53).
DAY, HOUR = 900.0, 37.0


def combination(
    temperature: float, energy: float, deficit: float, wind: float, elevation_m: float, period: float
) -> float:
    """The water in mm that energy in MJ/m² and dry air in kPa draw in a period, `DAY` or `HOUR`; dew counts as none."""
    slope, constant = saturation_slope(temperature), psychrometric_constant(elevation_m)
    drawn = MM_PER_MJ * slope * bounded(energy, -60, 60, "a radiation")
    bounded(deficit, -60, 60, "a vapour pressure deficit")
    dried = constant * period / (temperature + 273) * bounded(wind, 0, 100, "a wind") * max(0.0, deficit)
    return max(0.0, (drawn + dried) / (slope + constant * (1 + 0.34 * wind)))


def wind_at_2m(speed: float, height_m: float) -> float:
    """The wind over grass at 2 m, from that at another height (47)."""
    bounded(speed, 0, 60, "a wind")
    return speed * 4.87 / log(67.8 * bounded(height_m, 0.5, 200, "a wind's height") - 5.42)
