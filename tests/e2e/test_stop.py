"""However a hub or the process ends, what it opened is closed, booked and not opened again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
import signal
from typing import Any

from garden_house import lay_out
import house
import pytest

from .conftest import Garden, loaded, plants, until

pytestmark = pytest.mark.e2e

TOMATO = "valve.balcony_tomato_outlet"
HOSE = "input_boolean.hose"
HUB = "/api/config/config_entries/entry"
FLOW = 20.0


async def ask(client: house.Client, valve: str, **data: object) -> None:
    """Ask for water, and don't wait for it."""
    await client.command(
        "call_service", domain="plantos", service="water_plant", service_data=data, target={"entity_id": valve}
    )


def flows(garden: Garden, outlets: int = 1) -> Callable[[], Awaitable[bool]]:
    """Whether so many valves are open, and their pumps on."""

    async def holds() -> bool:
        return len(garden.open_pots()) == outlets and bool(garden.pumps_on())

    return holds


def dry(garden: Garden) -> bool:
    """Whether nothing is on."""
    return not garden.open_pots() and not garden.pumps_on()


def booked(garden: Garden, plant_id: str) -> float:
    """What the ledger says a plant was given, in ml."""
    return float(sum(run["delivered_ml"] for run in garden.runs() if run["plant_id"] == plant_id))


async def test_scenario_01_a_stop_of_home_assistant_closes_all_of_eight_open_outlets(home: Garden) -> None:
    _, ids = await lay_out(home, 1, 8, 8)
    await home.back()
    async with house.Client.enter(home) as client:
        for number in range(1, 9):
            await ask(client, f"valve.plant_{number}_outlet", amount_ml=500)
        await until(flows(home, 8), 10)
    assert await home.stop(signal.SIGTERM) == 0

    assert dry(home)
    assert [(run["state"], run["deadline_at"]) for run in home.runs()] == [("interrupted", None)] * 8
    for plant_id in ids.values():
        assert booked(home, plant_id) >= home.poured()[plant_id] - 1
    await home.back()
    assert dry(home)


async def test_scenario_03_a_reload_in_a_run_closes_books_and_waters_again_when_asked(garden: Garden) -> None:
    async with house.Client.enter(garden) as client:
        tomato = (await plants(client))["Balcony tomato"]
        await ask(client, TOMATO, amount_ml=500)
        await until(flows(garden), 10)
        [entry] = await client.entries()
        await client.json("POST", f"{HUB}/{entry['entry_id']}/reload")
        closed = dry(garden)
        await until(lambda: loaded(client), 30)
        [run] = garden.runs()
        poured = garden.poured()[tomato]
        answer = await client.action("water_plant", {"amount_ml": 20, "override": True}, entity_id=TOMATO)

    assert closed
    assert (run["state"], run["deadline_at"]) == ("interrupted", None)
    assert poured - 1 <= run["delivered_ml"] <= poured + FLOW
    assert answer["plants"][0]["status"] == "completed"
    assert garden.poured()[tomato] == pytest.approx(poured + 20, abs=FLOW / 2)
    assert dry(garden)


async def test_scenario_04_a_run_killed_and_found_past_its_end_is_closed_first_and_its_overrun_booked(
    garden: Garden,
) -> None:
    data: dict[str, object] = {"amount_ml": 40, "idempotency_key": "killed"}
    async with house.Client.enter(garden) as client:
        tomato = (await plants(client))["Balcony tomato"]
        await ask(client, TOMATO, **data)
        await until(flows(garden), 10)
    await garden.stop(signal.SIGKILL)
    assert garden.open_pots() == [tomato]
    [begun] = garden.runs()
    await until(lambda: _past(datetime.fromisoformat(begun["deadline_at"])), 10)

    await garden.back()
    assert dry(garden)
    [run] = garden.runs()
    poured = garden.poured()[tomato]
    async with house.Client.enter(garden) as client:
        answer = await client.action("water_plant", data, entity_id=TOMATO)
        states = await client.states()

    assert (run["state"], run["deadline_at"], run["estimated"]) == ("interrupted", None, True)
    assert poured > 40 + FLOW
    assert poured - 1 <= run["delivered_ml"] <= poured + 2 * FLOW
    assert (answer["plants"][0]["run_id"], answer["plants"][0]["status"]) == (run["run_id"], "interrupted")
    assert float(states["sensor.balcony_tomato_water_used"]["state"]) * 1_000 == pytest.approx(
        run["delivered_ml"], abs=1
    )
    assert states["sensor.balcony_tomato_last_watered"]["state"] != "unknown"
    assert states["sensor.balcony_tomato_watering_status"]["state"] == "interrupted"
    assert garden.poured()[tomato] == poured
    assert dry(garden)


async def _past(instant: datetime) -> bool:
    return datetime.now(UTC) > instant


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_scenario_06_a_stopped_process_leaves_no_relay_on(garden: Garden, how: signal.Signals) -> None:
    async with house.Client.enter(garden) as client:
        await ask(client, TOMATO, amount_ml=500)
        await until(flows(garden), 10)
    assert await garden.stop(how) == 0

    assert dry(garden)
    [run] = garden.runs()
    assert (run["state"], run["deadline_at"]) == ("interrupted", None)


async def test_scenario_37_a_stop_in_a_run_closes_within_a_second(garden: Garden) -> None:
    async with house.Client.enter(garden) as client:
        await ask(client, TOMATO, amount_ml=500)
        await until(flows(garden), 10)
        before = asyncio.get_running_loop().time()
        answer = await client.action("stop_watering", {}, entity_id=TOMATO)
        took = asyncio.get_running_loop().time() - before

    assert answer["plants"][0]["closed"] is True
    assert took < 1
    assert dry(garden)


async def test_scenario_39_a_hub_that_is_deleted_in_a_run_closes_its_outlet_first(home: Garden) -> None:
    await home.up()
    async with house.Client.enter(home) as client:
        await until(lambda: _has_started(client), 60)
        await client.command("input_boolean/create", name="Hose")
        await client.command("input_number/create", name="Soil", min=0, max=100, initial=20)
        hub_id, valve = await _hub_of_entities(client, "input_number.soil", HOSE)
        await client.listen("state_changed")
        await client.command("config_entries/subscribe")
        await ask(client, valve, amount_ml=100)
        await until(lambda: _is(client, HOSE, "on"), 10)
        await client.json("DELETE", f"{HUB}/{hub_id}")
        await client.pump_events(lambda events: any(map(_says_removed, events)), 10)
        states = await client.states()

    said = [_says_closed(event) for event in client.events]
    assert any(said)
    assert said.index(True) < [_says_removed(event) for event in client.events].index(True)
    assert states[HOSE]["state"] == "off"
    assert valve not in states
    assert home.runs() == []


async def _has_started(client: house.Client) -> bool:
    return bool((await client.json("GET", "/api/config"))["state"] == "RUNNING")


def _says_closed(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and event["data"]["entity_id"] == HOSE
        and event["data"]["old_state"] is not None
        and (event["data"]["old_state"]["state"], event["data"]["new_state"]["state"]) == ("on", "off")
    )


def _says_removed(event: Any) -> bool:
    return isinstance(event, list) and any(
        change["type"] == "removed" and change["entry"]["domain"] == "plantos" for change in event
    )


async def _hub_of_entities(client: house.Client, probe: str, outlet: str) -> tuple[str, str]:
    """A hub with one plant that hangs on existing entities: its id, and the plant's valve."""
    created = await client.flow("flow", "plantos", {"kind": "entities"})
    hub_id: str = created["result"]["entry_id"]
    await client.request("DELETE", f"/api/config/config_entries/subentries/flow/{created['next_flow'][1]}")
    answers: tuple[dict[str, Any], ...] = (
        {"name": "Fern"},
        {"moisture_probe": probe, "outlet": outlet, "flow_ml_s": 10, "flow_calibrated": True},
        {"next_step_id": "is_moisture"},
        {"strategy": "moisture"},
        {},
    )
    done = await client.flow("subentries/flow", [hub_id, "plant"], *answers)
    assert done["type"] == "create_entry", done
    await until(lambda: _is(client, "valve.fern_outlet", "closed"), 30)
    return hub_id, "valve.fern_outlet"


async def _is(client: house.Client, entity_id: str, state: str) -> bool:
    return (await client.states()).get(entity_id, {}).get("state") == state
