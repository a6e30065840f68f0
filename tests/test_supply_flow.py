"""A person describes the pump, tank and meter that plants share, and is told what can't be."""

import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import plantos
from custom_components.plantos.domain.flow import RATE_UNITS, VOLUME_UNITS
from custom_components.plantos.domain.supplies import Supply
from custom_components.plantos.garden import supplies_of
from custom_components.plantos.supply_flow import PARTS

from .conftest import OUTLET, Bench
from .steps import CARE, WHO, WIRES, Steps, empty_hub, fields_of, suggested

ENGLISH = json.loads((Path(plantos.__file__).parent / "translations" / "en.json").read_text())
TEXTS = ENGLISH["config_subentries"]["supply"]
EVERYTHING = {
    "name": "Barrel",
    "pump": "switch.barrel",
    "lead_s": 1,
    "lag_s": 2,
    "at_once": 3,
    "tank": "sensor.level",
    "tank_capacity_l": 200,
    "tank_min_l": 10,
    "flow_meter": "sensor.meter",
    "leak": "binary_sensor.puddle",
}


@pytest.fixture
async def hub(hass: HomeAssistant) -> MockConfigEntry:
    """A hub with a barrel's parts lying about."""
    hass.states.async_set("switch.barrel", "off")
    hass.states.async_set("sensor.level", "80", {"unit_of_measurement": "%"})
    hass.states.async_set("sensor.meter", "12", {"unit_of_measurement": "L"})
    hass.states.async_set("binary_sensor.puddle", "off", {"device_class": "moisture"})
    return await empty_hub(hass)


@pytest.fixture
def steps(hass: HomeAssistant, hub: MockConfigEntry) -> Steps:
    """The flow of a supply."""
    return Steps(hass, hub, "supply")


async def test_a_supply_is_added_chosen_and_renamed(hass: HomeAssistant, hub: MockConfigEntry, steps: Steps) -> None:
    await steps.start()
    assert (await steps.go({"name": " "}))["errors"] == {"name": "name_missing"}
    made = await steps.go({"name": " Barrel "})
    assert (made["type"], made["title"], made["data"]) == (
        FlowResultType.CREATE_ENTRY,
        "Barrel",
        {"name": "Barrel"},
    )
    [supply_id] = [subentry.subentry_id for subentry in hub.get_subentries_of_type("supply")]
    assert (await steps.all({"name": "Barrel"}))["errors"] == {"name": "name_in_use"}

    plant = await Steps(hass, hub, "plant").all(WHO, WIRES | {"supply": supply_id}, CARE)
    assert plant["data"]["supply"] == supply_id

    await steps.start(supply_id)
    assert (await steps.go({"name": "Well"}))["reason"] == "reconfigure_successful"
    assert hub.subentries[supply_id].title == "Well"


async def test_everything_a_supply_has_is_kept(hub: MockConfigEntry, steps: Steps) -> None:
    made = await steps.all(EVERYTHING)
    [(supply_id, supply)] = supplies_of(hub).items()

    assert made["data"] == EVERYTHING
    assert supply == Supply.model_validate(EVERYTHING | {"supply_id": supply_id})


async def test_a_supply_keeps_its_own_pump_and_forgets_what_is_left_empty(hub: MockConfigEntry, steps: Steps) -> None:
    await steps.all(EVERYTHING)
    [supply_id] = hub.subentries
    assert suggested(await steps.start(supply_id)) == EVERYTHING
    await steps.go({"name": "Barrel", "pump": "switch.barrel"})

    assert hub.subentries[supply_id].data == {"name": "Barrel", "pump": "switch.barrel"}


async def test_a_changed_supply_is_looked_at_as_a_new_one(hub: MockConfigEntry, steps: Steps) -> None:
    await steps.all({"name": "Barrel"})
    [supply_id] = hub.subentries
    await steps.start(supply_id)
    wrong = await steps.go({"name": "Barrel", "tank": "sensor.level"})
    assert (wrong["step_id"], wrong["errors"]) == ("reconfigure", {"tank_capacity_l": "tank_needs_capacity"})
    assert (await steps.go({"name": "Barrel"}))["reason"] == "reconfigure_successful"


async def test_a_new_supply_shows_what_is_usual(steps: Steps) -> None:
    shown = suggested(await steps.start())
    assert {key: value for key, value in shown.items() if value is not None} == {
        "lead_s": 0,
        "lag_s": 0,
        "at_once": 1,
        "tank_min_l": 0,
    }


async def test_what_was_entered_is_not_lost_by_a_mistake(steps: Steps) -> None:
    wrong = EVERYTHING | {"name": " "}
    assert suggested(await steps.all(wrong)) == wrong | {"name": ""}


@pytest.mark.parametrize("step", ["user", "reconfigure"])
async def test_every_field_is_named_and_described(hub: MockConfigEntry, steps: Steps, step: str) -> None:
    form = await steps.start()
    if step == "reconfigure":
        await steps.go({"name": "Barrel"})
        [supply_id] = hub.subentries
        form = await steps.start(supply_id)

    assert form["step_id"] == step
    # Channels are offered only where the hub has devices.
    channels = {f"{part}_channel" for part in PARTS}
    texts = TEXTS["step"][step]
    assert fields_of(form) | channels == texts["data"].keys() == texts["data_description"].keys()


# --- pumps ------------------------------------------------------------------------------------------


async def test_a_plants_outlet_is_no_pump(bench: Bench) -> None:
    steps = Steps(bench.hass, bench.entry, "supply")
    assert (await steps.all({"name": "Well", "pump": OUTLET}))["errors"] == {"pump": "outlet_in_use"}
    assert (await steps.go({"name": "Well"}))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_pump_serves_one_supply_only(steps: Steps) -> None:
    await steps.all({"name": "Barrel", "pump": "switch.barrel"})
    second = await steps.all({"name": "Well", "pump": "switch.barrel"})
    assert second["errors"] == {"pump": "outlet_in_use"}


async def test_plantos_own_entities_are_no_parts_of_a_supply(bench: Bench) -> None:
    steps = Steps(bench.hass, bench.entry, "supply")
    await steps.start()
    for part, key in (("pump", "outlet"), ("tank", "water_used"), ("flow_meter", "water_used"), ("leak", "problem")):
        with pytest.raises(InvalidData):
            await steps.go({"name": "Well", part: bench.state(key).entity_id})


# --- units ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", sorted({*VOLUME_UNITS, *RATE_UNITS}))
async def test_a_meter_may_count_water_or_tell_its_speed(hass: HomeAssistant, steps: Steps, unit: str) -> None:
    hass.states.async_set("sensor.meter", "1", {"unit_of_measurement": unit})
    made = await steps.all({"name": "Well", "flow_meter": "sensor.meter"})
    assert made["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("attributes", [{}, {"unit_of_measurement": "pulses"}, {"unit_of_measurement": "%"}])
async def test_a_meter_that_nobody_can_read_is_refused(
    hass: HomeAssistant, steps: Steps, attributes: dict[str, str]
) -> None:
    hass.states.async_set("sensor.meter", "1", attributes)
    wrong = await steps.all({"name": "Well", "flow_meter": "sensor.meter"})
    assert wrong["errors"] == {"flow_meter": "meter_unit"}


@pytest.mark.parametrize("unit", sorted(VOLUME_UNITS))
async def test_a_tank_in_a_volume_needs_no_capacity(hass: HomeAssistant, steps: Steps, unit: str) -> None:
    hass.states.async_set("sensor.level", "1", {"unit_of_measurement": unit})
    assert (await steps.all({"name": "Well", "tank": "sensor.level"}))["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("attributes", [{}, {"unit_of_measurement": "cm"}, {"unit_of_measurement": "L/min"}])
async def test_a_tank_that_nobody_can_read_is_refused(
    hass: HomeAssistant, steps: Steps, attributes: dict[str, str]
) -> None:
    hass.states.async_set("sensor.level", "1", attributes)
    wrong = await steps.all({"name": "Well", "tank": "sensor.level", "tank_capacity_l": 200})
    assert wrong["errors"] == {"tank": "tank_unit"}


async def test_a_tank_in_percent_needs_to_be_told_what_it_holds(steps: Steps) -> None:
    wrong = await steps.all({"name": "Well", "tank": "sensor.level"})
    assert wrong["errors"] == {"tank_capacity_l": "tank_needs_capacity"}
    made = await steps.go({"name": "Well", "tank": "sensor.level", "tank_capacity_l": 200})
    assert made["type"] is FlowResultType.CREATE_ENTRY


async def test_a_sensor_that_is_away_is_asked_for_the_unit_it_had(hass: HomeAssistant, steps: Steps) -> None:
    for name, unit in (("well", "%"), ("pipe", "m/s")):
        er.async_get(hass).async_get_or_create(
            "sensor", "test", name, suggested_object_id=name, unit_of_measurement=unit
        )
        hass.states.async_set(f"sensor.{name}", "unavailable")
    tank = await steps.all({"name": "Well", "tank": "sensor.well"})
    meter = await steps.all({"name": "Well", "flow_meter": "sensor.pipe"})

    assert tank["errors"] == {"tank_capacity_l": "tank_needs_capacity"}
    assert meter["errors"] == {"flow_meter": "meter_unit"}


async def test_a_sensor_that_nobody_can_ask_is_taken_at_its_owners_word(hass: HomeAssistant, steps: Steps) -> None:
    hass.states.async_set("sensor.level", "unavailable")
    made = await steps.all({"name": "Well", "tank": "sensor.level", "flow_meter": "sensor.not_yet"})
    assert made["type"] is FlowResultType.CREATE_ENTRY


async def test_several_mistakes_are_told_at_once(hass: HomeAssistant, bench: Bench) -> None:
    hass.states.async_set("sensor.odd", "1", {"unit_of_measurement": "cm"})
    steps = Steps(hass, bench.entry, "supply")
    wrong = await steps.all({"name": "Well", "pump": OUTLET, "tank": "sensor.odd", "flow_meter": "sensor.odd"})
    assert wrong["errors"] == {"pump": "outlet_in_use", "tank": "tank_unit", "flow_meter": "meter_unit"}
    assert set(wrong["errors"].values()) <= TEXTS["error"].keys()


# --- numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "errors"),
    [
        ({"at_once": 1.5}, {"at_once": "invalid_value"}),
        ({"name": "x" * 81}, {"name": "invalid_value"}),
        ({"tank_capacity_l": 10, "tank_min_l": 10}, {"tank_min_l": "reserve_over_capacity"}),
    ],
)
async def test_what_cannot_be_is_said_and_can_be_put_right(
    steps: Steps, answer: dict[str, Any], errors: dict[str, str]
) -> None:
    wrong = await steps.all({"name": "Well"} | answer)
    assert wrong["errors"] == errors
    assert set(errors.values()) <= TEXTS["error"].keys()
    assert (await steps.go({"name": "Well"}))["type"] is FlowResultType.CREATE_ENTRY


# --- the demo garden --------------------------------------------------------------------------------


async def test_the_demo_garden_has_pump_tank_and_meter_of_its_own(demo: Bench) -> None:
    steps = Steps(demo.hass, demo.entry, "supply")
    assert fields_of(await steps.start()) == {"name", "lead_s", "lag_s", "at_once", "tank_min_l"}
    made = await steps.go({"name": "Well", "at_once": 2, "tank_min_l": 1})
    await demo.settle()

    assert made["data"] == {"name": "Well", "at_once": 2, "tank_min_l": 1}


async def test_a_reserve_larger_than_the_demo_gardens_tank_is_refused(demo: Bench) -> None:
    wrong = await Steps(demo.hass, demo.entry, "supply").all({"name": "Big tank", "tank_min_l": 50})
    assert wrong["errors"] == {"tank_min_l": "reserve_over_capacity"}
