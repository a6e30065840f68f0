"""What a decision may know of the weather: what is forecast, and how the last days were.

Temperatures in °C, humidity and clouds in %, wind in m/s at 10 m, radiation in MJ/m² and rain in mm over the stretch
of time, its probability 0 to 1. None is unknown. Instants lie on the hub's line of time. What can't be true is
refused with a ValueError.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf

from .bounds import bounded
from .radiation import MOST_IN_A_DAY
from .vapour import COLDEST, HOTTEST
from .weather import STRONGEST_WIND

# Twice as long as one is kept before the next is asked for: a single failure is no failure yet.
FRESH_FOR = timedelta(hours=1)
# Clocks differ a little.
AHEAD = timedelta(minutes=5)
# Mawsynram's wettest month has less.
MOST_RAIN = 10_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of a forecast: an hour, half a day or a day."""

    start: datetime
    end: datetime
    rain_probability: float | None = None
    rain_mm: float | None = None
    low: float | None = None
    high: float | None = None
    humidity: float | None = None
    wind: float | None = None
    clouds: float | None = None
    radiation: float | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be true, whether it will be needed or not."""
        _stretch(self.start, self.end)
        _known(self.rain_probability, 0, 1, "a probability of rain")
        _known(self.rain_mm, 0, MOST_RAIN, "rain")
        _known(self.low, COLDEST, HOTTEST, "a temperature")
        _known(self.high, COLDEST if self.low is None else self.low, HOTTEST, "a highest temperature")
        _known(self.humidity, 0, 100, "a relative humidity")
        _known(self.wind, 0, STRONGEST_WIND, "a wind")
        _known(self.clouds, 0, 100, "a cloud cover")
        _known(self.radiation, 0, MOST_IN_A_DAY, "a radiation")


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was forecast when somebody last asked."""

    asked: datetime
    periods: tuple[Period, ...] = ()

    def fresh(self, now: datetime) -> bool:
        """Whether it is new enough to go by."""
        return -AHEAD <= now - self.asked <= FRESH_FOR

    def covers(self, since: datetime, until: datetime) -> float:
        """For which share of the time between two instants, 0 to 1, a probability of rain is told."""
        told = (period for period in self.periods if period.rain_probability is not None)
        known = sum(((each.end - each.start) * _overlap(each, since, until) for each in told), timedelta())
        return known / (until - since)

    def rain_probability(self, since: datetime, until: datetime) -> float | None:
        """The highest probability of rain between two instants, None where nothing is said of it."""
        told = [period.rain_probability for period in self.periods if _overlap(period, since, until) > 0]
        return max((probability for probability in told if probability is not None), default=None)

    def rain_mm(self, since: datetime, until: datetime) -> float | None:
        """The rain between two instants, None where nothing is said of it."""
        told = [
            period.rain_mm * _overlap(period, since, until)
            for period in self.periods
            if period.rain_mm is not None and _overlap(period, since, until) > 0
        ]
        return sum(told) if told else None


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of weather that has passed, an hour to a day: its reference evapotranspiration and its rain."""

    start: datetime
    end: datetime
    reference_mm: float | None = None
    rain_mm: float | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be true."""
        _stretch(self.start, self.end)
        _known(self.reference_mm, 0, MOST_RAIN, "a reference evapotranspiration")
        _known(self.rain_mm, 0, MOST_RAIN, "rain")


def by_days(spells: Iterable[Spell], until: datetime) -> tuple[Spell, ...]:
    """Spells in order, those up to an instant with one for each day, as far as no gap lies between them.

    What is unknown of a part is left out of a day's evapotranspiration. Unknown rain stays apart from what is known.
    """
    found = list[Spell]()
    for spell in spells:
        last = found[-1] if found else None
        joins = last and last.end == spell.start and last.start.date() == spell.start.date()
        if last and joins and spell.end <= until and (last.rain_mm is None) is (spell.rain_mm is None):
            drawn = [one for one in (last.reference_mm, spell.reference_mm) if one is not None]
            rain = None if last.rain_mm is None or spell.rain_mm is None else last.rain_mm + spell.rain_mm
            found[-1] = Spell(last.start, spell.end, sum(drawn) if drawn else None, rain)
        else:
            found.append(spell)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Past:
    """How the last days were, each part oldest first.

    The root zone lacked `depletion_mm` at `since`, when its balance begins; without one it begins full with the
    first spell. `moisture` are the trusted readings' means in %.
    """

    spells: tuple[Spell, ...] = ()
    since: datetime | None = None
    depletion_mm: float = 0.0
    moisture: tuple[tuple[datetime, float], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a beginning that can't be true."""
        bounded(self.depletion_mm, 0, inf, "a depletion")


def _overlap(period: Period, since: datetime, until: datetime) -> float:
    """Which share of a period lies between two instants."""
    return max(timedelta(), min(period.end, until) - max(period.start, since)) / (period.end - period.start)


def _stretch(start: datetime, end: datetime) -> None:
    if start.tzinfo is None or end.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    if start >= end:
        raise ValueError(f"what begins at {start} can't end at {end}")


def _known(value: float | None, low: float, high: float, what: str) -> None:
    if value is not None:
        bounded(value, low, high, what)
