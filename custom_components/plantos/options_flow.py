"""A hub's options: how it waters, watches and fails, and for a demo garden how fast it lives."""

from collections.abc import Mapping
from typing import Any, get_args

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlow
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TimeSelector,
)
from homeassistant.helpers.translation import async_get_translations
from pydantic import ValidationError
import voluptuous as vol

from .const import CONF_FAULTS, CONF_KIND, CONF_SPEED, DOMAIN, KIND_DEMO
from .coordinator import PlantosCoordinator
from .domain.flags import ML_SCHEDULER
from .domain.notices import Topic
from .domain.reasons import reason
from .domain.settings import WEATHER_SOURCES, ProfileName, Settings
from .fields import number
from .garden import plants_of, supplies_of
from .hardware.demo.twin import TANK_EMPTY, GardenFault, SupplyFault
from .issues import in_words
from .plant_summary import markdown
from .sentences import sentence
from .sources import choice_of
from .weather_station import tells_rain

FASTEST = 3_600
LISTED = "ml_watering_scheduler_plants"
RULES = Settings.model_json_schema()["properties"]


def _numbers(**units: str | None) -> dict[str, NumberSelector]:
    """Number fields by name and unit, with the settings' own bounds."""
    fields = {}
    for name, unit in units.items():
        # What may be left out is told as the first of two kinds.
        rules = RULES[name].get("anyOf", [RULES[name]])[0]
        low = rules["minimum"] if "minimum" in rules else rules["exclusiveMinimum"]
        fields[name] = number(low, rules["maximum"], unit, whole=rules["type"] == "integer")
    return fields


def _profile() -> SelectSelector:
    options = list(get_args(ProfileName.__value__))
    config = SelectSelectorConfig(options=options, translation_key="profile", mode=SelectSelectorMode.DROPDOWN)
    return SelectSelector(config)


def _topics() -> SelectSelector:
    options = [topic.value for topic in Topic]
    return SelectSelector(SelectSelectorConfig(options=options, translation_key="notify_about", multiple=True))


type Field = BooleanSelector | EntitySelector | NumberSelector | TimeSelector | SelectSelector

FIELDS: dict[str, dict[str, Field]] = {
    "watering": {
        **_numbers(gap_min="min", soak_min="min"),
        "quiet_start": TimeSelector(),
        "quiet_end": TimeSelector(),
        **_numbers(frost_c="°C", runs_per_hour=None, waiting_min="min", waiting_at_most=None, approval_h="h"),
        **_numbers(verify_h="h", no_effect_points="%", no_effect_runs=None, no_flow_s="s"),
    },
    "sensing": {
        **_numbers(critical_moisture="%", jump_points="%", stuck_h="h", silence_h="h", cache_h="h"),
        **_numbers(quarantined_per_hour=None, health_drop="%"),
    },
    "resilience": {"probe_profile": _profile(), "outlet_profile": _profile()},
    "weather": {"coastal": BooleanSelector()},
    "water": {**_numbers(water_price=None, water_budget_l="L")},
    "notifications": {
        "notify_targets": EntitySelector(EntitySelectorConfig(domain="notify", multiple=True)),
        "notify_about": _topics(),
        "silent_start": TimeSelector(),
        "silent_end": TimeSelector(),
        **_numbers(notify_again_h="h", snooze_h="h"),
    },
    "features": {ML_SCHEDULER: BooleanSelector(), **_numbers(ml_watering_scheduler_percent="%")},
}


class HubOptionsFlow(OptionsFlow):
    """Change how a hub works; what a person doesn't send stays as it was."""

    async def async_step_init(self, user_input: Mapping[str, Any] | None = None) -> ConfigFlowResult:
        """Set everything on one form."""
        options = {**self.config_entry.options, **(user_input or {})}
        errors = _errors(options) | self._weather_errors(options) if user_input is not None else {}
        if user_input is not None and not errors:
            return self.async_create_entry(data=options)
        fields: dict[Any, Any] = {}
        if self.config_entry.data[CONF_KIND] == KIND_DEMO:
            breakable = await self._breakable()
            # A plant that is gone takes its faults along.
            known = {option["value"] for option in breakable}
            options[CONF_FAULTS] = [fault for fault in options.get(CONF_FAULTS, []) if fault in known]
            fields = _garden(breakable)
        for name, own in {**FIELDS, "weather": self._weather(), "features": self._features(options)}.items():
            if not own:
                continue
            fields[vol.Optional(name)] = section(_schema(own), {"collapsed": name not in errors})
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(fields), options),
            errors=errors,
            description_placeholders={"state": self._state()},
        )

    def _state(self) -> str:
        """How the hub is now: what hangs on it, and what is wrong."""
        if self.config_entry.state is not ConfigEntryState.LOADED:
            return sentence(self.hass, reason("hub_not_running"))
        hub: PlantosCoordinator = self.config_entry.runtime_data
        outlets = sum(plant_id in hub.waterer.outlets for plant_id in hub.plants)
        counted = reason("hub_counted", plants=len(hub.plants), outlets=outlets, supplies=len(hub.supplies))
        what = in_words(self.hass, hub.troubles)
        how = reason("hub_is_ill", what=what) if what else reason("hub_is_well")
        return markdown(f"{sentence(self.hass, counted)} {sentence(self.hass, how)}")

    def _weather(self) -> dict[str, Field]:
        """The fields of the weather, without PlantOS's own entities; a demo garden has weather of its own."""
        if self.config_entry.data[CONF_KIND] == KIND_DEMO:
            return {}
        return {**{part: choice_of(self.hass, part) for part in WEATHER_SOURCES}, **FIELDS["weather"]}

    def _weather_errors(self, options: Mapping[str, Any]) -> dict[str, str]:
        """Whether the rain can't be reckoned from its sensor."""
        state = self.hass.states.get(options.get("weather", {}).get("outdoor_rain") or "")
        known = state is None or state.state == STATE_UNAVAILABLE or tells_rain(state)
        return {} if known else {"weather": "rain_no_total"}

    def _features(self, options: dict[str, Any]) -> dict[str, Field]:
        """The fields of the features, with this hub's plants by name; those that are gone are no longer on a list."""
        names = {plant_id: plant.name for plant_id, plant in plants_of(self.config_entry).items()}
        if listed := options.get("features", {}).get(LISTED):
            kept = [plant_id for plant_id in listed if plant_id in names]
            options["features"] = {**options["features"], LISTED: kept}
        plants = [SelectOptionDict(value=plant_id, label=name) for plant_id, name in names.items()]
        config = SelectSelectorConfig(options=plants, multiple=True, mode=SelectSelectorMode.DROPDOWN)
        return {**FIELDS["features"], LISTED: SelectSelector(config)}

    async def _breakable(self) -> list[SelectOptionDict]:
        """Every part of the demo garden that can be broken, by name."""
        texts = await async_get_translations(self.hass, self.hass.config.language, "selector", {DOMAIN})
        parts = {TANK_EMPTY: _called(texts, TANK_EMPTY)}
        for plant_id, plant in plants_of(self.config_entry).items():
            parts |= {f"{plant_id}:{fault}": f"{plant.name}: {_called(texts, fault)}" for fault in GardenFault}
        for supply_id, supply in supplies_of(self.config_entry).items():
            parts |= {f"{supply_id}:{fault}": f"{supply.name}: {_called(texts, fault)}" for fault in SupplyFault}
        return [SelectOptionDict(value=value, label=label) for value, label in parts.items()]


def _called(texts: Mapping[str, str], fault: str) -> str:
    return texts[f"component.{DOMAIN}.selector.fault.options.{fault}"]


def _garden(breakable: list[SelectOptionDict]) -> dict[Any, Any]:
    """The fields of the demo garden."""
    return {
        vol.Required(CONF_SPEED, default=1): NumberSelector(NumberSelectorConfig(min=1, max=FASTEST, step=1)),
        vol.Optional(CONF_FAULTS, default=[]): SelectSelector(
            SelectSelectorConfig(options=breakable, multiple=True, mode=SelectSelectorMode.DROPDOWN)
        ),
    }


def _schema(fields: Mapping[str, Field]) -> vol.Schema:
    """A section's fields; what has no default may stay empty."""
    defaults = {field: Settings.model_fields[field].default for field in fields}
    # A form's lists are no tuples.
    defaults |= {field: [*default] for field, default in defaults.items() if isinstance(default, tuple)}
    return vol.Schema(
        {
            vol.Optional(field) if defaults[field] is None else vol.Optional(field, default=defaults[field]): selector
            for field, selector in fields.items()
        }
    )


def _errors(options: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong, by section: a form shows no error at a field within one."""
    errors = {}
    try:
        settings = Settings.of(options)
    except ValidationError as error:
        for detail in error.errors():
            errors[_section_of(str(detail["loc"][0]))] = "invalid_value"
    else:
        if (settings.quiet_start is None) != (settings.quiet_end is None):
            errors["watering"] = "quiet_needs_both"
        elif settings.quiet_start is not None and settings.quiet_start == settings.quiet_end:
            errors["watering"] = "quiet_has_no_end"
        if (settings.silent_start is None) != (settings.silent_end is None):
            errors["notifications"] = "silence_needs_both"
        elif settings.silent_start is not None and settings.silent_start == settings.silent_end:
            errors["notifications"] = "silence_has_no_end"
    return errors


def _section_of(field: str) -> str:
    return next((name for name, fields in FIELDS.items() if field in fields), "base")
