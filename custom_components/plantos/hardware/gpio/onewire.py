"""DS18B20 thermometers over the kernel's one-wire bus (datasheet 19-7487; drivers w1_therm, w1_gpio)."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
import re

from .. import HardwareError, Transient
from .kernel_sensors import KernelSensor, utc_now

BUS = Path("/sys/bus/w1/devices")
FAMILY = "28-*"
# What the sensor says before its first measurement, and what no garden reaches.
POWER_ON_C = 85.0
COLDEST_C, HOTTEST_C = -55.0, 125.0


def thermometers(bus: Path = BUS) -> tuple[str, ...]:
    """The sensors on the bus by their ids. Blocks for a moment."""
    return tuple(sorted(path.name for path in bus.glob(FAMILY)))


class OneWireThermometer(KernelSensor):
    """One sensor by its id; its only channel is a probe of the temperature in °C."""

    def __init__(
        self,
        device_id: str,
        channel: str,
        sensor_id: str,
        bus: Path = BUS,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take the sensor's folder."""
        super().__init__(device_id, {channel: lambda: celsius(bus / sensor_id)}, now)


def celsius(folder: Path) -> float:
    """Let a sensor measure, and read it: up to a second. Raises OSError, ValueError or HardwareError."""
    raw, checked = folder / "w1_slave", None
    if raw.exists():
        text = raw.read_text()
        checked = re.search(r"crc=\w+ (YES|NO)", text)
        found = re.search(r"t=(-?\d+)", text)
        if checked is None or found is None:
            raise ValueError(repr(text))
        if checked[1] == "NO":
            raise Transient("the checksum of the thermometer's answer is wrong")
        value = int(found[1]) / 1000
    else:
        value = int((folder / "temperature").read_text()) / 1000
    if value == POWER_ON_C:
        raise HardwareError("the thermometer has lost its power while it measured")
    if not COLDEST_C <= value <= HOTTEST_C:
        raise ValueError(f"{value} °C")
    return value
