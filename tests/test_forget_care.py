"""Who logged care that never was takes it back, and everything goes on as if it had never been told."""

from datetime import timedelta
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.util import dt as dt_util
import pytest
import voluptuous as vol

from custom_components.plantos.domain.care import CareKind
from custom_components.plantos.watering.ledger_file import LedgerError

from .acting import act, call, in_words, person, refused
from .conftest import BASIL, Bench, BenchMaker

HAND = {"kind": "watered_by_hand"}
DAY_S = 86_400.0


def ago(**age: float) -> str:
    """A time in the past, as people write it."""
    return (dt_util.utcnow() - timedelta(**age)).isoformat()


async def logged(bench: Bench, **data: Any) -> str:
    """Log care of the basil; the entry's id."""
    [answer] = (await act(bench, "log_care", data))["plants"]
    return str(answer["event_id"])


async def forget(bench: Bench, context: Context | None = None, **data: Any) -> dict[str, Any]:
    """Take care of the basil back."""
    [answer] = (await act(bench, "forget_care", data, context=context))["plants"]
    return dict(answer)


async def test_the_newest_entry_is_taken_back_and_who_did_it_is_told(bench: Bench, hass: HomeAssistant) -> None:
    heard: list[Any] = []
    hass.bus.async_listen("plantos_care_forgotten", heard.append)
    ann, at = person(hass), ago(hours=2)
    await logged(bench, kind="fertilised")
    entry = await logged(bench, kind="pruned", at=at)
    answer = await forget(bench, ann)
    await bench.settle()

    assert answer == {
        "plant_id": BASIL,
        "plant_name": "Basil",
        "success": True,
        "reason": None,
        "event_id": entry,
        "kind": "pruned",
        "at": at,
    }
    [event] = heard
    assert (event.data["entry"], event.data["kind"], event.data["user_id"]) == (entry, "pruned", ann.user_id)
    assert event.context.user_id == ann.user_id
    assert set(bench.coordinator.care_log.last(BASIL)) == {CareKind.FERTILISED}
    assert [one.data["kind"] for one in bench.coordinator.care_log.recent()] == ["fertilised"]


async def test_the_history_keeps_both_the_entry_and_that_it_was_taken_back(bench: Bench) -> None:
    entry = await logged(bench, **HAND)
    await forget(bench)
    [plant] = (await act(bench, "get_history"))["plants"]
    gone, told = (event for event in plant["events"] if event["type"].startswith("care_"))
    assert (gone["type"], gone["entry"]) == ("care_forgotten", entry)
    assert (told["type"], told["event_id"]) == ("care_logged", entry)


async def test_a_can_that_never_was_holds_no_water_back(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic_gap_h=48)
    await logged(bench, **HAND, amount_ml=300)
    await bench.moisture(25)
    await bench.pass_time(3 * 3_600, step=600)
    assert "on" not in bench.outlet.said
    await forget(bench)
    assert bench.state("last_watered").state == "unknown"
    await bench.moisture(24)
    await bench.settle()
    assert bench.outlet.flowing


async def test_the_can_before_it_is_the_last_one_again(bench: Bench) -> None:
    first = dt_util.utcnow().replace(microsecond=0) - timedelta(hours=5)
    await logged(bench, **HAND, at=first.isoformat())
    await logged(bench, **HAND, amount_ml=200)
    await forget(bench)
    assert bench.state("last_watered").state == first.isoformat()
    assert bench.coordinator.care_log.last(BASIL) == {CareKind.WATERED_BY_HAND: first}


async def test_it_is_still_gone_after_a_restart(bench: Bench) -> None:
    await logged(bench, **HAND)
    await forget(bench)
    await bench.reload()
    assert bench.state("last_watered").state == "unknown"
    assert bench.coordinator.care_log.recent() == []
    assert bench.coordinator.care_log.last(BASIL) == {}


async def test_one_kind_of_care_is_taken_back_where_it_is_named(bench: Bench) -> None:
    entry = await logged(bench, kind="fertilised")
    await logged(bench, kind="pruned")
    assert (await forget(bench, kind="fertilised"))["event_id"] == entry
    assert await refused(bench, "forget_care", {"kind": "fertilised"}) == "nothing_to_forget"
    assert (await forget(bench))["kind"] == "pruned"


async def test_entries_are_taken_back_one_after_the_other(bench: Bench) -> None:
    entries = [await logged(bench, **HAND) for _ in range(3)]
    assert [(await forget(bench))["event_id"] for _ in range(3)] == entries[::-1]
    assert await refused(bench, "forget_care") == "nothing_to_forget"


async def test_a_wrong_date_can_be_taken_back_however_long_ago_it_is(bench: Bench) -> None:
    await logged(bench, kind="repotted", at=ago(days=400))
    assert (await forget(bench))["kind"] == "repotted"


async def test_what_was_told_more_than_a_week_ago_counts_for_good(bench: Bench) -> None:
    await logged(bench, kind="pruned")
    await bench.pass_time(7 * DAY_S - 60, step=DAY_S)
    entry = await logged(bench, kind="fertilised")
    await bench.pass_time(120)
    assert (await forget(bench))["event_id"] == entry
    assert await refused(bench, "forget_care") == "forget_too_late"


async def test_what_the_soil_has_shown_is_taken_back_only_where_it_is_named(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    for moisture in (40, 40, 62, 61, 61, 60):
        for minute in range(6):
            await bench.moisture(moisture + minute / 100)
            await bench.pass_time(600, step=600)
    assert len(bench.told("care_logged")) == 1
    assert await refused(bench, "forget_care") == "nothing_to_forget"
    assert (await forget(bench, kind="hand_or_rain"))["kind"] == "hand_or_rain"
    assert bench.state("last_watered").state == "unknown"
    await bench.pass_time(1_800, step=600)
    assert len(bench.told("care_logged")) == 1


async def test_who_may_not_control_a_plant_takes_nothing_of_it_back(bench: Bench, hass: HomeAssistant) -> None:
    await logged(bench, **HAND)
    with pytest.raises(Unauthorized):
        await forget(bench, person(hass, "sensor.nothing"))
    assert bench.state("last_watered").state != "unknown"


async def test_it_has_its_own_line_in_the_audit(bench: Bench, hass: HomeAssistant) -> None:
    ann, at = person(hass), ago(hours=1)
    entry = await logged(bench, **HAND, at=at, amount_ml=250)
    await forget(bench, ann)
    entries = (await call(bench, "get_audit_log", context=Context()))["entries"]
    [line] = (one for one in entries if one["action"] == "forget_care")
    assert (line["user_id"], line["success"]) == (ann.user_id, True)
    assert line["before"] == {"entry": entry, "kind": "watered_by_hand", "at": at, "amount_ml": 250}


async def test_what_cannot_be_written_still_counts(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object, **__: object) -> None:
        raise LedgerError("disk full")

    await logged(bench, **HAND)
    with monkeypatch.context() as broken:
        broken.setattr(bench.coordinator.ledger, "write", full)
        with pytest.raises(HomeAssistantError) as error:
            await forget(bench)
    assert in_words(error.value) == "failed_ledger"
    assert bench.state("last_watered").state != "unknown"
    await forget(bench)
    assert bench.state("last_watered").state == "unknown"


async def test_who_asks_for_what_nobody_can_have_done_is_refused(bench: Bench) -> None:
    with pytest.raises(vol.Invalid):
        await act(bench, "forget_care", {"kind": "sung_to"})
