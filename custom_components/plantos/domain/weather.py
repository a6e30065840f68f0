"""What is known of the weather at a place. Where a value can't be true, it is refused with a ValueError.

Temperatures in °C, relative humidity and cloud cover in %, wind in m/s, radiation in MJ/m² over the period.
"""

from dataclasses import dataclass
from datetime import datetime

from .bounds import bounded
from .radiation import CLEAREST, CLOUDIEST, MOST_IN_A_DAY, MOST_IN_AN_HOUR
from .vapour import COLDEST, HIGHEST_M, HOTTEST, LOWEST_M

STRONGEST_WIND = 60.0


@dataclass(frozen=True, slots=True)
class Site:
    """A place in degrees north and east; `coastal` where the sea makes its days milder."""

    latitude: float
    longitude: float
    elevation_m: float = 0.0
    coastal: bool = False

    def __post_init__(self) -> None:
        """Refuse a place that isn't on earth."""
        bounded(self.latitude, -90, 90, "a latitude")
        bounded(self.longitude, -180, 180, "a longitude")
        bounded(self.elevation_m, LOWEST_M, HIGHEST_M, "an elevation")


@dataclass(frozen=True, slots=True)
class DayWeather:
    """A day, counted from 1 January, of which only the extremes have to be known. Services tell the wind at 10 m."""

    day: int
    low: float
    high: float
    dew_point: float | None = None
    humidity_low: float | None = None
    humidity_high: float | None = None
    humidity: float | None = None
    wind: float | None = None
    wind_height_m: float = 10.0
    radiation: float | None = None
    sunshine_h: float | None = None
    clouds: float | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be true, whether it will be needed or not."""
        bounded(self.day, 1, 366, "a day of the year")
        bounded(self.low, COLDEST, HOTTEST, "a temperature")
        bounded(self.high, self.low, HOTTEST, "a highest temperature")
        _known(self.dew_point, COLDEST, HOTTEST, "a dew point")
        _known(self.humidity_low, 0, 100, "a relative humidity")
        _known(self.humidity_high, self.humidity_low or 0, 100, "a highest relative humidity")
        _known(self.humidity, 0, 100, "a relative humidity")
        _known(self.wind, 0, STRONGEST_WIND, "a wind")
        _known(self.radiation, 0, MOST_IN_A_DAY, "a radiation")
        _known(self.sunshine_h, 0, 24, "a day's sunshine")
        _known(self.clouds, 0, 100, "a cloud cover")


@dataclass(frozen=True, slots=True)
class HourWeather:
    """An hour from its start; `clear` is the sky's clearness (0.3 to 1) two or three hours before sunset."""

    start: datetime
    temperature: float
    humidity: float | None = None
    dew_point: float | None = None
    day_low: float | None = None
    wind: float | None = None
    wind_height_m: float = 10.0
    radiation: float | None = None
    clouds: float | None = None
    clear: float | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be true, whether it will be needed or not."""
        if self.start.tzinfo is None:
            raise ValueError("an hour's start needs a time zone")
        bounded(self.temperature, COLDEST, HOTTEST, "a temperature")
        _known(self.humidity, 0, 100, "a relative humidity")
        _known(self.dew_point, COLDEST, HOTTEST, "a dew point")
        _known(self.day_low, COLDEST, HOTTEST, "a temperature")
        _known(self.wind, 0, STRONGEST_WIND, "a wind")
        _known(self.radiation, 0, MOST_IN_AN_HOUR, "a radiation")
        _known(self.clouds, 0, 100, "a cloud cover")
        _known(self.clear, CLOUDIEST, CLEAREST, "a sky's clearness")


def _known(value: float | None, low: float, high: float, what: str) -> None:
    if value is not None:
        bounded(value, low, high, what)
