"""A person adds what hangs on the I²C buses of a Raspberry Pi, and is told what can't be."""

import errno
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos import raspberry_pi_finder as finder
from custom_components.plantos.hardware.i2c import DRIVERS
from custom_components.plantos.hardware.i2c.bus import Buses
from custom_components.plantos.i2c_device_flow import useful

from . import pi_forms
from .hardware.i2c.chips import bosch
from .hardware.i2c.fakes import Chip, Commands, Multiplexer, Registers, Wire, Words, buses_of
from .pi_forms import SCAN, TEXTS, Machine, add, labels, only, pi_hub
from .steps import Steps, suggested

hub, machine, steps = pi_forms.hub, pi_forms.machine, pi_forms.steps

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
