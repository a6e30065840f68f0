"""Water between depths of a layered soil."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer from `top` to `bottom` (m), with its water contents (m³/m³) at wilting point and field capacity."""

    top: float
    bottom: float
    wilting: float
    capacity: float

    def within(self, top: float, bottom: float) -> float:
        """How many mm of this layer lie between two depths."""
        return 1_000.0 * max(0.0, min(self.bottom, bottom) - max(self.top, top))


def water(layers: Sequence[Layer], contents: Sequence[float], depth: float, top: float = 0.0) -> tuple[float, float]:
    """What the soil lacks to field capacity down to a depth, and what it can hold for plants; both in mm."""
    lacking = held = 0.0
    for layer, content in zip(layers, contents, strict=True):
        thick = layer.within(top, depth)
        lacking += thick * (layer.capacity - float(content))
        held += thick * (layer.capacity - layer.wilting)
    return lacking, held


def share_between(layers: Sequence[Layer], contents: Sequence[float], top: float, bottom: float) -> float:
    """The share of the water for plants that is left between two depths."""
    lacking, held = water(layers, contents, bottom, top)
    return 1.0 - lacking / held
