"""What a plant in a pot would transpire if water never lacked, hour by hour in litres.

Outdoors FAO-56's reference evapotranspiration times a crop coefficient over the area of the crown. Indoors, as Baille,
Baille and Laury (Scientia Horticulturae 59, 1994) found for potted ornamentals, light and dry air add up:
λE = A·(1 − exp(−k·L))·G + B·L·D, with the leaf area index L, light G in W/m² and vapour pressure deficit D in kPa.
A and B are this twin's own, such that most is drunk by day (72 to 91 % were measured on six foliage plants in an
office: Kasetsart University, 2011) and that a pot of 2 l drinks some tens of ml a day.
"""

from collections.abc import Sequence
from math import exp

from custom_components.plantos.domain.vapour import saturation_pressure, vapour_pressure, vapour_pressure_deficit

from .nature import Nature
from .scenarios import Place, Scenario
from .sky import Air

# A new plant covers so much of what it will, and is grown after so many days.
YOUNG, GROWN_DAYS = 0.6, 60.0
LIGHT, EXTINCTION, LEAVES = 0.4, 0.6, 2.0
BY_DAY, BY_NIGHT = 18.0, 5.0
DARK_W = 0.5
W_PER_MJ_H = 1e6 / 3_600.0
# MJ that evaporate a litre.
LATENT = 2.45
# What of the daylight reaches a plant near a window.
WINDOW = 0.06
# Rooms are heated to so much by day and night; without heating they follow the days outside by half.
HEATED_C, AT_NIGHT_C, WARM_C = 21.0, 18.5, 23.0
# Who lives there adds so much vapour, in kPa (EN ISO 13788: 0.27 to 0.81 in heated homes).
LIVED_IN_KPA = 0.35
DRIEST, MOISTEST = 20.0, 75.0


def indoors(outside: Sequence[Air]) -> list[Air]:
    """The same hours in a room, where the reference evapotranspiration means nothing."""
    return [_room(air) for air in outside]


def demands(scenario: Scenario, nature: Nature, hours: Sequence[Air]) -> list[float]:
    """The demand of each hour in litres."""
    found = []
    for number, air in enumerate(hours):
        crown = nature.crown_m2 * (YOUNG + (1.0 - YOUNG) * min(1.0, number / 24.0 / GROWN_DAYS))
        mm = air.et0 if scenario.place is Place.OUTDOOR else in_a_room(air)
        found.append(nature.coefficient * mm * crown)
    return found


def in_a_room(air: Air) -> float:
    """What a crown transpires in an hour of a room, in mm."""
    light = air.radiation * W_PER_MJ_H
    leaf = BY_DAY if light > DARK_W else BY_NIGHT
    dryness = vapour_pressure_deficit(air.temperature, air.humidity)
    watts = LIGHT * (1.0 - exp(-EXTINCTION * LEAVES)) * light + leaf * LEAVES * dryness
    return watts / W_PER_MJ_H / LATENT


def _room(air: Air) -> Air:
    heated = HEATED_C if 6 <= air.start.hour < 22 else AT_NIGHT_C
    temperature = max(heated, WARM_C + 0.5 * (air.temperature - 20.0))
    vapour = vapour_pressure(air.temperature, air.humidity) + LIVED_IN_KPA
    humidity = min(MOISTEST, max(DRIEST, 100.0 * vapour / saturation_pressure(temperature)))
    return Air(air.start, temperature, humidity, WINDOW * air.radiation, 0.1, 0.0, 0.0)
