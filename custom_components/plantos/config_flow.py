"""Setting up a hub: which family of hardware it is, and for the demo garden how it behaves."""

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
    OptionsFlow,
)
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.helpers.translation import async_get_translations
import voluptuous as vol

from .const import (
    CONF_FAULTS,
    CONF_KIND,
    CONF_SEED,
    CONF_SPEED,
    DOMAIN,
    KIND_DEMO,
    KIND_ENTITIES,
    SUBENTRY_PLANT,
    SUBENTRY_SUPPLY,
)
from .demo_garden import demo_subentries
from .garden import plants_of
from .hardware.demo.twin import TANK_EMPTY, GardenFault
from .plant_flow import PlantFlow
from .supply_flow import SupplyFlow

FASTEST = 3_600

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
    def async_get_options_flow(config_entry: ConfigEntry) -> DemoOptionsFlow:
        """The options of a demo garden."""
        return DemoOptionsFlow()

    @classmethod
    @callback
    @override
    def async_supports_options_flow(cls, config_entry: ConfigEntry) -> bool:
        """Only a demo garden has options of its own; plants carry theirs themselves."""
        return bool(config_entry.data[CONF_KIND] == KIND_DEMO)

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


class DemoOptionsFlow(OptionsFlow):
    """How fast the demo garden lives, and what is broken in it."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Set speed and faults."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        language = self.hass.config.language
        texts = await async_get_translations(self.hass, language, "selector", {DOMAIN})
        names = {
            fault: texts[f"component.{DOMAIN}.selector.fault.options.{fault}"] for fault in (TANK_EMPTY, *GardenFault)
        }
        breakable = [SelectOptionDict(value=TANK_EMPTY, label=names[TANK_EMPTY])] + [
            SelectOptionDict(value=f"{plant_id}:{fault}", label=f"{plant.name}: {names[fault]}")
            for plant_id, plant in plants_of(self.config_entry).items()
            for fault in GardenFault
        ]
        schema = vol.Schema(
            {
                vol.Required(CONF_SPEED, default=1): NumberSelector(NumberSelectorConfig(min=1, max=FASTEST, step=1)),
                vol.Optional(CONF_FAULTS, default=[]): SelectSelector(
                    SelectSelectorConfig(options=breakable, multiple=True, mode=SelectSelectorMode.DROPDOWN)
                ),
            }
        )
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(schema, self.config_entry.options),
        )
