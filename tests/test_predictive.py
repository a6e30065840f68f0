"""The learning strategy in a home: offered where it is switched on, fed by every poll, kept over restarts, shown."""

import json
from typing import Any

from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.json import JSONEncoder
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos.diagnostics import async_get_config_entry_diagnostics
from custom_components.plantos.domain.learning import Learned
from custom_components.plantos.domain.strategies import STRATEGIES, offered
from custom_components.plantos.watering.memories import kept_document

from .conftest import BASIL, FERN, Bench, BenchMaker, plant_data, subentry

USUAL = [name for name in STRATEGIES if name != "predictive"]
ON = {"ml_watering_scheduler": True}
LISTED = "ml_watering_scheduler_plants"


async def switch(bench: Bench, **features: Any) -> None:
    """Set the hub's new features."""
    bench.hass.config_entries.async_update_entry(bench.entry, options={"features": features})
    await bench.settle()


async def choose(bench: Bench, strategy: str) -> None:
    """Choose the basil's strategy."""
    data = {"entity_id": bench.state("strategy").entity_id, "option": strategy}
    await bench.hass.services.async_call("select", "select_option", data, blocking=True)
    await bench.settle()


async def dry(bench: Bench, hours: int, start: float = 50.0, per_hour: float = 0.5) -> None:
    """Let soil dry for hours, told every twenty minutes."""
    for number in range(3 * hours):
        await bench.pass_time(1_200, step=1_200)
        await bench.moisture(round(start - per_hour * (number + 1) / 3, 3))


def learned(bench: Bench) -> Learned:
    """The basil's model."""
    model = bench.coordinator.snapshot(BASIL).learned
    assert model
    return model


# --- where it is offered ----------------------------------------------------------------------------


async def test_the_learning_strategy_is_offered_once_it_is_switched_on(
    make_bench: BenchMaker, all_entities: None
) -> None:
    bench = await make_bench()
    assert bench.state("strategy").attributes["options"] == USUAL
    with pytest.raises(ServiceValidationError):
        await choose(bench, "predictive")

    await switch(bench, **ON)
    assert bench.state("strategy").attributes["options"] == list(STRATEGIES)
    await choose(bench, "predictive")
    assert bench.state("strategy").state == "predictive"


async def test_a_plant_that_loses_it_goes_by_its_minimum_and_says_why(
    make_bench: BenchMaker, all_entities: None
) -> None:
    bench = await make_bench(strategy="predictive", moisture="45")
    status = bench.state("watering_status")
    assert "isn't switched on for this plant" in status.attributes["decision"]
    assert status.attributes["strategy"] == "predictive"
    assert bench.state("strategy").attributes["options"] == list(STRATEGIES)

    await bench.moisture(25)
    await bench.pass_time(15)
    assert bench.told("watering_started")


async def test_a_plant_without_a_probe_has_nothing_to_learn_by(make_bench: BenchMaker, all_entities: None) -> None:
    bench = await make_bench(probes={}, strategy="manual", waters_blind=True)
    await switch(bench, **ON)
    with pytest.raises(ServiceValidationError, match="has no moisture probe"):
        await choose(bench, "predictive")
    assert bench.coordinator.snapshot(BASIL).learned is None


async def test_the_plants_of_a_feature_are_chosen_by_name(bench: Bench) -> None:
    options = bench.hass.config_entries.options
    form: Any = await options.async_init(bench.entry.entry_id)
    fields = form["data_schema"].schema["features"].schema.schema
    [listed] = [field for key, field in fields.items() if key == LISTED]
    assert listed.config["options"] == [{"value": BASIL, "label": "Basil"}]

    answer = {**ON, "ml_watering_scheduler_percent": 0, "ml_watering_scheduler_plants": [BASIL]}
    done: Any = await options.async_configure(form["flow_id"], {"features": answer})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await bench.settle()
    assert "predictive" in offered(BASIL, bench.coordinator.settings)


async def test_a_plant_that_is_gone_is_no_longer_on_the_list(bench: Bench) -> None:
    await switch(bench, **ON, ml_watering_scheduler_plants=["gone-id", BASIL])
    options = bench.hass.config_entries.options
    form: Any = await options.async_init(bench.entry.entry_id)
    [shown] = [key for key in form["data_schema"].schema["features"].schema.schema if key == LISTED]
    assert shown.description["suggested_value"] == [BASIL]
    with pytest.raises(InvalidData):
        await options.async_configure(form["flow_id"], {"features": {"ml_watering_scheduler_plants": ["gone-id"]}})


async def test_a_dose_is_given_in_the_pulses_that_the_soil_takes(make_bench: BenchMaker, all_entities: None) -> None:
    # 2 % of two litres are 40 ml at once.
    bench = await make_bench(pot_volume_l=2.0, dose_ml=120.0, strategy="predictive")
    await switch(bench, **ON)
    await bench.moisture(29)
    await bench.pass_time(3_600)
    assert len(bench.told("plant_watered")) == 1
    run = bench.coordinator.waterer.latest(BASIL)
    assert run is not None
    assert (run.amount_ml, run.pulse, run.pulses) == (120.0, 3, 3)
    assert run.delivered_ml == pytest.approx(120.0, rel=0.02)


# --- what it learns ---------------------------------------------------------------------------------


async def test_every_plant_with_a_probe_learns_whichever_strategy_waters_it(bench: Bench) -> None:
    await dry(bench, 6)
    assert learned(bench).readings == 6
    assert learned(bench).belief.level == pytest.approx(47.0, abs=1.0)


async def test_what_was_learned_outlives_a_restart_with_the_water_that_flowed_meanwhile(bench: Bench) -> None:
    await dry(bench, 6)
    before = learned(bench)
    await bench.moisture(29)
    await bench.pass_time(20)
    assert bench.told("watering_started")
    await bench.reload()
    await bench.hass.async_block_till_done(wait_background_tasks=True)
    assert learned(bench).readings >= before.readings
    assert learned(bench).ml_most == 0.0
    await dry(bench, 1, start=40.0)
    assert learned(bench).ml_most == pytest.approx(100.0, rel=0.01)


async def test_a_probe_that_is_replaced_is_learned_anew(bench: Bench) -> None:
    await dry(bench, 4)
    bench.hass.states.async_set("sensor.other", "30", {"unit_of_measurement": "%"})
    entry = bench.entry
    data = {**entry.subentries[BASIL].data, "probes": {"moisture": "sensor.other"}}
    bench.hass.config_entries.async_update_subentry(entry, entry.subentries[BASIL], data=data)
    await bench.settle()
    await bench.hass.async_block_till_done(wait_background_tasks=True)
    assert learned(bench).readings == 0


async def test_what_was_learned_of_a_plant_goes_with_it(make_bench: BenchMaker) -> None:
    away = subentry(FERN, plant_data("Fern", outlet=None))
    bench = await make_bench(subentry(BASIL, plant_data()), away)
    await dry(bench, 2)
    await bench.reload()
    ledger = bench.coordinator.ledger
    assert await kept_document(ledger, bench.entry.entry_id, FERN)
    bench.hass.config_entries.async_remove_subentry(bench.entry, FERN)
    await bench.settle()
    ledger = bench.coordinator.ledger
    assert await kept_document(ledger, bench.entry.entry_id, FERN) is None
    assert await kept_document(ledger, bench.entry.entry_id, BASIL)


# --- what it shows ----------------------------------------------------------------------------------


async def test_how_long_the_soil_lasts_exists_disabled(bench: Bench) -> None:
    entity = er.async_get(bench.hass).async_get_entity_id("sensor", "plantos", f"{BASIL}_dry_in")
    entry = er.async_get(bench.hass).async_get(entity or "")
    assert entry and entry.disabled_by is er.RegistryEntryDisabler.INTEGRATION


async def test_how_long_the_soil_lasts_is_unknown_at_first_and_then_told_with_how_sure_it_is(
    make_bench: BenchMaker, all_entities: None
) -> None:
    bench = await make_bench(moisture="50")
    assert bench.state("dry_in").state == "unknown"
    await dry(bench, 26, start=50.0)
    shown = bench.state("dry_in")
    # It has 7 points to go, at half a point an hour.
    assert float(shown.state) == pytest.approx(14, abs=4)
    assert shown.attributes["unit_of_measurement"] == "h"
    assert shown.attributes["low"] < float(shown.state) < shown.attributes["high"]
    due = bench.state("next_watering")
    assert due.attributes["earliest"] < due.attributes["latest"]


async def test_a_plant_without_automatic_watering_says_that_where_its_next_watering_would_stand(
    make_bench: BenchMaker,
) -> None:
    bench = await make_bench(automatic=False)
    for number in range(24):
        await bench.moisture(45 - 0.25 * number)
        await bench.pass_time(600, step=600)
    assert bench.state("next_watering").attributes["reason"] == "PlantOS doesn't water this plant by itself."


async def test_a_plant_that_is_seen_to_dry_no_longer_says_that_its_next_watering_is_unknown(
    make_bench: BenchMaker,
) -> None:
    bench = await make_bench()
    assert bench.state("next_watering").attributes["reason"].startswith("When its soil will be dry isn't known")
    for number in range(24):
        await bench.moisture(45 - 0.25 * number)
        await bench.pass_time(600, step=600)
    assert "reason" not in bench.state("next_watering").attributes


async def test_a_schedule_tells_its_own_next_watering(make_bench: BenchMaker) -> None:
    bench = await make_bench(strategy="schedule", schedule={"times": ["06:00"], "grace_min": 5})
    due = dt_util.parse_datetime(bench.state("next_watering").state)
    assert due and (dt_util.as_local(due).hour, due.minute, due.second) == (6, 0, 0)


async def test_diagnostics_hold_the_model_in_readable_numbers(bench: Bench) -> None:
    await dry(bench, 3)
    told = await async_get_config_entry_diagnostics(bench.hass, bench.entry)
    model = told["plants"][BASIL]["model"]
    assert model["beliefs"]["level"]["mean"] == pytest.approx(48.5, abs=1.0)
    assert model["beliefs"]["level"]["deviation"] > 0
    assert (model["readings"], model["waterings"]) == (3, 0)
    assert 0 <= model["age_h"] <= 1
    assert json.dumps(model, cls=JSONEncoder)
