"""The ways to GPIO lines, and what their errors mean."""

import errno
from pathlib import Path
import runpy
import sys
from types import ModuleType

import pytest

from custom_components.plantos.hardware.gpio.backends import factory_of
from custom_components.plantos.hardware.gpio.gpiod_factory import GpiodFactory
from custom_components.plantos.hardware.gpio.troubles import kind_of, text_of

from .fakes import FakeKernel


def test_libgpiod_is_the_usual_way(kernel: FakeKernel) -> None:
    factory = factory_of(chip="/dev/gpiochip1")
    assert isinstance(factory, GpiodFactory)
    factory.close()


def test_an_unknown_way_is_refused() -> None:
    with pytest.raises(ValueError, match="telepathy"):
        factory_of("telepathy")


def test_the_mock_writes_down_what_it_drives(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    factory = factory_of("mock", trace=str(trace))
    pin = factory.pin(17)
    pin.output_with_state(True)
    pin.state = False
    factory.close()
    assert [line.split()[1:] for line in trace.read_text().splitlines()] == [["17", "1"], ["17", "0"]]
    silent = factory_of("mock")
    silent.pin(17).output_with_state(True)
    assert silent.pin(17).state
    silent.close()


def test_lgpio_takes_direction_and_level_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    did: list[tuple[str, tuple[object, ...]]] = []

    class Library(ModuleType):
        SET_PULL_NONE = BOTH_EDGES = RISING_EDGE = FALLING_EDGE = SET_PULL_UP = SET_PULL_DOWN = 0

        def __getattr__(self, name: str) -> object:
            if not name.startswith("gpio"):
                raise AttributeError(name)

            def call(*what: object) -> int:
                did.append((name, what))
                return 5

            return call

    monkeypatch.setitem(sys.modules, "lgpio", Library("lgpio"))
    for module in ("gpiozero.pins.lgpio", "custom_components.plantos.hardware.gpio.lgpio_factory"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setattr("gpiozero.pins.local.get_pi_revision", lambda: 0xA02082)
    factory = factory_of("lgpio", chip="/dev/gpiochip4")
    other = factory_of("lgpio", chip=None)
    did.clear()
    factory.pin(17).output_with_state(False)
    assert ("gpio_claim_output", (5, 17, 0)) in did
    assert other.pin(17) is not factory.pin(17)
    factory.close()
    other.close()


def test_errors_are_told_apart() -> None:
    assert kind_of(ModuleNotFoundError("gpiod")) == "library_missing"
    assert kind_of(PermissionError(errno.EACCES, "no")) == "not_permitted"
    assert kind_of(FileNotFoundError(errno.ENOENT, "no")) == "not_found"
    assert kind_of(OSError(errno.EBUSY, "no")) == "in_use"
    assert kind_of(OSError(errno.EREMOTEIO, "no")) == "unreachable"
    assert kind_of(RuntimeError()) == "unreachable"
    assert text_of(RuntimeError()) == "RuntimeError"
    assert text_of(PermissionError(13, "Permission denied", "/dev/x")) == "/dev/x: Permission denied"


PARTS = ["hardware.guardian.outlets", "hardware.guardian.banks", "hardware.gpio.inputs", "hardware.gpio.lines"]


@pytest.mark.parametrize("part", PARTS)
def test_no_library_is_imported_before_it_is_needed(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("gpiozero", "gpiod", "smbus2", "pigpio", "lgpio"):
        monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, f"custom_components.plantos.{part}", raising=False)
    assert runpy.run_module(f"custom_components.plantos.{part}")
