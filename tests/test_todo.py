"""The hub's to-do list says what is due in words, and ticking something off logs that it was done."""

from datetime import timedelta
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos import caretaking
from custom_components.plantos.domain.chores import Chore, chores
from custom_components.plantos.domain.snapshots import Snapshot
from custom_components.plantos.watering.ledger_file import LedgerError

from .acting import act, call, in_words, person
from .conftest import BASIL, FERN, Bench, BenchMaker, plant_data, subentry

DAY_S = 86_400.0
EVIL = "<img src=x onerror=alert(1)> **Basil**"


def list_id(bench: Bench) -> str:
    """The to-do list of the hub."""
    return str(bench.state("care", bench.entry.entry_id).entity_id)


async def items(bench: Bench, status: str = "needs_action") -> list[dict[str, Any]]:
    """What is on the list."""
    await bench.settle()
    entity_id = list_id(bench)
    answer: Any = await bench.hass.services.async_call(
        "todo", "get_items", {"status": status}, target={"entity_id": entity_id}, blocking=True, return_response=True
    )
    found: list[dict[str, Any]] = answer[entity_id]["items"]
    return found


async def tick(bench: Bench, item: str, context: Context | None = None, **changes: Any) -> None:
    """Do what the dashboard does when an item is ticked."""
    await bench.hass.services.async_call(
        "todo",
        "update_item",
        {"item": item, "status": "completed"} | changes,
        target={"entity_id": list_id(bench)},
        blocking=True,
        context=context,
    )
    await bench.settle()


@pytest.fixture
async def fed(make_bench: BenchMaker) -> Bench:
    """A basil that is to be fertilised every week, and was added eight days ago."""
    bench = await make_bench(automatic=False, fertilise_every_days=7)
    bench.hass.config.latitude = 0.0
    await bench.pass_time(8 * DAY_S, step=DAY_S)
    return bench


async def test_nothing_is_asked_of_who_asked_for_nothing(bench: Bench) -> None:
    assert await items(bench) == []
    assert bench.state("care", bench.entry.entry_id).state == "0"


async def test_what_is_due_is_said_in_words_with_its_day(fed: Bench) -> None:
    day = dt_util.now().date() - timedelta(days=1)
    assert [item for item in await items(fed) if item["uid"].endswith("fertilised")] == [
        {
            "summary": "Fertilise Basil",
            "uid": f"{BASIL}_fertilised",
            "status": "needs_action",
            "due": day.isoformat(),
            "description": "It is to be fertilised every 7 days while it grows.",
        }
    ]


async def test_ticking_logs_it_and_names_who_did_it(fed: Bench, hass: HomeAssistant) -> None:
    ann = person(hass)
    await tick(fed, f"{BASIL}_fertilised", ann, rename="Fertilise Basil")

    assert not [item for item in await items(fed) if item["uid"].endswith("fertilised")]
    [done] = await items(fed, "completed")
    [event] = fed.told("care_logged")
    assert (done["summary"], done["uid"]) == ("Fertilise Basil", event["event_id"])
    assert (event["kind"], event["user_id"]) == ("fertilised", ann.user_id)
    [entry] = (await call(fed, "get_audit_log"))["entries"]
    assert (entry["action"], entry["user_id"], entry["success"]) == ("log_care", ann.user_id, True)


async def test_who_may_not_control_a_plant_ticks_nothing_of_it_off(fed: Bench, hass: HomeAssistant) -> None:
    with pytest.raises(Unauthorized):
        await tick(fed, f"{BASIL}_fertilised", person(hass, list_id(fed)))
    assert fed.told("care_logged") == []
    assert f"{BASIL}_fertilised" in [item["uid"] for item in await items(fed)]


async def test_it_comes_round_again(fed: Bench) -> None:
    await tick(fed, f"{BASIL}_fertilised")
    await fed.pass_time(6 * DAY_S, step=DAY_S)
    assert not [item for item in await items(fed) if item["uid"].endswith("fertilised")]
    await fed.pass_time(DAY_S, step=DAY_S)
    assert [item["uid"] for item in await items(fed) if item["uid"].endswith("fertilised")] == [f"{BASIL}_fertilised"]


async def test_what_was_done_is_shown_for_a_week(bench: Bench) -> None:
    await act(bench, "log_care", {"kind": "pruned"})
    assert [item["summary"] for item in await items(bench, "completed")] == ["Prune Basil"]
    await bench.reload()
    assert [item["summary"] for item in await items(bench, "completed")] == ["Prune Basil"]
    await bench.pass_time(7 * DAY_S + 120, step=DAY_S)
    assert await items(bench, "completed") == []


async def test_what_was_ticked_stays_ticked_and_nothing_is_renamed(fed: Bench) -> None:
    with pytest.raises(ServiceValidationError) as error:
        await tick(fed, f"{BASIL}_fertilised", rename="Water Basil")
    assert in_words(error.value) == "only_ticked"
    await tick(fed, f"{BASIL}_fertilised")
    [done] = await items(fed, "completed")
    wrong: tuple[dict[str, Any], ...] = ({"status": "completed"}, {"status": "needs_action", "rename": "Water Basil"})
    for changes in wrong:
        with pytest.raises(ServiceValidationError) as error:
            await tick(fed, done["uid"], **changes)
        assert in_words(error.value) == "only_ticked"
    assert len(fed.told("care_logged")) == 1


async def test_who_ticked_the_wrong_item_ticks_it_back(fed: Bench, hass: HomeAssistant) -> None:
    ann = person(hass)
    await tick(fed, f"{BASIL}_fertilised")
    [done] = await items(fed, "completed")
    await tick(fed, done["uid"], ann, status="needs_action")

    assert await items(fed, "completed") == []
    assert f"{BASIL}_fertilised" in [item["uid"] for item in await items(fed)]
    entries = (await call(fed, "get_audit_log"))["entries"]
    [line] = (one for one in entries if one["action"] == "forget_care")
    assert (line["user_id"], line["success"]) == (ann.user_id, True)
    await tick(fed, f"{BASIL}_fertilised")
    assert len(await items(fed, "completed")) == 1


async def test_who_may_not_control_a_plant_ticks_nothing_of_it_back(fed: Bench, hass: HomeAssistant) -> None:
    await tick(fed, f"{BASIL}_fertilised")
    [done] = await items(fed, "completed")
    with pytest.raises(Unauthorized):
        await tick(fed, done["uid"], person(hass, list_id(fed)), status="needs_action")
    assert await items(fed, "completed") == [done]


async def test_what_cannot_be_written_stays_due(fed: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object, **__: object) -> None:
        raise LedgerError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(fed.coordinator.ledger, "append_event", full)
        with pytest.raises(HomeAssistantError) as error:
            await tick(fed, f"{BASIL}_fertilised")
        assert in_words(error.value) == "failed_ledger"
    await tick(fed, f"{BASIL}_fertilised")
    assert len(fed.told("care_logged")) == 1


async def test_a_plant_that_cannot_be_reckoned_with_hides_no_other_and_stops_nothing(
    make_bench: BenchMaker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bench = await make_bench(
        subentry(BASIL, plant_data("Basil", automatic=False)),
        subentry(FERN, plant_data("Fern", automatic=False, outlet="switch.fern_pump", water_every_days=1)),
    )

    def spoiled(snapshot: Snapshot, *more: Any) -> tuple[Chore, ...]:
        if snapshot.plant.plant_id == BASIL:
            raise ValueError("no such month")
        return chores(snapshot, *more)

    monkeypatch.setattr(caretaking, "chores", spoiled)
    await bench.pass_time(3 * DAY_S, step=DAY_S)
    assert f"{FERN}_watered_by_hand" in [item["uid"] for item in await items(bench)]
    page = await bench.coordinator.ledger.events(bench.entry.entry_id, FERN, 50)
    assert "care_due" in [event.type for event in page.events]
    said = "What is to be done for Basil couldn't be told"
    assert [record.message for record in caplog.records].count(said) == 1


async def test_a_thirsty_plant_that_plantos_does_not_water_comes_onto_the_list_at_once(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await bench.moisture(20)
    await bench.pass_time(61)
    [item] = await items(bench)
    assert item["summary"] == "Water Basil"
    assert item["description"].startswith("Soil moisture of 20 % is below the minimum of 30 %")

    await tick(bench, item["uid"])
    assert await items(bench) == []
    assert bench.state("last_watered").state != "unknown"


async def test_a_name_is_shown_as_it_is_written_and_never_in_what_is_read_as_markdown(make_bench: BenchMaker) -> None:
    bench = await make_bench(subentry(BASIL, plant_data(EVIL, automatic=False)), moisture="20")
    await act(bench, "log_care", {"kind": "pruned", "note": EVIL})
    [item], [done] = await items(bench), await items(bench, "completed")
    assert item["summary"] == f"Water {EVIL}"
    assert not any("<" in text.get("description", "") for text in (item, done))


async def test_plants_of_the_demo_garden_need_no_hand(demo: Bench) -> None:
    assert await items(demo) == []
    demo.coordinator.async_change(BASIL, water_every_days=1)
    await demo.pass_time(2 * DAY_S, step=DAY_S)
    assert "Water Basil" in {item["summary"] for item in await items(demo)}
