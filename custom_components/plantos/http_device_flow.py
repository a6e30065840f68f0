"""Adding a device that answers HTTP: where it is, who it is, what its channels are good for."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowResult
from homeassistant.const import CONF_HOST, CONF_NAME, CONF_PORT
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import voluptuous as vol

from .domain.readings import Measure
from .fields import number
from .hardware.devices import Channel, Role
from .hardware.http import Identified, Reason
from .http_access import (
    CONF_CHANNELS,
    CONF_DRIVER,
    CONF_FORGET,
    CONF_SETTINGS,
    HTTP_DEVICE,
    async_identify,
    credential_fields,
    device_data,
    forget_field,
    is_other,
    known_device,
    same_place,
    with_credentials,
    without_credentials,
)
from .json_device_flow import JSON, JsonSteps
from .names import free_name, name_error, titles_of

MOISTURE, LEAK = "moisture", "leak"
WHERE = (CONF_HOST, CONF_PORT)


class HttpDeviceFlow(JsonSteps):
    """Add or change a device, step by step; nothing is kept before the last one."""

    _found: Identified

    async def async_step_user(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose between a device that PlantOS knows and one to be described."""
        return self.async_show_menu(step_id="user", menu_options=["host", "json"])

    async def async_step_reconfigure(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Begin with what is known of an old device."""
        data = self._get_reconfigure_subentry().data
        self._settings = dict(data[CONF_SETTINGS])
        return await (self._change_json() if data[CONF_DRIVER] == JSON else self.async_step_host())

    # --- who it is ----------------------------------------------------------------------------------

    async def async_step_host(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Say where the device is."""
        error = None
        if user_input is not None:
            port = {CONF_PORT: int(user_input[CONF_PORT])} if CONF_PORT in user_input else {}
            place = {CONF_HOST: user_input[CONF_HOST].strip(), **port}
            error = await self._look_at(place, forget=user_input.get(CONF_FORGET, False))
            if error is None:
                return await self.async_step_channels()
            if error == Reason.NOT_AUTHORIZED:
                return await self.async_step_credentials()
        schema = vol.Schema(
            {
                vol.Required(CONF_HOST): TextSelector(),
                vol.Optional(CONF_PORT): number(1, 65_535, None, whole=True),
                **forget_field(self._known),
            }
        )
        return self.async_show_form(
            step_id="host",
            data_schema=self.add_suggested_values_to_schema(schema, user_input or self._settings),
            errors={CONF_HOST: error} if error else {},
            last_step=False,
        )

    async def async_step_credentials(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Prove who asks, to a device that wants to know."""
        error = None
        if user_input is not None:
            self._settings = with_credentials(self._settings, user_input)
            error = self._judge(await async_identify(self.hass, self._settings))
            if error is None:
                return await self.async_step_channels()
        schema = vol.Schema(credential_fields())
        shown = {key: value for key, value in self._settings.items() if key == "username"}
        return self.async_show_form(
            step_id="credentials",
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors={"base": error} if error else {},
            description_placeholders={"host": self._settings[CONF_HOST]},
            last_step=False,
        )

    async def _look_at(self, place: Mapping[str, Any], *, forget: bool) -> str | None:
        """Find out who answers at a place; what is wrong with it, if anything.

        What an old device was told to prove who asks is for itself: who answers elsewhere has to be the same.
        """
        known = {key: value for key, value in self._known.items() if key not in WHERE}
        here = not forget and same_place(place, self._known)
        self._settings = {**place, **(known if here else without_credentials(known))}
        found = await async_identify(self.hass, self._settings)
        if known and not (here or forget or isinstance(found, Reason)):
            itself = found.unique_id and found.unique_id == self._get_reconfigure_subentry().unique_id
            self._settings = {**place, **known} if itself else self._settings
        return self._judge(found)

    def _judge(self, found: Identified | Reason) -> str | None:
        """What is wrong with what answers, if anything."""
        if isinstance(found, Reason):
            return found
        if self.source == SOURCE_RECONFIGURE and is_other(self._get_reconfigure_subentry(), found):
            return "other_device"
        self._found = found
        if self._is_known():
            return "already_configured"
        return None if self._channels() else "no_channels"

    def _is_known(self) -> bool:
        """Whether the device is in a hub already."""
        found = self._found
        return known_device(self.hass, found.driver, found.unique_id, self._settings, self._own_id()) is not None

    @property
    def _known(self) -> Mapping[str, Any]:
        """The settings of an old device."""
        return self._get_reconfigure_subentry().data[CONF_SETTINGS] if self.source == SOURCE_RECONFIGURE else {}

    # --- what it is good for ------------------------------------------------------------------------

    async def async_step_channels(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Name the device, and put right what couldn't be known of its channels."""
        channels, errors = self._channels(), dict[str, str]()
        if user_input is not None:
            before, channels = channels, corrected(channels, user_input)
            name = user_input[CONF_NAME].strip()
            changed = {key for key in self._used() if before.get(key) != channels.get(key)}
            errors = {
                field: "still_used"
                for field, choices in ((MOISTURE, percents(before)), (LEAK, switches(before)))
                if changed & choices.keys()
            }
            if error := name_error(name, titles_of(self._get_entry(), HTTP_DEVICE, self._own_id())):
                errors[CONF_NAME] = error
            if self._is_known():
                # Another flow was quicker.
                return self.async_abort(reason="already_configured")
            if not errors:
                data = device_data(self._found.driver, self._settings, channels)
                return self._keep(name, data, self._found.unique_id)
        fields: dict[Any, Any] = {vol.Required(CONF_NAME): TextSelector()}
        shown: dict[str, Any] = {CONF_NAME: user_input[CONF_NAME] if user_input else self._wished_name()}
        for field, choices in ((MOISTURE, percents(channels)), (LEAK, switches(channels))):
            if choices:
                fields[vol.Optional(field)] = _several(choices)
                shown[field] = [key for key, channel in choices.items() if field in (channel.measure, channel.role)]
        return self.async_show_form(
            step_id="channels",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(fields), shown),
            errors=errors,
            description_placeholders={
                "model": self._found.model,
                "channels": ", ".join(channel.name or key for key, channel in channels.items()),
            },
        )

    def _channels(self) -> dict[str, Channel]:
        """What the device has; of an old one also what it had, as long as something hangs on it."""
        if self.source != SOURCE_RECONFIGURE:
            return self._found.channels
        used = self._used()
        known = {
            key: Channel.model_validate(channel)
            for key, channel in self._get_reconfigure_subentry().data[CONF_CHANNELS].items()
            if key in self._found.channels or key in used
        }
        return known | {key: channel for key, channel in self._found.channels.items() if key not in known}

    def _wished_name(self) -> str:
        if self.source == SOURCE_RECONFIGURE:
            return self._get_reconfigure_subentry().title
        return free_name(self._found.name, titles_of(self._get_entry(), HTTP_DEVICE))


def percents(channels: Mapping[str, Channel]) -> dict[str, Channel]:
    """The probes in %: of the air or of the soil, which nobody but their owner knows."""
    return {
        key: channel
        for key, channel in channels.items()
        if channel.measure in (Measure.MOISTURE, Measure.HUMIDITY) and not channel.raw
    }


def switches(channels: Mapping[str, Channel]) -> dict[str, Channel]:
    """What is on or off: the float switch of a tank, or a leak probe."""
    return {
        key: channel
        for key, channel in channels.items()
        if channel.role is Role.LEAK or (channel.role is Role.TANK and channel.unit is None)
    }


def corrected(channels: Mapping[str, Channel], answer: Mapping[str, Any]) -> dict[str, Channel]:
    """The channels as their owner knows them."""
    moist, wet = answer.get(MOISTURE, ()), answer.get(LEAK, ())
    changes = {key: {"measure": Measure.MOISTURE if key in moist else Measure.HUMIDITY} for key in percents(channels)}
    roles = {key: {"role": Role.LEAK if key in wet else Role.TANK} for key in switches(channels)}
    return {key: channel.model_copy(update=(changes | roles).get(key)) for key, channel in channels.items()}


def _several(channels: Mapping[str, Channel]) -> SelectSelector:
    options = [SelectOptionDict(value=key, label=channel.name or key) for key, channel in channels.items()]
    return SelectSelector(SelectSelectorConfig(options=options, multiple=True, mode=SelectSelectorMode.LIST))
