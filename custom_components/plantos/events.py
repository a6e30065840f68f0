"""What happens to plants, as events on Home Assistant's bus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.core import Context, callback

from .const import DOMAIN, LOGGER
from .domain.events import Event
from .resilience.turns import paced
from .sentences import event_payload
from .signals import async_told
from .watering.ledger_file import LedgerError

if TYPE_CHECKING:
    from .coordinator import PlantosCoordinator


async def async_tell(hub: PlantosCoordinator, event: Event) -> None:
    """Write an event to the ledger, then fire it."""
    await async_tell_all(hub, [event])


async def async_tell_all(hub: PlantosCoordinator, events: list[Event]) -> None:
    """Write events to the ledger, then fire them."""
    try:
        await hub.ledger.append_events(hub.config_entry.entry_id, events)
    except LedgerError:
        # Who is waiting for an alarm must hear it, even if the disk is full.
        LOGGER.exception("The event %s couldn't be written", events[0].type)
    async for event in paced(events):
        async_fire(hub, event)


@callback
def async_fire(hub: PlantosCoordinator, event: Event) -> None:
    """Tell everybody of an event that is written."""
    entry_id = hub.config_entry.entry_id
    device = hub.device(event.plant_id)
    hub.hass.bus.async_fire(
        f"{DOMAIN}_{event.type}",
        event_payload(hub.hass, event, entry_id, device.id if device else None),
        context=Context(user_id=event.user_id, parent_id=event.causation_id),
    )
    async_told(hub.hass, entry_id, event)
    hub.notifications.hear(event)
