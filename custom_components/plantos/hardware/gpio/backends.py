"""The ways to GPIO lines, by name; each imports its library only when it is chosen. Imports nothing else of PlantOS."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gpiozero.pins import Factory

type Setting = str | int | None


def _gpiod(**settings: Setting) -> Factory:
    from .gpiod_factory import DEFAULT_CHIP, GpiodFactory  # noqa: PLC0415  # the library may be missing

    return GpiodFactory(str(settings.get("chip") or DEFAULT_CHIP))


def _lgpio(**settings: Setting) -> Factory:
    from .lgpio_factory import SteadyLgpioFactory  # noqa: PLC0415  # the library may be missing

    chip = settings.get("chip")
    return SteadyLgpioFactory(None if chip is None else int(str(chip).removeprefix("/dev/gpiochip")))


def _pigpio(**settings: Setting) -> Factory:
    from .pigpio_factory import SteadyPigpioFactory  # noqa: PLC0415  # the library may be missing

    host, port = settings.get("host"), settings.get("port")
    return SteadyPigpioFactory(None if host is None else str(host), None if port is None else int(port))


def _mock(**settings: Setting) -> Factory:
    from .mock_factory import TracedFactory  # noqa: PLC0415  # the library may be missing

    trace = settings.get("trace")
    return TracedFactory(None if trace is None else str(trace))


BACKENDS: dict[str, Callable[..., Factory]] = {"gpiod": _gpiod, "lgpio": _lgpio, "pigpio": _pigpio, "mock": _mock}
# Those where the kernel itself keeps a second owner away from a line.
EXCLUSIVE = frozenset({"gpiod", "lgpio"})


def factory_of(backend: str = "gpiod", **settings: Setting) -> Factory:
    """A pin factory. Raises ImportError if its library is missing, OSError if there is nothing to open.

    gpiod: `chip` (path); lgpio: `chip` (path or number); pigpio: `host`, `port`; mock: `trace` (file).
    """
    if backend not in BACKENDS:
        raise ValueError(f"{backend!r} is no way to GPIO lines")
    return BACKENDS[backend](**settings)
