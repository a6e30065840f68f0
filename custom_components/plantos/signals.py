"""What happens to plants, for the entities that show it."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util.signal_type import SignalType

from .const import DOMAIN
from .domain.events import Event, EventType


def told_of(subject: str) -> SignalType[Event]:
    """What happens to one plant, or with a hub's id to anything in it."""
    return SignalType(f"{DOMAIN}_told_of_{subject}")


@callback
def async_told(hass: HomeAssistant, entry_id: str, event: Event) -> None:
    """Let those hear of an event that show its plant or its hub; readings have entities of their own."""
    if event.type is EventType.SENSOR_READING_RECORDED:
        return
    async_dispatcher_send(hass, told_of(entry_id), event)
    if event.plant_id != entry_id:
        async_dispatcher_send(hass, told_of(event.plant_id), event)
