"""A person adds what hangs on the pins and buses of a Raspberry Pi, and is told what can't be."""

from collections.abc import AsyncIterator, Iterator
import errno
import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import selector
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import plantos
from custom_components.plantos import raspberry_pi_finder as finder
from custom_components.plantos.const import DOMAIN
from custom_components.plantos.garden import devices_of
from custom_components.plantos.hardware import Fault
from custom_components.plantos.hardware.gpio.faults import LinesError
from custom_components.plantos.hardware.gpio.lines import GpioChip, GpioLine
from custom_components.plantos.hardware.i2c import DRIVERS
from custom_components.plantos.hardware.i2c.bus import Buses
from custom_components.plantos.hardware.raspberry_pi import RaspberryPi
from custom_components.plantos.i2c_device_flow import selector_of, useful
from custom_components.plantos.kinds import pins_of
from custom_components.plantos.raspberry_pi_form import SWITCHES_ON

from .conftest import plant_data, subentry
from .hardware.i2c.chips import bosch
from .hardware.i2c.fakes import Chip, Commands, Multiplexer, Registers, Wire, Words, buses_of
from .steps import Steps, fields_of, suggested

ENGLISH = json.loads((Path(plantos.__file__).parent / "translations" / "en.json").read_text())
TEXTS = ENGLISH["config_subentries"]["raspberry_pi_device"]
CHIP, SECOND = "/dev/gpiochip0", "/dev/gpiochip1"
RELAYS = {"name": "Board", "lines": ["17", "4"], "switches_on": "low"}
FLOAT = {"name": "Float", "line": "4", "pull": "up", "active_low": True}
METER = {"name": "Meter", "line": "5", "pull": "up", "pulses_per_litre": 480}
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


# --- lines ------------------------------------------------------------------------------------------


async def test_relays_are_a_channel_for_each_line(steps: Steps) -> None:
    made = await add(steps, "relays", RELAYS)
    assert (made["type"], made["title"]) == (FlowResultType.CREATE_ENTRY, "Board")
    assert made["data"] == {
        "driver": "relays",
        "settings": {"chip": CHIP, "active_low": True},
        "channels": {"4": {"role": "outlet", "name": "GPIO4"}, "17": {"role": "outlet", "name": "GPIO17"}},
    }


async def test_nobody_guesses_at_which_level_a_relay_is_on(steps: Steps) -> None:
    form = await add(steps, "relays")
    assert suggested(form)["switches_on"] is None
    with pytest.raises(InvalidData):
        await steps.go({key: value for key, value in RELAYS.items() if key != "switches_on"})
    assert TEXTS["step"]["relays"]["data"].keys() == {"name", "lines", "switches_on"}
    assert ENGLISH["selector"]["switches_on"]["options"].keys() == set(SWITCHES_ON)


async def test_relays_that_were_kept_without_a_level_are_on_when_it_is_high(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps
) -> None:
    made = await add(steps, "relays", RELAYS)
    hass.config_entries.async_update_subentry(hub, only(hub), data={**made["data"], "settings": {"chip": CHIP}})
    assert suggested(await steps.start(only(hub).subentry_id))["switches_on"] == "high"


async def test_lines_that_went_while_the_form_was_open_are_chosen_anew(steps: Steps, machine: Machine) -> None:
    for kind, answer in (("relays", RELAYS), ("float_switch", FLOAT)):
        machine.chips = (chip(CHIP),)
        await add(steps, kind)
        machine.chips = (GpioChip(CHIP, "gpiochip0", "small", tuple(GpioLine(n, "", False, "") for n in (5, 17))),)
        field = "lines" if kind == "relays" else "line"
        gone = await steps.go(answer)
        assert (gone["step_id"], gone["errors"]) == (kind, {field: "line_gone"})
        assert suggested(gone)[field] == (["17"] if kind == "relays" else None)
        kept = await steps.go(answer | ({"lines": ["17"]} if kind == "relays" else {"line": "5"}))
        assert kept["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("kind", "answer", "role", "name"),
    [
        ("float_switch", FLOAT, "tank", "Float switch"),
        ("leak_probe", FLOAT, "leak", "Leak probe"),
        ("flow_meter", METER, "flow_meter", "Flow meter"),
    ],
)
async def test_an_input_is_one_line(steps: Steps, kind: str, answer: dict[str, Any], role: str, name: str) -> None:
    made = await add(steps, kind, answer)
    settings = {key: value for key, value in answer.items() if key not in {"name", "line"}}
    assert made["data"] == {
        "driver": kind,
        "settings": {"chip": CHIP, "line": int(answer["line"]), **settings},
        "channels": {kind: {"role": role, "name": name}},
    }


@pytest.mark.parametrize(("kind", "pull"), [("float_switch", "up"), ("leak_probe", "down"), ("flow_meter", "up")])
async def test_the_pull_that_is_proposed_takes_a_cut_wire_for_trouble(steps: Steps, kind: str, pull: str) -> None:
    proposed = suggested(await add(steps, kind))
    assert proposed["pull"] == pull
    # High is an empty tank, low a wet floor.
    assert proposed.get("active_low", True) is True


async def test_lines_are_shown_with_who_holds_them(steps: Steps, machine: Machine) -> None:
    machine.chips = (chip(CHIP, GPIO2="i2c", GPIO3=""),)
    await add(steps, "float_switch", FLOAT)
    shown = labels(await add(steps, "relays"), "lines")
    assert shown["17"] == "GPIO17 (line 17)"
    assert shown["28"] == "Line 28 (line 28)"
    assert shown["2"] == "GPIO2 (line 2), in use by i2c"
    assert shown["3"] == "GPIO3 (line 3), in use by another program"
    assert shown["4"] == "GPIO4 (line 4), in use by Float"


async def test_a_line_that_somebody_else_holds_cant_be_chosen(steps: Steps, machine: Machine) -> None:
    machine.chips = (chip(CHIP, GPIO17="spi"),)
    assert (await add(steps, "relays", RELAYS))["errors"] == {"lines": "line_in_use"}
    assert (await add(steps, "float_switch", FLOAT | {"line": "17"}))["errors"] == {"line": "line_in_use"}
    assert (await steps.go(FLOAT))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_line_of_a_device_of_another_hub_cant_be_chosen(hass: HomeAssistant, steps: Steps) -> None:
    await add(Steps(hass, pi_hub(hass, backend="lgpio"), steps.kind), "relays", RELAYS)
    assert (await add(steps, "leak_probe", FLOAT))["errors"] == {"line": "line_in_use"}


async def test_a_line_of_another_computer_is_another_line(hass: HomeAssistant, steps: Steps) -> None:
    far = Steps(hass, pi_hub(hass, backend="pigpio", host="shed.local"), steps.kind)
    made = await add(far, "relays", RELAYS)
    assert made["data"]["settings"] == {"active_low": True}
    assert (await add(steps, "leak_probe", FLOAT))["type"] is FlowResultType.CREATE_ENTRY

    near = Steps(hass, pi_hub(hass, backend="pigpio", host="localhost"), steps.kind)
    assert (await add(near, "leak_probe", FLOAT))["errors"] == {"line": "line_in_use"}


async def test_relays_are_on_one_chip(steps: Steps, machine: Machine) -> None:
    machine.chips = (chip(CHIP), chip(SECOND))
    form = await add(steps, "relays")
    assert labels(form, "lines")[f"{SECOND}:17"] == "GPIO17 (pinctrl-1, line 17)"
    wrong = await steps.go(RELAYS | {"lines": [f"{CHIP}:4", f"{SECOND}:17"]})
    assert wrong["errors"] == {"lines": "one_chip"}
    made = await steps.go(RELAYS | {"lines": [f"{SECOND}:4", f"{SECOND}:17"]})
    assert (made["data"]["settings"]["chip"], list(made["data"]["channels"])) == (SECOND, ["4", "17"])
    # The same numbers on the other chip are other lines.
    free = await add(steps, "leak_probe", FLOAT | {"line": f"{CHIP}:4"})
    assert free["type"] is FlowResultType.CREATE_ENTRY


async def test_at_least_one_line_is_needed(steps: Steps) -> None:
    assert (await add(steps, "relays", RELAYS | {"lines": []}))["errors"] == {"lines": "lines_missing"}


async def test_without_a_library_that_lists_lines_those_of_the_header_are_offered(
    hass: HomeAssistant, steps: Steps, machine: Machine
) -> None:
    machine.refusal = LinesError(Fault.LIBRARY_MISSING, "no gpiod")
    assert (await add(steps, "relays"))["reason"] == "lines_library_missing"
    other = Steps(hass, pi_hub(hass, backend="lgpio"), steps.kind)
    assert labels(await add(other, "relays"), "lines")["27"] == "GPIO27 (line 27)"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.NOT_PERMITTED, "lines_not_permitted"),
        (Fault.NOT_FOUND, "lines_not_found"),
        (Fault.UNREACHABLE, "lines_not_found"),
    ],
)
async def test_a_chip_that_cant_be_had_is_said(steps: Steps, machine: Machine, fault: Fault, reason: str) -> None:
    machine.refusal = LinesError(fault, "no")
    for kind in ("relays", "flow_meter"):
        assert (await add(steps, kind))["reason"] == reason
    assert reason in TEXTS["abort"]


async def test_a_number_that_cant_be_is_said(steps: Steps) -> None:
    wrong = await add(steps, "flow_meter", METER | {"pulses_per_litre": 0})
    assert wrong["errors"] == {"pulses_per_litre": "invalid_value"}


@pytest.mark.parametrize(
    ("name", "error"), [(" ", "name_missing"), ("x" * 81, "name_too_long"), ("Board", "name_in_use")]
)
async def test_a_device_has_a_name_of_its_own(steps: Steps, name: str, error: str) -> None:
    await add(steps, "relays", RELAYS)
    assert (await add(steps, "flow_meter", METER | {"name": name}))["errors"] == {"name": error}


async def test_a_free_name_is_proposed(steps: Steps) -> None:
    await add(steps, "relays", RELAYS | {"name": "Relays"})
    assert suggested(await add(steps, "relays"))["name"] == "Relays 2"


async def test_a_device_of_lines_is_changed_and_keeps_its_own_lines(
    hub: MockConfigEntry, steps: Steps, machine: Machine
) -> None:
    await add(steps, "relays", RELAYS)
    machine.chips = (chip(CHIP, GPIO4="plantos", GPIO17="plantos"),)
    form = await steps.start(only(hub).subentry_id)
    assert suggested(form) == RELAYS | {"lines": ["4", "17"]}
    assert labels(form, "lines")["4"] == "GPIO4 (line 4)"
    done = await steps.go({"name": "Relays", "lines": ["4", "6"], "switches_on": "high"})
    assert done["reason"] == "reconfigure_successful"
    assert (only(hub).title, list(only(hub).data["channels"])) == ("Relays", ["4", "6"])
    assert only(hub).data["settings"] == {"chip": CHIP, "active_low": False}


async def test_an_input_is_changed_and_keeps_what_the_form_doesnt_show(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps
) -> None:
    made = await add(steps, "float_switch", FLOAT)
    data = {**made["data"], "settings": made["data"]["settings"] | {"debounce_ms": 200}}
    hass.config_entries.async_update_subentry(hub, only(hub), data=data)
    assert suggested(await steps.start(only(hub).subentry_id)) == FLOAT
    await steps.go(FLOAT | {"line": "6", "pull": "down"})
    settings = {"chip": CHIP, "line": 6, "pull": "down", "active_low": True, "debounce_ms": 200}
    assert only(hub).data["settings"] == settings


async def test_a_line_that_a_plant_hangs_on_isnt_taken_away(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps
) -> None:
    await add(steps, "relays", RELAYS)
    device_id = only(hub).subentry_id
    plant = plant_data(outlet=f"{device_id}/17", probes={})
    hass.config_entries.async_add_subentry(hub, _subentry(plant))
    await steps.start(device_id)
    assert (await steps.go(RELAYS | {"lines": ["4"]}))["errors"] == {"lines": "still_used"}
    assert (await steps.go(RELAYS | {"lines": ["17"]}))["reason"] == "reconfigure_successful"


def _subentry(plant: dict[str, Any]) -> Any:
    row = subentry("basil-id", plant)
    return ConfigSubentry(
        data=MappingProxyType(dict(row["data"])),
        subentry_id=row["subentry_id"],
        subentry_type="plant",
        title=row["title"],
        unique_id=None,
    )


# --- sensors of the kernel --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sensor", "driver", "measures"),
    [(THERMOMETER, "ds18b20", ["temperature"]), (HYGROMETER, "dht", ["temperature", "humidity"])],
)
async def test_a_sensor_of_the_kernel_is_chosen_once(
    steps: Steps, sensor: str, driver: str, measures: list[str]
) -> None:
    made = await add(steps, "one_wire", {"name": "Air", "sensor": sensor})
    assert (made["data"]["driver"], made["data"]["settings"]) == (driver, {"sensor": sensor})
    assert [channel["measure"] for channel in made["data"]["channels"].values()] == measures
    again = await add(steps, "one_wire", {"name": "Soil", "sensor": sensor})
    assert again["errors"] == {"sensor": "sensor_in_use"}


async def test_only_sensors_that_are_there_are_offered(steps: Steps, machine: Machine) -> None:
    machine.hygrometers = ()
    assert labels(await add(steps, "one_wire"), "sensor") == {THERMOMETER: f"DS18B20 {THERMOMETER}"}
    machine.thermometers = ()
    assert (await add(steps, "one_wire"))["reason"] == "no_sensor"


async def test_a_sensor_that_is_unplugged_during_the_look_is_none(steps: Steps, machine: Machine) -> None:
    machine.unplugged = True
    assert (await add(steps, "one_wire"))["reason"] == "no_sensor"


async def test_a_sensor_that_went_while_the_form_was_open_is_chosen_anew(steps: Steps, machine: Machine) -> None:
    await add(steps, "one_wire")
    machine.thermometers = ("28-new",)
    gone = await steps.go({"name": "Air", "sensor": THERMOMETER})
    assert (gone["errors"], suggested(gone)) == ({"sensor": "sensor_gone"}, {"name": "Air", "sensor": None})
    assert (await steps.go({"name": "Air", "sensor": "28-new"}))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_dead_sensor_is_replaced_by_one_of_its_kind(
    hub: MockConfigEntry, steps: Steps, machine: Machine
) -> None:
    await add(steps, "one_wire", {"name": "Air", "sensor": THERMOMETER})
    machine.thermometers = ("28-new",)
    form = await steps.start(only(hub).subentry_id)
    assert labels(form, "sensor").keys() == {THERMOMETER, "28-new"}
    assert suggested(form) == {"name": "Air", "sensor": THERMOMETER}
    await steps.go({"name": "Air", "sensor": "28-new"})
    assert only(hub).data["settings"] == {"sensor": "28-new"}


# --- I²C --------------------------------------------------------------------------------------------

SCAN = {"bus": "1", "scan": True}
ADS = Words({2: 0x8000, 3: 0x7FFF})


async def look(steps: Steps, machine: Machine, chips: dict[int, Chip], *answers: dict[str, Any]) -> Any:
    """Scan a bus with these chips."""
    machine.wire = Wire(chips)
    return await add(steps, "i2c", SCAN, *answers)


async def test_every_bus_is_offered_and_the_one_on_the_pins_proposed(steps: Steps) -> None:
    form = await add(steps, "i2c")
    assert labels(form, "bus") == {"1": "I²C bus 1", "20": "I²C bus 20"}
    assert suggested(form) == SCAN


async def test_a_computer_without_a_bus_says_so(steps: Steps, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(finder, "BUS_FOLDER", tmp_path / "none")
    assert (await add(steps, "i2c"))["reason"] == "no_bus"


async def test_twins_are_told_apart_by_a_person(hub: MockConfigEntry, steps: Steps, machine: Machine) -> None:
    form = await look(steps, machine, {0x48: ADS})
    offered = labels(form, "chip")
    assert offered == {
        "1/72/ads1015": "0x48 on bus 1: ADS1015",
        "1/72/ads1115": "0x48 on bus 1: ADS1115",
    }
    form = await steps.go({"chip": "1/72/ads1115"})
    assert suggested(form) == {"name": "ADS1115", "inputs": ["a0", "a1", "a2", "a3"], "gain": "4.096", "supply": 3.3}
    answer = {"name": "Pots", "inputs": [], "gain": "2.048", "supply": 5}
    assert (await steps.go(answer))["errors"] == {"inputs": "inputs_missing"}
    made = await steps.go(answer | {"inputs": ["a0", "a2"]})
    assert made["data"] == {
        "driver": "ads1115",
        "settings": {"bus": 1, "address": 0x48, "gain": "2.048", "supply": 5},
        "channels": {
            "a0": {"role": "probe", "name": "A0", "unit": "V", "raw": True},
            "a2": {"role": "probe", "name": "A2", "unit": "V", "raw": True},
        },
    }

    assert suggested(await steps.start(only(hub).subentry_id)) == answer | {"inputs": ["a0", "a2"]}
    assert (await steps.go(answer | {"inputs": ["a1"]}))["reason"] == "reconfigure_successful"
    assert list(only(hub).data["channels"]) == ["a1"]
    assert only(hub).data["settings"]["address"] == 0x48


async def test_what_nobody_can_use_is_no_channel(steps: Steps, machine: Machine) -> None:
    await look(steps, machine, {0x77: bosch(0x60)}, {"chip": "1/119/bme280"})
    made = await steps.go({"name": "Air"})
    assert list(made["data"]["channels"]) == ["temperature", "humidity"]
    assert list(useful(DRIVERS["ina219"])) == ["water"]


async def test_an_ammeter_has_to_be_told_what_its_pump_takes(
    hub: MockConfigEntry, steps: Steps, machine: Machine
) -> None:
    await look(steps, machine, {0x41: Words({0: 0x399F})}, {"chip": "1/65/ina219"})
    with pytest.raises(InvalidData):
        await steps.go({"name": "Pump", "shunt_ohm": 0.1})
    await steps.go({"name": "Pump", "shunt_ohm": 0.1, "dry_below_ma": 300})
    assert only(hub).data["settings"]["dry_below_ma"] == 300
    await steps.start(only(hub).subentry_id)
    wrong = await steps.go({"name": "Pump", "shunt_ohm": 0, "dry_below_ma": 300})
    assert wrong["errors"] == {"shunt_ohm": "invalid_value"}


async def test_an_expander_is_offered_where_one_may_be(hub: MockConfigEntry, steps: Steps, machine: Machine) -> None:
    form = await look(steps, machine, {0x21: Registers({}), 0x3A: Commands({}, idle=b"\x00")})
    offered = labels(form, "chip")
    assert offered["1/33/mcp23017"] == "0x21 on bus 1: MCP23017 outputs"
    assert "1/58/pcf8574" in offered and "1/58/mcp23017" not in offered
    form = await steps.go({"chip": "1/33/mcp23017"})
    assert len(labels(form, "pins")) == 16
    assert suggested(form)["switches_on"] is None
    answer = {"name": "Valves", "pins": ["10", "2"], "switches_on": "low"}
    assert (await steps.go(answer | {"pins": []}))["errors"] == {"pins": "pins_missing"}
    made = await steps.go(answer)
    assert made["data"] == {
        "driver": "mcp23017",
        "settings": {"bus": 1, "address": 0x21, "active_low": True},
        "channels": {"2": {"role": "outlet", "name": "Pin 2"}, "10": {"role": "outlet", "name": "Pin 10"}},
    }
    assert suggested(await steps.start(only(hub).subentry_id)) == answer | {"pins": ["2", "10"]}
    await steps.go(answer | {"pins": ["2"], "switches_on": "high"})
    assert (list(only(hub).data["channels"]), only(hub).data["settings"]["active_low"]) == (["2"], False)


async def test_outputs_cant_be_behind_a_multiplexer_but_sensors_can(steps: Steps, machine: Machine) -> None:
    mux = Multiplexer({3: {0x21: Registers({}), 0x77: bosch(0x60)}})
    form = await look(steps, machine, {0x70: mux})
    key = next(key for key in labels(form, "chip") if key.endswith("mcp23017"))
    assert labels(form, "chip")[key] == "0x21 on bus 1 behind 0x70, channel 3: MCP23017 outputs"
    assert "0x70" in form["description_placeholders"]["others"]
    assert (await steps.go({"chip": key}))["errors"] == {"chip": "behind_mux"}
    await steps.go({"chip": next(key for key in labels(form, "chip") if key.endswith("bme280"))})
    made = await steps.go({"name": "Air"})
    assert made["data"]["settings"] == {"bus": 1, "address": 0x77, "mux": {"address": 0x70, "channel": 3}}


async def test_an_address_is_of_one_device(hass: HomeAssistant, steps: Steps, machine: Machine) -> None:
    await add(Steps(hass, pi_hub(hass), steps.kind), "i2c", {"bus": "1", "scan": False}, ADDRESS, {"name": "Air"})
    taken = await look(steps, machine, {0x77: bosch(0x60)}, {"chip": "1/119/bme280"})
    assert taken["errors"] == {"chip": "address_in_use"}
    assert (await add(steps, "i2c", SCAN | {"scan": False}, ADDRESS))["errors"] == {"address": "address_in_use"}
    other_bus = await add(steps, "i2c", {"bus": "20", "scan": False}, ADDRESS)
    assert other_bus["step_id"] == "sensor"


ADDRESS = {"driver": "bme280", "address": "0x77"}


@pytest.mark.parametrize(
    ("chip", "answer"),
    [
        (ADDRESS, {"name": "Air"}),
        ({"driver": "mcp23017", "address": "0x20"}, {"name": "Valves", "pins": ["2"], "switches_on": "low"}),
    ],
)
async def test_who_is_second_at_an_address_is_told_at_the_end(
    hub: MockConfigEntry, steps: Steps, chip: dict[str, Any], answer: dict[str, Any]
) -> None:
    second = Steps(steps.hass, hub, steps.kind)
    await add(second, "i2c", {"bus": "1", "scan": False}, chip)
    await add(steps, "i2c", {"bus": "1", "scan": False}, chip, answer)
    late = await second.go(answer | {"name": "Second"})
    assert (late["type"], late["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert "already_configured" in TEXTS["abort"]
    assert only(hub).title == answer["name"]


async def test_a_chip_can_be_named_without_a_look(steps: Steps, machine: Machine) -> None:
    form = await add(steps, "i2c", SCAN | {"scan": False})
    assert form["step_id"] == "address"
    for address in ("", "seventy", "0x48", "999"):
        assert (await steps.go(ADDRESS | {"address": address}))["errors"] == {"address": "address_wrong"}
    await steps.go(ADDRESS)
    made = await steps.go({"name": "Air"})
    assert made["data"]["settings"] == {"bus": 1, "address": 0x77}
    assert machine.wire.log == []


@pytest.mark.parametrize(("driver", "address"), [("mcp23017", "20"), ("pcf8574", "0x3f")])
async def test_an_expander_can_be_named_without_a_look(steps: Steps, driver: str, address: str) -> None:
    form = await add(steps, "i2c", SCAN | {"scan": False}, {"driver": driver, "address": address})
    assert form["step_id"] == "expander"


async def test_what_a_driver_of_the_system_holds_isnt_offered(steps: Steps, machine: Machine) -> None:
    machine.wire = Wire({0x48: ADS, 0x68: Registers({})})
    machine.wire.failing = {0x68: errno.EBUSY}
    form = await add(steps, "i2c", SCAN)
    assert set(labels(form, "chip")) == {"1/72/ads1015", "1/72/ads1115"}
    assert form["description_placeholders"]["others"] == "0x68 DS3231 clock"


async def test_an_empty_bus_is_said(steps: Steps, machine: Machine) -> None:
    empty = await look(steps, machine, {})
    assert (empty["step_id"], empty["errors"]) == ("i2c", {"base": "nothing_found"})


async def test_a_bus_that_isnt_there_is_said(steps: Steps) -> None:
    assert (await add(steps, "i2c", {"bus": "20", "scan": True}))["errors"] == {"base": "bus_not_found"}


async def test_a_bus_that_may_not_be_used_is_said(
    steps: Steps, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(number: int) -> Wire:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(finder, "new_buses", lambda: Buses(refuse))
    assert (await add(steps, "i2c", SCAN))["errors"] == {"base": "bus_not_permitted"}


async def test_a_bus_that_hangs_is_said_and_can_be_tried_again(steps: Steps, machine: Machine) -> None:
    machine.wire.hang()
    assert (await add(steps, "i2c", SCAN))["errors"] == {"base": "bus_unreachable"}
    machine.wire.free()
    machine.wire = Wire({0x48: ADS})
    assert (await steps.go(SCAN))["step_id"] == "found"


async def test_a_look_that_doesnt_end_is_said(steps: Steps, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.wire.hang()
    monkeypatch.setattr(finder, "new_buses", lambda: buses_of({1: machine.wire}, limit_s=60.0))
    monkeypatch.setattr(finder, "SCAN_S", 0.05)
    assert (await add(steps, "i2c", SCAN))["errors"] == {"base": "bus_unreachable"}


def test_every_reason_of_a_bus_has_its_text() -> None:
    told = {"bus_library_missing", "bus_not_found", "bus_not_permitted", "bus_in_use", "bus_unreachable"}
    assert told == {key for key in TEXTS["error"] if key.startswith("bus_")}


# --- texts ------------------------------------------------------------------------------------------


def test_every_setting_of_every_driver_is_named_and_can_be_asked_for() -> None:
    fields = {key: info for driver in DRIVERS.values() for key, info in driver.model_fields.items()}
    assert fields.keys() | {"name", "inputs"} == TEXTS["step"]["sensor"]["data"].keys()
    for key, info in fields.items():
        assert isinstance(selector_of(key, info), selector.NumberSelector | selector.SelectSelector)


async def test_every_field_and_menu_item_is_named_and_described(steps: Steps) -> None:
    menu = await steps.start()
    assert menu["menu_options"] == list(TEXTS["step"]["user"]["menu_options"])
    answers: dict[str, tuple[dict[str, Any], ...]] = {
        "relays": (),
        "float_switch": (),
        "leak_probe": (),
        "flow_meter": (),
        "i2c": (),
        "address": (SCAN | {"scan": False},),
        "expander": (SCAN | {"scan": False}, {"driver": "mcp23017", "address": "0x20"}),
        "one_wire": (),
    }
    for step, given in answers.items():
        form = await add(steps, "i2c" if given else step, *given)
        assert form["step_id"] == step
        assert fields_of(form) == TEXTS["step"][step]["data"].keys() == TEXTS["step"][step]["data_description"].keys()
