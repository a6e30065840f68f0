"""From a plant as its owner describes it to the pot it stands in."""

from dataclasses import replace

from ...domain.plants import Plant
from ...domain.species import CATALOGUE
from .soil import Pot, root_ml_at

DAILY_DRINK = {"slow": 25.0, "medium": 60.0, "fast": 110.0}


def potted(plant: Plant, old: Pot | None, number: int) -> Pot:
    """The pot of the garden's plant of this number: its old one, soil and all, or a new one."""
    species = CATALOGUE.get(plant.species or "")
    volume = plant.pot_volume_l or 5.0
    low, high = species.light if species else (8.0, 16.0)
    # Noon light that adds up to the middle of the species' wish over the day.
    noon_lux = (low + high) / 2 / (0.0185 * 14 * 3_600 * 0.637) * 1e6
    drinks = DAILY_DRINK[species.drying if species else "medium"] * volume**0.67
    # Some stand dry when the garden is first seen, others have just been watered.
    moisture = plant.moisture_min + 1.5 + 6.0 * (number % 5)
    pot = old or Pot(volume, drinks, plant.indoor, noon_lux, plant.flow_ml_s, root_ml_at(volume, moisture), moisture)
    return replace(
        pot,
        volume_l=volume,
        drinks_ml_day=drinks,
        indoor=plant.indoor,
        noon_lux=noon_lux,
        flow_ml_s=plant.flow_ml_s,
        supply=plant.supply,
    )
