"""What is known of a hub's supplies: tank and leak sensor, and whether water may be taken from them."""

from homeassistant.core import HomeAssistant

from .domain.reasons import Reason, reason
from .domain.supplies import Supply, SupplyState
from .hardware import Hardware
from .hardware.entities import EntityTank, is_wet


def supply_state(hass: HomeAssistant, supply: Supply, hardware: Hardware | None, blocked: Reason | None) -> SupplyState:
    """A supply as it is now."""
    if supply.tank:
        has_tank, level = True, EntityTank(hass, supply.tank, supply.tank_capacity_l).level_ml()
    else:
        level = hardware.tank_level(supply.supply_id) if hardware else None
        has_tank = level is not None
    return SupplyState(
        supply=supply,
        has_tank=has_tank,
        tank_ml=level,
        watches_leaks=supply.leak is not None,
        leak=is_wet(hass, supply.leak) if supply.leak else None,
        blocked=blocked,
    )


def stop_for(state: SupplyState) -> Reason | None:
    """Why what flows from a supply now has to stop at once."""
    if state.leak:
        return reason("denied_leak", supply=state.supply.name)
    if state.has_tank and state.usable_ml is not None and state.usable_ml <= 0:
        return reason("failed_tank_empty", supply=state.supply.name)
    return state.blocked
