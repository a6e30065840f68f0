"""A hub may become one of another kind: its plants stay, and are asked what they hang on now."""

import asyncio
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.core import Context, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.plantos import config_flow
from custom_components.plantos.commands import async_water
from custom_components.plantos.const import DOMAIN
from custom_components.plantos.domain.readings import Measure

from .conftest import BASIL, FERN, OUTLET, PROBE, Bench, BenchMaker, plant_data, subentry
from .mending import mend, repair, repairs
from .parts import BOX, CHANNELS, Box, Part, box_hub
from .scripted import ScriptedOutlet

TANK = "tank-id"
GPIOD = {"backend": "gpiod"}


async def reconfigured(bench: Bench, kind: str, *answers: dict[str, Any]) -> Any:
    """Let the hub be of another kind."""
    flows = bench.hass.config_entries.flow
    form: Any = await flows.async_init(DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": bench.entry.entry_id})
    for answer in ({"kind": kind}, *answers):
        form = await flows.async_configure(form["flow_id"], answer)
    await bench.hass.async_block_till_done()
    return form


@pytest.fixture
def no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer whose pins can be turned by everything."""

    async def fine(*_: object) -> None:
        return None

    monkeypatch.setattr(config_flow, "async_backend_error", fine)


@pytest.fixture
async def supplied(make_bench: BenchMaker) -> Bench:
    """A basil with everything that can be measured of it, on a supply with a pump."""
    calibrated = {"moisture": {"slope": 1.0, "offset": 2.0}}
    plant = plant_data(supply=TANK, flow_calibrated=True, priming_s=3, calibrations=calibrated)
    bench = await make_bench(
        subentry(TANK, {"name": "Barrel", "pump": "switch.pump", "leak": "binary_sensor.wet"}, "supply"),
        subentry(BASIL, plant),
        outlets=(ScriptedOutlet("pump"),),
    )
    assert bench.coordinator.plants[BASIL].calibrations
    return bench


async def test_the_kind_that_a_hub_has_is_suggested_and_changes_nothing(bench: Bench) -> None:
    before = dict(bench.entry.subentries[BASIL].data)
    assert (await reconfigured(bench, "entities"))["reason"] == "reconfigure_successful"
    assert dict(bench.entry.subentries[BASIL].data) == before


@pytest.mark.parametrize("kind", ["http", "demo"])
async def test_plants_keep_their_names_ids_and_history(bench: Bench, kind: str) -> None:
    device = bench.coordinator.device(BASIL)
    await reconfigured(bench, kind)
    assert bench.entry.data["kind"] == kind
    assert bench.coordinator.plants[BASIL].name == "Basil"
    now = bench.coordinator.device(BASIL)
    assert device and now and now.id == device.id


async def test_between_real_kinds_plants_keep_the_entities_that_they_hang_on(bench: Bench) -> None:
    await reconfigured(bench, "http")
    plant = bench.coordinator.plants[BASIL]
    assert (plant.probes[Measure.MOISTURE], plant.outlet) == (PROBE, OUTLET)
    assert repairs(bench.hass) == set()


async def test_nothing_real_hangs_on_a_demo_gardens_fast_clock(supplied: Bench) -> None:
    await reconfigured(supplied, "demo")
    plant, supply = supplied.coordinator.plants[BASIL], supplied.coordinator.supplies[TANK]
    assert (plant.probes, plant.outlet, plant.automatic) == ({}, None, False)
    assert (plant.calibrations, plant.flow_calibrated, plant.priming_s) == ({}, False, 0)
    assert (supply.pump, supply.leak) == (None, None)
    assert repairs(supplied.hass) == set()
    assert supplied.state("moisture").state not in {"unknown", "unavailable"}


async def test_plants_that_leave_a_demo_garden_are_asked_what_they_hang_on(demo: Bench) -> None:
    await reconfigured(demo, "entities")
    for plant_id, plant in demo.coordinator.plants.items():
        assert (plant.automatic, plant.flow_calibrated) == (False, False)
        assert repair(demo.hass, "channel_removed", f"{plant_id}:moisture_probe")
        assert repair(demo.hass, "channel_removed", f"{plant_id}:outlet")
    await demo.coordinator.watch.async_look()
    assert not demo.coordinator.waterer.flowing()


async def test_the_question_is_answered_by_an_entity(demo: Bench) -> None:
    demo.hass.states.async_set(PROBE, "41", {"device_class": "moisture", "unit_of_measurement": "%"})
    await reconfigured(demo, "entities")
    plant_id = next(iter(demo.coordinator.plants))
    await mend(demo, "channel_removed", f"{plant_id}:moisture_probe", {"moisture_probe": PROBE})
    assert demo.coordinator.plants[plant_id].probes[Measure.MOISTURE] == PROBE
    assert repair(demo.hass, "channel_removed", f"{plant_id}:moisture_probe") is None


async def test_the_devices_of_the_old_kind_go(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box({name: Part() for name in CHANNELS})
    plant = plant_data(probes={"moisture": "box-id/soil_percent"}, outlet="box-id/pump", automatic=False)
    entry = await box_hub(hass, monkeypatch, box, subentry(BASIL, plant))
    flow: Any = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
    await hass.config_entries.flow.async_configure(flow["flow_id"], {"kind": "entities"})
    await hass.async_block_till_done(wait_background_tasks=True)
    await entry.runtime_data.watch.async_look()

    assert BOX not in entry.subentries
    assert repair(hass, "channel_removed", f"{BASIL}:moisture_probe")
    assert repair(hass, "channel_removed", f"{BASIL}:outlet")
    await hass.config_entries.async_unload(entry.entry_id)


# --- the kinds that ask for more --------------------------------------------------------------------


async def test_nodes_need_an_mqtt_broker(bench: Bench) -> None:
    assert (await reconfigured(bench, "mqtt"))["reason"] == "mqtt_missing"
    assert bench.entry.data["kind"] == "entities"


@pytest.mark.usefixtures("no_fault")
async def test_a_raspberry_pi_is_told_what_turns_its_pins(hass: HomeAssistant) -> None:
    flows = hass.config_entries.flow
    form: Any = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    form = await flows.async_configure(form["flow_id"], {"kind": "raspberry_pi"})
    assert form["step_id"] == "raspberry_pi"
    assert form["data_schema"]({}) == GPIOD
    form = await flows.async_configure(form["flow_id"], {"backend": "pigpio"})
    assert form["errors"] == {"host": "host_missing"}
    made = await flows.async_configure(form["flow_id"], {"backend": "pigpio", "host": "shed", "port": 8888})
    assert made["type"] is FlowResultType.CREATE_ENTRY
    assert made["data"] == {"kind": "raspberry_pi", "backend": "pigpio", "host": "shed", "port": 8888}
    assert made["next_flow"][0] == "config_subentries_flow"
    [following] = hass.config_entries.subentries.async_progress()
    assert following["handler"][1] == "raspberry_pi_device"


async def test_pins_that_cant_be_turned_are_told_before_anything_is_kept(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def missing(*_: object) -> str:
        return "library_missing"

    monkeypatch.setattr(config_flow, "async_backend_error", missing)
    form = await reconfigured(bench, "raspberry_pi", GPIOD)
    assert (form["step_id"], form["errors"]) == ("raspberry_pi", {"base": "library_missing"})
    assert bench.entry.data["kind"] == "entities"


@pytest.mark.usefixtures("no_fault")
async def test_a_raspberry_pi_may_turn_its_pins_by_something_else(bench: Bench) -> None:
    await reconfigured(bench, "raspberry_pi", GPIOD)
    assert bench.entry.data == {"kind": "raspberry_pi", "backend": "gpiod"}
    await reconfigured(bench, "raspberry_pi", {"backend": "lgpio"})
    assert bench.entry.data == {"kind": "raspberry_pi", "backend": "lgpio"}


async def test_a_device_that_is_removed_in_a_run_is_closed_at_once(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box({name: Part(45.0) for name in CHANNELS})
    plant = plant_data(probes={"moisture": "box-id/soil_percent"}, outlet="box-id/pump", automatic=False)
    fern = subentry(FERN, plant_data("Fern", probes={}, outlet=None))
    entry = await box_hub(hass, monkeypatch, box, subentry(BASIL, plant), fern)
    await async_water(entry.runtime_data, BASIL, Context())
    async with asyncio.timeout(5):
        while not box.parts["pump"].flowing:  # noqa: ASYNC110  what happens in other tasks rings no bell
            await asyncio.sleep(0)
    # The hub is about to be set up anew for the first, and hears of the second all the same.
    hass.config_entries.async_remove_subentry(entry, FERN)
    hass.config_entries.async_remove_subentry(entry, BOX)
    await hass.async_block_till_done(wait_background_tasks=True)
    await entry.runtime_data.watch.async_look()

    assert not box.parts["pump"].flowing
    assert repair(hass, "channel_removed", f"{BASIL}:outlet")
    status = entry.runtime_data.data[BASIL]
    assert set(status.problems) == {"moisture_missing", "outlet_missing"}
    await hass.config_entries.async_unload(entry.entry_id)
