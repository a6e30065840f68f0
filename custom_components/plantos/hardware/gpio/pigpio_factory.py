"""gpiozero's pins on a pigpio daemon that give an output its level first. Imports nothing of PlantOS."""

from typing import override

from gpiozero.pins.pigpio import PiGPIOFactory, PiGPIOPin


class SteadyPigpioFactory(PiGPIOFactory):
    """The pins of the computer that a daemon runs on."""

    def __init__(self, host: str | None = None, port: int | None = None) -> None:
        """Connect. Raises OSError if nobody answers."""
        super().__init__(host, port)
        self.pin_class = SteadyPigpioPin


class SteadyPigpioPin(PiGPIOPin):
    """A pin that never shows a level between direction and value."""

    @override
    def output_with_state(self, state: bool) -> None:
        """Make it an output at a level: a write sets the level before it turns the direction."""
        if not isinstance(self.factory, SteadyPigpioFactory) or (connection := self.factory.connection) is None:
            raise OSError("the pigpio daemon is gone")
        connection.write(self._number, state)
