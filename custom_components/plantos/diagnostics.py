"""What helps to find a fault, without what is nobody's business."""

from collections import Counter
from dataclasses import asdict, fields
from datetime import timedelta
from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.const import (
    CONF_CLIENT_ID,
    CONF_CLIENT_SECRET,
    CONF_HOST,
    CONF_NAME,
    CONF_PASSWORD,
    CONF_TOKEN,
    CONF_USERNAME,
)
from homeassistant.core import HomeAssistant

from .coordinator import PlantosConfigEntry, PlantosCoordinator
from .domain.learning.beliefs import named
from .domain.settings import WEATHER_SOURCES
from .domain.snapshots import Snapshot
from .domain.supplies import Supply
from .domain.tact import Told
from .resilience.durations import Durations
from .sources import BY_MEASURE, DOMAINS, OUTLETS
from .status import PlantStatus
from .watering.ledger_file import LedgerError
from .waterworks import supply_state

# Names tell of people and rooms, entity ids and what a device says as well.
SETTINGS_TO_REDACT = {
    CONF_NAME,
    "title",
    "unique_id",
    *BY_MEASURE.values(),
    *OUTLETS,
    *DOMAINS,
    *WEATHER_SOURCES,
    "notify_targets",
}
# Where a device is, and what it is asked with.
DEVICES_TO_REDACT = {CONF_HOST, CONF_PASSWORD, CONF_TOKEN, CONF_USERNAME, "body", "sensor", "topic", "url"}
ACCOUNTS_TO_REDACT = {CONF_CLIENT_ID, CONF_CLIENT_SECRET}
TO_REDACT = {"plant", "plant_name", "supply", "error", "last_failure", "user_id", "idempotency_key", "names", "note"}
EVENTS = 20
HOUR = timedelta(hours=1)


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: PlantosConfigEntry) -> dict[str, Any]:
    """The hub's settings, what is wrong, and of each plant and supply what is known and what happened last."""
    hub = entry.runtime_data
    return {
        "entry": async_redact_data(entry.as_dict(), SETTINGS_TO_REDACT | DEVICES_TO_REDACT | ACCOUNTS_TO_REDACT),
        "hub": async_redact_data(_hub(hub), TO_REDACT),
        "supplies": {supply_id: _supply(hub, supply) for supply_id, supply in hub.supplies.items()},
        "plants": {plant_id: await _plant(hub, status) for plant_id, status in hub.data.items()},
    }


def _hub(hub: PlantosCoordinator) -> dict[str, Any]:
    breakers = hub.waterer.breakers.all()
    return {
        "settings": async_redact_data(hub.settings.model_dump(mode="json"), SETTINGS_TO_REDACT),
        "weather": hub.outdoors.facts(),
        "health": asdict(hub.health),
        "troubles": [asdict(trouble) for trouble in hub.troubles],
        "standing": asdict(hub.waterer.standings.hub),
        "breakers": {name: asdict(breaker.record()) for name, breaker in breakers.items()},
        "retries_exhausted": hub.watch.retries_exhausted(),
        "clock_doubted": hub.timekeeper.doubted,
        "ledger_failure": type(hub.ledger.failure).__name__ if hub.ledger.failure else None,
        "budgets": {
            "ask_for_water": _budget(hub.waterer.asking),
            "read_probe": _budget(hub.waterer.breakers.reading),
            "write_ledger": _budget(hub.ledger.writing),
        },
        "oldest_wait_s": hub.waterer.works.oldest_wait_s(),
        "notices": [_told(told) for told in hub.notifications.memory.all()],
        "notifiers_failing": len(hub.notifications.messengers.failing),
    }


def _budget(taking: Durations) -> dict[str, Any]:
    """How long the latest of a kind took, in milliseconds, beside what is allowed."""
    reached_s = taking.reached_s
    return {
        "measured": taking.count,
        "share": taking.share,
        "reached_ms": None if reached_s is None else round(reached_s * 1_000, 2),
        "allowed_ms": round(taking.allowed_s * 1_000),
    }


def _told(told: Told) -> dict[str, Any]:
    """What was told, without its words: they hold names."""
    return {"kind": told.notice.kind, "subject": told.notice.subject} | {
        key.name: getattr(told, key.name) for key in fields(told) if key.name not in {"notice", "notice_id"}
    }


def _supply(hub: PlantosCoordinator, supply: Supply) -> dict[str, Any]:
    state, meters = supply_state(hub, supply.supply_id), hub.waterer.meters
    drinkers = {plant.plant_id for plant in hub.plants.values() if plant.supply == supply.supply_id}
    jobs = hub.waterer.works.jobs
    return {
        "settings": async_redact_data(supply.model_dump(mode="json"), SETTINGS_TO_REDACT),
        "pump_state": hub.waterer.outlets.state(supply.supply_id),
        "pump_users": len(hub.waterer.works.pumps.users(supply.supply_id)),
        "tank_ml": state.tank_ml,
        "usable_ml": state.usable_ml,
        "is_wet": state.leak,
        "blocked": state.blocked.key if state.blocked else None,
        "flow_ml_s": meters.flow_ml_s(supply.supply_id),
        "meter_counts": supply.supply_id in meters and meters.counts(supply.supply_id),
        "runs": Counter(str(jobs[plant_id].run.state) for plant_id in drinkers & jobs.keys()),
    }


async def _plant(hub: PlantosCoordinator, status: PlantStatus) -> dict[str, Any]:
    snapshot = status.snapshot
    plant_id = snapshot.plant.plant_id
    known = {
        "readings": {measure: asdict(reading) for measure, reading in snapshot.readings.items()},
        "history": asdict(snapshot.history),
        "standing": asdict(snapshot.care.plant),
        "model": _model(snapshot),
        "decision": asdict(status.decision),
        "health": asdict(status.health),
        "run": asdict(status.run) if status.run else None,
        "next_watering": status.next_watering,
        "problems": list(status.problems),
        "anomalies": [asdict(anomaly) for anomaly in status.analysis.odd],
        "outlet_state": hub.waterer.outlets.state(plant_id),
        "events": await _events(hub, plant_id),
    }
    settings = async_redact_data(snapshot.plant.model_dump(mode="json"), SETTINGS_TO_REDACT)
    return {"settings": settings, **async_redact_data(known, TO_REDACT)}


def _model(snapshot: Snapshot) -> dict[str, Any] | None:
    """What was learned of a plant: each belief with its deviation, drying, response and delay as logarithms."""
    if (learned := snapshot.learned) is None:
        return None
    beliefs = {name: {"mean": mean, "deviation": spread} for name, (mean, spread) in named(learned.belief).items()}
    told = {key.name: getattr(learned, key.name) for key in fields(learned) if key.name not in {"belief", "ground"}}
    return {"age_h": (snapshot.at - learned.at) / HOUR, "beliefs": beliefs, **told}


async def _events(hub: PlantosCoordinator, plant_id: str) -> list[dict[str, Any]] | str:
    """What happened last; a ledger that can't be read is when diagnostics are needed most."""
    try:
        page = await hub.ledger.events(hub.config_entry.entry_id, plant_id, EVENTS)
    except LedgerError as error:
        return type(error).__name__
    return [asdict(event) for event in page.events]
