"""Shelly devices of the first generation, over their REST interface.

Shelly's API reference for generation 1: /shelly, /settings, /status, /relay/0?turn=on&timer=N. The
first is open to all; the others ask for basic authentication where the owner has set a password.
"""

from dataclasses import dataclass
from typing import ClassVar

from homeassistant.helpers.device_registry import format_mac

from ...domain.readings import Measure
from ..devices import Channel, Role
from .driver import Driver, Identified, hail
from .exchange import Exchange, Json, Request, dig, number, on_off, text

# A channel's kind: where /status keeps it, and under which key its value is.
_LISTS = {"relay": ("relays", "ison"), "adc": ("adcs", "voltage"), "input": ("inputs", "input")}
_PORTS = {"temperature": ("ext_temperature", "tC"), "humidity": ("ext_humidity", "hum")}


@dataclass(frozen=True, slots=True)
class ShellyGen1(Driver):
    """A Shelly of the first generation."""

    key: ClassVar[str] = "shelly_gen1"

    async def identify(self, exchange: Exchange) -> Identified | None:
        """The Shelly that answers there, if it is one of the first generation."""
        about = await hail(exchange.ask, Request(self.root / "shelly"))
        model, mac = text(dig(about, "type")), text(dig(about, "mac"))
        if model is None or mac is None:
            return None
        settings = await exchange.ask(Request(self.root / "settings"))
        status = await exchange.ask(Request(self.root / "status"))
        name = text(dig(settings, "name")) or text(dig(settings, "device", "hostname")) or model
        return Identified(self.key, format_mac(mac), name, model, _channels(status))

    def page(self, channel: str) -> Request:
        """All channels are in its status."""
        return Request(self.root / "status")

    def number(self, channel: str, page: Json) -> float | None:
        """An add-on's sensor or the voltage at its input."""
        return number(_value(channel, page))

    def is_on(self, channel: str, page: Json) -> bool | None:
        """A relay's or an input's state."""
        return on_off(_value(channel, page))

    def timed(self, channel: str, page: Json) -> bool:
        """Its timer shows beside the relay's state."""
        return dig(page, "relays", _index(channel), "has_timer") is not False

    def turn_on(self, channel: str, seconds: int) -> Request:
        """On, and back by the timer of the same request."""
        return Request((self.root / "relay" / str(_index(channel))).with_query(turn="on", timer=seconds))

    def turn_off(self, channel: str) -> Request:
        """Off, and the timer with it."""
        return Request((self.root / "relay" / str(_index(channel))).with_query(turn="off"))


def _index(channel: str) -> int:
    return int(channel.partition(":")[2])


def _value(channel: str, page: Json) -> Json:
    kind, _, index = channel.partition(":")
    if kind in _PORTS:
        part, key = _PORTS[kind]
        return dig(page, part, index, key)
    part, key = _LISTS[kind]
    return dig(page, part, int(index), key)


def _channels(status: Json) -> dict[str, Channel]:
    found: dict[str, Channel] = {}
    for kind, channel in (
        ("relay", Channel(role=Role.OUTLET)),
        ("adc", Channel(role=Role.PROBE, unit="V", raw=True)),
        ("input", Channel(role=Role.TANK)),
    ):
        parts = dig(status, _LISTS[kind][0])
        for index in range(len(parts) if isinstance(parts, list) else 0):
            found[f"{kind}:{index}"] = channel
    for kind, channel in (
        ("temperature", Channel(role=Role.PROBE, measure=Measure.TEMPERATURE, unit="°C")),
        ("humidity", Channel(role=Role.PROBE, measure=Measure.HUMIDITY, unit="%")),
    ):
        parts = dig(status, _PORTS[kind][0])
        for port in parts if isinstance(parts, dict) else ():
            found[f"{kind}:{port}"] = channel
    return {key: channel.model_copy(update={"name": key.replace(":", " ")}) for key, channel in found.items()}
