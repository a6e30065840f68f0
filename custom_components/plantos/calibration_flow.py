"""Calibrating a probe: what it shows in dry and in wet soil, or beside a good instrument."""

from collections.abc import Mapping
from typing import Any, TypeIs

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.selector import BooleanSelector, NumberSelector, SelectSelector, SelectSelectorConfig
import voluptuous as vol

from .commands import async_calibrate
from .domain.readings import UNITS, Calibration, Measure
from .fields import number
from .plant_steps import PlantSteps
from .probe_services import NO_ANSWER
from .sources import part_name

AGAIN = "again"
RAW = "raw"
TRUE = "true_value"


class CalibrationSteps(PlantSteps):
    """The steps in which a plant's probe is calibrated; the raw value is measured whenever one opens.

    No value is required: without one is measured again, since a probe may be silent.
    """

    _measure = Measure.MOISTURE
    _dry = 0.0

    async def async_step_calibrate(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose the probe."""
        measures = self.hub.probes.measures(self.plant.plant_id)
        if not measures:
            return self.async_abort(reason="not_set_up")
        if user_input is None and len(measures) > 1:
            chosen = SelectSelector(SelectSelectorConfig(options=list(measures), translation_key="measure"))
            schema = vol.Schema({vol.Required("measure", default=measures[0]): chosen})
            told = {"now": "\n".join(f"- {self._reads_now(measure)}" for measure in measures)}
            return self.async_show_form(step_id="calibrate", data_schema=schema, description_placeholders=told)
        self._measure = Measure(user_input["measure"]) if user_input else measures[0]
        return await (self.async_step_dry() if self._measure is Measure.MOISTURE else self.async_step_beside())

    async def async_step_dry(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Measure in dry soil."""
        if not _is_filled_in(user_input, RAW):
            return await self._ask("dry")
        self._dry = user_input[RAW]
        return await self.async_step_wet()

    async def async_step_wet(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Measure in wet soil."""
        if not _is_filled_in(user_input, RAW):
            return await self._ask("wet")
        try:
            calibration = Calibration.between(self._dry, user_input[RAW])
        except ValueError:
            return await self._ask("wet", {"base": "dry_is_wet"}, user_input[RAW])
        return await self._keep(calibration)

    async def async_step_beside(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Compare with a good instrument that stands beside the probe."""
        if not _is_filled_in(user_input, RAW, TRUE):
            return await self._ask("beside")
        return await self._keep(Calibration(offset=user_input[TRUE] - user_input[RAW]))

    def _reads_now(self, measure: Measure) -> str:
        """A probe by its part, with what it says now."""
        known = self.hub.snapshot(self.plant.plant_id).value(measure)
        value = "—" if known is None else f"{_shown(known)} {UNITS[measure]}"
        return f"{part_name(self.hass, f'{measure}_probe')} · {value}"

    def _means(self, raw: float | None) -> str:
        """What a raw value is read as until the probe is calibrated anew."""
        calibration = self.plant.calibrations.get(self._measure)
        # Without one, a number that isn't raw stands for itself.
        known = self.hub.snapshot(self.plant.plant_id).value(self._measure) if calibration is None else None
        value = calibration.apply(raw) if calibration and raw is not None else known
        return "—" if raw is None or value is None else f"{value:.1f} {UNITS[self._measure]}"

    async def _ask(self, step_id: str, errors: dict[str, str] | None = None, wet: float = 0.0) -> SubentryFlowResult:
        """Show what the probe gives now; somebody who knows better may write another value."""
        raw, unit = None, UNITS[self._measure]
        try:
            raw = (await self.hub.probes.raw(self.plant.plant_id, self._measure)).value
        except NO_ANSWER:
            errors = errors or {"base": "probe_silent"}
        shown = {} if raw is None else {"suggested_value": round(raw, 4)}
        fields: dict[Any, Any] = {vol.Optional(RAW, description=shown): _any_number()}
        if step_id == "beside":
            fields[vol.Optional(TRUE, description=shown)] = _any_number(unit)
        fields[vol.Optional(AGAIN, default=False)] = BooleanSelector()
        return self.async_show_form(
            step_id=step_id,
            data_schema=vol.Schema(fields),
            errors=errors,
            description_placeholders={
                "raw": "—" if raw is None else _shown(raw),
                "means": self._means(raw),
                "unit": unit,
                "dry": _shown(self._dry),
                "wet": _shown(wet),
            },
            last_step=step_id != "dry",
        )

    async def _keep(self, calibration: Calibration) -> SubentryFlowResult:
        try:
            await async_calibrate(self.hub, self.plant.plant_id, Context(), self._measure, calibration)
        except HomeAssistantError as error:
            return self.async_abort(reason="not_kept", description_placeholders={"why": str(error)})
        return self.async_abort(reason="calibrated")


def _is_filled_in(answer: Mapping[str, Any] | None, *fields: str) -> TypeIs[Mapping[str, Any]]:
    return answer is not None and not answer.get(AGAIN) and all(field in answer for field in fields)


def _shown(raw: float) -> str:
    return f"{round(raw, 4):.15g}"


def _any_number(unit: str | None = None) -> NumberSelector:
    return number(-1_000_000, 1_000_000, unit)
