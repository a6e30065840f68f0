"""The chips and lines that a form offers."""

from pathlib import Path
import sys

import pytest

from custom_components.plantos.hardware import Fault
from custom_components.plantos.hardware.gpio.faults import LinesError
from custom_components.plantos.hardware.gpio.gpiod_factory import GpiodFactory
from custom_components.plantos.hardware.gpio.lines import GpioLine, gpio_chips

from .fakes import FakeChip, FakeKernel


def test_lines_are_listed_with_who_holds_them(kernel: FakeKernel, tmp_path: Path) -> None:
    (tmp_path / "gpiochip10").touch()
    (tmp_path / "gpiochip2").touch()
    (tmp_path / "gpiochip4").symlink_to("gpiochip2")
    factory = GpiodFactory()
    factory.pin(3).function = "output"
    chips = gpio_chips(tmp_path)
    assert [Path(chip.path).name for chip in chips] == ["gpiochip2", "gpiochip10"]
    assert chips[0].label == "pinctrl" and len(chips[0].lines) == 8
    assert chips[0].lines[3] == GpioLine(3, "GPIO3", used=True, consumer="plantos")
    assert chips[0].lines[4] == GpioLine(4, "GPIO4", used=False, consumer="")
    factory.close()


def test_no_chip_is_said(kernel: FakeKernel, tmp_path: Path) -> None:
    with pytest.raises(LinesError) as error:
        gpio_chips(tmp_path)
    assert error.value.fault is Fault.NOT_FOUND


def test_a_chip_that_may_not_be_opened_is_said_unless_another_may(kernel: FakeKernel, tmp_path: Path) -> None:
    first, second = tmp_path / "gpiochip0", tmp_path / "gpiochip1"
    first.touch()
    FakeChip.refused[str(first)] = PermissionError(13, "Permission denied", str(first))
    with pytest.raises(LinesError, match="Permission denied") as error:
        gpio_chips(tmp_path)
    assert error.value.fault is Fault.NOT_PERMITTED
    second.touch()
    assert [chip.path for chip in gpio_chips(tmp_path)] == [str(second)]


def test_a_missing_library_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "gpiod", None)
    with pytest.raises(LinesError) as error:
        gpio_chips(tmp_path)
    assert error.value.fault is Fault.LIBRARY_MISSING
