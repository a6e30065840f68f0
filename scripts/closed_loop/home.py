"""What a home knows of its plot on a morning, and nothing more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Protocol

from .noise import SHARPNESS, Noise, Outlook
from .truth import Day, Plot, Season, Watering

SIX = time(6)


class Probe(StrEnum):
    """Where the moisture probe reads: the whole root zone, or 10 to 20 cm deep."""

    ROOT_ZONE = "root-zone"
    SHALLOW = "shallow"


@dataclass(frozen=True, slots=True)
class Morning:
    """Six o'clock on a day: moisture in % of what the soil can hold for plants, yesterday's rain and ET0 in mm.

    `outlook` begins with today. What a home measures carries its errors; None is a probe that doesn't answer.
    """

    number: int
    at: datetime
    moisture: float | None
    rain: float
    et0: float
    temperature_min: float
    temperature_max: float
    outlook: tuple[Outlook, ...]


class Gardener(Protocol):
    """Whoever decides every morning from what the home knows."""

    def water(self, morning: Morning) -> float:
        """The mm to water."""


type Hire = Callable[[Plot], Gardener]


class Home:
    """A home with its probe, gauge and weather service."""

    def __init__(self, season: Season, probe: Probe, seed: str) -> None:
        """Look at a season through this home's errors."""
        self._weather = season.weather
        self._probe = probe
        self._noise = Noise(seed, season.weather)

    def morning(self, day: Day) -> Morning:
        """What is known before the day's weather has come."""
        share = day.available if self._probe is Probe.ROOT_ZONE else day.shallow
        yesterday = day.number - 1
        before = self._weather[max(0, yesterday)]
        return Morning(
            number=day.number,
            at=datetime.combine(day.date, SIX, UTC),
            moisture=self._noise.probe(day.number, share),
            rain=self._noise.gauge(yesterday) if day.number else 0.0,
            et0=self._noise.et0(yesterday) if day.number else 0.0,
            temperature_min=before.temperature_min,
            temperature_max=before.temperature_max,
            outlook=tuple(self._noise.outlook(day.number, lead) for lead in range(len(SHARPNESS))),
        )


def at_home(season: Season, hire: Hire, probe: Probe, seed: str) -> Watering:
    """A gardener of flesh and blood, who sees the season only through the home."""
    gardener, home = hire(season.plot), Home(season, probe, seed)
    return lambda day: gardener.water(home.morning(day))
