"""Adding a device to a hub: a flow for each kind of hub that has devices."""

from homeassistant.config_entries import ConfigSubentryFlow

from .const import KIND_HTTP, KIND_MQTT, KIND_RASPBERRY_PI
from .http_device_flow import HttpDeviceFlow
from .mqtt_device_flow import MqttDeviceFlow
from .raspberry_pi_flow import RaspberryPiDeviceFlow

DEVICE_FLOWS: dict[str, type[ConfigSubentryFlow]] = {
    KIND_HTTP: HttpDeviceFlow,
    KIND_MQTT: MqttDeviceFlow,
    KIND_RASPBERRY_PI: RaspberryPiDeviceFlow,
}
