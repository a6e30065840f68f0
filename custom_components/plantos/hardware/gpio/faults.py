"""An error of a pin, a bus or a library as a device's fault."""

from .. import DeviceFault, Fault, HardwareError
from .troubles import kind_of, text_of


class LinesError(HardwareError):
    """GPIO lines can't be had; `fault` says why."""

    def __init__(self, fault: Fault, text: str) -> None:
        """Say what is wrong in one sentence."""
        super().__init__(text)
        self.fault = fault


def lines_error(error: Exception) -> LinesError:
    """What an error means for who wanted the lines."""
    return LinesError(Fault(kind_of(error)), text_of(error))


def fault_of(error: Exception, device_id: str) -> DeviceFault:
    """What an error means for a device."""
    return DeviceFault(Fault(kind_of(error)), device_id, text_of(error))
