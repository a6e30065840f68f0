"""ADS1115 and ADS1015, four analog inputs for capacitive probes (Texas Instruments SBAS444 and SBAS473)."""

from collections.abc import Collection
from typing import ClassVar, Literal

from pydantic import Field

from ... import HardwareError
from ..chip import Chip
from ..driver import Driver, Values, raw_probe

_CONVERSION, _CONFIG, _LOW, _HIGH = 0x00, 0x01, 0x02, 0x03
# The code of a full scale in volts.
_GAINS = {"6.144": 0, "4.096": 1, "2.048": 2, "1.024": 3, "0.512": 4, "0.256": 5}
# Start one conversion against ground, at 128 (ADS1015: 1600) samples a second, without comparator.
_START, _READY = 0xC183, 0x8000
_CONVERSION_S, _LOOKS = 0.009, 3
# Nearer than this to a rail is no probe's voltage.
RAIL_V = 0.02


class Ads1115(Driver):
    """Volts at up to four inputs."""

    key = "ads1115"
    title = "ADS1115"
    datasheet = "SBAS444"
    addresses = range(0x48, 0x4C)
    channels: ClassVar = {f"a{index}": raw_probe(f"A{index}", "V") for index in range(4)}

    full_scale: ClassVar[int] = 0x7FFF

    gain: Literal["6.144", "4.096", "2.048", "1.024", "0.512", "0.256"] = "4.096"
    supply: float = Field(default=3.3, ge=2.0, le=5.5)

    @classmethod
    async def identify(cls, chip: Chip) -> bool | None:
        """The thresholds that it has after power-up; somebody may have changed them."""
        thresholds = await chip.read_word(_LOW), await chip.read_word(_HIGH)
        return True if thresholds == (0x8000, 0x7FFF) else None

    async def read(self, chip: Chip, channels: Collection[str]) -> Values:
        """Convert one input after the other; one that is at a rail fails alone."""
        return {name: await self._volts(chip, index) for index, name in enumerate(self.channels) if name in channels}

    async def _volts(self, chip: Chip, index: int) -> float | HardwareError:
        await chip.write_word(_CONFIG, _START | index << 12 | _GAINS[self.gain] << 9)
        for _ in range(_LOOKS):
            await chip.pause(_CONVERSION_S)
            if await chip.read_word(_CONFIG) & _READY:
                break
        else:
            raise HardwareError(f"the conversion of A{index} doesn't end")
        raw = int.from_bytes((await chip.read_word(_CONVERSION)).to_bytes(2), signed=True)
        volts = raw * float(self.gain) / 0x8000
        if volts <= RAIL_V or volts >= self.supply - RAIL_V or raw >= self.full_scale:
            return HardwareError(f"A{index} is at {volts:.2f} V: the probe may be unplugged")
        return volts


class Ads1015(Ads1115):
    """The same with 12 bits, which it gives in the upper bits."""

    key = "ads1015"
    title = "ADS1015"
    datasheet = "SBAS473"

    full_scale: ClassVar[int] = 0x7FF0
