"""What Home Assistant's backups need of PlantOS: a ledger whose file nobody changes while it is copied."""

from homeassistant.core import HomeAssistant

from . import DATA_LEDGER
from .const import LOGGER
from .watering.ledger_file import LedgerError


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Have the ledger's file whole and still."""
    await _keep_still(hass, still=True)


async def async_post_backup(hass: HomeAssistant) -> None:
    """Let the file be written again."""
    await _keep_still(hass, still=False)


async def _keep_still(hass: HomeAssistant, *, still: bool) -> None:
    try:
        await hass.data[DATA_LEDGER].keep_still(still=still)
    except LedgerError as error:
        # A ledger that can't be used must not keep all else from being saved.
        LOGGER.warning("The ledger is saved as it is, since it can't be used: %s", error)
