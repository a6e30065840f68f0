"""How one plant is attended: its probes are read, what follows from them is done, and it is cared for."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from homeassistant.core import Context

from .domain.readings import Measure
from .domain.verification import Effect
from .watering.care_cycle import CareCycle, Step, StepResult
from .watering.probes import Soil
from .watering.runs import Run

if TYPE_CHECKING:
    from .coordinator import PlantosCoordinator


async def async_attend(hub: PlantosCoordinator, plant_id: str, spoke: Collection[Measure] | None = None) -> None:
    """Read one plant's probes, or those that have just spoken, and do what follows from them."""
    await _read(hub, plant_id, spoke)
    # What was learned up to now is what care decides by, and what is shown is what care has come to.
    hub.models.attend(hub.snapshot(plant_id))
    hub.waterer.withdraw(plant_id)
    if not await async_care(hub, plant_id):
        hub.show(plant_id)
    await _watch_health(hub, plant_id)


async def async_care(hub: PlantosCoordinator, plant_id: str) -> bool:
    """Care for one plant that is cared for automatically, by what is known of it; whether it was shown with that."""
    plant = hub.plants[plant_id]
    if not plant.automatic or hub.waterer.shutting_down or hub.outdoors.awaits(plant):
        return False

    async def already_read() -> None:
        """The poll, or the probe itself, has brought the readings."""

    cycle = await hub.cycles.care(plant_id, already_read)
    return cycle.steps[Step.NOTIFY] is StepResult.DONE


async def async_care_cycle(hub: PlantosCoordinator, plant_id: str, context: Context) -> CareCycle:
    """Somebody asks for a whole cycle now; returns when it has ended."""
    return await hub.cycles.care(
        plant_id, lambda: _read(hub, plant_id), wait=True, user_id=context.user_id, context_id=context.id
    )


async def _read(hub: PlantosCoordinator, plant_id: str, spoke: Collection[Measure] | None = None) -> None:
    plant, waterer = hub.plants[plant_id], hub.waterer
    books = waterer.books
    wetting = books.soaks(plant_id) or plant_id in waterer.flowing()
    soil = Soil(wetting, books.account(plant_id).last_watered)
    read = await hub.probes.read(plant, soil, hub.settings, spoke)
    readings = hub.probes.readings(plant_id)
    moisture = readings.get(Measure.MOISTURE)
    # First of all, since what follows may have to wait for the disk.
    waterer.heed(plant_id, moisture)
    hub.journal.note(plant, readings, read)
    before = waterer.latest(plant_id)
    await books.observe(plant_id, moisture)
    await _close_again(hub, plant_id, before)


async def _close_again(hub: PlantosCoordinator, plant_id: str, before: Run | None) -> None:
    """Tell an outlet to close once more whose plant got wetter than its water explains."""
    run = hub.waterer.latest(plant_id)
    wetter = run and before and run.effect is Effect.EXCESS is not before.effect
    if wetter and plant_id not in hub.waterer.flowing():
        await hub.waterer.inspector.close(plant_id)


async def _watch_health(hub: PlantosCoordinator, plant_id: str) -> None:
    """Tell of a plant that does worse than it did; care at once for one that water would help."""
    if (status := hub.data.get(plant_id)) is None:
        return
    await hub.care_log.heed(status.snapshot.plant, status.analysis.unseen)
    if await hub.journal.watch_health(status.snapshot, status.health, status.analysis.usual):
        await async_care(hub, plant_id)
