"""Switches and flow meters on GPIO lines."""

import asyncio
from datetime import UTC, datetime
from threading import Thread

from gpiozero.pins.mock import MockFactory, MockPin
import pytest

from custom_components.plantos.hardware import Fault, HardwareError
from custom_components.plantos.hardware.devices import ConnectedDevice
from custom_components.plantos.hardware.gpio import inputs
from custom_components.plantos.hardware.gpio.inputs import (
    FlowMeterInput,
    FlowMeterSettings,
    SwitchInput,
    SwitchSettings,
)

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def pin_of(factory: MockFactory, line: int) -> MockPin:
    pin = factory.pin(line)
    assert isinstance(pin, MockPin)
    return pin


def switch(factory: MockFactory, *, active_low: bool = True) -> SwitchInput:
    settings = SwitchSettings(line=5, active_low=active_low)
    return SwitchInput("barrel", "float", settings, lambda: factory)


def meter(factory: MockFactory) -> FlowMeterInput:
    return FlowMeterInput("meter", "flow", FlowMeterSettings(line=6), lambda: factory, lambda: NOON)


async def test_a_float_switch_speaks_when_it_turns() -> None:
    factory, heard = MockFactory(), asyncio.Queue[str]()
    device = switch(factory)
    assert device.level("float") is None
    await device.start(heard.put_nowait)
    assert device.level("float") is False and device.fault is None
    Thread(target=pin_of(factory, 5).drive_low).start()
    async with asyncio.timeout(5):
        assert await heard.get() == "float"
    assert device.level("float") is True
    await device.stop()
    assert device.level("float") is None


async def test_a_probe_that_is_high_when_wet_can_be_told_so() -> None:
    factory = MockFactory()
    device = switch(factory, active_low=False)
    await device.start(lambda _: None)
    assert device.level("float") is True
    await device.stop()


async def test_a_flow_meter_counts_every_pulse_from_any_thread() -> None:
    factory, heard = MockFactory(), asyncio.Queue[str]()
    device = meter(factory)
    with pytest.raises(HardwareError):
        await device.flow_meter("flow").read()
    await device.start(heard.put_nowait)
    pin = pin_of(factory, 6)

    def pulse() -> None:
        pin.drive_low()
        pin.drive_high()

    def turn() -> None:
        for _ in range(900):
            pulse()

    thread = Thread(target=turn)
    thread.start()
    await asyncio.to_thread(thread.join)
    sample = await device.flow_meter("flow").read()
    assert (sample.value, sample.unit, sample.at, device.pulses) == (2000.0, "mL", NOON, 900)
    async with asyncio.timeout(5):
        assert await heard.get() == "flow"
    assert heard.empty()
    await device.stop()


async def test_a_line_that_is_taken_is_a_fault_until_it_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "AGAIN_S", 0.01)
    factory, tries, heard = MockFactory(), iter([OSError(16, "busy"), None]), asyncio.Queue[str]()

    def pins() -> MockFactory:
        if error := next(tries):
            raise error
        return factory

    device = SwitchInput("barrel", "float", SwitchSettings(line=5), pins)
    await device.start(heard.put_nowait)
    assert device.fault and device.fault.fault is Fault.IN_USE and device.fault.device_id == "barrel"
    async with asyncio.timeout(5):
        assert await heard.get() == "float"
    assert device.fault is None and device.level("float") is False
    await device.stop()


async def test_a_line_that_doesnt_exist_is_a_fault() -> None:
    settings = FlowMeterSettings(pins={"backend": "mock"}, line=99)
    device = FlowMeterInput("meter", "flow", settings)
    await device.start(lambda _: None)
    assert device.fault and device.fault.fault is Fault.NOT_FOUND
    with pytest.raises(HardwareError):
        await device.read()
    await device.stop()


async def test_a_device_is_taken_from_its_settings() -> None:
    device = SwitchInput("leak", "wet", SwitchSettings(pins={"backend": "mock"}, line=4))
    await device.start(lambda _: None)
    assert device.fault is None
    await device.stop()


def test_an_input_has_no_other_parts() -> None:
    first: ConnectedDevice = switch(MockFactory())
    second: ConnectedDevice = meter(MockFactory())
    for ask in (first.probe, first.outlet, first.flow_meter, second.level):
        with pytest.raises(LookupError):
            ask("anything")
