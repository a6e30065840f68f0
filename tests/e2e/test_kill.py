"""Whatever ends the process, no outlet stays open and nothing is lost."""

import asyncio
from random import Random
import signal

import house
import pytest

from .conftest import Garden, plants, until

pytestmark = pytest.mark.e2e

KILLS = 20
TOMATO = "valve.balcony_tomato_outlet"
FLOW = 20.0


async def flowing(garden: Garden) -> bool:
    return bool(garden.open_pots())


async def begin(client: house.Client, garden: Garden, data: dict[str, object]) -> None:
    """Ask for water for the tomato, and wait until it flows."""
    await client.command(
        "call_service", domain="plantos", service="water_plant", service_data=data, target={"entity_id": TOMATO}
    )
    await until(lambda: flowing(garden), 10)


async def none_open(garden: Garden) -> bool:
    return not garden.open_pots()


async def test_a_killed_run_is_closed_first_booked_and_not_repeated(garden: Garden) -> None:
    async with house.Client.enter(garden) as client:
        ids = await plants(client)
        data: dict[str, object] = {"amount_ml": 500, "idempotency_key": "killed"}
        await begin(client, garden, data)
        await asyncio.sleep(1)
    await garden.stop(signal.SIGKILL)
    assert garden.open_pots() == [ids["Balcony tomato"]]

    await garden.back()
    async with house.Client.enter(garden) as client:
        await until(lambda: none_open(garden), 10)
        [run] = [run for run in garden.runs() if run["idempotency_key"] == "killed"]
        answer = await client.action("water_plant", data, entity_id=TOMATO)
        states = await client.states()
    pot = garden.world()["pots"][ids["Balcony tomato"]]

    assert (run["state"], run["deadline_at"], run["estimated"]) == ("interrupted", None, True)
    assert run["delivered_ml"] == pytest.approx(pot["poured_ml"], abs=2 * FLOW)
    assert run["delivered_ml"] >= pot["poured_ml"] - 1
    assert answer["plants"][0]["status"] == "interrupted"
    assert answer["plants"][0]["run_id"] == run["run_id"]
    used = float(states["sensor.balcony_tomato_water_used"]["state"])
    assert used * 1000 == pytest.approx(run["delivered_ml"], abs=1)
    assert states["sensor.balcony_tomato_last_watered"]["state"] != "unknown"
    assert states["sensor.balcony_tomato_watering_status"]["state"] == "interrupted"
    assert garden.open_pots() == []


async def test_twenty_kills_at_random_moments_lose_nothing(garden: Garden) -> None:
    chance = Random(20_261_121)
    acknowledged: set[str] = set()
    poured: dict[str, float] = {}
    for kill in range(KILLS):
        async with house.Client.enter(garden) as client:
            ids = await plants(client)
            name = chance.choice(sorted(ids))
            key = f"kill {kill}"
            asked = asyncio.create_task(
                client.command(
                    "call_service",
                    domain="plantos",
                    service="water_plant",
                    service_data={"amount_ml": chance.uniform(10, 60), "idempotency_key": key, "override": True},
                    target={"entity_id": f"valve.{name.lower().replace(' ', '_')}_outlet"},
                )
            )
            await asyncio.sleep(chance.uniform(0, 4))
            if asked.done():
                asked.result()
                acknowledged.add(key)
            else:
                asked.cancel()
        await garden.stop(signal.SIGKILL)
        await garden.back()
        await until(lambda: none_open(garden), 15)

    async with house.Client.enter(garden) as client:
        await until(lambda: _settled(garden), 15)
        states = await client.states()
    runs = garden.runs()
    keys = [run["idempotency_key"] for run in runs if run["idempotency_key"]]
    pots = garden.world()["pots"]
    assert acknowledged
    assert acknowledged <= set(keys)
    assert len(keys) == len(set(keys))
    for name, plant_id in ids.items():
        booked = sum(run["delivered_ml"] for run in runs if run["plant_id"] == plant_id)
        poured[name] = pots[plant_id]["poured_ml"]
        assert booked >= poured[name] - 1, (name, booked, poured)
        used = float(states[f"sensor.{name.lower().replace(' ', '_')}_water_used"]["state"]) * 1000
        assert used == pytest.approx(booked, abs=1)
    assert sum(poured.values()) > 0
    assert all(run["deadline_at"] is None for run in runs)


async def _settled(garden: Garden) -> bool:
    return all(run["state"] not in {"queued", "validating", "planning", "watering"} for run in garden.runs())


async def test_sigterm_in_a_run_leaves_the_outlet_closed_when_the_process_ends(garden: Garden) -> None:
    async with house.Client.enter(garden) as client:
        await begin(client, garden, {"amount_ml": 500})
    assert await garden.stop(signal.SIGTERM) == 0

    assert garden.open_pots() == []
    [run] = garden.runs()
    assert (run["state"], run["deadline_at"]) == ("interrupted", None)
    await garden.back()
    assert garden.open_pots() == []


async def test_a_stop_in_a_run_closes_within_a_second(garden: Garden) -> None:
    async with house.Client.enter(garden) as client:
        await begin(client, garden, {"amount_ml": 500})
        before = asyncio.get_running_loop().time()
        answer = await client.action("stop_watering", {}, entity_id=TOMATO)
        took = asyncio.get_running_loop().time() - before

    assert answer["plants"][0]["closed"] is True
    assert took < 1
    assert garden.open_pots() == []
