"""What a plant shows in Home Assistant, and what can be done with it there."""

import json
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from pytest_homeassistant_custom_component.components.diagnostics import get_diagnostics_for_config_entry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion

from custom_components.plantos import PLATFORMS
from custom_components.plantos.commands import async_water

from .conftest import BASIL, FERN, Bench, BenchMaker, Pair, plant_data, subentry
from .parts import BOX, CHANNELS, Box, Part, box_hub
from .scripted import ScriptedOutlet


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Snapshots written the way Home Assistant writes them."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_plant_looks_the_same_as_ever(
    hass: HomeAssistant, make_bench: BenchMaker, all_entities: None, snapshot: SnapshotAssertion, platform: Platform
) -> None:
    with patch("custom_components.plantos.PLATFORMS", [platform]):
        bench = await make_bench(
            subentry(
                BASIL,
                plant_data(
                    probes={
                        "moisture": "sensor.basil_probe",
                        "temperature": "sensor.warmth",
                        "humidity": "sensor.damp",
                        "illuminance": "sensor.light",
                    }
                ),
            )
        )
        await snapshot_platform(hass, er.async_get(hass), snapshot, bench.entry.entry_id)


async def test_what_is_unknown_in_the_first_hours_says_why(bench: Bench) -> None:
    health, next_watering = bench.state("health"), bench.state("next_watering")
    assert (health.state, next_watering.state) == ("unknown", "unknown")
    assert health.attributes["reason"].startswith("Its health shows once one of its probes has told 3 hours")
    assert next_watering.attributes["reason"].startswith("When its soil will be dry isn't known")


async def test_a_plant_has_at_most_twelve_enabled_entities(demo: Bench) -> None:
    entities = er.async_entries_for_config_entry(er.async_get(demo.hass), demo.entry.entry_id)
    own = [e for e in entities if e.config_subentry_id == "basil-id" and not e.disabled]

    assert len(own) <= 12
    assert {"moisture", "health", "next_watering", "last_watered", "water_used", "watering_status", "problem"} <= {
        e.unique_id.removeprefix("basil-id_") for e in own
    }


async def test_each_plant_and_supply_is_a_device_of_its_own_linked_to_the_hub(demo: Bench) -> None:
    devices = dr.async_entries_for_config_entry(dr.async_get(demo.hass), demo.entry.entry_id)
    [hub] = [device for device in devices if ("plantos", demo.entry.entry_id) in device.identifiers]
    others = [device for device in devices if device is not hub]

    assert len(others) == 6
    assert {device.via_device_id for device in others} == {hub.id}
    assert {device.model for device in others} >= {"Basil (Ocimum basilicum)", "Supply"}


async def test_several_plants_have_a_mean_and_a_least_moisture_in_a_group(pair: Pair, hass: HomeAssistant) -> None:
    bench, _ = pair
    bench.coordinator.async_change(FERN, calibrations={"moisture": {"slope": 1.0, "offset": -10.0}})
    await bench.pass_time(61, step=61)
    plants = [bench.state("moisture", plant_id).entity_id for plant_id in (BASIL, FERN)]
    for kind in ("mean", "min"):
        of = {"group_type": "sensor", "name": kind, "type": kind, "entities": plants, "hide_members": False}
        group = MockConfigEntry(domain="group", title=kind, options=of)
        group.add_to_hass(hass)
        assert await hass.config_entries.async_setup(group.entry_id)
    await hass.async_block_till_done()

    shown = [hass.states.get(f"sensor.{kind}") for kind in ("mean", "min")]
    assert [(state.state, state.attributes["unit_of_measurement"]) for state in shown if state] == [
        ("40.0", "%"),
        ("35.0", "%"),
    ]


async def test_a_plant_without_a_probe_has_no_moisture_and_stays_unknown(make_bench: BenchMaker) -> None:
    bench = await make_bench(probes={}, strategy="manual")
    with pytest.raises(KeyError):
        bench.state("moisture")

    assert bench.state("needs_water").state == "unknown"
    assert bench.state("health").state == "unknown"
    assert bench.state("watering_status").state == "idle"


async def test_one_dead_probe_makes_nothing_else_unavailable(make_bench: BenchMaker, all_entities: None) -> None:
    bench = await make_bench(
        subentry(BASIL, plant_data(probes={"moisture": "sensor.basil_probe", "temperature": "sensor.dead"}))
    )
    assert bench.state("temperature").state == "unavailable"
    assert bench.state("moisture").state == "45.0"
    assert bench.state("outlet").state == "closed"


async def test_a_silent_probe_shows_its_last_value_for_a_day_and_is_unavailable_then(bench: Bench) -> None:
    bench.hass.states.async_set("sensor.basil_probe", "unavailable")
    await bench.pass_time(120)
    assert bench.state("moisture").state == "45.0"
    await bench.pass_time(24 * 3_600, step=6 * 3_600)
    assert bench.state("moisture").state == "unavailable"
    assert bench.state("needs_water").state == "unknown"


@pytest.mark.parametrize(
    ("domain", "service", "key"), [("valve", "open_valve", "outlet"), ("button", "press", "water_now")]
)
async def test_opening_by_hand_is_a_guarded_run_that_closes_by_itself(
    bench: Bench, domain: str, service: str, key: str
) -> None:
    target = {"entity_id": bench.state(key).entity_id}
    await bench.hass.services.async_call(domain, service, target, blocking=True)
    await bench.settle()
    assert bench.outlet.flowing
    with pytest.raises(ServiceValidationError) as error:
        await bench.hass.services.async_call(domain, service, target, blocking=True)
    assert error.value.translation_key == "denied_running"

    await bench.pass_time(11)
    assert not bench.outlet.flowing
    with pytest.raises(ServiceValidationError) as error:
        await bench.hass.services.async_call(domain, service, target, blocking=True)
    assert error.value.translation_key == "denied_gap"


@pytest.mark.parametrize(
    ("domain", "service", "key"), [("valve", "close_valve", "outlet"), ("switch", "turn_off", "pump")]
)
async def test_closing_by_hand_works_at_once(
    make_bench: BenchMaker, all_entities: None, domain: str, service: str, key: str
) -> None:
    bench = await make_bench()
    await async_water(bench.coordinator, BASIL, Context())
    await bench.settle()
    await bench.hass.services.async_call(domain, service, {"entity_id": bench.state(key).entity_id}, blocking=True)
    assert not bench.outlet.flowing


@pytest.mark.parametrize(
    ("domain", "service", "key"), [("valve", "close_valve", "outlet"), ("switch", "turn_off", "pump")]
)
async def test_an_outlet_that_refuses_to_close_says_so_and_is_not_shown_closed(
    make_bench: BenchMaker, all_entities: None, domain: str, service: str, key: str
) -> None:
    bench = await make_bench()
    bench.outlet.on_close = "refuse"
    with pytest.raises(HomeAssistantError) as error:
        await bench.hass.services.async_call(domain, service, {"entity_id": bench.state(key).entity_id}, blocking=True)
    assert error.value.translation_key == "failed_not_closed"
    assert bench.state(key).state not in ("closed", "off")


async def test_the_pump_switch_is_a_guarded_run_that_ends_by_itself(make_bench: BenchMaker, all_entities: None) -> None:
    bench = await make_bench()
    await bench.hass.services.async_call(
        "switch", "turn_on", {"entity_id": bench.state("pump").entity_id}, blocking=True
    )
    await bench.settle()
    assert bench.state("pump").state == "on"
    await bench.pass_time(11)
    assert bench.state("pump").state == "off"
    assert not bench.outlet.flowing


async def test_the_running_water_is_shown_as_it_flows(bench: Bench) -> None:
    await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(6)
    status = bench.state("watering_status")

    assert status.state == "watering"
    assert status.attributes["amount_ml"] == 100
    assert status.attributes["planned_seconds"] == 10
    assert status.attributes["delivered_ml"] == pytest.approx(50, abs=11)


async def test_limits_are_kept_in_the_entry_and_survive_a_reload(make_bench: BenchMaker, all_entities: None) -> None:
    bench = await make_bench()
    for key, value in (("moisture_min", 25), ("moisture_max", 70), ("dose", 150)):
        await bench.hass.services.async_call(
            "number", "set_value", {"entity_id": bench.state(key).entity_id, "value": value}, blocking=True
        )
    await bench.reload()

    assert [bench.state(key).state for key in ("moisture_min", "moisture_max", "dose")] == ["25.0", "70.0", "150.0"]


async def test_what_is_changed_of_a_plant_changes_no_other_of_its_species(pair: Pair) -> None:
    bench, _ = pair
    plants = bench.coordinator.plants
    assert plants[BASIL].species == plants[FERN].species
    before = plants[FERN]
    bench.coordinator.async_change(BASIL, moisture_min=20.0, moisture_max=80.0)
    await bench.reload()

    assert bench.coordinator.plants[BASIL].moisture_min == 20.0
    assert bench.coordinator.plants[FERN] == before


async def test_a_minimum_above_the_maximum_is_refused_and_nothing_is_lost(
    make_bench: BenchMaker, all_entities: None
) -> None:
    bench = await make_bench()
    with pytest.raises(ServiceValidationError) as error:
        await bench.hass.services.async_call(
            "number", "set_value", {"entity_id": bench.state("moisture_min").entity_id, "value": 80}, blocking=True
        )
    assert error.value.translation_key == "min_not_below_max"
    assert bench.state("moisture_min").state == "30.0"


async def test_the_strategy_can_be_changed_and_needs_what_it_needs(make_bench: BenchMaker, all_entities: None) -> None:
    bench = await make_bench(probes={}, strategy="manual")
    select = {"entity_id": bench.state("strategy").entity_id}
    with pytest.raises(ServiceValidationError) as error:
        await bench.hass.services.async_call("select", "select_option", select | {"option": "moisture"}, blocking=True)
    assert error.value.translation_key == "moisture_needs_probe"

    await bench.hass.services.async_call("select", "select_option", select | {"option": "manual"}, blocking=True)
    assert bench.state("strategy").state == "manual"


async def test_automatic_watering_is_switched_off_and_stays_off(bench: Bench) -> None:
    switch = {"entity_id": bench.state("automatic_watering").entity_id}
    await bench.hass.services.async_call("switch", "turn_off", switch, blocking=True)
    await bench.moisture(10)
    assert "on" not in bench.outlet.said
    await bench.reload()
    assert bench.state("automatic_watering").state == "off"


async def test_polling_goes_on_with_all_entities_disabled(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box({name: Part(45.0) for name in CHANNELS})
    plant = plant_data(probes={"moisture": f"{BOX}/soil_percent"}, outlet=f"{BOX}/pump")
    entry = await box_hub(hass, monkeypatch, box, subentry(BASIL, plant))
    bench = Bench(hass, entry, freezer, ScriptedOutlet("none"), [])
    # A call may have to wait for the box's next turn, which a clock that stands never brings: don't wait for it.
    bench.outlet.on_open = "hang"
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        registry.async_update_entity(entity.entity_id, disabled_by=er.RegistryEntryDisabler.USER)
    # What nobody pushes is read every minute.
    box.parts["soil_percent"].value = 20.0
    await bench.pass_time(59)
    assert not box.parts["pump"].flowing
    await bench.pass_time(4)

    assert box.parts["pump"].flowing
    await hass.config_entries.async_unload(entry.entry_id)


async def test_diagnostics_help_and_tell_nothing_private(
    bench: Bench, hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> None:
    await bench.moisture(20)
    await bench.pass_time(12)
    found = await get_diagnostics_for_config_entry(hass, hass_client, bench.entry)
    text = json.dumps(found)

    assert found["plants"][BASIL]["outlet_state"] == "closed"
    assert found["plants"][BASIL]["run"]["state"] == "soaking"
    assert [event["type"] for event in found["plants"][BASIL]["events"]].count("plant_watered") == 1
    for private in ("Basil", "My plants", "switch.basil_pump", "sensor.basil_probe"):
        assert private not in text


async def test_automatic_watering_by_an_unmeasured_flow_warns_until_it_was_tried(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, flow_calibrated=False)
    issues = ir.async_get(bench.hass)
    issue = ("plantos", f"unmeasured_flow_{BASIL}")
    assert issue not in issues.issues
    switch = {"entity_id": bench.state("automatic_watering").entity_id}
    await bench.hass.services.async_call("switch", "turn_on", switch, blocking=True)
    assert issue in issues.issues

    await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(12)
    assert issue not in issues.issues


async def test_the_decision_that_is_shown_is_never_a_point_behind_the_moisture(bench: Bench) -> None:
    def told() -> str:
        return str(bench.state("watering_status").attributes["decision"])

    assert "45 %" in told()
    await bench.moisture(44.5)
    assert "45 %" in told()
    await bench.moisture(43.8)
    assert "43.8 %" in told()


async def test_showing_a_plant_that_is_gone_fails_nobody(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    # Whoever closes an outlet shows it.
    bench.coordinator.plants = {}
    bench.coordinator.show(bench.entry.entry_id)
    await bench.settle()
    assert "Showing My plants failed" in caplog.text


async def test_the_decision_that_is_shown_follows_the_limits(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    bench.coordinator.async_change(BASIL, moisture_min=40.0)
    assert "minimum of 40 %" in bench.state("watering_status").attributes["decision"]
