"""Looking after waterings by actions: a whole cycle now, putting off, regretting, approving."""

import asyncio
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers import area_registry as ar
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos.watering.ledger_file import LedgerError

from .acting import act, begun, device_of, in_words, name_device, person, refused, tell
from .conftest import BASIL, FERN, Bench, BenchMaker, Pair, plant_data

HUB = "hub-id"


async def denial(bench: Bench, plant_id: str = BASIL) -> list[str]:
    """What would keep a plant from being watered automatically now."""
    [plant] = (await act(bench, "check_watering", device_id=device_of(bench, plant_id)))["plants"]
    return [violation["rule"] for violation in plant["violations"]]


# --- a whole cycle ----------------------------------------------------------------------------------


async def test_a_cycle_waters_a_dry_plant_and_tells_of_every_step(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, moisture="25")
    [plant] = (await act(bench, "run_care_cycle", wait_s=12))["plants"]

    assert plant == {
        "plant_id": BASIL,
        "plant_name": "Basil",
        "cycle_id": plant["cycle_id"],
        "status": "watered",
        "reason": "Soil moisture of 25 % is below the minimum of 30 %: time for 100 ml.",
        "run_id": plant["run_id"],
        "delivered_ml": pytest.approx(100, abs=11),
        "steps": dict.fromkeys(("reserve", "read", "analyse", "water", "record", "notify"), "done"),
    }
    assert bench.told("plant_watered")[0]["run_id"] == plant["run_id"]


async def test_a_cycle_of_a_moist_plant_gives_no_water(bench: Bench) -> None:
    [plant] = (await act(bench, "run_care_cycle"))["plants"]

    assert (plant["status"], plant["run_id"], plant["delivered_ml"]) == ("not_needed", None, 0)
    assert plant["steps"]["water"] == "skipped"
    assert plant["reason"] == "Soil moisture of 45 % is not below the minimum of 30 %."
    assert "on" not in bench.outlet.said


async def test_a_cycle_passes_no_guardrail(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, moisture="25")
    await act(bench, "postpone_watering", {"hours": 5})
    [plant] = (await act(bench, "run_care_cycle"))["plants"]

    assert plant["status"] == "denied"
    assert plant["reason"] == "Automatic watering is postponed for another 5 hours."
    assert "on" not in bench.outlet.said


async def test_a_cycle_that_fails_is_an_error_for_who_wants_no_answer(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, moisture="25")
    bench.outlet.on_open = "refuse"
    cycle = asyncio.create_task(tell(bench, "run_care_cycle"))
    await begun(bench)
    await bench.pass_time(6)
    with pytest.raises(HomeAssistantError) as error:
        await cycle
    assert in_words(error.value) == "failed_not_opened"


async def test_cycles_of_several_plants_are_each_reported(pair: Pair) -> None:
    bench, _ = pair
    answer = await act(bench, "run_care_cycle", device_id=device_of(bench, HUB))
    # Both hang on the one probe.
    assert {plant["plant_name"]: plant["status"] for plant in answer["plants"]} == {
        "Basil": "not_needed",
        "Fern": "not_needed",
    }


async def test_a_cycle_that_needs_approval_says_so_at_once_and_waters_once_approved(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, moisture="25", needs_approval=True)
    [plant] = (await act(bench, "run_care_cycle"))["plants"]
    assert (plant["status"], plant["delivered_ml"]) == ("awaiting_approval", 0)
    assert "on" not in bench.outlet.said

    await act(bench, "approve_watering")
    await bench.pass_time(12)
    assert bench.told("plant_watered")[0]["run_id"] == plant["run_id"]


async def test_who_gives_up_waiting_for_a_cycle_leaves_its_watering_alone(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, moisture="25")
    waiting = asyncio.create_task(act(bench, "run_care_cycle"))
    await begun(bench)
    assert bench.outlet.flowing
    waiting.cancel()
    await bench.pass_time(12)

    assert not bench.outlet.flowing
    [watered] = bench.told("plant_watered")
    assert watered["status"] == "completed"


# --- putting off ------------------------------------------------------------------------------------


async def test_a_postponed_plant_is_watered_automatically_only_afterwards(bench: Bench) -> None:
    answer = await act(bench, "postpone_watering", {"hours": 2})
    assert answer == {
        "plants": [
            {
                "plant_id": BASIL,
                "plant_name": "Basil",
                "success": True,
                "reason": None,
                "until": (dt_util.utcnow() + timedelta(hours=2)).isoformat(),
            }
        ],
        "hubs": [],
    }
    await bench.moisture(20)
    await bench.pass_time(2 * 3_600 - 60, step=600)
    assert "on" not in bench.outlet.said

    await bench.pass_time(120, step=60)
    assert len(bench.told("plant_watered")) == 1


async def test_a_plant_can_be_postponed_until_a_time(bench: Bench) -> None:
    until = dt_util.utcnow() + timedelta(days=3)
    [plant] = (await act(bench, "postpone_watering", {"until": until.isoformat()}))["plants"]
    assert datetime.fromisoformat(plant["until"]) == until
    assert await denial(bench) == ["postponed"]


async def test_a_time_without_a_zone_is_the_time_at_home(bench: Bench, hass: HomeAssistant) -> None:
    await hass.config.async_set_time_zone("America/New_York")
    local = (dt_util.now() + timedelta(days=3)).replace(microsecond=0)
    [plant] = (await act(bench, "postpone_watering", {"until": f"{local:%Y-%m-%d %H:%M:%S}"}))["plants"]
    assert datetime.fromisoformat(plant["until"]) == local


async def test_a_postponed_plant_is_watered_when_somebody_asks(bench: Bench) -> None:
    await act(bench, "postpone_watering", {"hours": 2})
    answer = await act(bench, "water_plant", wait_s=12)
    assert answer["plants"][0]["status"] == "completed"


async def test_postponing_never_brings_a_watering_forward(bench: Bench) -> None:
    [later] = (await act(bench, "postpone_watering", {"hours": 10}))["plants"]
    [sooner] = (await act(bench, "postpone_watering", {"hours": 1}))["plants"]
    assert sooner["until"] == later["until"]


async def test_a_postponement_outlives_a_restart(bench: Bench) -> None:
    await act(bench, "postpone_watering", {"hours": 5})
    await bench.reload()
    assert await denial(bench) == ["postponed"]


async def test_a_hub_that_is_postponed_waters_none_of_its_plants_not_even_a_new_one(
    bench: Bench, hass: HomeAssistant
) -> None:
    until = (dt_util.utcnow() + timedelta(hours=24)).isoformat()
    answer = await act(bench, "postpone_watering", {"hours": 24}, device_id=device_of(bench, HUB))
    assert answer == {
        "plants": [],
        "hubs": [
            {"config_entry_id": HUB, "hub_name": "My plants", "success": True, "reason": None, "until": until},
        ],
    }
    assert bench.coordinator.waterer.standings.of(BASIL).postponed_until is None
    assert await denial(bench) == ["postponed"]

    new = MappingProxyType(plant_data("Fern", outlet=None))
    fern = ConfigSubentry(data=new, subentry_id=FERN, subentry_type="plant", title="Fern", unique_id=None)
    hass.config_entries.async_add_subentry(bench.entry, fern)
    await bench.settle()
    assert "postponed" in await denial(bench, FERN)


async def test_a_hub_and_a_plant_can_be_postponed_together(pair: Pair) -> None:
    bench, _ = pair
    both = [device_of(bench, HUB), device_of(bench, FERN)]
    answer = await act(bench, "postpone_watering", {"hours": 24}, device_id=both)
    assert [plant["plant_id"] for plant in answer["plants"]] == [FERN]
    assert len(answer["hubs"]) == 1


async def test_an_area_that_a_hub_stands_in_is_no_rain_delay(pair: Pair) -> None:
    bench, _ = pair
    kitchen = ar.async_get(bench.hass).async_create("Kitchen")
    for subject in (HUB, BASIL):
        name_device(bench, subject, area_id=kitchen.id)
    answer = await act(bench, "postpone_watering", {"hours": 24}, area_id=kitchen.id)

    assert answer["hubs"] == []
    assert "postponed" not in await denial(bench, FERN)


async def test_all_plants_are_postponed_one_by_one(pair: Pair) -> None:
    bench, _ = pair
    answer = await act(bench, "postpone_watering", {"hours": 24}, entity_id="all")
    assert [plant["plant_id"] for plant in answer["plants"]] == [BASIL, FERN]
    assert answer["hubs"] == []


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "postpone_one_of_two"),
        ({"hours": 1, "until": "2999-01-01 00:00:00"}, "postpone_one_of_two"),
        *(({"hours": hours}, "postpone_hours") for hours in (-1, 8_760.1, "soon", "nan", "inf", True, [1], None)),
        *(
            ({"until": until}, "postpone_until")
            for until in (
                "soon",
                "",
                12,
                None,
                "2020-01-01 00:00:00",
                "2999-01-01 00:00:00",
                "9999-12-31T23:59:59-12:00",
            )
        ),
    ],
)
async def test_a_wrong_time_to_postpone_to_is_refused_in_words(bench: Bench, data: dict[str, Any], key: str) -> None:
    assert await refused(bench, "postpone_watering", data) == key
    assert await denial(bench) == []


async def test_no_hours_take_a_postponement_back(bench: Bench) -> None:
    await act(bench, "postpone_watering", {"hours": 5})
    await act(bench, "postpone_watering", {"hours": 0})
    [plant] = (await act(bench, "check_watering"))["plants"]

    assert "postponed" not in {violation["rule"] for violation in plant["violations"]}


async def test_on_a_fast_hub_hours_are_its_own(demo: Bench, hass: HomeAssistant) -> None:
    hass.config_entries.async_update_entry(demo.entry, options={**demo.entry.options, "speed": 60})
    await demo.settle()
    now = dt_util.utcnow()
    target = device_of(demo, "demo-hub-id")
    [hub] = (await act(demo, "postpone_watering", {"hours": 24}, device_id=target))["hubs"]
    assert datetime.fromisoformat(hub["until"]) - now == timedelta(minutes=24)


async def test_a_postponement_that_cannot_be_written_is_told_in_words(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise LedgerError("disk full")

    monkeypatch.setattr(bench.coordinator.ledger, "_opened", gone)
    with pytest.raises(HomeAssistantError) as error:
        await act(bench, "postpone_watering", {"hours": 1})
    monkeypatch.undo()
    assert in_words(error.value) == "failed_ledger"


# --- regretting -------------------------------------------------------------------------------------


async def test_an_undone_watering_puts_off_the_next_by_a_day(bench: Bench) -> None:
    await act(bench, "water_plant", wait_s=12)
    [plant] = (await act(bench, "undo_last_watering"))["plants"]
    assert datetime.fromisoformat(plant["until"]) == dt_util.utcnow() + timedelta(hours=24)

    await bench.pass_time(3_600, step=600)
    await bench.moisture(20)
    assert "postponed" in await denial(bench)
    assert bench.outlet.said.count("on") == 1


async def test_a_watering_is_undone_once(bench: Bench) -> None:
    await act(bench, "water_plant", wait_s=12)
    await act(bench, "undo_last_watering")
    assert await refused(bench, "undo_last_watering") == "undone_already"
    await bench.reload()
    assert await refused(bench, "undo_last_watering") == "undone_already"


async def test_without_water_there_is_nothing_to_undo(bench: Bench) -> None:
    assert await refused(bench, "undo_last_watering") == "nothing_to_undo"


async def test_of_several_plants_what_is_refused_is_reported(pair: Pair) -> None:
    bench, _ = pair
    await act(bench, "water_plant", wait_s=12)
    basil, fern = (await act(bench, "undo_last_watering", entity_id="all"))["plants"]

    assert basil["success"] and basil["until"]
    assert fern == {
        "plant_id": FERN,
        "plant_name": "Fern",
        "success": False,
        "reason": "Fern was given no water that could be made up for.",
    }


# --- approval ---------------------------------------------------------------------------------------


async def test_an_approved_watering_begins(make_bench: BenchMaker) -> None:
    bench = await make_bench(needs_approval=True)
    await bench.moisture(25)
    assert "on" not in bench.outlet.said
    [plant] = (await act(bench, "approve_watering"))["plants"]
    await bench.pass_time(12)

    assert plant["success"]
    assert bench.told("plant_watered")[0]["run_id"] == plant["run_id"]


async def test_a_rejected_watering_never_begins_and_is_not_asked_for_again_within_a_day(
    make_bench: BenchMaker,
) -> None:
    bench = await make_bench(needs_approval=True)
    await bench.moisture(25)
    [plant] = (await act(bench, "reject_watering"))["plants"]
    await bench.settle()
    latest = bench.coordinator.waterer.latest(BASIL)
    assert latest and latest.run_id == plant["run_id"]
    assert latest.failure and latest.failure.key == "denied_rejected"

    await bench.moisture(24)
    assert await denial(bench) == ["postponed"]
    assert "on" not in bench.outlet.said


@pytest.mark.parametrize("action", ["approve_watering", "reject_watering"])
async def test_where_nothing_waits_there_is_nothing_to_answer(bench: Bench, action: str) -> None:
    assert await refused(bench, action) == "nothing_to_approve"


# --- who may ----------------------------------------------------------------------------------------

ACTIONS: dict[str, dict[str, Any]] = {
    "run_care_cycle": {},
    "postpone_watering": {"hours": 1},
    "undo_last_watering": {},
    "approve_watering": {},
    "reject_watering": {},
}


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_person_without_control_of_the_plant_is_refused(
    make_bench: BenchMaker, hass: HomeAssistant, action: str
) -> None:
    bench = await make_bench(needs_approval=True)
    await act(bench, "water_plant")
    with pytest.raises(Unauthorized):
        await act(bench, action, ACTIONS[action], context=person(hass, "valve.somebody_elses"))
    assert await denial(bench) == ["awaiting"]


async def test_a_person_with_control_of_a_plant_and_nothing_else_may_not_postpone_its_hub(
    bench: Bench, hass: HomeAssistant
) -> None:
    gardener = person(hass, bench.state("outlet").entity_id)
    with pytest.raises(Unauthorized):
        await act(bench, "postpone_watering", {"hours": 1}, context=gardener, device_id=device_of(bench, HUB))
    await act(bench, "postpone_watering", {"hours": 1}, context=gardener)
    assert bench.coordinator.waterer.standings.hub.postponed_until is None


async def test_who_may_turn_a_hub_off_may_postpone_it(bench: Bench, hass: HomeAssistant) -> None:
    steward = person(hass, bench.state("watering", HUB, "switch").entity_id)
    await act(bench, "postpone_watering", {"hours": 1}, context=steward, device_id=device_of(bench, HUB))
    assert await denial(bench) == ["postponed"]
