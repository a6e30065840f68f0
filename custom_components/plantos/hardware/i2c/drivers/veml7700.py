"""VEML7700, illuminance (Vishay 84286, and application note 84323 for bright light)."""

from collections.abc import Collection
from typing import ClassVar, Literal

from ....domain.readings import Measure
from ... import HardwareError
from ..chip import Chip
from ..driver import Driver, Values, probe

_CONFIGURATION, _ALS, _ID = 0x00, 0x04, 0x07
_CHIP_ID = 0x81
_GAINS = {"1": 0b00, "2": 0b01, "0.125": 0b10, "0.25": 0b11}
_TIMES = {"25": 0b1100, "50": 0b1000, "100": 0b0000, "200": 0b0001, "400": 0b0010, "800": 0b0011}
_SLEEP = 0x0001
_WAKING_S = 0.005
# lx for one count at gain 2 in 800 ms.
_FINEST = 0.0042
_SATURATED = 0xFFFF
# Above this many lx the two low gains aren't straight any more.
_BENT_ABOVE = 1000


class Veml7700(Driver):
    """Illuminance; as it is set out of the box, in the sun too."""

    key = "veml7700"
    title = "VEML7700"
    datasheet = "Vishay 84286"
    addresses = (0x10,)
    channels: ClassVar = {"illuminance": probe(Measure.ILLUMINANCE)}

    gain: Literal["0.125", "0.25", "1", "2"] = "0.125"
    integration_ms: Literal["25", "50", "100", "200", "400", "800"] = "100"

    @classmethod
    async def identify(cls, chip: Chip) -> bool | None:
        """Its id; early ones have none."""
        return True if await chip.read_word(_ID, "little") & 0xFF == _CHIP_ID else None

    async def prepare(self, chip: Chip) -> float:
        """Wake it up and let it integrate a whole time."""
        settings = _GAINS[self.gain] << 11 | _TIMES[self.integration_ms] << 6
        await chip.write_word(_CONFIGURATION, settings, "little")
        return _WAKING_S + 1.2 * int(self.integration_ms) / 1000

    async def read(self, chip: Chip, channels: Collection[str]) -> Values:
        """What was measured, corrected where it is bent."""
        counts = await chip.read_word(_ALS, "little")
        if counts == _SATURATED:
            raise HardwareError("it is too bright for the gain and time that are set")
        gain = float(self.gain)
        lux = counts * _FINEST * (2 / gain) * (800 / int(self.integration_ms))
        if gain < 1 and lux > _BENT_ABOVE:
            lux = (((6.0135e-13 * lux - 9.3924e-9) * lux + 8.1488e-5) * lux + 1.0023) * lux
        return {"illuminance": lux}

    async def clean_up(self, chip: Chip) -> None:
        """Let it sleep."""
        await chip.write_word(_CONFIGURATION, _SLEEP, "little")
