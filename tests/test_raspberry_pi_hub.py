"""A hub on a computer's pins: its outlets under guard, what becomes of them without, and buses that hang."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
import importlib
import json
import os
from pathlib import Path
import re
import signal
import subprocess
import sys
from time import monotonic
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.exceptions import ServiceValidationError
from homeassistant.requirements import RequirementsNotFound
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos import kinds
from custom_components.plantos.domain.readings import Reading
from custom_components.plantos.hardware.guardian.link import ProcessLink
from custom_components.plantos.hardware.raspberry_pi import RaspberryPi
from custom_components.plantos.resilience.breaker import BreakerState
from custom_components.plantos.watering.runs import RunState

from . import pi as pis
from .acting import in_words
from .conftest import BASIL, FERN, plant_data, subentry
from .hardware.i2c.chips import with_crc
from .hardware.i2c.fakes import Commands, Wire, buses_of
from .mending import repair
from .pi import HUB, PUMP, RELAY, Bring, Pi, basil, part, relay, tracebacks, until

bring = pis.bring

ROOT = Path(__file__).parent.parent
LIBRARIES = ("gpiod", "gpiozero", "smbus2", "lgpio", "pigpio")
AIR = {"temperature": {"role": "probe", "measure": "temperature", "unit": "°C"}}
WARM = with_crc(0x6666, 0x8000)


def guardian(pi: Pi) -> int:
    """The guardian's process, or 0 while there is none."""
    assert isinstance(pi.hub.hardware, RaspberryPi)
    link = pi.hub.hardware._guardian._link
    return (isinstance(link, ProcessLink) and link.pid) or 0


# --- under guard ------------------------------------------------------------------------------------


async def test_a_plant_is_watered_under_guard(bring: Bring) -> None:
    pi = await bring(relay(active_low=True), basil())
    assert pi.state("outlet").state == "closed"
    assert pi.state("outlet").attributes["fail_safe"] == "guarded"
    done = await pi.act("water_plant", {"amount_ml": 10, "idempotency_key": "once"})

    [watered] = done["plants"]
    assert (watered["status"], watered["plant_name"]) == ("completed", "Basil")
    assert 10 <= watered["delivered_ml"] < 50
    # Taken over as off, closed as the hub starts, then opened once and closed.
    shown = "".join(map(str, pi.levels()))
    assert re.fullmatch("1+01+", shown)
    kept = await pi.hub.ledger.run_by_key(HUB, BASIL, "once", dt_util.utcnow() - timedelta(hours=1))
    assert kept and (kept.run_id, round(kept.delivered_ml, 1)) == (watered["run_id"], watered["delivered_ml"])
    assert kept.deadline_at is None and not kept.estimated
    assert pi.repairs() == {}


async def test_leaving_a_hub_in_a_run_turns_its_outlet_off_and_ends_the_guardian(bring: Bring) -> None:
    pi = await bring(relay(), basil())
    await pi.begin(500)
    process = guardian(pi)
    run = pi.run
    await pi.hass.config_entries.async_unload(HUB)

    assert pi.levels()[-1] == 0
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert await pi.hass.config_entries.async_setup(HUB)
    assert (pi.run.run_id, pi.run.state) == (run.run_id, RunState.INTERRUPTED)
    assert pi.run.deadline_at is None


async def test_a_guardian_that_dies_in_a_run_ends_it_and_its_outlet_rests(
    bring: Bring, caplog: pytest.LogCaptureFixture
) -> None:
    pi = await bring(relay(), basil())
    await pi.begin(500)
    killed = guardian(pi)
    os.kill(killed, signal.SIGKILL)
    died = monotonic()
    await until(lambda: guardian(pi) not in {0, killed} and pi.state("outlet").state == "closed")
    took = monotonic() - died
    await pi.poll()

    assert took < 5
    assert pi.levels()[-1] == 0
    assert (pi.run.state, pi.run.deadline_at) == (RunState.FAILED, None)
    assert pi.run.failure and pi.run.failure.key == "failed_no_answer"
    assert 0 < pi.run.delivered_ml < 500
    breaker = pi.hub.waterer.breakers.all()[f"{BASIL}:outlet"]
    assert breaker.state is BreakerState.OPEN
    assert ("open", BASIL) in [(event.data["state"], event.data["plant_id"]) for event in pi.events]
    shown = repair(pi.hass, "breaker_open", f"{BASIL}:outlet")
    assert shown and shown.translation_placeholders
    assert "guardian" in shown.translation_placeholders["error"]
    with pytest.raises(ServiceValidationError) as refused:
        await pi.act("water_plant", {"amount_ml": 5})
    assert in_words(refused.value) == "denied_breaker_open"
    assert pi.levels().count(1) == 1
    assert tracebacks(caplog) == []


async def test_a_guardian_that_dies_while_nothing_is_open_is_replaced_and_nobody_minds(
    bring: Bring, caplog: pytest.LogCaptureFixture
) -> None:
    pi = await bring(relay(), basil())
    killed = guardian(pi)
    os.kill(killed, signal.SIGKILL)
    hardware = pi.hub.hardware
    assert hardware
    await until(lambda: guardian(pi) not in {0, killed} and not list(hardware.faults()))
    await pi.poll()

    assert pi.repairs() == {}
    done = await pi.act("water_plant", {"amount_ml": 5})
    assert done["plants"][0]["status"] == "completed"
    assert tracebacks(caplog) == []


# --- without a guardian -----------------------------------------------------------------------------


@pytest.mark.parametrize("python", ["/nonexistent/python", "/bin/false"])
async def test_a_guardian_that_cant_run_is_told_and_the_plant_is_watered_all_the_same(
    bring: Bring, caplog: pytest.LogCaptureFixture, python: str
) -> None:
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr("custom_components.plantos.hardware.guardian.link.sys.executable", python)
        pi = await bring(relay(), basil())
        assert pi.entry.state is ConfigEntryState.LOADED
        assert pi.state("outlet").attributes["fail_safe"] == "software_only"
        shown = repair(pi.hass, "device_unguarded", HUB)
        assert shown and shown.translation_placeholders
        assert shown.translation_placeholders["device"] == "Greenhouse"
        assert "the guardian's process" in shown.translation_placeholders["error"]
        done = await pi.act("water_plant", {"amount_ml": 5})
        assert done["plants"][0]["status"] == "completed"
        assert re.fullmatch("0+10+", "".join(map(str, pi.levels())))

    assert await pi.hass.config_entries.async_reload(HUB)
    await pi.hass.async_block_till_done()
    assert pi.state("outlet").attributes["fail_safe"] == "guarded"
    assert pi.repairs() == {}
    assert tracebacks(caplog) == []


# --- without a library ------------------------------------------------------------------------------


@pytest.fixture
def without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Take a library away, from this process and from the guardian's."""

    def take_away(library: str) -> None:
        folder = tmp_path / "lacking"
        (folder / library).mkdir(parents=True)
        (folder / library / "__init__.py").write_text(f"raise ModuleNotFoundError('No module named {library}')\n")
        monkeypatch.syspath_prepend(folder)
        gpio = "custom_components.plantos.hardware.gpio"
        for name in list(sys.modules):
            if name.partition(".")[0] == library or (name.startswith(gpio) and name.endswith("_factory")):
                monkeypatch.delitem(sys.modules, name)
        importlib.invalidate_caches()

    return take_away


FLOAT = part("float-id", "float_switch", {"float_switch": {"role": "tank"}}, "Float", line=4)
EXPANDER = part(
    "relay-id", "mcp23017", {"17": {"role": "outlet"}}, "Relays", bus=1, address=0x20
)  # its pins are outlets, too
AIR_SENSOR = part("air-id", "sht3x", AIR, "Air", bus=1, address=0x44)


@pytest.mark.parametrize(
    ("library", "backend", "devices", "lacking"),
    [
        ("gpiozero", "mock", (relay(), FLOAT), {"Relays", "Float"}),
        ("gpiozero", "gpiod", (relay(), FLOAT), {"Relays", "Float"}),
        ("gpiod", "gpiod", (relay(), FLOAT), {"Relays", "Float"}),
        ("smbus2", "mock", (EXPANDER, AIR_SENSOR), {"Relays", "Air"}),
        ("smbus2", "mock", (relay(), AIR_SENSOR), {"Air"}),
    ],
)
async def test_a_hub_whose_library_is_missing_is_set_up_and_opens_nothing_by_it(
    bring: Bring,
    without: Callable[[str], None],
    caplog: pytest.LogCaptureFixture,
    library: str,
    backend: str,
    devices: tuple[Any, ...],
    lacking: set[str],
) -> None:
    without(library)
    pi = await bring(*devices, basil(), backend=backend)

    assert pi.entry.state is ConfigEntryState.LOADED
    told = {key: text for key, text in pi.repairs().items() if key.startswith("device_")}
    assert all(key.startswith("device_library_missing_") for key in told)
    assert all(library in text["error"] for text in told.values())
    assert {name for text in told.values() for name in text["device"].split(", ")} == lacking
    if "Relays" in lacking:
        with pytest.raises(ServiceValidationError) as refused:
            await pi.act("water_plant", {"amount_ml": 5})
        assert in_words(refused.value) == "denied_outlet_unconfirmed"
        assert 1 not in pi.levels()
    else:
        done = await pi.act("water_plant", {"amount_ml": 5})
        assert done["plants"][0]["status"] == "completed"
    assert tracebacks(caplog) == []


async def test_a_hub_whose_library_cant_be_installed_is_set_up_without_it(
    bring: Bring, without: Callable[[str], None], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(hass: object, name: str, requirements: list[str]) -> None:
        raise RequirementsNotFound(name, requirements)

    monkeypatch.setattr(kinds, "async_process_requirements", refuse)
    without("gpiod")
    pi = await bring(relay(), basil(), backend="gpiod")
    assert set(pi.repairs()) == {f"device_library_missing_{RELAY}"}
    assert tracebacks(caplog) == []


LIVE = f"""
import asyncio, json, sys
from pathlib import Path
import tests.ha_early
from homeassistant import loader
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_test_home_assistant

async def main(folder, hubs):
    said = {{}}
    async with async_test_home_assistant(config_dir=folder) as hass:
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
        assert await async_setup_component(hass, "network", {{}})
        for title, data, devices in hubs:
            entry = MockConfigEntry(domain="plantos", title=title, data=data, subentries_data=devices)
            entry.add_to_hass(hass)
            assert await hass.config_entries.async_setup(entry.entry_id), title
            await hass.async_block_till_done()
            said[title] = [name for name in {LIBRARIES!r} if name in sys.modules]
            await hass.config_entries.async_unload(entry.entry_id)
        await hass.async_stop(force=True)
    print(json.dumps(said))

asyncio.run(main(sys.argv[1], json.loads(sys.argv[2])))
"""


def test_a_hub_imports_only_the_libraries_that_its_devices_need(tmp_path: Path) -> None:
    lamp = {"role": "outlet", "name": "switch 0"}
    shelly = {"driver": "shelly", "settings": {"host": "127.0.0.1", "port": 1}, "channels": {"switch:0": lamp}}
    box = {"data": shelly, "subentry_id": "box", "subentry_type": "http_device", "title": "Box", "unique_id": None}
    pins = {"kind": "raspberry_pi", "backend": "mock"}
    house = tmp_path / "house"
    house.mkdir()
    hubs: list[tuple[str, dict[str, Any], list[Any]]] = [
        ("demo", {"kind": "demo", "seed": 7}, []),
        ("entities", {"kind": "entities"}, []),
        ("http", {"kind": "http"}, [box]),
        ("relays", pins, [relay(), basil()]),
        ("inputs", pins, [relay(), FLOAT]),
        ("sensors", pins, [relay(), AIR_SENSOR]),
    ]
    ran = subprocess.run(
        [sys.executable, "-c", LIVE, str(house), json.dumps(hubs)],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=50,
    )
    assert ran.returncode == 0, ran.stderr[-2_000:]
    said = json.loads(ran.stdout.splitlines()[-1])
    assert {title: said[title] for title in ("demo", "entities", "http", "relays")} == {
        "demo": [],
        "entities": [],
        "http": [],
        # The guardian has it.
        "relays": [],
    }
    # gpiozero itself takes pigpio along where it is installed.
    assert set(said["inputs"]) - {"pigpio"} == {"gpiozero"}
    assert set(said["sensors"]) - {"pigpio"} == {"gpiozero", "smbus2"}


# --- a bus that hangs -------------------------------------------------------------------------------


def warm(number: int, bus: int, address: int) -> Any:
    """A thermometer on a bus."""
    return part(f"air-{number}", "sht3x", AIR, f"Air {number}", bus=bus, address=address)


@pytest.fixture
def wires(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[int, Wire]]:
    """Two buses with thermometers on them that are read at every look; what hangs comes back in the end."""
    monkeypatch.setattr("custom_components.plantos.hardware.i2c.device._FRESH_S", 0.0)
    wires = {number: Wire({address: Commands({b"\x24\x00": WARM}) for address in (0x44, 0x45)}) for number in (1, 2)}
    monkeypatch.setattr("custom_components.plantos.hardware.raspberry_pi.Buses", lambda: buses_of(wires))
    yield wires
    for wire in wires.values():
        wire.free()


@pytest.fixture
async def gaps() -> AsyncIterator[list[float]]:
    """How long the loop was kept from going round, each time."""
    measured: list[float] = []

    async def watch() -> None:
        last = monotonic()
        while True:
            await asyncio.sleep(0.01)
            now = monotonic()
            measured.append(now - last - 0.01)
            last = now

    watching = asyncio.create_task(watch())
    yield measured
    watching.cancel()


def the_reading(pi: Pi, plant_id: str) -> Reading:
    """What a plant's only probe said last."""
    [reading] = pi.hub.probes.readings(plant_id).values()
    return reading


def airy(subject: str, name: str, device: int, **changes: Any) -> Any:
    """A plant with a thermometer and a pump."""
    return subentry(
        subject,
        plant_data(
            name,
            probes={"temperature": f"air-{device}/temperature"},
            **{"outlet": PUMP if subject == BASIL else f"{RELAY}/18", "flow_ml_s": 25.0} | changes,
            strategy="manual",
            automatic=False,
        ),
    )


async def test_a_bus_that_hangs_delays_no_other_bus_nor_the_loop_nor_a_stop_nor_the_end(
    wires: dict[int, Wire], bring: Bring, gaps: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    pi = await bring(
        relay("17", "18"), warm(1, 1, 0x44), warm(2, 2, 0x44), airy(BASIL, "Basil", 1), airy(FERN, "Fern", 2)
    )
    before = the_reading(pi, FERN).at
    wires[1].hang()
    gaps.clear()
    began = monotonic()
    pi.fire_poll()
    await until(lambda: the_reading(pi, FERN).at > before)
    read_after = monotonic() - began
    await until(wires[1].hanging.is_set)
    await pi.begin(500)
    stopping = monotonic()
    stopped = await pi.act("stop_watering")
    stopped_after = monotonic() - stopping
    leaving = monotonic()
    await pi.hass.config_entries.async_unload(HUB)
    left_after = monotonic() - leaving

    assert not wires[1].freed.is_set()
    assert read_after < 1
    assert stopped["plants"][0]["closed"] is True
    assert stopped_after < 1
    assert left_after < 2
    assert max(gaps) < 0.5
    assert pi.levels()[-1] == 0
    assert tracebacks(caplog) == []


async def test_a_bus_that_hangs_under_many_probes_delays_no_other_bus(
    wires: dict[int, Wire], bring: Bring, caplog: pytest.LogCaptureFixture
) -> None:
    wires[1].chips |= {address: Commands({b"\x24\x00": WARM}) for address in range(0x50, 0x58)}
    many = range(3, 11)
    pi = await bring(
        relay("17", "18"),
        warm(2, 2, 0x44),
        *(warm(number, 1, 0x50 + number - 3) for number in many),
        *(airy(f"fern-{number}-id", f"Fern {number}", number, outlet=None) for number in many),
        airy(BASIL, "Basil", 2),
    )
    before = the_reading(pi, BASIL).at
    wires[1].hang()
    began = monotonic()
    pi.fire_poll()
    await until(lambda: the_reading(pi, BASIL).at > before)

    assert monotonic() - began < 2
    assert tracebacks(caplog) == []


async def test_a_bus_that_hangs_is_told_and_taken_up_again_when_it_comes_back(
    wires: dict[int, Wire], bring: Bring, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("custom_components.plantos.hardware.raspberry_pi.Buses", lambda: buses_of(wires, limit_s=0.1))
    wires[1].hang()
    pi = await bring(
        relay("17", "18"), warm(1, 1, 0x44), warm(2, 2, 0x44), airy(BASIL, "Basil", 1), airy(FERN, "Fern", 2)
    )
    assert pi.repairs() == {"device_unreachable_air-1": {"device": "Air 1", "error": "I²C bus 1 hangs"}}
    assert the_reading(pi, FERN).fresh
    wires[1].free()
    assert isinstance(pi.hub.hardware, RaspberryPi)
    worker = pi.hub.hardware._buses[1]._worker
    await until(lambda: not worker.hangs)
    await pi.poll()
    assert pi.repairs() == {}
    assert tracebacks(caplog) == []
