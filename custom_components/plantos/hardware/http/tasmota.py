"""Tasmota devices, over their web commands.

Tasmota's documentation, Commands: /cm?cmnd=…, with user and password as query parameters; Status 10 for
sensors, Status 11 for relays. PulseTime<x> is kept by the device: 1..111 are tenths of a second,
112..64900 are seconds, 100 added. A relay that is turned on starts it anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from homeassistant.helpers.device_registry import format_mac

from ...domain.readings import Measure
from ..devices import Channel, Role
from .driver import Ask, Driver, Identified, hail
from .errors import HttpError, Reason
from .exchange import NOBODY, Credentials, Exchange, Json, Request, dig, number, on_off, root_of, text

LONGEST_PULSE_S = 64_800
_TENTHS_END_S = 11.1

_MEASURES = {
    "Temperature": Measure.TEMPERATURE,
    "Humidity": Measure.HUMIDITY,
    "Moisture": Measure.MOISTURE,
    "Illuminance": Measure.ILLUMINANCE,
}
_UNITS = {Measure.HUMIDITY: "%", Measure.MOISTURE: "%", Measure.ILLUMINANCE: "lx"}


def pulse_time(seconds: float) -> int:
    """What PulseTime is set to for so many seconds, the longest it can if that is less."""
    if seconds <= _TENTHS_END_S:
        return max(1, round(10 * seconds))
    return 100 + min(LONGEST_PULSE_S, max(12, round(seconds)))


@dataclass(frozen=True, slots=True)
class Tasmota(Driver):
    """A device with Tasmota on it. Its channels are `relay:1` and paths in Status 10: `sensor:AM2301.Humidity`."""

    key: ClassVar[str] = "tasmota"

    credentials: Credentials = NOBODY

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """The driver for a device's settings."""
        known = Credentials(settings.get("username"), settings.get("password"))
        return cls(root_of(settings["host"], settings.get("port")), known)

    def login(self, settings: Mapping[str, Any]) -> Credentials:
        """Nothing beside the request: its query has all."""
        return NOBODY

    async def identify(self, exchange: Exchange) -> Identified | None:
        """The device that answers there, if Tasmota runs on it."""
        about = await hail(exchange.ask, self.say("Status"))
        if not isinstance(dig(about, "Status"), dict):
            return None
        mac = text(dig(await exchange.ask(self.say("Status 5")), "StatusNET", "Mac"))
        hardware = text(dig(await exchange.ask(self.say("Status 2")), "StatusFWR", "Hardware"))
        states = await exchange.ask(self.say("Status 11"))
        sensors = await exchange.ask(self.say("Status 10"))
        name = text(dig(about, "Status", "DeviceName")) or text(dig(about, "Status", "FriendlyName", 0)) or "Tasmota"
        model = f"Tasmota {hardware}" if hardware else "Tasmota"
        channels = dict(_relays(dig(states, "StatusSTS"))) | dict(_sensors(dig(sensors, "StatusSNS")))
        return Identified(self.key, format_mac(mac) if mac else None, name, model, channels)

    def page(self, channel: str) -> Request:
        """Relays and sensors are asked for apart: old devices can't say both at once."""
        return self.say("Status 11" if channel.startswith("relay:") else "Status 10")

    def number(self, channel: str, page: Json) -> float | None:
        """What a sensor says."""
        return number(_value(channel, page))

    def is_on(self, channel: str, page: Json) -> bool | None:
        """A relay's or a switch's state; the only relay of a device may go without its number."""
        if not channel.startswith("relay:"):
            return on_off(_value(channel, page))
        power = f"POWER{_index(channel)}"
        state = dig(page, "StatusSTS", power)
        if state is None and power == "POWER1":
            state = dig(page, "StatusSTS", "POWER")
        return on_off(state)

    async def arm(self, ask: Ask, channel: str, seconds: int) -> None:
        """Set the relay's PulseTime, which the opening starts."""
        wanted, command = pulse_time(seconds), f"PulseTime{_index(channel)}"
        answer = await ask(self.say(f"{command} {wanted}"))
        if number(dig(answer, command, "Set")) != wanted:
            raise HttpError(Reason.FAILED, f"{self.root.host} didn't take its timer's time")

    def turn_on(self, channel: str, seconds: int) -> Request:
        """On; the timer is armed already."""
        return self.say(f"Power{_index(channel)} ON")

    def turn_off(self, channel: str) -> Request:
        """Off, and the timer with it."""
        return self.say(f"Power{_index(channel)} OFF")

    def check(self, answer: Json) -> None:
        """A wrong password is told with status 200."""
        if dig(answer, "WARNING") is not None:
            raise HttpError(Reason.NOT_AUTHORIZED, f"{self.root.host} needs other credentials")

    def say(self, command: str) -> Request:
        """One command, with the password where there is one."""
        query = {"cmnd": command}
        if self.credentials.password is not None:
            query = {"user": self.credentials.username or "admin", "password": self.credentials.password} | query
        return Request((self.root / "cm").with_query(query))


def _index(channel: str) -> str:
    return channel.partition(":")[2]


def _value(channel: str, page: Json) -> Json:
    return dig(page, "StatusSNS", *_index(channel).split("."))


def _relays(states: Json) -> Iterator[tuple[str, Channel]]:
    for key in states if isinstance(states, dict) else ():
        index = key.removeprefix("POWER")
        if key.startswith("POWER") and (not index or index.isdecimal()):
            index = index or "1"
            yield f"relay:{index}", Channel(role=Role.OUTLET, name=f"relay {index}")


def _sensors(sensors: Json) -> Iterator[tuple[str, Channel]]:
    if not isinstance(sensors, dict):
        return
    degrees = "°F" if sensors.get("TempUnit") == "F" else "°C"
    for sensor, values in sensors.items():
        if sensor.startswith("Switch") and isinstance(values, str):
            yield f"sensor:{sensor}", Channel(role=Role.TANK, name=sensor)
        for key, value in values.items() if isinstance(values, dict) else ():
            measure = _MEASURES.get(key)
            if number(value) is None or not (measure or sensor == "ANALOG"):
                continue
            unit = degrees if measure is Measure.TEMPERATURE else _UNITS.get(measure) if measure else None
            yield (
                f"sensor:{sensor}.{key}",
                Channel(role=Role.PROBE, name=f"{sensor} {key}", measure=measure, unit=unit, raw=measure is None),
            )
