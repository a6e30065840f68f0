"""Every command is in the audit: who gave it, what, when, how things were before and after, and whether it worked."""

from datetime import timedelta
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos.commands import audited
from custom_components.plantos.watering import audit
from custom_components.plantos.watering.ledger_file import LedgerError

from .acting import act, call, device_of, in_words, refused
from .conftest import BASIL, FERN, Bench, BenchMaker, Pair

HUB = "hub-id"


@pytest.fixture
def admin(hass_admin_user: User) -> Context:
    """An administrator who does something."""
    return Context(user_id=hass_admin_user.id)


async def log(bench: Bench, data: dict[str, Any] | None = None, **target: Any) -> list[dict[str, Any]]:
    """The audit as the action answers it."""
    entries: list[dict[str, Any]] = (await call(bench, "get_audit_log", data, target=target or None))["entries"]
    return entries


async def newest(bench: Bench) -> dict[str, Any]:
    """The last command."""
    return (await log(bench))[0]


# --- what is written --------------------------------------------------------------------------------


async def test_a_watering_is_told_by_its_run(bench: Bench, admin: Context) -> None:
    at = dt_util.utcnow()
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8, context=admin)
    [entry] = await log(bench)

    assert entry == {
        "at": at.isoformat(),
        "action": "water (action)",
        "config_entry_id": HUB,
        "plant_id": BASIL,
        "plant_name": "Basil",
        "user_id": admin.user_id,
        "before": {"moisture": 45, "requested_ml": 50},
        "after": {"status": "completed", "delivered_ml": pytest.approx(50, abs=11), "moisture": None},
        "success": True,
        "error": None,
    }


async def test_a_denied_watering_says_why(bench: Bench) -> None:
    await refused(bench, "water_plant", {"amount_ml": 501})
    entry = await newest(bench)
    assert (entry["success"], entry["error"], entry["after"]["status"]) == (False, "denied_run_limit", "denied")


async def test_a_command_says_who_gave_it_and_how_things_were_before_and_after(bench: Bench, admin: Context) -> None:
    first, second = dt_util.utcnow() + timedelta(hours=1), dt_util.utcnow() + timedelta(hours=2)
    await act(bench, "postpone_watering", {"until": first.isoformat()})
    bench.freezer.tick(timedelta(seconds=1))
    await act(bench, "postpone_watering", {"until": second.isoformat()}, context=admin)

    assert await newest(bench) == {
        "at": dt_util.utcnow().isoformat(),
        "action": "postpone_watering",
        "config_entry_id": HUB,
        "plant_id": BASIL,
        "plant_name": "Basil",
        "user_id": admin.user_id,
        "before": {"until": first.isoformat()},
        "after": {"until": second.isoformat()},
        "success": True,
        "error": None,
    }


async def test_every_command_that_worked_is_written(make_bench: BenchMaker, admin: Context) -> None:
    bench = await make_bench(automatic=False)
    await refused(bench, "water_plant", {"amount_ml": 501})
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8)
    await act(bench, "stop_watering", context=admin)
    await act(bench, "undo_last_watering", context=admin)
    await act(bench, "unlock_outlet", context=admin)
    await act(bench, "reset_circuit_breaker", {"device": "outlet"}, context=admin)
    await call(bench, "purge_failed_commands", context=admin)
    bench.coordinator.async_change(BASIL, needs_approval=True, gap_min=0)
    await act(bench, "water_plant", {"amount_ml": 50})
    await act(bench, "approve_watering", context=admin)
    await bench.pass_time(8)
    await act(bench, "water_plant", {"amount_ml": 50})
    await act(bench, "reject_watering", context=admin)
    await bench.settle()
    entries = [entry for entry in await log(bench) if not entry["action"].startswith("water (")]

    assert {entry["action"] for entry in entries} == {
        "stop_watering",
        "undo_last_watering",
        "unlock_outlet",
        "reset_circuit_breaker",
        "purge_failed_commands",
        "approve_watering",
        "reject_watering",
    }
    assert all(entry["success"] and entry["error"] is None for entry in entries)
    assert {entry["user_id"] for entry in entries} == {admin.user_id}


async def test_every_command_that_was_refused_is_written_with_the_reason(bench: Bench) -> None:
    wrong = {
        "undo_last_watering": "nothing_to_undo",
        "approve_watering": "nothing_to_approve",
        "reject_watering": "nothing_to_approve",
    }
    for action, error in wrong.items():
        bench.freezer.tick(timedelta(seconds=1))
        await refused(bench, action)
        entry = await newest(bench)
        assert (entry["action"], entry["success"], entry["error"]) == (action, False, error)


async def test_a_purge_says_what_it_forgot(bench: Bench, admin: Context) -> None:
    await refused(bench, "water_plant", {"amount_ml": 501})
    [command] = (await call(bench, "list_failed_commands"))["commands"]
    bench.freezer.tick(timedelta(seconds=1))
    await call(bench, "purge_failed_commands", {"command_id": command["command_id"]}, context=admin)
    entry = await newest(bench)

    assert (entry["action"], entry["plant_id"]) == ("purge_failed_commands", BASIL)
    assert entry["before"] == {"commands": command["command_id"]}


async def test_a_replay_that_is_denied_says_why(bench: Bench, admin: Context) -> None:
    await refused(bench, "water_plant", {"amount_ml": 501})
    [command] = (await call(bench, "list_failed_commands"))["commands"]
    bench.freezer.tick(timedelta(seconds=1))
    with pytest.raises(ServiceValidationError):
        await call(bench, "replay_failed_command", {"command_id": command["command_id"]}, context=admin)
    entries = [entry for entry in await log(bench) if entry["action"] == "replay_failed_command"]

    assert [(entry["success"], entry["error"]) for entry in entries] == [(False, "denied_run_limit")]
    assert entries[0]["before"] == {"command": command["command_id"]}
    assert entries[0]["after"]["run"]


async def test_a_command_that_breaks_is_written_as_one_that_failed(bench: Bench) -> None:
    with pytest.raises(ZeroDivisionError):
        async with audited(bench.coordinator, "divide", BASIL, Context()):
            raise ZeroDivisionError
    entry = await newest(bench)
    assert (entry["action"], entry["success"], entry["error"]) == ("divide", False, "failed_unexpected")


async def test_a_command_works_even_if_it_cannot_be_written(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(entry: audit.AuditEntry) -> None:
        raise LedgerError("gone")

    monkeypatch.setattr(bench.coordinator.audit, "add", gone)
    assert (await act(bench, "stop_watering"))["plants"][0]["closed"]


# --- what is shown ----------------------------------------------------------------------------------


async def postpone(bench: Bench, subject: str, hours: float) -> None:
    """One command, a second after the last."""
    bench.freezer.tick(timedelta(seconds=1))
    await act(bench, "postpone_watering", {"hours": hours}, device_id=device_of(bench, subject))


async def test_the_audit_is_shown_page_by_page_newest_first(bench: Bench) -> None:
    for hours in range(1, 6):
        await postpone(bench, BASIL, hours)
    whole = await log(bench)
    first = await log(bench, {"limit": 2})
    second = await log(bench, {"limit": 50, "before": first[-1]["at"]})

    assert len(whole) == 5
    assert first + second == whole
    assert [entry["at"] for entry in whole] == sorted((entry["at"] for entry in whole), reverse=True)


async def test_the_audit_of_a_plant_is_found_under_any_number_of_others(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench, _ = pair
    monkeypatch.setattr("custom_components.plantos.admin_services.PAGE", 2)
    await postpone(bench, FERN, 1)
    for hours in range(1, 6):
        await postpone(bench, BASIL, hours)
    await postpone(bench, HUB, 1)

    [entry] = await log(bench, {"limit": 1}, device_id=device_of(bench, FERN))
    assert entry["plant_name"] == "Fern"
    assert len(await log(bench, device_id=device_of(bench, BASIL))) == 5
    assert len(await log(bench, device_id=device_of(bench, HUB))) == 7
    assert len(await log(bench, entity_id="all")) == 7


async def test_what_a_command_to_the_hub_did_belongs_to_no_plant(bench: Bench) -> None:
    await postpone(bench, HUB, 1)
    entry = await newest(bench)
    assert (entry["plant_id"], entry["plant_name"]) == (None, None)


async def test_the_audit_outlives_a_restart(bench: Bench) -> None:
    await postpone(bench, BASIL, 1)
    before = await log(bench)
    await bench.reload()
    assert await log(bench) == before


async def test_the_audit_is_bounded(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "MOST", 3)
    for hours in range(1, 6):
        await postpone(bench, BASIL, hours)
    whole = await log(bench)

    assert len(whole) == 3
    assert whole[0]["at"] == dt_util.utcnow().isoformat()


async def test_a_wrong_time_is_refused_in_words(bench: Bench) -> None:
    with pytest.raises(ServiceValidationError) as error:
        await log(bench, {"before": "yesterday"})
    assert in_words(error.value) == "not_a_time"


async def test_a_ledger_that_is_gone_is_told_in_words(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise LedgerError("gone")

    monkeypatch.setattr(bench.coordinator.ledger, "_opened", gone)
    with pytest.raises(HomeAssistantError) as error:
        await log(bench)
    monkeypatch.undo()
    assert in_words(error.value) == "failed_ledger"
