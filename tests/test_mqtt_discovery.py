"""PlantOS nodes on the broker are noticed by themselves."""

import json
from typing import Any

from homeassistant.config_entries import SOURCE_IGNORE, SOURCE_MQTT, ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.mqtt import MqttServiceInfo
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos.const import DOMAIN

from .hardware.mqtt import conftest as on_broker
from .hardware.mqtt.broker import Broker, SimulatedNode, until
from .steps import Steps, fields_of
from .test_mqtt_device_flow import ABOUT, TEXTS

broker, quick_client, home, node = on_broker.broker, on_broker.quick_client, on_broker.home, on_broker.node

SHED = "plantos/shed"
KNOWN = {
    "data": {"driver": "plantos_node", "settings": {"topic": SHED}, "channels": {"old": {"role": "leak"}}},
    "subentry_type": "mqtt_device",
    "title": "Shed",
    "unique_id": SHED,
}


def hub(hass: HomeAssistant, *devices: Any, **options: Any) -> MockConfigEntry:
    """A hub for MQTT devices that nobody has set up yet."""
    defaults: dict[str, Any] = {"title": "MQTT nodes", "data": {"kind": "mqtt"}, "subentries_data": devices}
    entry = MockConfigEntry(domain=DOMAIN, **(defaults | options))
    entry.add_to_hass(hass)
    return entry


async def hear(hass: HomeAssistant, payload: Any = None, topic: str = f"{SHED}/about") -> Any:
    """Let Home Assistant hear a description."""
    said = json.dumps(ABOUT if payload is None else payload)
    info = MqttServiceInfo(
        topic=topic, payload=said, qos=0, retain=True, subscribed_topic="plantos/+/about", timestamp=0.0
    )
    flow = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_MQTT}, data=info)
    await hass.async_block_till_done()
    return flow


async def answer(hass: HomeAssistant, flow: Any, said: dict[str, Any]) -> Any:
    done = await hass.config_entries.flow.async_configure(flow["flow_id"], said)
    await hass.async_block_till_done()
    return done


@pytest.fixture
def no_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the hubs alone: what is written is all that matters."""

    async def set_up(hass: HomeAssistant, entry: object) -> bool:
        return True

    monkeypatch.setattr("custom_components.plantos.async_setup_entry", set_up)


async def test_a_node_on_the_broker_is_offered(
    hass: HomeAssistant, broker: Broker, quick_client: None, node: SimulatedNode
) -> None:
    entry = await on_broker.connect(hass, broker)
    hass.config_entries.async_update_entry(entry, options={**entry.options, "discovery": True})
    await hass.config_entries.async_reload(entry.entry_id)

    def flows() -> list[Any]:
        return hass.config_entries.flow.async_progress_by_handler(DOMAIN)

    await until(lambda: flows() and "title_placeholders" in flows()[0]["context"])
    [flow] = flows()
    assert flow["step_id"] == "mqtt_confirm"
    assert (flow["context"]["unique_id"], flow["context"]["title_placeholders"]) == (
        "plantos/balcony",
        {"name": "Balcony"},
    )
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("no_setup")
async def test_without_a_hub_the_node_gets_one_of_its_own(hass: HomeAssistant) -> None:
    form = await hear(hass)
    assert (form["step_id"], fields_of(form)) == ("mqtt_confirm", set())
    assert form["description_placeholders"] == {"name": "Shed", "topic": SHED, "channels": "soil"}
    made = await answer(hass, form, {})

    assert (made["type"], made["title"]) == (FlowResultType.CREATE_ENTRY, "MQTT nodes")
    entry = made["result"]
    # Its first node doesn't make the hub what it is.
    assert (entry.unique_id, entry.data) == (None, {"kind": "mqtt"})
    [device] = entry.subentries.values()
    assert (device.title, device.unique_id, device.subentry_type) == ("Shed", SHED, "mqtt_device")
    assert device.data == {
        "driver": "plantos_node",
        "settings": {"topic": SHED},
        "channels": {"soil": {"role": "probe", "measure": "moisture"}},
    }


async def test_a_node_is_added_to_the_hub_that_is_chosen(hass: HomeAssistant) -> None:
    hub(hass, title="First")
    second = hub(hass, {**KNOWN, "unique_id": "plantos/other"}, title="Second")
    form = await hear(hass)
    added = await answer(hass, form, {"hub": second.entry_id})

    assert (added["type"], added["reason"]) == (FlowResultType.ABORT, "device_added")
    assert added["description_placeholders"] == {"name": "Shed 2", "hub": "Second"}
    assert {device.title: device.unique_id for device in second.subentries.values()} == {
        "Shed": "plantos/other",
        "Shed 2": SHED,
    }


@pytest.mark.usefixtures("no_setup")
async def test_a_node_may_have_a_hub_of_its_own_beside_others(hass: HomeAssistant) -> None:
    hub(hass)
    form = await hear(hass)
    made = await answer(hass, form, {"hub": "new"})
    assert (made["type"], made["title"]) == (FlowResultType.CREATE_ENTRY, "MQTT nodes 2")


async def test_only_hubs_that_take_nodes_are_offered(hass: HomeAssistant) -> None:
    hub(hass, data={"kind": "entities"})
    hub(hass, disabled_by=ConfigEntryDisabler.USER)
    hub(hass, data={}, source=SOURCE_IGNORE, unique_id="plantos/ignored")
    assert fields_of(await hear(hass)) == set()


@pytest.mark.parametrize("payload", ["", {"version": 2}, {**ABOUT, "probes": {"a/b": {}}}])
async def test_what_is_no_description_is_no_node(hass: HomeAssistant, payload: Any) -> None:
    assert (await hear(hass, payload))["reason"] == "not_supported"


async def test_a_node_is_offered_once_and_not_to_who_ignores_it(hass: HomeAssistant) -> None:
    await hear(hass)
    assert (await hear(hass))["reason"] == "already_in_progress"
    hub(hass, data={}, source=SOURCE_IGNORE, unique_id="plantos/hut")
    assert (await hear(hass, topic="plantos/hut/about"))["reason"] == "already_configured"


async def test_a_known_node_tells_its_news_and_what_went_stays(hass: HomeAssistant) -> None:
    entry = hub(hass, KNOWN)
    assert (await hear(hass))["reason"] == "already_configured"
    [device] = entry.subentries.values()
    assert device.data["channels"] == {"old": {"role": "leak"}, "soil": {"role": "probe", "measure": "moisture"}}


async def test_a_known_node_tells_other_names_and_units(hass: HomeAssistant) -> None:
    before = {"tank": {"role": "tank", "name": "Barrel", "unit": "L"}, "soil": {"role": "probe", "measure": "moisture"}}
    entry = hub(hass, {**KNOWN, "data": {**KNOWN["data"], "channels": before}})  # type: ignore[dict-item]
    await hear(hass, {**ABOUT, "floats": {"tank": {"name": "Butt", "unit": "%"}}})
    [device] = entry.subentries.values()
    assert device.data["channels"] == before | {"tank": {"role": "tank", "name": "Butt", "unit": "%"}}


async def test_a_node_without_news_changes_nothing(hass: HomeAssistant) -> None:
    entry = hub(hass, KNOWN)
    await hear(hass)
    changed = entry.modified_at
    await hear(hass)
    assert entry.modified_at == changed


async def test_a_channel_that_is_known_stays_as_its_owner_has_it(hass: HomeAssistant) -> None:
    mine = {"soil": {"role": "probe", "raw": True}}
    entry = hub(hass, {**KNOWN, "data": {**KNOWN["data"], "channels": mine}})  # type: ignore[dict-item]
    await hear(hass)
    [device] = entry.subentries.values()
    assert device.data["channels"] == mine


async def test_a_device_that_speaks_otherwise_learns_nothing_of_a_node(hass: HomeAssistant) -> None:
    entry = hub(hass, {**KNOWN, "data": {**KNOWN["data"], "driver": "esphome"}})  # type: ignore[dict-item]
    assert (await hear(hass))["reason"] == "already_configured"
    [device] = entry.subentries.values()
    assert device.data["channels"].keys() == {"old"}


async def test_a_node_that_was_added_meanwhile_is_not_added_twice(hass: HomeAssistant) -> None:
    entry = hub(hass)
    form = await hear(hass)
    other = hub(hass, KNOWN, title="Other")
    assert (await answer(hass, form, {"hub": entry.entry_id}))["reason"] == "already_configured"
    assert not entry.subentries
    [device] = other.subentries.values()
    assert device.data["channels"].keys() == {"old", "soil"}


async def test_a_hub_that_went_meanwhile_is_not_replaced_by_a_new_one(hass: HomeAssistant) -> None:
    entry, other = hub(hass, title="First"), hub(hass, title="Second")
    form = await hear(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    again = await answer(hass, form, {"hub": entry.entry_id})
    assert (again["step_id"], again["errors"]) == ("mqtt_confirm", {"base": "hub_gone"})
    assert TEXTS["config"]["error"]["hub_gone"]
    assert (await answer(hass, again, {"hub": other.entry_id}))["reason"] == "device_added"


async def test_who_adds_a_node_by_hand_is_not_offered_it_any_more(home: HomeAssistant, node: SimulatedNode) -> None:
    entry = hub(home)
    await hear(home, ABOUT, "plantos/balcony/about")
    assert home.config_entries.flow.async_progress_by_handler(DOMAIN)
    steps = Steps(home, entry, "mqtt_device")
    await steps.start()
    await steps.go({"next_step_id": "node"})
    assert (await steps.go({"topic": "plantos/balcony"}))["type"] is FlowResultType.CREATE_ENTRY
    assert not home.config_entries.flow.async_progress_by_handler(DOMAIN)


async def test_the_form_and_its_ends_have_texts(hass: HomeAssistant) -> None:
    hub(hass)
    form = await hear(hass)
    texts = TEXTS["config"]["step"]["mqtt_confirm"]
    assert fields_of(form) == texts["data"].keys() == texts["data_description"].keys()
    assert texts["description"].format(**form["description_placeholders"])
    assert {"already_configured", "device_added", "not_supported"} <= TEXTS["config"]["abort"].keys()
    assert TEXTS["selector"]["hub"]["options"].keys() == {"new"}
