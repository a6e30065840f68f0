"""What somebody should put right, as Home Assistant's repairs show it."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .domain.snapshots import OutletState, Snapshot


@callback
def warn_of_unmeasured_flow(hass: HomeAssistant, entry_id: str, snapshot: Snapshot) -> None:
    """Warn of automatic watering by a flow rate that nobody measured and no run has tried; clears itself."""
    plant = snapshot.plant
    issue_id = f"unmeasured_flow_{plant.plant_id}"
    untried = not plant.flow_calibrated and snapshot.history.total_ml <= 0
    if not (plant.automatic and untried and snapshot.outlet is not OutletState.ABSENT):
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="unmeasured_flow",
        translation_placeholders={"plant": plant.name},
        config_entry_id=entry_id,
    )
