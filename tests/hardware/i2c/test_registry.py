"""Adding a driver takes a file and a line of the registry."""

from datetime import UTC, datetime

import pytest

from custom_components.plantos.domain.readings import Sample
from custom_components.plantos.hardware.devices import DeviceConfig
from custom_components.plantos.hardware.i2c import DRIVERS
from custom_components.plantos.hardware.i2c.device import I2cDevice
from custom_components.plantos.hardware.i2c.scan import scan

from .example import Tmp102
from .fakes import Wire, Words, buses_of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


async def test_a_driver_in_the_registry_is_found_and_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DRIVERS, Tmp102.key, Tmp102)
    buses = buses_of({1: Wire({0x49: Words({0: 0x1900})})})
    (found,) = await scan(buses[1])
    assert "tmp102" in found.candidates
    config = DeviceConfig(device_id="id", name="Air", driver="tmp102", settings={"bus": 1, "address": found.address})
    device = I2cDevice(config, buses, now=lambda: NOW)
    assert await device.probe("temperature").read() == Sample(25.0, NOW)
    await device.stop()
    await buses.stop()
