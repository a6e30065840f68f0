"""The sources of the weather are named in the options, followed, and shown when they are gone."""

from datetime import datetime
import json
from typing import Any

from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos.diagnostics import async_get_config_entry_diagnostics
from custom_components.plantos.weather_station import WeatherStation

from . import outdoors
from .acting import act
from .conftest import Bench
from .mending import answer, begin, repair, repairs
from .outdoors import GAUGE, HALF_AN_HOUR, Maker, known, say, spells
from .scripted_weather import WEATHER, pass_hours, set_options, settled

make_weather = outdoors.make_weather


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
    issue = repair(bench.hass, "weather_removed", "hub-id:outdoor_rain")
    assert issue and (issue.translation_placeholders or {})["part"] == "The rain gauge"

    say(bench, "sensor.other_gauge", 1.0, "mm", device_class="precipitation")
    form = await begin(bench.hass, "weather_removed", "hub-id:outdoor_rain")
    await answer(bench.hass, form, {"outdoor_rain": "sensor.other_gauge"})
    await settled(bench)
    assert bench.entry.options["weather"]["outdoor_rain"] == "sensor.other_gauge"
    await bench.pass_time(60)
    assert repairs(bench.hass) == set()


async def test_a_plant_without_a_thermometer_waits_for_frost_to_go_by_the_hubs(make_weather: Maker) -> None:
    bench, _ = await make_weather("hourly", sources={"outdoor_temperature": "sensor.shade"})
    say(bench, "sensor.shade", 30.2, "°F")
    await bench.pass_time(60)
    with pytest.raises(ServiceValidationError) as error:
        await act(bench, "water_plant")
    assert error.value.translation_key == "denied_frost"

    say(bench, "sensor.shade", "unavailable", "°F")
    await bench.pass_time(60)
    assert known(bench).outdoor_c == 18.0


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
