"""The GPIO chips of this computer and their lines, with who holds them: for a form."""

from dataclasses import dataclass
from pathlib import Path
import re

from .. import Fault
from .faults import LinesError, lines_error

DEVICES = Path("/dev")


@dataclass(frozen=True, slots=True)
class GpioLine:
    """One line; `consumer` is who holds it, where that one said its name."""

    number: int
    name: str
    used: bool
    consumer: str


@dataclass(frozen=True, slots=True)
class GpioChip:
    """One chip by its path."""

    path: str
    name: str
    label: str
    lines: tuple[GpioLine, ...]


def gpio_chips(devices: Path = DEVICES) -> tuple[GpioChip, ...]:
    """Every chip that may be opened. Blocks for a moment; raises LinesError if there is none."""
    try:
        import gpiod  # noqa: PLC0415  # only who asks for lines needs the library
    except ImportError as error:
        raise lines_error(error) from error
    chips, refusal = [], LinesError(Fault.NOT_FOUND, "there is no GPIO chip")
    for path in sorted(devices.glob("gpiochip*"), key=_number):
        # Raspberry Pi OS has a second name for the chip with the header.
        if path.is_symlink():
            continue
        try:
            with gpiod.Chip(str(path)) as chip:
                info = chip.get_info()
                lines = (chip.get_line_info(number) for number in range(info.num_lines))
                found = tuple(GpioLine(line.offset, line.name or "", line.used, line.consumer or "") for line in lines)
                chips.append(GpioChip(str(path), info.name, info.label, found))
        except OSError as error:
            refusal = lines_error(error)
    if not chips:
        raise refusal
    return tuple(chips)


def _number(path: Path) -> tuple[int, str]:
    digits = re.search(r"\d+$", path.name)
    return (int(digits[0]) if digits else -1, path.name)
