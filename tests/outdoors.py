"""A basil outdoors with a weather entity, and what its hub makes of the weather."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.plantos.domain.outlook import Forecast, Spell
from custom_components.plantos.domain.snapshots import Snapshot
from custom_components.plantos.outdoors import SEEN

from .acting import act
from .conftest import BASIL, Bench, BenchMaker
from .scripted_weather import WEATHER, ScriptedWeather, set_options, set_up_weather, settled

NOON = datetime(2026, 6, 21, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HALF_AN_HOUR, HOUR_S = 1_800, 3_600
GAUGE = "sensor.rain_gauge"

type Maker = Callable[..., Awaitable[tuple[Bench, ScriptedWeather]]]


@pytest.fixture
async def make_weather(hass: HomeAssistant, freezer: FrozenDateTimeFactory, make_bench: BenchMaker) -> Maker:
    """Set up a basil outdoors at noon on a day in June, with a weather entity."""

    async def make(
        *kinds: str, rain: float | None = 20.0, sources: dict[str, str] | None = None, **changes: Any
    ) -> tuple[Bench, ScriptedWeather]:
        freezer.move_to(NOON)
        hass.config.latitude, hass.config.longitude, hass.config.elevation = 48.0, 0.0, 100
        await hass.config.async_set_time_zone("UTC")
        weather = ScriptedWeather(*kinds)
        for kind in kinds:
            weather.foresee(kind, *[{"precipitation_probability": rain}] * 40)
        await set_up_weather(hass, weather)
        bench = await make_bench(**{"indoor": False, "automatic": False, "strategy": "weather"} | changes)
        await set_options(bench, **{"weather_entity": WEATHER} | (sources or {}))
        return bench, weather

    return make


def known(bench: Bench) -> Snapshot:
    """What is known of the basil now."""
    return bench.coordinator.snapshot(BASIL)


def forecast(bench: Bench) -> Forecast:
    """The forecast that its decision goes by."""
    found = known(bench).forecast
    assert found
    return found


def spells(bench: Bench) -> tuple[Spell, ...]:
    """The weather that its account goes by."""
    return known(bench).past.spells


async def restart(bench: Bench) -> None:
    """Start anew, with nothing but what was kept on disk."""
    bench.hass.data.pop(SEEN)
    await bench.reload()
    await settled(bench)


async def decided(bench: Bench) -> tuple[float, str]:
    """How much the basil would be given now, in ml, and why."""
    [plant] = (await act(bench, "check_watering"))["plants"]
    return plant["amount_ml"], plant["reason"]


def say(bench: Bench, entity_id: str, value: float | str, unit: str, **attributes: str) -> None:
    """Let a sensor say so."""
    bench.hass.states.async_set(entity_id, str(value), {"unit_of_measurement": unit, **attributes})
