"""What is known of a hub's supplies: tank and leak sensor, and whether water may be taken from them."""

from homeassistant.core import HomeAssistant

from .domain.reasons import Reason, reason
from .domain.supplies import Supply, SupplyState
from .garden import entity_of
from .hardware import Hardware
from .hardware.entities import EntityTank, is_wet


def supply_state(hass: HomeAssistant, supply: Supply, hardware: Hardware | None, blocked: Reason | None) -> SupplyState:
    """A supply as it is now."""
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
        blocked=blocked,
    )


def stop_for(state: SupplyState) -> Reason | None:
    """Why what flows from a supply now has to stop at once."""
    if state.leak:
        return reason("denied_leak", supply=state.supply.name)
    if state.has_tank and state.usable_ml is not None and state.usable_ml <= 0:
        return reason("failed_tank_empty", supply=state.supply.name)
    return state.blocked
