"""Hours of weather: what was seen of each, and the reference evapotranspiration that follows from it.

An hour whose radiation or clouds are known is reckoned by itself; what a day's other hours drew is known when the
day has ended, and is shared out among them as the sun was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from .evapotranspiration import of_day, of_hour
from .radiation import extraterrestrial_day, extraterrestrial_hour
from .rain_gauge import Fallen
from .weather import DayWeather, HourWeather, Site

HOUR = timedelta(hours=1)
# An hour of which less was seen is a gap.
LEAST_SEEN = HOUR / 2
# What is missing of a whole one is the time between two looks.
WHOLE = HOUR * 0.9
# A day's means and extremes are known when so many of its hours are.
LEAST_HOURS = 20
# The hours after the sun's noon, of which one is the warmest.
AFTERNOON = frozenset({12, 13, 14, 15})
HOURS_A_DAY = 24
DEGREES_AN_HOUR = 15
MJ_PER_WATT_HOUR = 3_600 / 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The weather of a moment: °C, % of humidity and of clouds, m/s at 10 m, W/m². None is unknown."""

    temperature: float | None = None
    humidity: float | None = None
    wind: float | None = None
    clouds: float | None = None
    radiation: float | None = None


@dataclass(slots=True)
class HourLog:
    """What is seen of an hour, and what was forecast of it before it began: rain in mm, clouds in %."""

    start: datetime
    foretold_mm: float | None = None
    foretold_clouds: float | None = None
    seen: timedelta = timedelta()
    rain_mm: float = 0.0
    gauged: timedelta = timedelta()
    _values: dict[str, list[float]] = field(default_factory=dict)

    @property
    def end(self) -> datetime:
        """When it is over."""
        return self.start + HOUR

    @property
    def is_seen(self) -> bool:
        """Whether enough of it was seen to go by."""
        return self.seen >= LEAST_SEEN

    @property
    def is_whole(self) -> bool:
        """Whether it was seen from its beginning to its end."""
        return self.seen >= WHOLE

    def note(self, now: Conditions, passed: timedelta) -> None:
        """Take note of the weather, so long after the last time."""
        self.seen += passed
        for name in ("temperature", "humidity", "wind", "clouds", "radiation"):
            if (value := getattr(now, name)) is not None:
                self._values.setdefault(name, []).append(value)

    def catch(self, fallen: Fallen, until: datetime) -> None:
        """Take note of rain that a gauge has caught up to an instant."""
        self.rain_mm += fallen.mm
        self.gauged += min(fallen.over, until - self.start)

    def rain(self, *, gauge: bool) -> float | None:
        """The hour's rain in mm: the gauge's where one told of all of it, else as it was forecast."""
        if gauge and self.gauged >= WHOLE:
            return self.rain_mm
        # What was caught has fallen, whatever was forecast.
        return None if self.foretold_mm is None else max(self.foretold_mm, self.rain_mm)

    def mean(self, name: str) -> float | None:
        """The mean of one of the conditions."""
        values = self._values.get(name)
        return sum(values) / len(values) if values else None

    @property
    def extremes(self) -> tuple[float, float] | None:
        """The lowest and the highest temperature."""
        values = self._values.get("temperature")
        return (min(values), max(values)) if values else None

    def reference(self, site: Site) -> float | None:
        """Its reference evapotranspiration in mm; None where too little is known for one of its own."""
        temperature, watts, clouds = self.mean("temperature"), self.mean("radiation"), self.mean("clouds")
        if temperature is None:
            return None
        try:
            weather = HourWeather(
                self.start,
                temperature,
                humidity=self.mean("humidity"),
                wind=self.mean("wind"),
                radiation=None if watts is None else watts * MJ_PER_WATT_HOUR,
                clouds=self.foretold_clouds if clouds is None else clouds,
            )
            found = of_hour(weather, site)
        except ValueError:
            # What can't be true is unknown.
            return None
        return found.mm if found else None


def shared_out(hours: Sequence[HourLog], day: date, site: Site) -> list[float] | None:
    """Each hour's share, in mm, of what the day drew by its temperatures and what else is known of its air.

    None where too few of its hours were seen. The afternoon will do: a low that was missed makes the day draw less.
    """
    extremes = [found for hour in hours if (found := hour.extremes)]
    seen = {_by_the_sun(hour, site) for hour in hours if hour.extremes}
    if len(extremes) < LEAST_HOURS and not seen >= AFTERNOON:
        return None
    humidity, wind = _mean(hours, "humidity"), _mean(hours, "wind")
    low, high = min(low for low, _ in extremes), max(high for _, high in extremes)
    number = day.timetuple().tm_yday
    try:
        mm = of_day(DayWeather(number, low, high, humidity=humidity, wind=wind), site).mm
    except ValueError:
        return None
    whole = extraterrestrial_day(site.latitude, number)
    suns = (extraterrestrial_hour(site.latitude, site.longitude, hour.start) for hour in hours)
    return [mm * (sun / whole if whole > 0 else 1 / HOURS_A_DAY) for sun in suns]


def _by_the_sun(hour: HourLog, site: Site) -> int:
    """Which of the day's hours it is where the sun is highest at twelve."""
    return (hour.start.hour + round(site.longitude / DEGREES_AN_HOUR)) % HOURS_A_DAY


def _mean(hours: Sequence[HourLog], name: str) -> float | None:
    """The day's mean of a condition, where enough of its hours know it."""
    known = [value for hour in hours if (value := hour.mean(name)) is not None]
    return sum(known) / len(known) if len(known) >= LEAST_HOURS else None
