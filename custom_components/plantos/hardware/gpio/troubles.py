"""What an error of a pin, a bus or a library means, in the words that faults have."""

import errno

LIBRARY_MISSING, NOT_FOUND, NOT_PERMITTED, IN_USE, UNREACHABLE = (
    "library_missing",
    "not_found",
    "not_permitted",
    "in_use",
    "unreachable",
)

_BY_ERRNO = {
    errno.EACCES: NOT_PERMITTED,
    errno.EPERM: NOT_PERMITTED,
    errno.EBUSY: IN_USE,
    errno.EADDRINUSE: IN_USE,
    errno.ENOENT: NOT_FOUND,
    errno.ENODEV: NOT_FOUND,
    errno.ENXIO: NOT_FOUND,
    errno.ENOTTY: NOT_FOUND,
}
# gpiozero's own, by name: this module is there where the library isn't.
_BY_NAME = {"GPIOPinInUse": IN_USE, "PinInvalidPin": NOT_FOUND, "PinUnknownPi": NOT_FOUND}


def kind_of(error: Exception) -> str:
    """Which fault an error is."""
    if isinstance(error, ImportError):
        return LIBRARY_MISSING
    if isinstance(error, OSError) and error.errno in _BY_ERRNO:
        return _BY_ERRNO[error.errno]
    return _BY_NAME.get(type(error).__name__, UNREACHABLE)


def text_of(error: Exception) -> str:
    """An error in one plain sentence."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or type(error).__name__
