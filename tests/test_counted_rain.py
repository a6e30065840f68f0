"""Rain is counted once, by a gauge where there is one, and never taken for none."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.plantos.weather_station import WeatherStation

from . import outdoors
from .outdoors import GAUGE, HOUR, MINUTE, NOON, Maker, restart, say, spells
from .scripted_weather import WEATHER, pass_hours, set_options, settled

make_weather = outdoors.make_weather


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
