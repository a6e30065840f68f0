"""Each kind of hub gets its own hardware, needs no library of another, and says what is missing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
import subprocess
import sys
import threading
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from homeassistant.requirements import RequirementsNotFound
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos import kinds
from custom_components.plantos.const import BACKENDS, DOMAIN, KINDS
from custom_components.plantos.hardware import Fault, Hardware
from custom_components.plantos.hardware.demo.garden import DemoGarden
from custom_components.plantos.hardware.devices import Devices
from custom_components.plantos.hardware.gpio import backends, lines
from custom_components.plantos.hardware.gpio.faults import LinesError
from custom_components.plantos.hardware.raspberry_pi import RaspberryPi
from custom_components.plantos.hardware.worker import Worker
from custom_components.plantos.kinds import MODELS, async_backend_error, async_hardware, async_require_libraries

from .mending import repair

LIBRARIES = ("gpiozero", "gpiod", "smbus2", "pigpio", "lgpio")
ROOT = Path(__file__).parent.parent
FLOAT = ConfigSubentryDataWithId(
    data={"driver": "float_switch", "settings": {"line": 4}, "channels": {"float_switch": {"role": "tank"}}},
    subentry_id="float-id",
    subentry_type="raspberry_pi_device",
    title="Float",
    unique_id=None,
)


class StoppedClock:
    """A clock that stands."""

    def now(self) -> datetime:
        return datetime(2026, 6, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


def hub(kind: str, *devices: ConfigSubentryDataWithId, **data: Any) -> MockConfigEntry:
    """A hub of a kind."""
    return MockConfigEntry(domain=DOMAIN, data={"kind": kind} | data, subentries_data=devices, entry_id="hub-id")


async def hardware_of(hass: HomeAssistant, entry: MockConfigEntry) -> Hardware | None:
    """The hardware of a hub that isn't started."""
    return await async_hardware(hass, entry, StoppedClock())  # type: ignore[arg-type]  # it tells the time, no more


@pytest.fixture
def no_gpiod(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer where gpiod can't be installed."""

    async def refuse(hass: HomeAssistant, name: str, requirements: list[str]) -> None:
        raise RequirementsNotFound(name, requirements)

    monkeypatch.setattr(kinds, "async_process_requirements", refuse)
    monkeypatch.setitem(sys.modules, "gpiod", None)
    monkeypatch.delitem(sys.modules, f"{lines.__package__}.gpiod_factory", raising=False)


# --- hardware ---------------------------------------------------------------------------------------


def test_every_kind_has_a_name() -> None:
    assert MODELS.keys() == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "data", "hardware"),
    [
        ("demo", {"seed": 7}, DemoGarden),
        ("entities", {}, type(None)),
        ("http", {}, Devices),
        ("mqtt", {}, Devices),
        *[("raspberry_pi", {"backend": backend}, RaspberryPi) for backend in BACKENDS],
    ],
)
async def test_every_kind_has_its_hardware(
    hass: HomeAssistant, kind: str, data: dict[str, Any], hardware: type[object]
) -> None:
    assert type(await hardware_of(hass, hub(kind, **data))) is hardware


@pytest.mark.parametrize("kind", ["http", "mqtt"])
async def test_a_device_that_makes_no_sense_is_told_by_its_hub(hass: HomeAssistant, kind: str) -> None:
    odd = ConfigSubentryDataWithId(
        data={"driver": "odd", "settings": {}, "channels": {}},
        subentry_id="odd-id",
        subentry_type=f"{kind}_device",
        title="Odd",
        unique_id=None,
    )
    hardware = await hardware_of(hass, hub(kind, odd))
    assert hardware
    assert [(fault.device_id, fault.fault) for fault in hardware.faults()] == [("odd-id", Fault.UNUSABLE)]


LOOK = f"""
import sys
kinds = ("demo", "http", "mqtt", "gpio", "i2c", "raspberry_pi")
own = [f"custom_components.plantos.hardware.{{kind}}" for kind in kinds]
import custom_components.plantos
print("integration", *[name for name in [*{LIBRARIES!r}, *own] if name in sys.modules])
import custom_components.plantos.raspberry_pi_flow
import custom_components.plantos.hardware.raspberry_pi
print("pins", *[name for name in {LIBRARIES!r} if name in sys.modules])
"""


@pytest.fixture(scope="module")
def imported() -> dict[str, list[str]]:
    """What an interpreter of its own has imported: with the integration, then with the forms and hardware of pins."""
    ran = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, cwd=ROOT, check=True, timeout=50)
    said = [line.split() for line in ran.stdout.splitlines()]
    return {name: modules for name, *modules in said}


def test_nothing_of_any_hardware_is_imported_before_a_hub_needs_it(imported: dict[str, list[str]]) -> None:
    assert imported["integration"] == []


def test_the_forms_and_the_hardware_of_pins_import_no_library(imported: dict[str, list[str]]) -> None:
    assert imported["pins"] == []


# --- a library that is missing ----------------------------------------------------------------------


@pytest.mark.usefixtures("no_gpiod")
async def test_a_hub_without_its_library_is_set_up_and_says_so(hass: HomeAssistant) -> None:
    entry = hub("raspberry_pi", FLOAT, backend="gpiod")
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    state = entry.state
    shown = repair(hass, "device_library_missing", "float-id")
    await hass.config_entries.async_unload(entry.entry_id)

    assert state is ConfigEntryState.LOADED
    assert shown and shown.translation_placeholders
    assert shown.translation_placeholders["device"] == "Float"


async def test_a_library_that_is_there_is_at_hand(hass: HomeAssistant) -> None:
    assert await async_require_libraries(hass, "gpiod")


@pytest.mark.usefixtures("no_gpiod")
async def test_the_form_says_that_the_library_is_missing(hass: HomeAssistant) -> None:
    assert await async_backend_error(hass, {"backend": "gpiod"}) == "library_missing"


# --- backends ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.NOT_FOUND, "not_found"),
        (Fault.NOT_PERMITTED, "not_permitted"),
        (Fault.LIBRARY_MISSING, "library_missing"),
        (Fault.UNREACHABLE, "not_found"),
    ],
)
async def test_a_chip_that_cant_be_had_is_told(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, fault: Fault, error: str
) -> None:
    def refuse() -> None:
        raise LinesError(fault, "no")

    monkeypatch.setattr(lines, "gpio_chips", refuse)
    assert await async_backend_error(hass, {"backend": "gpiod"}) == error


async def test_a_chip_that_may_be_opened_is_enough(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "gpio_chips", lambda: ())
    assert await async_backend_error(hass, {"backend": "gpiod"}) is None


async def test_lgpio_has_to_be_there(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lgpio", None)
    assert await async_backend_error(hass, {"backend": "lgpio"}) == "library_missing"
    monkeypatch.setitem(sys.modules, "lgpio", sys)
    assert await async_backend_error(hass, {"backend": "lgpio"}) is None


class Daemon:
    """A pigpio daemon somewhere in the network."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.closed = 0
        self.freed = threading.Event()
        self.hangs = False
        self.error: Exception | None = None

    def __call__(self, **pins: Any) -> Daemon:
        self.asked.append(pins)
        if self.hangs:
            assert self.freed.wait(30)
        if self.error:
            raise self.error
        return self

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    """Where pigpio looks for one."""
    daemon = Daemon()
    monkeypatch.setattr(backends, "factory_of", daemon)
    yield daemon
    daemon.freed.set()


FAR = {"kind": "raspberry_pi", "backend": "pigpio", "host": "shed.local", "port": 8888}


async def test_a_daemon_that_answers_is_let_go_of_again(hass: HomeAssistant, daemon: Daemon) -> None:
    assert await async_backend_error(hass, FAR) is None
    assert daemon.asked == [{"backend": "pigpio", "host": "shed.local", "port": 8888}]
    assert daemon.closed == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectionRefusedError(111, "refused"), "unreachable"),
        (ImportError("pigpio"), "library_missing"),
        (RuntimeError("odd"), "unreachable"),
    ],
)
async def test_a_daemon_that_cant_be_had_is_told(
    hass: HomeAssistant, daemon: Daemon, error: Exception, told: str
) -> None:
    daemon.error = error
    assert await async_backend_error(hass, FAR) == told


async def test_nobody_waits_for_a_daemon_that_hangs(
    hass: HomeAssistant, daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon.hangs = True
    monkeypatch.setattr(kinds, "Worker", lambda name: Worker(name, limit_s=0.05))
    assert await async_backend_error(hass, FAR) == "unreachable"
