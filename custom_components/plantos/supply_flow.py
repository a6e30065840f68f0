"""Adding a supply: the pump, tank and meter that several plants share."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME, PERCENTAGE
from homeassistant.helpers.selector import TextSelector
from pydantic import ValidationError
import voluptuous as vol

from .channels import channel_of, field_of, merged, part_channels, split, with_channels
from .const import CONF_KIND, KIND_DEMO, SUBENTRY_SUPPLY
from .domain.flow import RATE_UNITS, VOLUME_UNITS
from .domain.supplies import Supply
from .fields import foreign_entity, number, outlet, outlets_in_use, still_offered, unit_of
from .garden import entity_of
from .hardware.entities import FLOAT_DOMAINS, is_float
from .sentences import field_errors

PARTS = ("pump", "tank", "flow_meter", "leak")
# What the tank of a demo garden holds.
DEMO_TANK_L = 10.0
USUAL = {"lead_s": 0, "lag_s": 0, "at_once": 1, "tank_min_l": 0}


class SupplyFlow(ConfigSubentryFlow):
    """Add or change a supply."""

    async def async_step_user(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Describe a new supply."""
        if user_input is None:
            return self._form("user", USUAL, {})
        data, errors = _tidy(user_input)
        if errors := errors | self._errors(data):
            return self._form("user", data, errors)
        return self.async_create_entry(title=data[CONF_NAME], data=data)

    async def async_step_reconfigure(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Describe an old supply anew."""
        subentry = self._get_reconfigure_subentry()
        if user_input is None:
            return self._form("reconfigure", USUAL | subentry.data, {})
        data, errors = _tidy(user_input)
        if errors := errors | self._errors(data):
            return self._form("reconfigure", data, errors)
        return self.async_update_and_abort(self._get_entry(), subentry, title=data[CONF_NAME], data=data)

    def _form(self, step_id: str, shown: Mapping[str, Any], errors: dict[str, str]) -> SubentryFlowResult:
        fields = vol.Schema(self._fields())
        schema = self.add_suggested_values_to_schema(fields, still_offered(fields, split(shown)))
        return self.async_show_form(step_id=step_id, data_schema=schema, errors=errors)

    def _fields(self) -> dict[Any, Any]:
        """The form's fields; a demo garden has a pump, a tank and a meter of its own."""
        demo = self._get_entry().data[CONF_KIND] == KIND_DEMO
        fields: dict[Any, Any] = {vol.Required(CONF_NAME): TextSelector()}
        if not demo:
            fields[vol.Optional("pump")] = outlet(self.hass)
        fields |= {
            vol.Optional("lead_s"): number(0, 60, "s"),
            vol.Optional("lag_s"): number(0, 60, "s"),
            vol.Optional("at_once"): number(1, 20, None, whole=True),
        }
        if not demo:
            fields |= {
                vol.Optional("tank"): foreign_entity(self.hass, "sensor", *FLOAT_DOMAINS),
                vol.Optional("tank_capacity_l"): number(0.1, 100_000, "L"),
            }
        fields[vol.Optional("tank_min_l")] = number(0, 100_000, "L")
        if not demo:
            fields |= {
                vol.Optional("flow_meter"): foreign_entity(self.hass, "sensor"),
                vol.Optional("leak"): foreign_entity(self.hass, "binary_sensor"),
            }
        return with_channels(fields, {part: part_channels(self._get_entry(), part) for part in PARTS})

    # --- what can be wrong --------------------------------------------------------------------------

    def _errors(self, data: Mapping[str, Any]) -> dict[str, str]:
        own_id = self._get_reconfigure_subentry().subentry_id if self.source == SOURCE_RECONFIGURE else None
        if not data[CONF_NAME]:
            return {CONF_NAME: "name_missing"}
        try:
            supply = Supply(supply_id="new", **data)
        except ValidationError as error:
            return field_errors(error)
        errors = self._tank_errors(supply)
        others = [s for s in self._get_entry().get_subentries_of_type(SUBENTRY_SUPPLY) if s.subentry_id != own_id]
        if any(other.title == supply.name for other in others):
            errors[CONF_NAME] = "name_in_use"
        if supply.pump in outlets_in_use(self.hass, own_id):
            errors[field_of("pump", supply.pump)] = "outlet_in_use"
        if entity_of(supply.flow_meter) and not self._is_in(supply.flow_meter or "", {*VOLUME_UNITS, *RATE_UNITS}):
            errors["flow_meter"] = "meter_unit"
        return errors

    def _tank_errors(self, supply: Supply) -> dict[str, str]:
        level = entity_of(supply.tank)
        if level and is_float(level):
            level = None
        if level and not self._is_in(level, {*VOLUME_UNITS, PERCENTAGE}):
            return {"tank": "tank_unit"}
        demo = self._get_entry().data[CONF_KIND] == KIND_DEMO
        capacity_l = DEMO_TANK_L if demo else supply.tank_capacity_l
        if capacity_l is None:
            channel = channel_of(self._get_entry(), supply.tank)
            unit = channel.unit if channel else level and unit_of(self.hass, level)
            return {"tank_capacity_l": "tank_needs_capacity"} if unit == PERCENTAGE else {}
        return {"tank_min_l": "reserve_over_capacity"} if supply.tank_min_l >= capacity_l else {}

    def _is_in(self, entity_id: str, units: set[str]) -> bool:
        """Whether an entity tells one of these units; one that nobody can ask now is taken at its owner's word."""
        unit = unit_of(self.hass, entity_id)
        return unit is None or unit in units


def _tidy(user_input: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What a form was filled with, and where two things were chosen for one part."""
    chosen, errors = merged(user_input)
    return {**chosen, CONF_NAME: chosen[CONF_NAME].strip()}, errors
