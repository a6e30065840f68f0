"""One part of a device that answers JSON: how it is described, and what that makes of it."""

from collections.abc import Collection, Mapping
from typing import Any

from homeassistant.const import CONF_NAME, CONF_URL, PERCENTAGE, UnitOfTemperature
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from pydantic import ValidationError
import voluptuous as vol

from .domain.flow import RATE_UNITS, VOLUME_UNITS
from .domain.readings import UNITS, Measure
from .hardware.devices import Channel, Role
from .hardware.http import JsonSettings
from .http_access import CONF_CHANNELS, CONF_SETTINGS

RAW = "raw"
METHODS = ("GET", "POST", "PUT", "PATCH")
# The units in which each role can tell something; None is none at all.
TEMPERATURE_UNITS = (UnitOfTemperature.CELSIUS, UnitOfTemperature.FAHRENHEIT)
LEVEL_UNITS = (PERCENTAGE, *VOLUME_UNITS)
METER_UNITS = (*VOLUME_UNITS, *RATE_UNITS)
ALL_UNITS = list(dict.fromkeys((*TEMPERATURE_UNITS, *LEVEL_UNITS, *METER_UNITS)))
REQUESTS = ("on", "off")


def part_fields() -> dict[Any, Any]:
    """Everything that a part may need."""

    def one_of(options: list[str]) -> SelectSelector:
        return SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN))

    return {
        vol.Required("role", default=Role.PROBE): SelectSelector(
            SelectSelectorConfig(options=list(Role), translation_key="role", mode=SelectSelectorMode.DROPDOWN)
        ),
        vol.Required(CONF_NAME): TextSelector(),
        vol.Required("path"): TextSelector(),
        vol.Optional("measure"): SelectSelector(
            SelectSelectorConfig(
                options=[*Measure, RAW], translation_key="probe_measure", mode=SelectSelectorMode.DROPDOWN
            )
        ),
        vol.Optional("unit"): one_of(ALL_UNITS),
        vol.Optional("state_url"): web_address(),
        vol.Optional("on_url"): web_address(),
        vol.Optional("on_body"): TextSelector(),
        vol.Optional("off_url"): web_address(),
        vol.Optional("off_body"): TextSelector(),
        vol.Required("method", default=METHODS[0]): one_of(list(METHODS)),
    }


def channel_of(answer: Mapping[str, Any]) -> Channel:
    """What a channel is good for."""
    role, name = Role(answer["role"]), answer[CONF_NAME]
    if role is Role.PROBE:
        if answer["measure"] == RAW:
            return Channel(role=role, name=name, raw=True)
        measure = Measure(answer["measure"])
        unit = answer.get("unit", UNITS[measure]) if measure is Measure.TEMPERATURE else UNITS[measure]
        return Channel(role=role, name=name, measure=measure, unit=unit)
    return Channel(role=role, name=name, unit=answer.get("unit") if role in (Role.TANK, Role.FLOW_METER) else None)


def part_errors(answer: Mapping[str, Any], others: Collection[str]) -> dict[str, str]:
    """What is wrong with a part, by field."""
    errors: dict[str, str] = {}
    role, unit = answer["role"], answer.get("unit")
    if not answer[CONF_NAME]:
        errors[CONF_NAME] = "name_missing"
    elif answer[CONF_NAME] in others:
        errors[CONF_NAME] = "channel_name_in_use"
    if role == Role.PROBE:
        if "measure" not in answer:
            errors["measure"] = "measure_missing"
        elif answer["measure"] == Measure.TEMPERATURE and unit not in (None, *TEMPERATURE_UNITS):
            errors["unit"] = "temperature_unit"
    elif role == Role.TANK and unit not in (None, *LEVEL_UNITS):
        errors["unit"] = "tank_unit"
    elif role == Role.FLOW_METER and unit not in METER_UNITS:
        errors["unit"] = "meter_unit"
    if role == Role.OUTLET:
        errors |= {key: "on_and_off" for key in ("on_url", "off_url") if not answer.get(key)}
    return _request_errors(answer) | errors


def _request_errors(answer: Mapping[str, Any]) -> dict[str, str]:
    try:
        JsonSettings.model_validate({CONF_URL: "http://unused/", CONF_CHANNELS: {"new": asked_of(answer)}})
    except ValidationError as error:
        # Each lies under channels, new, and either path or a request's part.
        places = [[str(part) for part in detail["loc"][2:]] for detail in error.errors()]
        return {
            "path" if place[:1] == ["path"] else f"{place[0]}_url": "bad_path" if place[:1] == ["path"] else "bad_url"
            for place in places
            if place
        }
    return {}


def asked_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """How a channel is read and turned."""
    asked: dict[str, Any] = {"path": answer["path"]}
    if answer.get("state_url"):
        asked["state"] = {"url": answer["state_url"]}
    if answer["role"] == Role.OUTLET:
        for which in REQUESTS:
            if answer.get(f"{which}_url"):
                asked[which] = {"url": answer[f"{which}_url"], "method": answer["method"]}
                if answer.get(f"{which}_body"):
                    asked[which]["body"] = answer[f"{which}_body"]
    return asked


def parts_of(data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What was once said of each part of a device, by its key."""
    asked = data[CONF_SETTINGS][CONF_CHANNELS]
    channels = {key: Channel.model_validate(channel) for key, channel in data[CONF_CHANNELS].items()}
    return {key: _answer(channel.name or key, channel, asked[key]) for key, channel in channels.items()}


def _answer(name: str, channel: Channel, asked: Mapping[str, Any]) -> dict[str, Any]:
    requests = {
        f"{which}_{part}": asked[which].get(part) for which in REQUESTS if which in asked for part in ("url", "body")
    }
    answer = {
        "role": channel.role,
        CONF_NAME: name,
        "path": asked["path"],
        "measure": RAW if channel.raw else channel.measure,
        "unit": channel.unit,
        "state_url": asked.get("state", {}).get("url"),
        "method": asked.get("on", {}).get("method", METHODS[0]),
        **requests,
    }
    return {key: value for key, value in answer.items() if value is not None}


def other_use(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Where a part is said to be good for something else than before."""
    old, new = channel_of(before), channel_of(after)
    if old.role is not new.role:
        return ["role"]
    return ["measure"] if (old.measure, old.raw) != (new.measure, new.raw) else []


def web_address() -> TextSelector:
    """A field for an address on the web."""
    return TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
