"""Switches and flow meters on GPIO lines."""

import asyncio
from datetime import UTC, datetime
import gc
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


class Deaf(MockPin):
    """A pin whose edges are lost."""

    def _change_state(self, value: bool) -> bool:
        self._state = value
        return False


async def test_a_change_that_nobody_told_of_is_seen_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "AGAIN_S", 0.01)
    factory, heard = MockFactory(pin_class=Deaf), asyncio.Queue[str]()
    device = switch(factory)
    await device.start(heard.put_nowait)
    assert device.level("float") is False
    pin_of(factory, 5).drive_low()
    async with asyncio.timeout(5):
        assert await heard.get() == "float"
    assert device.level("float") is True
    assert heard.empty()
    await device.stop()


class Sick(MockPin):
    """A pin that can't be read while it is ill."""

    ill = False

    def _get_state(self) -> bool:
        if Sick.ill:
            raise OSError(19, "No such device")
        return bool(self._state)  # type: ignore[attr-defined]  # the stubs leave it out


@pytest.fixture
def sick(monkeypatch: pytest.MonkeyPatch) -> MockFactory:
    monkeypatch.setattr(inputs, "AGAIN_S", 0.01)
    monkeypatch.setattr(Sick, "ill", False)
    return MockFactory(pin_class=Sick)


async def test_a_switch_that_can_no_longer_be_read_is_unknown_until_it_can(sick: MockFactory) -> None:
    heard = asyncio.Queue[str]()
    device = switch(sick)
    await device.start(heard.put_nowait)
    Sick.ill = True
    async with asyncio.timeout(5):
        await heard.get()
        assert device.level("float") is None
        assert device.fault and device.fault.fault is Fault.NOT_FOUND
        # Nothing of it is held meanwhile.
        assert not sick.pins
        Sick.ill = False
        await heard.get()
    assert device.level("float") is False and device.fault is None
    await device.stop()


async def test_a_meter_that_can_no_longer_be_read_says_so_and_keeps_its_count(sick: MockFactory) -> None:
    heard = asyncio.Queue[str]()
    device = meter(sick)
    await device.start(heard.put_nowait)
    pin_of(sick, 6).drive_low()
    pin_of(sick, 6).drive_high()
    Sick.ill = True
    async with asyncio.timeout(5):
        while device.fault is None:
            await heard.get()
        with pytest.raises(HardwareError, match="No such device"):
            await device.read()
        Sick.ill = False
        while device.fault is not None:
            await heard.get()
    assert device.pulses == 1 and (await device.read()).unit == "mL"
    await device.stop()


async def test_a_line_that_cant_be_let_go_of_is_no_error_at_a_stop() -> None:
    class Stuck(MockFactory):
        def close(self) -> None:
            raise OSError(5, "Input/output error")

    complaints: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    device = switch(Stuck())
    await device.start(lambda _: None)
    await device.stop()
    gc.collect()
    assert complaints == [] and device.level("float") is None


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
