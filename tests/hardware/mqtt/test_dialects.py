"""What devices may be set up as, and what their messages suggest."""

import json

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.hardware.devices import Channel, DeviceConfig, Role
from custom_components.plantos.hardware.mqtt import DRIVERS, SUGGESTIONS, dialect_of
from custom_components.plantos.hardware.mqtt.said import LARGEST_NUMBER, Answer, Value, number, number_in, parsed
from custom_components.plantos.hardware.mqtt.tasmota import pulse_time

from .conftest import NODE


def device(driver: str, topic: object = "plug", **channels: Channel) -> DeviceConfig:
    return DeviceConfig(device_id="id", name="Plug", driver=driver, settings={"topic": topic}, channels=channels)


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("topic", ["", "a/+", "#", "/a", "a/", "a b\n", "$SYS", None, 3, "x" * 200])
def test_a_topic_that_is_none_is_refused(driver: str, topic: object) -> None:
    with pytest.raises(ValueError, match="no topic"):
        dialect_of(device(driver, topic))


def test_an_unknown_driver_is_refused() -> None:
    with pytest.raises(ValueError, match="no driver"):
        dialect_of(device("telepathy"))


def test_an_outlet_of_tasmota_is_one_of_its_relays() -> None:
    with pytest.raises(ValueError, match="no relay"):
        dialect_of(device("tasmota", pump=Channel(role=Role.OUTLET)))


@given(st.floats(0.1, 64_800))
def test_a_pulse_time_is_never_longer_than_asked_and_hardly_shorter(seconds: float) -> None:
    pulse = pulse_time(seconds)
    lasts = pulse / 10 if pulse <= 111 else pulse - 100
    assert lasts <= seconds + 1e-9 and seconds - lasts < 1


def test_a_pulse_time_never_means_for_ever() -> None:
    assert pulse_time(0) == 1 and pulse_time(1e6) == 64_900


@given(st.binary(max_size=300))
def test_no_payload_makes_a_dialect_raise(payload: bytes) -> None:
    relay, sensor = Channel(role=Role.OUTLET), Channel(role=Role.PROBE)
    configs = (NODE, device("tasmota", POWER=relay, x=sensor), device("esphome", pump=relay, x=sensor))
    for dialect in map(dialect_of, configs):
        for topic in dialect.topics():
            for heard in dialect.hear(topic, payload):
                assert not isinstance(heard, Value) or heard.value is None or abs(heard.value) <= LARGEST_NUMBER


def test_a_relay_is_known_by_either_name_and_its_timer_by_either_form() -> None:
    dialect = dialect_of(device("tasmota", POWER1=Channel(role=Role.OUTLET)))
    for document in ({"POWER": "ON"}, {"POWER1": "ON"}):
        assert list(dialect.hear("stat/plug/RESULT", json.dumps(document).encode())) == [Answer("POWER1", True)]
    assert list(dialect.hear("stat/plug/RESULT", b'{"PulseTime1": 120}')) == [Answer("POWER1", timer=120)]
    assert not list(dialect.hear("stat/plug/RESULT", b'{"POWER2": "ON", "PulseTime2": {"Set": 1}, "PulseTime1": "x"}'))


def test_tasmotas_messages_suggest_channels() -> None:
    sensors = {"Time": "x", "Switch1": "ON", "ANALOG": {"A0": 5}, "DS18B20": {"Id": 5, "Temperature": 20.5}}
    suggest = SUGGESTIONS["tasmota"]
    assert suggest("tele/plug/SENSOR", json.dumps(sensors).encode()) == {
        "Switch1": Channel(role=Role.TANK, name="Switch1"),
        "ANALOG.A0": Channel(role=Role.PROBE, name="ANALOG.A0", raw=True),
        "DS18B20.Temperature": Channel(
            role=Role.PROBE, name="DS18B20.Temperature", measure=Measure.TEMPERATURE, unit="°C"
        ),
    }
    assert list(suggest("tele/plug/STATE", b'{"POWER": "ON"}')) == ["POWER1"]
    assert list(suggest("tele/plug/STATE", b'{"POWER1": "ON", "POWER2": "OFF", "Wifi": {}}')) == ["POWER1", "POWER2"]
    assert suggest("tele/plug/STATE", b"[]") == {}


def test_esphomes_messages_suggest_channels() -> None:
    suggest = SUGGESTIONS["esphome"]
    assert suggest("bed/switch/valve/state", b"ON") == {"valve": Channel(role=Role.OUTLET, name="valve")}
    assert suggest("bed/sensor/soil/state", b"41") == {"soil": Channel(role=Role.PROBE, name="soil")}
    assert suggest("bed/binary_sensor/float/state", b"OFF") == {"float": Channel(role=Role.TANK, name="float")}
    assert suggest("bed/sensor/soil/state", b"nan") == suggest("bed/debug", b"x") == {}


@pytest.mark.parametrize("value", [None, True, "3", float("nan"), 10**400, 1e13, [], {}])
def test_what_is_no_number_is_none(value: object) -> None:
    assert number(value) is None


def test_a_document_too_long_or_too_deep_is_none() -> None:
    assert parsed(b"1" + b" " * 20_000) is None and parsed(b"[" * 9_000) is None and number_in(b"9" * 100) is None


def test_a_refusal_of_an_outlet_that_stands_open_proves_nothing() -> None:
    _, opening = dialect_of(NODE).opening("pump", 30, "a")
    assert opening.judge(Answer("pump", True, "a", refused=True)) is None
    assert opening.judge(Answer("pump", False, "a", refused=True)) is False
    assert opening.judge(Answer("pump", True, "b")) is None


def test_a_knock_that_is_refused_is_no_welcome() -> None:
    knock, _ = dialect_of(NODE).opening("pump", 30, "a")
    assert knock.judge(Answer("pump", False, "a")) is False and knock.judge(Answer("pump", False)) is None


def test_one_relay_is_not_two_outlets_of_a_tasmota_device() -> None:
    relay = Channel(role=Role.OUTLET)
    with pytest.raises(ValueError, match="the same relay"):
        dialect_of(device("tasmota", POWER=relay, POWER1=relay))
