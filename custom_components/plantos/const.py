"""Constants of PlantOS."""

import logging
from typing import Final

DOMAIN: Final = "plantos"
LOGGER = logging.getLogger(__package__)

CONF_BACKEND: Final = "backend"
CONF_KIND: Final = "kind"
CONF_SEED: Final = "seed"
CONF_SPEED: Final = "speed"
CONF_FAULTS: Final = "faults"

KIND_DEMO: Final = "demo"
KIND_ENTITIES: Final = "entities"
KIND_RASPBERRY_PI: Final = "raspberry_pi"
KIND_HTTP: Final = "http"
KIND_MQTT: Final = "mqtt"
KINDS: Final = (KIND_DEMO, KIND_ENTITIES, KIND_RASPBERRY_PI, KIND_HTTP, KIND_MQTT)

PIGPIO: Final = "pigpio"
# What turns a Raspberry Pi's pins; pigpio does it for one elsewhere in the network.
BACKENDS: Final = ("gpiod", "lgpio", PIGPIO)

SUBENTRY_PLANT: Final = "plant"
SUBENTRY_SUPPLY: Final = "supply"
SUBENTRY_SPECIES: Final = "species"
# The devices of the kinds of hub that have any.
SUBENTRY_DEVICES: Final = {
    KIND_RASPBERRY_PI: "raspberry_pi_device",
    KIND_HTTP: "http_device",
    KIND_MQTT: "mqtt_device",
}
