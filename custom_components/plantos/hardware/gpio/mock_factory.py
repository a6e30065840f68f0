"""gpiozero's mock pins that write down every level they are driven to. Imports nothing of PlantOS."""

import os
from time import monotonic
from typing import override

from gpiozero.pins import Factory, PinInfo
from gpiozero.pins.mock import MockFactory, MockPin


class TracedFactory(MockFactory):
    """Pins without hardware; `trace` is a file that gets "seconds line level" for every level that is driven."""

    def __init__(self, trace: str | None = None) -> None:
        """Begin; the file is appended to."""
        super().__init__(pin_class=TracedPin)
        self._file = None if trace is None else os.open(trace, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def driven(self, number: int, level: bool) -> None:
        """Note a level."""
        if self._file is not None:
            os.write(self._file, f"{monotonic():.6f} {number} {level:d}\n".encode())

    def close(self) -> None:
        """Let go of pins and file."""
        super().close()
        if self._file is not None:
            os.close(self._file)
        self._file = None


class TracedPin(MockPin):
    """A mock pin that takes direction and level at once."""

    def __init__(self, factory: Factory, info: PinInfo) -> None:
        """Begin as an input."""
        super().__init__(factory, info)
        self._traced = factory if isinstance(factory, TracedFactory) else None

    @override
    def output_with_state(self, state: bool) -> None:
        """Make it an output at a level."""
        self._function = "output"
        self._set_state(state)

    @override
    def _set_state(self, value: bool) -> None:
        super()._set_state(value)
        if self._traced is not None:
            self._traced.driven(self._number, value)
