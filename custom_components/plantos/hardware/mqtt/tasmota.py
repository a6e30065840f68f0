"""Tasmota devices, as their documentation's "Commands" and "MQTT" chapters describe them."""

from collections.abc import Callable, Iterable
from math import isclose
import re

from ...domain.readings import Measure
from .. import FailSafe
from ..devices import Channel, DeviceConfig, Role
from .said import Answer, Heard, Step, Value, number, on_off, parsed, presence, topic_of

# PulseTime counts tenths of a second up to here, and above it seconds from 100.
_MOST_TENTHS, _SECONDS_FROM, _LONGEST = 111, 100, 64_900
_POWER = re.compile(r"POWER([1-9]\d?)?")
_PULSE_TIME = re.compile(r"PulseTime([1-9]\d?)?")
_MEASURES = {
    "Temperature": (Measure.TEMPERATURE, "°C"),
    "Humidity": (Measure.HUMIDITY, "%"),
    "Illuminance": (Measure.ILLUMINANCE, "lx"),
}


class Tasmota:
    """A device whose PulseTime closes each outlet; sensors are named by their path, such as "ANALOG.A0"."""

    fail_safe = FailSafe.DEVICE_TIMER
    says_changes_only = False

    def __init__(self, config: DeviceConfig) -> None:
        """Take its topic, such as "tasmota_1A2B3C".

        Raises ValueError where there is none, for no relay's name, and for two names of one relay.
        """
        self._topic = topic_of(config.settings)
        outlets = [name for name, channel in config.channels.items() if channel.role is Role.OUTLET]
        self._outlets = {_relay(name): name for name in outlets}
        if len(self._outlets) < len(outlets):
            raise ValueError("two outlets are the same relay")
        self._sensors = {name: channel for name, channel in config.channels.items() if channel.role is not Role.OUTLET}

    def topics(self) -> Iterable[str]:
        """What to subscribe to."""
        return (
            f"stat/{self._topic}/RESULT",
            f"tele/{self._topic}/STATE",
            f"tele/{self._topic}/SENSOR",
            f"tele/{self._topic}/LWT",
        )

    def hear(self, topic: str, payload: bytes) -> Iterable[Heard]:
        """What a message means."""
        if topic == f"tele/{self._topic}/LWT":
            return presence(payload)
        document = parsed(payload)
        if not isinstance(document, dict):
            return ()
        if topic == f"tele/{self._topic}/SENSOR":
            return self._values(document)
        return self._answers(document, reply=topic == f"stat/{self._topic}/RESULT")

    def asking(self, channel: str, command: str) -> Step:
        """The question how an outlet stands: its Power command without a word."""
        return self._power(channel, "", lambda answer: answer.is_open is not None or None)

    def opening(self, channel: str, seconds: float, command: str) -> tuple[Step, ...]:
        """Arm the device's timer, and only once it is armed switch on."""
        pulse = pulse_time(seconds)

        def armed(answer: Answer) -> bool | None:
            return None if answer.timer is None else isclose(answer.timer, pulse)

        # An OFF may be on its way from before, so it refuses nothing.
        timer = Step(channel, f"cmnd/{self._topic}/PulseTime{_relay(channel)}", str(pulse), armed)
        return timer, self._power(channel, "ON", lambda answer: answer.is_open or None)

    def closing(self, channel: str, command: str) -> Step:
        """Switch off."""
        return self._power(channel, "OFF", lambda answer: True if answer.is_open is False else None)

    def _power(self, channel: str, word: str, judge: Callable[[Answer], bool | None]) -> Step:
        return Step(
            channel,
            f"cmnd/{self._topic}/Power{_relay(channel)}",
            word,
            lambda answer: judge(answer) if answer.reply else None,
        )

    def _answers(self, document: dict[str, object], *, reply: bool) -> Iterable[Answer]:
        for key, said in document.items():
            if reply and (timer := _PULSE_TIME.fullmatch(key)):
                pulse = number(said.get("Set") if isinstance(said, dict) else said)
                if pulse is not None and (relay := timer[1] or "1") in self._outlets:
                    yield Answer(self._outlets[relay], timer=pulse)
            elif (is_open := on_off(said)) is not None and (outlet := self._outlet(key)):
                yield Answer(outlet, is_open, reply=reply)

    def _outlet(self, key: str) -> str | None:
        power = _POWER.fullmatch(key)
        return self._outlets.get(power[1] or "1") if power else None

    def _values(self, document: dict[str, object]) -> Iterable[Value]:
        fahrenheit = document.get("TempUnit") == "F"
        for name, channel in self._sensors.items():
            found: object = document
            for key in name.split("."):
                found = found.get(key) if isinstance(found, dict) else None
            if found is None:
                continue
            if channel.role is Role.LEAK or (channel.role is Role.TANK and channel.unit is None):
                yield Value(name, on_off(found))
            else:
                unit = "°F" if fahrenheit and channel.measure is Measure.TEMPERATURE else None
                yield Value(name, number(found), unit)


def pulse_time(seconds: float) -> int:
    """A PulseTime of at most so many seconds."""
    tenths = max(1, int(seconds * 10))
    return tenths if tenths <= _MOST_TENTHS else min(_LONGEST, max(_MOST_TENTHS, _SECONDS_FROM + int(seconds)))


def suggested(topic: str, payload: bytes) -> dict[str, Channel]:
    """The channels that one SENSOR, STATE or RESULT message shows."""
    document = parsed(payload)
    if not isinstance(document, dict):
        return {}
    if topic.endswith("/SENSOR"):
        return {path: channel for path, value in _leaves(document, "") if (channel := _sensor(path, value))}
    return {
        # A device with one relay may call it POWER today and POWER1 after a change of its settings.
        f"POWER{power[1] or 1}": Channel(role=Role.OUTLET, name=f"Relay {power[1] or 1}")
        for key, said in document.items()
        if (power := _POWER.fullmatch(key)) and on_off(said) is not None
    }


def _sensor(path: str, value: object) -> Channel | None:
    leaf = path.rpartition(".")[2]
    if on_off(value) is not None:
        return Channel(role=Role.TANK, name=path)
    if number(value) is None:
        return None
    if leaf in _MEASURES:
        measure, unit = _MEASURES[leaf]
        return Channel(role=Role.PROBE, name=path, measure=measure, unit=unit)
    return Channel(role=Role.PROBE, name=path, raw=True) if leaf != "Id" else None


def _leaves(document: dict[str, object], path: str) -> Iterable[tuple[str, object]]:
    for key, value in document.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def _relay(channel: str) -> str:
    if not (power := _POWER.fullmatch(channel.upper())):
        raise ValueError(f"{channel!r} is no relay of a Tasmota device")
    return power[1] or "1"
