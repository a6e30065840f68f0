"""Everything that is wrong in a hub now, looked up where it is known."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from typing import TYPE_CHECKING

from homeassistant.core import CoreState
from homeassistant.helpers import entity_registry as er

from .const import CONF_KIND, KIND_DEMO
from .domain.hub_health import Trouble
from .domain.plants import Plant
from .domain.readings import Fault as ReadingFault, Measure
from .domain.snapshots import OutletState, Snapshot
from .domain.strategies import needs_moisture
from .domain.verification import Effect
from .garden import sources_of
from .hardware import DeviceFault, Fault
from .hardware.devices import Devices, is_channel
from .messengers import notifier_name
from .resilience.breaker import BreakerState
from .resilience.turns import paced
from .sentences import sentence
from .sources import data_of, part_name, part_of, removed_kind, source_of
from .watering.breakers import CALL_TIMEOUT
from .watering.ledger_file import LedgerDamaged, LedgerError, LedgerNewer
from .watering.runs import RunState
from .waterworks import supply_state

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry

    from .coordinator import PlantosCoordinator

LEDGER_TROUBLES = ("ledger_newer", "ledger_damaged", "ledger_failed")
# What says already why a device fails, and of which part of its subject.
EXPLAINS = {
    "outlet_stuck": ":outlet",
    "outlet_locked": ":outlet",
    "pump_stuck": ":pump",
    "forecast_missing": "",
    "source_removed": "",
    "weather_removed": "",
    "channel_removed": "",
}
QUEUE_AGE_S = 300.0
EXHAUSTED_PER_HOUR = 50


class Lookout:
    """Looks for what is wrong in a hub; at a plant again only after something was heard of it."""

    def __init__(self, hub: PlantosCoordinator) -> None:
        """Begin with nothing seen."""
        self._hub = hub
        self._heard: set[str] = set()
        self._of_plants: dict[str, list[Trouble]] = {}
        self._of_sources: list[Trouble] = []
        self._doubted: dict[str, float] = {}

    def hear(self, plant_id: str) -> None:
        """Something changed about a plant."""
        self._heard.add(plant_id)

    async def look(self, *, around: bool) -> list[Trouble]:
        """All that is wrong, in no order; `around` looks again at every plant and entity."""
        hub, unsure = self._hub, self._unsure()
        if around:
            self._heard |= hub.plants.keys()
            self._of_sources = list(_of_sources(hub))
        heard, self._heard = self._heard, set()
        async for plant_id in paced(heard):
            snapshot = hub.data[plant_id].snapshot if plant_id in hub.data else hub.snapshot(plant_id)
            self._of_plants[plant_id] = list(_of_plant(hub, snapshot, unsure))
        found = [trouble for troubles in self._of_plants.values() for trouble in troubles]
        for supply_id in hub.supplies:
            found += _of_supply(hub, supply_id, unsure)
        found += [*self._of_sources, *_of_faults(hub), *_of_weather(hub), *_of_notifiers(hub)]
        explained = {f"{trouble.subject}{EXPLAINS[trouble.kind]}" for trouble in found if trouble.kind in EXPLAINS}
        return [*found, *_of_devices(hub, explained), *_of_hub(hub)]

    def _unsure(self) -> set[str]:
        """The outlets and pumps that have been in doubt for longer than a close may take."""
        now = self._hub.clock.monotonic()
        self._doubted = {key: self._doubted.get(key, now) for key in self._hub.waterer.outlets.unconfirmed()}
        return {key for key, since in self._doubted.items() if now - since > CALL_TIMEOUT}


def ledger_trouble(failure: LedgerError) -> Trouble:
    """What keeps the ledger from being used."""
    names = {"error": str(failure)}
    if isinstance(failure, LedgerNewer):
        return Trouble(kind="ledger_newer", subject="ledger", names=names, critical=True, fixable=True)
    if isinstance(failure, LedgerDamaged):
        return Trouble(kind="ledger_damaged", subject="ledger", names=names, critical=True, fixable=True)
    return Trouble(kind="ledger_failed", subject="ledger", names=names, critical=True)


def settings_trouble(entry: ConfigEntry, error: str) -> Trouble:
    """What keeps a hub from being set up at all."""
    names = {"hub": entry.title, "error": error}
    return Trouble(kind="settings_unreadable", subject=entry.entry_id, names=names, critical=True)


def _of_hub(hub: PlantosCoordinator) -> Iterator[Trouble]:
    about = partial(Trouble, subject=hub.config_entry.entry_id)
    if hub.ledger.failure:
        yield ledger_trouble(hub.ledger.failure)
    if hub.timekeeper.doubted:
        yield about(kind="clock_set_back", names={"hub": hub.name}, fixable=True)
    if (failed := hub.watch.retries_exhausted()) > EXHAUSTED_PER_HOUR:
        yield about(kind="retries_exhausted", names={"hub": hub.name, "count": str(failed)})
    if (age := hub.waterer.works.oldest_wait_s()) > QUEUE_AGE_S:
        yield about(kind="queue_slow", names={"hub": hub.name, "minutes": f"{age / 60:.0f}"})


def _of_plant(hub: PlantosCoordinator, snapshot: Snapshot, unsure: Collection[str]) -> Iterator[Trouble]:
    plant, standing = snapshot.plant, snapshot.care.plant
    about = partial(Trouble, subject=plant.plant_id, names={"plant": plant.name})
    overdue = plant.plant_id in hub.waterer.books.overdue()
    if overdue:
        yield about(kind="outlet_stuck", critical=True, fixable=True)
    elif standing.locked:
        yield about(kind="outlet_locked", critical=True, fixable=True)
    elif plant.plant_id in unsure:
        yield about(kind="outlet_unreachable", shown=False)
    run = hub.waterer.latest(plant.plant_id)
    if run and run.state is RunState.INTERRUPTED and run.estimated and not overdue and standing.dry != run.run_id:
        names = {"plant": plant.name, "amount": f"{run.delivered_ml:.0f}"}
        yield about(kind="run_interrupted", names=names, fixable=True)
    if run and run.effect is Effect.EXCESS and standing.dry != run.run_id:
        yield about(kind="excess_rise", fixable=True)
    if standing.without_effect >= snapshot.settings.no_effect_runs:
        names = {"plant": plant.name, "runs": str(standing.without_effect)}
        yield about(kind="no_effect", names=names, fixable=True)
    status = hub.data.get(plant.plant_id)
    if status and "undecided" in status.problems:
        names = {"plant": plant.name, "why": sentence(hub.hass, status.decision.reason)}
        yield about(kind="undecided", names=names)
    yield from _gone(hub, plant)
    yield from _of_probes(hub, snapshot)
    # Beside a simulated plant nobody can stand.
    real = hub.config_entry.data[CONF_KIND] != KIND_DEMO and snapshot.outlet is not OutletState.ABSENT
    if plant.automatic and real and not plant.flow_calibrated and snapshot.history.total_ml <= 0:
        yield about(kind="unmeasured_flow")


def _gone(hub: PlantosCoordinator, plant: Plant) -> Iterator[Trouble]:
    """What a plant's settings name that the hub doesn't have any more."""
    about = partial(Trouble, subject=plant.plant_id, names={"plant": plant.name})
    data = data_of(hub.config_entry, plant.plant_id) or {}
    if (species := data.get("species")) and species not in hub.species:
        yield about(kind="species_missing")
    if (supply := data.get("supply")) and supply not in hub.supplies:
        yield about(kind="supply_missing")


def _of_probes(hub: PlantosCoordinator, snapshot: Snapshot) -> Iterator[Trouble]:
    plant = snapshot.plant
    doubtful = hub.probes.doubtful(plant.plant_id, snapshot.settings)
    for measure, reading in snapshot.readings.items():
        names = {"plant": plant.name, "part": part_name(hub.hass, f"{measure}_probe")}
        about = partial(Trouble, subject=f"{plant.plant_id}:{measure}", names=names)
        if measure in doubtful:
            yield about(kind="probe_quarantined", fixable=True)
        if reading.fault is ReadingFault.UNCALIBRATED:
            yield about(kind="probe_uncalibrated")
    if plant.automatic and needs_moisture(plant) and Measure.MOISTURE not in snapshot.readings:
        yield Trouble(kind="probe_missing", subject=plant.plant_id, names={"plant": plant.name})
    if any(not reading.fresh for reading in snapshot.readings.values()):
        yield Trouble(kind="probe_silent", subject=plant.plant_id, names={"plant": plant.name}, shown=False)


def _of_supply(hub: PlantosCoordinator, supply_id: str, unsure: Collection[str]) -> Iterator[Trouble]:
    state = supply_state(hub, supply_id)
    about = partial(Trouble, subject=supply_id, names={"supply": state.supply.name})
    if state.leak:
        yield about(kind="leak", critical=True)
    if supply_id in hub.waterer.inspector.leaking():
        yield about(kind="flow_after_close", critical=True, fixable=True)
    if supply_id in unsure and not hub.waterer.works.pumps.users(supply_id):
        yield about(kind="pump_stuck", critical=True, fixable=True)
    if state.usable_ml is not None and state.usable_ml <= 0:
        yield about(kind="tank_empty")


def _of_devices(hub: PlantosCoordinator, explained: Collection[str]) -> Iterator[Trouble]:
    """Devices that failed too often for no other reason that is known."""
    breakers = hub.waterer.breakers
    faulty = {fault.device_id for fault in _faults(hub) if fault.device_id}
    for name, breaker in breakers.all().items():
        if breaker.state is BreakerState.CLOSED or breakers.buses.get(name) in faulty:
            continue
        owner_id, owner = breakers.owner(name)
        part = part_of(hub.config_entry, owner_id, name)
        if f"{owner_id}:{part}" not in explained:
            names = {"device": owner, "part": part_name(hub.hass, part), "error": breaker.last_failure or "—"}
            yield Trouble(kind="breaker_open", subject=name, names=names, fixable=True)


def _of_sources(hub: PlantosCoordinator) -> Iterator[Trouble]:
    """Entities that a plant or supply hangs on and that are gone for good."""
    if hub.hass.state is not CoreState.running:
        return
    for source, users in sources_of(hub.plants, hub.supplies, hub.config_entry).items():
        if not _is_gone(hub, source):
            continue
        for subject, part in users:
            data = data_of(hub.config_entry, subject)
            # One that was replaced a moment ago is taken up by the reload that follows.
            if data is not None and source_of(data, part) == source:
                names = {"name": hub.name_of(subject), "entity": source, "part": part_name(hub.hass, part)}
                kind = "channel_removed" if is_channel(source) else removed_kind(part)
                yield Trouble(kind=kind, subject=f"{subject}:{part}", names=names, fixable=True)


def _of_faults(hub: PlantosCoordinator) -> Iterator[Trouble]:
    """Devices of the hub that can't be used now, one trouble for each cause: a bus that is gone takes many along."""
    alike: dict[tuple[Fault, str], list[DeviceFault]] = {}
    for fault in _faults(hub):
        alike.setdefault((fault.fault, fault.detail), []).append(fault)
    for (kind, detail), faults in alike.items():
        names = {"device": ", ".join(fault_name(hub, fault) for fault in faults), "error": detail}
        subject = faults[0].device_id or hub.config_entry.entry_id
        yield Trouble(kind=f"device_{kind}", subject=subject, names=names)


def _of_weather(hub: PlantosCoordinator) -> Iterator[Trouble]:
    source = hub.outdoors.silent_source()
    if source and not _is_gone(hub, source):
        subject = f"{hub.config_entry.entry_id}:weather_entity"
        yield Trouble(kind="forecast_missing", subject=subject, names={"hub": hub.name, "entity": source})


def _of_notifiers(hub: PlantosCoordinator) -> Iterator[Trouble]:
    """Notifiers that are gone for good, or took no message when they were last asked."""
    for place, target in enumerate(hub.settings.notify_targets):
        about = partial(Trouble, subject=f"{hub.config_entry.entry_id}:notifier_{place}")
        names = {"hub": hub.name, "notifier": notifier_name(hub.hass, target)}
        if hub.hass.state is CoreState.running and _is_entity_gone(hub, target):
            yield about(kind="notifier_missing", names=names)
        elif target in hub.notifications.messengers.failing:
            yield about(kind="notifier_failed", names=names)


def _faults(hub: PlantosCoordinator) -> list[DeviceFault]:
    """What is wrong with the hub's devices; for credentials Home Assistant asks itself."""
    found = hub.hardware.faults() if hub.hardware else ()
    return [fault for fault in found if fault.fault is not Fault.NOT_AUTHORIZED]


def fault_name(hub: PlantosCoordinator, fault: DeviceFault) -> str:
    """What its owner calls a device that has a fault."""
    subentry = hub.config_entry.subentries.get(fault.device_id or "")
    return subentry.title if subentry else hub.name


def _is_gone(hub: PlantosCoordinator, source: str) -> bool:
    if is_channel(source):
        return not isinstance(hub.hardware, Devices) or hub.hardware.channel(source) is None
    return _is_entity_gone(hub, source)


def _is_entity_gone(hub: PlantosCoordinator, entity_id: str) -> bool:
    if entry := er.async_get(hub.hass).async_get(entity_id):
        return entry.disabled
    return hub.hass.states.get(entity_id) is None
