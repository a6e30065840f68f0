"""Devices on an MQTT broker, over Home Assistant's own MQTT client."""

from collections.abc import Callable, Mapping

from ..devices import Channel
from .device import MqttDevice
from .discovery import Announced, about_of, announced
from .drivers import DRIVERS, dialect_of
from .esphome import suggested as _esphome
from .tasmota import suggested as _tasmota

__all__ = ["DRIVERS", "SUGGESTIONS", "Announced", "MqttDevice", "about_of", "announced", "dialect_of"]

# What channels one message of a device shows: topic and payload in, channels by their names out.
SUGGESTIONS: Mapping[str, Callable[[str, bytes], dict[str, Channel]]] = {"tasmota": _tasmota, "esphome": _esphome}
