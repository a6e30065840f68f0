"""gpiozero's pins on lgpio that give an output its level with its direction. Imports nothing of PlantOS."""

from typing import override

from gpiozero.pins import PinInfo
from gpiozero.pins.lgpio import LGPIOFactory, LGPIOPin
import lgpio


class SteadyLgpioFactory(LGPIOFactory):
    """The lines of one chip by its number."""

    def __init__(self, chip: int | None = None) -> None:
        """Open the chip."""
        super().__init__(chip)
        self.pin_class = SteadyLgpioPin
        # The library's own are shared between all factories of a process.
        self.pins: dict[PinInfo, SteadyLgpioPin] = {}  # type: ignore[assignment]  # narrower than the library's

    @property
    def handle(self) -> int | None:
        """The chip as lgpio knows it."""
        return self._handle


class SteadyLgpioPin(LGPIOPin):
    """A line that never shows a level between direction and value."""

    @override
    def output_with_state(self, state: bool) -> None:
        """Make it an output at a level."""
        if isinstance(self.factory, SteadyLgpioFactory):
            lgpio.gpio_claim_output(self.factory.handle, self._number, int(state))
