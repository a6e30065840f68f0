"""Nodes that describe themselves."""

from collections.abc import Callable
import json
from typing import Any

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant
import pytest

from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.hardware import HardwareError
from custom_components.plantos.hardware.devices import Channel, DeviceConfig, Role
from custom_components.plantos.hardware.mqtt import about_of, announced

from .broker import Broker, SimulatedNode, Speaker, until

ABOUT: dict[str, Any] = {
    "version": 1,
    "name": "Balcony",
    "model": "ESP32",
    "software": "1",
    "probes": {"soil": {"measure": "moisture", "unit": "%", "name": "Soil"}, "adc": {"raw": True}},
    "outlets": {"pump": {"name": "Pump", "max_s": 120}},
    "meters": {"flow": {"name": "Flow"}},
    "floats": {"tank": {}},
    "leaks": {"tray": {}},
    "news": "of a later version",
}


def test_a_description_becomes_a_device() -> None:
    found = announced("plantos/balcony/about", json.dumps(ABOUT))
    assert found and (found.driver, found.name, found.model) == ("plantos_node", "Balcony", "ESP32")
    assert found.settings == {"topic": "plantos/balcony"}
    assert found.channels["soil"] == Channel(role=Role.PROBE, name="Soil", measure=Measure.MOISTURE, unit="%")
    assert found.channels["adc"].raw
    assert {name: channel.role for name, channel in found.channels.items() if channel.role is not Role.PROBE} == {
        "pump": Role.OUTLET,
        "flow": Role.FLOW_METER,
        "tank": Role.TANK,
        "tray": Role.LEAK,
    }
    DeviceConfig(device_id="x", name=found.name, driver=found.driver, settings=found.settings, channels=found.channels)


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"name": " "},
        {"name": 5},
        {"probes": {"a/b": {}}},
        {"probes": {"pump": {}}},
        {"probes": {"x": {"measure": "taste"}}},
        {"probes": {str(i): {} for i in range(65)}},
        {"outlets": ["pump"]},
    ],
)
def test_a_description_that_is_wrong_is_none(changes: dict[str, Any]) -> None:
    assert announced("plantos/balcony/about", json.dumps(ABOUT | changes)) is None


@pytest.mark.parametrize("payload", ["", "null", "{", b"\xff", "[]"])
def test_garbage_is_no_description(payload: str | bytes) -> None:
    assert announced("plantos/balcony/about", payload) is None


@pytest.mark.parametrize("topic", ["about", "plantos/balcony/status", "plantos/+/about"])
def test_a_description_comes_on_its_own_topic(topic: str) -> None:
    assert announced(topic, json.dumps(ABOUT)) is None


async def test_a_node_is_asked_for_its_description(home: HomeAssistant, node: SimulatedNode) -> None:
    found = await about_of(home, "plantos/balcony")
    assert found and found.name == "Balcony" and set(found.channels) == {"soil", "pump"}


async def test_a_node_that_describes_itself_wrong_or_isnt_there_is_none(
    home: HomeAssistant, speakers: Callable[..., Speaker]
) -> None:
    speakers().say("plantos/shed/about", "garbage", retain=True)
    assert await about_of(home, "plantos/shed", 0.3) is None


async def test_without_a_broker_there_is_no_description(home: HomeAssistant, broker: Broker) -> None:
    broker.kill()
    await until(lambda: not mqtt.is_connected(home))
    with pytest.raises(HardwareError, match="isn't connected"):
        await about_of(home, "plantos/balcony", 0.1)


async def test_without_mqtt_there_is_no_description(hass: HomeAssistant) -> None:
    with pytest.raises(HardwareError, match="isn't set up"):
        await about_of(hass, "plantos/balcony", 0.1)
