"""A pot in two layers: what is poured in, what runs past, what drains and what roots take. Water in litres.

What a layer can't hold at container capacity is gone within the hour: so long porometers let a pot drain.
"""

from dataclasses import dataclass, field
from math import exp

from .substrate import WILTING, Substrate

# Roots in pots are a little denser below; a guess.
ROOTS_TOP = 0.4
# In how many hours wet layers come two thirds nearer; conductivity falls steeply within the first 70 cm of tension
# (Londra, HortScience 45, 2010), here with the third power of what is left.
EVENS_H, EVENS_POWER = 6.0, 3.0
# How long substrate takes to become wet by two thirds: pauses of 40 minutes saved more than those of 20, and those of
# 60 hardly more (Lamack and Niemiera, HortScience 28, 1993).
WETS_H = 0.5


@dataclass(frozen=True, slots=True)
class Layer:
    """Half a pot: what it holds drained, when its easy water is used up, and when its plant wilts."""

    capacity: float
    easy: float
    wilting: float

    def left(self, water: float) -> float:
        """The share of what plants can take that is left."""
        return (water - self.wilting) / (self.capacity - self.wilting)

    def dryness(self, water: float) -> float:
        """0 at container capacity, 1 once the easily available water is used up."""
        return max(0.0, min(1.0, (self.capacity - water) / (self.capacity - self.easy)))


@dataclass(slots=True)
class Pot:
    """A pot with its water.

    `bypass` is the share of a dose that runs past dry substrate: 16 to 38 % ran out of pots with bark below their
    capacity, 5 to 16 % where the same came in portions with pauses (Lamack and Niemiera); substrate that had the time
    to become `wet` takes up what comes. `uptake` is the share of their demand that roots still get where the easily
    available water is used up: they get all while half of it is left, and nothing at wilting. That is Feddes' curve
    (1978), on which plants begin to miss water where some 35 % of all they can take is gone, as FAO-56's table 22
    has it for crops with shallow roots.
    """

    litres: float
    height_cm: float
    substrate: Substrate
    bypass: float
    uptake: float
    top: float = field(init=False)
    bottom: float = field(init=False)
    wet: float = field(init=False)
    upper: Layer = field(init=False)
    lower: Layer = field(init=False)

    def __post_init__(self) -> None:
        """Begin drained."""
        middle = self.height_cm / 2.0
        self.upper, self.lower = self._layer(middle, self.height_cm), self._layer(0.0, middle)
        self.top, self.bottom = self.upper.capacity, self.lower.capacity
        self.wet = self.top

    @property
    def water(self) -> float:
        """All the water."""
        return self.top + self.bottom

    @property
    def left(self) -> float:
        """The share left of what plants can take, where the roots are."""
        return ROOTS_TOP * self.upper.left(self.top) + (1.0 - ROOTS_TOP) * self.lower.left(self.bottom)

    @property
    def served(self) -> float:
        """The share of their demand that roots get."""
        share = ROOTS_TOP * self._served(self.upper, self.top)
        return share + (1.0 - ROOTS_TOP) * self._served(self.lower, self.bottom)

    def pour(self, litres: float) -> float:
        """Give water at once; what ran out below."""
        passed = litres * self.bypass * self.upper.dryness(min(self.wet, self.top))
        return passed + self.rain(litres - passed)

    def rain(self, litres: float) -> float:
        """Take up water that comes slowly; what drained."""
        first = min(litres, max(0.0, self.upper.capacity - self.top))
        self.top += first
        second = min(litres - first, max(0.0, self.lower.capacity - self.bottom))
        self.bottom += second
        return litres - first - second

    def even(self, hours: float) -> None:
        """Let the wetter layer give to the drier one, as heights above the bottom allow, and substrate become wet."""
        upper, lower = self.upper.capacity - self.upper.wilting, self.lower.capacity - self.lower.wilting
        one, other = self.upper.left(self.top), self.lower.left(self.bottom)
        conducts = max(0.0, (one + other) / 2.0) ** EVENS_POWER
        share = 1.0 - exp(-hours / EVENS_H * conducts)
        moved = share * (one - other) * upper * lower / (upper + lower)
        self.top -= moved
        self.bottom += moved
        self.wet = min(self.top, self.wet + (self.top - self.wet) * (1.0 - exp(-hours / WETS_H)))

    def drink(self, wanted: float) -> float:
        """Let roots take what they get of their demand, from where it is; what they took."""
        taken = wanted * self.served
        above = max(0.0, self.top - self.upper.wilting) * ROOTS_TOP
        below = max(0.0, self.bottom - self.lower.wilting) * (1.0 - ROOTS_TOP)
        if not above + below > 0.0:
            return 0.0
        first = min(taken * above / (above + below), max(0.0, self.top - self.upper.wilting))
        second = min(taken - first, max(0.0, self.bottom - self.lower.wilting))
        self.top -= first
        self.bottom -= second
        return first + second

    def _layer(self, bottom_cm: float, top_cm: float) -> Layer:
        half = self.litres / 2.0
        return Layer(half * self.substrate.drained(bottom_cm, top_cm), half * self.substrate.easy, half * WILTING)

    def _served(self, layer: Layer, water: float) -> float:
        half = (layer.capacity + layer.easy) / 2.0
        if water >= half:
            return 1.0
        if water >= layer.easy:
            return self.uptake + (1.0 - self.uptake) * (water - layer.easy) / (half - layer.easy)
        return max(0.0, self.uptake * (water - layer.wilting) / (layer.easy - layer.wilting))
