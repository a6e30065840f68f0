"""What no owner knows of a pot: how it differs from others of its kind."""

from dataclasses import dataclass
from math import cbrt, exp, pi
from random import Random

from .scenarios import Scenario

BYPASS, UPTAKE = (0.10, 0.35), (0.60, 0.95)
# A pot's volume as a share of its width cubed: from a bowl to a tall pot that hardly narrows.
SHAPES = (0.45, 0.70)
ROUND = pi / 4.0
# How much wider than its pot a plant's crown spreads, as areas.
CROWNS = (1.5, 2.5)


@dataclass(frozen=True, slots=True)
class Nature:
    """A pot's and a probe's true numbers: areas in m², heights in cm, `bias` in points, `delay_h` in hours.

    `coefficient` is the grown plant's share of reference evapotranspiration, `caught` the share of rain on the pot
    that leaves let through, `seen_top` how much of the probe is in the upper layer, `curve` how bent its scale is.
    """

    bypass: float
    uptake: float
    coarseness: float
    height_cm: float
    area_m2: float
    crown_m2: float
    coefficient: float
    caught: float
    seen_top: float
    delay_h: float
    bias: float
    curve: float

    @classmethod
    def of(cls, scenario: Scenario) -> Nature:
        """Draw them; bypass and uptake evenly over their ranges from seed to seed."""
        random = Random(f"{scenario.seed}:{scenario.place}:{scenario.litres:g}:nature")
        width_cm = 10.0 * cbrt(scenario.litres / random.uniform(*SHAPES))
        area_m2 = ROUND * (width_cm / 100.0) ** 2
        return cls(
            bypass=_within(BYPASS, _evenly(2, scenario.seed)),
            uptake=_within(UPTAKE, _evenly(3, scenario.seed)),
            coarseness=exp(random.gauss(0.0, 0.15)),
            # Between a cylinder and a cone that is cut off at four fifths of its width.
            height_cm=1_000.0 * scenario.litres / (1e4 * area_m2) / random.uniform(0.81, 1.0),
            area_m2=area_m2,
            crown_m2=area_m2 * random.uniform(*CROWNS),
            coefficient=random.uniform(0.9, 1.15),
            caught=random.uniform(0.5, 1.0),
            seen_top=random.uniform(0.3, 0.7),
            delay_h=random.uniform(0.2, 1.5),
            bias=random.gauss(0.0, 2.0),
            curve=random.uniform(0.85, 1.15),
        )


def _evenly(base: int, seed: int) -> float:
    """A share that fills 0 to 1 evenly, over the even seeds as over the odd ones (Halton, 1960)."""
    number, odd = divmod(seed, 2)
    number, share, digit = number + 1, 0.05 * odd, 1.0
    while number:
        digit /= base
        number, rest = divmod(number, base)
        share += rest * digit
    return share % 1.0


def _within(span: tuple[float, float], share: float) -> float:
    return span[0] + share * (span[1] - span[0])
