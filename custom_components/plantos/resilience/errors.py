"""How a call ends that the device itself never answered."""


class Refusal(Exception):
    """A call was turned away for good reason: it is never retried, and tells nothing about the device."""


class BreakerOpen(Refusal):
    """A device failed too often; it is left alone for a while."""

    def __init__(self, name: str, seconds_left: float) -> None:
        """Name the device, and how long it is left alone; 0 while another call is its trial."""
        super().__init__(f"{name} failed too often and is left alone for {seconds_left:.0f} s more")
        self.name = name
        self.seconds_left = seconds_left


class BrokenOff(Exception):
    """The device's own library cancelled what it was doing; nobody had asked it to."""
