"""What the air and the light of a room draw out of well-watered leaves, hour by hour.

By Penman and Monteith's equation without wind, as `evapotranspiration.indoors` has it. Light is taken for daylight,
of which 122 lx are 1 W/m² (Michael et al., 2020); of a lamp's light more lux bring the same warmth, so that plants
under lamps are thought a little thirstier than they are.
"""

from .evapotranspiration import indoors
from .radiation import MOST_IN_A_DAY, from_lux

HOURS = 24


def of_hour(temperature: float, humidity: float, lux: float | None = None, elevation_m: float = 0.0) -> float:
    """The reference evapotranspiration in mm of an hour with these means in °C, % and lx.

    Without a light it is that of a bright place away from the window. Raises ValueError where one can't be true.
    """
    radiation = None if lux is None else min(from_lux(lux), MOST_IN_A_DAY)
    return indoors(temperature, humidity, radiation, elevation_m).mm / HOURS
