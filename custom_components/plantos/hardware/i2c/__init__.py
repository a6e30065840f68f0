"""I²C sensors: every kind of chip that is known, by its key."""

from . import drivers
from .driver import Driver

DRIVERS: dict[str, type[Driver]] = {
    driver.key: driver for driver in vars(drivers).values() if isinstance(driver, type) and issubclass(driver, Driver)
}
