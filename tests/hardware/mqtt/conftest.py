"""A real broker, Home Assistant connected to it, and devices on it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.hardware.devices import Channel, DeviceConfig, Role
from custom_components.plantos.hardware.mqtt import MqttDevice

from .broker import Broker, SimulatedNode, Speaker, until

NODE = DeviceConfig(
    device_id="node-id",
    name="Balcony",
    driver="plantos_node",
    settings={"topic": "plantos/balcony"},
    channels={
        "soil": Channel(role=Role.PROBE, measure=Measure.MOISTURE, unit="%"),
        "air": Channel(role=Role.PROBE, measure=Measure.TEMPERATURE),
        "adc": Channel(role=Role.PROBE, raw=True),
        "flow": Channel(role=Role.FLOW_METER),
        "tank": Channel(role=Role.TANK),
        "barrel": Channel(role=Role.TANK, unit="%"),
        "tray": Channel(role=Role.LEAK),
        "pump": Channel(role=Role.OUTLET),
    },
)

type Starter = Callable[..., Awaitable[MqttDevice]]


@pytest.fixture
def broker(socket_enabled: None, tmp_path: Path) -> Iterator[Broker]:
    """A Mosquitto of one's own."""
    broker = Broker(tmp_path)
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def quick_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Home Assistant's client gather subscriptions and retry connections in tenths of a second."""
    monkeypatch.setattr("homeassistant.components.mqtt.client.INITIAL_SUBSCRIBE_COOLDOWN", 0.02)
    monkeypatch.setattr("homeassistant.components.mqtt.client.SUBSCRIBE_COOLDOWN", 0.02)
    monkeypatch.setattr("homeassistant.components.mqtt.client.UNSUBSCRIBE_COOLDOWN", 0.02)
    monkeypatch.setattr("homeassistant.components.mqtt.client.RECONNECT_INTERVAL_SECONDS", 0.2)


async def connect(hass: HomeAssistant, broker: Broker) -> MockConfigEntry:
    """Set Home Assistant's MQTT up."""
    Path(hass.config.path("configuration.yaml")).touch()
    entry = MockConfigEntry(
        domain=mqtt.DOMAIN,
        version=2,
        minor_version=1,
        data={"broker": "127.0.0.1", "port": broker.port, "protocol": "5"},
        options={"birth_message": {}, "discovery": False},
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await until(lambda: mqtt.is_connected(hass))
    return entry


@pytest.fixture
async def home(hass: HomeAssistant, broker: Broker, quick_client: None) -> AsyncIterator[HomeAssistant]:
    """Home Assistant with its MQTT set up."""
    entry = await connect(hass, broker)
    yield hass
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def start(home: HomeAssistant) -> AsyncIterator[Starter]:
    """Start devices; they are stopped in the end."""
    started: list[MqttDevice] = []

    async def start_one(config: DeviceConfig = NODE, heard: list[str] | None = None) -> MqttDevice:
        device = MqttDevice(home, config)
        started.append(device)
        await device.start(lambda channel: None if heard is None else heard.append(channel))
        return device

    yield start_one
    for device in started:
        await device.stop()


@pytest.fixture
def speakers(broker: Broker) -> Iterator[Callable[..., Speaker]]:
    """Bring somebody onto the broker; all vanish in the end."""
    all_of_them: list[Speaker] = []

    def bring(*topics: str, **options: Any) -> Speaker:
        speaker = Speaker(broker.port, *topics, **options)
        all_of_them.append(speaker)
        speaker.start()
        return speaker

    yield bring
    for speaker in all_of_them:
        speaker.stop()


@pytest.fixture
def node(broker: Broker) -> Iterator[SimulatedNode]:
    """The reference node, connected."""
    node = SimulatedNode(broker.port)
    node.start()
    yield node
    node.stop()
