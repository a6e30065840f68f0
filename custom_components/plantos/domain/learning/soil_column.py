"""What happens to the water in a column of soil, layer by layer. Pure arithmetic, changing the layers in place.

Layers are shares of the water that plants can take up, `held` the mm of it that each can keep. Water fills the column
from the top and drains a little later; the sun dries bare soil from the top (FAO-56, chapter 7), roots take from
wherever they have reached, the upper layers first.
"""

from collections.abc import Sequence
from math import exp, expm1

# Where each layer ends, in m.
ENDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9, 1.2, 1.5, 1.9, 2.3)
THICK = tuple(end - start for start, end in zip((0.0, *ENDS), ENDS, strict=False))
# How much less than none of the plants' water the sun leaves in a layer.
AIR_DRY = -0.5
# Before it drains, within so many hours, a layer holds so many times as much as it can keep.
SATURATED, DRAIN_H = 2.0, 8.0
# Roots take so many mm a day from a metre of moist soil, at the top and at their tips; below this share they take less.
AT_TOP, AT_TIPS, MOIST = 48.0, 12.0, 0.4
# How much of the upper layers the sun reaches, until when it takes all it can, and how steeply less it takes then.
SUNNY, MOIST_TOP, FALLS = (1.0, 0.35), 0.85, 3.0


def reached(root_m: float) -> list[float]:
    """How much of each layer roots of this depth are in, in m."""
    return [max(0.0, min(end, root_m) - (end - thick)) for end, thick in zip(ENDS, THICK, strict=True)]


def pour(shares: list[float], held: Sequence[float], water_mm: float) -> None:
    """Fill from the top, beyond what the layers can keep."""
    _fill(shares, held, water_mm, 0, SATURATED)


def drain(shares: list[float], held: Sequence[float], hours: float) -> None:
    """Let what layers can't keep go deeper, in the end out of reach."""
    gone = 1 - exp(-hours / DRAIN_H)
    for layer, keeps in enumerate(held):
        surplus = gone * max(0.0, shares[layer] - 1)
        shares[layer] -= surplus
        _fill(shares, held, surplus * keeps, layer + 1, 1.0)


def shine(shares: list[float], held: Sequence[float], demand_mm: float) -> None:
    """Dry the upper layers from the top as far as the sun gets; once they are dry it takes little."""
    sunny = list(zip(range(len(shares)), SUNNY, strict=False))
    wet = sum(part * (shares[layer] - AIR_DRY) for layer, part in sunny)
    wet /= (1 - AIR_DRY) * sum(part for _, part in sunny)
    left = demand_mm * min(1.0, expm1(FALLS * wet / MOIST_TOP) / expm1(FALLS))
    for layer, part in sunny:
        takes = min(left, part * (shares[layer] - AIR_DRY) * held[layer])
        shares[layer] -= takes / held[layer]
        left -= takes


def drink(shares: list[float], held: Sequence[float], demand_mm: float, root_m: float, days: float) -> None:
    """Let roots take what the crop wants, as far as the layers they are in give it."""
    for layer, thick in enumerate(reached(root_m)[: len(shares)]):
        if demand_mm <= 0 or thick <= 0:
            return
        deep = min(1.0, ENDS[layer] / root_m)
        offers = (AT_TOP + (AT_TIPS - AT_TOP) * deep) * thick * days * min(1.0, max(0.0, shares[layer]) / MOIST)
        takes = min(demand_mm, offers, max(0.0, shares[layer]) * held[layer])
        shares[layer] -= takes / held[layer]
        demand_mm -= takes


def possible(shares: Sequence[float]) -> tuple[float, ...]:
    """The layers, held to what can be: only where the sun gets is less than none left."""
    top, deep = shares[: len(SUNNY)], shares[len(SUNNY) :]
    return (
        *(max(AIR_DRY, min(SATURATED, share)) for share in top),
        *(max(0.0, min(SATURATED, share)) for share in deep),
    )


def _fill(shares: list[float], held: Sequence[float], water_mm: float, top: int, most: float) -> None:
    for layer in range(top, len(shares)):
        if water_mm <= 0:
            return
        takes = min(water_mm, max(0.0, most - shares[layer]) * held[layer])
        shares[layer] += takes / held[layer]
        water_mm -= takes
