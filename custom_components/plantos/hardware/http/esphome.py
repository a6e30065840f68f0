"""ESPHome devices, over their web server.

ESPHome's documentation, Web Server API: GET /sensor/<id>, GET /switch/<id>, POST /switch/<id>/turn_on,
POST /valve/<id>/open; /events begins with every entity's state. Entities go by their names since 2026,
by an id made of the name before. It has no timer that an opening could arm.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ...domain.flow import RATE_UNITS, VOLUME_UNITS
from ...domain.readings import Measure
from .. import FailSafe
from ..devices import Channel, Role
from .driver import Driver, Identified
from .errors import HttpError, Reason
from .exchange import FORM, Exchange, Json, Request, dig, number, on_off, parse, text

_DOMAINS = ("switch", "valve", "sensor", "binary_sensor")
_COMMANDS = {"switch": ("turn_on", "turn_off"), "valve": ("open", "close")}
_MEASURES = {"°C": Measure.TEMPERATURE, "°F": Measure.TEMPERATURE, "lx": Measure.ILLUMINANCE}
_RAW_UNITS = ("", "V", "mV")


@dataclass(frozen=True, slots=True)
class EspHome(Driver):
    """A device with ESPHome on it. Its channels are its entities, as in `switch:pump` or `sensor:Soil Moisture`."""

    key: ClassVar[str] = "esphome"

    async def identify(self, exchange: Exchange) -> Identified | None:
        """The device that answers there, if it has ESPHome's web server. It doesn't tell its address on the network."""
        try:
            heard = await exchange.overhear(Request(self.root / "events"))
        except HttpError as error:
            if error.reason in (Reason.NOT_AUTHORIZED, Reason.UNREACHABLE):
                raise
            return None
        name: str | None = None
        channels = dict[str, Channel]()
        for kind, data in _events(heard):
            if kind == "ping":
                name = name or text(dig(data, "title"))
            elif kind == "state":
                channels.update(_channel(data))
        return Identified(self.key, None, name, "ESPHome", channels) if name else None

    def fail_safe(self, channel: str) -> FailSafe:
        """Nothing on the device closes it."""
        return FailSafe.SOFTWARE_ONLY

    def page(self, channel: str) -> Request:
        """Every entity is asked for by itself."""
        return Request(self.root.joinpath(*_path(channel)))

    def number(self, channel: str, page: Json) -> float | None:
        """A sensor's value."""
        return number(dig(page, "value"))

    def is_on(self, channel: str, page: Json) -> bool | None:
        """What a switch, valve or binary sensor says; a valve on its way is open."""
        if text(dig(page, "current_operation")) not in (None, "IDLE"):
            return True
        return on_off(dig(page, "state"))

    def turn_on(self, channel: str, seconds: int) -> Request:
        """On, with no end of its own."""
        return self._command(channel, 0)

    def turn_off(self, channel: str) -> Request:
        """Off."""
        return self._command(channel, 1)

    def _command(self, channel: str, which: int) -> Request:
        path = _path(channel)
        return Request(self.root.joinpath(*path, _COMMANDS[path[0]][which]), "POST", "", FORM)


def _path(channel: str) -> list[str]:
    domain, _, entity = channel.partition(":")
    return [domain, *entity.split("/")]


def _events(heard: str) -> Iterator[tuple[str, Json]]:
    for event in heard.replace("\r\n", "\n").split("\n\n"):
        fields = dict(line.partition(":")[::2] for line in event.split("\n"))
        try:
            yield fields.get("event", "").strip(), parse(fields.get("data", "").encode(), "an event")
        except HttpError:
            continue


def _channel(state: Json) -> Iterator[tuple[str, Channel]]:
    named, known_as = text(dig(state, "name_id")) or "", text(dig(state, "id")) or ""
    domain, _, entity = (named or known_as).partition("/")
    if not entity:
        domain, _, entity = known_as.partition("-")
    name = text(dig(state, "name")) or entity
    if not entity or domain not in _DOMAINS:
        return
    if domain in _COMMANDS:
        yield f"{domain}:{entity}", Channel(role=Role.OUTLET, name=name)
    elif domain == "binary_sensor":
        yield f"{domain}:{entity}", Channel(role=Role.TANK, name=name)
    elif channel := _sensor(name, _unit(state)):
        yield f"{domain}:{entity}", channel


def _unit(state: Json) -> str:
    said = (text(dig(state, "state")) or "").partition(" ")[2]
    return text(dig(state, "uom")) or said


def _sensor(name: str, unit: str) -> Channel | None:
    """What a sensor is good for, as far as its unit and name tell."""
    measure = _MEASURES.get(unit)
    if unit == "%":
        measure = Measure.HUMIDITY if "humid" in name.lower() and "soil" not in name.lower() else Measure.MOISTURE
    if measure:
        return Channel(role=Role.PROBE, name=name, measure=measure, unit=unit)
    if unit in RATE_UNITS or unit in VOLUME_UNITS:
        return Channel(role=Role.FLOW_METER, name=name, unit=unit)
    return Channel(role=Role.PROBE, name=name, unit=unit or None, raw=True) if unit in _RAW_UNITS else None
