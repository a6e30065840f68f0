"""Adding what hangs on a Raspberry Pi: relays and inputs on its lines, sensors of its kernel, chips on its buses."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import BooleanSelector, TextSelector
import voluptuous as vol

from .domain.readings import Measure
from .fields import number
from .hardware import Fault
from .hardware.devices import Channel, Role
from .hardware.gpio.faults import LinesError
from .hardware.i2c import DRIVERS
from .hardware.i2c.driver import probe
from .hardware.raspberry_pi import EXPANDERS, FLOW_METER, RELAYS, SWITCHES, THERMOMETER
from .i2c_device_flow import I2cSteps
from .raspberry_pi_finder import (
    Line,
    async_lines,
    async_sensors,
    lines_in_use,
    lines_of,
    place_of,
    sensors_in_use,
)
from .raspberry_pi_form import (
    CONF_ACTIVE_LOW,
    CONF_SWITCHES_ON,
    SWITCHES_ON,
    choice,
    pull,
    shown_level,
    still_there,
    switches_on,
)

FLOAT_SWITCH, LEAK_PROBE = "float_switch", "leak_probe"
NAMES = {RELAYS: "Relays", FLOAT_SWITCH: "Float switch", LEAK_PROBE: "Leak probe", FLOW_METER: "Flow meter"}
ROLES = {**SWITCHES, FLOW_METER: Role.FLOW_METER}
# Why lines can't be had, as far as there are words for it.
TOLD = frozenset({Fault.LIBRARY_MISSING, Fault.NOT_FOUND, Fault.NOT_PERMITTED})
USUAL_PULSES = 450


class RaspberryPiDeviceFlow(I2cSteps):
    """Add or change a device, step by step; nothing is kept before the last one."""

    async def async_step_user(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose what hangs there."""
        return self.async_show_menu(step_id="user", menu_options=[RELAYS, *ROLES, "i2c", "one_wire"])

    async def async_step_reconfigure(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Begin with what is known of an old device."""
        driver = self._get_reconfigure_subentry().data["driver"]
        if driver in EXPANDERS or driver in DRIVERS:
            return await self._describe_known()
        if driver == RELAYS:
            return await self.async_step_relays()
        return await (self._input(driver, None) if driver in ROLES else self.async_step_one_wire())

    # --- lines --------------------------------------------------------------------------------------

    async def async_step_relays(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose the lines that switch pumps and valves."""
        try:
            lines = await async_lines(self.hass, self._get_entry().data)
        except LinesError as error:
            return self._no_lines(error)
        errors: dict[str, str] = {}
        if user_input is not None and (left := still_there(user_input, "lines", lines)) != user_input:
            user_input, errors = left, {"lines": "line_gone"}
        elif user_input is not None:
            chosen = sorted((lines[key] for key in user_input["lines"]), key=lambda line: line.number)
            settings = _chip_of(chosen) | {CONF_ACTIVE_LOW: SWITCHES_ON[user_input[CONF_SWITCHES_ON]]}
            channels = {str(line.number): Channel(role=Role.OUTLET, name=line.name) for line in chosen}
            name = user_input[CONF_NAME].strip()
            errors = self._errors(name, RELAYS, settings, channels, "lines")
            if wrong := self._lines_error(chosen):
                errors["lines"] = wrong
            if not errors:
                return self._keep(name, RELAYS, settings, channels)
        fields = {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Required("lines"): choice(self._labels(lines), several=True),
            vol.Required(CONF_SWITCHES_ON): switches_on(),
        }
        shown = {"lines": self._own(lines), CONF_NAME: self._title("Relays"), **shown_level(self._known)}
        return self._form("relays", fields, user_input or shown, errors)

    async def async_step_float_switch(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose the line of a float switch."""
        return await self._input(FLOAT_SWITCH, user_input)

    async def async_step_leak_probe(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose the line of a leak probe."""
        return await self._input(LEAK_PROBE, user_input)

    async def async_step_flow_meter(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose the line of a flow meter."""
        return await self._input(FLOW_METER, user_input)

    async def _input(self, driver: str, user_input: Mapping[str, Any] | None) -> SubentryFlowResult:
        try:
            lines = await async_lines(self.hass, self._get_entry().data)
        except LinesError as error:
            return self._no_lines(error)
        asked: dict[str, Any] = {CONF_ACTIVE_LOW: BooleanSelector()}
        # A cut wire then reads as an empty tank, or as a wet floor.
        usual: dict[str, Any] = {"pull": "down" if driver == LEAK_PROBE else "up", CONF_ACTIVE_LOW: True}
        if driver == FLOW_METER:
            asked, usual = (
                {"pulses_per_litre": number(0, 100_000, None)},
                {
                    "pull": "up",
                    "pulses_per_litre": USUAL_PULSES,
                },
            )
        errors: dict[str, str] = {}
        if user_input is not None and (left := still_there(user_input, "line", lines)) != user_input:
            user_input, errors = left, {"line": "line_gone"}
        elif user_input is not None:
            line = lines[user_input["line"]]
            kept = {key: value for key, value in self._known.items() if key != "chip"}
            given = {key: user_input[key] for key in usual}
            settings = {**kept, **_chip_of([line]), "line": line.number, **given}
            channels = {driver: Channel(role=ROLES[driver], name=NAMES[driver])}
            name = user_input[CONF_NAME].strip()
            errors = self._errors(name, driver, settings, channels, "line")
            if wrong := self._lines_error([line]):
                errors["line"] = wrong
            if not errors:
                return self._keep(name, driver, settings, channels)
        fields = {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Required("line"): choice(self._labels(lines)),
            vol.Required("pull"): pull(),
            **{vol.Required(key): selector for key, selector in asked.items()},
        }
        own = next(iter(self._own(lines)), None)
        shown = {**usual, **self._known, "line": own, CONF_NAME: self._title(NAMES[driver])}
        return self._form(driver, fields, user_input or shown, errors)

    def _no_lines(self, error: LinesError) -> SubentryFlowResult:
        return self.async_abort(reason=f"lines_{error.fault if error.fault in TOLD else Fault.NOT_FOUND}")

    def _own(self, lines: Mapping[str, Line]) -> list[str]:
        """The lines that an old device has."""
        if self.source != SOURCE_RECONFIGURE:
            return []
        place, own = place_of(self._get_entry().data), set(lines_of(self._get_reconfigure_subentry().data))
        return [key for key, line in lines.items() if line.taken_on(place)[1:] in own]

    def _labels(self, lines: Mapping[str, Line]) -> dict[str, str]:
        """The lines as a person reads them, each with who holds it."""
        place, used = place_of(self._get_entry().data), lines_in_use(self.hass, self._own_id)
        own, several = self._own(lines), len({line.chip for line in lines.values()}) > 1
        labels = {}
        for key, line in lines.items():
            holder = used.get(line.taken_on(place)) or ("" if key in own else line.holder)
            where = f"{line.label}, line {line.number}" if several else f"line {line.number}"
            labels[key] = f"{line.name} ({where})" + (f", in use by {holder}" if holder else "")
        return labels

    def _lines_error(self, chosen: Iterable[Line]) -> str | None:
        """Why these lines can't be had by one device, if so."""
        lines = list(chosen)
        if not lines:
            return "lines_missing"
        if len({line.chip for line in lines}) > 1:
            return "one_chip"
        place, used = place_of(self._get_entry().data), lines_in_use(self.hass, self._own_id)
        own: set[tuple[str, int]] = set()
        if self.source == SOURCE_RECONFIGURE:
            own = set(lines_of(self._get_reconfigure_subentry().data))
        taken = [line.taken_on(place) for line in lines]
        held = any(line.holder and where[1:] not in own for line, where in zip(lines, taken, strict=True))
        return "line_in_use" if held or used.keys() & set(taken) else None

    # --- sensors of the kernel ----------------------------------------------------------------------

    async def async_step_one_wire(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose a sensor that the kernel knows."""
        sensors = await async_sensors(self.hass)
        if self.source == SOURCE_RECONFIGURE:
            driver = self._get_reconfigure_subentry().data["driver"]
            sensors = {key: kind for key, kind in sensors.items() if kind == driver} | {self._known["sensor"]: driver}
        if not sensors:
            return self.async_abort(reason="no_sensor")
        errors: dict[str, str] = {}
        if user_input is not None and (left := still_there(user_input, "sensor", sensors)) != user_input:
            user_input, errors = left, {"sensor": "sensor_gone"}
        elif user_input is not None:
            name, sensor = user_input[CONF_NAME].strip(), user_input["sensor"]
            channels = kernel_channels(sensors[sensor])
            errors = self._errors(name, sensors[sensor], {"sensor": sensor}, channels, "sensor")
            if sensor in sensors_in_use(self.hass, self._own_id):
                errors["sensor"] = "sensor_in_use"
            if not errors:
                return self._keep(name, sensors[sensor], {"sensor": sensor}, channels)
        labels = {
            key: f"{'DS18B20' if driver == THERMOMETER else 'DHT11 or DHT22'} {key}" for key, driver in sensors.items()
        }
        fields = {vol.Required(CONF_NAME): TextSelector(), vol.Required("sensor"): choice(labels)}
        shown = {**self._known, CONF_NAME: self._title("Sensor")}
        return self._form("one_wire", fields, user_input or shown, errors)


def kernel_channels(driver: str) -> dict[str, Channel]:
    """What a sensor of the kernel measures."""
    measures = [Measure.TEMPERATURE] if driver == THERMOMETER else [Measure.TEMPERATURE, Measure.HUMIDITY]
    return {str(measure): probe(measure) for measure in measures}


def _chip_of(lines: Iterable[Line]) -> dict[str, str]:
    """The chip of some lines as settings have it."""
    chip = next((line.chip for line in lines), None)
    return {} if chip is None else {"chip": chip}
