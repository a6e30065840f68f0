"""A hub's config entry, brought from the form an earlier version of PlantOS gave it to the one of this version.

The ledger's tables have steps of their own, in `watering/schema.py`.
"""

from collections.abc import Callable

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .issues import refuse_settings

# Each step brings an entry from the minor version of its place in the tuple, counted from 1, to the next one; a field
# that is only added needs none. Home Assistant refuses a later major version without a word of ours, so that stays 1.
STEPS: tuple[Callable[[HomeAssistant, ConfigEntry], None], ...] = ()
MINOR_VERSION = 1 + len(STEPS)


@callback
def migrate(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Bring an entry to this version step by step. Raises ConfigEntryError where a later version wrote it.

    That one isn't guessed at: it may hold limits that this version doesn't know.
    """
    if entry.minor_version > MINOR_VERSION:
        later = f"written by a later version (1.{entry.minor_version}, known is 1.{MINOR_VERSION})"
        refuse_settings(hass, entry, later)
    for number, step in enumerate(STEPS[entry.minor_version - 1 :], entry.minor_version + 1):
        step(hass, entry)
        hass.config_entries.async_update_entry(entry, minor_version=number)
