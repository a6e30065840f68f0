"""Names of hubs and their devices: whether one will do, and one that nobody has yet."""

from collections.abc import Collection

from homeassistant.config_entries import ConfigEntry

LONGEST_NAME = 80
# Room for the number that tells a name from others like it.
_NUMBER = 5
# What is called nothing by itself.
_NAMELESS = "Device"


def name_error(name: str, taken: Collection[str]) -> str | None:
    """What is wrong with a name, if anything."""
    if not name:
        return "name_missing"
    if len(name) > LONGEST_NAME:
        return "name_too_long"
    return "name_in_use" if name in taken else None


def free_name(wish: str, taken: Collection[str]) -> str:
    """A name like the one that was wished for, and that nobody has."""
    wish = wish.strip()[: LONGEST_NAME - _NUMBER] or _NAMELESS
    names = (wish if count == 1 else f"{wish} {count}" for count in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def titles_of(entry: ConfigEntry, subentry_type: str, but: str | None = None) -> set[str]:
    """The names of a hub's plants, supplies or devices; not of the one that asks."""
    others = entry.get_subentries_of_type(subentry_type)
    return {subentry.title for subentry in others if subentry.subentry_id != but}
