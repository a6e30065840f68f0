"""Everything known of a plant at one instant, gathered where it is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from homeassistant.util import dt as dt_util

from .domain.beginning import Beginning
from .domain.care import CareKind
from .domain.outlook import Past
from .domain.plants import Plant
from .domain.snapshots import Snapshot
from .domain.water_use import WaterBudget
from .waterworks import supply_state

if TYPE_CHECKING:
    from .coordinator import PlantosCoordinator


def snapshot_of(hub: PlantosCoordinator, plant_id: str) -> Snapshot:
    """Everything known of a plant now, on the hub's line of time."""
    clock, waterer = hub.clock, hub.waterer
    now = clock.now()
    plant = hub.plants[plant_id]
    if (device := hub.device(plant_id)) and device.disabled:
        plant = plant.model_copy(update={"enabled": False})
    beginning = hub.beginnings.of(plant, now)
    return Snapshot(
        plant=plant,
        at=now,
        settings=hub.settings,
        local=dt_util.as_local(now).time(),
        readings={
            measure: reading if clock.speed == 1 else replace(reading, at=clock.on_hub(reading.at, now))
            for measure, reading in hub.probes.readings(plant_id).items()
        },
        history=waterer.history(plant_id),
        outlet=waterer.outlets.state(plant_id),
        outlet_rests=waterer.outlets.rests(plant_id),
        outlet_closing=waterer.outlets.is_closing(plant_id),
        supply=supply_state(hub, plant.supply) if plant.supply in hub.supplies else None,
        budget=_budget(hub, plant_id),
        care=replace(waterer.standings.care(plant_id), repotted=hub.care_log.last(plant_id).get(CareKind.REPOTTED)),
        clock_doubted=hub.timekeeper.doubted,
        learned=hub.models.of(plant_id),
        zone=dt_util.get_default_time_zone(),
        site=hub.outdoors.site,
        forecast=hub.outdoors.forecast(now),
        outdoor_c=hub.outdoors.celsius,
        past=_past(hub, plant, beginning, now),
        species=hub.species_of(plant_id),
        scheduled=clock.on_hub(beginning.schedule, now),
    )


def _past(hub: PlantosCoordinator, plant: Plant, beginning: Beginning, now: datetime) -> Past:
    """How a plant's last days were, as far as its strategy looks back."""
    moisture = hub.journal.moisture(plant.plant_id, now) if plant.hysteresis else ()
    since = hub.clock.on_hub(beginning.account, now)
    if plant.planted:
        since = max(since, dt_util.start_of_local_day(plant.planted))
    return Past(hub.outdoors.spells(plant, now), since, moisture=moisture)


def _budget(hub: PlantosCoordinator, plant_id: str) -> WaterBudget | None:
    """What the hub may give this month; what other plants are being given counts in full."""
    if (limit := hub.settings.water_budget_l) is None:
        return None
    others = [job.run for key, job in hub.waterer.works.jobs.items() if key != plant_id]
    due = sum(run.amount_ml - run.earlier_ml for run in others if run.pulse)
    given = hub.consumption.use(hub.config_entry.entry_id).month_ml
    return WaterBudget(limit * 1_000, given + due)
