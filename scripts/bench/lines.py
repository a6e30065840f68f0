"""Simulated GPIO lines: made through configfs, pulled and read through sysfs, traced by the kernel."""

from dataclasses import dataclass
from pathlib import Path
import re

import gpiod

_CONFIG = Path("/sys/kernel/config/gpio-sim")
_TRACING = Path("/sys/kernel/tracing")
_EVENT = re.compile(r"(\d+\.\d+): gpio_(value|direction): (\d+)\s+(set|in|out)\s+\(?(-?\d+)")


@dataclass(frozen=True, slots=True)
class Driven:
    """One thing that was done to a line: `set 1`, `set 0`, `out` or `in`, at a monotonic time."""

    at: float
    line: int
    what: str


class Chip:
    """A chip whose lines are named like a Raspberry Pi's."""

    def __init__(self, name: str, lines: int) -> None:
        """Make it appear as /dev/gpiochipN."""
        folder = _CONFIG / name
        bank = folder / "bank0"
        bank.mkdir(parents=True)
        (bank / "num_lines").write_text(str(lines))
        (bank / "label").write_text(name)
        for line in range(lines):
            (bank / f"line{line}").mkdir()
            (bank / f"line{line}" / "name").write_text(f"GPIO{line}")
        (folder / "live").write_text("1")
        self.name = (bank / "chip_name").read_text().strip()
        self.path = f"/dev/{self.name}"
        self._sysfs = Path("/sys/devices/platform") / (folder / "dev_name").read_text().strip() / self.name
        self._first = self._find_first()

    def pull(self, line: int, up: bool) -> None:
        """Pull an undriven line up or down."""
        (self._sysfs / f"sim_gpio{line}" / "pull").write_text("pull-up" if up else "pull-down")

    def level(self, line: int) -> bool:
        """The level on the wire."""
        return (self._sysfs / f"sim_gpio{line}" / "value").read_text().strip() == "1"

    def driven(self, line: int) -> list[Driven]:
        """All that was done to a line since the trace was cleared."""
        return [one for one in _trace(self._first) if one.line == line]

    def _find_first(self) -> int:
        """The number that the trace gives to the first line."""
        start_tracing()
        with gpiod.request_lines(self.path, {0: gpiod.LineSettings(direction=gpiod.line.Direction.INPUT)}):
            pass
        first = _trace(0)[0].line
        start_tracing()
        return first


def start_tracing() -> None:
    """Clear the trace, and record every level and direction from now on by the monotonic clock."""
    (_TRACING / "trace_clock").write_text("mono")
    for event in ("gpio_value", "gpio_direction"):
        (_TRACING / "events" / "gpio" / event / "enable").write_text("1")
    (_TRACING / "trace").write_text("")


def _trace(first: int) -> list[Driven]:
    found = _EVENT.finditer((_TRACING / "trace").read_text())
    return [
        Driven(float(at), int(number) - first, f"set {value}" if kind == "value" else what)
        for at, kind, number, what, value in (one.groups() for one in found)
    ]
