"""TSL2591, illuminance (ams "TSL2591 Datasheet", DN40 for lux)."""

from collections.abc import Collection
import struct
from typing import ClassVar, Literal

from ....domain.readings import Measure
from ... import HardwareError
from ..chip import Chip
from ..driver import Driver, Values, probe

# Every register's address goes with the command bits.
_ENABLE, _CONTROL, _ID, _STATUS, _DATA = 0xA0, 0xA1, 0xB2, 0xB3, 0xB4
_CHIP_ID = 0x50
_OFF, _ON, _VALID = 0x00, 0x03, 0x01
# The code of a gain.
_GAINS = {"1": 0x00, "25": 0x10, "428": 0x20, "9876": 0x30}
# A step of 100 ms takes at most this long.
_STEP_S = 0.108
# How many counts a channel has at most, in 100 ms and in more.
_MOST_IN_100_MS, _MOST = 36863, 65535
_DEVICE_FACTOR = 408


class Tsl2591(Driver):
    """Illuminance; as it is set out of the box, in the sun too."""

    key = "tsl2591"
    title = "TSL2591"
    datasheet = "TSL2591 Datasheet"
    addresses = (0x29,)
    channels: ClassVar = {"illuminance": probe(Measure.ILLUMINANCE)}

    gain: Literal["1", "25", "428", "9876"] = "1"
    integration_ms: Literal["100", "200", "300", "400", "500", "600"] = "100"

    @classmethod
    async def identify(cls, chip: Chip) -> bool | None:
        """Its id."""
        return await chip.read_byte(_ID) == _CHIP_ID

    async def prepare(self, chip: Chip) -> float:
        """Wake it up and let it integrate a whole time."""
        steps = int(self.integration_ms) // 100
        await chip.write_byte(_CONTROL, _GAINS[self.gain] | steps - 1)
        await chip.write_byte(_ENABLE, _ON)
        return steps * _STEP_S + 0.01

    async def read(self, chip: Chip, channels: Collection[str]) -> Values:
        """What all light and infrared alone make together."""
        if not await chip.read_byte(_STATUS) & _VALID:
            raise HardwareError("the measurement doesn't end")
        full, infrared = struct.unpack("<HH", await chip.read_block(_DATA, 4))
        if max(full, infrared) >= (_MOST_IN_100_MS if self.integration_ms == "100" else _MOST):
            raise HardwareError("it is too bright for the gain and time that are set")
        if full == 0:
            return {"illuminance": 0.0}
        counts_per_lux = int(self.integration_ms) * int(self.gain) / _DEVICE_FACTOR
        return {"illuminance": max(full - infrared, 0) * (1 - infrared / full) / counts_per_lux}

    async def clean_up(self, chip: Chip) -> None:
        """Let it sleep."""
        await chip.write_byte(_ENABLE, _OFF)
