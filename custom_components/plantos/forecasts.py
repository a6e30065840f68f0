"""The forecast of a weather entity: asked for in the finest steps that it has, and kept until the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import isfinite
from typing import Any, Self

from homeassistant.components.weather import (
    ATTR_FORECAST_CLOUD_COVERAGE,
    ATTR_FORECAST_HUMIDITY,
    ATTR_FORECAST_IS_DAYTIME,
    ATTR_FORECAST_PRECIPITATION,
    ATTR_FORECAST_PRECIPITATION_PROBABILITY,
    ATTR_FORECAST_TEMP,
    ATTR_FORECAST_TEMP_LOW,
    ATTR_FORECAST_TIME,
    ATTR_FORECAST_WIND_SPEED,
    ATTR_WEATHER_PRECIPITATION_UNIT,
    ATTR_WEATHER_TEMPERATURE_UNIT,
    ATTR_WEATHER_WIND_SPEED_UNIT,
    DOMAIN as WEATHER_DOMAIN,
    SERVICE_GET_FORECASTS,
    WeatherEntityFeature,
)
from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_SUPPORTED_FEATURES,
    STATE_UNAVAILABLE,
    UnitOfLength,
    UnitOfSpeed,
    UnitOfTemperature,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import (
    BaseUnitConverter,
    DistanceConverter,
    SpeedConverter,
    TemperatureConverter,
)

from .const import LOGGER
from .domain.clock import Clock
from .domain.outlook import Forecast, Period
from .resilience.device import Device

KEPT = timedelta(minutes=30)
# After a failure, so that a service which is down is asked rarely, and the breaker opens when it matters.
AGAIN = KEPT / 2
MATTERS = 2 * KEPT
# After a start other integrations need a while until their entities are there.
PATIENCE = timedelta(minutes=5)

HOURLY, TWICE_DAILY, DAILY = "hourly", "twice_daily", "daily"
# From fine to coarse: which feature says that an entity has it, and how long its steps usually are.
KINDS = (
    (WeatherEntityFeature.FORECAST_HOURLY, HOURLY, timedelta(hours=1)),
    (WeatherEntityFeature.FORECAST_TWICE_DAILY, TWICE_DAILY, timedelta(hours=12)),
    (WeatherEntityFeature.FORECAST_DAILY, DAILY, timedelta(days=1)),
)


class NoForecast(Exception):
    """A weather entity answered with nothing that can be used."""


class Forecasts:
    """Asks one weather entity, and keeps what it said last."""

    def __init__(self, hass: HomeAssistant, entity_id: str, device: Device, clock: Clock) -> None:
        """Begin without a forecast."""
        self.entity_id = entity_id
        self.latest: Forecast | None = None
        self._hass = hass
        self._device = device
        self._clock = clock
        self._began = clock.now()
        self._tried: datetime | None = None
        self._answered = False
        self._failing = False
        self._asking = False

    @property
    def due(self) -> bool:
        """Whether it is time to ask; an entity that isn't there can't be asked."""
        state = self._hass.states.get(self.entity_id)
        if self._asking or state is None or state.state == STATE_UNAVAILABLE or kind_of(state) is None:
            return False
        rest = KEPT if self.latest and self._tried == self.latest.asked else AGAIN
        # A clock that was set back has to be no reason to wait.
        return self._tried is None or not timedelta() <= self._clock.age(self._tried) < rest

    @property
    def awaited(self) -> bool:
        """Whether the first answer is still to come, and worth waiting for."""
        return not self._answered and self._clock.age(self._began) < PATIENCE

    @property
    def missing(self) -> bool:
        """Whether there has been none for so long that it matters."""
        return self._clock.age(self.latest.asked if self.latest else self._began) >= MATTERS

    async def ask(self) -> None:
        """Have a new forecast; the last one is kept where that fails."""
        self._asking, self._tried = True, self._clock.now()
        try:
            self.latest = await self._device.call(self._get)
        except Exception as error:  # noqa: BLE001  # whatever its integration raises
            tell = LOGGER.debug if self._failing else LOGGER.warning
            tell("%s gave no forecast: %s", self.entity_id, str(error) or type(error).__name__)
            self._failing = True
        else:
            if self._failing:
                LOGGER.info("%s gives a forecast again", self.entity_id)
            self._failing = False
        finally:
            self._asking, self._answered = False, True

    async def _get(self) -> Forecast:
        state = self._hass.states.get(self.entity_id)
        kind = kind_of(state) if state else None
        if state is None or kind is None:
            raise NoForecast(f"{self.entity_id} is gone")
        asked = self._tried or self._clock.now()
        answer: Any = await self._hass.services.async_call(
            WEATHER_DOMAIN,
            SERVICE_GET_FORECASTS,
            {ATTR_ENTITY_ID: self.entity_id, "type": kind},
            blocking=True,
            return_response=True,
        )
        periods = periods_of(answer[self.entity_id]["forecast"], kind, Units.of(state))
        if not periods:
            raise NoForecast(f"{self.entity_id} foresees nothing")
        return Forecast(asked, periods)


def kind_of(state: State) -> str | None:
    """The finest forecast that a weather entity has, if any."""
    features = state.attributes.get(ATTR_SUPPORTED_FEATURES, 0)
    return next((kind for feature, kind, _ in KINDS if features & feature), None)


@dataclass(frozen=True, slots=True)
class Units:
    """The units in which a weather entity speaks; a value without one is unknown."""

    temperature: str | None
    wind: str | None
    rain: str | None

    @classmethod
    def of(cls, state: State) -> Self:
        """As its attributes say."""
        told = state.attributes
        return cls(
            told.get(ATTR_WEATHER_TEMPERATURE_UNIT),
            told.get(ATTR_WEATHER_WIND_SPEED_UNIT),
            told.get(ATTR_WEATHER_PRECIPITATION_UNIT),
        )

    def celsius(self, value: object) -> float | None:
        """A temperature in °C."""
        return converted(TemperatureConverter, value, self.temperature, UnitOfTemperature.CELSIUS)

    def metres_a_second(self, value: object) -> float | None:
        """A wind in m/s; weather services tell that at 10 m."""
        return converted(SpeedConverter, value, self.wind, UnitOfSpeed.METERS_PER_SECOND)

    def millimetres(self, value: object) -> float | None:
        """Rain in mm."""
        return converted(DistanceConverter, value, self.rain, UnitOfLength.MILLIMETERS)


def converted(converter: type[BaseUnitConverter], value: object, unit: str | None, to: str) -> float | None:
    """A value in another unit, None where it is no number or in none of the converter's units."""
    known = number_in(value)
    return converter.convert(known, unit, to) if known is not None and unit in converter.VALID_UNITS else None


def number_in(value: object) -> float | None:
    """A finite number, None for everything else."""
    try:
        known = float(value)  # type: ignore[arg-type]  # what isn't one raises
    except TypeError, ValueError:
        return None
    return known if isfinite(known) else None


def periods_of(told: list[Mapping[str, Any]], kind: str, units: Units) -> tuple[Period, ...]:
    """A forecast's periods in order, without those that can't be true."""
    starts: dict[datetime, Mapping[str, Any]] = {}
    for each in told:
        if (start := _start(each, kind)) is not None:
            starts.setdefault(start, each)
    step = _step(sorted(starts), kind)
    periods = []
    for start, each in sorted(starts.items()):
        end = dt_util.start_of_local_day(dt_util.as_local(start) + step * 1.5) if kind == DAILY else start + step
        # A day or a night that has begun is told as what is left of it.
        following = min((other for other in starts if other > start), default=end)
        try:
            periods.append(_period(start, dt_util.as_utc(min(end, following)), each, kind, units))
        except ValueError as error:
            LOGGER.debug("A part of the forecast can't be true: %s", error)
    return tuple(periods)


def _start(each: Mapping[str, Any], kind: str) -> datetime | None:
    """When a period begins; a day of a forecast is a day of the calendar, whichever hour it is told with."""
    at = dt_util.parse_datetime(str(each.get(ATTR_FORECAST_TIME)))
    if at is None:
        return None
    return dt_util.as_utc(dt_util.start_of_local_day(dt_util.as_local(at)) if kind == DAILY else at)


def _step(starts: list[datetime], kind: str) -> timedelta:
    """How long a period is at most: a service may call hourly what has steps of three hours."""
    usual = next(step for _, known, step in KINDS if known == kind)
    return usual if kind != HOURLY else min((after - before for before, after in pairwise(starts)), default=usual)


def _period(start: datetime, end: datetime, each: Mapping[str, Any], kind: str, units: Units) -> Period:
    """One period. Raises ValueError where something in it can't be true."""
    temperature, low = units.celsius(each.get(ATTR_FORECAST_TEMP)), units.celsius(each.get(ATTR_FORECAST_TEMP_LOW))
    high = temperature
    if kind == HOURLY:
        low = temperature
    elif kind == TWICE_DAILY and each.get(ATTR_FORECAST_IS_DAYTIME) is False:
        low, high = temperature if low is None else low, None
    chance = number_in(each.get(ATTR_FORECAST_PRECIPITATION_PROBABILITY))
    return Period(
        start=start,
        end=end,
        rain_probability=None if chance is None else chance / 100,
        rain_mm=units.millimetres(each.get(ATTR_FORECAST_PRECIPITATION)),
        low=low,
        high=high,
        humidity=number_in(each.get(ATTR_FORECAST_HUMIDITY)),
        wind=units.metres_a_second(each.get(ATTR_FORECAST_WIND_SPEED)),
        clouds=number_in(each.get(ATTR_FORECAST_CLOUD_COVERAGE)),
    )
