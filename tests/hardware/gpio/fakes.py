"""A GPIO chip as libgpiod shows it, with every request that it was given."""

from collections.abc import Iterator
from dataclasses import dataclass, field
import errno
import os
from types import SimpleNamespace
from typing import Self

from gpiod import EdgeEvent, LineSettings
from gpiod.line import Bias, Direction, Value
import pytest


@dataclass
class FakeKernel:
    """What the chip was asked for, and what its lines show."""

    names: tuple[str, ...] = tuple(f"GPIO{number}" for number in range(8))
    levels: dict[int, bool] = field(default_factory=dict)
    requests: list[tuple[int, LineSettings]] = field(default_factory=list)
    changes: list[tuple[int, LineSettings]] = field(default_factory=list)
    writes: list[tuple[int, bool]] = field(default_factory=list)
    held: dict[int, FakeRequest] = field(default_factory=dict)
    busy: set[int] = field(default_factory=set)
    # Lines whose edges can't be read, nor their settings be changed, as those of a chip that was pulled out.
    gone: set[int] = field(default_factory=set)

    def edge(self, line: int, number: int, *, rising: bool = True) -> None:
        """Let an edge come, the line's so manyeth."""
        kind = EdgeEvent.Type.RISING_EDGE if rising else EdgeEvent.Type.FALLING_EDGE
        request = self.held[line]
        request.events.append(EdgeEvent(kind.value, 1_000_000_000, line, number, number))
        os.eventfd_write(request.fd, 1)


class FakeRequest:
    """A line that is held."""

    def __init__(self, kernel: FakeKernel, line: int, settings: LineSettings) -> None:
        self.kernel, self.line, self.settings = kernel, line, settings
        self.fd = os.eventfd(0)
        self.events: list[EdgeEvent] = []
        self._show(settings)

    def _show(self, settings: LineSettings) -> None:
        self.settings = settings
        if settings.direction is Direction.OUTPUT:
            self.kernel.levels[self.line] = settings.output_value is Value.ACTIVE

    def get_value(self, line: int) -> Value:
        return Value.ACTIVE if self.kernel.levels.get(line) else Value.INACTIVE

    def set_value(self, line: int, value: Value) -> None:
        self.kernel.writes.append((line, value is Value.ACTIVE))
        self.kernel.levels[line] = value is Value.ACTIVE

    def _there(self) -> None:
        if self.line in self.kernel.gone:
            raise OSError(errno.ENODEV, "No such device")

    def reconfigure_lines(self, config: dict[int, LineSettings]) -> None:
        self._there()
        self.kernel.changes.append((self.line, config[self.line]))
        self._show(config[self.line])

    def read_edge_events(self) -> list[EdgeEvent]:
        self._there()
        os.eventfd_read(self.fd)
        events, self.events = self.events, []
        return events

    def release(self) -> None:
        del self.kernel.held[self.line]
        os.close(self.fd)


class FakeChip:
    """The chip behind a path; opened by as many as like to."""

    kernel: FakeKernel
    refused: dict[str, OSError]

    def __init__(self, path: str) -> None:
        if error := self.refused.get(path):
            raise error
        self.path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        pass

    def get_info(self) -> SimpleNamespace:
        return SimpleNamespace(name="gpiochip0", label="pinctrl", num_lines=len(self.kernel.names))

    def get_line_info(self, line: int) -> SimpleNamespace:
        held = self.kernel.held.get(line)
        return SimpleNamespace(
            offset=line,
            name=self.kernel.names[line],
            used=held is not None,
            consumer="plantos" if held else "",
            direction=held.settings.direction if held else Direction.INPUT,
            bias=held.settings.bias if held else Bias.UNKNOWN,
        )

    def request_lines(self, config: dict[int, LineSettings], *, consumer: str, event_buffer_size: int) -> FakeRequest:
        ((line, settings),) = config.items()
        if line in self.kernel.busy or line in self.kernel.held:
            raise OSError(errno.EBUSY, "Device or resource busy")
        self.kernel.requests.append((line, settings))
        self.kernel.held[line] = request = FakeRequest(self.kernel, line, settings)
        return request


def fake_kernel(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeKernel]:
    """Put a chip with eight lines where libgpiod looks for one."""
    kernel = FakeKernel()
    monkeypatch.setattr(FakeChip, "kernel", kernel, raising=False)
    monkeypatch.setattr(FakeChip, "refused", {}, raising=False)
    monkeypatch.setattr("gpiod.Chip", FakeChip)
    yield kernel
    for request in list(kernel.held.values()):
        request.release()
