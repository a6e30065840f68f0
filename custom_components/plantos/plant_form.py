"""What the forms of a plant share: what was written so far, and what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigSubentryFlow, SubentryFlowResult
from pydantic import ValidationError
import voluptuous as vol

from .const import SUBENTRY_PLANT
from .domain.plants import default_limits
from .fields import still_offered
from .garden import plant_of
from .names import titles_of
from .sentences import field_errors

IDENTITY = ("name", "species", "indoor", "pot_volume_l", "area_m2", "substrate", "enabled")
WIRING = ("probes", "backups", "outlet", "supply", "flow_ml_s", "flow_calibrated", "priming_s")
# What an outlet may give in a second; less or more is a mistake.
FLOW_ML_S = (0.1, 10_000.0)
FIRST = ("strategy", "moisture_min", "moisture_max", "dose_ml")
# The fields of care that most plants do without, under headings of their own.
MORE, BY_HAND = "more", "by_hand"
MOST_DO_WITHOUT = {
    MORE: (
        *("hysteresis", "max_run_ml", "max_day_ml", "pulse_ml", "pulse_soak_min"),
        *("gap_min", "automatic_gap_h", "needs_approval"),
    ),
    BY_HAND: ("water_every_days", "fertilise_every_days", "repot_every_months"),
}
CARE = (*FIRST, *MOST_DO_WITHOUT[MORE], *MOST_DO_WITHOUT[BY_HAND])


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


def limits(data: Mapping[str, Any]) -> tuple[float, float]:
    """What a run and a day may give in ml, by what was written of a plant so far."""
    run_limit, day_limit = default_limits(data.get("pot_volume_l"), data.get("area_m2"))
    return data.get("max_run_ml", run_limit), data.get("max_day_ml", day_limit)


def amount_errors(data: Mapping[str, Any]) -> dict[str, str]:
    """Which of a plant's amounts contradict another, by field."""
    run_limit, day_limit = limits(data)
    if data["dose_ml"] > run_limit:
        return {"dose_ml": "dose_over_run_limit"}
    if run_limit > day_limit:
        return {"max_run_ml": "run_over_day_limit"}
    return {"pulse_ml": "part_over_dose"} if data.get("pulse_ml", 0.0) > data["dose_ml"] else {}
