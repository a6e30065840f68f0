"""gpiozero's pins on libgpiod, the kernel's own way to GPIO lines.

Direction, value, bias and edges of a line are set in one request, so that no output shows a level
that nobody asked for. Imports nothing of PlantOS.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
import os
import select
from threading import RLock, Thread, current_thread
from time import monotonic

import gpiod
from gpiod.line import Bias, Direction, Edge, Value
from gpiozero.exc import PinInvalidBounce, PinInvalidEdges, PinInvalidFunction, PinInvalidPull, PinSetInput
from gpiozero.pins import BoardInfo, Factory, HeaderInfo, PinInfo
from gpiozero.pins.pi import PiFactory, PiPin

DEFAULT_CHIP = "/dev/gpiochip0"
CONSUMER = "plantos"
# Edges that the kernel keeps for a reader that is late; what is lost beyond them is counted all the same.
EVENTS_KEPT = 1024

_BIASES = {"up": Bias.PULL_UP, "down": Bias.PULL_DOWN, "floating": Bias.DISABLED}
_PULLS = {bias: pull for pull, bias in _BIASES.items()}
_EDGES = {"none": Edge.NONE, "rising": Edge.RISING, "falling": Edge.FALLING, "both": Edge.BOTH}


class GpiodFactory(PiFactory):
    """The lines of one chip, by number on it or by name. Pins are this factory's own."""

    def __init__(self, chip: str = DEFAULT_CHIP, consumer: str = CONSUMER) -> None:
        """Open the chip. Raises OSError if there is none, or none that may be used."""
        super().__init__()
        self.pin_class = GpiodPin
        self._consumer = consumer
        # libgpiod leaves it to its callers that two threads don't use a chip at once.
        self._lock = RLock()
        with _named(chip):
            self._chip = gpiod.Chip(chip)
        self._info = _board(self._chip)

    def close(self) -> None:
        """Let go of every line and the chip."""
        super().close()
        with self._lock:
            self._chip.close()

    def request(self, number: int, settings: gpiod.LineSettings) -> gpiod.LineRequest:
        """Take hold of a line with all its settings at once."""
        with self._lock, _named(f"line {number}"):
            return self._chip.request_lines({number: settings}, consumer=self._consumer, event_buffer_size=EVENTS_KEPT)

    def line(self, number: int) -> gpiod.LineInfo:
        """What the kernel says of a line."""
        with self._lock:
            return self._chip.get_line_info(number)

    @staticmethod
    def ticks() -> float:
        """The seconds that edges are stamped with."""
        return monotonic()

    @staticmethod
    def ticks_diff(later: float, earlier: float) -> float:
        """The seconds between two edges."""
        return later - earlier


class GpiodPin(PiPin):
    """One line. It isn't touched before it is used for something."""

    def __init__(self, factory: Factory, info: PinInfo) -> None:
        """Begin without holding the line."""
        super().__init__(factory, info)
        if not isinstance(factory, GpiodFactory):
            raise TypeError("a line of a chip needs the chip's factory")
        self._chip = factory
        self._lock = RLock()
        self._settings = gpiod.LineSettings()
        self._request: gpiod.LineRequest | None = None
        self._edges = "both"
        self._told = 0
        self._reader: Thread | None = None
        self._wake = -1
        # Why its edges are no longer heard.
        self._lost: OSError | None = None

    def close(self) -> None:
        """Let go of the line; its level is left to the kernel."""
        with suppress(OSError):
            # A chip that is gone can't be told.
            self.when_changed = None
        with self._lock:
            if self._request is not None:
                self._request.release()
            self._request, self._settings, self._lost = None, gpiod.LineSettings(), None

    def output_with_state(self, state: bool) -> None:
        """Make it an output at a level."""
        self._set(direction=Direction.OUTPUT, output_value=_value(state), bias=Bias.AS_IS, debounce_period=timedelta())

    def input_with_pull(self, pull: str) -> None:
        """Make it an input with a bias."""
        if pull not in _BIASES:
            raise PinInvalidPull(f"{pull!r} is no bias of {self!r}")
        self._set(direction=Direction.INPUT, output_value=Value.INACTIVE, bias=_BIASES[pull])

    def _get_function(self) -> str:
        direction = self._settings.direction
        if direction is Direction.AS_IS:
            direction = self._chip.line(self._number).direction
        return "output" if direction is Direction.OUTPUT else "input"

    def _set_function(self, value: str) -> None:
        if value == "input":
            self._set(direction=Direction.INPUT, output_value=Value.INACTIVE)
        elif value == "output":
            self.output_with_state(self._get_state())
        else:
            raise PinInvalidFunction(f"{value!r} is no function of {self!r}")

    def _get_state(self) -> bool:
        if self._lost is not None:
            raise self._lost
        with self._lock:
            return bool(self._held().get_value(self._number))

    def _set_state(self, value: bool) -> None:
        if self._settings.direction is not Direction.OUTPUT:
            raise PinSetInput(f"{self!r} is no output")
        with self._lock:
            self._held().set_value(self._number, _value(value))
            self._settings = replace(self._settings, output_value=_value(value))

    def _get_pull(self) -> str:
        bias = self._settings.bias
        if bias is Bias.AS_IS:
            bias = self._chip.line(self._number).bias
        return _PULLS.get(bias, "unknown")

    def _set_pull(self, value: str) -> None:
        self.input_with_pull(value)

    def _get_bounce(self) -> float | None:
        return self._settings.debounce_period.total_seconds() or None

    def _set_bounce(self, value: float | None) -> None:
        if value is not None and value < 0:
            raise PinInvalidBounce("nothing settles in less than no time")
        self._settle(debounce_period=timedelta(seconds=value or 0.0))

    def _get_edges(self) -> str:
        return self._edges

    def _set_edges(self, value: str) -> None:
        if value not in _EDGES:
            raise PinInvalidEdges(f"{value!r} are no edges")
        self._edges = value
        if self._reader is not None:
            self._set(edge_detection=_EDGES[value])

    def _enable_event_detect(self) -> None:
        self._set(edge_detection=_EDGES[self._edges])
        self._wake = os.eventfd(0)
        self._reader = Thread(target=self._listen, args=(self._held(), self._wake), name=f"{self!r} edges", daemon=True)
        self._reader.start()

    def _disable_event_detect(self) -> None:
        reader, self._reader = self._reader, None
        if reader is None:
            return
        os.eventfd_write(self._wake, 1)
        if reader is not current_thread():
            reader.join()
        self._set(edge_detection=Edge.NONE)

    def _listen(self, request: gpiod.LineRequest, wake: int) -> None:
        poller, line = select.poll(), request.fd
        poller.register(line, select.POLLIN)
        poller.register(wake, select.POLLIN)
        try:
            while wake not in (ready := {fd for fd, _ in poller.poll()}):
                try:
                    if line in ready:
                        self._tell(request)
                except OSError as error:
                    # It is said to who reads the line; nothing is left to do here but to wait for the end.
                    self._lost = error
                    poller.unregister(line)
        finally:
            os.close(wake)

    def _tell(self, request: gpiod.LineRequest) -> None:
        with self._lock:
            events = request.read_edge_events()
        for event in events:
            # Edges beyond what the kernel kept are missing here, but their numbers aren't.
            missed = event.line_seqno - self._told - 1
            self._told = event.line_seqno
            rising = event.event_type is event.Type.RISING_EDGE
            for _ in range(max(0, missed) + 1):
                if self._when_changed is not None:
                    self._call_when_changed(event.timestamp_ns / 1e9, int(rising))

    def _held(self) -> gpiod.LineRequest:
        if self._request is None:
            self._request, self._told = self._chip.request(self._number, self._settings), 0
        return self._request

    def _set(self, **changes: object) -> None:
        """Take hold of the line with these settings, or change them in one go."""
        with self._lock:
            held = self._request is not None
            self._settle(**changes)
            if not held:
                try:
                    self._held()
                except OSError:
                    self._settings = gpiod.LineSettings()
                    raise

    def _settle(self, **changes: object) -> None:
        """Change the settings, those of a line that is held at once."""
        with self._lock:
            settings = _changed(self._settings, changes)
            if self._request is not None and settings != self._settings:
                self._request.reconfigure_lines({self._number: settings})
            self._settings = settings


@contextmanager
def _named(what: str) -> Iterator[None]:
    """Let errors say what they are about: the library's don't."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, what) from error


def _changed(settings: gpiod.LineSettings, changes: dict[str, object]) -> gpiod.LineSettings:
    if changes.get("direction") is Direction.OUTPUT:
        changes = changes | {"edge_detection": Edge.NONE}
    return gpiod.LineSettings(**(vars(settings) | changes))


def _value(state: bool) -> Value:
    return Value.ACTIVE if state else Value.INACTIVE


def _board(chip: gpiod.Chip) -> BoardInfo:
    """The chip as a board with one header."""
    info = chip.get_info()
    pins = {}
    named: set[str] = set()
    for number in range(info.num_lines):
        name = chip.get_line_info(number).name
        names: set[int | str] = {number, f"line{number}"}
        if name and name not in named:
            names.add(name)
        named.add(name)
        pins[number] = PinInfo(number, f"line{number}", frozenset(names), "", number + 1, 1, frozenset({"gpio"}))
    header = HeaderInfo(info.name, info.num_lines, 1, pins)
    return BoardInfo(
        info.name, info.label, "", "", "", "", None, "", 0, 0, 0, 0, False, False, 0, 0, {info.name: header}, ""
    )
