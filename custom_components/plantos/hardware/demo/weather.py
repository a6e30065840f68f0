"""The demo garden's weather: a day of sun, warmth and dry air, the same every time it is asked."""

from dataclasses import dataclass
from math import cos, exp, pi, sin

DAY_S = 86_400.0
DAYLIGHT_H = (6.0, 20.0)


@dataclass(frozen=True, slots=True)
class Air:
    """What surrounds a plant: °C, % relative humidity, lx."""

    temperature: float
    humidity: float
    illuminance: float


def air(simulated_s: float, *, indoor: bool, noon_lux: float) -> Air:
    """The air at a second of simulated time, which begins at midnight of the first day."""
    hour = simulated_s % DAY_S / 3_600
    day = int(simulated_s // DAY_S)
    # Days differ a little, on a cycle that no week repeats.
    mood = sin(day * 2.39996)
    warmth = -cos((hour - 3.0) / 24.0 * 2.0 * pi)
    mean, swing = (22.0, 1.5) if indoor else (19.0, 5.0)
    temperature = mean + 1.5 * mood + swing * warmth
    humidity = min(95.0, max(25.0, (52.0 if indoor else 62.0) - 8.0 * mood - (6.0 if indoor else 18.0) * warmth))
    first, last = DAYLIGHT_H
    sun = sin((hour - first) / (last - first) * pi) if first < hour < last else 0.0
    return Air(temperature, humidity, noon_lux * sun * (1.0 + 0.25 * mood))


def thirst(around: Air, noon_lux: float) -> float:
    """How hard the air pulls water from a plant, 1 being a bright mild noon.

    Grows with the vapour pressure deficit (saturation pressure after Tetens) and with light.
    """
    saturation = 0.6108 * exp(17.27 * around.temperature / (around.temperature + 237.3))
    deficit = saturation * (1.0 - around.humidity / 100.0)
    return 0.15 * deficit + 0.85 * (around.illuminance / noon_lux) * min(2.0, deficit)
