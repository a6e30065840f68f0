"""Why an exchange with a device failed, in words that a person can act on."""

from enum import StrEnum

from .. import HardwareError


class Reason(StrEnum):
    """What went wrong; a flow has one text for each."""

    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    NOT_AUTHORIZED = "not_authorized"
    NOT_FOUND = "not_found"
    BUSY = "busy"
    FAILED = "failed"
    NONSENSE = "nonsense"
    UNKNOWN_DEVICE = "unknown_device"


class HttpError(HardwareError):
    """An exchange that didn't come to a good end."""

    def __init__(self, reason: Reason, message: str) -> None:
        """Say why."""
        super().__init__(message)
        self.reason = reason


# What a second try may mend is a ConnectionError, too: those are what a retry looks for.
class Unreachable(HttpError, ConnectionError):
    """No connection came about: the request never left."""


class NoAnswer(HttpError, ConnectionError):
    """The request left, and no whole answer came in time."""


class Busy(HttpError, ConnectionError):
    """The device asks to come again later, in `retry_after` seconds if it says so."""

    def __init__(self, reason: Reason, message: str, retry_after: float | None) -> None:
        """Say why, and when to come again."""
        super().__init__(reason, message)
        self.retry_after = retry_after
