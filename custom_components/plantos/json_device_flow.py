"""Describing a device that answers JSON: what is asked of it, and where in the answer a value is."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME, CONF_URL, CONF_USERNAME, PERCENTAGE, UnitOfTemperature
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.translation import async_get_translations, async_translate_state
from homeassistant.util import slugify
from pydantic import ValidationError
import voluptuous as vol

from .const import DOMAIN
from .domain.flow import RATE_UNITS, VOLUME_UNITS
from .domain.readings import UNITS, Measure
from .hardware.devices import Channel, Role
from .hardware.http import JsonSettings, Tried, try_out
from .http_access import CONF_CHANNELS, HTTP_DEVICE, credential_fields, device_data, with_credentials
from .names import name_error, titles_of

JSON = "json"
ANOTHER, RAW = "another", "raw"
METHODS = ("GET", "POST", "PUT", "PATCH")
# The units in which each role can tell something; None is none at all.
TEMPERATURE_UNITS = (UnitOfTemperature.CELSIUS, UnitOfTemperature.FAHRENHEIT)
LEVEL_UNITS = (PERCENTAGE, *VOLUME_UNITS)
METER_UNITS = (*VOLUME_UNITS, *RATE_UNITS)
ALL_UNITS = list(dict.fromkeys((*TEMPERATURE_UNITS, *LEVEL_UNITS, *METER_UNITS)))
# For people `{seconds}` is a word of the form, for translations it would be a gap to fill.
SECONDS = {"seconds": "{seconds}"}


class JsonSteps(ConfigSubentryFlow):
    """The steps in which a device is described by its owner."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._settings: dict[str, Any] = {}
        self._name = ""
        self._answers: list[dict[str, Any]] = []
        self._at = 0

    async def async_step_json(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Say where the device answers."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._name = user_input[CONF_NAME].strip()
            self._settings = with_credentials(self._settings, user_input) | {CONF_URL: user_input[CONF_URL].strip()}
            errors = _url_errors(self._settings[CONF_URL])
            if error := name_error(self._name, titles_of(self._get_entry(), HTTP_DEVICE, self._own_id())):
                errors[CONF_NAME] = error
            if not errors:
                if self.source == SOURCE_RECONFIGURE:
                    return await self.async_step_json_tried()
                self._at = 0
                return await self.async_step_json_channel()
        elif self.source == SOURCE_RECONFIGURE and not self._name:
            self._name = self._get_reconfigure_subentry().title
        fields: dict[Any, Any] = {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Required(CONF_URL): _web_address(),
            **credential_fields(),
        }
        shown = {key: self._settings[key] for key in (CONF_URL, CONF_USERNAME) if key in self._settings}
        return self.async_show_form(
            step_id="json",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(fields), {CONF_NAME: self._name} | shown),
            errors=errors,
            last_step=False,
        )

    async def async_step_json_channel(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Describe one thing that the device measures or turns."""
        errors: dict[str, str] = {}
        if user_input is not None:
            answer = {key: value.strip() if isinstance(value, str) else value for key, value in user_input.items()}
            # Those after it have been there before, and are shown again.
            self._answers[self._at : self._at + 1] = [answer]
            errors = channel_errors(answer, [each[CONF_NAME] for each in self._answers[: self._at]])
            if not errors:
                self._at += 1
                if not answer[ANOTHER]:
                    del self._answers[self._at :]
                return await (self.async_step_json_channel() if answer[ANOTHER] else self.async_step_json_tried())
        again = self._at < len(self._answers)
        return self.async_show_form(
            step_id="json_channel",
            data_schema=self.add_suggested_values_to_schema(channel_fields(), self._answers[self._at] if again else {}),
            errors=errors,
            description_placeholders={"number": str(self._at + 1), **SECONDS},
            last_step=False,
        )

    async def async_step_json_tried(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Read everything once, and show what came of it."""
        if user_input is not None:
            return self._keep_json()
        if self.source != SOURCE_RECONFIGURE:
            self._settings[CONF_CHANNELS] = {
                key: _asked(answer) for key, answer in zip(self._keys(), self._answers, strict=True)
            }
        tried = await try_out(async_get_clientsession(self.hass), self._settings)
        told = {"values": await self._told(tried)}
        if any(each.reason for each in tried.values()):
            return self.async_show_menu(
                step_id="json_failed", menu_options=["json", "json_keep"], description_placeholders=told
            )
        return self.async_show_form(
            step_id="json_tried", data_schema=vol.Schema({}), description_placeholders=told, last_step=True
        )

    async def async_step_json_failed(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Try once more; a menu leads on from here."""
        return await self.async_step_json_tried()

    async def async_step_json_keep(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Keep a device that couldn't be read."""
        return self._keep_json()

    # --- what comes of it ---------------------------------------------------------------------------

    def _keep_json(self) -> SubentryFlowResult:
        if self.source == SOURCE_RECONFIGURE:
            kept = self._get_reconfigure_subentry().data[CONF_CHANNELS]
            channels = {key: Channel.model_validate(channel) for key, channel in kept.items()}
        else:
            channels = {key: channel_of(answer) for key, answer in zip(self._keys(), self._answers, strict=True)}
        return self._keep(self._name, device_data(JSON, self._settings, channels), None)

    def _keep(self, name: str, data: Mapping[str, Any], unique_id: str | None) -> SubentryFlowResult:
        """Add the device, or change the old one; who it is stays known."""
        if self.source != SOURCE_RECONFIGURE:
            return self.async_create_entry(title=name, data=data, unique_id=unique_id)
        device = self._get_reconfigure_subentry()
        return self.async_update_and_abort(
            self._get_entry(), device, title=name, data=data, unique_id=unique_id or device.unique_id
        )

    def _own_id(self) -> str | None:
        return self._get_reconfigure_subentry().subentry_id if self.source == SOURCE_RECONFIGURE else None

    def _keys(self) -> list[str]:
        """A key for each channel; names that differ only in their signs get a number."""
        keys: list[str] = []
        for answer in self._answers:
            wish = slugify(answer[CONF_NAME])
            names = (wish if count == 1 else f"{wish}_{count}" for count in range(1, len(keys) + 2))
            keys.append(next(name for name in names if name not in keys))
        return keys

    async def _told(self, tried: Mapping[str, Tried]) -> str:
        """What each channel said, or why it said nothing, in the language of this Home Assistant."""
        language = self.hass.config.language
        texts = await async_get_translations(self.hass, language, "config_subentries", [DOMAIN])
        if self.source == SOURCE_RECONFIGURE:
            channels = self._get_reconfigure_subentry().data[CONF_CHANNELS]
            names = {key: channel.get(CONF_NAME, key) for key, channel in channels.items()}
        else:
            names = {key: answer[CONF_NAME] for key, answer in zip(self._keys(), self._answers, strict=True)}
        return "\n".join(f"- {names.get(key, key)}: {self._value(each, texts)}" for key, each in tried.items())

    def _value(self, tried: Tried, texts: Mapping[str, str]) -> str:
        if tried.reason:
            return texts[f"component.{DOMAIN}.config_subentries.{HTTP_DEVICE}.error.{tried.reason}"]
        if isinstance(tried.value, bool):
            return async_translate_state(self.hass, "on" if tried.value else "off", "switch", None, None, None)
        return f"{tried.value:g}"


# --- one channel ------------------------------------------------------------------------------------


def channel_fields() -> vol.Schema:
    """Everything that a channel may need."""

    def one_of(options: list[str]) -> SelectSelector:
        return SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN))

    return vol.Schema(
        {
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
            vol.Optional("state_url"): _web_address(),
            vol.Optional("on_url"): _web_address(),
            vol.Optional("on_body"): TextSelector(),
            vol.Optional("off_url"): _web_address(),
            vol.Optional("off_body"): TextSelector(),
            vol.Required("method", default=METHODS[0]): one_of(list(METHODS)),
            vol.Required(ANOTHER, default=False): BooleanSelector(),
        }
    )


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


def channel_errors(answer: Mapping[str, Any], others: list[str]) -> dict[str, str]:
    """What is wrong with a channel, by field."""
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
        JsonSettings.model_validate({CONF_URL: "http://unused/", CONF_CHANNELS: {"new": _asked(answer)}})
    except ValidationError as error:
        # Each lies under channels, new, and either path or a request's part.
        places = [[str(part) for part in detail["loc"][2:]] for detail in error.errors()]
        return {
            "path" if place[:1] == ["path"] else f"{place[0]}_url": "bad_path" if place[:1] == ["path"] else "bad_url"
            for place in places
            if place
        }
    return {}


def _asked(answer: Mapping[str, Any]) -> dict[str, Any]:
    """How a channel is read and turned."""
    asked: dict[str, Any] = {"path": answer["path"]}
    if answer.get("state_url"):
        asked["state"] = {"url": answer["state_url"]}
    if answer["role"] == Role.OUTLET:
        for which in ("on", "off"):
            if answer.get(f"{which}_url"):
                asked[which] = {"url": answer[f"{which}_url"], "method": answer["method"]}
                if answer.get(f"{which}_body"):
                    asked[which]["body"] = answer[f"{which}_body"]
    return asked


def _url_errors(url: str) -> dict[str, str]:
    try:
        JsonSettings.model_validate({CONF_URL: url, CONF_CHANNELS: {"any": {"path": "$"}}})
    except ValidationError:
        return {CONF_URL: "bad_url"}
    return {}


def _web_address() -> TextSelector:
    return TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
