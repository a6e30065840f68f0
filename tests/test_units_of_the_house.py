"""In whatever units a house measures, a plant is decided for alike and given the same ml."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_system import METRIC_SYSTEM, US_CUSTOMARY_SYSTEM, UnitSystem
import pytest

from . import outdoors
from .acting import act
from .conftest import BASIL, PROBE, Bench, BenchMaker, plant_data, subentry
from .outdoors import Maker, decided, spells
from .scripted_weather import pass_hours

make_weather = outdoors.make_weather

# The same hot, windy noon with a drizzle that nobody waters less for.
METRIC: dict[str, Any] = {
    "native_temperature": 30.0,
    "native_temperature_unit": "°C",
    "native_wind_speed": 16.09344,
    "native_wind_speed_unit": "km/h",
    "native_pressure": 1013.2,
    "native_pressure_unit": "hPa",
    "native_precipitation_unit": "mm",
}
IMPERIAL: dict[str, Any] = {
    "native_temperature": 86.0,
    "native_temperature_unit": "°F",
    "native_wind_speed": 10.0,
    "native_wind_speed_unit": "mph",
    "native_pressure": 29.92,
    "native_pressure_unit": "inHg",
    "native_precipitation_unit": "in",
}
SHOWER = {"mm": 1.27, "in": 0.05}

HOUSES = pytest.mark.parametrize("house", [METRIC_SYSTEM, US_CUSTOMARY_SYSTEM], ids=["metric", "us"])


async def a_noon(make_weather: Maker, told: Mapping[str, Any], **changes: Any) -> Bench:
    """Live four hours of the noon, told in these units."""
    bench, weather = await make_weather("hourly", **changes)
    for name, value in told.items():
        setattr(weather, f"_attr_{name}", value)
    dry = {"native_precipitation": 0.0, "precipitation_probability": 80}
    shower = dry | {"native_precipitation": SHOWER[told["native_precipitation_unit"]]}
    weather.foresee("hourly", dry, shower, *[dry] * 38)
    weather.show()
    await bench.reload()
    await pass_hours(bench, 4.1)
    return bench


@HOUSES
@pytest.mark.parametrize("told", [METRIC, IMPERIAL], ids=["metric weather", "us weather"])
async def test_the_same_weather_leads_to_the_same_decision_and_the_same_ml(
    hass: HomeAssistant, make_weather: Maker, house: UnitSystem, told: Mapping[str, Any]
) -> None:
    hass.config.units = house
    bench = await a_noon(make_weather, told, base="evapotranspiration", pot_volume_l=0.3, allowed_depletion=0.05)
    assert [spell.rain_mm for spell in spells(bench)] == [0.0, pytest.approx(1.27), 0.0, 0.0]
    assert spells(bench)[0].reference_mm == pytest.approx(0.5535, rel=0.001)
    amount, why = await decided(bench)
    assert amount == pytest.approx(2.33, abs=0.01)
    assert why == "Rain is 80 % likely within 24 hours: 2.3 ml instead of 7.8 ml."


@HOUSES
async def test_an_action_gives_the_ml_it_was_asked_for(
    hass: HomeAssistant, make_bench: BenchMaker, house: UnitSystem
) -> None:
    hass.config.units = house
    bench = await make_bench(automatic=False)
    [run] = (await act(bench, "water_plant", {"amount_ml": 150}, wait_s=18))["plants"]
    assert run["delivered_ml"] == pytest.approx(150.0, abs=1.0)


async def test_in_fahrenheit_and_gallons_the_same_ml_are_given(make_bench: BenchMaker, all_entities: None) -> None:
    celsius = {"unit_of_measurement": "°C", "device_class": "temperature"}
    metric = await make_bench(
        subentry(BASIL, plant_data(indoor=False, probes={"moisture": PROBE, "temperature": "sensor.air"})),
        moisture="25",
    )
    hass: HomeAssistant = metric.hass
    hass.states.async_set("sensor.air", "4", celsius)
    await metric.pass_time(60, step=60)
    before = metric.coordinator.snapshot(BASIL)
    decided = metric.coordinator.data[BASIL].decision

    hass.config.units = US_CUSTOMARY_SYSTEM
    # 39.2 °F are 4 °C, above the frost that keeps plants from water.
    hass.states.async_set("sensor.air", "39.2", {**celsius, "unit_of_measurement": "°F"})
    await metric.reload()
    after = metric.coordinator.snapshot(BASIL)
    assert metric.coordinator.data[BASIL].decision.amount_ml == decided.amount_ml
    assert {m: r.value and round(r.value, 6) for m, r in after.readings.items()} == {
        m: r.value and round(r.value, 6) for m, r in before.readings.items()
    }


@pytest.mark.parametrize(("unit", "given", "ml"), [("mL", 150, 150.0), ("fl. oz.", 5, 147.868), ("L", 0.2, 200.0)])
async def test_a_dose_in_any_unit_is_the_same_ml(
    hass: HomeAssistant, make_bench: BenchMaker, all_entities: None, unit: str, given: float, ml: float
) -> None:
    hass.config.units = US_CUSTOMARY_SYSTEM
    bench = await make_bench()
    entity_id = bench.state("dose").entity_id
    er.async_get(bench.hass).async_update_entity_options(entity_id, "number", {"unit_of_measurement": unit})
    await bench.settle()
    data = {"entity_id": entity_id, "value": given}
    await bench.hass.services.async_call("number", "set_value", data, blocking=True)
    assert bench.coordinator.plants[BASIL].dose_ml == pytest.approx(ml, rel=1e-4)
