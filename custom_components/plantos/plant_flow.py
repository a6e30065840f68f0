"""Adding a plant: who it is, what it hangs on, how it is cared for."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import ATTR_DEVICE_CLASS, CONF_NAME
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
from pydantic import ValidationError
import voluptuous as vol

from .calibration_flow import CalibrationSteps
from .channels import channel_choice, field_of, merged, split, with_channels
from .const import CONF_KIND, KIND_DEMO, SUBENTRY_PLANT, SUBENTRY_SUPPLY
from .coordinator import PlantosCoordinator
from .domain.plants import Substrate, default_limits
from .domain.readings import Measure
from .domain.species import CATALOGUE
from .domain.strategies import NEEDS_MOISTURE, STRATEGIES
from .fields import PROBE_DOMAINS, number, numeric_entities, outlet, outlets_in_use
from .garden import entity_of, plant_of
from .hardware.devices import Role
from .pump_flow import PumpSteps
from .sentences import field_errors

PROBE = "{}_probe"
BACKUP = "moisture_backup"

IDENTITY = ("name", "species", "indoor", "pot_volume_l", "area_m2", "substrate", "enabled")
WIRING = ("probes", "backups", "outlet", "supply", "flow_ml_s", "flow_calibrated", "priming_s")
CARE = (
    *("strategy", "moisture_min", "moisture_max", "dose_ml", "max_run_ml", "max_day_ml"),
    *("pulse_ml", "pulse_soak_min", "gap_min", "needs_approval"),
)


class PlantFlow(CalibrationSteps, PumpSteps, ConfigSubentryFlow):
    """Add or change a plant, step by step; nothing is kept before the last one."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._data: dict[str, Any] = {}
        self._species_before: str | None = None
        self._doubtful: list[str] = []

    async def async_step_user(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Describe a new plant."""
        return await self._identity("user", user_input)

    async def async_step_reconfigure(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose what to do with an old plant."""
        options = ["change"]
        entry, plant_id = self._get_entry(), self._get_reconfigure_subentry().subentry_id
        if entry.state is ConfigEntryState.LOADED and plant_id in entry.runtime_data.plants:
            hub: PlantosCoordinator = entry.runtime_data
            options += ["calibrate"] if hub.probes.measures(plant_id) else []
            options += ["measure_flow"] if plant_id in hub.waterer.outlets else []
        return self.async_show_menu(step_id="reconfigure", menu_options=options)

    async def async_step_change(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Describe an old plant anew; its history stays."""
        if user_input is None:
            self._data = dict(self._get_reconfigure_subentry().data)
            self._species_before = self._data.get("species")
        return await self._identity("change", user_input)

    # --- who it is ----------------------------------------------------------------------------------

    async def _identity(self, step_id: str, user_input: Mapping[str, Any] | None) -> SubentryFlowResult:
        errors: dict[str, str] = {}
        if user_input is not None:
            self._replace(IDENTITY, {**user_input, CONF_NAME: user_input[CONF_NAME].strip()})
            errors = self._errors(IDENTITY)
            if any(title == self._data[CONF_NAME] for title in self._other_plants().values()):
                errors[CONF_NAME] = "name_in_use"
            if not errors:
                return await self.async_step_wiring()
        language = self.hass.config.language
        names = sorted((species.name(language), key) for key, species in CATALOGUE.items())
        schema = vol.Schema(
            {
                vol.Required(CONF_NAME): TextSelector(),
                vol.Optional("species"): SelectSelector(
                    SelectSelectorConfig(
                        options=[SelectOptionDict(value=key, label=name) for name, key in names],
                        mode=SelectSelectorMode.DROPDOWN,
                    )
                ),
                vol.Required("indoor", default=True): BooleanSelector(),
                vol.Optional("pot_volume_l"): number(0.05, 2_000, "L"),
                vol.Optional("area_m2"): number(0.01, 10_000, "m²"),
                vol.Required("substrate", default=Substrate.POTTING_SOIL): SelectSelector(
                    SelectSelectorConfig(options=list(Substrate), translation_key="substrate")
                ),
                vol.Required("enabled", default=True): BooleanSelector(),
            }
        )
        return self._form(step_id, schema, self._data, errors)

    # --- what it hangs on ---------------------------------------------------------------------------

    async def async_step_wiring(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Name the plant's probes and its outlet."""
        errors: dict[str, str] = {}
        if user_input is not None:
            answer, errors = merged(user_input)
            probes = {m: answer[key] for m in Measure if (key := PROBE.format(m)) in answer}
            backups = {"backups": {Measure.MOISTURE: answer[BACKUP]}} if BACKUP in answer else {}
            self._replace(WIRING, {**answer, "probes": probes, **backups})
            errors |= self._errors(WIRING) | self._wiring_errors()
            if not errors:
                chosen = (probes.get(Measure.MOISTURE), answer.get(BACKUP))
                self._doubtful = [entity for entity in map(entity_of, chosen) if entity and self._not_moisture(entity)]
                return await (self.async_step_not_moisture() if self._doubtful else self.async_step_care())
        shown = {PROBE.format(measure): entity for measure, entity in self._data.get("probes", {}).items()}
        if backup := self._data.get("backups", {}).get(Measure.MOISTURE):
            shown[BACKUP] = backup
        # An empty list would offer everything.
        named = filter(None, map(entity_of, shown.values()))
        offered = sorted({*numeric_entities(self.hass), *named}) or [""]
        probe = EntitySelector(EntitySelectorConfig(domain=list(PROBE_DOMAINS), include_entities=offered))
        supplies = [
            SelectOptionDict(value=subentry.subentry_id, label=subentry.title)
            for subentry in self._get_entry().get_subentries_of_type(SUBENTRY_SUPPLY)
        ]
        schema: dict[Any, Any] = {}
        for measure in Measure:
            schema[vol.Optional(PROBE.format(measure))] = probe
            if measure is Measure.MOISTURE:
                schema[vol.Optional(BACKUP)] = probe
        schema[vol.Optional("outlet")] = outlet(self.hass)
        if supplies:
            schema[vol.Optional("supply")] = SelectSelector(
                SelectSelectorConfig(options=supplies, mode=SelectSelectorMode.DROPDOWN)
            )
        schema |= {
            vol.Required("flow_ml_s", default=10.0): number(0.1, 10_000, "mL/s"),
            vol.Required("flow_calibrated", default=False): BooleanSelector(),
            vol.Required("priming_s", default=0.0): number(0, 120, "s"),
        }
        schema = with_channels(schema, self._channels())
        return self._form("wiring", vol.Schema(schema), split(self._data | shown), errors)

    def _channels(self) -> dict[str, Any]:
        """The channels of the hub's devices for each part; a backup has to give what it measures by itself."""
        entry = self._get_entry()
        choices = {PROBE.format(measure): channel_choice(entry, Role.PROBE, measure) for measure in Measure}
        return choices | {
            BACKUP: channel_choice(entry, Role.PROBE, Measure.MOISTURE, raw=False),
            "outlet": channel_choice(entry, Role.OUTLET),
        }

    async def async_step_not_moisture(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Warn of each sensor that doesn't call itself a moisture sensor; it may be one all the same."""
        if user_input is not None:
            del self._doubtful[0]
            if not self._doubtful:
                return await self.async_step_care()
        entity_id = self._doubtful[0]
        state = self.hass.states.get(entity_id)
        return self.async_show_form(
            step_id="not_moisture",
            data_schema=vol.Schema({}),
            description_placeholders={"entity": entity_id, "value": state.state if state else "—"},
        )

    # --- how it is cared for ------------------------------------------------------------------------

    async def async_step_care(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Set strategy and limits."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._replace(CARE, user_input)
            errors = self._errors(CARE) | self._care_errors()
            if not errors:
                return self._finish()
        schema = vol.Schema(
            {
                vol.Required("strategy", default="moisture"): SelectSelector(
                    SelectSelectorConfig(options=list(STRATEGIES), translation_key="strategy")
                ),
                vol.Required("moisture_min", default=30.0): number(0, 100, "%"),
                vol.Required("moisture_max", default=60.0): number(0, 100, "%"),
                vol.Required("dose_ml", default=100.0): number(1, 100_000, "mL"),
                vol.Optional("max_run_ml"): number(1, 1_000_000, "mL"),
                vol.Optional("max_day_ml"): number(1, 1_000_000, "mL"),
                vol.Optional("pulse_ml"): number(1, 100_000, "mL"),
                vol.Required("pulse_soak_min", default=10.0): number(1, 240, "min"),
                vol.Optional("gap_min"): number(0, 10_080, "min"),
                vol.Required("needs_approval", default=False): BooleanSelector(),
            }
        )
        species = CATALOGUE.get(self._data.get("species", ""))
        wish = {"moisture_min": species.moisture[0], "moisture_max": species.moisture[1]} if species else {}
        chosen_anew = self._data.get("species") != self._species_before and user_input is None
        shown = self._data | wish if chosen_anew else wish | self._data
        return self._form("care", schema, shown, errors)

    def _finish(self) -> SubentryFlowResult:
        title = self._data[CONF_NAME]
        if self.source == SOURCE_RECONFIGURE:
            subentry = self._get_reconfigure_subentry()
            return self.async_update_and_abort(self._get_entry(), subentry, title=title, data=self._data)
        data = {"automatic": self._get_entry().data[CONF_KIND] == KIND_DEMO} | self._data
        return self.async_create_entry(title=title, data=data)

    # --- what can be wrong --------------------------------------------------------------------------

    def _errors(self, fields: tuple[str, ...]) -> dict[str, str]:
        """What the plant itself finds wrong with these fields."""
        try:
            plant_of("new", self._data)
        except ValidationError as error:
            return {field: key for field, key in field_errors(error).items() if field in fields}
        return {}

    def _wiring_errors(self) -> dict[str, str]:
        errors = {}
        outlet, backup = self._data.get("outlet"), self._data.get("backups", {}).get(Measure.MOISTURE)
        if outlet in outlets_in_use(self.hass, self._own_id()):
            errors[field_of("outlet", outlet)] = "outlet_in_use"
        if backup and backup == self._data["probes"].get(Measure.MOISTURE):
            errors[field_of(BACKUP, backup)] = "backup_same"
        return errors

    def _care_errors(self) -> dict[str, str]:
        errors = {}
        native = self._get_entry().data[CONF_KIND] == KIND_DEMO
        if self._data["strategy"] in NEEDS_MOISTURE and not native and Measure.MOISTURE not in self._data["probes"]:
            errors["strategy"] = "moisture_needs_probe"
        volume, area = self._data.get("pot_volume_l"), self._data.get("area_m2")
        run_limit, day_limit = default_limits(volume, area)
        if self._data["dose_ml"] > self._data.get("max_run_ml", run_limit):
            errors["dose_ml"] = "dose_over_run_limit"
        elif self._data.get("max_run_ml", run_limit) > self._data.get("max_day_ml", day_limit):
            errors["max_run_ml"] = "run_over_day_limit"
        return errors

    # --- small things -------------------------------------------------------------------------------

    def _replace(self, fields: tuple[str, ...], user_input: Mapping[str, Any]) -> None:
        """Take a step's fields over; those left empty are forgotten."""
        kept = {key: value for key, value in self._data.items() if key not in fields}
        self._data = kept | {key: user_input[key] for key in fields if key in user_input}

    def _form(
        self, step_id: str, schema: vol.Schema, shown: Mapping[str, Any], errors: dict[str, str]
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=errors,
            last_step=step_id == "care",
        )

    def _own_id(self) -> str | None:
        return self._get_reconfigure_subentry().subentry_id if self.source == SOURCE_RECONFIGURE else None

    def _other_plants(self) -> dict[str, str]:
        plants = self._get_entry().get_subentries_of_type(SUBENTRY_PLANT)
        return {plant.subentry_id: plant.title for plant in plants if plant.subentry_id != self._own_id()}

    def _not_moisture(self, entity_id: str) -> bool:
        state = self.hass.states.get(entity_id)
        return state is not None and state.attributes.get(ATTR_DEVICE_CLASS) != SensorDeviceClass.MOISTURE
