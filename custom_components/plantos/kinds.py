"""The hardware of each kind of hub; a kind's module is imported only by a hub of that kind."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.requirements import RequirementsNotFound, async_process_requirements

from . import const
from .const import CONF_BACKEND, CONF_KIND, CONF_SEED, DOMAIN, LOGGER, PIGPIO
from .domain.clock import Clock
from .garden import devices_of, garden_path
from .hardware import Fault, Hardware, HardwareError
from .hardware.worker import Worker

MODELS = {
    const.KIND_DEMO: "Demo garden",
    const.KIND_ENTITIES: "Existing entities",
    const.KIND_RASPBERRY_PI: "Raspberry Pi",
    const.KIND_HTTP: "HTTP devices",
    const.KIND_MQTT: "MQTT nodes",
}
# Needed by one kind only, and not to be had everywhere: their absence must keep nothing else from working.
PINS_AND_BUSES = ("gpiozero>=2.0", "smbus2>=0.5")
# lgpio is used where it is there already; few systems can install it.
LIBRARIES = {"gpiod": ("gpiod>=2.2",), "pigpio": ("pigpio>=1.78",)}
# Where mock pins write down what they are driven to; no form asks for it.
TRACE = "trace"
# Why a backend can't be used, as far as a form has words for it.
TOLD = frozenset({Fault.LIBRARY_MISSING, Fault.NOT_FOUND, Fault.NOT_PERMITTED})


async def async_hardware(hass: HomeAssistant, entry: ConfigEntry, clock: Clock) -> Hardware | None:
    """The hub's own hardware; None where everything is an existing entity."""
    match entry.data[CONF_KIND]:
        case const.KIND_DEMO:

            def load() -> Hardware:
                from .hardware.demo.garden import DemoGarden  # noqa: PLC0415

                return DemoGarden(garden_path(hass, entry), clock, entry.data[CONF_SEED])

        case const.KIND_RASPBERRY_PI:
            await async_require_libraries(hass, entry.data[CONF_BACKEND])

            def load() -> Hardware:
                from .hardware.raspberry_pi import RaspberryPi  # noqa: PLC0415

                return RaspberryPi(devices_of(entry), pins_of(entry.data))

        case const.KIND_HTTP:
            session = async_get_clientsession(hass)

            def load() -> Hardware:
                from .hardware.devices import Devices  # noqa: PLC0415
                from .hardware.http import HttpDevice  # noqa: PLC0415

                return Devices(devices_of(entry), lambda config: HttpDevice(config, session))

        case const.KIND_MQTT:

            def load() -> Hardware:
                from .hardware.devices import Devices  # noqa: PLC0415
                from .hardware.mqtt import MqttDevice  # noqa: PLC0415

                return Devices(devices_of(entry), lambda config: MqttDevice(hass, config))

        case _:
            return None
    return await hass.async_add_import_executor_job(load)


def pins_of(data: Mapping[str, Any]) -> dict[str, str | int | None]:
    """The backend of a Raspberry Pi's pins with its settings."""
    return {key: data[key] for key in (CONF_BACKEND, CONF_HOST, CONF_PORT, TRACE) if key in data}


async def async_require_libraries(hass: HomeAssistant, backend: str) -> bool:
    """Have the libraries of a backend at hand; without them a hub is set up all the same, and says so."""
    try:
        await async_process_requirements(hass, DOMAIN, [*PINS_AND_BUSES, *LIBRARIES.get(backend, ())])
    except RequirementsNotFound as error:
        LOGGER.warning("Pins and buses can't be used: %s", error)
        return False
    return True


async def async_backend_error(hass: HomeAssistant, data: Mapping[str, Any]) -> str | None:
    """Why the pins can't be turned by what a form was filled with, if so."""
    backend = data[CONF_BACKEND]
    if not await async_require_libraries(hass, backend):
        return Fault.LIBRARY_MISSING
    # A thread of its own: nobody may have to wait for a computer that doesn't answer.
    worker = Worker(f"look for {backend}")
    try:
        fault = await worker.run(lambda: _backend_fault(backend, pins_of(data)))
    except HardwareError:
        fault = Fault.UNREACHABLE
    finally:
        await worker.stop()
    if fault is None or fault in TOLD:
        return fault
    return Fault.UNREACHABLE if backend == PIGPIO else Fault.NOT_FOUND


def _backend_fault(backend: str, pins: Mapping[str, Any]) -> Fault | None:
    """Use a backend for a moment, and say what keeps it from being used; no line is touched."""
    from .hardware.gpio.backends import factory_of  # noqa: PLC0415
    from .hardware.gpio.faults import LinesError, lines_error  # noqa: PLC0415
    from .hardware.gpio.lines import gpio_chips  # noqa: PLC0415

    try:
        match backend:
            case "gpiod":
                gpio_chips()
            case "lgpio":
                import_module(backend)
            case _:
                factory_of(**pins).close()
    except LinesError as error:
        return error.fault
    except Exception as error:  # noqa: BLE001  # whatever a library raises is why it can't be used
        return lines_error(error).fault
    return None
