"""What people wire wrongly, and what breaks: each is told in a repair, waters nothing, and is forgotten once mended."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
import errno
import json
import os
from pathlib import Path
from typing import Any

from aiohttp import ClientTimeout, web
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos.const import DOMAIN
from custom_components.plantos.hardware import DeviceFault, Fault
from custom_components.plantos.hardware.guardian.banks import Claim
from custom_components.plantos.hardware.http import exchange
from custom_components.plantos.resilience.breaker import BreakerState
from custom_components.plantos.watering.runs import RunState

from . import pi as pis
from .acting import in_words
from .conftest import BASIL, subentry
from .hardware.gpio import conftest as chips
from .hardware.gpio.fakes import FakeChip, FakeKernel
from .hardware.http import conftest as servers
from .hardware.http.conftest import Server
from .hardware.http.devices import Gen2
from .hardware.i2c.chips import with_crc
from .hardware.i2c.fakes import Chip, Commands, Wire, Words, buses_of
from .hardware.mqtt import conftest as on_broker
from .hardware.mqtt.broker import Broker, SimulatedNode
from .http_forms import http_entry
from .pi import HUB, RELAY, Bring, Pi, basil, part, relay, tracebacks, until
from .test_discovery import device
from .test_http_hub import CHANNELS as SHELLY, SOIL, SWITCH
from .test_mqtt_hub import NODE, NODE_ID

bring, kernel, server = pis.bring, chips.kernel, servers.server
broker, quick_client, home, node = on_broker.broker, on_broker.quick_client, on_broker.home, on_broker.node

CHIP = "/dev/gpiochip0"
CLIENT = "custom_components.plantos.hardware.guardian.client"
INPUTS = "custom_components.plantos.hardware.gpio.inputs"
FLOAT = part("float-id", "float_switch", {"float_switch": {"role": "tank"}}, "Float", line=4)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be had is tried again soon."""
    monkeypatch.setattr(f"{CLIENT}.OWN_AGAIN_S", 0.05)
    monkeypatch.setattr(f"{INPUTS}.AGAIN_S", 0.05)


async def gets_no_water(pi: Pi) -> str | None:
    """The key of the sentence by which watering is refused."""
    with pytest.raises(ServiceValidationError) as refused:
        await pi.act("water_plant", {"amount_ml": 5})
    return in_words(refused.value)


async def waters(pi: Pi) -> None:
    """See that the plant is watered."""
    done = await pi.act("water_plant", {"amount_ml": 5})
    assert done["plants"][0]["status"] == "completed"


async def until_told(pi: Pi, devices: int) -> None:
    """Look around until so many devices have a fault, and their breakers have opened."""
    for _ in range(5):
        await pi.poll()
    assert len(faults(pi)) == devices
    assert all(breaker.state is BreakerState.OPEN for breaker in pi.hub.waterer.breakers.all().values())


def faults(pi: Pi) -> list[DeviceFault]:
    """What is wrong with its devices."""
    assert pi.hub.hardware
    return list(pi.hub.hardware.faults())


# --- pins -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["17", "GPIO17"])
async def test_a_pin_that_two_devices_use_is_the_firsts_alone(
    bring: Bring, caplog: pytest.LogCaptureFixture, line: str
) -> None:
    pi = await bring(
        relay(device_id="pump-id", title="Pump"),
        relay(line, device_id="valve-id", title="Valve"),
        basil(outlet=f"valve-id/{line}"),
    )
    assert pi.repairs() == {
        "device_in_use_valve-id": {"device": "Valve", "error": f"line {line} is another output already"}
    }
    assert await gets_no_water(pi) == "denied_outlet_unconfirmed"
    assert 1 not in pi.levels()
    assert tracebacks(caplog) == []


async def test_a_pin_that_another_program_uses_is_had_once_that_has_ended(
    bring: Bring, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    pins = json.dumps({"backend": "mock", "trace": str(tmp_path / "trace")}, sort_keys=True)
    other = Claim(f"{pins}/17", "line 17")
    pi = await bring(relay(), basil())
    assert pi.repairs().keys() == {f"device_in_use_{RELAY}"}
    assert await gets_no_water(pi) == "denied_outlet_unconfirmed"
    assert pi.levels() == []
    other.release()
    await until(lambda: not faults(pi))
    await pi.poll()
    assert pi.repairs() == {}
    await waters(pi)
    assert tracebacks(caplog) == []


async def test_a_chip_that_isnt_there_is_named(bring: Bring, caplog: pytest.LogCaptureFixture) -> None:
    gone = "/dev/gpiochip77"
    pi = await bring(
        relay(chip=gone),
        part("float-id", "float_switch", {"float_switch": {"role": "tank"}}, "Float", line=4, chip=gone),
        basil(),
        backend="gpiod",
    )
    assert pi.repairs() == {
        f"device_not_found_{RELAY}": {"device": "Relays, Float", "error": f"{gone}: No such file or directory"}
    }
    assert await gets_no_water(pi) == "denied_outlet_unconfirmed"
    assert tracebacks(caplog) == []


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fake chips are in this process only, so the outputs must be, too."""
    monkeypatch.setattr("custom_components.plantos.hardware.guardian.link.sys.executable", "/nonexistent/python")


def busy(kernel: FakeKernel) -> None:
    """Let other programs hold the lines."""
    kernel.busy |= {4, 7}


def refused(code: int) -> Callable[[FakeKernel], None]:
    """Let the chip's file be refused."""
    return lambda kernel: FakeChip.refused.update({CHIP: OSError(code, os.strerror(code), CHIP)})


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    ("wrong", "fault", "error"),
    [
        (busy, "in_use", "Device or resource busy"),
        (refused(errno.EACCES), "not_permitted", "/dev/gpiochip0: Permission denied"),
        (refused(errno.EPERM), "not_permitted", "/dev/gpiochip0: Operation not permitted"),
        (refused(errno.ENOENT), "not_found", "/dev/gpiochip0: No such file or directory"),
    ],
)
async def test_lines_that_cant_be_had_are_told_and_had_once_they_can_be(
    kernel: FakeKernel,
    bring: Bring,
    caplog: pytest.LogCaptureFixture,
    wrong: Callable[[FakeKernel], None],
    fault: str,
    error: str,
) -> None:
    wrong(kernel)
    pi = await bring(relay("7"), FLOAT, basil(outlet=f"{RELAY}/7"), backend="gpiod")
    told = pi.repairs()
    assert told.pop(f"device_unguarded_{HUB}")
    assert all(key.startswith(f"device_{fault}_") for key in told)
    assert all(error in text["error"] for text in told.values())
    assert ", ".join(text["device"] for text in told.values()) == "Relays, Float"
    assert await gets_no_water(pi) == "denied_outlet_unconfirmed"
    assert kernel.requests == [] and kernel.writes == []

    kernel.busy.clear()
    FakeChip.refused.clear()
    await until(lambda: [fault.fault for fault in faults(pi)] == [Fault.UNGUARDED])
    await pi.poll()
    assert pi.repairs().keys() == {f"device_unguarded_{HUB}"}
    await waters(pi)
    assert kernel.levels[7] is False and (7, True) in kernel.writes
    assert tracebacks(caplog) == []


# --- buses ------------------------------------------------------------------------------------------

THERMOMETER = {"temperature": {"role": "probe", "measure": "temperature", "unit": "°C"}}
RAW = {"a0": {"role": "probe", "name": "A0", "unit": "V", "raw": True}}
GOOD = with_crc(0x6666, 0x8000)


def sensor(driver: str, address: int, channels: Mapping[str, Any], bus: int = 1) -> Any:
    """A chip on a bus."""
    return part("bed-id", driver, dict(channels), "Bed", bus=bus, address=address)


def dry_plant(source: str, **changes: Any) -> Any:
    """A plant that would be watered as soon as its probe says that it is dry."""
    return basil(probes={"moisture": source}, strategy="moisture", automatic=True, **changes)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """A bus with a thermometer and an ADC at which a probe in dry soil hangs."""
    chips: dict[int, Chip] = {
        0x44: Commands({b"\x24\x00": GOOD}),
        # 2.2 V of 4.096 V.
        0x48: Words({0: 0x44C0}, always={1: 0x8000}),
    }
    wire = Wire(chips)
    monkeypatch.setattr("custom_components.plantos.hardware.raspberry_pi.Buses", lambda: buses_of({1: wire}))
    return wire


# Dry at 2.4 V, wet at 1.2 V.
CALIBRATED = {"calibrations": {"moisture": {"slope": -83.333, "offset": 200.0}}}


@pytest.mark.parametrize(
    ("code", "fault", "error"),
    [
        (errno.EREMOTEIO, "not_found", "nothing answers at 0x48 on I²C bus 1"),
        (errno.EBUSY, "in_use", "a driver of the system holds 0x48 on I²C bus 1"),
        (errno.ETIMEDOUT, "unreachable", "I²C bus 1 timed out at 0x48"),
    ],
)
async def test_a_chip_that_doesnt_answer_is_told_until_it_does_and_nothing_is_watered_by_it(
    bring: Bring, wire: Wire, caplog: pytest.LogCaptureFixture, code: int, fault: str, error: str
) -> None:
    wire.failing[0x48] = code
    pi = await bring(relay(), sensor("ads1115", 0x48, RAW), dry_plant("bed-id/a0", **CALIBRATED))
    assert pi.repairs() == {f"device_{fault}_bed-id": {"device": "Bed", "error": error}}
    [checked] = (await pi.act("check_watering"))["plants"]
    assert (checked["should_water"], checked["moisture"]) == (False, None)
    assert 1 not in pi.levels()

    del wire.failing[0x48]
    await pi.poll()
    assert pi.repairs() == {}
    # It is dry, and is watered now.
    await until(lambda: 1 in pi.levels())
    assert tracebacks(caplog) == []


@pytest.mark.parametrize(
    ("opening", "fault", "error"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "not_permitted", "I²C bus 1 may not be opened"),
        (FileNotFoundError(errno.ENOENT, "No such file"), "not_found", "there is no I²C bus 1"),
    ],
)
async def test_a_bus_that_cant_be_opened_is_told_until_it_can_be(
    bring: Bring,
    wire: Wire,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    opening: OSError,
    fault: str,
    error: str,
) -> None:
    buses, closed = buses_of({1: wire}), [opening]

    def open_(number: int) -> Wire:
        if closed:
            raise closed[0]
        return wire

    monkeypatch.setattr(buses, "_open", open_)
    monkeypatch.setattr("custom_components.plantos.hardware.raspberry_pi.Buses", lambda: buses)
    pi = await bring(
        sensor("sht3x", 0x44, THERMOMETER), basil(probes={"temperature": "bed-id/temperature"}, outlet=None)
    )
    assert pi.repairs() == {f"device_{fault}_bed-id": {"device": "Bed", "error": error}}
    closed.clear()
    await pi.poll()
    assert pi.repairs() == {}
    assert tracebacks(caplog) == []


async def test_a_bus_that_goes_with_all_that_hangs_on_it_is_one_repair(
    bring: Bring, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # Every look reads anew.
    monkeypatch.setattr("custom_components.plantos.hardware.i2c.device._FRESH_S", 0.0)
    wires = {1: Wire({0x40 + number: Commands({b"\x24\x00": GOOD}) for number in range(4)})}
    monkeypatch.setattr("custom_components.plantos.hardware.raspberry_pi.Buses", lambda: buses_of(wires))
    beds = [
        part(f"bed-{number}", "sht3x", THERMOMETER, f"Bed {number}", bus=1, address=0x40 + number)
        for number in range(4)
    ]
    plants = [
        subentry(f"plant-{number}", {"name": f"Plant {number}", "probes": {"temperature": f"bed-{number}/temperature"}})
        for number in range(4)
    ]
    pi = await bring(*beds, *plants)
    before = pi.repairs()
    wire = wires.pop(1)
    wire.failing = dict.fromkeys(range(0x40, 0x44), errno.ENODEV)
    await until_told(pi, 4)
    gone = pi.repairs()
    wires[1], wire.failing = wire, {}
    for breaker in pi.hub.waterer.breakers.all().values():
        breaker.reset()
    await pi.poll()

    told = {key: text for key, text in gone.items() if key not in before}
    [(key, text)] = told.items()
    assert key.startswith("device_not_found_bed-")
    assert text == {"device": "Bed 0, Bed 1, Bed 2, Bed 3", "error": "there is no I²C bus 1"}
    assert pi.repairs() == before
    assert tracebacks(caplog) == []


async def test_a_wrong_address_is_told_with_its_place(
    bring: Bring, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    pi = await bring(sensor("ads1115", 0x49, RAW), basil(outlet=None))
    assert pi.repairs() == {
        "device_not_found_bed-id": {"device": "Bed", "error": "nothing answers at 0x49 on I²C bus 1"}
    }
    assert tracebacks(caplog) == []


async def test_wrong_checksums_open_a_breaker_that_says_so(
    bring: Bring, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    wire.chips[0x44] = Commands({b"\x24\x00": b"\x66\x66\x00\x80\x00\x00"})
    pi = await bring(
        sensor("sht3x", 0x44, THERMOMETER), basil(probes={"temperature": "bed-id/temperature"}, outlet=None)
    )
    for _ in range(2):
        await pi.poll()
    assert pi.repairs() == {
        f"breaker_open_{BASIL}:temperature": {
            "device": "Basil",
            "part": "The temperature probe",
            "error": "a checksum doesn't fit: the wire may be too long or loose",
        }
    }
    assert not next(iter(pi.hub.probes.readings(BASIL).values())).fresh
    assert tracebacks(caplog) == []


@pytest.mark.parametrize("raw", [0x0000, 0x7FFF, 0x6700])
async def test_a_probe_at_a_rail_is_no_reading_and_nothing_is_watered_by_it(
    bring: Bring, wire: Wire, caplog: pytest.LogCaptureFixture, raw: int
) -> None:
    wire.chips[0x48] = Words({0: raw}, always={1: 0x8000})
    pi = await bring(relay(), sensor("ads1115", 0x48, RAW), dry_plant("bed-id/a0", **CALIBRATED))
    for _ in range(2):
        await pi.poll()
    [reading] = pi.hub.probes.readings(BASIL).values()
    assert (reading.value, reading.quality) == (None, 0)
    [told] = pi.repairs().values()
    assert (told["device"], told["part"]) == ("Basil", "The soil moisture probe")
    assert "the probe may be unplugged" in told["error"]
    assert 1 not in pi.levels()
    assert tracebacks(caplog) == []


async def test_a_probe_that_is_unplugged_in_a_run_ends_no_ml_later_than_planned(
    bring: Bring, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    pi = await bring(relay(), sensor("ads1115", 0x48, RAW), dry_plant("bed-id/a0", dose_ml=50.0, **CALIBRATED))
    await until(lambda: 1 in pi.levels())
    wire.failing[0x48] = errno.EREMOTEIO
    await pi.poll()
    await until(lambda: pi.state("outlet").state == "closed")
    assert pi.run.delivered_ml < 75
    assert pi.levels()[-1] == 0
    assert tracebacks(caplog) == []


# --- HTTP -------------------------------------------------------------------------------------------


@dataclass
class Shelly:
    """A Shelly that waters the basil, and is broken and mended."""

    hass: HomeAssistant
    server: Server
    trace: Path

    async def set_up(self) -> Pi:
        """Set up its hub."""
        row = device(port=self.server.port)
        row["data"] = {**row["data"], "channels": SHELLY}
        entry = http_entry(row, basil(probes={"moisture": SOIL}, outlet=SWITCH), entry_id=HUB)
        entry.add_to_hass(self.hass)
        assert await self.hass.config_entries.async_setup(HUB)
        await self.hass.async_block_till_done()
        return Pi(self.hass, entry, self.trace, [])

    def mend(self) -> None:
        """Let it answer as it should."""
        self.server.guard = lambda _: None
        Gen2(self.server)

    def opened(self) -> list[str]:
        """The requests by which it was opened."""
        return [body for body in self.server.bodies if '"on": true' in body]


@pytest.fixture
async def shelly(
    hass: HomeAssistant, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Shelly]:
    """A Shelly that is given little time to answer."""
    defaults = exchange.Exchange.__init__.__kwdefaults__
    assert defaults
    monkeypatch.setitem(defaults, "timeout", ClientTimeout(total=1.0))
    shelly = Shelly(hass, server, tmp_path / "trace")
    shelly.mend()
    yield shelly
    server.over.set()
    await hass.config_entries.async_unload(HUB)


def refusing(status: int) -> Callable[[Server], None]:
    """Let every request be answered with this status."""
    return lambda server: setattr(server, "guard", lambda _: web.Response(status=status))


def hanging(server: Server) -> None:
    """Let no question be answered."""
    server.routes |= {"/rpc/Shelly.GetStatus": server.hang, "/rpc/Switch.Set": server.hang}


def endless(server: Server) -> None:
    """Let no answer end."""
    server.routes |= {"/rpc/Shelly.GetStatus": trickle(server), "/rpc/Switch.Set": trickle(server)}


def trickle(server: Server) -> Callable[[web.Request], Any]:
    """An answer that goes on for ever, slowly."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while not server.over.is_set():
            try:
                await response.write(b" ")
            except ConnectionError:
                break
            with suppress(TimeoutError):
                async with asyncio.timeout(0.02):
                    await server.over.wait()
        return response

    return answer


STATUS = "GET 127.0.0.1/rpc/Shelly.GetStatus"


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize(
    ("wrong", "kind", "error"),
    [
        (refusing(404), "device_not_found", f"{STATUS} isn't there"),
        (refusing(500), "device_unreachable", f"{STATUS} failed with status 500"),
        (hanging, "device_unreachable", f"{STATUS} wasn't answered in time"),
        (endless, "device_unreachable", f"{STATUS} wasn't answered in time"),
    ],
)
async def test_a_device_that_answers_wrongly_is_told_until_it_is_mended_and_opens_nothing(
    hass: HomeAssistant,
    shelly: Shelly,
    caplog: pytest.LogCaptureFixture,
    wrong: Callable[[Server], None],
    kind: str,
    error: str,
) -> None:
    wrong(shelly.server)
    pi = await shelly.set_up()
    assert pi.repairs() == {f"{kind}_pump-id": {"device": "Pump", "error": error}}
    assert await gets_no_water(pi) == "denied_outlet_unconfirmed"
    assert not shelly.opened()

    shelly.mend()
    await pi.poll()
    assert pi.repairs() == {}
    assert pi.state("moisture").state == "51.0"
    await waters(pi)
    assert tracebacks(caplog) == []


@pytest.mark.usefixtures("socket_enabled")
async def test_a_device_that_wants_other_credentials_asks_for_them_once_and_opens_nothing(
    hass: HomeAssistant, shelly: Shelly, caplog: pytest.LogCaptureFixture
) -> None:
    refusing(401)(shelly.server)
    pi = await shelly.set_up()
    await pi.poll()
    [asked] = hass.config_entries.flow.async_progress()
    assert (asked["handler"], asked["context"]["source"], asked["step_id"]) == (DOMAIN, "reauth", "reauth_confirm")
    assert {key for key in pi.repairs() if key.startswith("device_")} == set()
    assert await gets_no_water(pi) == "denied_outlet_unconfirmed"
    assert not shelly.opened()

    shelly.mend()
    await pi.poll()
    assert pi.state("outlet").state == "closed"
    assert tracebacks(caplog) == []


# --- MQTT -------------------------------------------------------------------------------------------


@pytest.fixture
async def balcony(home: HomeAssistant, node: SimulatedNode, tmp_path: Path) -> AsyncIterator[Pi]:
    """A basil that is watered by a node, at 25 ml/s."""
    device = subentry(NODE_ID, {**NODE, "name": "Balcony"}, "mqtt_device")
    plant = basil(probes={"moisture": f"{NODE_ID}/soil"}, outlet=f"{NODE_ID}/pump")
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="MQTT nodes",
        data={"kind": "mqtt"},
        subentries_data=[{**device, "data": NODE}, plant],
        entry_id=HUB,
    )
    entry.add_to_hass(home)
    assert await home.config_entries.async_setup(HUB)
    yield Pi(home, entry, tmp_path / "trace", [])
    await home.config_entries.async_unload(HUB)


async def test_a_node_that_reboots_in_a_run_ends_it_as_failed_and_stays_closed(
    balcony: Pi, node: SimulatedNode, caplog: pytest.LogCaptureFixture
) -> None:
    await balcony.ask(500)
    await until(lambda: node.is_open)
    openings = node.switched.count(True)
    node.stop()
    node.start()
    await until(lambda: not balcony.hub.waterer.flowing())
    await until(lambda: balcony.state("outlet").state == "closed")

    assert (balcony.run.state, balcony.run.deadline_at) == (RunState.FAILED, None)
    assert balcony.run.failure and balcony.run.failure.key in {"failed_no_answer", "failed_closed_early"}
    assert 0 < balcony.run.delivered_ml < 500
    assert node.switched.count(True) == openings
    await until(lambda: balcony.repairs() == {})
    assert tracebacks(caplog) == []


async def test_a_broker_that_is_down_is_told_until_it_is_back_and_ends_the_run(
    balcony: Pi,
    broker: Broker,
    node: SimulatedNode,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("custom_components.plantos.watering.outlets.CLOSE_LADDER", (0.1, 0.1))
    await balcony.ask(500)
    await until(lambda: node.is_open)
    openings = node.switched.count(True)
    broker.kill()
    await until(lambda: not balcony.hub.waterer.flowing())
    await until(lambda: f"device_unreachable_{NODE_ID}" in balcony.repairs())
    assert balcony.run.state is RunState.FAILED
    assert (await gets_no_water(balcony)) in {"denied_locked", "denied_outlet_unconfirmed"}

    broker.start()
    node.stop()
    node.start()
    await until(lambda: f"device_unreachable_{NODE_ID}" not in balcony.repairs())
    # A close that is lost while everybody comes back is made up for by the next look.
    await balcony.poll()
    await until(lambda: balcony.state("outlet").state == "closed")
    assert node.switched.count(True) == openings
    assert [line for line in tracebacks(caplog) if "MQTT" not in line] == []
