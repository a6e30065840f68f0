"""The hardware of each kind of hub; a kind's module is imported only by a hub of that kind."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from . import const
from .const import CONF_KIND, CONF_SEED
from .domain.clock import Clock
from .garden import garden_path
from .hardware import Hardware

MODELS = {
    const.KIND_DEMO: "Demo garden",
    const.KIND_ENTITIES: "Existing entities",
}


async def async_hardware(hass: HomeAssistant, entry: ConfigEntry, clock: Clock) -> Hardware | None:
    """The hub's own hardware; None where everything is an existing entity."""
    match entry.data[CONF_KIND]:
        case const.KIND_DEMO:

            def load() -> Hardware:
                from .hardware.demo.garden import DemoGarden  # noqa: PLC0415

                return DemoGarden(garden_path(hass, entry), clock, entry.data[CONF_SEED])

        case _:
            return None
    return await hass.async_add_import_executor_job(load)
