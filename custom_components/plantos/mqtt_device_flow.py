"""Adding a device on the MQTT broker: a PlantOS node tells what it is, others are listened to and asked about."""

from collections.abc import Mapping
import re
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import voluptuous as vol

from .const import DOMAIN
from .domain.flow import RATE_UNITS, VOLUME_UNITS
from .domain.readings import Measure
from .hardware.devices import Channel, DeviceConfig, Role
from .mqtt_access import MQTT_DEVICE, TOPIC, async_finder, channels_of, device_at, device_data, dumped, with_news
from .names import name_error, titles_of

NODE = "plantos_node"
# What may stand in a topic, and behind a device's id.
KEY = re.compile(r"[^/+#\x00-\x1f]{1,100}")
UNITS = ("%", "°C", "°F", "lx", *VOLUME_UNITS, *RATE_UNITS)
# The units a channel may have by what it is good for; what isn't named here has none.
UNITS_OF = {
    Role.PROBE: {"%", "°C", "°F", "lx"},
    Role.TANK: {"%", *VOLUME_UNITS},
    Role.FLOW_METER: {*VOLUME_UNITS, *RATE_UNITS},
}


class MqttDeviceFlow(ConfigSubentryFlow):
    """Add or change a device; nothing is kept before the last step."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._driver = NODE
        self._name = ""
        self._topic = ""
        self._channels: dict[str, Channel] = {}
        self._found: dict[str, Channel] = {}
        self._unclear: list[str] = []
        self._another = False

    async def async_step_user(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose what kind of device it is."""
        return self.async_show_menu(step_id="user", menu_options=["node", "tasmota", "esphome"])

    async def async_step_node(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Name a node's topic; the node tells the rest."""
        return await self._reach("node", NODE, user_input)

    async def async_step_tasmota(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Name a Tasmota device and its topic."""
        return await self._reach("tasmota", "tasmota", user_input)

    async def async_step_esphome(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Name an ESPHome device and its topic."""
        return await self._reach("esphome", "esphome", user_input)

    async def async_step_reconfigure(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Change name and topic, and hear anew what the device has; channels that went stay."""
        device = self._get_reconfigure_subentry()
        self._channels = channels_of(device)
        shown = {CONF_NAME: device.title, TOPIC: device.data["settings"][TOPIC]}
        return await self._reach("reconfigure", device.data["driver"], user_input, shown)

    async def _reach(
        self, step_id: str, driver: str, answer: Mapping[str, Any] | None, shown: Mapping[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for topic and name, and listen to what the device says."""
        self._driver = driver
        errors: dict[str, str] = {}
        if answer is not None:
            shown = answer
            self._topic, self._name = answer[TOPIC].strip(), answer.get(CONF_NAME, "").strip()
            errors = await self._errors() or await self._hear()
            if not errors:
                if driver != NODE:
                    return await self.async_step_channels()
                self._channels = with_news(self._channels, self._found)
                return self._finish()
        # A new node has a name of its own already.
        named = vol.Optional(CONF_NAME) if step_id == "node" else vol.Required(CONF_NAME)
        schema = vol.Schema({vol.Required(TOPIC): TextSelector(), named: TextSelector()})
        schema = self.add_suggested_values_to_schema(schema, shown)
        return self.async_show_form(step_id=step_id, data_schema=schema, errors=errors)

    async def _errors(self) -> dict[str, str]:
        """What is wrong before anybody was asked."""
        if not self._name and (self._driver != NODE or self.source == SOURCE_RECONFIGURE):
            return {CONF_NAME: "name_missing"}
        if not await self._usable({}):
            return {TOPIC: "bad_topic"}
        return {TOPIC: "already_configured"} if self._is_taken() else self._name_errors()

    def _is_taken(self) -> bool:
        """Whether another device has the topic."""
        taken = device_at(self.hass, self._topic)
        return taken is not None and taken[1].subentry_id != self._own_id

    def _name_errors(self) -> dict[str, str]:
        # A new node may leave its name to what it says of itself.
        error = name_error(self._name, titles_of(self._get_entry(), MQTT_DEVICE, self._own_id)) if self._name else None
        return {CONF_NAME: error} if error else {}

    @property
    def _own_id(self) -> str | None:
        return self._get_reconfigure_subentry().subentry_id if self.source == SOURCE_RECONFIGURE else None

    async def _usable(self, channels: Mapping[str, Channel]) -> bool:
        finder = await async_finder(self.hass)
        settings = {TOPIC: self._topic}
        return finder.can_use(
            DeviceConfig(device_id="new", name="new", driver=self._driver, settings=settings, channels=dict(channels))
        )

    async def _hear(self) -> dict[str, str]:
        """Listen to what the device says it has; returns why that can't be heard."""
        finder = await async_finder(self.hass)
        if self._driver != NODE:
            found = await finder.channels(self._driver, self._topic)
            if isinstance(found, str):
                return {TOPIC: found}
            self._found = {key: channel for key, channel in found.items() if key not in self._channels}
            return {}
        node = await finder.node(self._topic)
        if isinstance(node, str):
            return {TOPIC: node}
        self._name = self._name or node.name
        self._found = node.channels
        return self._name_errors()

    # --- channels -----------------------------------------------------------------------------------

    async def async_step_channels(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose from what was heard."""
        errors: dict[str, str] = {}
        if user_input is not None:
            chosen, another = user_input.get("channels", []), user_input["another"]
            if chosen or another or self._channels:
                found = {key: self._found[key] for key in chosen}
                self._channels |= {key: channel for key, channel in found.items() if _is_clear(channel)}
                self._unclear = [key for key, channel in found.items() if not _is_clear(channel)]
                # It is described after those that are asked about.
                self._another = another and bool(self._unclear)
                return await self.async_step_channel() if self._unclear or another else self._finish()
            errors = {"base": "no_channels"}
        fields: dict[Any, Any] = {}
        if self._found:
            config = SelectSelectorConfig(options=list(self._found), multiple=True, mode=SelectSelectorMode.LIST)
            fields[vol.Optional("channels", default=list(self._found))] = SelectSelector(config)
        fields[vol.Required("another", default=not (self._found or self._channels))] = BooleanSelector()
        return self.async_show_form(
            step_id="channels",
            data_schema=vol.Schema(fields),
            errors=errors,
            description_placeholders={CONF_NAME: self._name},
        )

    async def async_step_channel(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Describe one channel that nobody could guess."""
        errors: dict[str, str] = {}
        if user_input is not None:
            key, channel, errors = _channel(user_input)
            if key in self._channels:
                errors["key"] = "channel_in_use"
            elif not errors and not await self._usable({**self._channels, key: channel}):
                errors["key"] = "bad_channel"
            if not errors:
                self._channels[key] = channel
                self._unclear = self._unclear[1:]
                if not self._unclear:
                    if not user_input.get("another"):
                        return self._finish()
                    self._another = False
        return self._channel_form(user_input if errors else self._next(), errors)

    def _next(self) -> dict[str, Any]:
        """What is known of the channel that is asked about next."""
        if not self._unclear:
            return {"role": Role.PROBE}
        [key, *_] = self._unclear
        return {"key": key, **dumped(self._found[key])}

    def _channel_form(self, shown: Mapping[str, Any] | None, errors: dict[str, str]) -> SubentryFlowResult:
        roles = SelectSelectorConfig(options=list(Role), translation_key="role")
        measures = SelectSelectorConfig(options=list(Measure), translation_key="measure")
        units = SelectSelectorConfig(options=list(UNITS), mode=SelectSelectorMode.DROPDOWN)
        fields: dict[Any, Any] = {
            vol.Required("key"): TextSelector(),
            vol.Required("role"): SelectSelector(roles),
            vol.Optional(CONF_NAME): TextSelector(),
            vol.Optional("measure"): SelectSelector(measures),
            vol.Optional("raw", default=False): BooleanSelector(),
            vol.Optional("unit"): SelectSelector(units),
        }
        if not self._unclear[1:]:
            fields[vol.Optional("another", default=self._another)] = BooleanSelector()
        return self.async_show_form(
            step_id="channel",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(fields), shown),
            errors=errors,
            description_placeholders={CONF_NAME: self._name},
        )

    # --- the end ------------------------------------------------------------------------------------

    def _finish(self) -> SubentryFlowResult:
        if self._is_taken():
            # Another flow was quicker.
            return self.async_abort(reason="already_configured")
        data = device_data(self._driver, self._topic, self._channels)
        for progress in self.hass.config_entries.flow.async_progress_by_handler(
            DOMAIN, match_context={"unique_id": self._topic}
        ):
            # What it discovered is about to be here.
            self.hass.config_entries.flow.async_abort(progress["flow_id"])
        if self.source == SOURCE_RECONFIGURE:
            entry, device = self._get_entry(), self._get_reconfigure_subentry()
            return self.async_update_and_abort(entry, device, title=self._name, data=data, unique_id=self._topic)
        return self.async_create_entry(title=self._name, data=data, unique_id=self._topic)


def _is_clear(channel: Channel) -> bool:
    """Whether what was heard says all; a switch may be a float or a leak probe, a number may be anything."""
    if channel.role is Role.PROBE:
        return channel.raw or channel.measure is not None
    return channel.role is Role.OUTLET


def _channel(answer: Mapping[str, Any]) -> tuple[str, Channel, dict[str, str]]:
    """A channel as it was described, and what is wrong with that."""
    key, role, unit = answer["key"].strip(), Role(answer["role"]), answer.get("unit")
    probe = role is Role.PROBE
    errors = {}
    channel = Channel(
        role=role,
        name=answer.get(CONF_NAME, "").strip(),
        measure=answer.get("measure") if probe else None,
        raw=probe and answer.get("raw", False),
        unit=unit,
    )
    if not KEY.fullmatch(key):
        errors["key"] = "bad_channel"
    if probe and not channel.raw and channel.measure is None:
        errors["measure"] = "measure_missing"
    if unit and unit not in UNITS_OF.get(role, set()):
        errors["unit"] = "wrong_unit"
    return key, channel, errors
