"""Errors of the kind that probes, gauges and weather services make."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from random import Random

from .truth import Weather

# Standard deviation of a probe in points of 100, and how often it doesn't answer.
PROBE_NOISE, PROBE_GAPS = 2.0, 0.06
WET_MM = 1.0
# How far apart (in standard deviations) the signs of wet and dry days lie, for today and the days after.
# 1.8 gives an area under the ROC curve of 0.90, as services reach for the next day; 1.2 gives 0.80.
SHARPNESS = (1.9, 1.7, 1.5, 1.2, 1.0)
AMOUNT_ERROR = (0.5, 0.6, 0.7, 0.8, 0.9)
GAUGE_ERROR = 0.1
ET0_BIAS, ET0_NOISE, ET0_AHEAD_NOISE = 0.07, 0.10, 0.15
TEMPERATURE_NOISE = 1.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a service says of one day: rain's probability (0..1) and mm, ET0 in mm, temperatures in °C."""

    probability: float
    rain: float
    et0: float
    temperature_min: float
    temperature_max: float


class Noise:
    """The errors of one home in one season; the same seed and day give the same errors to every strategy."""

    def __init__(self, seed: str, weather: Sequence[Weather]) -> None:
        """Draw what lasts the season: the bias of ET0, and how often it rains here."""
        self._seed = seed
        self._weather = weather
        self._bias = exp(Random(f"{seed}:bias").gauss(0.0, ET0_BIAS))
        self._rains = [day.rain for day in weather if day.rain >= WET_MM] or [WET_MM]
        # Held off 0 and 1, so that a forecast is never certain.
        self._base = min(0.95, max(0.02, len(self._rains) / len(weather)))

    def probe(self, number: int, share: float) -> float | None:
        """What a probe shows of a share 0..1, in %; None where it doesn't answer."""
        random = Random(f"{self._seed}:probe:{number}")
        error = random.gauss(0.0, PROBE_NOISE)
        return None if random.random() < PROBE_GAPS else min(100.0, max(0.0, 100.0 * share + error))

    def gauge(self, number: int) -> float:
        """The rain of a day as a gauge in the garden caught it."""
        factor = exp(Random(f"{self._seed}:gauge:{number}").gauss(0.0, GAUGE_ERROR))
        return self._weather[number].rain * factor

    def et0(self, number: int) -> float:
        """The ET0 of a day as it can be reckoned at home."""
        return self._et0(number, Random(f"{self._seed}:et0:{number}"), ET0_NOISE)

    def outlook(self, number: int, lead: int) -> Outlook:
        """What is said on a morning of the day `lead` days later."""
        random = Random(f"{self._seed}:outlook:{number}:{lead}")
        day = self._weather[number + lead]
        wet = day.rain >= WET_MM
        shift = SHARPNESS[lead] / 2.0
        sign = random.gauss(shift if wet else -shift, 1.0)
        # Bayes' rule for two normal distributions: of days called 30 %, 30 % are wet.
        odds = self._base / (1.0 - self._base) * exp(2.0 * shift * sign)
        likely = odds / (1.0 + odds)
        amount = (day.rain if wet else random.choice(self._rains)) * exp(random.gauss(0.0, AMOUNT_ERROR[lead]))
        return Outlook(
            probability=round(likely, 2),
            rain=round(likely * amount, 1),
            et0=self._et0(number + lead, random, ET0_AHEAD_NOISE),
            temperature_min=day.temperature_min + random.gauss(0.0, TEMPERATURE_NOISE),
            temperature_max=day.temperature_max + random.gauss(0.0, TEMPERATURE_NOISE),
        )

    def _et0(self, number: int, random: Random, noise: float) -> float:
        return self._weather[number].et0 * self._bias * exp(random.gauss(0.0, noise))


def brier_skill(said: Sequence[tuple[float, bool]]) -> float:
    """How much better probabilities are than always saying how often it rains; 1 is perfect, 0 no better."""
    rate = sum(wet for _, wet in said) / len(said)
    missed = sum((probability - wet) ** 2 for probability, wet in said) / len(said)
    return 1.0 - missed / (rate * (1.0 - rate))
