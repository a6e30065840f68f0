"""TMP102, temperature (Texas Instruments SBOS397): a driver as anybody may add one."""

from collections.abc import Collection
from typing import ClassVar

from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.hardware.i2c.chip import Chip
from custom_components.plantos.hardware.i2c.driver import Driver, Values, probe


class Tmp102(Driver):
    """Temperature, measured on and on."""

    key = "tmp102"
    title = "TMP102"
    datasheet = "SBOS397"
    addresses = range(0x48, 0x4C)
    channels: ClassVar = {"temperature": probe(Measure.TEMPERATURE)}

    async def read(self, chip: Chip, channels: Collection[str]) -> Values:
        """What was measured last, in sixteenths of a degree."""
        raw = int.from_bytes((await chip.read_word(0x00)).to_bytes(2), signed=True)
        return {"temperature": (raw >> 4) / 16}
