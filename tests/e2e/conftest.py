"""A real Home Assistant process on loopback, with a demo garden."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
import json
from pathlib import Path
import sqlite3
from typing import Any

import furnish
import house
import pytest
import pytest_socket


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """The process finds PlantOS in its own configuration folder."""


@pytest.fixture(autouse=True)
def _network(socket_enabled: None) -> None:
    """Talk to the process over loopback."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "localhost"])


class Garden(house.House):
    """A house with a demo garden, and what can be seen of it from outside."""

    async def up(self) -> None:
        """Start and wait until PlantOS answers."""
        await self.start()
        await self.wait_until_up()

    async def back(self) -> None:
        """Start again and wait until its hubs are loaded."""
        await self.up()
        async with house.Client.enter(self) as client:
            await until(lambda: _loaded(client), 60)

    def world(self) -> dict[str, Any]:
        """The demo garden's own file: how things are, whatever anybody believes."""
        [path] = (self.config / "plantos").glob("garden_*.json")
        document: dict[str, Any] = json.loads(path.read_text())
        return document

    def open_pots(self) -> list[str]:
        """The pots over which water is flowing."""
        return [name for name, pot in self.world()["pots"].items() if pot["open"]]

    def runs(self) -> list[dict[str, Any]]:
        """Every run in the ledger, while the process is down or up."""
        connection = sqlite3.connect(self.config / "plantos" / "ledger.db")
        try:
            rows = connection.execute("SELECT document FROM runs ORDER BY requested_at").fetchall()
        finally:
            connection.close()
        return [json.loads(row[0]) for row in rows]


@pytest.fixture
async def garden(tmp_path: Path) -> AsyncIterator[Garden]:
    """A house at real speed, whose garden waters only when asked if it isn't left alone for hours."""
    home = Garden(tmp_path / "config", house.free_port())
    await home.up()
    async with house.Client.enter(home) as client:
        await furnish.demo_hub(client, 1)
        await until(lambda: _live(client), 60)
    yield home
    await home.stop()


async def _loaded(client: house.Client) -> bool:
    return all(entry["state"] == "loaded" for entry in await client.entries())


async def _live(client: house.Client) -> bool:
    return furnish.is_live(await client.states())


async def until(holds: Callable[[], Awaitable[bool]], seconds: float) -> None:
    """Wait until something holds in another process. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110  (another process)
            await asyncio.sleep(0.1)


async def plants(client: house.Client) -> dict[str, str]:
    """Every plant's id by its name."""
    valves = [entity_id for entity_id in await client.states() if entity_id.startswith("valve.")]
    answer = await client.action("check_watering", {}, entity_id=valves)
    return {plant["plant_name"]: plant["plant_id"] for plant in answer["plants"]}
