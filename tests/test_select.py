"""A strategy is chosen by its select as in the form: only with what it needs."""

from typing import Any

from homeassistant.exceptions import ServiceValidationError
import pytest

from .conftest import BASIL, PROBE, Bench, BenchMaker

WEATHER = {"weather": {"weather_entity": "weather.home"}}
AIR = {"temperature": "sensor.warmth", "humidity": "sensor.humidity"}
pytestmark = pytest.mark.usefixtures("all_entities")


async def choose(bench: Bench, strategy: str, plant_id: str = BASIL) -> str | None:
    """Choose a strategy; the key of the error, if it is refused."""
    data = {"entity_id": bench.state("strategy", plant_id).entity_id, "option": strategy}
    try:
        await bench.hass.services.async_call("select", "select_option", data, blocking=True)
    except ServiceValidationError as error:
        return error.translation_key
    await bench.settle()
    return None


@pytest.mark.parametrize(
    ("strategy", "plant", "options", "missing"),
    [
        ("schedule", {}, {}, "schedule_needs_time"),
        ("schedule", {"schedule": {"times": ["06:00"]}}, {}, None),
        ("schedule", {"schedule": {"sunset_min": 0}}, {}, None),
        ("schedule", {"schedule": {"every_h": 48}}, {}, None),
        ("moisture", {"probes": {}}, {}, "moisture_needs_probe"),
        ("moisture", {}, {}, None),
        ("evapotranspiration", {"pot_volume_l": None}, WEATHER, "evapotranspiration_needs_size"),
        ("evapotranspiration", {"indoor": False}, {}, "evapotranspiration_needs_source"),
        ("evapotranspiration", {"indoor": False}, WEATHER, None),
        ("evapotranspiration", {}, WEATHER, "evapotranspiration_needs_probes"),
        ("evapotranspiration", {"probes": {"moisture": PROBE} | AIR}, {}, None),
        ("weather", {}, {}, "weather_needs_source"),
        ("weather", {}, WEATHER, None),
        ("weather", {"base": "schedule"}, WEATHER, "schedule_needs_time"),
        ("weather", {"base": "evapotranspiration"}, WEATHER, "evapotranspiration_needs_probes"),
        ("manual", {"probes": {}}, {}, None),
    ],
)
async def test_a_strategy_is_refused_for_what_it_lacks(
    make_bench: BenchMaker, strategy: str, plant: dict[str, Any], options: dict[str, Any], missing: str | None
) -> None:
    bench = await make_bench(**{"strategy": "manual", "automatic": False} | plant)
    bench.hass.config_entries.async_update_entry(bench.entry, options=options)
    await bench.settle()
    assert await choose(bench, strategy) == missing
    assert bench.coordinator.plants[BASIL].strategy == ("manual" if missing else strategy)


async def test_in_a_demo_garden_only_the_plant_itself_can_lack_something(demo: Bench) -> None:
    tomato = "balcony-tomato-id"
    for strategy in ("weather", "evapotranspiration", "moisture"):
        assert await choose(demo, strategy, tomato) is None


async def test_who_changes_the_strategy_takes_back_that_it_may_water_blind(make_bench: BenchMaker) -> None:
    bench = await make_bench(strategy="predictive", waters_blind=True)
    assert await choose(bench, "predictive") is None
    assert bench.coordinator.plants[BASIL].waters_blind
    assert await choose(bench, "manual") is None
    assert not bench.coordinator.plants[BASIL].waters_blind
