"""Pins of a pigpio daemon: nothing on them takes for ever, whatever becomes of the daemon."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from queue import SimpleQueue
import threading
from threading import Thread

from gpiozero.exc import PinSetInput
import pytest

from custom_components.plantos.hardware import Fault
from custom_components.plantos.hardware.gpio import inputs, pigpio_factory
from custom_components.plantos.hardware.gpio.inputs import SwitchInput, SwitchSettings
from custom_components.plantos.hardware.gpio.pigpio_factory import SteadyPigpioFactory

from .daemon import Daemon, lonely_port

LONG = 5.0


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch, socket_enabled: None) -> Iterator[Daemon]:
    """A daemon that is given little time for its answers."""
    monkeypatch.setattr(pigpio_factory, "ANSWER_S", 0.2, raising=False)
    with Daemon() as daemon:
        yield daemon


@pytest.fixture
def factory(daemon: Daemon) -> Iterator[SteadyPigpioFactory]:
    """Its pins."""
    factory = SteadyPigpioFactory("127.0.0.1", daemon.port)
    yield factory
    factory.close()


def edge_threads() -> list[Thread]:
    return [thread for thread in threading.enumerate() if "pigpio" in type(thread).__module__]


def test_an_output_is_driven_and_read_back(daemon: Daemon, factory: SteadyPigpioFactory) -> None:
    pin = factory.pin(17)
    pin.output_with_state(True)
    assert daemon.is_on(17) and daemon.modes[17] == 1 and pin.state is True
    pin.state = False
    assert not daemon.is_on(17) and pin.state is False
    factory.close()
    assert edge_threads() == []
    with pytest.raises(OSError, match="gone"):
        pin.output_with_state(True)


def test_an_input_is_no_output(factory: SteadyPigpioFactory) -> None:
    with pytest.raises(PinSetInput):
        factory.pin(17).state = True


def test_edges_are_told(daemon: Daemon, factory: SteadyPigpioFactory) -> None:
    heard: SimpleQueue[int] = SimpleQueue()

    def tell(ticks: float, state: int) -> None:
        heard.put(state)

    factory.pin(5).when_changed = tell
    daemon.drive(5, high=True)
    assert heard.get(timeout=LONG) == 1


def test_a_daemon_that_freezes_ends_the_connection(daemon: Daemon, factory: SteadyPigpioFactory) -> None:
    pin = factory.pin(17)
    daemon.awake.clear()
    with pytest.raises(TimeoutError, match="doesn't answer"):
        _ = pin.state
    daemon.awake.set()
    # An answer that comes late is nobody's.
    with pytest.raises(OSError, match="gone"):
        _ = pin.state
    assert factory.connection is None


def test_a_daemon_that_was_frozen_before_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, socket_enabled: None
) -> None:
    monkeypatch.setattr(pigpio_factory, "ANSWER_S", 0.1, raising=False)
    with lonely_port() as port, pytest.raises(OSError, match="doesn't answer"):
        SteadyPigpioFactory("127.0.0.1", port)
    assert edge_threads() == []


def test_nobody_there_is_an_error(daemon: Daemon) -> None:
    daemon.die()
    with pytest.raises(ConnectionRefusedError):
        SteadyPigpioFactory("127.0.0.1", daemon.port)


def test_an_answer_that_is_cut_off_is_no_answer(daemon: Daemon, factory: SteadyPigpioFactory) -> None:
    pin = factory.pin(17)
    daemon.answer_length = 7
    with pytest.raises(TimeoutError):
        _ = pin.state
    assert factory.connection is None


def test_a_daemon_that_dies_costs_no_processor(daemon: Daemon, factory: SteadyPigpioFactory) -> None:
    pin, threads = factory.pin(17), edge_threads()
    assert threads
    daemon.die()
    for thread in threads:
        thread.join(LONG)
        assert not thread.is_alive()
    with pytest.raises(OSError, match="gone"):
        pin.state = True


def test_edges_that_end_are_noticed(daemon: Daemon, factory: SteadyPigpioFactory) -> None:
    pin, [thread] = factory.pin(17), edge_threads()
    daemon.hang_up_edges()
    thread.join(LONG)
    with pytest.raises(OSError, match="gone"):
        _ = pin.state


@pytest.mark.parametrize("freezes", [True, False])
def test_a_connection_is_closed_though_nobody_answers(
    daemon: Daemon, factory: SteadyPigpioFactory, freezes: bool
) -> None:
    factory.pin(5).input_with_pull("up")
    if freezes:
        daemon.awake.clear()
    else:
        daemon.hang_up()
    with suppress(OSError):
        factory.close()
    assert edge_threads() == []
    factory.close()


async def test_a_switch_of_a_daemon_that_died_is_unknown_until_there_is_another(
    daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "AGAIN_S", 0.02)
    heard = asyncio.Queue[str]()
    pins = {"backend": "pigpio", "host": "127.0.0.1", "port": daemon.port}
    device = SwitchInput("barrel", "float", SwitchSettings(pins=dict(pins), line=5, active_low=False))
    await device.start(heard.put_nowait)
    assert device.level("float") is False and device.fault is None
    daemon.hang_up()
    async with asyncio.timeout(LONG):
        await heard.get()
        assert device.level("float") is None
        assert device.fault and device.fault.fault is Fault.UNREACHABLE
        daemon.drive(5, high=True, silently=True)
        while device.level("float") is not True:
            await heard.get()
    assert device.fault is None
    await device.stop()
    assert edge_threads() == []
