"""PlantOS: the plant device that owns a verified watering run."""

from typing import TYPE_CHECKING

from homeassistant.const import Platform
from homeassistant.core import HassJob, HomeAssistant
from homeassistant.helpers import config_validation as cv, device_registry as dr, issue_registry as ir
from homeassistant.helpers.entity_platform import async_get_platforms
from homeassistant.helpers.typing import ConfigType
from homeassistant.setup import async_when_setup
from homeassistant.util.hass_dict import HassKey
from pydantic import ValidationError

from .cards import async_setup_cards
from .const import CONF_KIND, DOMAIN, LOGGER
from .coordinator import PlantosConfigEntry, PlantosCoordinator
from .domain.plants import Plant
from .domain.reasons import reason
from .garden import garden_path, storage_path, wiring_of
from .hardware import HardwareError
from .hardware.devices import is_channel
from .issues import async_forget, raise_issue, refuse_settings
from .kinds import MODELS
from .migrations import migrate
from .notification_answers import hear_answers
from .resilience.turns import paced
from .sentences import faults, not_ready
from .services import async_setup_services
from .troubles import LEDGER_TROUBLES, ledger_trouble
from .watering.ledger import Ledger
from .watering.ledger_file import LedgerError
from .websocket import async_setup_websocket

if TYPE_CHECKING:
    from .assist import Listener

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CALENDAR,
    Platform.EVENT,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.TODO,
    Platform.VALVE,
]

DATA_LEDGER: HassKey[Ledger] = HassKey(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what all hubs share."""
    hass.data[DATA_LEDGER] = Ledger(storage_path(hass, "ledger.db"))
    async_setup_services(hass)
    async_setup_websocket(hass)
    async_setup_cards(hass)
    async_when_setup(hass, "conversation", _async_listen)
    return True


async def _async_listen(hass: HomeAssistant, _component: str) -> None:
    """Understand what people say, where they can say anything."""

    def load() -> type[Listener]:
        # What it hears by is there only with the conversation itself.
        from .assist import Listener  # noqa: PLC0415

        return Listener

    listener = await hass.async_add_import_executor_job(load)
    listener(hass).async_start()


async def async_migrate_entry(hass: HomeAssistant, entry: PlantosConfigEntry) -> None:
    """Bring a hub that an earlier version has set up to this one; a later version's is left as it is."""
    migrate(hass, entry)


async def async_setup_entry(hass: HomeAssistant, entry: PlantosConfigEntry) -> None:
    """Set up a hub: its outlets are closed before anything else happens."""
    if hass.is_stopping:
        # A reload that was under way: nobody would stop the hub again.
        raise not_ready(reason("hub_not_ready", hub=entry.title))
    try:
        coordinator = PlantosCoordinator(hass, entry, hass.data[DATA_LEDGER])
    except ValidationError as error:
        # Mostly it holds what only a later version knows.
        refuse_settings(hass, entry, faults(error))
    entry.async_on_unload(coordinator.async_stop)
    entry.async_on_unload(hass.async_add_shutdown_job(HassJob(coordinator.async_stop, "close PlantOS outlets")))
    try:
        await coordinator.async_start()
    except LedgerError as error:
        trouble = ledger_trouble(error)
        raise_issue(hass, entry.entry_id, trouble)
        raise not_ready(reason("failed_ledger", error=str(error))) from error
    except HardwareError as error:
        raise not_ready(reason("failed_hardware", error=str(error))) from error
    for kind in LEDGER_TROUBLES:
        ir.async_delete_issue(hass, DOMAIN, kind)
    entry.runtime_data = coordinator
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, entry.entry_id)},
        name=entry.title,
        manufacturer="PlantOS",
        model=MODELS[entry.data[CONF_KIND]],
        entry_type=dr.DeviceEntryType.SERVICE,
    )
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_on_unload(entry.add_update_listener(_async_updated))
    # What was changed meanwhile had nobody to tell.
    await _async_updated(hass, entry)
    entry.async_on_unload(hear_answers(coordinator))


async def async_unload_entry(hass: HomeAssistant, entry: PlantosConfigEntry) -> None:
    """Unload a hub: its outlets are closed before its entities go, which takes a while where there are many."""
    await entry.runtime_data.async_stop()
    # A platform that is unloaded removes all its entities in one go.
    for platform in async_get_platforms(hass, DOMAIN):
        if platform.config_entry is entry:
            async for entity in paced(list(platform.entities.values())):
                await entity.async_remove()
    await hass.config_entries.async_unload_platforms_or_raise(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: PlantosConfigEntry) -> None:
    """Forget a hub that its owner removed: its rows in the ledger and its demo garden."""
    # A hub that was disabled may be removed before any other was set up.
    ledger = hass.data.get(DATA_LEDGER) or Ledger(storage_path(hass, "ledger.db"))
    try:
        await ledger.open()
        try:
            await ledger.forget_hub(entry.entry_id)
        finally:
            await ledger.close()
    except LedgerError:
        LOGGER.exception("The history of %s couldn't be removed", entry.title)
    await hass.async_add_executor_job(lambda: garden_path(hass, entry).unlink(missing_ok=True))
    async_forget(hass)


async def _async_updated(hass: HomeAssistant, entry: PlantosConfigEntry) -> None:
    """Take up changed settings at once; set up anew only when probes, outlets or plants changed."""
    coordinator = entry.runtime_data
    if wiring_of(entry) == coordinator.wiring:
        coordinator.async_apply()
        return
    removed = {plant_id for plant_id, plant in coordinator.plants.items() if _is_gone(entry, plant)}
    if removed:
        # Nobody could stop what waters a plant that is no more, or through a device that is no more.
        stopping = coordinator.waterer.stop(removed)
        entry.async_create_background_task(hass, stopping, "stop what is no more")
    if coordinator.reloading:
        return
    coordinator.reloading = True
    coordinator.waterer.refuse()

    async def reload() -> None:
        # What is being watered ends first; the runs' own limits bound the wait.
        await coordinator.waterer.idle()
        # Where Home Assistant stops meanwhile, that has ended the run, and nobody would stop the hub again.
        if not coordinator.is_left:
            hass.config_entries.async_schedule_reload(entry.entry_id)

    entry.async_create_background_task(hass, reload(), "reload after the run")


def _is_gone(entry: PlantosConfigEntry, plant: Plant) -> bool:
    """Whether a plant was removed, its supply, or the device that its outlet or its supply's pump is a channel of."""
    supply = entry.runtime_data.supplies.get(plant.supply or "")
    outlets = (plant.outlet, supply.pump if supply else None)
    devices = {source.partition("/")[0] for source in outlets if source and is_channel(source)}
    parts = {plant.plant_id, plant.supply or plant.plant_id}
    return not parts | devices <= entry.subentries.keys()
