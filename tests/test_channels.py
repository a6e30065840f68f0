"""The channels of a hub's devices in forms: offered by what they are good for, never beside an entity."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .conftest import BASIL, Bench, plant_data, subentry
from .parts import CHANNELS, Box, Part, box_hub
from .steps import CARE, WHO, Steps, fields_of, suggested

WIRES = {"flow_ml_s": 10, "flow_calibrated": True, "priming_s": 0}


@pytest.fixture
async def hub(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> MockConfigEntry:
    """A hub with one device that has one of everything, and a basil on its pump."""
    hass.states.async_set("sensor.soil", "40", {"device_class": "moisture", "unit_of_measurement": "%"})
    hass.states.async_set("switch.valve", "off")
    box = Box({name: Part() for name in CHANNELS})
    basil = plant_data(outlet="box-id/pump", probes={}, automatic=False)
    return await box_hub(hass, monkeypatch, box, subentry(BASIL, basil))


@pytest.fixture
def plant(hass: HomeAssistant, hub: MockConfigEntry) -> Steps:
    """The flow of a plant."""
    return Steps(hass, hub, "plant")


@pytest.fixture
def supply(hass: HomeAssistant, hub: MockConfigEntry) -> Steps:
    """The flow of a supply."""
    return Steps(hass, hub, "supply")


def offered(form: Any, field: str) -> dict[str, str]:
    """What a field lets people choose from: the value and what they see."""
    selector = form["data_schema"].schema[field]
    return {option["value"]: option["label"] for option in selector.config["options"]}


# --- what is offered --------------------------------------------------------------------------------


async def test_a_plant_is_offered_channels_that_fit(plant: Steps) -> None:
    form = await plant.all(WHO | {"name": "Fern"})
    assert offered(form, "moisture_probe_channel") == {
        "box-id/soil": "Box · Soil",
        "box-id/soil_percent": "Box · soil_percent",
    }
    assert offered(form, "temperature_probe_channel") == {"box-id/soil": "Box · Soil", "box-id/air": "Box · air"}


async def test_a_backup_has_to_give_moisture_by_itself(plant: Steps) -> None:
    form = await plant.all(WHO | {"name": "Fern"})
    assert offered(form, "moisture_backup_channel") == {"box-id/soil_percent": "Box · soil_percent"}


async def test_a_channel_in_use_says_by_whom(plant: Steps) -> None:
    form = await plant.all(WHO | {"name": "Fern"})
    assert offered(form, "outlet_channel") == {"box-id/pump": "Box · Pump (Basil)"}


async def test_a_supply_is_offered_channels_by_what_they_are_good_for(supply: Steps) -> None:
    form = await supply.start()
    found = {field: list(offered(form, field)) for field in fields_of(form) if field.endswith("_channel")}
    assert found == {
        "pump_channel": ["box-id/pump"],
        "tank_channel": ["box-id/level", "box-id/float"],
        "flow_meter_channel": ["box-id/meter"],
        "leak_channel": ["box-id/puddle"],
    }


async def test_a_hub_without_devices_offers_no_channels(bench: Bench) -> None:
    form = await Steps(bench.hass, bench.entry, "supply").start()
    assert not [field for field in fields_of(form) if field.endswith("_channel")]


# --- what is chosen ---------------------------------------------------------------------------------


async def test_a_chosen_channel_is_kept_and_shown_again(hub: MockConfigEntry, plant: Steps) -> None:
    channels = {"moisture_probe_channel": "box-id/soil", "moisture_backup": "sensor.soil", "outlet": "switch.valve"}
    made = await plant.all(WHO | {"name": "Fern"}, WIRES | channels, CARE)
    assert made["type"] is FlowResultType.CREATE_ENTRY
    assert made["data"]["probes"] == {"moisture": "box-id/soil"}
    assert made["data"]["backups"] == {"moisture": "sensor.soil"}
    assert made["data"]["outlet"] == "switch.valve"

    [fern] = [key for key, one in hub.subentries.items() if one.title == "Fern"]
    await plant.start(fern)
    shown = suggested(await plant.go(WHO | {"name": "Fern"}))
    assert {key: value for key, value in shown.items() if value in {*channels.values()}} == channels


async def test_entity_and_channel_for_one_part_are_one_too_many(plant: Steps) -> None:
    both = WIRES | {"moisture_probe": "sensor.soil", "moisture_probe_channel": "box-id/soil"}
    wrong = await plant.all(WHO | {"name": "Fern"}, both)
    assert wrong["errors"] == {"moisture_probe_channel": "one_of_two"}
    assert (await plant.go(WIRES | {"moisture_probe_channel": "box-id/soil"}))["step_id"] == "care"


async def test_a_supply_with_entity_and_channel_for_one_part_is_refused(hass: HomeAssistant, supply: Steps) -> None:
    hass.states.async_set("binary_sensor.puddle", "off")
    both = {"name": "Well", "leak": "binary_sensor.puddle", "leak_channel": "box-id/puddle"}
    assert (await supply.all(both))["errors"] == {"leak_channel": "one_of_two"}


async def test_an_outlet_of_another_plant_is_refused_at_its_channel(plant: Steps) -> None:
    wrong = await plant.all(WHO | {"name": "Fern"}, WIRES | {"outlet_channel": "box-id/pump"})
    assert wrong["errors"] == {"outlet_channel": "outlet_in_use"}


async def test_a_tank_channel_in_percent_needs_to_be_told_what_it_holds(supply: Steps) -> None:
    wrong = await supply.all({"name": "Well", "tank_channel": "box-id/level"})
    assert wrong["errors"] == {"tank_capacity_l": "tank_needs_capacity"}
    made = await supply.go({"name": "Well", "tank_channel": "box-id/level", "tank_capacity_l": 20})
    assert made["type"] is FlowResultType.CREATE_ENTRY
    assert made["data"]["tank"] == "box-id/level"


async def test_a_float_switch_needs_no_capacity(supply: Steps) -> None:
    made = await supply.all({"name": "Well", "tank_channel": "box-id/float"})
    assert made["type"] is FlowResultType.CREATE_ENTRY
