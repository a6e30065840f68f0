"""A hub shows what its plants drink and what that costs, and keeps to its budget."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.energy.validate import WATER_USAGE_DEVICE_CLASSES, WATER_USAGE_UNITS
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.plantos.commands import async_water
from custom_components.plantos.domain.commands import Origin

from .acting import call, device_of
from .conftest import BASIL, FERN, Bench, BenchMaker, Pair, plant_data, subentry
from .scripted import ScriptedOutlet

HUB = "hub-id"


async def options(bench: Bench, **water: float) -> None:
    """Set what water costs, and how much there is of it."""
    bench.hass.config_entries.async_update_entry(bench.entry, options={"water": water})
    await bench.settle()


async def give(bench: Bench, ml: float, plant_id: str = BASIL) -> None:
    """Water by hand, and see it end."""
    await async_water(bench.coordinator, plant_id, Context(), ml, origin=Origin.ACTION)
    await bench.pass_time(ml / 10 + 5)


async def poll(bench: Bench) -> None:
    """Let the hub's own entities be written."""
    await bench.pass_time(61, step=61)


def enable(hass: HomeAssistant, key: str) -> None:
    """Use an entity of the hub that is disabled at first."""
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id("sensor", "plantos", f"{HUB}_{key}")
    assert entity_id
    registry.async_update_entity(entity_id, disabled_by=None)


@pytest.fixture
async def month(bench: Bench) -> Bench:
    """A hub that also shows the water of its month."""
    enable(bench.hass, "water_month")
    await bench.reload()
    return bench


# --- litres -----------------------------------------------------------------------------------------


async def test_a_hub_gives_the_energy_dashboard_its_litres(pair: Pair) -> None:
    bench, _ = pair
    await give(bench, 100)
    await give(bench, 50, FERN)
    await poll(bench)
    shown = bench.state("water_used", HUB)
    assert float(shown.state) == pytest.approx(0.15, abs=0.002)
    assert shown.attributes["state_class"] == "total_increasing"
    assert (shown.attributes["device_class"], shown.attributes["unit_of_measurement"]) == ("water", "L")


async def test_home_assistant_takes_the_litres_of_hub_and_plants_for_water_consumption(bench: Bench) -> None:
    for subject in (HUB, BASIL):
        shown = bench.state("water_used", subject)
        assert shown.attributes["device_class"] in WATER_USAGE_DEVICE_CLASSES
        assert shown.attributes["unit_of_measurement"] in WATER_USAGE_UNITS[shown.attributes["device_class"]]
        assert shown.attributes["state_class"] == "total_increasing"


async def test_the_litres_outlive_a_restart_and_a_plant(pair: Pair) -> None:
    bench, _ = pair
    await give(bench, 100)
    await give(bench, 50, FERN)
    bench.hass.config_entries.async_remove_subentry(bench.entry, FERN)
    await bench.settle()
    assert float(bench.state("water_used", HUB).state) == pytest.approx(0.15, abs=0.002)


async def test_a_plant_says_what_it_was_given_today_and_this_month(
    bench: Bench, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-07-14 12:00:00+00:00")
    await bench.reload()
    await give(bench, 100)
    shown = bench.state("water_used").attributes
    assert shown["today"] == shown["this_month"] == pytest.approx(0.1, abs=0.002)
    freezer.tick(timedelta(days=1))
    await poll(bench)
    shown = bench.state("water_used").attributes
    assert (shown["today"], shown["this_month"]) == (0, pytest.approx(0.1, abs=0.002))


async def test_the_month_is_not_shown_unless_asked_for(bench: Bench) -> None:
    entity = er.async_get(bench.hass).async_get("sensor.my_plants_water_this_month")
    assert entity
    assert entity.disabled


async def test_the_month_begins_anew_where_the_hub_stands(
    month: Bench, hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to("2026-07-31 21:30:00+00:00")
    await month.reload()
    await give(month, 100)
    await poll(month)
    shown = month.state("water_month", HUB)
    assert float(shown.state) == pytest.approx(0.1, abs=0.002)
    assert shown.attributes["last_reset"] == "2026-06-30T22:00:00+00:00"
    freezer.move_to("2026-07-31 22:00:30+00:00")
    await poll(month)
    shown = month.state("water_month", HUB)
    assert (shown.state, shown.attributes["last_reset"]) == ("0.0", "2026-07-31T22:00:00+00:00")


async def test_a_month_is_foretold_after_three_days(month: Bench, freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to("2026-07-10 12:00:00+00:00")
    await month.reload()
    await give(month, 100)
    await poll(month)
    assert month.state("water_month", HUB).attributes["projection"] is None
    freezer.tick(timedelta(days=4))
    await poll(month)
    projection = month.state("water_month", HUB).attributes["projection"]
    assert 0.1 < projection < 1.0


# --- money ------------------------------------------------------------------------------------------


async def test_without_a_price_nothing_costs_anything(bench: Bench) -> None:
    with pytest.raises(KeyError):
        bench.state("cost_month", HUB)


async def test_a_price_shows_what_the_month_costs_in_the_hubs_currency(bench: Bench, hass: HomeAssistant) -> None:
    await hass.config.async_update(currency="CHF")
    await options(bench, water_price=2_000)
    await give(bench, 100)
    await poll(bench)
    shown = bench.state("cost_month", HUB)
    assert float(shown.state) == pytest.approx(0.2, abs=0.005)
    assert (shown.attributes["unit_of_measurement"], shown.attributes["device_class"]) == ("CHF", "monetary")
    assert shown.attributes["state_class"] == "total"
    assert shown.attributes["projection"] is None


async def test_another_price_holds_at_once(bench: Bench) -> None:
    await options(bench, water_price=1_000)
    await give(bench, 100)
    coordinator = bench.coordinator
    await options(bench, water_price=3_000)
    await poll(bench)
    assert bench.coordinator is coordinator
    assert float(bench.state("cost_month", HUB).state) == pytest.approx(0.3, abs=0.01)


async def test_a_plant_still_has_at_most_twelve_enabled_entities(demo: Bench) -> None:
    entities = er.async_entries_for_config_entry(er.async_get(demo.hass), demo.entry.entry_id)
    assert len([e for e in entities if e.config_subentry_id == "basil-id" and not e.disabled]) <= 12
    assert {e.unique_id for e in entities} >= {"demo-hub-id_water_used", "demo-hub-id_water_month"}


# --- the budget -------------------------------------------------------------------------------------


async def test_automatic_watering_keeps_to_the_budget(bench: Bench) -> None:
    await options(bench, water_budget_l=1)
    bench.coordinator.async_change(BASIL, dose_ml=150.0, gap_min=0.0, max_day_ml=5_000.0)
    for _ in range(3):
        await give(bench, 300)
        await bench.pass_time(3_600, step=600)
    await bench.moisture(10)
    await bench.pass_time(30)
    run = bench.coordinator.waterer.latest(BASIL)
    assert bench.coordinator.waterer.books.account(BASIL).total_ml == pytest.approx(900, abs=20)
    assert run
    assert run.origin is not Origin.AUTOMATIC
    answer = await call(bench, "check_watering", target={"device_id": device_of(bench)})
    assert "budget" in str(answer)


async def test_what_is_asked_for_passes_the_budget_with_a_warning(bench: Bench) -> None:
    await options(bench, water_budget_l=1)
    bench.coordinator.async_change(BASIL, automatic=False, gap_min=0.0, max_day_ml=5_000.0)
    for _ in range(3):
        await give(bench, 400)
    assert bench.coordinator.waterer.books.account(BASIL).total_ml == pytest.approx(1_200, abs=20)


async def test_a_new_month_has_a_budget_of_its_own(bench: Bench, freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to("2026-07-30 12:00:00+00:00")
    await bench.reload()
    bench.coordinator.async_change(BASIL, gap_min=0.0, max_day_ml=5_000.0)
    await options(bench, water_budget_l=1)
    for _ in range(2):
        await give(bench, 480)
    await bench.moisture(10)
    await bench.pass_time(30)
    assert bench.coordinator.waterer.books.account(BASIL).total_ml == pytest.approx(960, abs=20)
    freezer.move_to("2026-08-01 12:00:00+00:00")
    await bench.moisture(11)
    await bench.pass_time(90)
    assert bench.coordinator.waterer.books.account(BASIL).total_ml == pytest.approx(1_060, abs=20)


async def test_two_that_water_at_once_share_one_budget(make_bench: BenchMaker) -> None:
    fern = ScriptedOutlet("fern_pump")
    bench = await make_bench(
        subentry(BASIL, plant_data(automatic=False, dose_ml=400.0, flow_ml_s=20.0)),
        subentry(FERN, plant_data("Fern", outlet="switch.fern_pump", automatic=False, dose_ml=400.0, flow_ml_s=20.0)),
        outlets=(fern,),
    )
    await options(bench, water_budget_l=1)
    await give(bench, 300)
    bench.coordinator.async_change(BASIL, gap_min=0.0)
    await async_water(bench.coordinator, BASIL, Context(), 400.0, origin=Origin.ACTION)
    await bench.pass_time(3)
    due: Any = bench.coordinator.snapshot(FERN).budget
    own: Any = bench.coordinator.snapshot(BASIL).budget
    assert due.used_ml == pytest.approx(700, abs=10)
    assert own.used_ml == pytest.approx(300, abs=10)
    await bench.pass_time(30)
    due = bench.coordinator.snapshot(FERN).budget
    assert due.used_ml == pytest.approx(700, abs=20)


async def test_without_a_budget_nothing_is_reckoned(bench: Bench) -> None:
    assert bench.coordinator.snapshot(BASIL).budget is None
