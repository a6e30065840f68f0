"""Shelly devices of the second generation and later, over RPC.

Shelly's API reference for generation 2+: Shelly.GetDeviceInfo, Shelly.GetStatus, Switch.Set with
toggle_after. Protected by SHA-256 digest authentication; the user is always admin.
"""

from dataclasses import dataclass
import json
from typing import ClassVar

from homeassistant.helpers.device_registry import format_mac

from ...domain.readings import Measure
from ..devices import Channel, Role
from .driver import Driver, Identified, hail
from .exchange import Exchange, Json, Request, dig, number, on_off, text

# A component's kind: the key of its value, and the channel it makes.
_COMPONENTS = {
    "switch": ("output", Channel(role=Role.OUTLET)),
    "temperature": ("tC", Channel(role=Role.PROBE, measure=Measure.TEMPERATURE, unit="°C")),
    "humidity": ("rh", Channel(role=Role.PROBE, measure=Measure.HUMIDITY, unit="%")),
    "illuminance": ("lux", Channel(role=Role.PROBE, measure=Measure.ILLUMINANCE, unit="lx")),
    "voltmeter": ("voltage", Channel(role=Role.PROBE, unit="V", raw=True)),
}
_ANALOG = ("percent", Channel(role=Role.PROBE, unit="%", raw=True))
_DIGITAL = ("state", Channel(role=Role.TANK))


@dataclass(frozen=True, slots=True)
class Shelly(Driver):
    """A Shelly of the second generation or later. Its channels are its components, as in `switch:0`."""

    key: ClassVar[str] = "shelly"

    async def identify(self, exchange: Exchange) -> Identified | None:
        """The Shelly that answers there, if it is one of the second generation or later."""
        about = await hail(exchange.ask, Request(self.root / "rpc" / "Shelly.GetDeviceInfo"))
        generation, mac = number(dig(about, "gen")), text(dig(about, "mac"))
        if generation is None or mac is None:
            return None
        status = await exchange.ask(Request(self.root / "rpc" / "Shelly.GetStatus"))
        model = text(dig(about, "model")) or "Shelly"
        name = text(dig(about, "name")) or text(dig(about, "id")) or model
        return Identified(self.key, format_mac(mac), name, model, _channels(status))

    def page(self, channel: str) -> Request:
        """All components are in its status."""
        return Request(self.root / "rpc" / "Shelly.GetStatus")

    def number(self, channel: str, page: Json) -> float | None:
        """What a sensor or an analog input says."""
        return number(_value(channel, page))

    def is_on(self, channel: str, page: Json) -> bool | None:
        """The output of a switch, the state of an input."""
        return on_off(_value(channel, page))

    def timed(self, channel: str, page: Json) -> bool:
        """A timer that runs shows its duration."""
        return number(dig(page, channel, "timer_duration")) is not None

    def turn_on(self, channel: str, seconds: int) -> Request:
        """On, and back by the timer of the same call."""
        return self._set(channel, {"on": True, "toggle_after": seconds})

    def turn_off(self, channel: str) -> Request:
        """Off, and the timer with it."""
        return self._set(channel, {"on": False})

    def _set(self, channel: str, arguments: dict[str, int | bool]) -> Request:
        body = json.dumps({"id": int(channel.partition(":")[2]), **arguments})
        return Request(self.root / "rpc" / "Switch.Set", "POST", body, "application/json")


def _value(channel: str, page: Json) -> Json:
    component = dig(page, channel)
    kind = channel.partition(":")[0]
    if kind == "input":
        return dig(component, "percent") if dig(component, "state") is None else dig(component, "state")
    return dig(component, _COMPONENTS[kind][0])


def _channels(status: Json) -> dict[str, Channel]:
    found: dict[str, Channel] = {}
    for key, component in status.items() if isinstance(status, dict) else ():
        kind, _, index = key.partition(":")
        if not index.isdecimal():
            continue
        made = _COMPONENTS.get(kind)
        if kind == "input":
            made = next((each for each in (_ANALOG, _DIGITAL) if dig(component, each[0]) is not None), None)
        if made:
            found[key] = made[1].model_copy(update={"name": key.replace(":", " ")})
    return found
