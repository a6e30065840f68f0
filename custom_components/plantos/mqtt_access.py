"""What the forms of MQTT devices share: who listens for them, which ones are known, and what is new of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN, KIND_MQTT, SUBENTRY_DEVICES
from .hardware.devices import Channel

if TYPE_CHECKING:
    from .mqtt_finder import MqttFinder

MQTT_DEVICE = SUBENTRY_DEVICES[KIND_MQTT]
TOPIC = "topic"


async def async_finder(hass: HomeAssistant) -> MqttFinder:
    """What listens to the broker; only a hub that uses MQTT imports its client."""

    def load() -> MqttFinder:
        from .mqtt_finder import MqttFinder  # noqa: PLC0415

        return MqttFinder(hass)

    return await hass.async_add_import_executor_job(load)


@callback
def device_at(hass: HomeAssistant, topic: str) -> tuple[ConfigEntry, ConfigSubentry] | None:
    """The device with this topic, in whichever hub."""
    for entry in hass.config_entries.async_entries(DOMAIN):
        for device in entry.get_subentries_of_type(MQTT_DEVICE):
            if device.unique_id == topic:
                return entry, device
    return None


def device_data(driver: str, topic: str, channels: Mapping[str, Channel]) -> dict[str, Any]:
    """A device's subentry as its hub reads it."""
    return {
        "driver": driver,
        "settings": {TOPIC: topic},
        "channels": {key: dumped(channel) for key, channel in channels.items()},
    }


def channels_of(device: ConfigSubentry) -> dict[str, Channel]:
    """What a device had so far."""
    return {key: Channel.model_validate(channel) for key, channel in device.data["channels"].items()}


def dumped(channel: Channel) -> dict[str, Any]:
    """A channel as a subentry keeps it."""
    return channel.model_dump(exclude_defaults=True, mode="json")


def with_news(known: Mapping[str, Channel], told: Mapping[str, Channel]) -> dict[str, Channel]:
    """A node's channels by what it tells now.

    What went stays, for somebody may hang on it; what is known is still good for the same.
    """
    news = {key: _renewed(channel, told[key]) for key, channel in known.items() if key in told}
    return {**known, **news, **{key: channel for key, channel in told.items() if key not in known}}


def _renewed(known: Channel, told: Channel) -> Channel:
    same = (known.role, known.measure, known.raw) == (told.role, told.measure, told.raw)
    return known.model_copy(update={"name": told.name, "unit": told.unit}) if same else known
