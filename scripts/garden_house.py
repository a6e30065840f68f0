"""A house with a demo garden of any size, and what can be seen of it from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
import json
from pathlib import Path
import sqlite3
from typing import Any

import furnish
from house import MARKER, Client, House, HouseError

# Only what every Home Assistant has: it starts sooner.
BARE = """\
homeassistant:
  name: PlantOS garden
logger:
  default: warning
"""
FLOW_ML_S = 20.0
# Lead and lag of the pump in seconds, and how many plants at once, supply by supply.
WAYS = ((0.0, 0.0, 1), (0.0, 0.0, 2), (0.2, 0.2, 1), (0.2, 0.2, 2))


class Garden(House):
    """A house whose garden and ledger lie open, whatever the process in it believes."""

    async def up(self) -> None:
        """Start and wait until PlantOS answers."""
        await self.start()
        await self.wait_until_up()

    async def back(self) -> None:
        """Start again and wait until its hubs are loaded."""
        await self.up()
        async with Client.enter(self) as client:
            await until(lambda: loaded(client), 60)

    def world(self) -> dict[str, Any]:
        """The demo garden's own file: how things are."""
        [path] = (self.config / "plantos").glob("garden_*.json")
        document: dict[str, Any] = json.loads(path.read_text())
        return document

    def open_pots(self) -> list[str]:
        """The pots whose valve is open."""
        return [name for name, pot in self.world()["pots"].items() if pot["open"]]

    def pumps_on(self) -> list[str]:
        """The supplies whose pump runs."""
        return [name for name, on in self.world()["pumps"].items() if on]

    def poured(self) -> dict[str, float]:
        """What was ever poured on each pot, in ml."""
        return {name: pot["poured_ml"] for name, pot in self.world()["pots"].items()}

    def complaints(self) -> list[str]:
        """The errors that PlantOS has written into the log, without their instants."""
        lines = (self.config / "hass.out").read_text(errors="replace").splitlines()
        return [
            line.partition(" ERROR ")[2] for line in lines if " ERROR " in line and "[custom_components.plantos" in line
        ]

    def runs(self) -> list[dict[str, Any]]:
        """Every run in the ledger, while the process is down or up."""
        return [json.loads(row[0]) for row in self.ledger("SELECT document FROM runs ORDER BY requested_at")]

    def ledger(self, question: str) -> list[tuple[Any, ...]]:
        """What the ledger answers; asking changes nothing in it."""
        connection = sqlite3.connect(f"file:{self.config / 'plantos' / 'ledger.db'}?mode=ro", uri=True)
        try:
            return connection.execute(question).fetchall()
        finally:
            connection.close()


async def loaded(client: Client) -> bool:
    """Whether there are hubs, and all of them are loaded."""
    entries = await client.entries()
    return bool(entries) and all(entry["state"] == "loaded" for entry in entries)


async def until(holds: Callable[[], Awaitable[bool]], seconds: float) -> None:
    """Wait until something holds in another process. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110  (another process)
            await asyncio.sleep(0.05)


async def plants(client: Client) -> dict[str, str]:
    """Every plant's id by its name."""
    valves = [entity_id for entity_id in await client.states() if entity_id.startswith("valve.")]
    answer = await client.action("check_watering", {}, entity_id=valves)
    return {plant["plant_name"]: plant["plant_id"] for plant in answer["plants"]}


def compile_once(folder: Path, environment: MutableMapping[str, str]) -> None:
    """Let processes of this environment keep in a folder what Python compiles: the same code starts often."""
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(folder)


# --- a garden of one's own size -------------------------------------------------------------------------


async def lay_out(home: Garden, speed: int, size: int, supplies: int) -> tuple[str, dict[str, str]]:
    """Move into an empty house, plant `Plant 1` and so on, and leave it in order.

    Returns a key to the house, and every plant's id by its name.
    """
    home.config.mkdir(parents=True, exist_ok=True)
    (home.config / MARKER).touch()
    (home.config / "configuration.yaml").write_text(BARE)
    await home.up()
    async with Client.enter(home) as client:
        entry_id = await furnish.demo_hub(client, speed)
        await client.flow("options/flow", entry_id, {"speed": speed, "faults": [], "watering": {"runs_per_hour": 60}})
        # A disabled hub isn't loaded anew for every plant.
        await client.command("config_entries/disable", entry_id=entry_id, disabled_by="user")
        for old in await client.command("config_entries/subentries/list", entry_id=entry_id):
            await client.command("config_entries/subentries/delete", entry_id=entry_id, subentry_id=old["subentry_id"])
        for number in range(supplies):
            lead_s, lag_s, at_once = WAYS[number % len(WAYS)]
            answers = {"name": f"Supply {number + 1}", "lead_s": lead_s, "lag_s": lag_s, "at_once": at_once}
            await _add(client, entry_id, "supply", answers)
        pumps = await client.command("config_entries/subentries/list", entry_id=entry_id)
        for number in range(size):
            await _add(
                client,
                entry_id,
                "plant",
                {"name": f"Plant {number + 1}"},
                {"supply": pumps[number % supplies]["subentry_id"], "flow_ml_s": FLOW_ML_S, "flow_calibrated": True},
                # Never dry, so that only whom the key is given to waters here.
                {"moisture_min": 0, "moisture_max": 100, "more": {"max_day_ml": 1_000_000, "gap_min": 0}},
                {},
            )
        await client.command("config_entries/disable", entry_id=entry_id, disabled_by=None)
        for entry in await client.json("GET", "/api/config/config_entries/entry"):
            if entry["domain"] != "plantos":
                # What Home Assistant brings along only lengthens every start.
                await client.json("DELETE", f"/api/config/config_entries/entry/{entry['entry_id']}")
        await until(lambda: loaded(client), 60)
        names = await plants(client)
        token: str = await client.command("auth/long_lived_access_token", client_name="Key", lifespan=1)
    await home.stop()
    return token, names


async def refill(client: Client, speed: int) -> None:
    """Fill the tank, by breaking it and making it whole again."""
    [entry] = await client.entries()
    for faults in (["tank_empty"], []):
        await client.flow("options/flow", entry["entry_id"], {"speed": speed, "faults": faults})


async def _add(client: Client, entry_id: str, kind: str, *answers: dict[str, Any]) -> None:
    done = await client.flow("subentries/flow", [entry_id, kind], *answers)
    if done["type"] != "create_entry":
        raise HouseError(f"{answers[0]['name']} was not accepted: {done}")
