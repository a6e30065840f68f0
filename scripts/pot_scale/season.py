"""A season of one pot, lived through hour by hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from closed_loop.noise import SHARPNESS

from .home import DAY_H, Gardener, Hire, Home
from .nature import Nature
from .pot import Pot
from .scenarios import LASTS_DAYS, Place, Scenario, Trouble
from .sky import sky
from .substrate import Substrate
from .thirst import demands, indoors

PAUSE_H = 1.0 / 6.0
ML = 1_000.0
# What the tank holds for a holiday, of what the plant drinks in it.
SPARE = 1.25


@dataclass(frozen=True, slots=True)
class Passed:
    """What happened in an hour, in litres: what came and went, and what was there after it.

    `leached` is what ran out while it was watered, `drained` that and what ran out with rain; `left` is the share of
    what plants can take that is left.
    """

    given: float
    rained: float
    leached: float
    drained: float
    taken: float
    wanted: float
    water: float
    left: float


class Season:
    """One pot with its plant, its weather and its home."""

    def __init__(self, scenario: Scenario) -> None:
        """Plant, and water until the pot is full."""
        self.scenario, self.nature = scenario, Nature.of(scenario)
        nature = self.nature
        self.pot = Pot(scenario.litres, nature.height_cm, Substrate(nature.coarseness), nature.bypass, nature.uptake)
        outside = sky(scenario, scenario.days + len(SHARPNESS))
        around = indoors(outside) if scenario.place is Place.INDOOR else outside
        self._rain = [nature.caught * nature.area_m2 * air.rain for air in around]
        self._wanted = demands(scenario, nature, around)
        self.home = Home(scenario, nature, outside, around)

    def live(self, hire: Hire) -> Iterator[Passed]:
        """Live through it, asking every hour for water."""
        gardener = hire(self.home.label(self.pot))
        tank = inf
        for number in range(DAY_H * self.scenario.days):
            if not self.scenario.troubled(Trouble.HOLIDAY, number):
                tank = inf
            elif tank == inf:
                holiday = self._wanted[number : number + DAY_H * LASTS_DAYS[Trouble.HOLIDAY]]
                tank = SPARE * sum(holiday)
            passed = self._hour(number, gardener, tank)
            tank -= passed.given
            yield passed

    def _hour(self, number: int, gardener: Gardener, tank: float) -> Passed:
        portions = gardener.water(self.home.hour(number, self.pot))
        given = leached = 0.0
        for ml in portions:
            litres = min(ml / ML * self.scenario.flow, tank - given)
            leached += self.pot.pour(litres)
            given += litres
            self.pot.even(PAUSE_H)
        drained = leached + self.pot.rain(self._rain[number])
        taken = self.pot.drink(self._wanted[number])
        self.pot.even(1.0)
        rained, wanted = self._rain[number], self._wanted[number]
        return Passed(given, rained, leached, drained, taken, wanted, self.pot.water, self.pot.left)
