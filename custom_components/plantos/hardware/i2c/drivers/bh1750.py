"""BH1750FVI, illuminance (ROHM "BH1750FVI Technical Note")."""

from collections.abc import Collection
from typing import ClassVar

from ....domain.readings import Measure
from ... import HardwareError
from ..chip import Chip
from ..driver import Driver, Values, probe

# One time in high resolution; it goes to sleep by itself.
_MEASURE_ONCE = 0x20
_MEASURING_S = 0.18
_SATURATED = 0xFFFF


class Bh1750(Driver):
    """Illuminance up to 54 klx. It has no id."""

    key = "bh1750"
    title = "BH1750"
    datasheet = "BH1750FVI Technical Note"
    addresses = (0x23, 0x5C)
    channels: ClassVar = {"illuminance": probe(Measure.ILLUMINANCE)}

    async def prepare(self, chip: Chip) -> float:
        """Measure once."""
        await chip.send(_MEASURE_ONCE)
        return _MEASURING_S

    async def read(self, chip: Chip, channels: Collection[str]) -> Values:
        """What was measured."""
        counts = int.from_bytes(await chip.receive(2))
        if counts == _SATURATED:
            raise HardwareError("it is too bright for this sensor")
        return {"illuminance": counts / 1.2}
