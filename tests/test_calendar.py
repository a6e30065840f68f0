"""The hub's calendar shows the waterings that were, those to come, and the days on which care is due."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.plantos.domain.events import EventType, plant_event
from custom_components.plantos.domain.plans import AHEAD
from custom_components.plantos.signals import async_told
from custom_components.plantos.watering.ledger_file import LedgerError

from .acting import act, in_words, person
from .conftest import BASIL, FERN, Bench, BenchMaker, plant_data, subentry
from .scripted import ScriptedOutlet

DAY_S = 86_400.0
SCHEDULE: dict[str, Any] = {"strategy": "schedule", "schedule": {"times": ["07:00:00"]}}


async def shown(bench: Bench, back_d: float = 1, ahead_d: float = 3) -> list[dict[str, Any]]:
    """What the calendar shows of these days."""
    now, calendar = dt_util.utcnow(), "calendar.my_plants_watering"
    answer: Any = await bench.hass.services.async_call(
        "calendar",
        "get_events",
        {
            "start_date_time": (now - timedelta(days=back_d)).isoformat(),
            "end_date_time": (now + timedelta(days=ahead_d)).isoformat(),
        },
        target={"entity_id": calendar},
        blocking=True,
        return_response=True,
    )
    found: list[dict[str, Any]] = answer[calendar]["events"]
    return found


def state(bench: Bench) -> Any:
    """The state of the calendar."""
    return bench.hass.states.get("calendar.my_plants_watering")


async def test_a_watering_that_was_says_how_much_and_why(make_bench: BenchMaker, hass: HomeAssistant) -> None:
    bench = await make_bench(automatic=False)
    begun = dt_util.now()
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8, context=person(hass))
    [event] = await shown(bench)

    assert event["summary"].startswith("Basil got 5")
    assert event["description"] == "Somebody asked for it."
    assert abs(dt_util.parse_datetime(event["start"], raise_on_error=True) - begun) < timedelta(seconds=3)
    assert event["end"] > event["start"]


async def test_a_watering_that_failed_says_why(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    bench.outlet.on_open = "refuse"
    [answer] = (await act(bench, "water_plant", {"amount_ml": 50}, wait_s=30))["plants"]
    assert answer["status"] == "failed"
    [event] = await shown(bench)
    assert "broken off" in event["summary"]
    assert event["description"].startswith("Somebody asked for it. ")


async def test_the_calendar_is_on_while_water_flows(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    assert (state(bench).state, state(bench).attributes.get("message")) == ("off", None)
    await bench.hass.services.async_call(
        "plantos", "water_plant", {}, target={"entity_id": bench.state("outlet").entity_id}, blocking=True
    )
    await bench.pass_time(2)
    assert (state(bench).state, state(bench).attributes["message"]) == ("on", "Basil is being watered")
    [event] = await shown(bench)
    assert event["summary"] == "Basil is being watered"
    await bench.pass_time(70)
    assert state(bench).state == "off"


async def test_every_time_of_a_schedule_is_shown_and_the_next_is_the_state(make_bench: BenchMaker) -> None:
    bench = await make_bench(**SCHEDULE)
    await bench.pass_time(61)
    found = await shown(bench, ahead_d=10)

    assert [event["start"] for event in found] == sorted({event["start"] for event in found})
    assert len(found) == 10
    assert {event["start"][11:16] for event in found} == {"07:00"}
    assert {event["summary"] for event in found} == {"Water Basil"}
    assert found[0]["description"] == "100 ml by its schedule, if nothing speaks against it then."
    assert state(bench).attributes["start_time"] == found[0]["start"][:19].replace("T", " ")


async def test_what_is_put_off_is_not_planned(make_bench: BenchMaker) -> None:
    bench = await make_bench(**SCHEDULE)
    await act(bench, "postpone_watering", {"hours": 72})
    await bench.pass_time(61)
    assert len(await shown(bench, ahead_d=10)) == 7


async def test_nothing_is_planned_for_who_is_not_watered_by_itself(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, **SCHEDULE)
    assert await shown(bench, ahead_d=10) == []


async def test_care_is_due_for_a_whole_day(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, repot_every_months=1)
    [event] = await shown(bench, ahead_d=40)
    assert event["summary"] == "Repot Basil"
    assert len(event["start"]) == len("2026-12-21")
    assert event["start"] > dt_util.now().date().isoformat()
    assert state(bench).attributes["message"] == "Repot Basil"

    await bench.pass_time(45 * DAY_S, step=DAY_S)
    assert state(bench).state == "off"
    late = [event for event in await shown(bench) if event["summary"] == "Repot Basil"]
    assert [event["start"] for event in late] == [dt_util.now().date().isoformat()]


async def test_a_day_on_which_care_is_due_is_no_watering(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, repot_every_months=1, water_every_days=2)
    await bench.pass_time(61)
    assert (state(bench).state, state(bench).attributes["message"]) == ("off", "Water Basil")
    # Not even in the minute after midnight, before the hub looks again.
    bench.freezer.move_to(f"{state(bench).attributes['start_time'].replace(' ', 'T')}-08:00")
    bench.freezer.tick(5)
    async_fire_time_changed(bench.hass, dt_util.utcnow())
    await bench.settle()
    assert state(bench).state == "off"
    await bench.pass_time(120, step=60)
    assert (state(bench).state, state(bench).attributes["message"]) == ("off", "Repot Basil")
    assert "Water Basil" in [event["summary"] for event in await shown(bench)]


async def test_a_watering_across_the_hour_that_comes_twice_is_shown(
    make_bench: BenchMaker, hass: HomeAssistant
) -> None:
    await hass.config.async_set_time_zone("Europe/Vienna")
    bench = await make_bench(automatic=False)
    # Twenty minutes later the clock on the wall says 40 minutes earlier.
    bench.freezer.move_to("2027-10-31T00:50:00+00:00")
    await bench.settle()
    await bench.moisture(40)
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8)
    run = bench.coordinator.waterer.latest(BASIL)
    assert run is not None and run.opened_at is not None
    late = replace(run, closed_at=run.opened_at + timedelta(minutes=20))
    await bench.coordinator.ledger.save_run(bench.entry.entry_id, late)
    [event] = await shown(bench)
    assert event["end"] >= event["start"]


async def test_who_asks_for_centuries_gets_two_months_of_each_plant(make_bench: BenchMaker) -> None:
    bench = await make_bench(
        subentry(BASIL, plant_data(**SCHEDULE)),
        subentry(FERN, plant_data("Fern", outlet="switch.fern_pump", probes={}, **SCHEDULE)),
        outlets=(ScriptedOutlet("fern_pump"),),
    )
    found = await shown(bench, back_d=20_000, ahead_d=200_000)
    assert len(found) == 2 * (AHEAD // timedelta(days=1))


async def test_a_calendar_that_cannot_be_read_says_so(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise LedgerError("disk gone")

    monkeypatch.setattr(bench.coordinator.ledger, "read", broken)
    with pytest.raises(HomeAssistantError) as error:
        await shown(bench)
    assert in_words(error.value) == "failed_ledger"


async def test_the_demo_garden_plans_its_waterings(demo: Bench) -> None:
    for minute in range(30):
        await demo.pass_time(600, step=600)
        if any(status.due for status in demo.coordinator.data.values()):
            break
        assert minute < 29
    calendar = demo.hass.states.get("calendar.demo_garden_watering")
    assert calendar
    assert calendar.attributes["message"].startswith("Water ")


async def test_a_calendar_that_is_told_of_something_as_it_goes_leaves_nothing_behind(make_bench: BenchMaker) -> None:
    """Home Assistant would go on to wait for the watering that it shows."""
    bench = await make_bench(**SCHEDULE)
    plant = bench.coordinator.plants[BASIL]
    async_told(bench.hass, "hub-id", plant_event(EventType.PLANT_WATERED, plant, dt_util.utcnow(), {}))
    assert await bench.hass.config_entries.async_unload("hub-id")
    await bench.hass.async_block_till_done()
