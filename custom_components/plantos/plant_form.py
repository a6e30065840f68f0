"""What the forms of a plant share: what was written so far, and what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigSubentryFlow, SubentryFlowResult
from pydantic import ValidationError
import voluptuous as vol

from .const import SUBENTRY_PLANT
from .fields import still_offered
from .garden import plant_of
from .names import titles_of
from .sentences import field_errors

IDENTITY = ("name", "species", "indoor", "pot_volume_l", "area_m2", "substrate", "enabled")
WIRING = ("probes", "backups", "outlet", "supply", "flow_ml_s", "flow_calibrated", "priming_s")
FIRST = ("strategy", "moisture_min", "moisture_max", "dose_ml")
# The fields of care that most plants do without, under one heading.
MORE = "more"
MOST_DO_WITHOUT = (
    *("hysteresis", "max_run_ml", "max_day_ml", "pulse_ml", "pulse_soak_min"),
    *("gap_min", "automatic_gap_h", "needs_approval"),
)
CARE = FIRST + MOST_DO_WITHOUT


class PlantForms(ConfigSubentryFlow):
    """A plant that is described step by step."""

    _data: dict[str, Any]

    def _replace(self, fields: tuple[str, ...], user_input: Mapping[str, Any]) -> None:
        """Take a step's fields over; those left empty are forgotten."""
        kept = {key: value for key, value in self._data.items() if key not in fields}
        self._data = kept | {key: user_input[key] for key in fields if key in user_input}

    def _form(
        self,
        step_id: str,
        schema: vol.Schema,
        shown: Mapping[str, Any],
        errors: dict[str, str],
        *,
        last_step: bool = False,
        placeholders: Mapping[str, str] | None = None,
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, still_offered(schema, shown)),
            errors=errors,
            last_step=last_step,
            description_placeholders=placeholders,
        )

    def _errors(self, fields: tuple[str, ...]) -> dict[str, str]:
        """What the plant itself finds wrong with these fields."""
        try:
            plant_of("new", self._data)
        except ValidationError as error:
            return {field: key for field, key in field_errors(error).items() if field in fields}
        return {}

    def _own_id(self) -> str | None:
        return self._reconfigure_subentry_id if self.source == SOURCE_RECONFIGURE else None

    def _other_names(self) -> set[str]:
        return titles_of(self._get_entry(), SUBENTRY_PLANT, self._own_id())
