"""A hub asks for the forecast, remembers how the weather was, and tells its plants of both."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
import json
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest

from custom_components.plantos.diagnostics import async_get_config_entry_diagnostics
from custom_components.plantos.domain.outdoor_hours import Conditions
from custom_components.plantos.domain.outlook import Forecast, Spell
from custom_components.plantos.domain.snapshots import Snapshot
from custom_components.plantos.outdoors import SEEN
from custom_components.plantos.resilience.breaker import BreakerState
from custom_components.plantos.weather_station import WeatherStation

from .acting import act
from .conftest import BASIL, Bench, BenchMaker
from .mending import answer, begin, repair, repairs
from .scripted_weather import WEATHER, ScriptedWeather, pass_hours, set_options, set_up_weather, settled

NOON = datetime(2026, 6, 21, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HALF_AN_HOUR, HOUR_S = 1_800, 3_600
SOURCE = "hub-id:weather_entity"

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


# --- the forecast -----------------------------------------------------------------------------------


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


# --- when it fails ----------------------------------------------------------------------------------


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


# --- what becomes of it -----------------------------------------------------------------------------


@pytest.mark.parametrize(("rain", "ml"), [(71.0, 30.0), (70.0, 100.0)])
async def test_likely_rain_leaves_less_for_the_can(make_weather: Maker, rain: float, ml: float) -> None:
    bench, _ = await make_weather("hourly", rain=rain)
    await bench.moisture(25)
    amount, why = await decided(bench)
    assert amount == pytest.approx(ml)
    assert ("71 % likely" in why) is (ml == 30.0)


async def test_a_plant_indoors_knows_no_rain(make_weather: Maker) -> None:
    bench, _ = await make_weather("hourly", rain=99.0, indoor=True)
    await bench.moisture(25)
    amount, why = await decided(bench)
    assert (amount, "rain" in why.lower()) == (100.0, False)


async def test_without_a_fresh_forecast_the_base_decides_and_says_so(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly", rain=99.0)
    weather.failure = HomeAssistantError("the service is down")
    await bench.moisture(25)
    assert (await decided(bench))[0] == pytest.approx(30.0)

    await bench.pass_time(HOUR_S + 120, step=60)
    await bench.moisture(25)
    assert await decided(bench) == (
        100.0,
        "There is no fresh forecast of rain, so 100 ml are given as without one.",
    )


async def test_the_first_watering_after_a_start_waits_for_the_forecast(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly", rain=99.0, automatic=True)
    weather.show(available=False)
    await bench.reload()
    await bench.moisture(25)
    await bench.pass_time(120, step=60)
    assert not bench.told("watering_started")

    weather.show()
    await bench.pass_time(60)
    await settled(bench)
    await bench.pass_time(120, step=60)
    [run] = bench.told("plant_watered")
    assert run["ml"] == pytest.approx(30.0, abs=1)


async def test_nobody_waits_for_a_forecast_that_does_not_come(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly", rain=99.0, automatic=True)
    weather.show(available=False)
    await bench.reload()
    await bench.moisture(25)
    await bench.pass_time(400, step=60)
    [run] = bench.told("plant_watered")
    assert run["ml"] == pytest.approx(100.0, abs=1)


# --- how the weather was ----------------------------------------------------------------------------


async def test_each_hour_is_kept_with_what_it_drew_and_its_rain(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly", strategy="evapotranspiration")
    weather.foresee("hourly", *[{"native_precipitation": 0.4}] * 40)
    await bench.reload()
    await settled(bench)
    await pass_hours(bench, 2.1)

    first, second = spells(bench)
    assert (first.start, first.end, second.start) == (NOON, NOON + HOUR, NOON + HOUR)
    # A mild, half sunny noon in June.
    assert first.reference_mm == pytest.approx(0.45, abs=0.15)
    assert first.rain_mm == second.rain_mm == pytest.approx(0.4)


async def test_rain_is_counted_once_as_it_was_forecast_before_it_fell(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly", strategy="evapotranspiration")
    weather.foresee("hourly", *[{"native_precipitation": 1.0}] * 40)
    await bench.reload()
    await settled(bench)
    await pass_hours(bench, 0.2)
    # What is foretold from now on speaks of later.
    weather.foresee("hourly", *[{"native_precipitation": 9.0}] * 40)
    await pass_hours(bench, 1.9)
    assert [spell.rain_mm for spell in spells(bench)] == [pytest.approx(1.0), pytest.approx(9.0)]


async def test_without_gauge_and_forecast_the_rain_is_unknown(make_weather: Maker) -> None:
    bench, _ = await make_weather(strategy="evapotranspiration")
    await pass_hours(bench, 1.1)
    [spell] = spells(bench)
    assert spell.rain_mm is None
    assert spell.reference_mm


def say(bench: Bench, entity_id: str, value: float | str, unit: str, **attributes: str) -> None:
    bench.hass.states.async_set(entity_id, str(value), {"unit_of_measurement": unit, **attributes})


GAUGE = "sensor.rain_gauge"


async def test_a_gauge_counts_each_drop_once_though_it_begins_anew(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly", strategy="evapotranspiration", sources={"outdoor_rain": GAUGE})
    weather.foresee("hourly", *[{"native_precipitation": 5.0}] * 40)
    say(bench, GAUGE, 10.0, "mm")
    await bench.pass_time(60)
    await pass_hours(bench, 0.2)
    say(bench, GAUGE, 11.5, "mm")
    await pass_hours(bench, 0.2)
    say(bench, GAUGE, 0.5, "mm")
    await pass_hours(bench, 0.7)
    say(bench, GAUGE, "unavailable", "mm")
    await pass_hours(bench, 1.0)

    first, second = spells(bench)
    assert first.rain_mm == pytest.approx(2.0)
    # The gauge was silent.
    assert second.rain_mm == pytest.approx(5.0)


@pytest.mark.parametrize("gone", ["unknown", "unavailable"])
async def test_a_gauge_that_has_nothing_to_tell_leaves_the_rain_to_the_forecast(make_weather: Maker, gone: str) -> None:
    bench, weather = await make_weather("hourly", strategy="evapotranspiration", sources={"outdoor_rain": GAUGE})
    weather.foresee("hourly", *[{"native_precipitation": 0.4}] * 40)
    await bench.reload()
    await settled(bench)
    say(bench, GAUGE, gone, "mm")
    await pass_hours(bench, 1.1)
    assert [spell.rain_mm for spell in spells(bench)] == [pytest.approx(0.4)]


async def test_no_drop_is_lost_in_a_reload(make_weather: Maker) -> None:
    bench, _ = await make_weather("hourly", strategy="evapotranspiration", sources={"outdoor_rain": GAUGE})
    say(bench, GAUGE, 10.0, "mm")
    await bench.pass_time(60)
    await bench.pass_time(1_560, step=240)
    say(bench, GAUGE, 30.0, "mm")
    await bench.pass_time(60)
    await bench.reload()
    await settled(bench)
    await pass_hours(bench, 0.6)
    assert [spell.rain_mm for spell in spells(bench)] == [pytest.approx(20.0)]


async def test_the_rain_before_a_restart_is_not_taken_for_none(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly", strategy="evapotranspiration", sources={"outdoor_rain": GAUGE})
    weather.foresee("hourly", *[{"native_precipitation": 6.0}] * 40)
    say(bench, GAUGE, 30.0, "mm")
    await bench.pass_time(1_000, step=240)
    await restart(bench)
    await pass_hours(bench, 1.8)
    assert [spell.rain_mm for spell in spells(bench)] == [pytest.approx(6.0), 0.0]


@pytest.mark.parametrize(("source", "told"), [("sensor.other_gauge", None), (GAUGE, 0.0)])
async def test_another_gauges_count_is_no_rain(make_weather: Maker, source: str, told: float | None) -> None:
    bench, _ = await make_weather("hourly", strategy="evapotranspiration", sources={"outdoor_rain": GAUGE})
    say(bench, GAUGE, 1.0, "mm")
    say(bench, source, 90.0 if source != GAUGE else 1.0, "mm")
    await bench.pass_time(600, step=240)
    await set_options(bench, weather_entity=WEATHER, outdoor_rain=source)
    await pass_hours(bench, 0.9)
    assert [spell.rain_mm for spell in spells(bench)] == ([] if told is None else [told])


@pytest.mark.parametrize(
    ("unit", "known_for", "mm"), [("mm/h", HOUR, 0.5), ("mm", 24 * HOUR, 0.0)], ids=["rate", "counter"]
)
async def test_a_gauge_that_has_died_tells_nothing(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, unit: str, known_for: timedelta, mm: float
) -> None:
    freezer.move_to(NOON)
    station = WeatherStation(hass, {"outdoor_rain": GAUGE})
    hass.states.async_set(GAUGE, "2.0", {"unit_of_measurement": unit})
    station.rain(NOON + known_for - 15 * MINUTE)
    fallen = station.rain(NOON + known_for)
    assert fallen and fallen.mm == pytest.approx(mm)
    assert station.rain(NOON + known_for + MINUTE) is None

    freezer.move_to(NOON + known_for + 5 * MINUTE)
    hass.states.async_set(GAUGE, "2.0", {"unit_of_measurement": unit})
    # That it said so again is news, though nothing is new in it.
    assert station.rain(NOON + known_for + 6 * MINUTE)


async def test_a_weather_entity_that_is_stuck_tells_of_no_weather(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly")
    station = WeatherStation(bench.hass, {"weather_entity": WEATHER})
    weather.show()
    now = dt_util.utcnow()
    assert station.conditions(now + 3 * HOUR).temperature == 18.0
    assert station.conditions(now + 3 * HOUR + MINUTE) == Conditions()


async def test_a_gauge_may_tell_how_fast_rain_falls_in_inches(make_weather: Maker) -> None:
    bench, _ = await make_weather("hourly", strategy="evapotranspiration", sources={"outdoor_rain": GAUGE})
    for _ in range(5):
        say(bench, GAUGE, 0.1, "in/h")
        await pass_hours(bench, 0.5)
    assert spells(bench)[1].rain_mm == pytest.approx(2.54)


async def test_a_sensor_of_the_last_hours_rain_is_no_gauge(make_weather: Maker) -> None:
    bench, _ = await make_weather("hourly", strategy="evapotranspiration", sources={"outdoor_rain": GAUGE})
    say(bench, GAUGE, 3.0, "mm", state_class="measurement")
    await pass_hours(bench, 1.1)
    assert [spell.rain_mm for spell in spells(bench)] == [None]


async def test_sensors_of_the_home_are_believed_before_the_weather_service(make_weather: Maker) -> None:
    sources = {
        "outdoor_temperature": "sensor.t",
        "outdoor_humidity": "sensor.h",
        "outdoor_wind": "sensor.w",
        "outdoor_radiation": "sensor.sun",
    }
    bench, weather = await make_weather("hourly", strategy="evapotranspiration", sources=sources)
    weather._attr_native_temperature = -30.0
    weather.show()
    for entity_id, value, unit in (
        ("sensor.t", 86, "°F"),
        ("sensor.h", 30, "%"),
        ("sensor.w", 18, "km/h"),
        ("sensor.sun", 97_600, "lx"),
    ):
        say(bench, entity_id, value, unit)
    await pass_hours(bench, 1.1)
    [spell] = spells(bench)
    # 30 °C, 30 %, 5 m/s at 10 m and 800 W/m²: by equation 53 of FAO-56, worked by hand.
    assert spell.reference_mm == pytest.approx(0.67, abs=0.02)


async def test_a_day_without_clouds_or_radiation_is_reckoned_when_it_is_over(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly", strategy="evapotranspiration")
    weather._attr_cloud_coverage = weather._attr_humidity = weather._attr_native_wind_speed = None
    weather.show()
    weather.foresee("hourly", *[{"native_precipitation": 0.0}] * 60)
    bench.freezer.move_to(NOON + 12 * HOUR)
    await bench.reload()
    await settled(bench)
    for hour in range(24):
        weather._attr_native_temperature = 12.0 + (12.0 if 10 <= hour < 18 else 0.0)
        weather.show()
        if hour == 23:
            assert all(spell.reference_mm is None for spell in spells(bench))
        await bench.pass_time(HOUR_S, step=240)
    await bench.pass_time(60)

    drawn = [spell.reference_mm or 0.0 for spell in spells(bench)]
    # By Hargreaves: 12 to 24 °C under 41.6 MJ/m².
    assert sum(drawn) == pytest.approx(4.85, abs=0.15)
    assert drawn.index(max(drawn)) in {11, 12}
    assert drawn[0] == 0.0


@pytest.mark.parametrize(
    ("again", "at", "drawn_mm"), [("reload", 20, 4.85), ("restart", 9, 3.86), ("restart", 16, 0.0)]
)
async def test_a_day_draws_though_it_was_interrupted(make_weather: Maker, again: str, at: int, drawn_mm: float) -> None:
    bench, weather = await make_weather("hourly", strategy="evapotranspiration")
    weather._attr_cloud_coverage = weather._attr_humidity = weather._attr_native_wind_speed = None
    weather.show()
    weather.foresee("hourly", *[{"native_precipitation": 0.0}] * 60)
    bench.freezer.move_to(NOON + 12 * HOUR)
    await bench.reload()
    await settled(bench)
    for hour in range(24):
        weather._attr_native_temperature = 12.0 + (12.0 if 10 <= hour < 18 else 0.0)
        weather.show()
        if hour == at:
            await (bench.reload() if again == "reload" else restart(bench))
            await settled(bench)
        await bench.pass_time(HOUR_S, step=240)
    await bench.pass_time(60)
    assert sum(spell.reference_mm or 0.0 for spell in spells(bench)) == pytest.approx(drawn_mm, abs=0.15)


async def test_a_restart_keeps_the_weather_and_an_hour_hardly_seen_is_a_gap(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly", strategy="evapotranspiration")
    weather.foresee("hourly", *[{"native_precipitation": 0.2}] * 40)
    await pass_hours(bench, 1.8)
    before = spells(bench)
    assert len(before) == 1
    await restart(bench)
    assert spells(bench) == before

    await pass_hours(bench, 0.4)
    assert spells(bench) == before
    await pass_hours(bench, 1.0)
    assert [spell.start for spell in spells(bench)] == [NOON, NOON + 2 * HOUR]


async def test_a_removed_hub_leaves_no_weather(make_weather: Maker) -> None:
    bench, _ = await make_weather("hourly", strategy="evapotranspiration")
    await pass_hours(bench, 1.1)
    ledger = bench.coordinator.ledger
    await bench.hass.config_entries.async_remove(bench.entry.entry_id)
    await bench.hass.async_block_till_done()
    await ledger.open()
    assert await ledger.read(lambda it: it.execute("SELECT count(*) FROM spells").fetchone()[0]) == 0
    await ledger.close()


async def test_a_service_that_is_down_has_foretold_the_rain_of_some_hours(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly", strategy="evapotranspiration")
    weather.foresee("hourly", *[{"native_precipitation": 0.5}] * 40)
    await bench.reload()
    await settled(bench)
    weather.failure = HomeAssistantError("the service is down")
    for _ in range(7):
        # It still tells of the moment.
        weather.show()
        await pass_hours(bench, 2.0)
    await pass_hours(bench, 0.1)
    rain = [spell.rain_mm for spell in spells(bench)]
    assert rain == [pytest.approx(0.5)] * 13 + [None]


async def test_a_start_is_no_cloudburst(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly", strategy="evapotranspiration")
    # This service speaks of the hours to come alone.
    weather.foresee("hourly", *[{"native_precipitation": 0.0}] * 40, start=NOON + HOUR)
    await bench.pass_time(600, step=240)
    await restart(bench)
    await pass_hours(bench, 2.0)
    assert [spell.start for spell in spells(bench)] == [NOON + HOUR]


# --- rooms ------------------------------------------------------------------------------------------


async def test_a_plant_indoors_has_the_air_of_its_room(make_weather: Maker) -> None:
    probes = {"moisture": "sensor.basil_probe", "temperature": "sensor.t", "humidity": "sensor.h"}
    bench, _ = await make_weather("hourly", strategy="evapotranspiration", indoor=True, probes=probes)
    for _ in range(33):
        say(bench, "sensor.t", 22, "°C")
        say(bench, "sensor.h", 50, "%")
        await bench.pass_time(240, step=240)

    spell = spells(bench)[-1]
    assert (spell.end - spell.start, spell.rain_mm) == (HOUR, 0.0)
    assert spell.reference_mm == pytest.approx(0.05, abs=0.02)
    before = spells(bench)
    await bench.reload()
    assert spells(bench) == before


async def test_a_room_without_probes_is_unknown(make_weather: Maker) -> None:
    bench, _ = await make_weather("hourly", strategy="evapotranspiration", indoor=True)
    await pass_hours(bench, 1.2)
    assert spells(bench) == ()
    assert (await decided(bench))[1].startswith("The weather of the last two days isn't known well enough.")


async def test_a_demo_garden_has_weather_of_its_own(demo: Bench) -> None:
    tomato = "balcony-tomato-id"
    demo.coordinator.async_change(tomato, strategy="evapotranspiration")
    for _ in range(40):
        await demo.pass_time(240, step=240)
    snapshot = demo.coordinator.snapshot(tomato)

    assert snapshot.forecast and snapshot.forecast.rain_probability(snapshot.at, snapshot.at + 24 * HOUR) == 0.0
    assert all(spell.rain_mm == 0.0 and spell.reference_mm for spell in snapshot.past.spells)
    assert snapshot.past.spells
    assert demo.coordinator.data[tomato].decision.reason.key != "decision_no_weather"


# --- sources that change ----------------------------------------------------------------------------


async def test_a_hub_without_sources_has_no_weather(bench: Bench) -> None:
    snapshot = known(bench)
    assert (snapshot.forecast, snapshot.past.spells) == (None, ())
    assert snapshot.site
    assert snapshot.zone == dt_util.get_default_time_zone()


async def test_a_source_that_is_renamed_is_followed(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly")
    er.async_get(bench.hass).async_update_entity(WEATHER, new_entity_id="weather.garden")
    await settled(bench)
    assert bench.entry.options["weather"] == {"weather_entity": "weather.garden"}
    assert len(weather.asked) == 2
    assert known(bench).forecast


async def test_a_source_that_is_gone_is_shown_and_replaced(make_weather: Maker) -> None:
    bench, _ = await make_weather("hourly", sources={"outdoor_rain": GAUGE})
    say(bench, GAUGE, 1.0, "mm")
    await bench.pass_time(60)
    assert repairs(bench.hass) == set()
    bench.hass.states.async_remove(GAUGE)
    await bench.pass_time(60)
    issue = repair(bench.hass, "source_removed", "hub-id:outdoor_rain")
    assert issue and (issue.translation_placeholders or {})["part"] == "The rain gauge"

    say(bench, "sensor.other_gauge", 1.0, "mm", device_class="precipitation")
    form = await begin(bench.hass, "source_removed", "hub-id:outdoor_rain")
    await answer(bench.hass, form, {"outdoor_rain": "sensor.other_gauge"})
    await settled(bench)
    assert bench.entry.options["weather"]["outdoor_rain"] == "sensor.other_gauge"
    await bench.pass_time(60)
    assert repairs(bench.hass) == set()


# --- the options ------------------------------------------------------------------------------------


async def options_form(bench: Bench) -> Any:
    """The form of the hub's options."""
    return await bench.hass.config_entries.options.async_init(bench.entry.entry_id)


def weather_fields(form: Any) -> dict[str, Any]:
    """The fields of its weather, with their selectors."""
    sections = {str(key): section for key, section in form["data_schema"].schema.items()}
    return (
        {str(key): field for key, field in sections["weather"].schema.schema.items()} if "weather" in sections else {}
    )


async def test_the_weather_is_named_in_the_options_and_taken_up(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly")
    await set_options(bench)
    assert known(bench).forecast is None

    form = await options_form(bench)
    await bench.hass.config_entries.options.async_configure(
        form["flow_id"], {"weather": {"weather_entity": WEATHER, "coastal": True}}
    )
    await settled(bench)
    snapshot = known(bench)
    assert snapshot.forecast
    assert snapshot.site and snapshot.site.coastal
    assert len(weather.asked) == 2


async def test_nothing_of_plantos_own_tells_of_the_weather(make_weather: Maker) -> None:
    bench, _ = await make_weather("hourly")
    fields = weather_fields(await options_form(bench))
    own = {entry.entity_id for entry in er.async_get(bench.hass).entities.values() if entry.platform == "plantos"}
    assert own
    pickers = [field for name, field in fields.items() if name != "coastal"]
    assert all(set(picker.config["exclude_entities"]) == own for picker in pickers)


async def test_a_sensor_that_counts_rain_more_than_once_is_refused(make_weather: Maker) -> None:
    bench, _ = await make_weather("hourly")
    say(bench, GAUGE, 3.0, "mm", state_class="measurement", device_class="precipitation")
    form = await options_form(bench)
    answered = await bench.hass.config_entries.options.async_configure(
        form["flow_id"], {"weather": {"outdoor_rain": GAUGE}}
    )
    assert answered["errors"] == {"weather": "rain_no_total"}


async def test_a_demo_garden_needs_no_source(demo: Bench) -> None:
    assert weather_fields(await options_form(demo)) == {}


# --- what else is told ------------------------------------------------------------------------------


async def test_weather_that_cannot_be_followed_keeps_no_plant_from_its_care(
    make_weather: Maker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bench, _ = await make_weather("hourly")

    def broken(self: WeatherStation, now: datetime) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(WeatherStation, "conditions", broken)
    await bench.moisture(31)
    await bench.pass_time(60)
    assert known(bench).trusted_moisture == 31
    assert "The weather of My plants couldn't be followed" in caplog.text


async def test_a_home_that_is_nowhere_has_no_site(make_weather: Maker) -> None:
    bench, _ = await make_weather("hourly", strategy="evapotranspiration")
    bench.hass.config.latitude = 4_000.0
    await pass_hours(bench, 1.1)
    assert known(bench).site is None
    assert spells(bench) == ()


async def test_diagnostics_tell_of_the_weather_without_names(make_weather: Maker) -> None:
    bench, _ = await make_weather("hourly", strategy="evapotranspiration")
    await pass_hours(bench, 1.1)
    told = await async_get_config_entry_diagnostics(bench.hass, bench.entry)
    facts = told["hub"]["weather"]

    assert (facts["forecast_periods"], facts["spells"]) == (40, 1)
    assert facts["forecast_age_s"] < HALF_AN_HOUR
    assert facts["last_spell"]["reference_mm"] == spells(bench)[-1].reference_mm
    assert WEATHER not in json.dumps(told, default=str)


async def test_waterings_of_the_last_ninety_days_are_in_the_snapshot(make_weather: Maker) -> None:
    bench, _ = await make_weather("hourly")
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8)
    [watering] = known(bench).history.waterings
    assert watering.ml == pytest.approx(50, abs=1)
    await bench.reload()
    assert [each.ml for each in known(bench).history.waterings] == [watering.ml]
