"""A hub whose plants hang on a node on the MQTT broker."""

from collections.abc import AsyncIterator
import logging
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos.const import DOMAIN
from custom_components.plantos.coordinator import PlantosCoordinator
from custom_components.plantos.watering.runs import RunState

from .conftest import BASIL, plant_data, subentry
from .hardware.mqtt import conftest as on_broker
from .hardware.mqtt.broker import SimulatedNode, until
from .notifiers import in_the_list

broker, quick_client, home, node = on_broker.broker, on_broker.quick_client, on_broker.home, on_broker.node

NODE_ID = "node-id"
NODE = {
    "driver": "plantos_node",
    "settings": {"topic": SimulatedNode.TOPIC},
    "channels": {"soil": {"role": "probe", "measure": "moisture", "unit": "%"}, "pump": {"role": "outlet"}},
}


@pytest.fixture
async def hub(home: HomeAssistant, node: SimulatedNode) -> AsyncIterator[MockConfigEntry]:
    """A basil that is watered by a node, at 25 ml/s."""
    device = subentry(NODE_ID, {**NODE, "name": "Balcony"}, "mqtt_device")
    data = plant_data(probes={"moisture": f"{NODE_ID}/soil"}, outlet=f"{NODE_ID}/pump", flow_ml_s=25.0, automatic=False)
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="MQTT nodes",
        data={"kind": "mqtt"},
        subentries_data=[{**device, "data": NODE}, subentry(BASIL, data)],
        entry_id="mqtt-hub-id",
    )
    entry.add_to_hass(home)
    assert await home.config_entries.async_setup(entry.entry_id)
    yield entry
    await home.config_entries.async_unload(entry.entry_id)


def state(hass: HomeAssistant, key: str) -> str:
    """What one of the basil's entities shows."""
    [entity_id] = [
        entity.entity_id for entity in er.async_get(hass).entities.values() if entity.unique_id == f"{BASIL}_{key}"
    ]
    found = hass.states.get(entity_id)
    assert found
    return found.state


def coordinator(hub: MockConfigEntry) -> PlantosCoordinator:
    """What cares for the hub's plants."""
    found: PlantosCoordinator = hub.runtime_data
    return found


def issues(hass: HomeAssistant) -> dict[str | None, Any]:
    """The repairs that are shown, by the keys of their texts."""
    return {i.translation_key: i for i in ir.async_get(hass).issues.values() if i.domain == DOMAIN and i.active}


async def water(hass: HomeAssistant, amount_ml: float) -> None:
    """Ask for a watering, and don't wait for it."""
    [entity_id] = [e.entity_id for e in er.async_get(hass).entities.values() if e.unique_id == f"{BASIL}_moisture"]
    await hass.services.async_call(
        DOMAIN, "water_plant", {"entity_id": entity_id, "amount_ml": amount_ml}, blocking=True
    )


async def test_what_the_node_measures_is_shown_at_once(
    home: HomeAssistant, hub: MockConfigEntry, node: SimulatedNode
) -> None:
    assert state(home, "moisture") in {"unknown", "unavailable"}
    node.say(f"{node.TOPIC}/probe/soil", 41.5)
    await until(lambda: state(home, "moisture") == "41.5")
    node.say(f"{node.TOPIC}/probe/soil", {"value": 38.0, "unit": "%"})
    await until(lambda: state(home, "moisture") == "38.0")
    assert issues(home) == {}


async def test_the_node_waters_the_plant(home: HomeAssistant, hub: MockConfigEntry, node: SimulatedNode) -> None:
    node.say(f"{node.TOPIC}/probe/soil", 41.5)
    await until(lambda: state(home, "moisture") == "41.5")
    await water(home, 25)
    await until(lambda: node.is_open)
    await until(lambda: state(home, "outlet") == "open")
    await until(lambda: not coordinator(hub).waterer.flowing() and not node.is_open)
    await until(lambda: state(home, "outlet") == "closed")
    run = coordinator(hub).waterer.latest(BASIL)
    # What comes now is the soak, after which the probe is looked at.
    assert run and run.state is RunState.SOAKING
    assert 25 <= run.delivered_ml < 100
    assert issues(home) == {}


async def test_a_node_that_vanishes_ends_the_run_and_asks_for_a_repair(
    home: HomeAssistant,
    hub: MockConfigEntry,
    node: SimulatedNode,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("custom_components.plantos.watering.outlets.CLOSE_LADDER", (0.1, 0.1))
    node.say(f"{node.TOPIC}/probe/soil", 41.5)
    await until(lambda: state(home, "moisture") == "41.5")
    await water(home, 500)
    await until(lambda: node.is_open)
    node.stop()
    await until(lambda: not coordinator(hub).waterer.flowing())
    await until(lambda: "device_unreachable" in issues(home))

    run = coordinator(hub).waterer.latest(BASIL)
    assert run and run.state is RunState.FAILED
    assert 0 < run.delivered_ml < 500
    assert issues(home)["device_unreachable"].translation_placeholders == {
        "device": "Balcony",
        "error": "Balcony is offline",
    }
    assert not [record for record in caplog.records if record.exc_info and record.levelno >= logging.WARNING]

    # It closes as it boots, and is told to close all the same.
    node.start()
    await until(lambda: "device_unreachable" not in issues(home))
    await until(lambda: state(home, "outlet") == "closed")


async def test_a_hub_whose_only_node_stays_away_tells_so_once_and_takes_it_back(
    home: HomeAssistant, hub: MockConfigEntry, node: SimulatedNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    node.say(f"{node.TOPIC}/probe/soil", 41.5)
    await until(lambda: state(home, "moisture") == "41.5")
    node.stop()
    await until(lambda: "device_unreachable" in issues(home))
    coordinator(hub).notifications.look()
    assert in_the_list(home) == {}

    monkeypatch.setattr("custom_components.plantos.notifications.PATIENCE_S", 0.0)
    coordinator(hub).notifications.look()
    [message] = in_the_list(home).values()
    assert message["title"] == "MQTT nodes needs you"

    node.start()
    await until(lambda: "device_unreachable" not in issues(home))
    await until(lambda: in_the_list(home) == {})


async def test_a_hub_whose_plants_have_other_probes_too_is_not_cut_off(
    home: HomeAssistant, hub: MockConfigEntry, node: SimulatedNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.plantos.notifications.PATIENCE_S", 0.0)
    basil = coordinator(hub).plants[BASIL]
    coordinator(hub).plants[BASIL] = basil.model_copy(update={"probes": {**basil.probes, "temperature": "sensor.air"}})
    node.say(f"{node.TOPIC}/probe/soil", 41.5)
    await until(lambda: state(home, "moisture") == "41.5")
    node.stop()
    await until(lambda: "device_unreachable" in issues(home))
    coordinator(hub).notifications.look()
    assert in_the_list(home) == {}
