"""Hubs and scans on one bus take turns, also when they let go of it while it hangs."""

import asyncio
import threading
from typing import override

from custom_components.plantos.hardware.i2c.bus import Buses, Mux
from custom_components.plantos.hardware.i2c.chip import Chip
from custom_components.plantos.hardware.i2c.scan import scan

from . import test_bus
from .fakes import Multiplexer, Pauses, Wire, Words, gone
from .test_bus import refused

wire = test_bus.wire


class Shaky(Multiplexer):
    """One that gives everybody else a moment to turn it between its turn and the talk behind it."""

    turned = threading.Event()

    @override
    def write(self, data: bytes) -> None:
        super().write(data)
        self.turned.set()
        if data != b"\x00":
            self.turned.clear()
            self.turned.wait(0.2)


def two_who_use(wire: Wire, limit_s: float = 5.0) -> tuple[Buses, Buses]:
    """Two hubs, or a hub and a scan, on one bus."""

    def open_(number: int) -> Wire:
        wire.opened += 1
        return wire

    return Buses(open_, pause=Pauses(), limit_s=limit_s), Buses(open_, pause=Pauses(), limit_s=limit_s)


async def test_two_hubs_on_a_bus_dont_turn_each_others_multiplexer() -> None:
    wire = Wire({0x70: Shaky({3: {0x48: Words({0: 3})}, 4: {0x48: Words({0: 4})}})})
    one, other = two_who_use(wire)
    third = Chip(one[1], 0x48, Mux(address=0x70, channel=3))
    fourth = Chip(other[1], 0x48, Mux(address=0x70, channel=4))
    assert tuple(await asyncio.gather(third.read_word(0), fourth.read_word(0))) == (3, 4)
    await asyncio.gather(one.stop(), other.stop())


async def test_a_scan_waits_until_a_procedure_of_a_hub_has_ended(wire: Wire) -> None:
    hub, finder = two_who_use(wire)
    async with hub[1].lock:
        scanning = asyncio.create_task(scan(finder[1]))
        await asyncio.wait({scanning}, timeout=0.1)
        assert wire.log == []
    assert {found.address for found in await scanning} == {0x44, 0x48, 0x76}
    await asyncio.gather(hub.stop(), finder.stop())


async def test_who_lets_go_of_a_bus_takes_it_from_nobody_else(wire: Wire) -> None:
    hub, finder = two_who_use(wire)
    await Chip(hub[1], 0x48).read_word(0)
    await Chip(finder[1], 0x48).read_word(0)
    await finder.stop()
    assert await Chip(hub[1], 0x48).read_word(0) == 0x1234
    await hub.stop()
    assert wire.closed == wire.opened


async def test_a_bus_that_hangs_is_left_alone_by_who_comes_next(wire: Wire) -> None:
    hub, finder = two_who_use(wire, limit_s=0.2)
    wire.hang()
    assert "hangs" in str(await refused(hub[1]))
    await hub.stop()
    loop = asyncio.get_running_loop()
    begun = loop.time()
    assert "I²C bus 1 hangs" in str(await refused(finder[1]))
    assert wire.log == [("read", 0x48)]
    await finder.stop()
    assert loop.time() - begun < 2
    wire.free()
    gone()


async def test_another_number_is_another_bus(wire: Wire) -> None:
    hub, finder = two_who_use(wire)
    async with hub[1].lock:
        assert await scan(finder[2])
    await asyncio.gather(hub.stop(), finder.stop())
