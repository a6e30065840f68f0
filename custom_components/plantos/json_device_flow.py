"""Describing a device that answers JSON: what is asked of it, and where in the answer a value is."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME, CONF_URL, CONF_USERNAME
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
from homeassistant.helpers.translation import async_get_translations, async_translate_state
from homeassistant.util import slugify
from pydantic import ValidationError
import voluptuous as vol
from yarl import URL

from .channels import used_channels
from .const import DOMAIN
from .hardware.http import JsonSettings, Tried, try_out
from .http_access import (
    CONF_CHANNELS,
    HTTP_DEVICE,
    credential_fields,
    device_data,
    forget_field,
    with_credentials,
    without_credentials,
)
from .json_parts import asked_of, channel_of, other_use, part_errors, part_fields, parts_of, web_address
from .names import name_error, titles_of

JSON = "json"
ANOTHER, PART, REMOVE = "another", "part", "remove"
# No part has such a key.
NEW_PART = "new-part"
# For people `{seconds}` is a word of the form, for translations it would be a gap to fill.
SECONDS = {"seconds": "{seconds}"}


class JsonSteps(ConfigSubentryFlow):
    """The steps in which a device is described by its owner."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._settings: dict[str, Any] = {}
        self._name = ""
        self._parts: dict[str, dict[str, Any]] = {}
        # The part that is described now, None for a new one; whether it was chosen from the list of all.
        self._part: str | None = None
        self._chosen = False

    async def _change_json(self) -> SubentryFlowResult:
        """Begin with what is known of an old device."""
        device = self._get_reconfigure_subentry()
        self._name, self._parts = device.title, parts_of(device.data)
        return await self.async_step_json()

    async def async_step_json(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Say where the device answers."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._name, url = user_input[CONF_NAME].strip(), user_input[CONF_URL].strip()
            errors = _url_errors(url)
            if error := name_error(self._name, titles_of(self._get_entry(), HTTP_DEVICE, self._own_id())):
                errors[CONF_NAME] = error
            if not errors:
                known = self._settings
                if CONF_URL in known and URL(known[CONF_URL]).origin() != URL(url).origin():
                    # Nobody else may hear what was meant for the old host.
                    known = without_credentials(known)
                self._settings = with_credentials(known, user_input) | {CONF_URL: url}
                return await (self.async_step_json_parts() if self._parts else self.async_step_json_channel())
        fields: dict[Any, Any] = {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Required(CONF_URL): web_address(),
            **credential_fields(),
            **forget_field(self._settings),
        }
        now = self._settings if user_input is None else user_input
        shown = {key: now[key] for key in (CONF_URL, CONF_USERNAME) if key in now}
        return self.async_show_form(
            step_id="json",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(fields), {CONF_NAME: self._name} | shown),
            errors=errors,
            last_step=False,
        )

    async def async_step_json_parts(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose a part to change, a new one, or none any more."""
        if user_input is not None:
            chosen = user_input.get(PART)
            if chosen is None:
                return await self.async_step_json_tried()
            self._part, self._chosen = None if chosen == NEW_PART else chosen, True
            return await self.async_step_json_channel()
        options = [SelectOptionDict(value=key, label=part[CONF_NAME]) for key, part in self._parts.items()]
        options.append(SelectOptionDict(value=NEW_PART, label="+"))
        config = SelectSelectorConfig(options=options, translation_key="part", mode=SelectSelectorMode.DROPDOWN)
        schema = vol.Schema({vol.Optional(PART): SelectSelector(config)})
        return self.async_show_form(step_id="json_parts", data_schema=schema, last_step=False)

    async def async_step_json_channel(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Describe one thing that the device measures or turns."""
        errors: dict[str, str] = {}
        answer: Mapping[str, Any] = self._parts.get(self._part or "", {})
        if user_input is not None:
            answer = {key: value.strip() if isinstance(value, str) else value for key, value in user_input.items()}
            said = {key: value for key, value in answer.items() if key not in (ANOTHER, REMOVE)}
            errors = self._removal_errors() if answer.get(REMOVE) else self._part_errors(said)
            if not errors:
                if answer.get(REMOVE):
                    del self._parts[self._part or ""]
                else:
                    self._parts[self._part or self._new_key(said[CONF_NAME])] = said
                if self._chosen:
                    return await self.async_step_json_parts()
                return await (self.async_step_json_channel() if answer[ANOTHER] else self.async_step_json_tried())
        fields = part_fields()
        if not self._chosen:
            fields[vol.Required(ANOTHER, default=False)] = BooleanSelector()
        elif self._part:
            fields[vol.Required(REMOVE, default=False)] = BooleanSelector()
        number = list(self._parts).index(self._part) if self._part else len(self._parts)
        return self.async_show_form(
            step_id="json_channel",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(fields), answer),
            errors=errors,
            description_placeholders={"number": str(number + 1), **SECONDS},
            last_step=False,
        )

    async def async_step_json_tried(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Read everything once, and show what came of it."""
        if user_input is not None:
            return self._keep_json()
        self._settings[CONF_CHANNELS] = {key: asked_of(part) for key, part in self._parts.items()}
        tried = await try_out(async_get_clientsession(self.hass), self._settings)
        told = {"values": await self._told(tried)}
        if any(each.reason for each in tried.values()):
            return self.async_show_menu(
                step_id="json_failed",
                menu_options=["json_parts", "json", "json_keep"],
                description_placeholders=told,
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

    def _removal_errors(self) -> dict[str, str]:
        """Why a part can't go, if so."""
        if self._part in self._used():
            return {REMOVE: "still_used"}
        return {} if len(self._parts) > 1 else {REMOVE: "no_channels"}

    def _part_errors(self, answer: Mapping[str, Any]) -> dict[str, str]:
        """What is wrong with what was said of a part."""
        errors = part_errors(answer, [part[CONF_NAME] for key, part in self._parts.items() if key != self._part])
        if self._part and self._part in self._used() and not errors:
            errors = dict.fromkeys(other_use(self._parts[self._part], answer), "still_used")
        return errors

    def _used(self) -> set[str]:
        """The parts that plants and supplies hang on."""
        own_id = self._own_id()
        return set() if own_id is None else used_channels(self._get_entry(), own_id)

    def _keep_json(self) -> SubentryFlowResult:
        channels = {key: channel_of(part) for key, part in self._parts.items()}
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

    def _new_key(self, name: str) -> str:
        """A key for a new part; names that differ only in their signs get a number."""
        wish = slugify(name)
        keys = (wish if count == 1 else f"{wish}_{count}" for count in range(1, len(self._parts) + 2))
        return next(key for key in keys if key not in self._parts)

    async def _told(self, tried: Mapping[str, Tried]) -> str:
        """What each part said, or why it said nothing, in the language of this Home Assistant."""
        language = self.hass.config.language
        texts = await async_get_translations(self.hass, language, "config_subentries", [DOMAIN])
        return "\n".join(f"- {self._parts[key][CONF_NAME]}: {self._value(each, texts)}" for key, each in tried.items())

    def _value(self, tried: Tried, texts: Mapping[str, str]) -> str:
        if tried.reason:
            return texts[f"component.{DOMAIN}.config_subentries.{HTTP_DEVICE}.error.{tried.reason}"]
        if isinstance(tried.value, bool):
            return async_translate_state(self.hass, "on" if tried.value else "off", "switch", None, None, None)
        return f"{tried.value:g}"


def _url_errors(url: str) -> dict[str, str]:
    try:
        JsonSettings.model_validate({CONF_URL: url, CONF_CHANNELS: {"any": {"path": "$"}}})
    except ValidationError:
        return {CONF_URL: "bad_url"}
    return {}
