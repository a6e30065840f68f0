"""Everything on the pins of one computer: which driver makes which device, and that all of it is let go of."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
import sys
from typing import Any

import pytest

from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.domain.supplies import Supply
from custom_components.plantos.hardware import FailSafe, Fault, HardwareError, Outlet
from custom_components.plantos.hardware.devices import Channel, DeviceConfig, Role
from custom_components.plantos.hardware.i2c.device import I2cDevice
from custom_components.plantos.hardware.raspberry_pi import RaspberryPi, outputs_of, pins_with_chip

from .guardian.outputs import FakeBuses, levels, mcp23017
from .i2c.chips import with_crc
from .i2c.fakes import Commands, Wire, Words, buses_of

OUTLET = Channel(role=Role.OUTLET)
AIR = Channel(role=Role.PROBE, measure=Measure.TEMPERATURE)
type Start = Callable[..., Any]


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    return tmp_path / "trace"


def config(device_id: str, driver: str, channels: dict[str, Channel] | None = None, **settings: Any) -> DeviceConfig:
    return DeviceConfig(device_id=device_id, name=device_id, driver=driver, settings=settings, channels=channels or {})


@pytest.fixture
async def begin(trace: Path) -> AsyncIterator[Start]:
    """Start computers that are stopped after the test."""
    computers = []

    async def begin(*configs: DeviceConfig) -> RaspberryPi:
        pins = {"backend": "mock", "trace": str(trace)}
        computers.append(computer := RaspberryPi({each.device_id: each for each in configs}, pins))
        await computer.start()
        return computer

    yield begin
    for computer in computers:
        await computer.stop()


def supply(**wires: str) -> Supply:
    return Supply.model_validate({"supply_id": "barrel", "name": "Barrel"} | wires)


def plant(**wires: object) -> Plant:
    return Plant.model_validate({"plant_id": "basil", "name": "Basil"} | wires)


def pump(computer: RaspberryPi, source: str) -> Outlet:
    outlet = computer.pump(supply(pump=source))
    assert outlet is not None
    return outlet


async def test_relays_open_and_close_through_the_guardian(begin: Start, trace: Path) -> None:
    computer = await begin(config("relay", "relays", {"17": OUTLET, "GPIO18": OUTLET}, active_low=True))
    first, second = pump(computer, "relay/17"), pump(computer, "relay/GPIO18")
    assert first.fail_safe is FailSafe.GUARDED
    await first.open(10)
    assert await first.is_open() is True and await second.is_open() is False
    await first.close()
    assert await first.is_open() is False
    assert levels(trace, 17)[:3] == [1, 0, 1] and levels(trace, 18)[0] == 1
    assert not list(computer.faults())


async def test_a_stop_turns_off_and_lets_go_of_everything(
    begin: Start, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire({0x44: Commands({b"\x24\x00": with_crc(0x6666, 0x8000)})})
    monkeypatch.setattr("custom_components.plantos.hardware.raspberry_pi.Buses", lambda: buses_of({1: wire}))
    relay = config("relay", "relays", {"17": OUTLET})
    computer = await begin(relay, config("air", "sht3x", {"temperature": AIR}, bus=1, address=0x44))
    await pump(computer, "relay/17").open(1000)
    await computer.stop()
    assert levels(trace)[-1] == 0 and wire.closed == 1
    again = await begin(relay)
    assert not list(again.faults())


async def test_an_expander_opens_its_pins(begin: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    buses = FakeBuses({0x20: mcp23017()}, {0x21: 0xFF})
    monkeypatch.setattr("smbus2.SMBus", buses.open)
    # Fake chips are in this process only.
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    computer = await begin(
        config("box", "mcp23017", {"9": OUTLET}, bus=1, address=0x20),
        config("card", "pcf8574", {"2": OUTLET}, bus=1, address=0x21, active_low=True),
    )
    await pump(computer, "box/9").open(10)
    await pump(computer, "card/2").open(10)
    assert buses.registers[0x20][0x15] == 0x02 and buses.bytes_[0x21] == 0b1111_1011
    await pump(computer, "box/9").close()
    await pump(computer, "card/2").close()
    assert buses.registers[0x20][0x15] == 0x00 and buses.bytes_[0x21] == 0xFF
    (fault,) = computer.faults()
    assert (fault.fault, fault.device_id) == (Fault.UNGUARDED, None)


async def test_a_sensor_on_the_bus_is_read(begin: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    wire = Wire({0x44: Commands({b"\x24\x00": with_crc(0x6666, 0x8000)})})
    monkeypatch.setattr("custom_components.plantos.hardware.raspberry_pi.Buses", lambda: buses_of({1: wire}))
    computer = await begin(config("air", "sht3x", {"temperature": AIR}, bus=1, address=0x44))
    probe = computer.probe(plant(probes={"temperature": "air/temperature"}), Measure.TEMPERATURE)
    assert (await probe.read()).value == pytest.approx(25.0, abs=0.1)


class Measured:
    """The sensor at a pump, by what it was told of that."""

    def __init__(self) -> None:
        self.runs: Callable[[], bool] = lambda: False

    def watch(self, running: Callable[[], bool]) -> None:
        self.runs = running


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Measured:
    wire, measured = Wire({0x40: Words({1: 2000}, always={2: 2 | 3000 << 3})}), Measured()
    monkeypatch.setattr("custom_components.plantos.hardware.raspberry_pi.Buses", lambda: buses_of({1: wire}))
    monkeypatch.setattr(I2cDevice, "watch", lambda _, running: measured.watch(running))
    return measured


WATER = {"water": Channel(role=Role.TANK)}
CARD = config("relay", "relays", {"17": OUTLET, "18": OUTLET, "22": OUTLET})
AMMETER = config("ina", "ina219", WATER, bus=1, address=0x40, dry_below_ma=150)


async def test_a_sensor_at_a_pump_knows_whether_that_pump_runs(begin: Start, measured: Measured) -> None:
    computer = await begin(CARD, AMMETER)
    assert computer.tank(supply(pump="relay/17", tank="ina/water")) is True
    assert not measured.runs()
    await pump(computer, "relay/18").open(10)
    assert not measured.runs()
    await pump(computer, "relay/17").open(10)
    assert measured.runs()
    await pump(computer, "relay/17").close()
    assert not measured.runs()


async def test_where_every_plant_has_its_own_pump_all_of_the_supplys_are_measured(
    begin: Start, measured: Measured
) -> None:
    computer = await begin(CARD, AMMETER)
    plants = {
        "basil": plant(outlet="relay/17", supply="barrel"),
        "fern": plant(plant_id="fern", outlet="relay/18", supply="barrel"),
        "rose": plant(plant_id="rose", outlet="relay/22", supply="well"),
    }
    computer.use(plants, {})
    assert computer.tank(supply(tank="ina/water")) is True
    for line, runs in (("22", False), ("18", True)):
        await pump(computer, f"relay/{line}").open(10)
        assert measured.runs() is runs
    await pump(computer, "relay/18").close()
    assert not measured.runs()


async def test_a_valve_that_is_open_is_no_pump_that_runs(begin: Start, measured: Measured) -> None:
    computer = await begin(CARD, AMMETER)
    computer.use({"basil": plant(outlet="relay/18", supply="barrel")}, {})
    computer.tank(supply(pump="relay/17", tank="ina/water"))
    await pump(computer, "relay/18").open(10)
    assert not measured.runs()


@pytest.mark.parametrize("wires", [{"pump": "switch.pump"}, {}])
async def test_a_pump_that_somebody_else_turns_cant_be_told_to_be_dry(
    begin: Start, measured: Measured, wires: dict[str, str]
) -> None:
    computer = await begin(CARD, AMMETER)
    assert computer.tank(supply(tank="ina/water", **wires)) is None
    (fault,) = computer.faults()
    assert (fault.fault, fault.device_id) == (Fault.UNUSABLE, "ina")
    assert fault.detail == "the pump of Barrel isn't turned by this hub's pins"


async def test_two_supplies_may_have_one_sensor(begin: Start, measured: Measured) -> None:
    computer = await begin(CARD, AMMETER)
    computer.tank(supply(pump="relay/17", tank="ina/water"))
    computer.tank(supply(supply_id="well", pump="relay/18", tank="ina/water"))
    await pump(computer, "relay/17").open(10)
    assert measured.runs()


async def test_a_sensor_without_a_limit_is_no_tank_and_says_so_where_it_should_be_one(
    begin: Start, measured: Measured
) -> None:
    computer = await begin(CARD, config("ina", "ina219", WATER, bus=1, address=0x40))
    assert not list(computer.faults())
    assert computer.tank(supply(pump="relay/17", tank="ina/water")) is None
    (fault,) = computer.faults()
    assert (fault.fault, fault.device_id) == (Fault.UNUSABLE, "ina")
    assert fault.detail == "set below which current its pump runs dry"


async def test_inputs_are_what_their_driver_says(begin: Start) -> None:
    tank, leak = Channel(role=Role.TANK), Channel(role=Role.LEAK)
    computer = await begin(
        config("float", "float_switch", {"float": tank}, line=5, chip="/dev/gpiochip1"),
        config("puddle", "leak_probe", {"wet": leak}, line=6, active_low=False),
        config("meter", "flow_meter", {"flow": Channel(role=Role.FLOW_METER)}, line=13),
    )
    barrel = supply(tank="float/float", leak="puddle/wet", flow_meter="meter/flow")
    assert computer.tank(barrel) is False and computer.leak(barrel) is True
    meter = computer.flow_meter(barrel)
    assert meter and (await meter.read()).value == 0
    assert not list(computer.faults())


async def test_sensors_of_the_kernel_are_known_by_their_names(begin: Start) -> None:
    computer = await begin(
        config("soil", "ds18b20", {"temperature": AIR}, sensor="28-nobody"),
        config("dht", "dht", {"air": AIR}, sensor="iio:device77"),
    )
    for source in ("soil/temperature", "dht/air"):
        probe = computer.probe(plant(probes={"temperature": source}), Measure.TEMPERATURE)
        with pytest.raises(HardwareError, match="No such file"):
            await probe.read()
    assert {fault.device_id for fault in computer.faults()} == {"soil", "dht"}


@pytest.mark.parametrize(
    ("driver", "settings"),
    [
        ("toaster", {}),
        ("relays", {"colour": "red"}),
        ("mcp23017", {"bus": 1, "address": 0x70}),
        ("float_switch", {}),
        ("float_switch", {"line": 5, "colour": "red"}),
        ("flow_meter", {"line": 5, "pulses_per_litre": 0}),
        ("ds18b20", {"sensor": "../../etc"}),
        ("dht", {}),
        ("sht3x", {"bus": 1}),
    ],
)
async def test_a_device_that_nobody_can_use_says_so_and_keeps_no_other_away(
    begin: Start, driver: str, settings: dict[str, Any]
) -> None:
    computer = await begin(config("odd", driver, {"1": OUTLET}, **settings), config("relay", "relays", {"17": OUTLET}))
    (fault,) = computer.faults()
    assert (fault.fault, fault.device_id) == (Fault.UNUSABLE, "odd")
    await pump(computer, "relay/17").open(10)
    assert computer.pump(supply(pump="odd/1")) is None


async def test_what_is_wrong_with_a_device_is_said_without_what_was_written_there(begin: Start) -> None:
    computer = await begin(config("dht", "dht", {}, sensor="a secret"), config("air", "sht3x", {}, bus=1, address=500))
    told = " ".join(fault.detail for fault in computer.faults())
    assert "sensor: String should match pattern" in told
    assert "address: Input should be less than or equal to 119" in told
    for never in ("a secret", "500", "http", "KernelSettings", "validation error"):
        assert never not in told


def test_only_outputs_are_the_guardians() -> None:
    assert outputs_of(config("float", "float_switch", {"float": OUTLET}, line=5), {}) == {}
    assert outputs_of(config("relay", "relays", {"4": OUTLET}, chip="/dev/gpiochip4"), {"backend": "gpiod"}) == {
        "4": {"kind": "gpio", "pins": {"backend": "gpiod", "chip": "/dev/gpiochip4"}, "line": 4, "active_low": False}
    }


def test_a_remote_computer_has_one_chip() -> None:
    remote = {"backend": "pigpio", "host": "shed"}
    assert pins_with_chip(remote, "/dev/gpiochip4") == remote
    assert pins_with_chip({"backend": "lgpio"}, None) == {"backend": "lgpio"}
