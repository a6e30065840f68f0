"""Outputs without hardware: a traced mock line, and expanders on a bus that can fail and hang."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import Any

from custom_components.plantos.hardware.guardian.keeper import Keeper
from custom_components.plantos.hardware.guardian.lanes import Answer

LONG = 20.0


def relay(trace: Path, line: int = 17, *, active_low: bool = False) -> dict[str, Any]:
    """A mock line that writes down its levels."""
    pins = {"backend": "mock", "trace": str(trace)}
    return {"kind": "gpio", "pins": pins, "line": line, "active_low": active_low}


def levels(trace: Path, line: int = 17) -> list[int]:
    """All levels that a line was driven to."""
    rows = [row.split() for row in trace.read_text().splitlines()]
    return [int(level) for _, number, level in rows if int(number) == line]


@dataclass
class FakeBuses:
    """All I²C buses, with what was written to them."""

    registers: dict[int, dict[int, int]] = field(default_factory=dict)
    bytes_: dict[int, int] = field(default_factory=dict)
    writes: list[tuple[int, ...]] = field(default_factory=list)
    hung: dict[int, Event] = field(default_factory=dict)
    deaf: bool = False
    closed: int = 0

    def hang(self, bus: int) -> None:
        """Let nothing come back from a bus."""
        self.hung[bus] = Event()

    def recover(self, bus: int) -> None:
        """Let a bus go on."""
        self.hung.pop(bus).set()

    def open(self, bus: int) -> FakeBus:
        """What smbus2.SMBus is."""
        if bus == 9:
            raise FileNotFoundError(2, "No such file or directory", "/dev/i2c-9")
        return FakeBus(self, bus)


@dataclass
class FakeBus:
    """One opened bus."""

    buses: FakeBuses
    number: int

    def _ready(self) -> None:
        if event := self.buses.hung.get(self.number):
            event.wait(LONG)
        if self.buses.deaf:
            raise OSError(121, "Remote I/O error")

    def read_byte_data(self, address: int, register: int) -> int:
        self._ready()
        chip = self.buses.registers[address]
        if register in {0x12, 0x13}:
            outputs, inputs = chip[register + 2], chip[register - 0x12]
            return outputs & ~inputs & 0xFF
        return chip[register]

    def write_byte_data(self, address: int, register: int, value: int) -> None:
        self._ready()
        self.buses.writes.append((address, register, value))
        self.buses.registers[address][register] = value

    def read_byte(self, address: int) -> int:
        self._ready()
        return self.buses.bytes_[address]

    def write_byte(self, address: int, value: int) -> None:
        self._ready()
        self.buses.writes.append((address, value))
        self.buses.bytes_[address] = value

    def close(self) -> None:
        self.buses.closed += 1


def mcp23017() -> dict[int, int]:
    """Its registers after power-up."""
    return {0x00: 0xFF, 0x01: 0xFF, 0x02: 0, 0x03: 0, 0x14: 0, 0x15: 0}


class Asker:
    """Speaks with a keeper, and waits for each answer."""

    def __init__(self) -> None:
        self.keeper = Keeper()
        self._number = 0

    def send(self, do: str, output: str = "pump", **more: Any) -> SimpleQueue[Answer]:
        self._number += 1
        answers: SimpleQueue[Answer] = SimpleQueue()
        self.keeper.handle({"id": self._number, "do": do, "output": output, **more}, answers.put)
        return answers

    def ask(self, do: str, output: str = "pump", **more: Any) -> Answer:
        return self.send(do, output, **more).get(timeout=LONG)


async def until(done: Callable[[], object]) -> None:
    """Wait for what another process does."""
    async with asyncio.timeout(2 * LONG):
        while not done():  # noqa: ASYNC110  # it rings no bell here
            await asyncio.sleep(0.01)
