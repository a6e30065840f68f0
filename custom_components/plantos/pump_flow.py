"""Measuring an outlet: two seconds to prove the wiring, then the hose is filled, then a cup."""

import asyncio
from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError
import voluptuous as vol

from .commands import async_change, async_try_outlet
from .domain.reasons import Reason
from .fields import number
from .plant_form import FLOW_ML_S
from .plant_steps import PlantSteps
from .sentences import sentence
from .watering.runs import Run, RunState

PROOF_S = 2.0
PRIME_S = 10.0
CUP_S = 20.0
LEAST_CUP_S = 5.0
MOST_CUP_S = 60.0

# A flow that is so many times what it was taken for is asked for twice: the cup may have been read wrong.
SURPRISE = 5.0

ENDED_WELL = {RunState.SOAKING, RunState.VERIFYING, RunState.COMPLETED}


class PumpSteps(PlantSteps):
    """The steps in which a plant's outlet is measured; every drop comes from a guarded run."""

    _running: asyncio.Task[Run]
    _next = "prime"
    _open_s = 0.0
    _priming_s = 0.0
    _surprising: float | None = None

    async def async_step_measure_flow(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Prove the wiring."""
        if user_input is None:
            placeholders = {"seconds": f"{PROOF_S:.0f}"}
            return self.async_show_form(
                step_id="measure_flow", data_schema=vol.Schema({}), description_placeholders=placeholders
            )
        return await self._run(PROOF_S, "prime")

    async def async_step_prime(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Fill the hose."""
        if user_input is None:
            longest = self._longest_s()
            fields = {vol.Required("prime_s", default=min(PRIME_S, longest)): number(1, longest, "s")}
            return self.async_show_form(step_id="prime", data_schema=vol.Schema(fields))
        return await self._run(user_input["prime_s"], "cup")

    async def async_step_cup(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Let it run into a cup."""
        if user_input is None:
            longest = self._longest_s()
            fields = {
                vol.Required("priming_s", default=self.plant.priming_s): number(0, 120, "s"),
                vol.Required("cup_s", default=min(CUP_S, longest)): number(LEAST_CUP_S, longest, "s"),
            }
            return self.async_show_form(step_id="cup", data_schema=vol.Schema(fields))
        self._priming_s = user_input["priming_s"]
        return await self._run(user_input["cup_s"], "measured")

    async def async_step_measured(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Say what is in the cup; nothing is filled in, since nobody but the reader of the cup knows."""
        if user_input is None:
            return self._ask_cup(None, {})
        if (amount := user_input.get("measured_ml")) is None:
            return self._ask_cup(None, {"measured_ml": "cup_missing"})
        flow = round(amount / self._open_s, 2)
        if not FLOW_ML_S[0] <= flow <= FLOW_ML_S[1]:
            return self._ask_cup(amount, {"measured_ml": "flow_impossible"})
        if not 1 / SURPRISE <= flow / self.plant.flow_ml_s <= SURPRISE and flow != self._surprising:
            self._surprising = flow
            return self._ask_cup(amount, {"measured_ml": "flow_surprising"})
        changes = {"flow_ml_s": flow, "flow_calibrated": True, "priming_s": self._priming_s}
        try:
            await async_change(self.hub, self.plant.plant_id, Context(), **changes)
        except HomeAssistantError as error:
            return self.async_abort(reason="not_kept", description_placeholders={"why": str(error)})
        return self.async_abort(reason="flow_measured", description_placeholders={"flow": f"{flow:g}"})

    def _ask_cup(self, amount_ml: float | None, errors: dict[str, str]) -> SubentryFlowResult:
        """Ask what is in the cup, and say what would come of the last answer."""
        shown = {} if amount_ml is None else {"suggested_value": amount_ml}
        fields = {vol.Optional("measured_ml", description=shown): number(1, 100_000, "mL")}
        low, high = FLOW_ML_S
        placeholders = {
            "seconds": f"{self._open_s:.0f}",
            "flow": "—" if amount_ml is None else f"{amount_ml / self._open_s:.3g}",
            "before": f"{self.plant.flow_ml_s:g}",
            "least": f"{low:g}",
            "most": f"{high:,.0f}",
        }
        return self.async_show_form(
            step_id="measured",
            data_schema=vol.Schema(fields),
            errors=errors,
            description_placeholders=placeholders,
            last_step=True,
        )

    def _longest_s(self) -> float:
        """The longest time in a cup that fits into what the outlet may be open, and may give at once."""
        plant = self.plant
        allowed_s = (plant.longest_run_s - plant.priming_s - 2.0) // 1.2
        return max(LEAST_CUP_S, min(MOST_CUP_S, allowed_s, plant.run_limit_ml / plant.flow_ml_s))

    # --- while water runs ---------------------------------------------------------------------------

    async def _run(self, seconds: float, then: str) -> SubentryFlowResult:
        plant = self.plant
        self._next, self._open_s = then, plant.priming_s + seconds
        trial = async_try_outlet(self.hub, plant.plant_id, Context(), seconds)
        self._running = self.hass.async_create_background_task(trial, f"try the outlet of {plant.name}")
        return await self.async_step_running()

    async def async_step_running(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Show that water runs, until it has ended."""
        if not self._running.done():
            return self.async_show_progress(
                step_id="running",
                progress_action="running",
                description_placeholders={"seconds": f"{self._open_s:.0f}"},
                progress_task=self._running,
            )
        return self.async_show_progress_done(next_step_id="ran")

    async def async_step_ran(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Go on where water came; say why where it didn't."""
        try:
            run = self._running.result()
        except HomeAssistantError as error:
            return self.async_abort(reason="not_run", description_placeholders={"why": str(error)})
        if run.state not in ENDED_WELL:
            why = sentence(self.hass, run.failure or Reason(run.state))
            return self.async_abort(reason="not_run", description_placeholders={"why": why})
        self._open_s = self._flowed_s(run)
        steps = {"prime": self.async_step_prime, "cup": self.async_step_cup, "measured": self.async_step_measured}
        return await steps[self._next]()

    def _flowed_s(self, run: Run) -> float:
        """For how long water could flow in a run that has ended well."""
        if run.metered and run.opened_at and run.closed_at:
            # The meter ended it, when it had counted what was asked for.
            waits_s = sum(self.hub.waterer.works.lead_and_lag(run.plant_id))
            return max(1.0, (run.closed_at - run.opened_at).total_seconds() - waits_s)
        return max(1.0, self.plant.priming_s + run.delivered_ml / self.plant.flow_ml_s)
