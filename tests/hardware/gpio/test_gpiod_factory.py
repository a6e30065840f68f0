"""gpiozero on libgpiod: one request for one line, no level that nobody asked for, no edge lost."""

from collections.abc import Iterator
from queue import SimpleQueue
import threading
from time import monotonic

from gpiod.line import Bias, Direction, Edge, Value
from gpiozero import DigitalInputDevice, DigitalOutputDevice
from gpiozero.exc import (
    PinInvalidBounce,
    PinInvalidEdges,
    PinInvalidFunction,
    PinInvalidPin,
    PinInvalidPull,
    PinSetInput,
)
from gpiozero.pins.mock import MockFactory
import pytest

from custom_components.plantos.hardware.gpio.gpiod_factory import GpiodFactory, GpiodPin

from .fakes import FakeKernel


@pytest.fixture
def factory(kernel: FakeKernel) -> Iterator[GpiodFactory]:
    """The chip's lines for gpiozero."""
    factory = GpiodFactory()
    yield factory
    factory.close()


def test_an_active_low_relay_is_taken_off_in_one_request(kernel: FakeKernel, factory: GpiodFactory) -> None:
    relay = DigitalOutputDevice(3, active_high=False, initial_value=False, pin_factory=factory)
    ((line, settings),) = kernel.requests
    assert line == 3 and settings.direction is Direction.OUTPUT and settings.output_value is Value.ACTIVE
    assert kernel.changes == [] and kernel.writes == []
    assert relay.value == 0
    relay.close()


def test_an_output_is_turned_and_read_back(kernel: FakeKernel, factory: GpiodFactory) -> None:
    relay = DigitalOutputDevice("GPIO5", pin_factory=factory)
    relay.on()
    assert kernel.writes == [(5, True)] and relay.value == 1
    kernel.levels[5] = False
    assert relay.value == 0
    relay.close()
    assert kernel.held == {}


def test_a_closed_line_can_be_taken_again(kernel: FakeKernel, factory: GpiodFactory) -> None:
    for _ in range(2):
        DigitalOutputDevice(1, pin_factory=factory).close()
    assert len(kernel.requests) == 2


def test_two_factories_have_pins_of_their_own(kernel: FakeKernel, factory: GpiodFactory) -> None:
    other = GpiodFactory()
    assert other.pin(1) is not factory.pin(1)
    assert factory.pin(1) is factory.pin("GPIO1")
    other.close()


def test_a_line_of_somebody_else_is_refused_and_left_alone(kernel: FakeKernel, factory: GpiodFactory) -> None:
    kernel.busy.add(2)
    with pytest.raises(OSError, match="busy: 'line 2'"):
        DigitalOutputDevice(2, pin_factory=factory)
    kernel.busy.clear()
    assert factory.pin(2).function == "input"


def test_a_line_that_the_chip_doesnt_have_is_refused(factory: GpiodFactory) -> None:
    with pytest.raises(PinInvalidPin):
        factory.pin(99)


def test_lines_of_one_name_are_the_first_of_them(kernel: FakeKernel) -> None:
    kernel.names = ("PUMP", "", "PUMP")
    factory = GpiodFactory()
    assert factory.pin("PUMP").info.number == 0
    factory.close()


def test_an_input_has_its_bias(kernel: FakeKernel, factory: GpiodFactory) -> None:
    pin = factory.pin(4)
    for pull, bias in (("up", Bias.PULL_UP), ("down", Bias.PULL_DOWN), ("floating", Bias.DISABLED)):
        pin.pull = pull
        assert kernel.held[4].settings.bias is bias and pin.pull == pull
    pin.function = "input"
    assert pin.function == "input"
    with pytest.raises(PinInvalidPull):
        pin.pull = "sideways"
    with pytest.raises(PinSetInput):
        pin.state = True


def test_a_line_becomes_an_output_at_the_level_it_shows(kernel: FakeKernel, factory: GpiodFactory) -> None:
    kernel.levels[6] = True
    pin = factory.pin(6)
    pin.function = "output"
    assert pin.function == "output" and pin.state is True
    with pytest.raises(PinInvalidFunction):
        pin.function = "heater"


def test_a_debounced_input_fires_on_edges(kernel: FakeKernel, factory: GpiodFactory) -> None:
    heard: SimpleQueue[str] = SimpleQueue()
    button = DigitalInputDevice(7, pull_up=True, bounce_time=0.05, pin_factory=factory)
    button.when_activated = lambda: heard.put("on")
    settings = kernel.held[7].settings
    assert settings.debounce_period.total_seconds() == 0.05 and settings.edge_detection is Edge.BOTH
    assert button.pin.bounce == 0.05
    kernel.edge(7, 1, rising=True)
    kernel.edge(7, 2, rising=False)
    assert heard.get(timeout=5) == "on"
    button.close()


def test_edges_that_the_kernel_dropped_are_told_all_the_same(kernel: FakeKernel, factory: GpiodFactory) -> None:
    heard: SimpleQueue[int] = SimpleQueue()

    def count(ticks: float, state: int) -> None:
        heard.put(state)

    pin = factory.pin(7)
    pin.input_with_pull("up")
    pin.edges = "rising"
    pin.when_changed = count
    pin.edges = "rising"
    kernel.edge(7, 1)
    kernel.edge(7, 5)
    assert [heard.get(timeout=5) for _ in range(5)] == [1] * 5
    pin.when_changed = None
    assert heard.empty()
    assert kernel.held[7].settings.edge_detection is Edge.NONE


def test_nonsense_is_refused(factory: GpiodFactory) -> None:
    pin = factory.pin(0)
    with pytest.raises(PinInvalidBounce):
        pin.bounce = -1
    with pytest.raises(PinInvalidEdges):
        pin.edges = "round"
    assert pin.edges == "both"
    with pytest.raises(TypeError):
        GpiodPin(MockFactory(), pin.info)


def test_ticks_are_seconds(factory: GpiodFactory) -> None:
    assert factory.ticks_diff(factory.ticks() + 2, factory.ticks()) == pytest.approx(2, abs=0.1)


def test_a_line_whose_edges_can_no_longer_be_read_says_so_and_can_be_let_go_of(
    kernel: FakeKernel, factory: GpiodFactory
) -> None:
    pin = factory.pin(7)
    assert isinstance(pin, GpiodPin)
    pin.input_with_pull("up")

    def nothing(ticks: float, state: int) -> None:
        pass

    pin.when_changed = nothing
    assert pin.state is False
    kernel.gone.add(7)
    kernel.edge(7, 1)
    end = monotonic() + 5
    while pin._lost is None:
        assert monotonic() < end
    with pytest.raises(OSError, match="No such device"):
        _ = pin.state
    factory.close()
    assert kernel.held == {}
    assert [thread for thread in threading.enumerate() if "edges" in thread.name] == []
    kernel.gone.clear()
    again = GpiodFactory()
    again.pin(7).input_with_pull("up")
    assert again.pin(7).state is False
    again.close()
