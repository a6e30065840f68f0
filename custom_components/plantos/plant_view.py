"""A plant as browsers see it: everything that a card shows, as JSON. Instants are ISO 8601 UTC, water is in ml."""

from datetime import datetime
from typing import TypedDict

from homeassistant.helpers import entity_registry as er

from .const import DOMAIN
from .coordinator import PlantosCoordinator
from .domain.commands import Origin, WaterCommand
from .domain.forecast import Due
from .domain.guardrails import check
from .domain.readings import Measure
from .domain.reasons import Reason
from .domain.snapshots import OutletState, Snapshot
from .plant_problems import ProblemView, problem_views
from .sentences import sentence
from .status import PlantStatus
from .watering.runs import ACTIVE, Run, RunState
from .waterworks import supply_state

ML_PER_L = 1_000


class SpeciesView(TypedDict):
    """What a plant is; its group stands for the picture."""

    name: str
    scientific: str
    group: str


class MoistureView(TypedDict):
    """Soil moisture in %, and how far its reading is to be trusted (1 fresh, 0.5 cached, 0 quarantined)."""

    value: float | None
    quality: float
    source: str
    fault: str | None


class HealthView(TypedDict):
    """The week in a score (%), a word, what limits it, and its trend in points a day."""

    score: float | None
    status: str
    limiting: str | None
    trend: float | None


class DueView(TypedDict):
    """When the next watering is expected, and between which two instants in four cases of five."""

    at: str
    earliest: str | None
    latest: str | None


class DecisionView(TypedDict):
    """What the strategy makes of it, and why; `denied` says what keeps it back where it would water now."""

    sentence: str
    should_water: bool
    amount_ml: float
    strategy: str
    denied: str | None


class RunView(TypedDict):
    """A watering at work, or the last one.

    `pulse` counts the openings so far of `pulses`; `earlier_ml` is what those before this one gave, and this one
    takes `planned_seconds` of real time from `opened_at` on for its `pulse_ml`.
    """

    run_id: str
    state: str
    active: bool
    origin: str
    reason: str
    amount_ml: float
    delivered_ml: float
    opened_at: str | None
    closed_at: str | None
    planned_seconds: float
    pulse: int
    pulses: int
    pulse_ml: float
    earlier_ml: float
    failure: str | None


class SupplyView(TypedDict):
    """The tank that a plant drinks from; None is unknown, `tank_l` of a float switch always."""

    supply_id: str
    name: str
    has_tank: bool
    tank_l: float | None
    capacity_l: float | None


class PlantView(TypedDict):
    """All that is shown of a plant; its outlet is `absent`, `closed`, `closing`, `open` or `unknown`."""

    plant_id: str
    device_id: str
    hub_id: str
    name: str
    area_id: str | None
    species: SpeciesView | None
    entities: dict[str, str]
    moisture: MoistureView | None
    moisture_min: float
    moisture_max: float
    health: HealthView
    next_watering: DueView | None
    last_watered: str | None
    today_ml: float
    week_ml: float
    last_week_ml: float
    decision: DecisionView
    run: RunView | None
    awaiting_approval: bool
    has_outlet: bool
    outlet: str
    dose_ml: float
    largest_ml: float
    automatic: bool
    watering_off: bool
    postponed_until: str | None
    problems: list[ProblemView]
    supply: SupplyView | None


def plant_view(hub: PlantosCoordinator, plant_id: str, language: str) -> PlantView | None:
    """A plant in a language whose texts are loaded; None while nothing is known of it."""
    status, device = hub.data.get(plant_id), hub.device(plant_id)
    if status is None or device is None:
        return None
    snapshot, plant = status.snapshot, hub.plants[plant_id]
    run, postponed = status.run, snapshot.care.postponed_until
    return PlantView(
        plant_id=plant_id,
        device_id=device.id,
        hub_id=hub.config_entry.entry_id,
        name=device.name_by_user or plant.name,
        area_id=device.area_id,
        species=_species(snapshot, language),
        entities=_entities(hub, plant_id, device.id),
        moisture=_moisture(snapshot),
        moisture_min=plant.moisture_min,
        moisture_max=plant.moisture_max,
        health=HealthView(
            score=status.health.score,
            status=status.health.status,
            limiting=status.health.limiting,
            trend=status.health.trend,
        ),
        next_watering=_due(status.due),
        last_watered=_iso(status.last_watered),
        today_ml=round(status.water.today_ml, 1),
        week_ml=round(status.water.week_ml, 1),
        last_week_ml=round(status.water.last_week_ml, 1),
        decision=_decision(hub, status, language),
        run=_run(hub, run, language) if run else None,
        awaiting_approval=run is not None and run.state is RunState.AWAITING_APPROVAL,
        has_outlet=snapshot.outlet is not OutletState.ABSENT,
        outlet="closing" if snapshot.outlet_closing else snapshot.outlet.value,
        dose_ml=plant.dose_ml,
        largest_ml=round(plant.largest_ml, 1),
        automatic=plant.automatic,
        watering_off=hub.waterer.standings.hub.off,
        postponed_until=_iso(postponed) if postponed and postponed > hub.clock.now() else None,
        problems=problem_views(hub, status, device.id, language),
        supply=_supply(hub, plant.supply),
    )


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _species(snapshot: Snapshot, language: str) -> SpeciesView | None:
    species = snapshot.species
    return (
        SpeciesView(name=species.name(language), scientific=species.scientific, group=species.group)
        if species
        else None
    )


def _entities(hub: PlantosCoordinator, plant_id: str, device_id: str) -> dict[str, str]:
    """The enabled entities of a plant by their key."""
    entities = er.async_entries_for_device(er.async_get(hub.hass), device_id)
    ours = (entity for entity in entities if entity.platform == DOMAIN)
    return {entity.unique_id.removeprefix(f"{plant_id}_"): entity.entity_id for entity in ours}


def _moisture(snapshot: Snapshot) -> MoistureView | None:
    reading = snapshot.readings.get(Measure.MOISTURE)
    if reading is None:
        return None
    return MoistureView(
        value=None if reading.value is None else round(reading.value, 1),
        quality=reading.quality,
        source=reading.source,
        fault=reading.fault,
    )


def _due(due: Due | None) -> DueView | None:
    """Whole minutes, since nobody foresees seconds and each of them would be news."""
    if due is None:
        return None

    def told(at: datetime | None) -> str | None:
        return _iso(at.replace(second=0, microsecond=0)) if at else None

    return DueView(at=told(due.at) or "", earliest=told(due.earliest), latest=told(due.latest))


def _decision(hub: PlantosCoordinator, status: PlantStatus, language: str) -> DecisionView:
    decision, denied = status.decision, _denied(status)
    return DecisionView(
        sentence=sentence(hub.hass, status.decision.reason, language),
        should_water=decision.should_water,
        amount_ml=round(decision.amount_ml, 1),
        strategy=decision.strategy,
        denied=sentence(hub.hass, denied, language) if denied else None,
    )


def _denied(status: PlantStatus) -> Reason | None:
    """Which guardrail keeps a watering back that the strategy wants now."""
    decision, plant = status.decision, status.snapshot.plant
    if not decision.should_water or not plant.automatic or (status.run and is_at_work(status.run)):
        return None
    command = WaterCommand(
        plant_id=plant.plant_id, amount_ml=decision.amount_ml, origin=Origin.AUTOMATIC, reason=decision.reason
    )
    return next(iter(check(command, status.snapshot).violations), None)


def is_at_work(run: Run) -> bool:
    """Whether a run may still give water."""
    return run.state in ACTIVE or run.soaks_between


def _run(hub: PlantosCoordinator, run: Run, language: str) -> RunView:
    return RunView(
        run_id=run.run_id,
        state=run.state,
        active=is_at_work(run),
        origin=run.origin,
        reason=sentence(hub.hass, run.reason, language),
        amount_ml=round(run.amount_ml, 1),
        delivered_ml=round(run.delivered_ml, 1),
        opened_at=_iso(run.opened_at),
        closed_at=_iso(run.closed_at),
        planned_seconds=round(run.planned_s, 1),
        pulse=run.pulse,
        pulses=run.pulses,
        pulse_ml=round(run.pulse_ml, 1),
        earlier_ml=round(run.earlier_ml, 1),
        failure=sentence(hub.hass, run.failure, language) if run.failure else None,
    )


def _supply(hub: PlantosCoordinator, supply_id: str | None) -> SupplyView | None:
    if supply_id is None or supply_id not in hub.supplies:
        return None
    state = supply_state(hub, supply_id)
    return SupplyView(
        supply_id=supply_id,
        name=state.supply.name,
        has_tank=state.has_tank,
        tank_l=None if state.tank_ml is None else round(state.tank_ml / ML_PER_L, 2),
        capacity_l=state.supply.tank_capacity_l,
    )
