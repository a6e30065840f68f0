"""Setting up a hub: which family of hardware it is, and changing that later."""

from collections.abc import Mapping
from random import SystemRandom
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
)
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import voluptuous as vol

from .const import (
    BACKENDS,
    CONF_BACKEND,
    CONF_KIND,
    CONF_SEED,
    DOMAIN,
    KIND_DEMO,
    KIND_ENTITIES,
    KIND_MQTT,
    KIND_RASPBERRY_PI,
    KINDS,
    PIGPIO,
    SUBENTRY_DEVICES,
    SUBENTRY_PLANT,
    SUBENTRY_SPECIES,
    SUBENTRY_SUPPLY,
)
from .demo_garden import demo_subentries
from .device_flows import DEVICE_FLOWS
from .discovery_flow import DiscoverySteps
from .fields import number
from .garden import changed_kind
from .kinds import MODELS, async_backend_error
from .migrations import MINOR_VERSION
from .mqtt_discovery_flow import MqttDiscoverySteps
from .names import free_name
from .options_flow import HubOptionsFlow
from .plant_flow import PlantFlow
from .species_flow import SpeciesFlow
from .supply_flow import SupplyFlow

MQTT = "mqtt"
TITLES = {**MODELS, KIND_ENTITIES: "My plants"}


class PlantosConfigFlow(DiscoverySteps, MqttDiscoverySteps, domain=DOMAIN):
    """Add a hub, or change one."""

    MINOR_VERSION = MINOR_VERSION

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> HubOptionsFlow:
        """The options of every kind of hub."""
        return HubOptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(cls, config_entry: ConfigEntry) -> dict[str, type[ConfigSubentryFlow]]:
        """A hub holds plants, supplies and species of its own, and devices if its kind has any."""
        if config_entry.source == SOURCE_IGNORE:
            return {}
        kind = config_entry.data[CONF_KIND]
        devices = {SUBENTRY_DEVICES[kind]: DEVICE_FLOWS[kind]} if kind in SUBENTRY_DEVICES else {}
        own = {SUBENTRY_PLANT: PlantFlow, SUBENTRY_SUPPLY: SupplyFlow, SUBENTRY_SPECIES: SpeciesFlow}
        return {**own, **devices}

    @override
    async def async_step_user(self, user_input: Mapping[str, Any] | None = None) -> ConfigFlowResult:
        """Choose the kind of hub."""
        return await self._kind("user", user_input, KIND_DEMO)

    async def async_step_reconfigure(self, user_input: Mapping[str, Any] | None = None) -> ConfigFlowResult:
        """Choose another kind for a hub; its plants and their history stay."""
        return await self._kind("reconfigure", user_input, self._get_reconfigure_entry().data[CONF_KIND])

    async def _kind(self, step_id: str, user_input: Mapping[str, Any] | None, default: str) -> ConfigFlowResult:
        if user_input is None:
            kinds = SelectSelectorConfig(options=list(KINDS), translation_key="kind", mode=SelectSelectorMode.LIST)
            schema = vol.Schema({vol.Required(CONF_KIND, default=default): SelectSelector(kinds)})
            return self.async_show_form(step_id=step_id, data_schema=schema)
        kind = user_input[CONF_KIND]
        if kind == KIND_DEMO and not (self.source == SOURCE_RECONFIGURE and default == KIND_DEMO):
            # One demo garden is enough for everybody.
            self._async_abort_entries_match({CONF_KIND: KIND_DEMO})
        if kind == KIND_MQTT and not self.hass.config_entries.async_loaded_entries(MQTT):
            return self.async_abort(reason="mqtt_missing")
        return await self.async_step_raspberry_pi() if kind == KIND_RASPBERRY_PI else self._finish({CONF_KIND: kind})

    async def async_step_raspberry_pi(self, user_input: Mapping[str, Any] | None = None) -> ConfigFlowResult:
        """Choose the library that turns the pins."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {CONF_KIND: KIND_RASPBERRY_PI, **user_input}
            if user_input[CONF_BACKEND] == PIGPIO and not user_input.get(CONF_HOST):
                errors = {CONF_HOST: "host_missing"}
            elif error := await async_backend_error(self.hass, data):
                errors = {"base": error}
            else:
                return self._finish(data)
        backends = SelectSelectorConfig(options=list(BACKENDS), translation_key="backend")
        schema = vol.Schema(
            {
                vol.Required(CONF_BACKEND, default=BACKENDS[0]): SelectSelector(backends),
                vol.Optional(CONF_HOST): TextSelector(),
                vol.Optional(CONF_PORT): number(1, 65_535, None, whole=True),
            }
        )
        known = self._get_reconfigure_entry().data if self.source == SOURCE_RECONFIGURE else {}
        schema = self.add_suggested_values_to_schema(schema, {**known, **(user_input or {})})
        return self.async_show_form(step_id="raspberry_pi", data_schema=schema, errors=errors)

    def _finish(self, data: dict[str, Any]) -> ConfigFlowResult:
        if self.source == SOURCE_RECONFIGURE:
            return self._change(data)
        if data[CONF_KIND] == KIND_DEMO:
            data |= {CONF_SEED: _seed()}
            return self.async_create_entry(title=MODELS[KIND_DEMO], data=data, subentries=demo_subentries())
        title = free_name(TITLES[data[CONF_KIND]], {entry.title for entry in self._async_current_entries()})
        return self.async_create_entry(title=title, data=data)

    def _change(self, data: dict[str, Any]) -> ConfigFlowResult:
        """Let a hub be of another kind."""
        entry = self._get_reconfigure_entry()
        before = entry.data[CONF_KIND]
        if data[CONF_KIND] == before and before != KIND_RASPBERRY_PI:
            return self.async_abort(reason="reconfigure_successful")
        if data[CONF_KIND] == KIND_DEMO:
            data |= {CONF_SEED: _seed()}
        changed_kind(self.hass, entry, data[CONF_KIND])
        return self.async_update_and_abort(entry, data=data)

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on to the first device of a hub that has devices, or to the first plant."""
        entry: ConfigEntry = result["result"]
        if entry.source == SOURCE_IGNORE:
            return result
        kind = entry.data[CONF_KIND]
        first = SUBENTRY_DEVICES.get(kind, SUBENTRY_PLANT)
        if first != SUBENTRY_PLANT and entry.get_subentries_of_type(first):
            first = SUBENTRY_PLANT
        flow = await self.hass.config_entries.subentries.async_init(
            (entry.entry_id, first), context={"source": SOURCE_USER}
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, flow["flow_id"])
        return result


def _seed() -> int:
    return SystemRandom().randrange(1_000_000)
