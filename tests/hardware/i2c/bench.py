"""A bus with sensors on it, and a hand on the clock."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from custom_components.plantos.hardware.devices import DeviceConfig
from custom_components.plantos.hardware.i2c import DRIVERS
from custom_components.plantos.hardware.i2c.bus import Buses
from custom_components.plantos.hardware.i2c.device import I2cDevice

from .chips import with_crc
from .fakes import Chip, Commands, Multiplexer, Wire, Words, buses_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
GOOD = with_crc(0x6666, 0x8000)


class Bench:
    """A bus with an SHT3x, an ADC and an INA219 on it, and a hand on the clock."""

    def __init__(self) -> None:
        self.sht = Commands({b"\x24\x00": GOOD})
        self.adc = Words({0: 0x4000}, always={1: 0x8000})
        self.ina = Words({1: 2000}, always={2: 2 | 3000 << 3})
        chips: dict[int, Chip] = {0x44: self.sht, 0x48: self.adc, 0x40: self.ina}
        self.wire = Wire(chips)
        self.wire.chips[0x70] = Multiplexer({1: {0x45: Commands({b"\x24\x00": GOOD})}})
        self.seconds = 0.0
        self.buses: Buses = buses_of({1: self.wire}, limit_s=0.5)
        self.devices: list[I2cDevice] = []
        self.changes: list[str] = []
        self.ticks = asyncio.Queue[None]()
        self.idle = asyncio.Event()

    def device(self, driver: str, address: int, channels: tuple[str, ...] = (), **settings: Any) -> I2cDevice:
        config = DeviceConfig(
            device_id="device-id",
            name="Bed",
            driver=driver,
            settings={"bus": 1, "address": address, **settings},
            channels={name: DRIVERS[driver].channels[name] for name in channels},
        )
        device = I2cDevice(
            config,
            self.buses,
            now=lambda: NOON + timedelta(seconds=self.seconds),
            monotonic=lambda: self.seconds,
            pause=self._pause,
        )
        self.devices.append(device)
        return device

    async def _pause(self, seconds: float) -> None:
        self.idle.set()
        await self.ticks.get()

    async def second(self) -> None:
        """Let a second pass for who watches."""
        await self.idle.wait()
        self.idle.clear()
        self.seconds += 1
        self.ticks.put_nowait(None)
        await self.idle.wait()

    def transactions(self) -> int:
        return len(self.wire.log)
