"""The channels of a hub's devices as forms offer them, beside the entities that could do the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import SelectOptionDict, SelectSelector, SelectSelectorConfig, SelectSelectorMode
import voluptuous as vol

from .domain.readings import Measure
from .domain.settings import WEATHER_SOURCES
from .garden import devices_of, plants_of, sources_of, supplies_of
from .hardware.devices import Channel, Role, is_channel, source

FIELD = "{}_channel"
ROLES = {
    "outlet": Role.OUTLET,
    "pump": Role.OUTLET,
    "tank": Role.TANK,
    "flow_meter": Role.FLOW_METER,
    "leak": Role.LEAK,
}


def channel_choice(entry: ConfigEntry, role: Role, measure: Measure | None = None, *, raw: bool = True) -> Any:
    """The hub's channels with this role, and who uses each; None where there is none to choose from."""
    users = sources_of(plants_of(entry), supplies_of(entry))
    names = {key: subentry.title for key, subentry in entry.subentries.items()}
    options = [
        SelectOptionDict(value=key, label=_label(device.name, name, channel, [names[u] for u, _ in users.get(key, ())]))
        for device in devices_of(entry).values()
        for name, channel in device.channels.items()
        if channel.role is role and _fits(channel, measure, raw=raw)
        for key in [source(device.device_id, name)]
    ]
    return SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN)) if options else None


def part_channels(entry: ConfigEntry, part: str) -> Any:
    """The hub's channels that can be this part of a plant or supply; a backup gives what it measures by itself."""
    if part in ROLES:
        return channel_choice(entry, ROLES[part])
    if part in WEATHER_SOURCES:
        return None
    measure, _, kind = part.rpartition("_")
    return channel_choice(entry, Role.PROBE, Measure(measure), raw=kind == "probe")


def channel_of(entry: ConfigEntry, source: str | None) -> Channel | None:
    """The channel that a source is; None for an entity, or where its device is gone."""
    device_id, _, name = (source or "").partition("/")
    device = devices_of(entry).get(device_id)
    return device.channels.get(name) if device else None


def has_channel(entry: ConfigEntry, source: str, part: str) -> bool:
    """Whether a source is a channel of the hub's devices that can be this part of a plant or supply."""
    if (channel := channel_of(entry, source)) is None:
        return False
    if part in ROLES:
        return channel.role is ROLES[part]
    measure, _, kind = part.rpartition("_")
    return channel.role is Role.PROBE and _fits(channel, Measure(measure), raw=kind == "probe")


def channel_label(entry: ConfigEntry, source: str) -> str:
    """What people call a channel: its device and its own name."""
    device_id, _, name = source.partition("/")
    device, channel = devices_of(entry).get(device_id), channel_of(entry, source)
    return _label(device.name, name, channel, ()) if device and channel else source


def used_channels(entry: ConfigEntry, device_id: str) -> set[str]:
    """The channels of a device that plants and supplies hang on."""
    begin = source(device_id, "")
    used = sources_of(plants_of(entry), supplies_of(entry))
    return {each.removeprefix(begin) for each in used if each.startswith(begin)}


def _fits(channel: Channel, measure: Measure | None, *, raw: bool) -> bool:
    if channel.raw:
        return raw and channel.measure in (None, measure)
    return channel.measure is measure


def _label(device: str, key: str, channel: Channel, users: Iterable[str]) -> str:
    label = f"{device} · {channel.name or key}"
    return f"{label} ({', '.join(dict.fromkeys(users))})" if users else label


def with_channels(fields: Mapping[Any, Any], choices: Mapping[str, Any]) -> dict[Any, Any]:
    """A form's fields, each with the channels that could stand in its place right behind it."""
    shown: dict[Any, Any] = {}
    for marker, selector in fields.items():
        shown[marker] = selector
        if choice := choices.get(str(marker)):
            shown[vol.Optional(FIELD.format(marker))] = choice
    return shown


def merged(answer: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What a form was filled with, channels in their parts' own places; and where two things were chosen for one."""
    chosen = {key: value for key, value in answer.items() if not key.endswith("_channel")}
    errors = {}
    for key, value in answer.items():
        if key.endswith("_channel"):
            part = key.removesuffix("_channel")
            if part in chosen:
                errors[key] = "one_of_two"
            chosen[part] = value
    return chosen, errors


def field_of(part: str, source: str | None) -> str:
    """The field in which a part's source was chosen."""
    return FIELD.format(part) if is_channel(source) else part


def split(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What a form shows of the sources it was filled with."""
    return {
        field_of(part, value) if isinstance(value, str) and part != CONF_NAME else part: value
        for part, value in shown.items()
    }
