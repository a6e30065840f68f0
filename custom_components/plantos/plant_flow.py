"""Adding a plant: who it is, what it hangs on, how it is cared for."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigEntryState, ConfigSubentry, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
)
import voluptuous as vol

from .calibration_flow import CalibrationSteps
from .const import CONF_KIND, KIND_DEMO
from .coordinator import PlantosCoordinator
from .domain.plants import Substrate, usual_dose_ml
from .domain.species import called
from .domain.strategies import offered
from .fields import number
from .garden import name_of, own_species_of, plant_of, rewired, settings_of, species_of
from .names import name_error
from .plant_form import BY_HAND, CARE, FIRST, IDENTITY, MORE, MOST_DO_WITHOUT, amount_errors, limits
from .plant_summary import markdown, moisture_now, summary
from .pump_flow import PumpSteps
from .species_flow import species_selector
from .strategy_flow import StrategySteps
from .wiring_flow import WiringSteps


class PlantFlow(WiringSteps, StrategySteps, CalibrationSteps, PumpSteps):
    """Add or change a plant, step by step; nothing is kept before the last one."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._data = {}
        self._before: dict[str, Any] = {}

    async def async_step_user(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Describe a new plant."""
        return await self._identity("user", user_input)

    async def async_step_reconfigure(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose what to do with an old plant."""
        options = ["change"]
        entry, plant_id = self._get_entry(), self._reconfigure_subentry_id
        if entry.state is ConfigEntryState.LOADED and plant_id in entry.runtime_data.plants:
            hub: PlantosCoordinator = entry.runtime_data
            options += ["calibrate"] if hub.probes.measures(plant_id) else []
            options += ["measure_flow"] if plant_id in hub.waterer.outlets else []
        return self.async_show_menu(step_id="reconfigure", menu_options=options)

    async def async_step_change(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Describe an old plant anew; its history stays."""
        if user_input is None:
            subentry = self._get_reconfigure_subentry()
            self._before = self._data = {**subentry.data, **name_of(subentry)}
        return await self._identity("change", user_input)

    # --- who it is ----------------------------------------------------------------------------------

    async def _identity(self, step_id: str, user_input: Mapping[str, Any] | None) -> SubentryFlowResult:
        errors: dict[str, str] = {}
        if user_input is not None:
            answer = {**user_input, CONF_NAME: user_input[CONF_NAME].strip()}
            if text := answer.get("species"):
                if species := called(text, species_of(self._get_entry())):
                    answer["species"] = species.key
                else:
                    errors["species"] = "species_unknown"
            self._replace(IDENTITY, answer)
            errors |= self._errors(IDENTITY) | self._name_errors()
            if not errors:
                return await self.async_step_wiring()
        return self._ask_identity(step_id, errors)

    def _name_errors(self) -> dict[str, str]:
        wrong = name_error(self._data[CONF_NAME], self._other_names())
        return {CONF_NAME: wrong} if wrong else {}

    def _ask_identity(self, step_id: str, errors: dict[str, str]) -> SubentryFlowResult:
        own = own_species_of(self._get_entry()).values()
        schema = vol.Schema(
            {
                vol.Required(CONF_NAME): TextSelector(),
                vol.Optional("species"): species_selector(self.hass.config.language, own),
                vol.Required("indoor", default=True): BooleanSelector(),
                vol.Optional("pot_volume_l"): number(0.05, 2_000, "L"),
                vol.Optional("area_m2"): number(0.01, 10_000, "m²"),
                vol.Required("substrate", default=Substrate.POTTING_SOIL): SelectSelector(
                    SelectSelectorConfig(options=list(Substrate), translation_key="substrate")
                ),
                vol.Required("enabled", default=True): BooleanSelector(),
            }
        )
        chosen = self._data.get("species", "")
        species = species_of(self._get_entry()).get(chosen)
        shown = {key: value for key, value in self._data.items() if key != "species" or key in errors}
        shown |= {"species": species.label(self.hass.config.language)} if species else {}
        return self._form(step_id, schema, shown, errors, placeholders={"species": chosen})

    # --- how it is cared for ------------------------------------------------------------------------

    async def async_step_care(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose the strategy and set the limits."""
        errors: dict[str, str] = {}
        if user_input is not None:
            # A section that isn't sent says nothing of what is in it.
            sent = [heading for heading in MOST_DO_WITHOUT if heading in user_input]
            fields = (*FIRST, *(field for heading in sent for field in MOST_DO_WITHOUT[heading]))
            inner = {key: value for heading in sent for key, value in user_input[heading].items()}
            self._replace(fields, {**user_input, **inner})
            if self._data["strategy"] != self._before.get("strategy"):
                # What one strategy was allowed to do doesn't come back unasked.
                self._data.pop("waters_blind", None)
            found = self._errors(CARE) | self._lack("strategy") | amount_errors(self._data)
            # A form shows no error at a field within a section.
            errors = {_heading_of(field): key for field, key in found.items()}
            if not errors:
                return await self._strategy(self._data["strategy"])
        # What it is and hangs on was found right; how it is cared for may not be yet.
        described = plant_of("new", {key: value for key, value in self._data.items() if key not in CARE})
        current = self._before.get("strategy")
        strategies = offered(self._own_id(), settings_of(self._get_entry()), current)
        schema = vol.Schema(
            {
                vol.Required("strategy", default="moisture"): SelectSelector(
                    SelectSelectorConfig(options=strategies, translation_key="strategy")
                ),
                vol.Required("moisture_min", default=30.0): number(0, 100, "%"),
                vol.Required("moisture_max", default=60.0): number(0, 100, "%"),
                vol.Required("dose_ml", default=usual_dose_ml(described)): number(1, 100_000, "mL"),
                vol.Optional(MORE): section(_more(), {"collapsed": True}),
                vol.Optional(BY_HAND): section(_by_hand(), {"collapsed": True}),
            }
        )
        species = species_of(self._get_entry()).get(self._data.get("species", ""))
        wish = {"moisture_min": species.moisture[0], "moisture_max": species.moisture[1]} if species else {}
        chosen_anew = self._data.get("species") != self._before.get("species") and user_input is None
        shown = self._data | wish if chosen_anew else wish | self._data
        for heading, fields in MOST_DO_WITHOUT.items():
            shown[heading] = {field: shown.pop(field) for field in fields if field in shown}
        reading = await moisture_now(self.hass, described)
        moisture = "—" if reading is None or reading.value is None else f"{reading.value:.0f} %"
        placeholders = {"moisture": moisture, **self._amounts()}
        return self._form("care", schema, shown, errors, placeholders=placeholders)

    def _amounts(self) -> dict[str, str]:
        """The amounts as they were written, with the limits that follow from the pot or the area."""
        run_limit, day_limit = limits(self._data)
        amounts = {"dose": self._data.get("dose_ml"), "pulse": self._data.get("pulse_ml")}
        known = amounts | {"run_limit": run_limit, "day_limit": day_limit}
        return {name: "—" if amount is None else f"{amount:,.15g}" for name, amount in known.items()}

    async def async_step_summary(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Show what will be, and keep it."""
        if user_input is not None:
            return self._finish()
        told = {"plant": markdown(self._data[CONF_NAME])}
        plant = plant_of(self._own_id() or "new", self._data)
        told["summary"] = await summary(self.hass, self._get_entry(), plant)
        return self._form("summary", vol.Schema({}), {}, {}, last_step=True, placeholders=told)

    def _finish(self) -> SubentryFlowResult:
        """Keep the plant, unless its name or outlet was taken meanwhile."""
        changing = self.source == SOURCE_RECONFIGURE
        if changing:
            subentry = self._get_reconfigure_subentry()
            self._data = self._merged(subentry)
            self._before = {**subentry.data, **name_of(subentry)}
        if errors := self._name_errors():
            return self._ask_identity("change" if changing else "user", errors)
        if errors := self._wiring_errors():
            return self._ask_wiring(errors)
        title = self._data[CONF_NAME]
        if changing:
            return self.async_update_and_abort(self._get_entry(), subentry, title=title, data=self._data)
        data = {"automatic": self._get_entry().data[CONF_KIND] == KIND_DEMO} | self._data
        return self.async_create_entry(title=title, data=data)

    def _merged(self, subentry: ConfigSubentry) -> dict[str, Any]:
        """What was changed here, over what has been changed elsewhere since the form was opened."""
        now = {**subentry.data, **name_of(subentry)}
        changed = {key: value for key, value in self._data.items() if self._before.get(key) != value}
        kept = {key: value for key, value in now.items() if key in self._data or key not in self._before}
        return rewired(now, kept | changed)


def _more() -> vol.Schema:
    """What most plants do without."""
    return vol.Schema(
        {
            vol.Optional("hysteresis"): number(0, 50, "%"),
            vol.Optional("max_run_ml"): number(1, 1_000_000, "mL"),
            vol.Optional("max_day_ml"): number(1, 1_000_000, "mL"),
            vol.Optional("pulse_ml"): number(1, 100_000, "mL"),
            vol.Required("pulse_soak_min", default=10.0): number(1, 240, "min"),
            vol.Optional("gap_min"): number(0, 10_080, "min"),
            vol.Optional("automatic_gap_h"): number(1, 2_400, "h"),
            vol.Required("needs_approval", default=False): BooleanSelector(),
        }
    )


def _by_hand() -> vol.Schema:
    """How often people mean to care for a plant themselves."""
    return vol.Schema(
        {
            vol.Optional("water_every_days"): number(1, 365, "d", whole=True),
            vol.Optional("fertilise_every_days"): number(1, 365, "d", whole=True),
            vol.Optional("repot_every_months"): number(1, 120, "mo", whole=True),
        }
    )


def _heading_of(field: str) -> str:
    """Where what is wrong with a field is shown: at its heading, where it has one."""
    return next((heading for heading, fields in MOST_DO_WITHOUT.items() if field in fields), field)
