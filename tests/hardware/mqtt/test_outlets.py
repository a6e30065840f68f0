"""Outlets of PlantOS nodes on a real broker, with everything that goes wrong there."""

import asyncio
from time import monotonic

from homeassistant.core import HomeAssistant
import pytest

from custom_components.plantos.hardware import FailSafe, Fault, HardwareError, NotOpened, NotSent
from custom_components.plantos.hardware.mqtt import MqttDevice

from .broker import Broker, SimulatedNode, until
from .conftest import NODE, Starter


async def test_an_opening_returns_once_the_node_says_it_is_open(node: SimulatedNode, start: Starter) -> None:
    outlet = (await start()).outlet("pump")
    await outlet.open(30)
    assert node.is_open and await outlet.is_open() is True
    assert outlet.fail_safe is FailSafe.DEVICE_TIMER and not outlet.assumed


async def test_a_close_returns_once_the_node_says_it_is_closed(node: SimulatedNode, start: Starter) -> None:
    outlet = (await start()).outlet("pump")
    await outlet.open(30)
    await outlet.close()
    assert not node.is_open and await outlet.is_open() is False


async def test_a_node_closes_by_itself_after_its_time(node: SimulatedNode, start: Starter) -> None:
    device = await start()
    await device.outlet("pump").open(0.5)
    await until(lambda: not node.is_open, 2)
    await until(lambda: device.state("pump") is False, 2)


async def test_a_node_that_was_there_before_says_at_the_start_how_it_stands(
    node: SimulatedNode, start: Starter
) -> None:
    assert await (await start()).outlet("pump").is_open() is False


async def test_an_opening_longer_than_the_node_allows_stays_closed(node: SimulatedNode, start: Starter) -> None:
    outlet = (await start()).outlet("pump")
    with pytest.raises(NotOpened, match="keeps pump closed"):
        await outlet.open(121)
    assert True not in node.switched


async def test_a_node_that_is_offline_isnt_told_to_open(node: SimulatedNode, start: Starter) -> None:
    device = await start()
    node.stop()
    await until(lambda: device.online is False)
    assert (fault := device.fault) and fault.fault is Fault.UNREACHABLE and fault.detail == "Balcony is offline"
    with pytest.raises(NotSent, match="offline"):
        await device.outlet("pump").open(30)
    with pytest.raises(HardwareError, match="offline"):
        await device.outlet("pump").close()
    assert await device.outlet("pump").is_open() is None


async def test_a_node_that_never_came_isnt_told_to_open(start: Starter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custom_components.plantos.hardware.mqtt.device.START_TIMEOUT", 0.1)
    device = await start()
    assert (fault := device.fault) and "hasn't said" in fault.detail
    with pytest.raises(NotSent, match="hasn't said"):
        await device.outlet("pump").open(30)


async def test_a_node_that_only_seems_to_be_online_is_found_out_before_it_is_told_to_open(
    node: SimulatedNode, start: Starter
) -> None:
    outlet = (await start()).outlet("pump")
    node.deaf = True
    began = monotonic()
    with pytest.raises(NotSent, match="didn't answer"):
        await outlet.open(30)
    assert monotonic() - began < 4
    assert not [payload for topic, payload in node.heard if "open_s" in payload]


async def test_a_node_that_goes_deaf_in_a_run_doesnt_pass_for_closed_and_closes_by_itself(
    node: SimulatedNode, start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.plantos.hardware.mqtt.outlet.CONFIRM_TIMEOUT", 0.3)
    outlet = (await start()).outlet("pump")
    await outlet.open(1)
    node.deaf = True
    with pytest.raises(HardwareError, match="didn't answer"):
        await outlet.close()
    assert await outlet.is_open() is True
    node.deaf = False
    await until(lambda: not node.is_open, 2)


async def test_a_node_that_reboots_in_a_run_is_closed_and_known_to_be(node: SimulatedNode, start: Starter) -> None:
    device = await start()
    outlet = device.outlet("pump")
    await outlet.open(30)
    node.stop()
    await until(lambda: device.online is False)
    assert await outlet.is_open() is None
    node.start()
    await until(lambda: device.online)
    assert await outlet.is_open() is False and not node.is_open
    await outlet.open(30)
    assert node.is_open


async def test_a_broker_that_dies_in_a_run_lets_no_water_flow_and_recovers_by_itself(
    broker: Broker, node: SimulatedNode, start: Starter
) -> None:
    device = await start()
    outlet = device.outlet("pump")
    await outlet.open(30)
    broker.kill()
    await until(lambda: not node.is_open)
    await until(lambda: not device.connected)
    assert (fault := device.fault) and fault.detail == "Home Assistant isn't connected to the MQTT broker"
    assert await outlet.is_open() is None
    with pytest.raises(NotSent, match="isn't connected"):
        await outlet.open(30)
    with pytest.raises(HardwareError, match="isn't connected"):
        await outlet.close()
    with pytest.raises(HardwareError, match="isn't connected"):
        await device.probe("soil").read()
    broker.start()
    node.start()
    await until(lambda: device.fault is None)
    assert await outlet.is_open() is False
    await outlet.open(30)
    assert node.is_open


async def test_an_opening_while_the_broker_is_away_never_reaches_the_node_later(
    broker: Broker, node: SimulatedNode, start: Starter
) -> None:
    device = await start()
    broker.kill()
    await until(lambda: not device.connected)
    with pytest.raises(NotSent):
        await device.outlet("pump").open(30)
    node.stop()
    node.heard.clear()
    broker.start()
    node.start()
    await until(lambda: device.fault is None and device.state("pump") is False)
    assert True not in node.switched
    assert not [payload for _, payload in node.heard if "open_s" in payload]


async def test_an_opening_into_a_broker_that_hangs_never_opens_later(
    broker: Broker, node: SimulatedNode, start: Starter
) -> None:
    outlet = (await start()).outlet("pump")
    broker.hang()
    try:
        with pytest.raises(NotSent, match="didn't answer"):
            await outlet.open(30)
    finally:
        broker.go_on()
    await until(lambda: [payload for _, payload in node.heard if "ask" in payload][1:])
    await outlet.close()
    assert True not in node.switched


async def test_an_opening_that_hangs_on_its_way_comes_too_late(
    broker: Broker, node: SimulatedNode, start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = await start()
    monkeypatch.setattr("custom_components.plantos.hardware.mqtt.outlet.CONFIRM_TIMEOUT", 0.2)
    knock, opening = device.dialect.opening("pump", 30, "abc")
    assert await device.tell(knock, 2)
    node.rules.ASK_MS = 300
    broker.hang()
    try:
        with pytest.raises(HardwareError, match="didn't answer"):
            await device.tell(opening, 0.4)
    finally:
        broker.go_on()
    await until(lambda: [payload for _, payload in node.heard if "open_s" in payload])
    await device.outlet("pump").is_open()
    assert True not in node.switched


async def test_a_cancelled_opening_leaves_nothing_locked(node: SimulatedNode, start: Starter) -> None:
    device = await start()
    node.deaf = True
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await device.outlet("pump").open(30)
    node.deaf = False
    await device.outlet("pump").open(30)
    await device.outlet("pump").close()
    assert not device._waits


async def test_a_close_doesnt_wait_for_an_opening_that_hangs(node: SimulatedNode, start: Starter) -> None:
    device = await start()
    node.deaf = True
    opening = asyncio.ensure_future(device.outlet("pump").open(30))
    await until(lambda: device._waits)
    node.deaf = False
    async with asyncio.timeout(1):
        await device.outlet("pump").close()
    opening.cancel()
    await asyncio.gather(opening, return_exceptions=True)


async def test_a_node_that_goes_away_before_it_answers_leaves_the_opening_unknown(
    node: SimulatedNode, start: Starter
) -> None:
    device = await start()
    outlet = device.outlet("pump")

    def vanish(topic: str, payload: str) -> None:
        if "open_s" in payload:
            node.client.socket().close()  # type: ignore[union-attr]  # it is connected
        else:
            node.node.message(topic, payload, node.now())

    node.answer = vanish
    with pytest.raises(HardwareError) as failure:
        await outlet.open(30)
    assert not isinstance(failure.value, NotOpened)


async def test_a_device_without_any_mqtt_says_so(hass: HomeAssistant) -> None:
    device = MqttDevice(hass, NODE)
    await device.start(lambda channel: None)
    assert (fault := device.fault) and fault.fault is Fault.UNREACHABLE
    with pytest.raises(NotSent):
        await device.outlet("pump").open(30)
    await device.stop()


async def test_a_stopped_device_hears_nothing_more(node: SimulatedNode, start: Starter, home: HomeAssistant) -> None:
    heard: list[str] = []
    device = await start(heard=heard)
    await device.stop()
    heard.clear()
    other = await start()
    node.node.report("probe", "soil", 40)
    await until(lambda: other._values)
    assert not heard and not device._values
