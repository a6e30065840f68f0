"""Devices of a hub that do what their channels are told, and hubs that have them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos.const import DOMAIN
from custom_components.plantos.domain.flow import MeterSample
from custom_components.plantos.domain.readings import Sample
from custom_components.plantos.hardware import DeviceFault, FailSafe, HardwareError

BOX = "box-id"
CHANNELS = {
    "soil": {"role": "probe", "name": "Soil", "raw": True},
    "soil_percent": {"role": "probe", "measure": "moisture"},
    "air": {"role": "probe", "measure": "temperature"},
    "pump": {"role": "outlet", "name": "Pump"},
    "meter": {"role": "flow_meter"},
    "level": {"role": "tank", "unit": "%"},
    "float": {"role": "tank"},
    "puddle": {"role": "leak"},
}
BOX_DATA = ConfigSubentryDataWithId(
    data={"driver": "test", "settings": {}, "channels": CHANNELS},
    subentry_id=BOX,
    subentry_type="http_device",
    title="Box",
    unique_id=None,
)


@dataclass
class Part:
    """A channel: it measures `value`, or None while it is away, and can be opened and closed."""

    value: float | bool | None = 0.0
    assumed: bool = False
    fail_safe: FailSafe = FailSafe.DEVICE_TIMER
    flowing: bool = False

    async def read(self) -> Sample:
        if self.value is None:
            raise HardwareError("it is away")
        return Sample(float(self.value), dt_util.utcnow())

    async def open(self, max_seconds: float) -> None:
        self.flowing = True

    async def close(self) -> None:
        self.flowing = False

    async def is_open(self) -> bool | None:
        return self.flowing


@dataclass
class Meter:
    """A flow meter that has counted this much."""

    counted_ml: float = 0.0

    async def read(self) -> MeterSample:
        return MeterSample(self.counted_ml, "mL", dt_util.utcnow())


@dataclass
class Box:
    """A device with parts by channel. It may fail to start or stop."""

    parts: dict[str, Part]
    meter: Meter = field(default_factory=Meter)
    fault: DeviceFault | None = None
    start_error: Exception | None = None
    stop_error: Exception | None = None
    running: bool = False
    speak: Callable[[str], None] = lambda _: None

    async def start(self, changed: Callable[[str], None]) -> None:
        if self.start_error:
            raise self.start_error
        self.running, self.speak = True, changed

    async def stop(self) -> None:
        if self.stop_error:
            raise self.stop_error
        self.running = False

    def probe(self, channel: str) -> Part:
        return self.parts[channel]

    def outlet(self, channel: str) -> Part:
        return self.parts[channel]

    def flow_meter(self, channel: str) -> Meter:
        return self.meter

    def level(self, channel: str) -> float | bool | None:
        return self.parts[channel].value


async def box_hub(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    box: Box,
    *subentries: ConfigSubentryDataWithId,
) -> MockConfigEntry:
    """A hub whose one device is this box."""
    monkeypatch.setattr("custom_components.plantos.hardware.http.HttpDevice", lambda config, session: box)
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="My devices",
        data={"kind": "http"},
        subentries_data=[BOX_DATA, *subentries],
        entry_id="hub-id",
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry
