"""DHT11 and DHT22 through the kernel's industrial I/O (driver dht11, which speaks to both)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from ...domain.readings import Measure
from .kernel_sensors import KernelSensor, utc_now

BUS = Path("/sys/bus/iio/devices")
DRIVER = "dht11"
# Both are given in thousandths of °C and of %.
FILES = {Measure.TEMPERATURE: "in_temp_input", Measure.HUMIDITY: "in_humidityrelative_input"}


def hygrometers(bus: Path = BUS) -> tuple[str, ...]:
    """The sensors that this driver has, by their folders' names. Blocks for a moment."""
    return tuple(
        sorted(path.parent.name for path in bus.glob("iio:device*/name") if path.read_text().strip() == DRIVER)
    )


class IioHygrometer(KernelSensor):
    """One sensor by its folder's name, with channels for temperature and humidity."""

    def __init__(
        self,
        device_id: str,
        channels: Mapping[str, Measure],
        sensor: str,
        bus: Path = BUS,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take the sensor's folder."""

        def reader(measure: Measure) -> Callable[[], float]:
            return lambda: int((bus / sensor / FILES[measure]).read_text()) / 1000

        super().__init__(device_id, {channel: reader(measure) for channel, measure in channels.items()}, now)
