"""One pot of the demo garden: soil that holds water, a plant that drinks it, a probe that sees it late.

Soil holds water up to its field capacity; what is above drains away. Given water spreads with a
delay, the probe follows with another. Plants drink by the air's thirst, less as soil dries towards
the wilting point.
"""

from dataclasses import dataclass, replace
from math import exp

from .weather import DAY_S, air, thirst

# Volumetric water contents of a peat-based potting soil.
SATURATION, FIELD_CAPACITY, WILTING_POINT, AIR_DRY = 0.55, 0.36, 0.10, 0.04
SPREAD_S, DRAIN_S, PROBE_S = 900.0, 3_600.0, 600.0


@dataclass(frozen=True, slots=True)
class Pot:
    """One pot. Water in ml: in the root zone, not yet spread, and ever poured; the probe's lagging view in %.

    `leaked_ml` is the part of the poured water that came through a closed valve. `open` is how the
    valve truly is, and `lying` that it says closed all the same. `supply` is whose pump it hangs on.
    """

    volume_l: float
    drinks_ml_day: float
    indoor: bool
    noon_lux: float
    flow_ml_s: float
    root_ml: float
    probe: float
    fresh_ml: float = 0.0
    poured_ml: float = 0.0
    leaked_ml: float = 0.0
    open: bool = False
    lying: bool = False
    stuck_at: float | None = None
    supply: str | None = None


def moisture_of(pot: Pot) -> float:
    """The root zone's water as a probe's 0–100 %: 100 is saturated soil."""
    return 100.0 * pot.root_ml / (pot.volume_l * 1_000.0 * SATURATION)


def root_ml_at(volume_l: float, moisture: float) -> float:
    """The water in a pot's root zone at this probe moisture."""
    return moisture / 100.0 * volume_l * 1_000.0 * SATURATION


def poured(pot: Pot, amount_ml: float) -> Pot:
    """The pot with this much more water on its soil; through a closed valve it leaked."""
    return replace(
        pot,
        fresh_ml=pot.fresh_ml + amount_ml,
        poured_ml=pot.poured_ml + amount_ml,
        leaked_ml=pot.leaked_ml + (0.0 if pot.open else amount_ml),
    )


def lived(pot: Pot, day_s: float, step: float) -> Pot:
    """The pot after one step of simulated time that begins at `day_s`."""
    around = air(day_s, indoor=pot.indoor, noon_lux=pot.noon_lux)
    soil = pot.volume_l * 1_000.0
    spread = pot.fresh_ml * (1.0 - exp(-step / SPREAD_S))
    root = min(pot.root_ml + spread, soil * SATURATION)
    above = max(0.0, root - soil * FIELD_CAPACITY)
    root -= above * (1.0 - exp(-step / DRAIN_S))
    wet = (root / soil - WILTING_POINT) / (FIELD_CAPACITY - WILTING_POINT)
    drunk = pot.drinks_ml_day * thirst(around, pot.noon_lux) * step / DAY_S * min(1.0, max(0.0, wet * 2.0)) * 2.0
    root = max(soil * AIR_DRY, root - drunk)
    seen = pot.probe + (100.0 * root / (soil * SATURATION) - pot.probe) * (1.0 - exp(-step / PROBE_S))
    return replace(pot, root_ml=root, fresh_ml=pot.fresh_ml - spread, probe=seen)
