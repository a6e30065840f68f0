"""A person adds devices on the MQTT broker, and is told what can't be."""

from collections.abc import AsyncIterator, Callable
import json
from pathlib import Path
from typing import Any

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import plantos
from custom_components.plantos.const import DOMAIN
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.garden import devices_of
from custom_components.plantos.hardware.devices import Channel, Role

from .hardware.mqtt import conftest as on_broker
from .hardware.mqtt.broker import Broker, SimulatedNode, Speaker, until
from .steps import Steps, fields_of, suggested

broker, quick_client, home, node, speakers = (
    on_broker.broker,
    on_broker.quick_client,
    on_broker.home,
    on_broker.node,
    on_broker.speakers,
)

TEXTS = json.loads((Path(plantos.__file__).parent / "translations" / "en.json").read_text())
FLOW = TEXTS["config_subentries"]["mqtt_device"]
ABOUT = {"version": 1, "name": "Shed", "probes": {"soil": {"measure": "moisture"}}}
SENSOR = {"Time": "2026-11-21T07:00:00", "ANALOG": {"A0": 512}, "AM2301": {"Temperature": 21.5}, "Switch1": "ON"}

WRONG_CHANNELS: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"key": " ", "role": "outlet"}, {"key": "bad_channel"}),
    ({"key": "a/b", "role": "leak"}, {"key": "bad_channel"}),
    ({"key": "a+", "role": "leak"}, {"key": "bad_channel"}),
    ({"key": "PUMP", "role": "outlet"}, {"key": "bad_channel"}),
    ({"key": "POWER1", "role": "outlet"}, {"key": "channel_in_use"}),
    ({"key": "soil", "role": "probe"}, {"measure": "measure_missing"}),
    ({"key": "tank", "role": "tank", "unit": "°C"}, {"unit": "wrong_unit"}),
    ({"key": "meter", "role": "flow_meter", "unit": "%"}, {"unit": "wrong_unit"}),
    ({"key": "tray", "role": "leak", "unit": "L"}, {"unit": "wrong_unit"}),
]


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait as long as a person would."""
    monkeypatch.setattr("custom_components.plantos.mqtt_finder.NEXT_TIMEOUT", 0.2)
    # Whether a device is there is no matter of these forms.
    monkeypatch.setattr("custom_components.plantos.hardware.mqtt.device.START_TIMEOUT", 0.01)


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nobody, where nobody speaks."""
    monkeypatch.setattr("custom_components.plantos.mqtt_finder.FIRST_TIMEOUT", 0.1)
    monkeypatch.setattr("custom_components.plantos.mqtt_finder.ABOUT_TIMEOUT", 0.1)


@pytest.fixture
async def hub(home: HomeAssistant) -> AsyncIterator[MockConfigEntry]:
    """An empty hub for MQTT devices."""
    entry = MockConfigEntry(domain=DOMAIN, title="MQTT nodes", data={"kind": "mqtt"}, entry_id="mqtt-hub-id")
    entry.add_to_hass(home)
    assert await home.config_entries.async_setup(entry.entry_id)
    yield entry
    await home.async_block_till_done()
    await home.config_entries.async_unload(entry.entry_id)


@pytest.fixture
def steps(home: HomeAssistant, hub: MockConfigEntry) -> Steps:
    """The flow of a device."""
    return Steps(home, hub, "mqtt_device")


async def choose(steps: Steps, kind: str, answer: dict[str, Any] | None = None) -> Any:
    """Begin anew, choose a kind of device, and answer its first form."""
    await steps.start()
    form = await steps.go({"next_step_id": kind})
    return form if answer is None else await steps.go(answer)


def tasmota(speakers: Callable[..., Speaker]) -> Speaker:
    """A Tasmota device that tells its telemetry when it is asked for it."""
    device = speakers("cmnd/tasmota_1A2B3C/TelePeriod")

    def answer(topic: str, payload: str) -> None:
        assert payload == ""
        device.say("tele/tasmota_1A2B3C/STATE", {"POWER1": "OFF", "POWER2": "OFF"})
        device.say("tele/tasmota_1A2B3C/SENSOR", SENSOR)

    device.answer = answer
    return device


# --- nodes ------------------------------------------------------------------------------------------


async def test_a_node_says_by_itself_what_it_is(node: SimulatedNode, hub: MockConfigEntry, steps: Steps) -> None:
    made = await choose(steps, "node", {"topic": " plantos/balcony "})

    assert (made["type"], made["title"]) == (FlowResultType.CREATE_ENTRY, "Balcony")
    [(device_id, device)] = devices_of(hub).items()
    assert hub.subentries[device_id].unique_id == "plantos/balcony"
    assert (device.name, device.driver, device.settings) == ("Balcony", "plantos_node", {"topic": "plantos/balcony"})
    assert device.channels == {
        "soil": Channel(role=Role.PROBE, name="Soil", measure=Measure.MOISTURE),
        "pump": Channel(role=Role.OUTLET, name="Pump"),
    }


async def test_a_node_can_be_called_otherwise(node: SimulatedNode, steps: Steps) -> None:
    assert (await choose(steps, "node", {"topic": "plantos/balcony", "name": "Roof"}))["title"] == "Roof"


async def test_what_is_no_topic_is_refused(steps: Steps) -> None:
    await choose(steps, "node")
    for topic in (" ", "plantos/#", "plantos/+", "plantos/balcony/", "two words"):
        assert (await steps.go({"topic": topic}))["errors"] == {"topic": "bad_topic"}


async def test_a_node_that_says_nothing_is_refused_until_it_speaks(
    speakers: Callable[..., Speaker], steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.plantos.mqtt_finder.ABOUT_TIMEOUT", 0.1)
    answer = {"topic": "plantos/shed", "name": "Shed"}
    silent = await choose(steps, "node", answer)
    assert (silent["step_id"], silent["errors"]) == ("node", {"topic": "no_answer"})
    assert suggested(silent) == answer
    monkeypatch.setattr("custom_components.plantos.mqtt_finder.ABOUT_TIMEOUT", 5.0)
    speakers().say("plantos/shed/about", ABOUT, retain=True)
    assert (await steps.go(answer))["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("silence")
async def test_without_a_broker_nobody_is_heard(home: HomeAssistant, broker: Broker, steps: Steps) -> None:
    broker.kill()
    await until(lambda: not mqtt.is_connected(home))
    for kind in ("node", "tasmota", "esphome"):
        form = await choose(steps, kind, {"topic": "shed", "name": "Shed"})
        assert (form["step_id"], form["errors"]) == (kind, {"topic": "not_connected"})


async def test_without_mqtt_nobody_is_heard(hass: HomeAssistant) -> None:
    entry = MockConfigEntry(domain=DOMAIN, title="MQTT nodes", data={"kind": "mqtt"})
    entry.add_to_hass(hass)
    steps = Steps(hass, entry, "mqtt_device")
    for kind in ("node", "tasmota"):
        form = await choose(steps, kind, {"topic": "shed", "name": "Shed"})
        assert form["errors"] == {"topic": "not_connected"}


async def test_a_topic_belongs_to_one_device_in_all_hubs(home: HomeAssistant, steps: Steps) -> None:
    other = MockConfigEntry(
        domain=DOMAIN, title="Other", data={"kind": "mqtt"}, subentries_data=[device("plantos/balcony")]
    )
    other.add_to_hass(home)
    for kind in ("node", "tasmota"):
        form = await choose(steps, kind, {"topic": "plantos/balcony", "name": "Second"})
        assert form["errors"] == {"topic": "already_configured"}


def device(topic: str, title: str = "Balcony", **channels: dict[str, Any]) -> Any:
    """A node's subentry as the flow writes it."""
    data = {"driver": "plantos_node", "settings": {"topic": topic}, "channels": channels}
    return {"data": data, "subentry_type": "mqtt_device", "title": title, "unique_id": topic}


async def test_a_name_is_given_once_even_if_the_node_gave_it(
    node: SimulatedNode, speakers: Callable[..., Speaker], steps: Steps
) -> None:
    await choose(steps, "node", {"topic": "plantos/balcony"})
    twin = speakers()
    twin.say("plantos/twin/about", ABOUT | {"name": "Balcony"}, retain=True)
    assert (await choose(steps, "node", {"topic": "plantos/twin"}))["errors"] == {"name": "name_in_use"}
    assert (await steps.go({"topic": "plantos/twin", "name": "Balcony"}))["errors"] == {"name": "name_in_use"}
    assert (await steps.go({"topic": "plantos/twin", "name": "x" * 81}))["errors"] == {"name": "name_too_long"}
    assert (await steps.go({"topic": "plantos/twin", "name": "Twin"}))["title"] == "Twin"


# --- Tasmota and ESPHome ----------------------------------------------------------------------------


async def test_a_tasmota_device_is_asked_what_it_has(
    speakers: Callable[..., Speaker], hub: MockConfigEntry, steps: Steps
) -> None:
    tasmota(speakers)
    form = await choose(steps, "tasmota", {"topic": "tasmota_1A2B3C", "name": "Garage"})
    offered = ["POWER1", "POWER2", "ANALOG.A0", "AM2301.Temperature", "Switch1"]
    assert (form["step_id"], form["description_placeholders"]) == ("channels", {"name": "Garage"})
    assert form["data_schema"]({"another": False})["channels"] == offered

    # A switch may be a float or a leak probe, so it is asked about.
    asked = await steps.go({"channels": ["POWER1", "ANALOG.A0", "Switch1"], "another": False})
    assert asked["step_id"] == "channel"
    assert {key: value for key, value in suggested(asked).items() if value} == {
        "key": "Switch1",
        "role": "tank",
        "name": "Switch1",
    }
    made = await steps.go({"key": "Switch1", "role": "leak", "name": "Tray"})

    assert (made["type"], made["title"]) == (FlowResultType.CREATE_ENTRY, "Garage")
    assert made["data"]["channels"] == {
        "POWER1": {"role": "outlet", "name": "Relay 1"},
        "ANALOG.A0": {"role": "probe", "name": "ANALOG.A0", "raw": True},
        "Switch1": {"role": "leak", "name": "Tray"},
    }
    [found] = devices_of(hub).values()
    assert found.channels["Switch1"] == Channel(role=Role.LEAK, name="Tray")


async def test_an_esphome_device_tells_what_the_broker_keeps_of_it(
    speakers: Callable[..., Speaker], steps: Steps
) -> None:
    esphome = speakers()
    esphome.say("balcony/switch/pump/state", "OFF", retain=True)
    esphome.say("balcony/sensor/soil/state", "41.5", retain=True)
    esphome.say("balcony/sensor/barrel/state", "80", retain=True)
    await choose(steps, "esphome", {"topic": "balcony", "name": "Balcony"})

    first = await steps.go({"channels": ["pump", "soil", "barrel"], "another": False})
    assert suggested(first)["key"] == "soil"
    assert "another" not in fields_of(first)
    second = await steps.go({"key": "soil", "role": "probe", "measure": "moisture"})
    assert suggested(second)["key"] == "barrel"
    made = await steps.go({"key": "barrel", "role": "tank", "unit": "%"})
    assert made["data"] == {
        "driver": "esphome",
        "settings": {"topic": "balcony"},
        "channels": {
            "pump": {"role": "outlet", "name": "pump"},
            "soil": {"role": "probe", "measure": "moisture"},
            "barrel": {"role": "tank", "unit": "%"},
        },
    }


@pytest.mark.usefixtures("silence")
async def test_a_device_that_is_silent_is_described_by_hand(steps: Steps) -> None:
    form = await choose(steps, "tasmota", {"topic": "tasmota_1A2B3C", "name": "Garage"})
    assert fields_of(form) == {"another"}
    assert form["data_schema"]({}) == {"another": True}
    assert (await steps.go({"another": False}))["errors"] == {"base": "no_channels"}

    assert (await steps.go({"another": True}))["step_id"] == "channel"
    again = await steps.go({"key": "POWER1", "role": "outlet", "name": "Pump", "another": True})
    assert (again["step_id"], suggested(again)["key"]) == ("channel", None)
    made = await steps.go({"key": "ANALOG.A0", "role": "probe", "raw": True})
    assert made["data"]["channels"] == {
        "POWER1": {"role": "outlet", "name": "Pump"},
        "ANALOG.A0": {"role": "probe", "raw": True},
    }


@pytest.mark.usefixtures("silence")
async def test_a_channel_that_cannot_be_is_refused_and_not_lost(steps: Steps) -> None:
    await choose(steps, "tasmota", {"topic": "tasmota_1A2B3C", "name": "Garage"})
    await steps.go({"another": True})
    await steps.go({"key": "POWER1", "role": "outlet", "another": True})
    for answer, errors in WRONG_CHANNELS:
        wrong = await steps.go(answer)
        assert (answer, wrong["errors"]) == (answer, errors)
        assert answer.items() <= suggested(wrong).items()
    assert (await steps.go({"key": "POWER2", "role": "outlet"}))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_device_by_hand_needs_a_name(steps: Steps) -> None:
    form = await choose(steps, "esphome", {"topic": "balcony", "name": " "})
    assert form["errors"] == {"name": "name_missing"}


async def test_another_channel_is_asked_for_after_those_that_are_unclear(
    speakers: Callable[..., Speaker], steps: Steps
) -> None:
    tasmota(speakers)
    await choose(steps, "tasmota", {"topic": "tasmota_1A2B3C", "name": "Garage"})
    first = await steps.go({"channels": ["AM2301.Temperature", "Switch1"], "another": True})
    key = suggested(first)["key"]
    assert first["data_schema"]({"key": key, "role": "leak"})["another"] is True
    another = await steps.go({"key": key, "role": "leak"})
    assert (another["step_id"], suggested(another)["key"]) == ("channel", None)
    assert another["data_schema"]({"key": key, "role": "leak"})["another"] is False
    made = await steps.go({"key": "POWER1", "role": "outlet"})
    assert made["data"]["channels"].keys() == {"AM2301.Temperature", "Switch1", "POWER1"}


@pytest.mark.usefixtures("silence")
async def test_who_is_second_with_a_topic_is_told_at_the_end(hub: MockConfigEntry, steps: Steps) -> None:
    other = MockConfigEntry(domain=DOMAIN, title="Other", data={"kind": "mqtt"})
    other.add_to_hass(steps.hass)
    second = Steps(steps.hass, other, steps.kind)
    for each in (second, steps):
        await choose(each, "tasmota", {"topic": "tasmota_1A2B3C", "name": "Garage"})
        await each.go({"another": True})
    await steps.go({"key": "POWER1", "role": "outlet"})
    late = await second.go({"key": "POWER1", "role": "outlet"})
    assert (late["type"], late["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert "already_configured" in FLOW["abort"]
    assert (len(hub.subentries), len(other.subentries)) == (1, 0)


# --- changing ---------------------------------------------------------------------------------------


async def test_a_node_is_read_anew_and_what_went_stays(
    speakers: Callable[..., Speaker], hub: MockConfigEntry, steps: Steps
) -> None:
    speaker = speakers()
    speaker.say("plantos/shed/about", ABOUT, retain=True)
    await choose(steps, "node", {"topic": "plantos/shed"})
    [device_id] = hub.subentries
    speaker.say("plantos/hut/about", ABOUT | {"probes": {}, "outlets": {"pump": {}}}, retain=True)

    shown = await steps.start(device_id)
    assert suggested(shown) == {"topic": "plantos/shed", "name": "Shed"}
    assert (await steps.go({"topic": "plantos/hut", "name": "Hut"}))["reason"] == "reconfigure_successful"
    subentry = hub.subentries[device_id]
    assert (subentry.title, subentry.unique_id) == ("Hut", "plantos/hut")
    assert devices_of(hub)[device_id].settings == {"topic": "plantos/hut"}
    assert devices_of(hub)[device_id].channels.keys() == {"soil", "pump"}


async def test_a_node_that_is_read_anew_tells_other_names_and_units_but_no_other_use(
    speakers: Callable[..., Speaker], hub: MockConfigEntry, steps: Steps
) -> None:
    speaker = speakers()
    speaker.say("plantos/shed/about", ABOUT | {"meters": {"meter": {"unit": "L"}}}, retain=True)
    await choose(steps, "node", {"topic": "plantos/shed"})
    [device_id] = hub.subentries
    about = {"probes": {"soil": {"measure": "humidity", "name": "Air"}}, "meters": {"meter": {"unit": "mL"}}}
    speaker.say("plantos/shed/about", ABOUT | about, retain=True)
    await steps.start(device_id)
    assert (await steps.go({"topic": "plantos/shed", "name": "Shed"}))["reason"] == "reconfigure_successful"
    assert devices_of(hub)[device_id].channels == {
        "soil": Channel(role=Role.PROBE, measure=Measure.MOISTURE),
        "meter": Channel(role=Role.FLOW_METER, unit="mL"),
    }


async def test_a_mistaken_topic_brings_no_channels_along(
    speakers: Callable[..., Speaker], hub: MockConfigEntry, steps: Steps
) -> None:
    speaker = speakers()
    speaker.say("plantos/shed/about", ABOUT, retain=True)
    speaker.say("plantos/hut/about", ABOUT | {"name": "Hut", "probes": {"air": {"raw": True}}}, retain=True)
    await choose(steps, "node", {"topic": "plantos/hut", "name": "x" * 81})
    made = await steps.go({"topic": "plantos/shed", "name": "Shed"})
    assert made["data"]["channels"].keys() == {"soil"}


async def test_a_changed_device_is_looked_at_as_a_new_one(
    node: SimulatedNode, speakers: Callable[..., Speaker], hub: MockConfigEntry, steps: Steps
) -> None:
    speakers().say("plantos/shed/about", ABOUT, retain=True)
    await choose(steps, "node", {"topic": "plantos/balcony"})
    [device_id] = hub.subentries
    await choose(steps, "node", {"topic": "plantos/shed"})
    await steps.start(device_id)
    assert (await steps.go({"topic": "plantos/shed", "name": "B"}))["errors"] == {"topic": "already_configured"}
    assert (await steps.go({"topic": "plantos/balcony", "name": "Shed"}))["errors"] == {"name": "name_in_use"}
    assert (await steps.go({"topic": "plantos/balcony", "name": ""}))["errors"] == {"name": "name_missing"}
    assert (await steps.go({"topic": "plantos/balcony", "name": "Balcony"}))["reason"] == "reconfigure_successful"


async def test_a_tasmota_device_gets_more_channels_and_keeps_the_old(
    speakers: Callable[..., Speaker], hub: MockConfigEntry, steps: Steps
) -> None:
    tasmota(speakers)
    await choose(steps, "tasmota", {"topic": "tasmota_1A2B3C", "name": "Garage"})
    await steps.go({"channels": ["POWER1"], "another": False})
    [device_id] = hub.subentries
    await steps.start(device_id)
    offered = await steps.go({"topic": "tasmota_1A2B3C", "name": "Garage"})
    assert "POWER1" not in offered["data_schema"]({"another": False})["channels"]
    assert (await steps.go({"channels": ["POWER2"], "another": False}))["reason"] == "reconfigure_successful"
    assert devices_of(hub)[device_id].channels.keys() == {"POWER1", "POWER2"}


# --- texts ------------------------------------------------------------------------------------------


async def test_every_field_is_named_and_described(
    speakers: Callable[..., Speaker], hub: MockConfigEntry, steps: Steps
) -> None:
    tasmota(speakers)
    menu = await steps.start()
    assert list(FLOW["step"]["user"]["menu_options"]) == menu["menu_options"]
    forms = [await choose(steps, kind) for kind in menu["menu_options"]]
    forms.append(await choose(steps, "tasmota", {"topic": "tasmota_1A2B3C", "name": "Garage"}))
    forms.append(await steps.go({"channels": ["POWER1"], "another": True}))
    await steps.go({"key": "POWER2", "role": "outlet"})
    [device_id] = hub.subentries
    forms.append(await steps.start(device_id))
    for form in forms:
        texts = FLOW["step"][form["step_id"]]
        assert fields_of(form) == texts["data"].keys() == texts["data_description"].keys()
    assert FLOW["step"].keys() == {"user", *(form["step_id"] for form in forms)}
    assert TEXTS["selector"]["role"]["options"].keys() == set(Role)
