"""A hub remembers what each hour drew out of soil, outdoors and in rooms."""

from collections.abc import AsyncIterator

from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos.domain.outdoor_hours import Conditions
from custom_components.plantos.weather_station import WeatherStation

from . import outdoors
from .acting import act
from .conftest import Bench
from .outdoors import HOUR, HOUR_S, MINUTE, NOON, Maker, decided, known, restart, say, spells
from .scripted_weather import WEATHER, ScriptedWeather, pass_hours, settled

make_weather = outdoors.make_weather


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


async def test_a_weather_entity_that_is_stuck_tells_of_no_weather(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly")
    station = WeatherStation(bench.hass, {"weather_entity": WEATHER})
    weather.show()
    now = dt_util.utcnow()
    assert station.conditions(now + 3 * HOUR).temperature == 18.0
    assert station.conditions(now + 3 * HOUR + MINUTE) == Conditions()


async def a_bare_day(bench: Bench, weather: ScriptedWeather) -> AsyncIterator[int]:
    """Live a day from 12 to 24 °C of which nothing else is known, and tell each hour that begins."""
    weather._attr_cloud_coverage = weather._attr_humidity = weather._attr_native_wind_speed = None
    weather.show()
    weather.foresee("hourly", *[{"native_precipitation": 0.0}] * 60)
    bench.freezer.move_to(NOON + 12 * HOUR)
    await bench.reload()
    await settled(bench)
    for hour in range(24):
        weather._attr_native_temperature = 12.0 + (12.0 if 10 <= hour < 18 else 0.0)
        weather.show()
        yield hour
        await bench.pass_time(HOUR_S, step=240)
    await bench.pass_time(60)


async def test_a_day_without_clouds_or_radiation_is_reckoned_when_it_is_over(make_weather: Maker) -> None:
    bench, weather = await make_weather("hourly", strategy="evapotranspiration")
    async for hour in a_bare_day(bench, weather):
        if hour == 23:
            assert all(spell.reference_mm is None for spell in spells(bench))

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
    async for hour in a_bare_day(bench, weather):
        if hour == at:
            await (bench.reload() if again == "reload" else restart(bench))
            await settled(bench)
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


async def test_waterings_of_the_last_ninety_days_are_in_the_snapshot(make_weather: Maker) -> None:
    bench, _ = await make_weather("hourly")
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8)
    [watering] = known(bench).history.waterings
    assert watering.ml == pytest.approx(50, abs=1)
    await bench.reload()
    assert [each.ml for each in known(bench).history.waterings] == [watering.ml]
