"""A person adds what hangs on the pins and buses of a Raspberry Pi, and is told what can't be."""

from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import selector
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos.hardware import Fault
from custom_components.plantos.hardware.gpio.faults import LinesError
from custom_components.plantos.hardware.gpio.lines import GpioChip, GpioLine
from custom_components.plantos.hardware.i2c import DRIVERS
from custom_components.plantos.i2c_device_flow import selector_of
from custom_components.plantos.raspberry_pi_form import SWITCHES_ON

from . import pi_forms
from .conftest import plant_data, subentry
from .pi_forms import (
    CHIP,
    ENGLISH,
    FLOAT,
    HYGROMETER,
    METER,
    RELAYS,
    SCAN,
    SECOND,
    TEXTS,
    THERMOMETER,
    Machine,
    add,
    chip,
    labels,
    only,
    pi_hub,
)
from .steps import Steps, fields_of, suggested

hub, machine, steps = pi_forms.hub, pi_forms.machine, pi_forms.steps


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
