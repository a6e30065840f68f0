"""Every kind of HTTP device, one line each."""

from ..devices import DeviceConfig, Role, in_words
from .driver import Driver
from .errors import HttpError
from .esphome import EspHome
from .json_device import JsonDevice
from .shelly import Shelly
from .shelly_gen1 import ShellyGen1
from .tasmota import Tasmota

# In the order in which an unknown device is asked whether it is one.
RECOGNISED: tuple[type[Driver], ...] = (
    Shelly,
    ShellyGen1,
    Tasmota,
    EspHome,
)
# Those that only their owner can describe.
DESCRIBED: tuple[type[Driver], ...] = (JsonDevice,)

DRIVERS = {driver.key: driver for driver in RECOGNISED + DESCRIBED}


def driver_of(config: DeviceConfig) -> Driver:
    """The driver for a device. Raises ValueError for a description that none understands."""
    try:
        driver = DRIVERS[config.driver].of(config.settings)
        for name, channel in config.channels.items():
            driver.page(name)
            driver.number(name, None)
            driver.is_on(name, None)
            if channel.role is Role.OUTLET:
                driver.turn_on(name, 1)
                driver.turn_off(name)
    except ValueError as error:
        raise ValueError(f"{config.name} can't be set up: {in_words(error)}") from error
    except (KeyError, HttpError) as error:
        raise ValueError(f"{config.name} can't be set up: {error}") from error
    return driver
