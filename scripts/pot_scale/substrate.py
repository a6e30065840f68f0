"""Water in peat with perlite: how much stays at which height above the bottom of a pot.

The retention curve is van Genuchten's (1980), laid through the middle of the ideal substrate of de Boodt and Verdonck
(Acta Horticulturae 26, 1972): 85 % pores, 25 % air at 1 kPa, 25 % easily available water up to 5 kPa and 7 % of water
buffering capacity up to 10 kPa. Contents are shares of the volume, tensions in cm of water (1 kPa is some 10 cm).
"""

from dataclasses import dataclass
from math import fsum

PORES, RESIDUAL = 0.85, 0.20
ALPHA, STEEPNESS = 0.161, 1.7
# Where the easily available water ends.
EASY_CM = 50.0
# What plants can't take out of mixes for pots: 25 to 35 % (Bilderback et al., HortTechnology 15, 2005).
WILTING = 0.25
SLICES = 40


@dataclass(frozen=True, slots=True)
class Substrate:
    """A mix; `coarseness` is how much lower than usual the tension is at which its pores empty."""

    coarseness: float = 1.0

    def content(self, tension_cm: float) -> float:
        """What is held at a tension."""
        drawn = (ALPHA * self.coarseness * tension_cm) ** STEEPNESS
        held: float = RESIDUAL + (PORES - RESIDUAL) * (1.0 + drawn) ** (1.0 / STEEPNESS - 1.0)
        return held

    @property
    def easy(self) -> float:
        """What is left once the easily available water is used up."""
        return self.content(EASY_CM)

    def drained(self, bottom_cm: float, top_cm: float) -> float:
        """What a slice of a pot holds once it has drained: its container capacity.

        The tension at a height is that height (Milks, Fonteno and Larson, J. Amer. Soc. Hort. Sci. 114, 1989).
        """
        step = (top_cm - bottom_cm) / SLICES
        return fsum(self.content(bottom_cm + (number + 0.5) * step) for number in range(SLICES)) / SLICES
