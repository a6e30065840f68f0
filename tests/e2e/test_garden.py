"""One command runs a living garden, and any client can look at it and water it."""

import asyncio
import os
from pathlib import Path
import signal
import sys

import house
import pytest

from .conftest import Garden, plants

pytestmark = pytest.mark.e2e

DEVELOP = house.ROOT / "scripts" / "develop"
BASIL = "valve.basil_outlet"


async def develop(config: Path, port: int, *options: str) -> asyncio.subprocess.Process:
    """Start the command as a newcomer does, and wait for its line."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        DEVELOP,
        "--config",
        config,
        "--port",
        str(port),
        *options,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={key: value for key, value in os.environ.items() if not key.startswith("COV_")},
    )
    assert process.stdout
    said = []
    async with asyncio.timeout(150):
        async for line in process.stdout:
            said.append(line.decode())
            if "PlantOS is ready" in said[-1]:
                break
    assert said[-1] == f"PlantOS is ready: http://127.0.0.1:{port} (user plantos, password plantos)\n", said
    return process


def sum_of(home: Garden, plant_id: str) -> float:
    """What the ledger says a plant was given, in ml."""
    return float(sum(run["delivered_ml"] for run in home.runs() if run["plant_id"] == plant_id))


async def test_the_garden_dries_waters_itself_and_proves_it(tmp_path: Path) -> None:
    port = house.free_port()
    process = await develop(tmp_path / "config", port, "--speed", "600")
    home = Garden(tmp_path / "config", port)
    async with house.Client.enter(home) as client:
        await client.listen("plantos_plant_watered")
        await client.listen("plantos_watering_verified")

        await client.pump_events(
            lambda events: any(event["event_type"].endswith("verified") for event in events), seconds=180
        )
        verified = next(e["data"] for e in client.events if e["event_type"].endswith("verified"))
        watered = [
            e["data"]
            for e in client.events
            if e["event_type"].endswith("watered") and e["data"]["plant_id"] == verified["plant_id"]
        ]
        booked = sum_of(home, verified["plant_id"])
        states = await client.states()
        name = verified["plant_name"].lower().replace(" ", "_")
        history = await client.action("get_history", {"limit": 500}, entity_id=f"valve.{name}_outlet")

    assert watered[0]["origin"] == "automatic"
    assert watered[0]["moisture_before"] < 45
    assert watered[0]["reason"].startswith("Soil moisture of")
    assert verified["moisture_after"] > watered[0]["moisture_before"]
    told = [event for event in history["plants"][0]["events"] if event["type"] == "plant_watered"]
    used = float(states[f"sensor.{name}_water_used"]["state"])
    assert used * 1000 == pytest.approx(sum(event["ml"] for event in told), abs=1)
    assert booked - 1 <= used * 1000 <= sum_of(home, verified["plant_id"]) + 1

    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(60):
        assert await process.wait() == 0
    assert home.open_pots() == []


async def test_the_second_start_finds_everything_and_takes_less_than_twenty_seconds(garden: Garden) -> None:
    async with house.Client.enter(garden) as client:
        before = await plants(client)
    await garden.stop()
    started = asyncio.get_running_loop().time()
    process = await develop(garden.config, garden.port)
    took = asyncio.get_running_loop().time() - started
    async with house.Client.enter(garden) as client:
        assert await plants(client) == before
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(60):
        assert await process.wait() == 0

    assert took < 20


async def test_a_port_in_use_and_a_foreign_folder_are_refused_in_words(garden: Garden, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "photo").touch()
    for options, words in (
        (("--port", str(garden.port), "--config", str(tmp_path / "other")), "is in use"),
        (("--fresh", "--config", str(tmp_path / "precious")), "was not made by scripts/develop"),
        (("--port", str(house.free_port()), "--config", str(tmp_path / "precious")), "holds something else"),
    ):
        process = await asyncio.create_subprocess_exec(
            sys.executable, DEVELOP, *options, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said, _ = await process.communicate()
        assert process.returncode == 1
        assert words in said.decode()
    assert [path.name for path in (tmp_path / "precious").iterdir()] == ["photo"]


async def test_water_plant_answers_once_per_key(garden: Garden) -> None:
    async with house.Client.enter(garden) as client:
        asked = {"amount_ml": 40, "idempotency_key": "e2e"}
        first = await client.action("water_plant", asked, entity_id=BASIL)
        poured = garden.world()["tank_ml"]
        again = await client.action("water_plant", asked, entity_id=BASIL)

    [plant] = first["plants"]
    assert plant.keys() == {
        "plant_id",
        "plant_name",
        "run_id",
        "status",
        "delivered_ml",
        "moisture_before",
        "reason",
    }
    assert (plant["plant_name"], plant["status"]) == ("Basil", "completed")
    assert plant["delivered_ml"] == pytest.approx(40, abs=12)
    assert again == first
    assert garden.world()["tank_ml"] == poured


async def test_wrong_requests_get_sentences_and_no_water(garden: Garden) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"amount_ml": -5}, "Give more than 0 ml"),
        ({"amount_ml": 0}, "Give more than 0 ml"),
        ({"amount_ml": 501}, "more than the limit of 500 ml per run"),
        ({"amount_ml": "abc"}, '"abc" is not an amount'),
        ({"entity_id": "valve.nobody"}, "No plant of PlantOS is meant"),
    ]
    async with house.Client.enter(garden) as client:
        before = garden.world()["tank_ml"]
        for data, words in wrong:
            with pytest.raises(house.HouseError, match=words):
                await client.action("water_plant", {"entity_id": BASIL} | data)
            status, _ = await client.request(
                "POST", "/api/services/plantos/water_plant", json={"entity_id": BASIL} | data
            )
            assert status == 400

    assert garden.world()["tank_ml"] == before


async def test_a_browser_gets_what_it_asks_for_when_it_opens(garden: Garden) -> None:
    async with house.Client.enter(garden) as client:
        services = await client.command("get_services")
        texts = await client.command("frontend/get_translations", language="en", category="services")
        status, icon = await client.request("GET", "/api/brands/integration/plantos/icon.png")

    assert {"water_plant", "stop_watering", "check_watering", "get_history"} <= services["plantos"].keys()
    assert "component.plantos.services.water_plant.name" in texts["resources"]
    assert status == 200
    assert icon
