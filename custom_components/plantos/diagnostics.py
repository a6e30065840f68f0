"""What helps to find a fault, without what is nobody's business."""

from dataclasses import asdict
from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant

from .coordinator import PlantosConfigEntry
from .status import PlantStatus

# Names tell of people and rooms, entity ids as well.
TO_REDACT = {CONF_NAME, "title", "plant", "plant_name", "error", "user_id", "outlet", "probes", "unique_id"}
EVENTS = 20


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: PlantosConfigEntry) -> dict[str, Any]:
    """The hub's settings, and of each plant what is known and what happened last."""
    coordinator = entry.runtime_data
    plants = {plant_id: _plant(status) for plant_id, status in coordinator.data.items()}
    for plant_id, plant in plants.items():
        page = await coordinator.ledger.events(entry.entry_id, plant_id, EVENTS)
        plant["events"] = [asdict(event) for event in page.events]
        plant["outlet_state"] = coordinator.waterer.outlets.state(plant_id)
    return {
        "entry": async_redact_data(entry.as_dict(), TO_REDACT),
        "plants": async_redact_data(plants, TO_REDACT),
    }


def _plant(status: PlantStatus) -> dict[str, Any]:
    return {
        "settings": status.snapshot.plant.model_dump(mode="json"),
        "readings": {measure: asdict(reading) for measure, reading in status.snapshot.readings.items()},
        "history": asdict(status.snapshot.history),
        "decision": asdict(status.decision),
        "health": asdict(status.health),
        "run": asdict(status.run) if status.run else None,
        "next_watering": status.next_watering,
        "problems": list(status.problems),
    }
