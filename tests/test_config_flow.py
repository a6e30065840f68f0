"""A person gets from nothing to a plant, and is told what is wrong on the way."""

from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos.const import DOMAIN
from custom_components.plantos.fields import numeric_entities

from .conftest import BASIL, FERN, OUTLET, PROBE, Bench, BenchMaker, entities_entry, plant_data, subentry
from .steps import CARE, WHO, WIRES, Steps, empty_hub, suggested


async def add_hub(hass: HomeAssistant, kind: str) -> Any:
    flow = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    return await hass.config_entries.flow.async_configure(flow["flow_id"], {"kind": kind})


@pytest.fixture
async def hub(hass: HomeAssistant) -> MockConfigEntry:
    """An empty hub of existing entities, with things to choose from."""
    return await empty_hub(hass)


async def test_the_demo_garden_is_the_default_and_comes_with_five_plants(hass: HomeAssistant) -> None:
    flow = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert flow["data_schema"]
    assert flow["data_schema"]({})["kind"] == "demo"
    made = await hass.config_entries.flow.async_configure(flow["flow_id"], {})
    await hass.async_block_till_done()

    assert made["type"] is FlowResultType.CREATE_ENTRY
    plants = made["result"].get_subentries_of_type("plant")
    assert len(list(plants)) == 5
    assert hass.states.get("sensor.basil_moisture")
    await hass.config_entries.async_unload(made["result"].entry_id)


async def test_after_the_hub_the_flow_goes_on_to_the_first_plant(hass: HomeAssistant) -> None:
    made = await add_hub(hass, "entities")
    kind, flow_id = made["next_flow"]

    assert kind == "config_subentries_flow"
    [following] = hass.config_entries.subentries.async_progress()
    assert (following["flow_id"], following["handler"][1], following["step_id"]) == (flow_id, "plant", "user")


async def test_there_is_one_demo_garden_and_any_number_of_other_hubs(hass: HomeAssistant) -> None:
    MockConfigEntry(domain=DOMAIN, title="Demo garden", data={"kind": "demo"}).add_to_hass(hass)
    again = await add_hub(hass, "demo")
    titles = [(await add_hub(hass, "entities"))["title"] for _ in range(3)]

    assert (again["type"], again["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert titles == ["My plants", "My plants 2", "My plants 3"]


async def test_a_plant_is_added_in_three_steps(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    steps = Steps(hass, hub, "plant")
    assert (await steps.start())["step_id"] == "user"
    assert (await steps.go(WHO))["step_id"] == "wiring"
    care = await steps.go(WIRES)
    assert care["step_id"] == "care"
    shown = suggested(care)
    assert (shown["moisture_min"], shown["moisture_max"]) == (35, 65)
    made = await steps.go(CARE)

    assert made["type"] is FlowResultType.CREATE_ENTRY
    assert made["data"] == {
        **WHO,
        "probes": {"moisture": PROBE},
        "outlet": OUTLET,
        "flow_ml_s": 10,
        "flow_calibrated": True,
        "priming_s": 0,
        **CARE,
        "automatic": False,
    }
    assert hass.states.get("sensor.basil_moisture")


async def test_every_sensor_that_gives_a_number_is_offered_and_none_of_our_own(bench: Bench) -> None:
    bench.hass.states.async_set("sensor.plain", "12.5")
    bench.hass.states.async_set("sensor.words", "sunny")
    bench.hass.states.async_set("sensor.away", "unavailable", {"unit_of_measurement": "%"})
    offered = numeric_entities(bench.hass)

    assert {PROBE, "sensor.plain", "sensor.away"} <= set(offered)
    assert "sensor.words" not in offered
    assert bench.state("moisture").entity_id not in offered


async def test_a_sensor_that_is_no_moisture_sensor_is_taken_after_a_warning(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    steps = Steps(hass, hub, "plant")
    await steps.start()
    await steps.go(WHO)
    warned = await steps.go(WIRES | {"moisture_probe": "sensor.plain"})
    assert warned["step_id"] == "not_moisture"
    assert warned["description_placeholders"] == {"entity": "sensor.plain", "value": "12"}
    assert (await steps.go({}))["step_id"] == "care"
    assert (await steps.go(CARE))["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ([WHO | {"name": "  "}], {"name": "invalid_value"}),
        ([WHO, WIRES, CARE | {"moisture_min": 60}], {"moisture_min": "min_not_below_max"}),
        ([WHO, WIRES, CARE | {"dose_ml": 501}], {"dose_ml": "dose_over_run_limit"}),
        ([WHO, WIRES, CARE | {"more": {"max_run_ml": 1001}}], {"more": "run_over_day_limit"}),
        ([WHO, {k: v for k, v in WIRES.items() if k != "moisture_probe"}, CARE], {"strategy": "moisture_needs_probe"}),
    ],
)
async def test_what_is_wrong_is_said_and_can_be_put_right(
    hass: HomeAssistant, hub: MockConfigEntry, answers: list[dict[str, Any]], errors: dict[str, str]
) -> None:
    steps = Steps(hass, hub, "plant")
    await steps.start()
    for answer in answers:
        await steps.go(answer)
    assert steps.now["errors"] == errors

    rest = [WHO, WIRES, CARE | {"strategy": "manual", "more": {}}][len(answers) - 1 :]
    for answer in rest:
        await steps.go(answer)
    assert steps.now["type"] is FlowResultType.CREATE_ENTRY


async def test_a_backup_probe_is_kept_and_can_be_taken_away(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    steps = Steps(hass, hub, "plant")
    made = await steps.all(WHO, WIRES | {"moisture_backup": "sensor.second"}, CARE)
    [plant_id] = hub.subentries
    assert made["data"]["probes"] == {"moisture": PROBE}
    assert made["data"]["backups"] == {"moisture": "sensor.second"}

    await steps.start(plant_id)
    assert suggested(await steps.go(WHO))["moisture_backup"] == "sensor.second"
    await steps.go(WIRES)
    await steps.go(CARE)
    assert "backups" not in hub.subentries[plant_id].data


async def test_a_probe_is_no_backup_of_itself(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    steps = Steps(hass, hub, "plant")
    wrong = await steps.all(WHO, WIRES | {"moisture_backup": PROBE})
    assert wrong["errors"] == {"moisture_backup": "backup_same"}
    assert (await steps.go(WIRES | {"moisture_backup": "sensor.second"}))["step_id"] == "care"


async def test_each_sensor_that_is_no_moisture_sensor_is_warned_of(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    hass.states.async_set("sensor.other", "7")
    steps = Steps(hass, hub, "plant")
    first = await steps.all(WHO, WIRES | {"moisture_probe": "sensor.plain", "moisture_backup": "sensor.other"})
    second = await steps.go({})
    assert (first["step_id"], first["description_placeholders"]["entity"]) == ("not_moisture", "sensor.plain")
    assert (second["step_id"], second["description_placeholders"]["entity"]) == ("not_moisture", "sensor.other")
    assert (await steps.go({}))["step_id"] == "care"


async def test_a_plant_has_parts_a_gap_and_an_approval_of_its_own(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    own = {"pulse_ml": 40, "pulse_soak_min": 5, "gap_min": 0, "needs_approval": True}
    made = await Steps(hass, hub, "plant").all(WHO, WIRES, CARE | {"more": own})
    [plant] = hub.runtime_data.plants.values()

    assert own.items() <= made["data"].items()
    assert (plant.pulses(100), plant.pulse_soak_min, plant.gap_min, plant.needs_approval) == (3, 5, 0, True)


@pytest.mark.parametrize(
    "answer",
    [{"pulse_ml": 0.5}, {"pulse_soak_min": 0.5}, {"pulse_soak_min": 241}, {"gap_min": -1}, {"gap_min": 10_081}],
)
async def test_parts_and_gaps_out_of_range_are_refused(
    hass: HomeAssistant, hub: MockConfigEntry, answer: dict[str, float]
) -> None:
    steps = Steps(hass, hub, "plant")
    await steps.all(WHO, WIRES)
    with pytest.raises(InvalidData):
        await steps.go(CARE | {"more": answer})
    assert (await steps.go(CARE))["type"] is FlowResultType.CREATE_ENTRY


async def test_two_plants_may_share_a_probe(bench: Bench) -> None:
    wires = {key: value for key, value in WIRES.items() if key != "outlet"}
    made = await Steps(bench.hass, bench.entry, "plant").all(WHO | {"name": "Second"}, wires, CARE)
    assert made["data"]["probes"] == {"moisture": PROBE}


async def test_an_outlet_of_another_hub_is_in_use_too(bench: Bench) -> None:
    other = entities_entry(entry_id="other-hub")
    other.add_to_hass(bench.hass)
    assert await bench.hass.config_entries.async_setup(other.entry_id)
    assert (await Steps(bench.hass, other, "plant").all(WHO, WIRES))["errors"] == {"outlet": "outlet_in_use"}


async def test_a_supplys_pump_waters_no_single_plant(make_bench: BenchMaker) -> None:
    supply = subentry("well-id", {"name": "Well", "pump": "switch.well"}, "supply")
    bench = await make_bench(subentry(FERN, plant_data("Fern", outlet=None)), supply)
    wrong = await Steps(bench.hass, bench.entry, "plant").all(WHO, WIRES | {"outlet": "switch.well"})
    assert wrong["errors"] == {"outlet": "outlet_in_use"}


async def test_an_outlet_waters_one_plant_only(bench: Bench) -> None:
    steps = Steps(bench.hass, bench.entry, "plant")
    await steps.start()
    await steps.go(WHO | {"name": "Second"})
    assert (await steps.go(WIRES))["errors"] == {"outlet": "outlet_in_use"}
    assert (await steps.go({k: v for k, v in WIRES.items() if k != "outlet"}))["step_id"] == "care"


async def test_a_name_is_given_once(bench: Bench) -> None:
    steps = Steps(bench.hass, bench.entry, "plant")
    await steps.start()
    assert (await steps.go(WHO))["errors"] == {"name": "name_in_use"}


async def test_a_plant_is_changed_and_keeps_its_history(bench: Bench) -> None:
    await bench.moisture(20)
    await bench.pass_time(12)
    used = bench.state("water_used").state
    steps = Steps(bench.hass, bench.entry, "plant")
    shown = await steps.start(BASIL)
    assert shown["step_id"] == "change"
    await steps.go(WHO | {"name": "Bäsil 🌿", "pot_volume_l": 3})
    await steps.go(WIRES)
    done = await steps.go(CARE | {"dose_ml": 120})
    await bench.settle()

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    assert bench.entry.subentries[BASIL].title == "Bäsil 🌿"
    assert bench.coordinator.plants[BASIL].dose_ml == 120
    assert bench.coordinator.plants[BASIL].automatic
    assert bench.state("water_used").state == used


async def test_a_field_left_empty_is_forgotten(bench: Bench) -> None:
    steps = Steps(bench.hass, bench.entry, "plant")
    await steps.start(BASIL)
    await steps.go(WHO)
    await steps.go(WIRES)
    await steps.go(CARE)

    assert "pot_volume_l" not in bench.entry.subentries[BASIL].data


async def test_a_demo_plant_needs_no_probe_and_waters_by_itself(demo: Bench) -> None:
    steps = Steps(demo.hass, demo.entry, "plant")
    await steps.start()
    await steps.go(WHO | {"name": "Sixth"})
    await steps.go({"flow_ml_s": 20, "flow_calibrated": True, "priming_s": 0})
    made = await steps.go(CARE)
    await demo.settle()

    assert made["data"]["automatic"] is True
    assert demo.hass.states.get("sensor.sixth_moisture")


# --- what happens beside a form ---------------------------------------------------------------------


async def test_what_was_changed_elsewhere_while_the_form_was_open_stays(bench: Bench) -> None:
    steps = Steps(bench.hass, bench.entry, "plant")
    await steps.start(BASIL)
    bench.coordinator.async_change(
        BASIL, automatic=False, dose_ml=70.0, calibrations={"moisture": {"slope": 1.0, "offset": 3.0}}
    )
    await bench.settle()
    await steps.go({**WHO, "pot_volume_l": 4})
    await steps.go({**WIRES, "flow_calibrated": False})
    done = await steps.go({**CARE, "moisture_max": 66})
    await bench.settle()

    assert done["reason"] == "reconfigure_successful"
    plant = bench.coordinator.plants[BASIL]
    assert (plant.pot_volume_l, plant.moisture_max) == (4, 66)
    assert plant.automatic is False
    assert plant.calibrations


async def wired_anew(bench: Bench, **wires: Any) -> None:
    """Let the basil hang on something else."""
    steps = Steps(bench.hass, bench.entry, "plant")
    await steps.start(BASIL)
    await steps.go(WHO)
    await steps.go({**WIRES, **wires})
    await steps.go(CARE)
    await bench.settle()


async def test_another_probe_isnt_calibrated_as_the_one_before_it(make_bench: BenchMaker, hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.second", "40", {"device_class": "moisture", "unit_of_measurement": "%"})
    bench = await make_bench(calibrations={"moisture": {"slope": 1.0, "offset": -20.0}}, moisture="75")
    await wired_anew(bench, moisture_probe="sensor.second")
    assert bench.coordinator.plants[BASIL].calibrations == {}
    assert bench.coordinator.plants[BASIL].automatic is False
    assert bench.state("moisture").state == "40.0"


async def test_the_flow_of_another_outlet_has_to_be_measured_anew(make_bench: BenchMaker, hass: HomeAssistant) -> None:
    hass.states.async_set("switch.other", "off")
    bench = await make_bench(flow_calibrated=True, flow_ml_s=10, automatic=False)
    await wired_anew(bench, outlet="switch.other")
    assert bench.coordinator.plants[BASIL].flow_calibrated is False


async def test_an_outlet_that_was_measured_before_it_was_named_counts_as_measured(
    make_bench: BenchMaker, hass: HomeAssistant
) -> None:
    hass.states.async_set("switch.other", "off")
    bench = await make_bench(flow_calibrated=False, flow_ml_s=10, automatic=False)
    await wired_anew(bench, outlet="switch.other")
    assert bench.coordinator.plants[BASIL].flow_calibrated is True


async def test_a_form_that_has_to_ask_again_still_overwrites_nothing(bench: Bench) -> None:
    steps = Steps(bench.hass, bench.entry, "plant")
    await steps.start(BASIL)
    await steps.go({**WHO, "name": "Thyme"})
    await steps.go({**WIRES, "flow_calibrated": False})
    late = ConfigSubentry(
        data=MappingProxyType(plant_data("Thyme", probes={}, outlet=None)),
        subentry_type="plant",
        title="Thyme",
        unique_id=None,
    )
    bench.hass.config_entries.async_add_subentry(bench.entry, late)
    await bench.settle()
    assert (await steps.go(CARE))["errors"] == {"name": "name_in_use"}
    bench.coordinator.async_change(BASIL, automatic=False)
    await bench.settle()
    for answer in ({**WHO, "name": "Sage"}, {**WIRES, "flow_calibrated": False}, CARE):
        done = await steps.go(answer)
    await bench.settle()
    assert done["reason"] == "reconfigure_successful"
    plant = bench.coordinator.plants[BASIL]
    assert (plant.name, plant.automatic) == ("Sage", False)


async def test_two_that_are_added_at_once_share_neither_name_nor_outlet(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    hass.states.async_set("switch.other", "off")
    first, second = Steps(hass, hub, "plant"), Steps(hass, hub, "plant")
    for steps in (first, second):
        await steps.start()
        await steps.go(WHO)
        assert (await steps.go(WIRES))["step_id"] == "care"
    assert (await first.go(CARE))["type"] is FlowResultType.CREATE_ENTRY
    late = await second.go(CARE)
    assert (late["step_id"], late["errors"]) == ("user", {"name": "name_in_use"})
    await second.go({**WHO, "name": "Thyme"})
    taken = await second.go(WIRES)
    assert taken["errors"] == {"outlet": "outlet_in_use"}
    await second.go({**WIRES, "outlet": "switch.other"})
    assert (await second.go(CARE))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_plant_that_home_assistant_renames_has_that_name_everywhere(bench: Bench) -> None:
    bench.hass.config_entries.async_update_subentry(bench.entry, bench.entry.subentries[BASIL], title="Thyme")
    await bench.settle()
    assert bench.coordinator.plants[BASIL].name == "Thyme"
    assert suggested(await Steps(bench.hass, bench.entry, "plant").start(BASIL))["name"] == "Thyme"


async def test_what_is_no_longer_offered_isnt_suggested(make_bench: BenchMaker) -> None:
    bench = await make_bench(supply="gone", automatic=False)
    steps = Steps(bench.hass, bench.entry, "plant")
    bench.hass.config_entries.async_add_subentry(
        bench.entry,
        ConfigSubentry(data=MappingProxyType({"name": "Tank"}), subentry_type="supply", title="Tank", unique_id=None),
    )
    await steps.start(BASIL)
    assert suggested(await steps.go(WHO))["supply"] is None
