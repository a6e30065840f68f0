"""What the forms of a Raspberry Pi's devices share: a name, settings that make sense, and nothing lost by a change."""

from collections.abc import Callable, Container, Mapping
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import SelectOptionDict, SelectSelector, SelectSelectorConfig, SelectSelectorMode
from pydantic import BaseModel
import voluptuous as vol

from .channels import used_channels
from .hardware.devices import Channel, DeviceConfig
from .hardware.gpio.inputs import FlowMeterSettings, SwitchSettings
from .hardware.i2c import DRIVERS
from .hardware.i2c.device import Place
from .hardware.raspberry_pi import (
    EXPANDERS,
    FLOW_METER,
    HYGROMETER,
    RELAYS,
    SWITCHES,
    THERMOMETER,
    ExpanderSettings,
    KernelSettings,
    RelaySettings,
)
from .names import free_name, name_error, titles_of
from .raspberry_pi_finder import PI_DEVICE

PULLS = ("up", "down", "floating")
CONF_ACTIVE_LOW, CONF_SWITCHES_ON = "active_low", "switches_on"
# The level of its line at which a relay is on, and what that is in its settings.
SWITCHES_ON = {"high": False, "low": True}
MODELS: dict[str, Callable[..., BaseModel]] = {
    RELAYS: RelaySettings,
    **dict.fromkeys(EXPANDERS, ExpanderSettings),
    **dict.fromkeys(SWITCHES, SwitchSettings),
    FLOW_METER: FlowMeterSettings,
    THERMOMETER: KernelSettings,
    HYGROMETER: KernelSettings,
}


class PiDeviceForms(ConfigSubentryFlow):
    """A device that is named and kept at the end."""

    @property
    def _own_id(self) -> str | None:
        return self._get_reconfigure_subentry().subentry_id if self.source == SOURCE_RECONFIGURE else None

    @property
    def _known(self) -> Mapping[str, Any]:
        """The settings of an old device."""
        return self._get_reconfigure_subentry().data["settings"] if self.source == SOURCE_RECONFIGURE else {}

    def _form(
        self,
        step_id: str,
        fields: Mapping[Any, Any],
        shown: Mapping[str, Any],
        errors: Mapping[str, str],
        **placeholders: str,
    ) -> SubentryFlowResult:
        schema = self.add_suggested_values_to_schema(vol.Schema(dict(fields)), shown)
        return self.async_show_form(
            step_id=step_id, data_schema=schema, errors=dict(errors), description_placeholders=placeholders
        )

    def _title(self, wish: str) -> str:
        """What a device is called at first: what it was called, or a name that no other device of the hub has."""
        if self.source == SOURCE_RECONFIGURE:
            return self._get_reconfigure_subentry().title
        return free_name(wish, titles_of(self._get_entry(), PI_DEVICE))

    def _errors(
        self, name: str, driver: str, settings: Mapping[str, Any], channels: Mapping[str, Channel], field: str
    ) -> dict[str, str]:
        """What is wrong with a device before it is kept; `field` is where its channels were chosen."""
        errors = invalid_settings(driver, settings)
        if error := name_error(name, titles_of(self._get_entry(), PI_DEVICE, self._own_id)):
            errors[CONF_NAME] = error
        if field not in errors and self._takes_away(channels):
            errors[field] = "still_used"
        return errors

    def _takes_away(self, channels: Mapping[str, Channel]) -> bool:
        """Whether a channel goes that a plant or supply hangs on."""
        if self.source != SOURCE_RECONFIGURE:
            return False
        device = self._get_reconfigure_subentry()
        went = device.data["channels"].keys() - channels.keys()
        return bool(went & used_channels(self._get_entry(), device.subentry_id))

    def _keep(
        self, name: str, driver: str, settings: Mapping[str, Any], channels: Mapping[str, Channel]
    ) -> SubentryFlowResult:
        config = DeviceConfig(device_id="new", name=name, driver=driver, settings=dict(settings), channels=channels)
        dumped = config.model_dump(mode="json", exclude_defaults=True, exclude={"device_id", "name"})
        data = {"driver": driver, "settings": dict(settings), "channels": dumped["channels"]}
        if self.source == SOURCE_RECONFIGURE:
            return self.async_update_and_abort(
                self._get_entry(), self._get_reconfigure_subentry(), title=name, data=data
            )
        return self.async_create_entry(title=name, data=data)


def invalid_settings(driver: str, settings: Mapping[str, Any]) -> dict[str, str]:
    """The settings that a driver can't work with."""
    given = {key: value for key, value in settings.items() if key != "chip" or driver == RELAYS}
    models = (Place.model_validate, DRIVERS[driver].model_validate) if driver in DRIVERS else (_model(driver),)
    try:
        for model in models:
            model(given)
    except ValueError as error:
        # All of these models are pydantic's.
        return {str(detail["loc"][0]): "invalid_value" for detail in getattr(error, "errors", list)()}
    return {}


def _model(driver: str) -> Callable[[Mapping[str, Any]], BaseModel]:
    return lambda settings: MODELS[driver](**settings)


def still_there(answer: Mapping[str, Any], field: str, there: Container[str]) -> dict[str, Any]:
    """What a form was filled with, without what has gone since it was shown."""
    chosen = answer[field]
    if isinstance(chosen, list):
        return {**answer, field: [each for each in chosen if each in there]}
    return {key: value for key, value in answer.items() if key != field or value in there}


def choice(options: Mapping[str, str], *, several: bool = False) -> SelectSelector:
    """One or several of some things by their labels."""
    shown = [SelectOptionDict(value=value, label=label) for value, label in options.items()]
    return SelectSelector(SelectSelectorConfig(options=shown, multiple=several, mode=SelectSelectorMode.DROPDOWN))


def pull() -> SelectSelector:
    """What holds a line while nothing else does."""
    return SelectSelector(SelectSelectorConfig(options=list(PULLS), translation_key="pull"))


def switches_on() -> SelectSelector:
    """The level at which a relay is on: nobody but its owner knows, and a wrong guess would let water flow."""
    return SelectSelector(
        SelectSelectorConfig(options=list(SWITCHES_ON), translation_key="switches_on", mode=SelectSelectorMode.LIST)
    )


def shown_level(settings: Mapping[str, Any]) -> dict[str, str]:
    """The level that an old device has; a new one has none yet."""
    return {CONF_SWITCHES_ON: "low" if settings.get(CONF_ACTIVE_LOW) else "high"} if settings else {}
