"""What a hub's supplies say: how full and tight they are, whether water may be taken from them, and what must stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.core import callback

from .domain.reasons import Reason, reason
from .domain.supplies import SupplyState
from .garden import entity_of
from .hardware.entities import EntityTank, is_wet
from .watering.runs import RunState

if TYPE_CHECKING:
    from .coordinator import PlantosCoordinator


def supply_state(hub: PlantosCoordinator, supply_id: str) -> SupplyState:
    """A supply as it is now."""
    hass, hardware, supply = hub.hass, hub.hardware, hub.supplies[supply_id]
    level: float | bool | None
    if entity_id := entity_of(supply.tank):
        level = EntityTank(hass, entity_id, supply.tank_capacity_l).level()
    else:
        level = hardware.tank(supply) if hardware else None
    if entity_id := entity_of(supply.leak):
        leak = is_wet(hass, entity_id)
    else:
        leak = hardware.leak(supply) if hardware else None
    return SupplyState(
        supply=supply,
        has_tank=supply.tank is not None or level is not None,
        tank_ml=None if isinstance(level, bool) else level,
        floats=level if isinstance(level, bool) else None,
        watches_leaks=supply.leak is not None,
        leak=leak,
        blocked=hub.waterer.inspector.blocked(supply_id),
    )


@callback
def heed_supply(hub: PlantosCoordinator, supply_id: str) -> None:
    """Stop what flows from a supply that is empty, leaks or is stuck."""
    if why := _stop_for(supply_state(hub, supply_id)):
        drinkers = [plant.plant_id for plant in hub.plants.values() if plant.supply == supply_id]
        hub.waterer.halt(set(drinkers) & hub.waterer.flowing(), RunState.FAILED, why)


def _stop_for(state: SupplyState) -> Reason | None:
    """Why what flows from a supply now has to stop at once."""
    if state.leak:
        return reason("denied_leak", supply=state.supply.name)
    if state.has_tank and state.usable_ml is not None and state.usable_ml <= 0:
        return reason("failed_tank_empty", supply=state.supply.name)
    return state.blocked
