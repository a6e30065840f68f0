"""What a hub's computer has: lines, buses and sensors, and which devices of PlantOS use them."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
import re
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant

from .const import BACKENDS, CONF_BACKEND, DOMAIN, KIND_RASPBERRY_PI, PIGPIO, SUBENTRY_DEVICES
from .hardware import Fault
from .hardware.gpio.faults import LinesError
from .hardware.gpio.iio import hygrometers
from .hardware.gpio.lines import GpioChip, GpioLine, gpio_chips
from .hardware.gpio.onewire import thermometers
from .hardware.i2c.bus import Buses, I2cError
from .hardware.i2c.scan import Found, scan
from .hardware.raspberry_pi import HYGROMETER, RELAYS, THERMOMETER

PI_DEVICE = SUBENTRY_DEVICES[KIND_RASPBERRY_PI]
BUS_FOLDER = Path("/dev")
# What a backend without a chip in its settings means by none, and the lines of every Raspberry Pi's header.
DEFAULT_CHIP = "/dev/gpiochip0"
HEADER = range(28)
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
# A whole scan ends by then, or the bus counts as hanging.
SCAN_S = 30.0

type Taken = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as a form offers it; one without a chip is of the only chip that there is."""

    chip: str | None
    label: str
    number: int
    name: str
    holder: str

    def taken_on(self, place: str) -> Taken:
        """The line as it is known in all hubs."""
        return place, self.chip or DEFAULT_CHIP, self.number


def place_of(pins: Mapping[str, Any]) -> str:
    """The computer whose pins a hub turns; this one is without a name."""
    host = str(pins.get(CONF_HOST) or "").lower() if pins[CONF_BACKEND] == PIGPIO else ""
    return "" if host in HERE else host


async def async_lines(hass: HomeAssistant, pins: Mapping[str, Any]) -> dict[str, Line]:
    """Every line by what a form calls it. Raises LinesError."""
    chips: tuple[GpioChip, ...] = ()
    if pins[CONF_BACKEND] != PIGPIO:
        try:
            chips = await hass.async_add_executor_job(gpio_chips)
        except LinesError as error:
            if pins[CONF_BACKEND] == BACKENDS[0] or error.fault is not Fault.LIBRARY_MISSING:
                raise
    if not chips:
        # Another library doesn't tell what there is.
        return {str(number): Line(None, "", number, f"GPIO{number}", "") for number in HEADER}
    return {
        str(line.number) if len(chips) == 1 else f"{chip.path}:{line.number}": _line(chip, line)
        for chip in chips
        for line in chip.lines
    }


def _line(chip: GpioChip, line: GpioLine) -> Line:
    holder = (line.consumer or "another program") if line.used else ""
    return Line(chip.path, chip.label or chip.name, line.number, line.name or f"Line {line.number}", holder)


def devices(hass: HomeAssistant, but: str | None) -> Iterator[tuple[ConfigEntry, ConfigSubentry]]:
    """Every device on the pins of every hub; not the one that asks."""
    for entry in hass.config_entries.async_entries(DOMAIN):
        for device in entry.get_subentries_of_type(PI_DEVICE):
            if device.subentry_id != but:
                yield entry, device


def lines_in_use(hass: HomeAssistant, but: str | None) -> dict[Taken, str]:
    """The lines that devices have, and which device."""
    return {
        (place_of(entry.data), chip, line): device.title
        for entry, device in devices(hass, but)
        for chip, line in lines_of(device.data)
    }


def lines_of(data: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """A device's lines, each with its chip."""
    settings = data["settings"]
    lines = data["channels"] if data["driver"] == RELAYS else [settings[key] for key in ("line",) if key in settings]
    yield from ((settings.get("chip") or DEFAULT_CHIP, int(line)) for line in lines)


def address_in_use(hass: HomeAssistant, place: Mapping[str, Any]) -> bool:
    """Whether a device is at an address; one in front of a multiplexer is heard behind it, too."""
    for _, device in devices(hass, None):
        other = device.data["settings"]
        if (other.get("bus"), other.get("address")) == (place["bus"], place["address"]):
            muxes = other.get("mux"), place.get("mux")
            if None in muxes or muxes[0] == muxes[1]:
                return True
    return False


def sensors_in_use(hass: HomeAssistant, but: str | None) -> set[str]:
    """The sensors of the kernel that devices have."""
    return {device.data["settings"].get("sensor", "") for _, device in devices(hass, but)}


async def async_sensors(hass: HomeAssistant) -> dict[str, str]:
    """The sensors that the kernel knows, each with its driver."""

    def look() -> dict[str, str]:
        return dict.fromkeys(thermometers(), THERMOMETER) | dict.fromkeys(hygrometers(), HYGROMETER)

    try:
        return await hass.async_add_executor_job(look)
    except OSError:
        # One that is unplugged meanwhile.
        return {}


async def async_bus_numbers(hass: HomeAssistant) -> list[int]:
    """The I²C buses of this computer."""

    def look() -> list[int]:
        names = [path.name for path in BUS_FOLDER.glob("i2c-*")]
        return sorted(int(found[1]) for name in names if (found := re.fullmatch(r"i2c-(\d+)", name)))

    return await hass.async_add_executor_job(look)


def new_buses() -> Buses:
    """Buses for one scan."""
    return Buses()


async def async_scan(number: int) -> list[Found]:
    """All that answers on a bus. Raises HardwareError."""
    buses = new_buses()
    try:
        async with asyncio.timeout(SCAN_S):
            return await scan(buses[number])
    except TimeoutError as error:
        raise I2cError(Fault.UNREACHABLE, f"I²C bus {number} hangs") from error
    finally:
        await buses.stop()
