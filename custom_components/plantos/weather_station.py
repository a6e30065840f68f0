"""The weather of the moment, from the entities that a hub's owner named for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from homeassistant.components.sensor import ATTR_STATE_CLASS, SensorStateClass
from homeassistant.components.weather import (
    ATTR_WEATHER_CLOUD_COVERAGE,
    ATTR_WEATHER_HUMIDITY,
    ATTR_WEATHER_TEMPERATURE,
    ATTR_WEATHER_WIND_SPEED,
)
from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    LIGHT_LUX,
    PERCENTAGE,
    STATE_UNAVAILABLE,
    UnitOfIrradiance,
    UnitOfLength,
    UnitOfSpeed,
    UnitOfTemperature,
    UnitOfVolumetricFlux,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.util.unit_conversion import DistanceConverter, SpeedConverter, TemperatureConverter

from .domain.outdoor_hours import Conditions
from .domain.radiation import LUX_PER_WATT
from .domain.rain_gauge import Fallen, RainGauge
from .forecasts import Units, converted, number_in

# What was last heard of longer ago isn't the weather of the moment; a counter is silent while it is dry.
LONGEST_SILENCE = timedelta(hours=3)
LONGEST_RATE = timedelta(hours=1)
LONGEST_COUNT = timedelta(hours=24)
# W/m² in one of each; of daylight's lux as `domain.radiation` has it.
WATTS = {
    UnitOfIrradiance.WATTS_PER_SQUARE_METER: 1.0,
    UnitOfIrradiance.BTUS_PER_HOUR_SQUARE_FOOT: 3.154591,
    LIGHT_LUX: 1 / LUX_PER_WATT,
}
RATES = frozenset(UnitOfVolumetricFlux)
MM_IN_A_METRE_AN_HOUR = 1_000 * 3_600


class WeatherStation:
    """Reads each measure from its own entity, or else from the weather entity."""

    def __init__(self, hass: HomeAssistant, sources: Mapping[str, str]) -> None:
        """Know the entities, by what they are in the hub's settings."""
        self._hass = hass
        self.sources = sources
        self._gauge = RainGauge()

    @property
    def has_gauge(self) -> bool:
        """Whether a gauge of its own counts the rain."""
        return "outdoor_rain" in self.sources

    def conditions(self, now: datetime) -> Conditions:
        """The weather as far as it is known now."""
        temperature = humidity = wind = clouds = None
        if state := self._fresh("weather_entity", now):
            units, told = Units.of(state), state.attributes
            temperature = units.celsius(told.get(ATTR_WEATHER_TEMPERATURE))
            humidity = number_in(told.get(ATTR_WEATHER_HUMIDITY))
            wind = units.metres_a_second(told.get(ATTR_WEATHER_WIND_SPEED))
            clouds = number_in(told.get(ATTR_WEATHER_CLOUD_COVERAGE))
        if state := self._fresh("outdoor_temperature", now):
            temperature = converted(TemperatureConverter, state.state, _unit(state), UnitOfTemperature.CELSIUS)
        if state := self._fresh("outdoor_humidity", now):
            humidity = number_in(state.state) if _unit(state) == PERCENTAGE else None
        if state := self._fresh("outdoor_wind", now):
            wind = converted(SpeedConverter, state.state, _unit(state), UnitOfSpeed.METERS_PER_SECOND)
        return Conditions(
            temperature=temperature, humidity=humidity, wind=wind, clouds=clouds, radiation=self._radiation(now)
        )

    def rain(self, now: datetime) -> Fallen | None:
        """What fell into the gauge since the last look; None where nobody can tell."""
        state = self._state("outdoor_rain")
        if state is None or (value := number_in(state.state)) is None:
            return None
        unit, silent = _unit(state), now - state.last_reported
        if silent > (LONGEST_RATE if unit in RATES else LONGEST_COUNT):
            return None
        if unit in RATES:
            rate = SpeedConverter.convert(value, unit, UnitOfSpeed.METERS_PER_SECOND) * MM_IN_A_METRE_AN_HOUR
            return self._gauge.falling(now, rate)
        if not counts_rain(state):
            return None
        return self._gauge.counted(now, DistanceConverter.convert(value, unit, UnitOfLength.MILLIMETERS))

    def _radiation(self, now: datetime) -> float | None:
        state = self._fresh("outdoor_radiation", now)
        value = number_in(state.state) if state else None
        watts = WATTS.get(_unit(state) or "") if state else None
        return None if value is None or watts is None else value * watts

    def _fresh(self, part: str, now: datetime) -> State | None:
        state = self._state(part)
        return state if state and now - state.last_reported <= LONGEST_SILENCE else None

    def _state(self, part: str) -> State | None:
        state = self._hass.states.get(self.sources.get(part, ""))
        return None if state is None or state.state == STATE_UNAVAILABLE else state


def counts_rain(state: State) -> bool:
    """Whether a sensor of a depth counts all rain that falls, and doesn't tell that of its last hour or day."""
    is_depth = _unit(state) in DistanceConverter.VALID_UNITS
    return is_depth and state.attributes.get(ATTR_STATE_CLASS) != SensorStateClass.MEASUREMENT


def tells_rain(state: State) -> bool:
    """Whether rain can be reckoned from a sensor."""
    return _unit(state) in RATES or counts_rain(state)


def _unit(state: State) -> str | None:
    return state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
