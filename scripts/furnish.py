"""What a newcomer finds in the house: a demo garden that lives, and a dashboard to look at it."""

from __future__ import annotations

from typing import Any

from house import Client

DASHBOARD = "plantos-garden"


async def demo_hub(client: Client, speed: int) -> str:
    """The demo hub's entry id: added through its own flow where there is none, living at this speed."""
    entries = [entry for entry in await client.entries() if entry["title"] == "Demo garden"]
    if entries:
        entry_id: str = entries[0]["entry_id"]
    else:
        created = await client.flow("flow", "plantos", {"kind": "demo"})
        entry_id = created["result"]["entry_id"]
        if following := created.get("next_flow"):
            await client.request("DELETE", f"/api/config/config_entries/subentries/flow/{following[1]}")
    form = await client.flow("options/flow", entry_id)
    shown = {row["name"]: row.get("description", {}).get("suggested_value") for row in form["data_schema"]}
    await client.json(
        "POST",
        f"/api/config/config_entries/options/flow/{form['flow_id']}",
        json={"speed": speed, "faults": shown["faults"] or []},
    )
    return entry_id


def is_live(states: dict[str, dict[str, Any]]) -> bool:
    """Whether the hub is set up and no plant's moisture is yet to come."""
    moistures = [
        state["state"] for key, state in states.items() if key.startswith("sensor.") and key.endswith("_moisture")
    ]
    return any(key.startswith("switch.") for key in states) and "unavailable" not in moistures


async def dashboard(client: Client) -> None:
    """The dashboard that makes itself, made once; afterwards it is the person's to change."""
    if any(row["url_path"] == DASHBOARD for row in await client.command("lovelace/dashboards/list")):
        return
    await client.command(
        "lovelace/dashboards/create",
        url_path=DASHBOARD,
        title="Garden",
        icon="mdi:sprout",
        mode="storage",
        show_in_sidebar=True,
        require_admin=False,
    )
    await client.command("lovelace/config/save", url_path=DASHBOARD, config={"strategy": {"type": "custom:plantos"}})
