"""A plant's event entity tells what happens to it, once and as it happens."""

from typing import Any

from homeassistant.core import Event as BusEvent, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
import pytest

from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.event import CARE

from .acting import act
from .conftest import BASIL, FERN, Bench, BenchMaker, Pair
from .test_translations import ENGLISH


def last(bench: Bench, plant_id: str = BASIL) -> Any:
    """The event entity of a plant."""
    return bench.state("care", plant_id)


async def test_nothing_has_happened_at_first(bench: Bench) -> None:
    assert last(bench).state == "unknown"


async def test_a_watering_is_told_with_what_and_why(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8)
    await bench.settle()
    told = last(bench).attributes
    assert (told["event_type"], told["origin"], told["reason"]) == ("watered", "action", "Somebody asked for it.")
    assert told["ml"] == pytest.approx(50, abs=11)


async def test_a_watering_that_failed_is_told(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    bench.outlet.on_open = "refuse"
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=30)
    await bench.settle()
    assert last(bench).attributes["event_type"] == "watering_failed"


async def test_dry_soil_is_told(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await bench.moisture(15)
    assert last(bench).attributes["event_type"] == "critical_moisture"
    assert last(bench).attributes["moisture"] == 15


@pytest.mark.parametrize("kind", ["watered_by_hand", "fertilised", "repotted", "pruned", "probe_fixed"])
async def test_care_is_told_by_its_kind(bench: Bench, kind: str) -> None:
    await act(bench, "log_care", {"kind": kind, "note": "well done"})
    assert (last(bench).attributes["event_type"], last(bench).attributes["note"]) == (kind, "well done")


async def test_two_things_at_once_are_two_events(bench: Bench, hass: HomeAssistant) -> None:
    seen: list[str] = []

    @callback
    def look(event: BusEvent[EventStateChangedData]) -> None:
        if event.data["new_state"]:
            seen.append(event.data["new_state"].attributes.get("event_type", ""))

    async_track_state_change_event(hass, [last(bench).entity_id], look)
    for kind in ("fertilised", "fertilised", "pruned"):
        await act(bench, "log_care", {"kind": kind})
    await bench.settle()
    assert seen == ["fertilised", "fertilised", "pruned"]


async def test_a_plant_hears_nothing_of_others(pair: Pair) -> None:
    bench, _ = pair
    await act(bench, "log_care", {"kind": "pruned"})
    assert last(bench).state != "unknown"
    assert last(bench, FERN).state == "unknown"


async def test_readings_and_starts_are_no_events_here(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await bench.moisture(40)
    await bench.hass.services.async_call(
        "plantos", "water_plant", {}, target={"entity_id": bench.state("outlet").entity_id}, blocking=True
    )
    await bench.pass_time(2)
    assert bench.told("watering_started")
    assert last(bench).state == "unknown"


def test_every_event_is_translated() -> None:
    told = ENGLISH["entity"]["event"]["care"]["state_attributes"]
    assert told["event_type"]["state"].keys() == set(CARE.event_types or ())
    assert told["origin"]["state"].keys() == set(Origin)


async def test_the_demo_garden_tells_of_its_care(demo: Bench) -> None:
    await act(demo, "log_care", {"kind": "repotted"})
    assert (last(demo).entity_id, last(demo).attributes["event_type"]) == ("event.basil_care", "repotted")
