"""PlantOS nodes that were heard on the MQTT broker: they are offered to a hub, and their news is taken up."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, override

from homeassistant.config_entries import ConfigEntry, ConfigFlow, ConfigFlowResult, ConfigSubentry, ConfigSubentryData
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import SelectOptionDict, SelectSelector, SelectSelectorConfig, SelectSelectorMode
from homeassistant.helpers.service_info.mqtt import MqttServiceInfo
import voluptuous as vol

from .const import CONF_KIND, KIND_MQTT
from .kinds import MODELS
from .mqtt_access import MQTT_DEVICE, TOPIC, async_finder, channels_of, device_at, device_data, with_news
from .names import free_name, titles_of

if TYPE_CHECKING:
    from .hardware.mqtt import Announced

CONF_HUB, NEW = "hub", "new"


class MqttDiscoverySteps(ConfigFlow):
    """The steps of a flow that a node began by saying what it is."""

    _node: Announced

    @override
    async def async_step_mqtt(self, discovery_info: MqttServiceInfo) -> ConfigFlowResult:
        """Look at a node's description."""
        finder = await async_finder(self.hass)
        node = finder.described(discovery_info.topic, discovery_info.payload)
        if node is None:
            return self.async_abort(reason="not_supported")
        self._node = node
        if device_at(self.hass, node.settings[TOPIC]):
            return self._take_news()
        await self.async_set_unique_id(node.settings[TOPIC])
        self._abort_if_unique_id_configured()
        self.context["title_placeholders"] = {CONF_NAME: node.name}
        return await self.async_step_mqtt_confirm()

    def _take_news(self) -> ConfigFlowResult:
        """Take up what the node tells now and didn't before."""
        if found := device_at(self.hass, self._node.settings[TOPIC]):
            entry, device = found
            if device.data["driver"] == self._node.driver:
                channels = with_news(channels_of(device), self._node.channels)
                data = device_data(self._node.driver, self._node.settings[TOPIC], channels)
                # Home Assistant tells nobody of what is as it was.
                self.hass.config_entries.async_update_subentry(entry, device, data=data)
        return self.async_abort(reason="already_configured")

    async def async_step_mqtt_confirm(self, user_input: Mapping[str, Any] | None = None) -> ConfigFlowResult:
        """Choose the hub that the node belongs to."""
        node, hubs, errors = self._node, self._mqtt_hubs(), dict[str, str]()
        if user_input is not None:
            if device_at(self.hass, node.settings[TOPIC]):
                return self._take_news()
            hub = user_input.get(CONF_HUB, NEW)
            if hub == NEW or hub in hubs:
                return await self._add_node(hubs.get(hub))
            errors = {"base": "hub_gone"}
        fields: dict[Any, Any] = {}
        if hubs:
            options = [SelectOptionDict(value=key, label=hub.title) for key, hub in hubs.items()]
            options.append(SelectOptionDict(value=NEW, label=MODELS[KIND_MQTT]))
            choice = SelectSelectorConfig(options=options, translation_key="hub", mode=SelectSelectorMode.LIST)
            fields[vol.Required(CONF_HUB, default=options[0]["value"])] = SelectSelector(choice)
        told = {
            CONF_NAME: node.name,
            TOPIC: node.settings[TOPIC],
            "channels": ", ".join(channel.name or key for key, channel in node.channels.items()) or "—",
        }
        return self.async_show_form(
            step_id="mqtt_confirm", data_schema=vol.Schema(fields), errors=errors, description_placeholders=told
        )

    async def _add_node(self, hub: ConfigEntry | None) -> ConfigFlowResult:
        """Add the node to a hub; None is a new one."""
        node, topic = self._node, self._node.settings[TOPIC]
        data = device_data(node.driver, topic, node.channels)
        if hub:
            title = free_name(node.name, titles_of(hub, MQTT_DEVICE))
            device = ConfigSubentry(
                data=MappingProxyType(data), subentry_type=MQTT_DEVICE, title=title, unique_id=topic
            )
            self.hass.config_entries.async_add_subentry(hub, device)
            return self.async_abort(reason="device_added", description_placeholders={"name": title, "hub": hub.title})
        # The id was the node's; a hub holds many.
        await self.async_set_unique_id(None)
        first = ConfigSubentryData(data=data, subentry_type=MQTT_DEVICE, title=node.name, unique_id=topic)
        title = free_name(MODELS[KIND_MQTT], {entry.title for entry in self._async_current_entries()})
        return self.async_create_entry(title=title, data={CONF_KIND: KIND_MQTT}, subentries=[first])

    def _mqtt_hubs(self) -> dict[str, ConfigEntry]:
        """The hubs that take nodes."""
        entries = self._async_current_entries(include_ignore=False)
        return {e.entry_id: e for e in entries if e.data[CONF_KIND] == KIND_MQTT and not e.disabled_by}
