"""INA219, a pump's voltage and current (Texas Instruments SBOS448)."""

from collections.abc import Collection
from typing import ClassVar

from pydantic import Field

from ... import HardwareError
from ...devices import Channel, Role
from ..chip import Chip
from ..driver import Driver, Values

_CONFIGURATION, _SHUNT, _BUS = 0x00, 0x01, 0x02
# As after power-up: 32 V, ±320 mV, 12 bits, measuring on and on.
_CONTINUOUS = 0x399F
_MEASURING_S = 0.002
_SHUNT_V, _BUS_V, _NEW = 10e-6, 4e-3, 0b10


class Ina219(Driver):
    """The voltage at a pump, its current, and by that whether it runs dry."""

    key = "ina219"
    title = "INA219"
    datasheet = "SBOS448"
    addresses = range(0x40, 0x50)
    channels: ClassVar = {
        "voltage": Channel(role=Role.PROBE, name="Voltage", unit="V"),
        "current": Channel(role=Role.PROBE, name="Current", unit="mA"),
        "water": Channel(role=Role.TANK, name="Water at the pump"),
    }

    shunt_ohm: float = Field(default=0.1, gt=0, le=10)
    # A pump that runs with less than this runs dry; without it nothing is known of water.
    dry_below_ma: float | None = Field(default=None, gt=0)

    @classmethod
    async def identify(cls, chip: Chip) -> bool | None:
        """The configuration that it has after power-up; somebody may have changed it."""
        return True if await chip.read_word(_CONFIGURATION) == _CONTINUOUS else None

    async def prepare(self, chip: Chip) -> float:
        """Let it measure on and on; a conversion is begun anew by that."""
        await chip.write_word(_CONFIGURATION, _CONTINUOUS)
        return _MEASURING_S

    async def read(self, chip: Chip, channels: Collection[str]) -> Values:
        """The bus's voltage, and the current by the shunt's."""
        bus = await chip.read_word(_BUS)
        if not bus & _NEW:
            raise HardwareError("the measurement doesn't end")
        shunt = int.from_bytes((await chip.read_word(_SHUNT)).to_bytes(2), signed=True)
        return {"voltage": (bus >> 3) * _BUS_V, "current": 1000 * shunt * _SHUNT_V / self.shunt_ohm}
