"""Setting up a hub: which family of hardware it is."""

from collections.abc import Mapping
from random import SystemRandom
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
)
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from .const import (
    CONF_KIND,
    CONF_SEED,
    DOMAIN,
    KIND_DEMO,
    KIND_ENTITIES,
    SUBENTRY_PLANT,
    SUBENTRY_SUPPLY,
)
from .demo_garden import demo_subentries
from .options_flow import HubOptionsFlow
from .plant_flow import PlantFlow
from .supply_flow import SupplyFlow

HUB = vol.Schema(
    {
        vol.Required(CONF_KIND, default=KIND_DEMO): SelectSelector(
            SelectSelectorConfig(
                options=[KIND_DEMO, KIND_ENTITIES], translation_key="kind", mode=SelectSelectorMode.LIST
            )
        )
    }
)


class PlantosConfigFlow(ConfigFlow, domain=DOMAIN):
    """Add a hub."""

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
        """A hub holds plants and supplies."""
        return {SUBENTRY_PLANT: PlantFlow, SUBENTRY_SUPPLY: SupplyFlow}

    @override
    async def async_step_user(self, user_input: Mapping[str, Any] | None = None) -> ConfigFlowResult:
        """Choose the kind of hub."""
        if user_input is None:
            return self.async_show_form(step_id="user", data_schema=HUB)
        if user_input[CONF_KIND] == KIND_DEMO:
            # One demo garden is enough for everybody.
            self._async_abort_entries_match({CONF_KIND: KIND_DEMO})
            data = {CONF_KIND: KIND_DEMO, CONF_SEED: SystemRandom().randrange(1_000_000)}
            return self.async_create_entry(title="Demo garden", data=data, subentries=demo_subentries())
        others = [entry.title for entry in self._async_current_entries()]
        title = next(
            name
            for number in range(1, len(others) + 2)
            if (name := "My plants" if number == 1 else f"My plants {number}") not in others
        )
        return self.async_create_entry(title=title, data={CONF_KIND: KIND_ENTITIES})

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on to the first plant."""
        flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_PLANT), context={"source": SOURCE_USER}
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, flow["flow_id"])
        return result
