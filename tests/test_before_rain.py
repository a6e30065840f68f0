"""Before likely rain a plant outdoors gets less, and without a forecast it gets what it needs."""

from homeassistant.exceptions import HomeAssistantError
import pytest

from . import outdoors
from .outdoors import HOUR_S, Maker, decided
from .scripted_weather import settled

make_weather = outdoors.make_weather


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
