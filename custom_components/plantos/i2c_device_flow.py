"""Adding a sensor or an expander on an I²C bus: look what is there, choose, name it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import BooleanSelector, TextSelector
from pydantic.fields import FieldInfo
import voluptuous as vol

from .fields import number
from .hardware import Fault, HardwareError
from .hardware.devices import Channel, Role
from .hardware.i2c import DRIVERS
from .hardware.i2c.driver import Driver
from .hardware.i2c.drivers import Ads1115
from .hardware.i2c.scan import Found
from .hardware.raspberry_pi import EXPANDERS
from .raspberry_pi_finder import address_in_use, async_bus_numbers, async_scan
from .raspberry_pi_form import (
    CONF_ACTIVE_LOW,
    CONF_SWITCHES_ON,
    SWITCHES_ON,
    PiDeviceForms,
    choice,
    shown_level,
    switches_on,
)

PINS = {"mcp23017": 16, "pcf8574": 8}
EXPANDER_TITLES = {"mcp23017": "MCP23017", "pcf8574": "PCF8574"}
# What a scan calls them, as a chip that isn't a sensor.
EXPANDER_NAMES = {"MCP23017 expander": "mcp23017", "PCF8574 expander": "pcf8574", "PCF8574A expander": "pcf8574"}
UNITS = {"supply": "V", "shunt_ohm": "Ω", "dry_below_ma": "mA"}
MOST = 100_000.0
# The reasons that a form has words for.
TOLD = frozenset({Fault.LIBRARY_MISSING, Fault.NOT_FOUND, Fault.NOT_PERMITTED, Fault.IN_USE})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A kind of chip at a place."""

    driver: str
    place: dict[str, Any]

    @property
    def key(self) -> str:
        """What a form calls it."""
        mux = self.place.get("mux") or {}
        behind = [mux["address"], mux["channel"]] if mux else []
        return "/".join(str(part) for part in (self.place["bus"], self.place["address"], *behind, self.driver))

    @property
    def label(self) -> str:
        """It as a person reads it."""
        name = f"{EXPANDER_TITLES[self.driver]} outputs" if self.driver in EXPANDERS else DRIVERS[self.driver].title
        mux = self.place.get("mux")
        behind = f" behind 0x{mux['address']:02x}, channel {mux['channel']}" if mux else ""
        return f"0x{self.place['address']:02x} on bus {self.place['bus']}{behind}: {name}"


class I2cSteps(PiDeviceForms):
    """The steps of a chip on a bus."""

    _bus: int
    _candidates: dict[str, Candidate]
    _others: str
    _chosen: Candidate

    async def async_step_i2c(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose the bus, and whether to look what is on it."""
        buses = {str(bus): f"I²C bus {bus}" for bus in await async_bus_numbers(self.hass)}
        if not buses:
            return self.async_abort(reason="no_bus")
        errors = {}
        if user_input is not None:
            self._bus = int(user_input["bus"])
            if not user_input["scan"]:
                return await self.async_step_address()
            try:
                found = await async_scan(self._bus)
            except HardwareError as error:
                errors["base"] = bus_error(error)
            else:
                self._candidates = {one.key: one for one in candidates(self._bus, found)}
                self._others = unusable(found) or "–"
                if self._candidates:
                    return await self.async_step_found()
                errors["base"] = "nothing_found"
        fields = {vol.Required("bus"): choice(buses), vol.Required("scan"): BooleanSelector()}
        default = "1" if "1" in buses else next(iter(buses))
        return self._form("i2c", fields, user_input or {"bus": default, "scan": True}, errors)

    async def async_step_found(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose what was found, and what it is where that can't be told."""
        errors = {}
        if user_input is not None:
            self._chosen = self._candidates[user_input["chip"]]
            if error := self._place_error():
                errors["chip"] = error
            else:
                return await self._describe()
        fields = {vol.Required("chip"): choice({key: one.label for key, one in self._candidates.items()})}
        return self._form("found", fields, user_input or {}, errors, others=self._others)

    async def async_step_address(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Say what is where, without a look at the bus."""
        errors = {}
        if user_input is not None:
            driver, address = user_input["driver"], address_of(user_input["address"])
            if address is None or address not in possible_addresses(driver):
                errors["address"] = "address_wrong"
            else:
                self._chosen = Candidate(driver, {"bus": self._bus, "address": address})
                if error := self._place_error():
                    errors["address"] = error
                else:
                    return await self._describe()
        kinds = {key: driver.title for key, driver in DRIVERS.items()}
        kinds |= {key: f"{title} outputs" for key, title in EXPANDER_TITLES.items()}
        fields = {vol.Required("driver"): choice(kinds), vol.Required("address"): TextSelector()}
        return self._form("address", fields, user_input or {}, errors)

    def _place_error(self) -> str | None:
        place = self._chosen.place
        if self._chosen.driver in EXPANDERS and place.get("mux"):
            return "behind_mux"
        return "address_in_use" if address_in_use(self.hass, place) else None

    async def _describe(self) -> SubentryFlowResult:
        """Go on to what the chosen kind of chip needs to be told."""
        return await (self.async_step_expander() if self._chosen.driver in EXPANDERS else self.async_step_sensor())

    async def _describe_known(self) -> SubentryFlowResult:
        """Begin with an old device."""
        data = self._get_reconfigure_subentry().data
        place = {key: data["settings"][key] for key in ("bus", "address", "mux") if key in data["settings"]}
        self._chosen = Candidate(data["driver"], place)
        return await self._describe()

    async def async_step_sensor(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Name a sensor, and set what its driver can't know."""
        driver = DRIVERS[self._chosen.driver]
        inputs = useful(driver) if issubclass(driver, Ads1115) else {}
        errors: dict[str, str] = {}
        if user_input is not None:
            name = user_input[CONF_NAME].strip()
            settings = self._chosen.place | {key: user_input[key] for key in driver.model_fields if key in user_input}
            kept = user_input.get("inputs", []) if inputs else useful(driver)
            channels = {key: channel for key, channel in useful(driver).items() if key in kept}
            errors = self._errors(name, driver.key, settings, channels, "inputs" if inputs else "base")
            if not channels:
                errors["inputs"] = "inputs_missing"
            if not errors:
                return self._keep_chip(name, driver.key, settings, channels)
        fields: dict[Any, Any] = {vol.Required(CONF_NAME): TextSelector()}
        if inputs:
            fields[vol.Required("inputs")] = choice({key: one.name for key, one in inputs.items()}, several=True)
        for key, info in driver.model_fields.items():
            fields[vol.Required(key)] = selector_of(key, info)
        shown = {key: info.default for key, info in driver.model_fields.items()} | {"inputs": list(inputs)}
        if self.source == SOURCE_RECONFIGURE:
            shown |= {"inputs": list(self._get_reconfigure_subentry().data["channels"])}
        shown |= {**self._known, CONF_NAME: self._title(driver.title)}
        return self._form("sensor", fields, user_input or shown, errors, chip=self._chosen.label)

    async def async_step_expander(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Name an expander, and say which of its pins switch something."""
        driver = self._chosen.driver
        errors: dict[str, str] = {}
        if user_input is not None:
            name = user_input[CONF_NAME].strip()
            settings = self._chosen.place | {CONF_ACTIVE_LOW: SWITCHES_ON[user_input[CONF_SWITCHES_ON]]}
            pins = sorted(user_input["pins"], key=int)
            channels = {pin: Channel(role=Role.OUTLET, name=f"Pin {pin}") for pin in pins}
            errors = self._errors(name, driver, settings, channels, "pins")
            if not pins:
                errors["pins"] = "pins_missing"
            if not errors:
                return self._keep_chip(name, driver, settings, channels)
        pins_shown = {str(pin): f"Pin {pin}" for pin in range(PINS[driver])}
        fields = {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Required("pins"): choice(pins_shown, several=True),
            vol.Required(CONF_SWITCHES_ON): switches_on(),
        }
        shown: dict[str, Any] = {"pins": [], **shown_level(self._known)}
        if self.source == SOURCE_RECONFIGURE:
            shown["pins"] = list(self._get_reconfigure_subentry().data["channels"])
        shown[CONF_NAME] = self._title(EXPANDER_TITLES[driver])
        return self._form("expander", fields, user_input or shown, errors, chip=self._chosen.label)

    def _keep_chip(
        self, name: str, driver: str, settings: Mapping[str, Any], channels: Mapping[str, Channel]
    ) -> SubentryFlowResult:
        """Keep a chip, unless another flow has kept one at its place meanwhile."""
        if self.source != SOURCE_RECONFIGURE and self._place_error():
            return self.async_abort(reason="already_configured")
        return self._keep(name, driver, settings, channels)


def candidates(bus: int, found: Iterable[Found]) -> Iterable[Candidate]:
    """What the chips that were found may be used as."""
    for one in found:
        if one.held:
            continue
        place: dict[str, Any] = {"bus": bus, "address": one.address}
        if one.mux:
            place["mux"] = one.mux.model_dump()
        for driver in one.candidates:
            yield Candidate(driver, place)
        for name in one.others:
            if name in EXPANDER_NAMES:
                yield Candidate(EXPANDER_NAMES[name], place)


def unusable(found: Iterable[Found]) -> str:
    """What else answered."""
    others = [(one.address, ", ".join(one.others)) for one in found if one.held or not one.candidates]
    return "; ".join(f"0x{address:02x} {names}".strip() for address, names in others)


def bus_error(error: HardwareError) -> str:
    """Why a bus can't be used, as a form tells it."""
    fault = getattr(error, "fault", None)
    return f"bus_{fault}" if fault in TOLD else "bus_unreachable"


def useful(driver: type[Driver]) -> dict[str, Channel]:
    """The channels that a plant or supply could hang on."""
    return {
        key: channel
        for key, channel in driver.channels.items()
        if channel.raw or channel.measure or channel.role is not Role.PROBE
    }


def possible_addresses(driver: str) -> Iterable[int]:
    """Where a chip of a kind can be."""
    match driver:
        case "mcp23017":
            return range(0x20, 0x28)
        case "pcf8574":
            return (*range(0x20, 0x28), *range(0x38, 0x40))
    return DRIVERS[driver].addresses


def address_of(text: str) -> int | None:
    """An address as people write it; one without 0x is hexadecimal, too, as i2cdetect shows it."""
    try:
        return int(text.strip(), 16)
    except ValueError:
        return None


def selector_of(key: str, info: FieldInfo) -> Any:
    """How a driver's setting is asked for."""
    if get_origin(info.annotation) is Literal:
        return choice({option: option for option in get_args(info.annotation)})
    limits = {
        name: value
        for rule in info.metadata
        for name in ("ge", "gt", "le")
        if (value := getattr(rule, name, None)) is not None
    }
    return number(limits.get("ge", limits.get("gt", 0)), limits.get("le", MOST), UNITS.get(key))
