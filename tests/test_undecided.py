"""A plant that nobody can decide for, or whose species or supply is gone, is shown as long as that is so."""

from homeassistant.core import Context
import pytest

from custom_components.plantos.commands import async_water

from .conftest import BASIL, BenchMaker, plant_data, subentry
from .mending import repair, repairs
from .test_species_flow import DATA, MINE

HOUR_S = 3_600


async def test_a_strategy_that_cannot_decide_for_more_than_a_day_is_told_and_taken_back(
    make_bench: BenchMaker,
) -> None:
    bench = await make_bench(strategy="schedule")
    await bench.pass_time(23.9 * HOUR_S, step=HOUR_S)
    assert "undecided" not in repairs(bench.hass)
    await bench.pass_time(0.2 * HOUR_S, step=60)
    issue = repair(bench.hass, "undecided")
    assert issue and issue.translation_placeholders
    assert issue.translation_placeholders["why"].startswith("The schedule names no time")
    assert "undecided" in bench.coordinator.data[BASIL].problems
    assert "undecided" in bench.coordinator.health.reasons

    bench.coordinator.async_change(BASIL, schedule={"times": ["06:00"]})
    await bench.pass_time(2)
    assert repair(bench.hass, "undecided") is None


async def test_a_decision_in_between_begins_the_day_anew(make_bench: BenchMaker) -> None:
    bench = await make_bench(strategy="schedule")
    await bench.pass_time(20 * HOUR_S, step=HOUR_S)
    bench.coordinator.async_change(BASIL, strategy="manual")
    bench.coordinator.async_change(BASIL, strategy="schedule")
    await bench.pass_time(20 * HOUR_S, step=HOUR_S)
    assert "undecided" not in repairs(bench.hass)


async def test_who_waters_by_hand_waits_for_no_decision(make_bench: BenchMaker) -> None:
    bench = await make_bench(strategy="schedule", automatic=False)
    await bench.pass_time(25 * HOUR_S, step=HOUR_S)
    assert "undecided" not in repairs(bench.hass)


async def test_a_species_that_was_removed_is_missed_until_another_is_chosen(make_bench: BenchMaker) -> None:
    bench = await make_bench(subentry(BASIL, plant_data(species=MINE)), subentry(MINE, DATA, "species"))
    assert "species_missing" not in repairs(bench.hass)
    bench.hass.config_entries.async_remove_subentry(bench.entry, MINE)
    await bench.settle()
    assert repair(bench.hass, "species_missing")
    bench.coordinator.async_change(BASIL, species="ocimum_basilicum")
    await bench.pass_time(2)
    assert repair(bench.hass, "species_missing") is None


async def test_a_plant_whose_supply_was_removed_is_not_watered_by_itself_until_that_is_settled(
    make_bench: BenchMaker,
) -> None:
    bench = await make_bench(subentry(BASIL, plant_data(supply="tank")), subentry("tank", {"name": "Tank"}, "supply"))
    assert "supply_missing" not in repairs(bench.hass)
    bench.hass.config_entries.async_remove_subentry(bench.entry, "tank")
    await bench.settle()
    assert repair(bench.hass, "supply_missing")
    await bench.moisture(20)
    await bench.pass_time(120, step=60)
    assert "on" not in bench.outlet.said

    bench.coordinator.async_change(BASIL, supply=None)
    await bench.pass_time(61, step=20)
    assert repair(bench.hass, "supply_missing") is None
    assert "on" in bench.outlet.said


async def test_a_supply_that_is_removed_stops_what_it_waters(make_bench: BenchMaker) -> None:
    bench = await make_bench(
        subentry(BASIL, plant_data(supply="tank", automatic=False)), subentry("tank", {"name": "Tank"}, "supply")
    )
    await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(2)
    assert bench.outlet.flowing
    bench.hass.config_entries.async_remove_subentry(bench.entry, "tank")
    await bench.settle()
    assert not bench.outlet.flowing


@pytest.mark.parametrize("data", [{"name": "Fern"}, {"name": "Fern", "group": "fern", "moisture": "wet"}])
async def test_a_species_that_cannot_be_read_is_as_good_as_gone(make_bench: BenchMaker, data: dict[str, str]) -> None:
    bench = await make_bench(subentry(BASIL, plant_data(species=MINE)), subentry(MINE, data, "species"))
    assert bench.coordinator.snapshot(BASIL).species is None
    assert repair(bench.hass, "species_missing")


async def test_a_plant_of_no_named_species_misses_none(make_bench: BenchMaker) -> None:
    data = {key: value for key, value in plant_data().items() if key != "species"}
    bench = await make_bench(subentry(BASIL, data))
    assert "species_missing" not in repairs(bench.hass)
