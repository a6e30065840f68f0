"""The forms of a Raspberry Pi's devices, and the computer that they look at."""

from collections.abc import AsyncIterator, Iterator
import errno
import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import plantos
from custom_components.plantos import raspberry_pi_finder as finder
from custom_components.plantos.const import DOMAIN
from custom_components.plantos.garden import devices_of
from custom_components.plantos.hardware.gpio.faults import LinesError
from custom_components.plantos.hardware.gpio.lines import GpioChip, GpioLine
from custom_components.plantos.hardware.raspberry_pi import RaspberryPi
from custom_components.plantos.kinds import pins_of

from .hardware.i2c.fakes import Wire, buses_of, gone
from .steps import Steps

ENGLISH = json.loads((Path(plantos.__file__).parent / "translations" / "en.json").read_text())
TEXTS = ENGLISH["config_subentries"]["raspberry_pi_device"]
CHIP, SECOND = "/dev/gpiochip0", "/dev/gpiochip1"
RELAYS = {"name": "Board", "lines": ["17", "4"], "switches_on": "low"}
FLOAT = {"name": "Float", "line": "4", "pull": "up", "active_low": True}
METER = {"name": "Meter", "line": "5", "pull": "up", "pulses_per_litre": 480}
SCAN = {"bus": "1", "scan": True}
THERMOMETER, HYGROMETER = "28-0316a2795bff", "iio:device0"


def chip(path: str, **held: str) -> GpioChip:
    """A chip with the lines of a header; those named are held."""
    lines = [GpioLine(n, f"GPIO{n}", f"GPIO{n}" in held, held.get(f"GPIO{n}", "")) for n in range(28)]
    return GpioChip(path, path.removeprefix("/dev/"), f"pinctrl-{path[-1]}", (*lines, GpioLine(28, "", False, "")))


class Machine:
    """The computer that a hub is on."""

    def __init__(self) -> None:
        self.chips: tuple[GpioChip, ...] = (chip(CHIP),)
        self.refusal: LinesError | None = None
        self.thermometers: tuple[str, ...] = (THERMOMETER,)
        self.hygrometers: tuple[str, ...] = (HYGROMETER,)
        self.unplugged = False
        self.numbers = [1]
        self.wire = Wire({})

    def gpio_chips(self) -> tuple[GpioChip, ...]:
        if self.refusal:
            raise self.refusal
        return self.chips

    def kernel(self) -> tuple[str, ...]:
        if self.unplugged:
            raise FileNotFoundError(errno.ENOENT, "gone")
        return self.hygrometers


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Machine]:
    """A Raspberry Pi with one chip and one bus."""
    machine = Machine()
    monkeypatch.setattr(finder, "gpio_chips", machine.gpio_chips)
    monkeypatch.setattr(finder, "thermometers", lambda: machine.thermometers)
    monkeypatch.setattr(finder, "hygrometers", machine.kernel)
    monkeypatch.setattr(finder, "new_buses", lambda: buses_of({1: machine.wire}, limit_s=0.2))
    monkeypatch.setattr(finder, "BUS_FOLDER", tmp_path)
    for name in ("i2c-1", "i2c-20", "i2c-odd"):
        (tmp_path / name).touch()
    yield machine
    machine.wire.free()
    gone()


def pi_hub(hass: HomeAssistant, **data: Any) -> MockConfigEntry:
    """A hub that isn't set up: nothing turns a pin here."""
    entry = MockConfigEntry(domain=DOMAIN, title="Pi", data={"kind": "raspberry_pi", "backend": "gpiod"} | data)
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
async def hub(hass: HomeAssistant, machine: Machine) -> AsyncIterator[MockConfigEntry]:
    """A hub on that computer; whatever it was given at the end, its hardware can use."""
    entry = pi_hub(hass)
    yield entry
    assert list(RaspberryPi(devices_of(entry), pins_of(entry.data)).faults()) == []


@pytest.fixture
def steps(hass: HomeAssistant, hub: MockConfigEntry) -> Steps:
    """The flow of a device."""
    return Steps(hass, hub, "raspberry_pi_device")


async def add(steps: Steps, kind: str, *answers: dict[str, Any]) -> Any:
    """Choose from the menu, then answer."""
    return await steps.all({"next_step_id": kind}, *answers)


def labels(form: Any, field: str) -> dict[str, str]:
    """What a form offers in a field."""
    return {option["value"]: option["label"] for option in form["data_schema"].schema[field].config["options"]}


def only(hub: MockConfigEntry) -> Any:
    """The only device."""
    [device] = hub.get_subentries_of_type("raspberry_pi_device")
    return device
