"""Commands that somebody gave and that failed: kept for two weeks, listed, given again, forgotten."""

import asyncio
from datetime import timedelta
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos.commands import async_water
from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.watering.ledger_file import LedgerError

from .acting import act, begun, call, device_of, in_words, person, refused
from .conftest import BASIL, FERN, Bench, BenchMaker, Pair


@pytest.fixture
def admin(hass_admin_user: User) -> Context:
    """An administrator who does something."""
    return Context(user_id=hass_admin_user.id)


async def kept(bench: Bench, context: Context | None = None) -> list[dict[str, Any]]:
    """The failed commands as the action lists them."""
    commands: list[dict[str, Any]] = (await call(bench, "list_failed_commands", context=context))["commands"]
    return commands


async def deny(bench: Bench, plant_id: str = BASIL) -> dict[str, Any]:
    """A command for a plant that is disabled, as it is kept."""
    bench.coordinator.async_change(plant_id, enabled=False)
    assert await refused(bench, "water_plant", device_id=device_of(bench, plant_id)) == "denied_disabled"
    bench.coordinator.async_change(plant_id, enabled=True)
    return next(command for command in await kept(bench) if command["plant_id"] == plant_id)


async def replay(bench: Bench, command: dict[str, Any], *, wait_s: float = 0, context: Context | None = None) -> Any:
    """Give a command again."""
    data = {"command_id": command["command_id"]}
    return await call(bench, "replay_failed_command", data, wait_s=wait_s, context=context)


# --- what is kept -----------------------------------------------------------------------------------


async def test_a_denied_command_is_kept_with_its_reason_its_details_and_its_attempts(bench: Bench) -> None:
    now = dt_util.utcnow()
    await refused(bench, "water_plant", {"amount_ml": 501})
    [command] = await kept(bench)

    assert command == {
        "command_id": command["command_id"],
        "plant_id": BASIL,
        "plant_name": "Basil",
        "amount_ml": 501,
        "override": False,
        "status": "denied",
        "reason": "501 ml is more than the limit of 500 ml per run. Ask for less, or raise the plant's limit per run.",
        "reason_key": "denied_run_limit",
        "details": {"delivered_ml": 0, "moisture_before": 45},
        "attempts": 1,
        "user_id": None,
        "requested_at": now.isoformat(),
        "kept_until": (now + timedelta(days=14)).isoformat(),
    }


async def test_a_watering_that_failed_is_kept(bench: Bench) -> None:
    bench.outlet.on_open = "refuse"
    [plant] = (await act(bench, "water_plant", {"amount_ml": 50}, wait_s=6))["plants"]
    [command] = await kept(bench)

    assert plant["status"] == "failed"
    assert (command["command_id"], command["amount_ml"]) == (plant["run_id"], 50)
    assert (command["status"], command["reason_key"]) == ("failed", "failed_not_opened")


async def test_a_watering_that_worked_is_not_kept(bench: Bench) -> None:
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8)
    assert await kept(bench) == []


async def test_a_watering_that_was_stopped_is_not_kept(bench: Bench) -> None:
    waiting = asyncio.create_task(act(bench, "water_plant"))
    await begun(bench)
    assert bench.outlet.flowing
    await act(bench, "stop_watering")
    await waiting
    assert await kept(bench) == []


async def test_what_was_pressed_is_not_kept(bench: Bench) -> None:
    await async_water(bench.coordinator, BASIL, Context(), 501, origin=Origin.MANUAL)
    assert await kept(bench) == []


async def test_what_was_decided_automatically_is_not_kept(bench: Bench) -> None:
    bench.outlet.on_open = "refuse"
    await bench.moisture(20)
    await bench.pass_time(6)
    assert bench.told("watering_failed")
    await async_water(bench.coordinator, BASIL, Context(), 501, origin=Origin.AUTOMATIC)
    assert await kept(bench) == []


async def test_the_same_denial_again_is_one_entry_with_a_count(bench: Bench) -> None:
    for _ in range(3):
        await refused(bench, "water_plant", {"amount_ml": 501})
    [command] = await kept(bench)
    assert command["attempts"] == 3


async def test_another_denial_is_another_entry_and_the_newest_is_first(bench: Bench) -> None:
    await refused(bench, "water_plant", {"amount_ml": 501})
    bench.freezer.tick(timedelta(seconds=1))
    await refused(bench, "water_plant", {"amount_ml": -1})
    assert [command["reason_key"] for command in await kept(bench)] == ["denied_amount", "denied_run_limit"]


async def test_failed_commands_outlive_a_restart_and_are_kept_for_two_weeks(bench: Bench) -> None:
    await refused(bench, "water_plant", {"amount_ml": 501})
    bench.freezer.tick(timedelta(days=13, hours=23))
    await bench.reload()
    assert len(await kept(bench)) == 1

    bench.freezer.tick(timedelta(hours=2))
    assert await kept(bench) == []


async def test_a_ledger_that_is_gone_is_told_in_words(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise LedgerError("gone")

    monkeypatch.setattr(bench.coordinator.ledger, "_opened", gone)
    with pytest.raises(HomeAssistantError) as error:
        await kept(bench)
    monkeypatch.undo()
    assert in_words(error.value) == "failed_ledger"


# --- who sees them ----------------------------------------------------------------------------------


async def test_a_person_sees_the_failed_commands_of_plants_they_may_read(pair: Pair, hass: HomeAssistant) -> None:
    bench, _ = pair
    for plant_id in (BASIL, FERN):
        await deny(bench, plant_id)
    gardener = person(hass, bench.state("outlet", FERN).entity_id)

    assert [command["plant_id"] for command in await kept(bench, gardener)] == [FERN]
    assert {command["plant_id"] for command in await kept(bench)} == {BASIL, FERN}
    with pytest.raises(Unauthorized):
        await act(bench, "list_failed_commands", context=gardener)


async def test_the_failed_commands_of_one_plant_can_be_listed(pair: Pair) -> None:
    bench, _ = pair
    for plant_id in (BASIL, FERN):
        await deny(bench, plant_id)
    [command] = (await act(bench, "list_failed_commands"))["commands"]
    assert command["plant_id"] == BASIL


# --- given again ------------------------------------------------------------------------------------


async def test_a_command_given_again_that_works_is_forgotten(bench: Bench, admin: Context) -> None:
    command = await deny(bench)
    [plant] = (await replay(bench, command, wait_s=12, context=admin))["plants"]

    assert plant == {
        "plant_id": BASIL,
        "plant_name": "Basil",
        "run_id": plant["run_id"],
        "status": "completed",
        "delivered_ml": pytest.approx(100, abs=11),
        "moisture_before": 45,
        "reason": "Somebody asked for it.",
    }
    assert bench.told("plant_watered")[0]["user_id"] == admin.user_id
    assert await kept(bench) == []


async def test_a_command_given_again_passes_no_guardrail(bench: Bench) -> None:
    command = await deny(bench)
    await act(bench, "water_plant", wait_s=12)
    with pytest.raises(ServiceValidationError) as error:
        await replay(bench, command)

    assert in_words(error.value) == "denied_gap"
    assert bench.outlet.said.count("on") == 1


@pytest.mark.parametrize("by_admin", [False, True])
async def test_a_command_given_again_that_is_denied_again_counts_another_attempt(
    bench: Bench, admin: Context, *, by_admin: bool
) -> None:
    command = await deny(bench)
    bench.coordinator.async_change(BASIL, enabled=False)
    for attempts in (2, 3):
        with pytest.raises(ServiceValidationError):
            await replay(bench, command, context=admin if by_admin else None)
        [again] = await kept(bench)
        assert (again["command_id"], again["attempts"]) == (command["command_id"], attempts)

    bench.coordinator.async_change(BASIL, enabled=True)
    await replay(bench, command, wait_s=12)
    assert await kept(bench) == []


async def test_a_command_given_again_that_fails_counts_another_attempt(bench: Bench) -> None:
    command = await deny(bench)
    bench.outlet.on_open = "refuse"
    [plant] = (await replay(bench, command, wait_s=6))["plants"]
    [again] = await kept(bench)

    assert (plant["status"], plant["reason"]) == (
        "failed",
        "The outlet didn't open. Check it and its connection.",
    )
    assert (again["command_id"], again["attempts"]) == (command["command_id"], 2)


async def test_a_failure_of_a_command_given_again_is_an_error_for_who_wants_no_answer(bench: Bench) -> None:
    command = await deny(bench)
    bench.outlet.on_open = "refuse"
    data = {"command_id": command["command_id"]}
    again = asyncio.create_task(bench.hass.services.async_call("plantos", "replay_failed_command", data, blocking=True))
    await begun(bench)
    await bench.pass_time(6)
    with pytest.raises(HomeAssistantError) as error:
        await again
    assert in_words(error.value) == "failed_not_opened"


async def test_a_command_given_again_by_an_automation_waits_for_approval_and_says_so(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, needs_approval=True)
    [plant] = (await replay(bench, await deny(bench)))["plants"]
    assert plant["status"] == "awaiting_approval"
    assert "on" not in bench.outlet.said

    await act(bench, "approve_watering")
    await bench.pass_time(12)
    assert await kept(bench) == []


@pytest.mark.parametrize("action", ["replay_failed_command", "purge_failed_commands"])
async def test_an_unknown_command_is_refused_in_words(bench: Bench, action: str) -> None:
    with pytest.raises(ServiceValidationError) as error:
        await call(bench, action, {"command_id": "nothing"})
    assert in_words(error.value) == "no_such_command"


async def test_the_command_of_a_plant_that_is_gone_cannot_be_given_again(pair: Pair, hass: HomeAssistant) -> None:
    bench, _ = pair
    command = await deny(bench, FERN)
    hass.config_entries.async_remove_subentry(bench.entry, FERN)
    await bench.settle()
    with pytest.raises(ServiceValidationError) as error:
        await replay(bench, command)

    assert in_words(error.value) == "command_without_plant"
    assert await kept(bench) == []


# --- forgotten --------------------------------------------------------------------------------------


async def test_one_failed_command_can_be_forgotten(pair: Pair) -> None:
    bench, _ = pair
    basil, fern = await deny(bench, BASIL), await deny(bench, FERN)
    assert await call(bench, "purge_failed_commands", {"command_id": basil["command_id"]}) == {"purged": 1}
    assert [command["command_id"] for command in await kept(bench)] == [fern["command_id"]]


async def test_all_failed_commands_can_be_forgotten(pair: Pair) -> None:
    bench, _ = pair
    for plant_id in (BASIL, FERN):
        await deny(bench, plant_id)
    assert await call(bench, "purge_failed_commands") == {"purged": 2}
    assert await kept(bench) == []
    assert await call(bench, "purge_failed_commands") == {"purged": 0}


async def test_the_same_denial_of_another_amount_is_another_entry(bench: Bench) -> None:
    for amount in (501, 502):
        await refused(bench, "water_plant", {"amount_ml": amount})
    assert {command["amount_ml"] for command in await kept(bench)} == {501, 502}
