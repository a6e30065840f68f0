"""A hub of several devices: what hangs on which channel, and that none keeps another away."""

import asyncio

import pytest

from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.domain.supplies import Supply
from custom_components.plantos.hardware import DeviceFault, Fault
from custom_components.plantos.hardware.devices import (
    Channel,
    ConnectedDevice,
    DeviceConfig,
    Devices,
    Role,
    is_channel,
    source,
)
from custom_components.plantos.hardware.http.json_device import JsonSettings
from tests.parts import Box, Part

CHANNELS = {
    "soil": Channel(role=Role.PROBE, raw=True),
    "percent": Channel(role=Role.PROBE, measure=Measure.MOISTURE),
    "pump": Channel(role=Role.OUTLET),
    "meter": Channel(role=Role.FLOW_METER),
    "share": Channel(role=Role.TANK, unit="%"),
    "litres": Channel(role=Role.TANK, unit="L"),
    "stone": Channel(role=Role.TANK, unit="kg"),
    "float": Channel(role=Role.TANK),
    "puddle": Channel(role=Role.LEAK),
}
OTHER = {"pump": Channel(role=Role.OUTLET)}


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


def plant(**wires: object) -> Plant:
    return Plant.model_validate({"plant_id": "basil", "name": "Basil", **wires})


def supply(**wires: object) -> Supply:
    return Supply.model_validate({"supply_id": "barrel", "name": "Barrel", **wires})


@pytest.fixture
def box() -> Box:
    """A device with one of everything."""
    return Box({name: Part() for name in CHANNELS})


@pytest.fixture
def other() -> Box:
    """A device beside it."""
    return Box({"pump": Part()})


@pytest.fixture
def hub(box: Box, other: Box) -> Devices:
    """A hub of both."""
    configs = {
        "a": DeviceConfig(device_id="a", name="Box", driver="test", channels=CHANNELS),
        "b": DeviceConfig(device_id="b", name="Other", driver="test", channels=OTHER),
    }
    devices: dict[str, ConnectedDevice] = {"a": box, "b": other}
    return Devices(configs, lambda config: devices[config.device_id])


# --- what hangs on a channel ------------------------------------------------------------------------


def test_a_channel_is_told_from_an_entity() -> None:
    assert is_channel(source("a", "pump"))
    assert not is_channel("switch.pump")
    assert not is_channel(None)


async def test_a_raw_probe_is_marked_and_another_is_not(hub: Devices, box: Box) -> None:
    box.parts["soil"].value, box.parts["percent"].value = 17_000.0, 40.0
    wired = plant(probes={"moisture": "a/soil"}, backups={"moisture": "a/percent"})
    probe, backup = hub.probe(wired, Measure.MOISTURE), hub.backup(wired, Measure.MOISTURE)
    assert probe
    assert backup
    raw, percent = await probe.read(), await backup.read()

    assert (raw.value, raw.raw) == (17_000.0, True)
    assert (percent.value, percent.raw) == (40.0, False)


def test_outlet_pump_and_meter_are_those_of_their_own_device(hub: Devices, box: Box, other: Box) -> None:
    assert hub.outlet(plant(outlet="a/pump")) is box.parts["pump"]
    assert hub.outlet(plant(outlet="b/pump")) is other.parts["pump"]
    assert hub.pump(supply(pump="b/pump")) is other.parts["pump"]
    assert hub.flow_meter(supply(flow_meter="a/meter")) is box.meter


def test_a_plant_without_channels_has_nothing_here(hub: Devices) -> None:
    bare, wired = plant(), plant(outlet="switch.pump", probes={"moisture": "sensor.soil"})
    for one in (bare, wired):
        assert hub.outlet(one) is None
        assert hub.probe(one, Measure.MOISTURE) is None
        assert hub.backup(one, Measure.MOISTURE) is None
    assert hub.pump(supply()) is None
    assert hub.flow_meter(supply()) is None
    assert hub.tank(supply()) is None
    assert hub.leak(supply()) is None


@pytest.mark.parametrize("gone", ["a/soil", "a/nothing", "c/pump"])
def test_what_is_no_outlet_or_gone_is_never_opened(hub: Devices, gone: str) -> None:
    assert hub.outlet(plant(outlet=gone)) is None
    assert hub.pump(supply(pump=gone)) is None


def test_a_channel_is_known_until_its_device_is_gone(hub: Devices) -> None:
    assert hub.channel("a/pump") == CHANNELS["pump"]
    assert hub.channel("a/nothing") is None
    assert hub.channel("c/pump") is None
    assert hub.channel(None) is None


# --- tanks and leaks --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "said", "held"),
    [
        ("share", 50.0, 100_000.0),
        ("share", None, None),
        ("litres", 3.0, 3_000.0),
        ("stone", 3.0, None),
        ("float", True, True),
        ("float", False, False),
        ("float", None, None),
    ],
)
def test_a_tank_tells_ml_or_whether_its_switch_is_under_water(
    hub: Devices, box: Box, channel: str, said: float | bool | None, held: float | bool | None
) -> None:
    box.parts[channel].value = said
    assert hub.tank(supply(tank=f"a/{channel}", tank_capacity_l=200)) == held


def test_a_share_of_nobody_knows_what_is_unknown(hub: Devices) -> None:
    assert hub.tank(supply(tank="a/share")) is None


@pytest.mark.parametrize(("said", "wet"), [(True, True), (False, False), (None, None), (0.7, None)])
def test_a_leak_probe_is_wet_dry_or_unknown(
    hub: Devices, box: Box, said: float | bool | None, wet: bool | None
) -> None:
    box.parts["puddle"].value = said
    assert hub.leak(supply(leak="a/puddle")) is wet


# --- life -------------------------------------------------------------------------------------------


async def test_a_channel_that_speaks_is_heard_by_its_source(hub: Devices, box: Box, other: Box) -> None:
    heard: list[str] = []
    await hub.start()
    box.speak("soil")
    hub.listen(heard.append)
    box.speak("soil")
    other.speak("pump")
    assert heard == ["a/soil", "b/pump"]


def test_a_device_that_cannot_be_is_reported_and_keeps_no_other_away(other: Box) -> None:
    def connect(config: DeviceConfig) -> ConnectedDevice:
        if config.device_id == "a":
            raise ValueError("no address")
        return other

    configs = {
        key: DeviceConfig(device_id=key, name="Box", driver="test", channels=CHANNELS if key == "a" else OTHER)
        for key in ("a", "b")
    }
    hub = Devices(configs, connect)
    assert list(hub.faults()) == [DeviceFault(Fault.UNUSABLE, "a", "no address")]
    assert hub.outlet(plant(outlet="a/pump")) is None
    assert hub.outlet(plant(outlet="b/pump")) is other.parts["pump"]
    # It may be mended: what hangs on it isn't gone.
    assert hub.channel("a/pump") == CHANNELS["pump"]


async def test_a_device_that_fails_to_start_is_reported_and_keeps_no_other_away(
    hub: Devices, box: Box, other: Box
) -> None:
    box.start_error = RuntimeError("broken")
    await hub.start()
    assert other.running
    assert list(hub.faults()) == [DeviceFault(Fault.UNUSABLE, "a", "broken")]


async def test_a_start_that_is_broken_off_leaves_nothing_running(
    hub: Devices, box: Box, other: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def hang(changed: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(other, "start", hang)
    starting = asyncio.create_task(hub.start())
    await begun.wait()
    assert box.running
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert not box.running


def test_what_is_wrong_with_a_description_is_told_without_what_was_written_there() -> None:
    def connect(config: DeviceConfig) -> ConnectedDevice:
        JsonSettings.model_validate({"url": "ftp://gardener:hush@box", "token": "hush", "channels": {}})
        raise AssertionError("that is no description")

    config = DeviceConfig(device_id="box", name="Box", driver="json")
    [fault] = Devices({"box": config}, connect).faults()
    assert "url" in fault.detail and "channels" in fault.detail
    assert "hush" not in fault.detail


async def test_what_is_wrong_with_a_device_is_told_as_long_as_it_is(hub: Devices, other: Box) -> None:
    assert list(hub.faults()) == []
    other.fault = DeviceFault(Fault.UNREACHABLE, "b", "no route")
    assert list(hub.faults()) == [other.fault]


async def test_a_device_that_cannot_be_left_keeps_no_other(
    hub: Devices, box: Box, other: Box, caplog: pytest.LogCaptureFixture
) -> None:
    await hub.start()
    box.stop_error = RuntimeError("stuck")
    await hub.stop()
    assert box.running
    assert not other.running
    assert "couldn't be let go of" in caplog.text


async def test_a_device_does_not_care_who_hangs_on_it(hub: Devices, other: Box) -> None:
    hub.use({"basil": plant(outlet="b/pump")}, {})
    assert hub.outlet(plant(outlet="b/pump")) is other.parts["pump"]
