"""A hub asks for the finest forecast, understands it, and says when it is missing."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest

from custom_components.plantos.resilience.breaker import BreakerState

from . import outdoors
from .mending import repair, repairs
from .outdoors import HALF_AN_HOUR, HOUR, HOUR_S, NOON, Maker, forecast, known
from .scripted_weather import WEATHER, pass_hours, settled

make_weather = outdoors.make_weather
SOURCE = "hub-id:weather_entity"


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [
        (("daily", "twice_daily", "hourly"), ["hourly"]),
        (("daily", "twice_daily"), ["twice_daily"]),
        (("daily",), ["daily"]),
        ((), []),
    ],
)
async def test_the_finest_forecast_that_there_is_is_asked_for(
    make_weather: Maker, kinds: tuple[str, ...], asked: list[str]
) -> None:
    bench, weather = await make_weather(*kinds)
    assert weather.asked == asked
    assert (known(bench).forecast is not None) is bool(asked)


async def test_a_forecast_is_kept_for_half_an_hour(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly")
    await bench.pass_time(HALF_AN_HOUR - 120, step=60)
    await settled(bench)
    assert len(weather.asked) == 1

    await bench.pass_time(180, step=60)
    await settled(bench)
    assert len(weather.asked) == 2
    assert forecast(bench).fresh(dt_util.utcnow())


async def test_a_forecast_comes_in_the_hubs_own_units(hass: HomeAssistant, make_weather: Maker) -> None:
    hass.config.units = US_CUSTOMARY_SYSTEM
    bench, weather = await make_weather("hourly")
    weather._attr_native_temperature_unit = "°F"
    weather._attr_native_wind_speed_unit = "mph"
    weather._attr_native_precipitation_unit = "in"
    told = {"native_temperature": 68, "native_wind_speed": 10, "native_precipitation": 0.5, "humidity": 40}
    weather.foresee("hourly", told | {"precipitation_probability": 71, "cloud_coverage": 30})
    weather.show()
    assert hass.states.get(WEATHER).attributes["temperature_unit"] == "°F"  # type: ignore[union-attr]
    await bench.reload()
    await settled(bench)

    [period] = forecast(bench).periods
    assert (period.start, period.end) == (NOON, NOON + HOUR)
    assert period.low == period.high == pytest.approx(20.0, abs=0.3)
    assert period.wind == pytest.approx(4.47, abs=0.01)
    assert period.rain_mm == pytest.approx(12.7, abs=0.1)
    assert (period.rain_probability, period.humidity, period.clouds) == (0.71, 40.0, 30.0)


async def test_a_day_of_a_forecast_is_a_day_of_the_calendar(make_weather: Maker) -> None:
    bench, weather = await make_weather("daily")
    weather.foresee("daily", {"native_temperature": 25, "native_templow": 14}, {"native_temperature": 27}, start=NOON)
    await bench.reload()
    await settled(bench)

    first, second = forecast(bench).periods
    midnight = NOON - 12 * HOUR
    assert (first.start, first.end, second.start) == (midnight, midnight + 24 * HOUR, midnight + 24 * HOUR)
    assert (first.low, first.high, second.low, second.high) == (14.0, 25.0, None, 27.0)


async def test_a_night_has_a_lowest_temperature_and_a_day_a_highest(make_weather: Maker) -> None:
    bench, weather = await make_weather("twice_daily")
    day, night = {"native_temperature": 25, "is_daytime": True}, {"native_temperature": 12, "is_daytime": False}
    weather.foresee("twice_daily", day, night)
    await bench.reload()
    await settled(bench)
    assert [(period.low, period.high) for period in forecast(bench).periods] == [(None, 25.0), (12.0, None)]


async def test_a_half_day_that_has_begun_ends_where_the_next_begins(make_weather: Maker) -> None:
    bench, weather = await make_weather("twice_daily")
    starts = [NOON + hours * HOUR for hours in (2, 6, 18)]
    weather.told["twice_daily"] = [{"datetime": start.isoformat()} for start in starts]
    await bench.reload()
    await settled(bench)
    assert [period.end - period.start for period in forecast(bench).periods] == [4 * HOUR, 12 * HOUR, 12 * HOUR]


async def test_what_is_called_hourly_may_come_in_steps_of_three_hours(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly")
    weather.told["hourly"] = [{"datetime": (NOON + 3 * i * HOUR).isoformat()} for i in range(3)]
    await bench.reload()
    await settled(bench)
    assert [period.end - period.start for period in forecast(bench).periods] == [3 * HOUR] * 3


async def test_a_part_of_a_forecast_that_cannot_be_true_is_left_out(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly")
    odd = {"precipitation_probability": 400}, {"datetime": "tomorrow"}, {"humidity": "damp", "native_temperature": 20}
    weather.foresee("hourly", {"humidity": 40}, *odd)
    await bench.reload()
    await settled(bench)
    assert [(period.start, period.humidity) for period in forecast(bench).periods] == [
        (NOON, 40.0),
        (NOON + 3 * HOUR, None),
    ]


async def test_a_forecast_that_fails_is_asked_for_again_after_a_quarter_of_an_hour(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly")
    weather.failure = HomeAssistantError("the service is down")
    await bench.pass_time(HALF_AN_HOUR + 60, step=60)
    await settled(bench)
    assert len(weather.asked) == 2
    assert forecast(bench).rain_probability(NOON, NOON + HOUR) == 0.2

    await bench.pass_time(780, step=60)
    await settled(bench)
    assert len(weather.asked) == 2
    weather.failure = None
    await bench.pass_time(120, step=60)
    await settled(bench)
    assert len(weather.asked) == 3
    assert forecast(bench).asked > NOON + HALF_AN_HOUR * timedelta(seconds=1)


async def test_a_missing_forecast_is_shown_once_it_matters_and_until_it_is_back(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly")
    weather.failure = HomeAssistantError("the service is down")
    await bench.pass_time(HOUR_S - 120, step=60)
    await settled(bench)
    assert repairs(bench.hass) == set()

    await bench.pass_time(240, step=60)
    await settled(bench)
    issue = repair(bench.hass, "forecast_missing", SOURCE)
    assert issue and issue.translation_placeholders == {"hub": "My plants", "entity": WEATHER}

    weather.failure = None
    await bench.pass_time(HALF_AN_HOUR, step=60)
    await settled(bench)
    await bench.pass_time(60)
    assert repairs(bench.hass) == set()


async def test_a_weather_that_is_unavailable_is_not_asked_and_counts_as_missing(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly")
    weather.show(available=False)
    await bench.pass_time(HOUR_S + 120, step=60)
    await settled(bench)
    assert len(weather.asked) == 1
    assert repairs(bench.hass) == {"forecast_missing"}


async def test_a_service_that_fails_on_and_on_is_left_alone_like_any_device(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly")
    weather.failure = ZeroDivisionError("by nobody's fault")
    for _ in range(25):
        await bench.pass_time(240, step=240)
        await settled(bench)
    breaker = bench.coordinator.waterer.breakers.all()[SOURCE]

    assert breaker.state is BreakerState.OPEN
    assert breaker.last_failure == "by nobody's fault"
    # The repair of the forecast says already what is wrong.
    assert repairs(bench.hass) == {"forecast_missing"}
    assert bench.coordinator.health.reasons == ("forecast_missing",)


async def test_it_is_said_once_that_a_forecast_fails_and_once_that_it_is_back(
    make_weather: Maker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    bench, weather = await make_weather("hourly")
    weather.failure = HomeAssistantError("the service is down")
    await pass_hours(bench, 1.2)
    assert len(weather.asked) > 2
    weather.failure = None
    await pass_hours(bench, 0.6)
    said = [record.message for record in caplog.records if record.levelname in {"WARNING", "INFO"}]
    assert said.count(f"{WEATHER} gave no forecast: the service is down") == 1
    assert said.count(f"{WEATHER} gives a forecast again") == 1


async def test_a_weather_without_forecasts_is_shown_as_well(make_weather: Maker) -> None:
    bench, weather = await make_weather()
    await pass_hours(bench, 1.1)
    assert weather.asked == []
    assert repairs(bench.hass) == {"forecast_missing"}


async def test_an_empty_forecast_is_none(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly")
    weather.told.clear()
    await bench.reload()
    await settled(bench)
    assert known(bench).forecast is None
    assert bench.coordinator.waterer.breakers.all()[SOURCE].failures_in_row == 1


async def test_a_service_that_hangs_keeps_nobody_waiting(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly")
    weather.hangs = True
    # Whoever waits for everything waits in vain.
    bench.outlet.on_open = "hang"
    await bench.pass_time(HALF_AN_HOUR + 120, step=60)
    await bench.moisture(33)

    assert len(weather.asked) > 1
    assert known(bench).trusted_moisture == 33
    await bench.hass.config_entries.async_unload(bench.entry.entry_id)
