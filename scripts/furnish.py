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
    """A dashboard of Home Assistant's own cards, made once; afterwards it is the person's to change."""
    if any(row["url_path"] == DASHBOARD for row in await client.command("lovelace/dashboards/list")):
        return
    valves = sorted(key for key in await client.states() if key.startswith("valve."))
    plants = [valve.removeprefix("valve.").removesuffix("_outlet") for valve in valves]
    moisture = {
        "type": "history-graph",
        "title": "Soil moisture",
        "hours_to_show": 0.2,
        "entities": [f"sensor.{plant}_moisture" for plant in plants],
        "grid_options": {"columns": "full"},
    }
    sections = [{"type": "grid", "column_span": 3, "cards": [moisture]}, *map(_section, plants)]
    view = {"type": "sections", "title": "Garden", "max_columns": 3, "sections": sections}
    await client.command(
        "lovelace/dashboards/create",
        url_path=DASHBOARD,
        title="Garden",
        icon="mdi:sprout",
        mode="storage",
        show_in_sidebar=True,
        require_admin=False,
    )
    await client.command("lovelace/config/save", url_path=DASHBOARD, config={"views": [view]})


def _section(plant: str) -> dict[str, Any]:
    tiles: list[dict[str, Any]] = [
        {"entity": f"sensor.{plant}_moisture", "color": "blue"},
        {"entity": f"sensor.{plant}_health", "color": "green"},
        {"entity": f"sensor.{plant}_watering_status", "color": "cyan"},
        {"entity": f"sensor.{plant}_next_watering", "color": "cyan"},
        {"entity": f"sensor.{plant}_water_used", "color": "blue"},
        {"entity": f"switch.{plant}_automatic_watering", "color": "green"},
        {"entity": f"valve.{plant}_outlet"},
        {"entity": f"button.{plant}_water_now", "tap_action": {"action": "toggle"}},
    ]
    heading = {"type": "heading", "heading": plant.replace("_", " ").capitalize(), "icon": "mdi:flower"}
    return {
        "type": "grid",
        "cards": [heading, *({"type": "tile", "name": {"type": "entity"}, **tile} for tile in tiles)],
    }
