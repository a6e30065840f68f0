"""What a home knows of its pot each hour, and nothing more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import exp
from random import Random
from typing import Protocol

from closed_loop.noise import SHARPNESS, Noise, Outlook
from closed_loop.truth import Weather

from custom_components.plantos.domain import indoor_demand

from .nature import Nature
from .pot import Pot
from .scenarios import Place, Scenario, Trouble
from .sky import Air
from .substrate import PORES

DAY_H = 24
# Of a crown or a thermometer and a hygrometer, how far off they are.
CROWN_ERROR, THERMOMETER_C, HYGROMETER = 0.15, 0.5, 3.0
# Who looks at the probe sees it this far off, in points.
READ_ERROR = 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """What the owner knows of a pot: its size, how wide its plant will be, what the probe shows.

    `full` is the reading (%) once a pot that was watered well has drained, `wilted` the one with hanging leaves.
    """

    litres: float
    indoor: bool
    crown_m2: float
    full: float
    wilted: float

    def reading(self, share: float) -> float:
        """The reading (%) with a share of what the plant can take left."""
        return self.wilted + share * (self.full - self.wilted)


@dataclass(frozen=True, slots=True)
class Hour:
    """A full hour: moisture in % of pores, None where the probe doesn't answer; the last hour's rain and ET0 in mm.

    `outlook` are the days from today on. Everything carries its errors.
    """

    number: int
    at: datetime
    moisture: float | None
    rain: float
    et0: float
    outlook: tuple[Outlook, ...]


class Gardener(Protocol):
    """Whoever decides every hour from what the home knows."""

    def water(self, hour: Hour) -> Sequence[float]:
        """The portions in ml, ten minutes apart."""


type Hire = Callable[[Label], Gardener]


@dataclass(slots=True)
class Probe:
    """A probe that sees both layers unevenly, on a bent scale, late and with a bias."""

    nature: Nature
    shown: float | None = None

    def look(self, pot: Pot, hours: float) -> float:
        """The share that it shows after so many hours with the pot as it is."""
        now = self.of(pot.top, pot.bottom, pot)
        self.shown = now if self.shown is None else now + (self.shown - now) * exp(-hours / self.nature.delay_h)
        return self.shown

    def of(self, top: float, bottom: float, pot: Pot) -> float:
        """The share that it comes to show of so many litres above and below."""
        seen = self.nature.seen_top * top + (1.0 - self.nature.seen_top) * bottom
        share: float = (seen / (pot.litres / 2.0) / PORES) ** self.nature.curve
        return share + self.nature.bias / 100.0


class Home:
    """A home with its probe, gauge, instruments and weather service."""

    def __init__(self, scenario: Scenario, nature: Nature, outside: Sequence[Air], around: Sequence[Air]) -> None:
        """Look at a season through this home's errors; `outside` is the weather, `around` the plant's own air."""
        self._scenario, self._nature, self._outside, self._around = scenario, nature, outside, around
        self._seed = f"{scenario.seed}:{scenario.place}:{scenario.litres:g}"
        self._noise = Noise(self._seed, self._days)
        self._probe = Probe(nature)

    def label(self, pot: Pot) -> Label:
        """What the owner can know."""
        random = Random(f"{self._seed}:owner")
        crown = self._nature.crown_m2 * exp(random.gauss(0.0, CROWN_ERROR))
        full, wilted = (
            float(round(100.0 * min(1.0, share) + random.gauss(0.0, READ_ERROR)))
            for share in (
                self._probe.of(pot.upper.capacity, pot.lower.capacity, pot),
                self._probe.of(pot.upper.wilting, pot.lower.wilting, pot),
            )
        )
        return Label(pot.litres, self._scenario.place is Place.INDOOR, crown, full, wilted)

    def hour(self, number: int, pot: Pot) -> Hour:
        """What is known at the start of an hour."""
        share = self._probe.look(pot, 1.0)
        silent = self._scenario.troubled(Trouble.DEAD_PROBE, number)
        # A probe tells whole tenths of a point.
        shown = None if silent else self._noise.probe(number, share)
        return Hour(
            number=number,
            at=self._scenario.start + (self._around[number].start - self._around[0].start),
            moisture=None if shown is None else round(shown, 1),
            rain=self._rain(number - 1) if number else 0.0,
            et0=self._et0(number - 1) if number else 0.0,
            outlook=self._outlook(number // DAY_H),
        )

    @cached_property
    def _days(self) -> list[Weather]:
        found = []
        for begin in range(0, len(self._outside), DAY_H):
            day = self._outside[begin : begin + DAY_H]
            temperatures = [air.temperature for air in day]
            found.append(
                Weather(
                    sum(air.rain for air in day),
                    sum(air.et0 for air in day),
                    min(temperatures),
                    max(temperatures),
                )
            )
        return found

    def _rain(self, number: int) -> float:
        if self._scenario.place is Place.INDOOR or not self._outside[number].rain:
            return 0.0
        day = number // DAY_H
        return self._outside[number].rain * self._noise.gauge(day) / self._days[day].rain

    def _et0(self, number: int) -> float:
        """The last hour's, as it can be reckoned at home."""
        air, day = self._around[number], number // DAY_H
        if self._scenario.place is Place.OUTDOOR:
            return air.et0 * self._noise.et0(day) / self._days[day].et0 if air.et0 else 0.0
        random = Random(f"{self._seed}:room:{number}")
        temperature = air.temperature + random.gauss(0.0, THERMOMETER_C)
        humidity = min(100.0, max(0.0, air.humidity + random.gauss(0.0, HYGROMETER)))
        return indoor_demand.of_hour(temperature, humidity)

    def _outlook(self, day: int) -> tuple[Outlook, ...]:
        if day not in self._said:
            said = tuple(self._noise.outlook(day, lead) for lead in range(len(SHARPNESS)))
            self._said.clear()
            self._said[day] = said
        return self._said[day]

    @cached_property
    def _said(self) -> dict[int, tuple[Outlook, ...]]:
        """What was said today, so that it isn't reckoned each hour."""
        return {}
