"""What a device on a real broker says, and what is made of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos.hardware import HardwareError
from custom_components.plantos.hardware.mqtt import MqttDevice

from .broker import Broker, Speaker, until
from .conftest import NODE, Starter, connect

TOPIC = "plantos/balcony"
type Bring = Callable[..., Speaker]


@pytest.fixture
async def device(speakers: Bring, start: Starter) -> tuple[MqttDevice, Speaker, list[str]]:
    """A device whose node only says what the test lets it say, and the channels that were heard of."""
    speaker = speakers(will=(f"{TOPIC}/status", "offline"))
    speaker.say(f"{TOPIC}/status", "online", retain=True)
    heard: list[str] = []
    device = await start(heard=heard)
    await until(lambda: device.online)
    heard.clear()
    return device, speaker, heard


async def told(device: tuple[MqttDevice, Speaker, list[str]], topic: str, payload: Any) -> None:
    """Say something and let it arrive: messages of one speaker keep their order."""
    _, speaker, heard = device
    speaker.say(f"{TOPIC}/{topic}", payload)
    count = heard.count("tray")
    speaker.say(f"{TOPIC}/leak/tray", False)
    await until(lambda: heard.count("tray") > count)


async def test_a_probe_that_speaks_is_read_at_once_with_its_time(device: tuple[MqttDevice, Speaker, list[str]]) -> None:
    began = dt_util.utcnow()
    await told(device, "probe/soil", {"value": 41.5, "unit": "%"})
    sample = await device[0].probe("soil").read()
    assert sample.value == 41.5 and not sample.raw and began <= sample.at <= dt_util.utcnow()
    assert "soil" in device[2]


async def test_reading_again_without_a_new_message_doesnt_make_a_sample_younger(
    device: tuple[MqttDevice, Speaker, list[str]],
) -> None:
    await told(device, "probe/soil", 40)
    assert await device[0].probe("soil").read() == await device[0].probe("soil").read()


async def test_fahrenheit_becomes_celsius(device: tuple[MqttDevice, Speaker, list[str]]) -> None:
    await told(device, "probe/air", {"value": 50, "unit": "°F"})
    assert (await device[0].probe("air").read()).value == pytest.approx(10)


async def test_a_raw_probe_stays_raw(device: tuple[MqttDevice, Speaker, list[str]]) -> None:
    await told(device, "probe/adc", 1_230_000)
    sample = await device[0].probe("adc").read()
    assert sample.value == 1_230_000 and sample.raw


async def test_a_meter_counts_millilitres(device: tuple[MqttDevice, Speaker, list[str]]) -> None:
    await told(device, "meter/flow", 1234)
    sample = await device[0].flow_meter("flow").read()
    assert (sample.value, sample.unit) == (1234, "mL")


@pytest.mark.parametrize("said", [{"value": 1, "unit": "furlongs"}, "soaked", {"value": None}])
async def test_a_meter_that_makes_no_sense_raises(device: tuple[MqttDevice, Speaker, list[str]], said: Any) -> None:
    await told(device, "meter/flow", said)
    with pytest.raises(HardwareError):
        await device[0].flow_meter("flow").read()


async def test_a_tank_is_a_switch_or_a_level(device: tuple[MqttDevice, Speaker, list[str]]) -> None:
    assert device[0].level("tank") is None
    await told(device, "float/tank", True)
    await told(device, "float/barrel", {"value": 63})
    assert device[0].level("tank") is True and device[0].level("barrel") == 63 and device[0].level("tray") is False


@pytest.mark.parametrize(
    "garbage",
    [
        *("", "not JSON", "NaN", '{"value": 1e999}', '{"value": "true"}', '"41"', "[1]", "[" * 9000, "9" * 5000),
        *(b"\xff\xfe", " " * 20_000 + "41", '{"value": {"value": 41}}', "1e13", "-Infinity", "9" * 400),
    ],
)
async def test_garbage_never_becomes_a_reading(
    device: tuple[MqttDevice, Speaker, list[str]], garbage: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    for topic in ("probe/soil", "outlet/pump/state", "float/tank", "float/barrel", "status", "probe/nobody"):
        await told(device, topic, garbage)
    assert (await device[0].probe("soil").read()).value is None
    assert device[0].level("tank") is None and device[0].level("barrel") is None
    assert device[0].state("pump") is None and device[0].online
    assert "Traceback" not in caplog.text and "Exception" not in caplog.text


async def test_a_retained_value_is_no_sample(speakers: Bring, start: Starter) -> None:
    speaker = speakers()
    speaker.say(f"{TOPIC}/probe/soil", 40, retain=True)
    speaker.say(f"{TOPIC}/outlet/pump/state", {"open": False}, retain=True)
    speaker.say(f"{TOPIC}/status", "online", retain=True)
    device = await start()
    await until(lambda: device.online)
    with pytest.raises(HardwareError, match="hasn't said soil yet"):
        await device.probe("soil").read()
    assert device.state("pump") is None


async def test_a_device_that_goes_away_takes_its_values_with_it(device: tuple[MqttDevice, Speaker, list[str]]) -> None:
    await told(device, "probe/soil", 40)
    device[1].stop()
    await until(lambda: device[0].online is False)
    with pytest.raises(HardwareError, match="offline"):
        await device[0].probe("soil").read()
    assert device[0].level("tray") is None and "pump" in device[2]


async def test_a_leak_stays_one_until_the_device_says_that_it_is_dry(
    device: tuple[MqttDevice, Speaker, list[str]], speakers: Bring
) -> None:
    device[1].say(f"{TOPIC}/leak/tray", True)
    await until(lambda: device[0].level("tray"))
    device[2].clear()
    device[1].say(f"{TOPIC}/leak/tray", "nonsense")
    device[1].say(f"{TOPIC}/probe/soil", 40)
    await until(lambda: "soil" in device[2])
    assert device[0].level("tray") is True
    device[1].stop()
    await until(lambda: device[0].online is False)
    assert device[0].level("tray") is True
    again = speakers(will=(f"{TOPIC}/status", "offline"))
    again.say(f"{TOPIC}/status", "online", retain=True)
    again.say(f"{TOPIC}/leak/tray", False)
    await until(lambda: device[0].level("tray") is False)


async def test_a_device_that_was_started_before_its_broker_takes_hold_later(
    hass: HomeAssistant, broker: Broker, quick_client: None, speakers: Bring
) -> None:
    speakers().say(f"{TOPIC}/status", "online", retain=True)
    device = MqttDevice(hass, NODE)
    await device.start(lambda channel: None)
    entry = await connect(hass, broker)
    await until(lambda: device.fault is None)
    await device.stop()
    await hass.config_entries.async_unload(entry.entry_id)


async def test_an_outlet_that_never_answers_is_asked_and_stays_unknown(
    device: tuple[MqttDevice, Speaker, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.plantos.hardware.mqtt.outlet.READY_TIMEOUT", 0.2)
    assert await device[0].outlet("pump").is_open() is None


async def test_the_time_is_the_injected_clocks(home: HomeAssistant, speakers: Bring) -> None:
    instant = datetime(2026, 11, 21, tzinfo=UTC)
    speaker = speakers()
    speaker.say(f"{TOPIC}/status", "online", retain=True)
    device = MqttDevice(home, NODE, now=lambda: instant)
    await device.start(lambda channel: None)
    speaker.say(f"{TOPIC}/probe/soil", 40)
    await until(lambda: device._values)
    assert (await device.probe("soil").read()).at == instant
    await device.stop()
