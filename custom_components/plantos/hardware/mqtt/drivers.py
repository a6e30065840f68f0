"""The dialects by their drivers' names."""

from collections.abc import Callable, Mapping

from ..devices import DeviceConfig
from .esphome import Esphome
from .plantos_node import PlantosNode
from .said import Dialect
from .tasmota import Tasmota

DRIVERS: Mapping[str, Callable[[DeviceConfig], Dialect]] = {
    "plantos_node": PlantosNode,
    "tasmota": Tasmota,
    "esphome": Esphome,
}


def dialect_of(config: DeviceConfig) -> Dialect:
    """How a device speaks. Raises ValueError for an unknown driver or settings it can't use."""
    if config.driver not in DRIVERS:
        raise ValueError(f"{config.driver!r} is no driver of MQTT devices")
    return DRIVERS[config.driver](config)
