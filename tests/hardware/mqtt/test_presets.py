"""Tasmota and ESPHome devices on a real broker."""

from collections.abc import Callable
import json

import pytest

from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.hardware import FailSafe, HardwareError, NotOpened, NotSent
from custom_components.plantos.hardware.devices import Channel, DeviceConfig, Role
from custom_components.plantos.hardware.mqtt import dialect_of

from .broker import Speaker, until
from .conftest import Starter

TASMOTA = DeviceConfig(
    device_id="plug-id",
    name="Plug",
    driver="tasmota",
    settings={"topic": "plug"},
    channels={
        "POWER": Channel(role=Role.OUTLET),
        "ANALOG.A0": Channel(role=Role.PROBE, raw=True),
        "AM2301.Temperature": Channel(role=Role.PROBE, measure=Measure.TEMPERATURE, unit="°C"),
        "Switch1": Channel(role=Role.TANK),
    },
)
ESPHOME = DeviceConfig(
    device_id="esp-id",
    name="Bed",
    driver="esphome",
    settings={"topic": "bed"},
    channels={
        "valve": Channel(role=Role.OUTLET),
        "soil": Channel(role=Role.PROBE, measure=Measure.MOISTURE),
        "wet": Channel(role=Role.LEAK),
    },
)
type Bring = Callable[..., Speaker]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custom_components.plantos.hardware.mqtt.outlet.CONFIRM_TIMEOUT", 1.0)
    monkeypatch.setattr("custom_components.plantos.hardware.mqtt.outlet.READY_TIMEOUT", 0.5)


class Plug:
    """A Tasmota plug that answers as documented."""

    def __init__(self, bring: Bring) -> None:
        self.on = False
        self.pulse = 0
        self.speaker = bring("cmnd/plug/+", will=("tele/plug/LWT", "Offline"))
        self.speaker.answer = self.obey
        self.speaker.say("tele/plug/LWT", "Online", retain=True)

    def obey(self, topic: str, payload: str) -> None:
        if topic.endswith("PulseTime1"):
            self.pulse = int(payload)
            self.say({"PulseTime1": {"Set": self.pulse, "Remaining": 0}})
        else:
            self.on = self.on if payload == "" else payload == "ON"
            self.say({"POWER": "ON" if self.on else "OFF"})

    def say(self, result: object) -> None:
        self.speaker.say("stat/plug/RESULT", result)


async def test_tasmotas_timer_is_armed_before_it_is_switched_on(speakers: Bring, start: Starter) -> None:
    plug = Plug(speakers)
    outlet = (await start(TASMOTA)).outlet("POWER")
    await outlet.open(20)
    assert plug.on and plug.pulse == 120 and outlet.fail_safe is FailSafe.DEVICE_TIMER
    commands = [topic for topic, payload in plug.speaker.heard if payload]
    assert commands == ["cmnd/plug/PulseTime1", "cmnd/plug/Power1"]
    await outlet.close()
    assert not plug.on and await outlet.is_open() is False


async def test_tasmota_isnt_switched_on_without_its_timer(speakers: Bring, start: Starter) -> None:
    plug = Plug(speakers)
    outlet = (await start(TASMOTA)).outlet("POWER")
    plug.speaker.answer = lambda topic, payload: plug.say({"Command": "Unknown"})
    with pytest.raises(NotSent, match="didn't answer"):
        await outlet.open(20)
    plug.speaker.answer = lambda topic, payload: plug.say({"PulseTime1": {"Set": 0, "Remaining": 0}})
    with pytest.raises(NotSent, match="refuses"):
        await outlet.open(20)
    assert ("cmnd/plug/Power1", "ON") not in plug.speaker.heard


async def test_tasmota_that_doesnt_switch_leaves_the_opening_unknown(speakers: Bring, start: Starter) -> None:
    plug = Plug(speakers)
    outlet = (await start(TASMOTA)).outlet("POWER")

    def stuck(topic: str, payload: str) -> None:
        if "Pulse" in topic:
            plug.obey(topic, payload)
        else:
            plug.say({"POWER": "OFF"})

    plug.speaker.answer = stuck
    with pytest.raises(HardwareError) as failure:
        await outlet.open(20)
    assert not isinstance(failure.value, NotOpened)


async def test_tasmotas_telemetry_confirms_no_close(speakers: Bring, start: Starter) -> None:
    plug = Plug(speakers)
    device = await start(TASMOTA)
    await device.outlet("POWER").open(20)
    plug.speaker.answer = lambda topic, payload: plug.speaker.say("tele/plug/STATE", {"POWER": "OFF"})
    with pytest.raises(HardwareError, match="didn't answer"):
        await device.outlet("POWER").close()
    assert device.state("POWER") is False


async def test_tasmotas_sensors_are_read_by_their_path(speakers: Bring, start: Starter) -> None:
    plug = Plug(speakers)
    device = await start(TASMOTA)
    message = {"Switch1": "ON", "ANALOG": {"A0": 512}, "AM2301": {"Temperature": 68}, "TempUnit": "F"}
    plug.speaker.say("tele/plug/SENSOR", message)
    await until(lambda: device.level("Switch1"))
    assert (await device.probe("ANALOG.A0").read()).value == 512
    assert (await device.probe("AM2301.Temperature").read()).value == pytest.approx(20)
    plug.speaker.say("tele/plug/SENSOR", {"ANALOG": 3, "AM2301": {"Temperature": None}})
    plug.speaker.say("tele/plug/SENSOR", "nonsense")
    plug.speaker.say("tele/plug/SENSOR", {"Switch1": "OFF"})
    await until(lambda: device.level("Switch1") is False)
    assert (await device.probe("ANALOG.A0").read()).value == 512


class Bed:
    """An ESPHome device: silent where nothing changes, its states retained."""

    def __init__(self, bring: Bring, *, on: bool = False) -> None:
        self.on = on
        self.speaker = bring("bed/switch/valve/command", will=("bed/status", "offline"))
        self.speaker.answer = self.obey
        self.tell()
        self.speaker.say("bed/status", "online", retain=True)

    def tell(self) -> None:
        self.speaker.say("bed/switch/valve/state", "ON" if self.on else "OFF", retain=True)

    def obey(self, topic: str, payload: str) -> None:
        before, self.on = self.on, payload == "ON"
        if before != self.on:
            self.tell()


async def test_esphome_opens_and_closes_by_its_states(speakers: Bring, start: Starter) -> None:
    bed = Bed(speakers)
    outlet = (await start(ESPHOME)).outlet("valve")
    assert await outlet.is_open() is False and outlet.fail_safe is FailSafe.SOFTWARE_ONLY
    await outlet.open(20)
    assert bed.on
    await outlet.close()
    assert not bed.on


async def test_esphome_may_be_silent_to_the_close_of_what_it_called_closed(speakers: Bring, start: Starter) -> None:
    Bed(speakers)
    device = await start(ESPHOME)
    await until(lambda: device.state("valve") is False)
    await device.outlet("valve").close()


async def test_esphome_that_was_found_open_must_say_that_it_closed(speakers: Bring, start: Starter) -> None:
    bed = Bed(speakers, on=True)
    device = await start(ESPHOME)
    await until(lambda: device.state("valve"))
    bed.speaker.answer = lambda topic, payload: None
    with pytest.raises(HardwareError, match="didn't answer"):
        await device.outlet("valve").close()


async def test_esphome_that_was_told_to_open_isnt_closed_by_what_it_said_before(
    speakers: Bring, start: Starter
) -> None:
    bed = Bed(speakers)
    device = await start(ESPHOME)
    await until(lambda: device.state("valve") is False)
    bed.speaker.answer = lambda topic, payload: None
    for command in (device.outlet("valve").open(20), device.outlet("valve").close()):
        with pytest.raises(HardwareError, match="didn't answer"):
            await command
    assert await device.outlet("valve").is_open() is None


@pytest.mark.parametrize(("said", "value"), [("41.5", 41.5), ("nan", None), ("inf", None), ("wet", None)])
async def test_esphomes_sensors_are_plain_numbers(
    speakers: Bring, start: Starter, said: str, value: float | None
) -> None:
    bed = Bed(speakers)
    device = await start(ESPHOME)
    bed.speaker.say("bed/sensor/soil/state", said)
    bed.speaker.say("bed/binary_sensor/wet/state", "ON")
    await until(lambda: device.level("wet"))
    assert (await device.probe("soil").read()).value == value


async def test_an_esphome_contact_is_known_from_what_it_said_before(speakers: Bring, start: Starter) -> None:
    bed = Bed(speakers)
    bed.speaker.say("bed/binary_sensor/wet/state", "ON", retain=True)
    bed.speaker.say("bed/sensor/soil/state", "41.5", retain=True)
    first = await start(ESPHOME)
    await until(lambda: first.level("wet") is True)
    device = await start(ESPHOME)
    await until(lambda: device.level("wet") is True)
    with pytest.raises(HardwareError, match="hasn't said soil"):
        await device.probe("soil").read()


def test_a_message_of_nobodys_channel_means_nothing() -> None:
    for config in (TASMOTA, ESPHOME):
        assert not list(dialect_of(config).hear("somebody/else", json.dumps({"POWER2": "ON"}).encode()))
