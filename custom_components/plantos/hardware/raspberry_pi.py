"""A computer's pins and buses as the devices of a hub: outputs under guard, inputs, and I²C sensors."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, override

from pydantic import BaseModel, ConfigDict, Field

from ..domain.plants import Plant
from ..domain.supplies import Supply
from . import DeviceFault, Fault
from .devices import ConnectedDevice, DeviceConfig, Devices, Role, source
from .gpio.backends import Setting
from .gpio.iio import IioHygrometer
from .gpio.inputs import FlowMeterInput, FlowMeterSettings, SwitchInput, SwitchSettings
from .gpio.onewire import OneWireThermometer
from .guardian.client import Guardian
from .guardian.outlets import GuardedDevice
from .i2c import DRIVERS
from .i2c.bus import Buses
from .i2c.device import I2cDevice

RELAYS = "relays"
EXPANDERS = ("mcp23017", "pcf8574")
SWITCHES = {"float_switch": Role.TANK, "leak_probe": Role.LEAK}
FLOW_METER = "flow_meter"
THERMOMETER = "ds18b20"
HYGROMETER = "dht"


class RelaySettings(BaseModel):
    """Lines of one GPIO chip that switch pumps or valves, by number or name; channels go by them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    chip: str | None = None
    active_low: bool = False


class ExpanderSettings(BaseModel):
    """Where an expander is; its pins are its channels. It may not be behind a multiplexer: the guardian is alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bus: int = Field(ge=0)
    address: int = Field(ge=0x20, le=0x3F)
    active_low: bool = False


class KernelSettings(BaseModel):
    """The name that the kernel gives a sensor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sensor: str = Field(min_length=1, pattern=r"^[\w:.-]+$")


class _Outputs(Guardian):
    """The guardian of all outputs, asked for some of them."""

    def is_any_of(self, names: Iterable[str]) -> bool:
        """Whether one of these was turned on, and isn't known to be off."""
        return not self._armed.isdisjoint(names)


class RaspberryPi(Devices):
    """Everything on the pins of one computer. Who needs it again after a stop makes a new one, as each set-up does."""

    def __init__(self, configs: Mapping[str, DeviceConfig], pins: Mapping[str, Setting]) -> None:
        """Prepare; nothing is touched before `start`. `pins` are a backend and its settings."""
        self._pins = pins
        self._buses = Buses()
        outputs: dict[str, dict[str, Any]] = {}
        for device_id, config in configs.items():
            outputs |= {source(device_id, name): settings for name, settings in outputs_of(config, pins).items()}
        self._outputs = frozenset(outputs)
        self._guardian = _Outputs(outputs)
        self._plants: Mapping[str, Plant] = {}
        # As their tanks were last asked for.
        self._supplies: dict[str, Supply] = {}
        super().__init__(configs, self._connect)

    def _connect(self, config: DeviceConfig) -> ConnectedDevice:
        driver, settings, device_id = config.driver, config.settings, config.device_id
        if driver == RELAYS or driver in EXPANDERS:
            _checked(config)
            return GuardedDevice(device_id, self._guardian, {name: source(device_id, name) for name in config.channels})
        if driver in DRIVERS:
            return self._sensor(config)
        [channel, *_] = config.channels or [driver]
        if driver in SWITCHES:
            return SwitchInput(device_id, channel, SwitchSettings.model_validate(self._wired(settings)))
        if driver == FLOW_METER:
            return FlowMeterInput(device_id, channel, FlowMeterSettings.model_validate(self._wired(settings)))
        if driver == THERMOMETER:
            return OneWireThermometer(device_id, channel, KernelSettings.model_validate(settings).sensor)
        if driver == HYGROMETER:
            measures = {name: known.measure for name, known in config.channels.items() if known.measure}
            return IioHygrometer(device_id, measures, KernelSettings.model_validate(settings).sensor)
        raise ValueError(f"nobody knows how to use {driver!r}")

    def _sensor(self, config: DeviceConfig) -> I2cDevice:
        device = I2cDevice(config, self._buses)
        device.watch(lambda: self._guardian.is_any_of(self._measured_by(config.device_id)))
        return device

    def _measured_by(self, device_id: str) -> Iterator[str]:
        """The outputs that draw what a sensor at a pump measures: those of the supplies that have it for a tank."""
        for supply in self._supplies.values():
            if (supply.tank or "").partition("/")[0] == device_id:
                yield from self._pumps_of(supply)

    def _blind(self, supply: Supply) -> DeviceFault | None:
        """Why a sensor at a pump that a supply has for a tank tells nothing of water."""
        device_id = (supply.tank or "").partition("/")[0]
        device = self._devices.get(device_id)
        if not isinstance(device, I2cDevice):
            return None
        if not device.tells_dry:
            return DeviceFault(Fault.UNUSABLE, device_id, "set below which current its pump runs dry")
        if not self._pumps_of(supply):
            return DeviceFault(Fault.UNUSABLE, device_id, f"the pump of {supply.name} isn't turned by this hub's pins")
        return None

    def _pumps_of(self, supply: Supply) -> frozenset[str]:
        """A supply's pump, or where every plant has one of its own, all of them; only those that are turned here."""
        own = {plant.outlet for plant in self._plants.values() if plant.supply == supply.supply_id}
        return self._outputs & ({supply.pump} if supply.pump else own)

    def _wired(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """An input's settings, with the pins that it is one of in its chip's place."""
        others = {key: value for key, value in settings.items() if key != "chip"}
        return {**others, "pins": pins_with_chip(self._pins, settings.get("chip"))}

    @override
    def use(self, plants: Mapping[str, Plant], options: Mapping[str, Any]) -> None:
        """Know which plants hang on which supply."""
        self._plants = plants

    @override
    def tank(self, supply: Supply) -> float | bool | None:
        """The same; a sensor at a pump hears here whose pump that is."""
        self._supplies[supply.supply_id] = supply
        return None if self._blind(supply) else super().tank(supply)

    @override
    async def stop(self) -> None:
        """Let go of every device, and of the buses they shared."""
        await super().stop()
        await self._guardian.stop()
        await self._buses.stop()

    @override
    def faults(self) -> Iterable[DeviceFault]:
        """What is wrong with the devices now, and with who guards them."""
        blind = (fault for supply in self._supplies.values() if (fault := self._blind(supply)))
        return [*super().faults(), *blind, *([self._guardian.fault] if self._guardian.fault else [])]


def outputs_of(config: DeviceConfig, pins: Mapping[str, Setting]) -> dict[str, dict[str, Any]]:
    """The outputs of a device for the guardian, by channel; none for a device that has none, or makes no sense."""
    try:
        settings = _checked(config)
    except ValueError:
        return {}
    match settings:
        case RelaySettings():
            where: dict[str, Any] = {"kind": "gpio", "pins": pins_with_chip(pins, settings.chip)}
        case ExpanderSettings():
            where = {"kind": config.driver, "bus": settings.bus, "address": settings.address}
        case _:
            return {}
    return {name: {**where, "line": _line(name), "active_low": settings.active_low} for name in config.channels}


def pins_with_chip(pins: Mapping[str, Setting], chip: str | None) -> dict[str, Setting]:
    """A backend's settings for one chip; a remote computer has only one."""
    return dict(pins) if chip is None or pins.get("backend") == "pigpio" else {**pins, "chip": chip}


def _checked(config: DeviceConfig) -> RelaySettings | ExpanderSettings | None:
    if config.driver == RELAYS:
        return RelaySettings.model_validate(config.settings)
    return ExpanderSettings.model_validate(config.settings) if config.driver in EXPANDERS else None


def _line(name: str) -> int | str:
    return int(name) if name.isdigit() else name
