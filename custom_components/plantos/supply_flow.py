"""Adding a supply: what several plants drink from, one at a time."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import TextSelector
import voluptuous as vol

from .const import SUBENTRY_SUPPLY

SUPPLY = vol.Schema({vol.Required(CONF_NAME): TextSelector()})


class SupplyFlow(ConfigSubentryFlow):
    """Add or change a supply."""

    async def async_step_user(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Name a new supply."""
        errors = self._errors(user_input, own_id=None)
        if user_input is not None and not errors:
            name = user_input[CONF_NAME].strip()
            return self.async_create_entry(title=name, data={CONF_NAME: name})
        return self._form("user", user_input or {}, errors)

    async def async_step_reconfigure(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Rename a supply."""
        subentry = self._get_reconfigure_subentry()
        errors = self._errors(user_input, subentry.subentry_id)
        if user_input is not None and not errors:
            name = user_input[CONF_NAME].strip()
            return self.async_update_and_abort(self._get_entry(), subentry, title=name, data={CONF_NAME: name})
        return self._form("reconfigure", user_input or subentry.data, errors)

    def _form(self, step_id: str, shown: Mapping[str, Any], errors: dict[str, str]) -> SubentryFlowResult:
        schema = self.add_suggested_values_to_schema(SUPPLY, shown)
        return self.async_show_form(step_id=step_id, data_schema=schema, errors=errors)

    def _errors(self, user_input: Mapping[str, Any] | None, own_id: str | None) -> dict[str, str]:
        if user_input is None:
            return {}
        name = user_input[CONF_NAME].strip()
        others = [s for s in self._get_entry().get_subentries_of_type(SUBENTRY_SUPPLY) if s.subentry_id != own_id]
        if not name:
            return {CONF_NAME: "name_missing"}
        return {CONF_NAME: "name_in_use"} if any(other.title == name for other in others) else {}
