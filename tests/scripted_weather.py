"""A weather entity that foresees what the script says, counts who asks, and fails or hangs when it is told to."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.components.weather import Forecast, WeatherEntity, WeatherEntityFeature
from homeassistant.const import UnitOfPrecipitationDepth, UnitOfSpeed, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import setup_test_component_platform

from .conftest import Bench

WEATHER = "weather.home"
FEATURES = {
    "hourly": WeatherEntityFeature.FORECAST_HOURLY,
    "twice_daily": WeatherEntityFeature.FORECAST_TWICE_DAILY,
    "daily": WeatherEntityFeature.FORECAST_DAILY,
}
STEPS = {"hourly": timedelta(hours=1), "twice_daily": timedelta(hours=12), "daily": timedelta(days=1)}


class ScriptedWeather(WeatherEntity):
    """Home's weather, 18 °C and dry, with these kinds of forecast."""

    _attr_name = "home"
    _attr_unique_id = "home-weather"
    _attr_should_poll = False
    _attr_condition = "sunny"
    _attr_native_temperature: float | None = 18.0
    _attr_native_temperature_unit: str | None = UnitOfTemperature.CELSIUS
    _attr_native_wind_speed: float | None = 2.0
    _attr_native_wind_speed_unit: str | None = UnitOfSpeed.METERS_PER_SECOND
    _attr_native_precipitation_unit: str | None = UnitOfPrecipitationDepth.MILLIMETERS
    _attr_humidity: float | None = 60.0
    _attr_cloud_coverage: int | None = 25

    def __init__(self, *kinds: str) -> None:
        """Have these kinds of forecast, with nothing in them yet."""
        for kind in kinds:
            self._attr_supported_features = WeatherEntityFeature(self.supported_features or 0) | FEATURES[kind]
        self._attr_available = True
        self.told: dict[str, list[dict[str, Any]]] = {}
        self.asked: list[str] = []
        self.failure: Exception | None = None
        self.hangs = False

    def foresee(self, kind: str, *parts: Mapping[str, Any], start: datetime | None = None) -> None:
        """Foresee these parts, one after the other from the full hour on."""
        begin = start or dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
        step = STEPS[kind]
        self.told[kind] = [{"datetime": (begin + i * step).isoformat(), **part} for i, part in enumerate(parts)]

    def show(self, *, available: bool = True) -> None:
        """Say how it is now."""
        self._attr_available = available
        self.async_write_ha_state()

    async def _tell(self, kind: str) -> list[Forecast]:
        self.asked.append(kind)
        if self.hangs:
            await asyncio.Event().wait()
        if self.failure:
            raise self.failure
        told: list[Any] = self.told.get(kind, [])
        return told

    @override
    async def async_forecast_hourly(self) -> list[Forecast]:
        """Tell the hours."""
        return await self._tell("hourly")

    @override
    async def async_forecast_twice_daily(self) -> list[Forecast]:
        """Tell the days and nights."""
        return await self._tell("twice_daily")

    @override
    async def async_forecast_daily(self) -> list[Forecast]:
        """Tell the days."""
        return await self._tell("daily")


async def set_up_weather(hass: HomeAssistant, weather: ScriptedWeather) -> None:
    """Add it as a real weather entity, `weather.home`."""
    setup_test_component_platform(hass, "weather", [weather])
    assert await async_setup_component(hass, "weather", {"weather": {"platform": "test"}})
    await hass.async_block_till_done()


async def set_options(bench: Bench, **sources: Any) -> None:
    """Name the sources of the weather in the hub's options."""
    bench.hass.config_entries.async_update_entry(bench.entry, options={"weather": sources})
    await settled(bench)


async def settled(bench: Bench) -> None:
    """Let everything happen that needs no time, also beside."""
    await bench.hass.async_block_till_done(wait_background_tasks=True)
    await bench.settle()


async def pass_hours(bench: Bench, hours: float) -> None:
    """Let hours pass in steps of a few minutes."""
    await bench.pass_time(hours * 3_600, step=240)
    await settled(bench)
