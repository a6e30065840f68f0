"""What devices say of themselves: where they are, and that they want other credentials."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, override

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentry,
    ConfigSubentryData,
)
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_USERNAME
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import SelectOptionDict, SelectSelector, SelectSelectorConfig, SelectSelectorMode
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
import voluptuous as vol

from .const import CONF_KIND, KIND_HTTP
from .hardware.http import Hint, Identified, Reason, from_zeroconf, try_out
from .http_access import (
    CONF_DRIVER,
    CONF_SETTINGS,
    HTTP_DEVICE,
    async_identify,
    credential_fields,
    device_data,
    is_other,
    known_device,
    with_credentials,
)
from .kinds import MODELS
from .names import free_name, titles_of

CONF_HUB, NEW = "hub", "new"
ESPHOME, JSON = "esphome", "json"
HTTP_PORT = 80


class DiscoverySteps(ConfigFlow):
    """The steps of a flow that a device began."""

    _hint: Hint
    _settings: Mapping[str, Any]
    _found: Identified | None = None
    _device_id: str

    # --- a device announces itself ------------------------------------------------------------------

    @override
    async def async_step_zeroconf(self, discovery_info: ZeroconfServiceInfo) -> ConfigFlowResult:
        """Hear of a device: follow one that is known, offer one that isn't."""
        hint = from_zeroconf(discovery_info.properties, discovery_info.host, discovery_info.type, discovery_info.name)
        if hint is None:
            return self.async_abort(reason="not_supported")
        self._hint, self._settings = hint, _where(hint, discovery_info.port)
        if self._follow(hint.driver, hint.unique_id):
            return self.async_abort(reason="already_configured")
        if hint.unique_id:
            # A device may announce itself more than once, under several types.
            await self._claim(hint.unique_id)
        found = await async_identify(self.hass, self._settings)
        if isinstance(found, Identified):
            return await self._offer(found)
        if found is not Reason.NOT_AUTHORIZED:
            return self.async_abort(reason="cannot_connect")
        await self._claim(hint.unique_id or f"{hint.driver}:{hint.host}")
        self.context["title_placeholders"] = {"name": hint.name}
        return await self.async_step_discovered()

    async def _offer(self, found: Identified) -> ConfigFlowResult:
        found = replace(found, unique_id=found.unique_id or self._hint.unique_id)
        if not found.channels:
            return self.async_abort(reason="not_supported")
        if self._follow(found.driver, found.unique_id):
            return self.async_abort(reason="already_configured")
        await self._claim(found.unique_id or f"{found.driver}:{self._hint.host}")
        self._found = found
        self.context["title_placeholders"] = {"name": found.name}
        return await self.async_step_discovered()

    async def async_step_discovered(self, user_input: Mapping[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether the device is wanted, and where."""
        error = None
        if user_input is not None:
            settings, hub = with_credentials(self._settings, user_input), user_input.get(CONF_HUB, NEW)
            # The form may have been open for days.
            found = await async_identify(self.hass, settings)
            if isinstance(found, Reason):
                error = f"device_{found}"
                if found is Reason.NOT_AUTHORIZED:
                    self._found = None
            elif self._found and self._who(found) != self._who(self._found):
                error = f"device_{Reason.UNKNOWN_DEVICE}"
            elif hub not in (NEW, *(entry.entry_id for entry in self._hubs())):
                error = "hub_gone"
            else:
                return await self._add(found, settings, hub)
        fields: dict[Any, Any] = {}
        if hubs := self._hubs():
            options = [SelectOptionDict(value=entry.entry_id, label=entry.title) for entry in hubs]
            options.append(SelectOptionDict(value=NEW, label=MODELS[KIND_HTTP]))
            choice = SelectSelectorConfig(options=options, translation_key="hub", mode=SelectSelectorMode.LIST)
            fields[vol.Required(CONF_HUB, default=hubs[0].entry_id)] = SelectSelector(choice)
        if self._found is None:
            fields |= credential_fields()
        if not fields:
            self._set_confirm_only()
        told = {"name": self._found.name, "model": self._found.model} if self._found else {"name": self._hint.name}
        return self.async_show_form(
            step_id="discovered",
            data_schema=vol.Schema(fields),
            errors={"base": error} if error else {},
            description_placeholders={"model": self._hint.driver, "host": self._hint.host, **told},
        )

    def _who(self, found: Identified) -> tuple[str, str | None]:
        """Who a device is, by what it says or by what it announced."""
        return found.driver, found.unique_id or self._hint.unique_id

    async def _add(self, found: Identified, settings: Mapping[str, Any], hub: str) -> ConfigFlowResult:
        found = replace(found, unique_id=found.unique_id or self._hint.unique_id)
        if self._follow(found.driver, found.unique_id):
            return self.async_abort(reason="already_configured")
        if not found.channels:
            return self.async_abort(reason="not_supported")
        data = device_data(found.driver, settings, found.channels)
        entry = next((entry for entry in self._hubs() if entry.entry_id == hub), None)
        if entry:
            title = free_name(found.name, titles_of(entry, HTTP_DEVICE))
            device = ConfigSubentry(
                data=MappingProxyType(data), subentry_type=HTTP_DEVICE, title=title, unique_id=found.unique_id
            )
            self.hass.config_entries.async_add_subentry(entry, device)
            return self.async_abort(reason="device_added", description_placeholders={"name": title, "hub": entry.title})
        # The id was the device's; a hub holds many.
        await self.async_set_unique_id(None)
        title = free_name(MODELS[KIND_HTTP], {entry.title for entry in self._async_current_entries()})
        first = ConfigSubentryData(
            data=data, subentry_type=HTTP_DEVICE, title=free_name(found.name, ()), unique_id=found.unique_id
        )
        return self.async_create_entry(title=title, data={CONF_KIND: KIND_HTTP}, subentries=[first])

    def _follow(self, driver: str, unique_id: str | None) -> bool:
        """Whether a hub has the device already; if it is elsewhere now, it is looked for there from now on."""
        known = known_device(self.hass, driver, unique_id, self._settings)
        if known is None:
            return False
        entry, device = known
        before = device.data[CONF_SETTINGS]
        forgotten = {CONF_HOST} if driver == ESPHOME else {CONF_HOST, CONF_PORT}
        kept = {key: value for key, value in before.items() if key not in forgotten}
        if (after := {**self._settings, **kept}) != before:
            data = {**device.data, CONF_SETTINGS: after}
            self.hass.config_entries.async_update_subentry(entry, device, data=data)
        return True

    async def _claim(self, unique_id: str) -> None:
        """Let no other flow be about this device; who doesn't want it is asked no more."""
        if unique_id != self.unique_id:
            await self.async_set_unique_id(unique_id)
            self._abort_if_unique_id_configured()

    def _hubs(self) -> list[ConfigEntry]:
        entries = self._async_current_entries(include_ignore=False)
        return [entry for entry in entries if entry.data[CONF_KIND] == KIND_HTTP and not entry.disabled_by]

    # --- a device wants other credentials -----------------------------------------------------------

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Hear that a device no longer takes what it was given."""
        self._device_id = entry_data["device_id"]
        if device := self._device():
            self.context["title_placeholders"] = {"name": device.title}
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: Mapping[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the device's new credentials, and try them."""
        if (device := self._device()) is None:
            return self.async_abort(reason="device_gone")
        settings, error = device.data[CONF_SETTINGS], None
        if user_input is not None:
            settings = with_credentials(settings, user_input)
            error = await self._refused(device, settings)
            if error is None:
                data = {**device.data, CONF_SETTINGS: settings}
                self.hass.config_entries.async_update_subentry(self._get_reauth_entry(), device, data=data)
                return self.async_abort(reason="reauth_successful")
        shown = {CONF_USERNAME: settings[CONF_USERNAME]} if CONF_USERNAME in settings else {}
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(credential_fields()), shown),
            errors={"base": error} if error else {},
            description_placeholders={"name": device.title},
        )

    def _device(self) -> ConfigSubentry | None:
        device = self._get_reauth_entry().subentries.get(self._device_id)
        return device if device and device.subentry_type == HTTP_DEVICE else None

    async def _refused(self, device: ConfigSubentry, settings: Mapping[str, Any]) -> str | None:
        """Why a device can't be used with these settings, if so."""
        if device.data[CONF_DRIVER] == JSON:
            tried = await try_out(async_get_clientsession(self.hass), settings)
            reasons = [each.reason for each in tried.values()]
            locked = Reason.NOT_AUTHORIZED in reasons
            return f"device_{Reason.NOT_AUTHORIZED if locked else reasons[0]}" if locked or all(reasons) else None
        found = await async_identify(self.hass, settings)
        if isinstance(found, Reason):
            return f"device_{found}"
        return "other_device" if is_other(device, found) else None


def _where(hint: Hint, port: int | None) -> dict[str, Any]:
    """How the device that announced itself is reached; ESPHome tells the port of something else."""
    usual = hint.driver == ESPHOME or port in (None, HTTP_PORT)
    return {CONF_HOST: hint.host} if usual else {CONF_HOST: hint.host, CONF_PORT: port}
