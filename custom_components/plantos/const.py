"""Constants of PlantOS."""

import logging
from typing import Final

DOMAIN: Final = "plantos"
LOGGER = logging.getLogger(__package__)

CONF_KIND: Final = "kind"
CONF_SEED: Final = "seed"
CONF_SPEED: Final = "speed"
CONF_FAULTS: Final = "faults"

KIND_DEMO: Final = "demo"
KIND_ENTITIES: Final = "entities"

SUBENTRY_PLANT: Final = "plant"
SUBENTRY_SUPPLY: Final = "supply"
