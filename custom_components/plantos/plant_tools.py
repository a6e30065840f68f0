"""What each tool of a language model does with one plant, and what all of them share."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, override

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers.llm import LLMContext, Tool, ToolAnnotations, ToolInput, ToolResult
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .actions import Answer, ledger_in_words, run_answer
from .care_services import LONGEST_H
from .commands import async_log_care, async_postpone, async_water
from .const import DOMAIN
from .domain.care import DEEDS, LONGEST_NOTE, MOST_ML, CareKind, Deed
from .domain.commands import LEAST_ML, Origin
from .domain.reasons import Reason, reason
from .exposed import Exposed, async_exposed
from .health_services import report
from .sentences import discreet, refused
from .services import checked
from .targets import async_require_allowed
from .voice.telling import Say
from .watering.runs import RunState

READS = ToolAnnotations(read_only=True, destructive=False, idempotent=True, open_world=False)
# Water can't be taken back, and a second call waters again.
WATERS = ToolAnnotations(destructive=True, idempotent=False, open_world=False)
SETS = ToolAnnotations(destructive=False, idempotent=True, open_world=False)
ADDS = ToolAnnotations(destructive=False, idempotent=False, open_world=False)


def labelled(plants: Sequence[Exposed]) -> dict[str, Exposed]:
    """Plants by what a tool calls them: the name, with the place or the id where that isn't enough."""
    names = Counter(plant.known.name for plant in plants)
    places = Counter((plant.known.name, plant.known.place) for plant in plants)

    def label(plant: Exposed) -> str:
        known = plant.known
        if names[known.name] == 1:
            return known.name
        return f"{known.name} ({known.place if places[known.name, known.place] == 1 else known.plant_id})"

    return {label(plant): plant for plant in plants}


class PlantosTool(Tool):
    """One tool; what is refused is answered as an error with its reason."""

    integration = DOMAIN

    @override
    async def async_call(self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext) -> ToolResult:
        """Judge what is given, and do it."""
        language = llm_context.language or hass.config.language
        await async_get_translations(hass, language, "exceptions", [DOMAIN])
        say = discreet(hass, language)
        try:
            given = self.parameters(tool_input.tool_args)
        except vol.Invalid as error:
            if error.path == ["plant"]:
                # The error itself would list all that there are.
                heard = str(tool_input.tool_args.get("plant", ""))
                return ToolResult({"refused": say(reason("voice_no_such_plant", heard=heard))}, error=True)
            return ToolResult({"refused": str(error)}, error=True)
        try:
            return await self._async_do(hass, given, llm_context, say)
        except Unauthorized:
            return ToolResult({"refused": say(reason("voice_not_allowed"))}, error=True)
        except HomeAssistantError as error:
            why = Reason(error.translation_key or "failed_unexpected", error.translation_placeholders or {})
            return ToolResult({"refused": say(why)}, error=True)

    @abstractmethod
    async def _async_do(
        self, hass: HomeAssistant, given: dict[str, Any], llm_context: LLMContext, say: Say
    ) -> ToolResult:
        """Do it with what was given. Raises HomeAssistantError."""


def line(label: str, plant: Exposed) -> Answer:
    """What is told of a plant in one line."""
    facts, settings = plant.facts, plant.target.coordinator.plants[plant.target.subject]
    return {
        "plant": label,
        "place": plant.known.place,
        "health_percent": facts.score,
        "moisture_percent": facts.moisture,
        "right_moisture_percent": [facts.minimum, facts.maximum],
        "needs_water": facts.thirsty,
        "being_watered": facts.running,
        "last_watered": facts.last.isoformat() if facts.last else None,
        "next_watering": facts.due.isoformat() if facts.due else None,
        "has_problem": facts.problem,
        "may_be_watered_here": plant.controllable,
        "dose_ml": settings.dose_ml,
        "most_at_once_ml": round(settings.largest_ml, 1),
    }


def context_of(llm_context: LLMContext) -> Context:
    """Who asks; a satellite may have no person."""
    return llm_context.context or Context()


# --- of one plant ---------------------------------------------------------------------------------------


class OnePlantTool(PlantosTool):
    """A tool for one plant by its label. Who is exposed is asked again with each call."""

    policy = POLICY_CONTROL

    def __init__(self, plants: Sequence[Exposed]) -> None:
        """Offer those of these plants that it may be used for."""
        offered = {label: plant for label, plant in labelled(plants).items() if self._suits(plant)}
        self.parameters = vol.Schema(
            {
                vol.Required("plant", description="The plant, as plant_overview names it"): vol.In([*offered]),
                **self._fields([*offered.values()]),
            }
        )

    def _suits(self, plant: Exposed) -> bool:
        return plant.controllable or self.policy == POLICY_READ

    def _fields(self, plants: Sequence[Exposed]) -> dict[vol.Marker, Any]:
        """What is given besides the plant."""
        return {}

    @override
    async def _async_do(
        self, hass: HomeAssistant, given: dict[str, Any], llm_context: LLMContext, say: Say
    ) -> ToolResult:
        plant = labelled(async_exposed(hass, llm_context.assistant)).get(given["plant"])
        if plant is None or not self._suits(plant):
            raise refused(reason("voice_no_such_plant", heard=given["plant"]))
        context = context_of(llm_context)
        await async_require_allowed(hass, context, [plant.target], self.policy)
        return await self._async_do_with(plant, given, context, say)

    @abstractmethod
    async def _async_do_with(self, plant: Exposed, given: dict[str, Any], context: Context, say: Say) -> ToolResult:
        """Do it with a plant that is exposed and that this person may control or read."""


class Report(OnePlantTool):
    """Reports on a plant."""

    name = f"{DOMAIN}__plant_report"
    title = "Plant report"
    description = (
        "Reports how one plant has been doing this week: its health score in %, what limits it, what is odd about its "
        "readings, and what would do it good."
    )
    annotations = READS
    policy = POLICY_READ

    @override
    async def _async_do_with(self, plant: Exposed, given: dict[str, Any], context: Context, say: Say) -> ToolResult:
        return ToolResult({**line(given["plant"], plant), **report(plant.target, say)})


class Check(OnePlantTool):
    """Checks what a watering would meet."""

    name = f"{DOMAIN}__check_watering"
    title = "Check watering"
    description = (
        "Says without any water whether a plant needs water now, how many millilitres and why, and what would speak "
        "against a watering. With amount_ml it judges that amount."
    )
    annotations = READS
    policy = POLICY_READ

    @override
    def _fields(self, plants: Sequence[Exposed]) -> dict[vol.Marker, Any]:
        amount = vol.All(vol.Coerce(float), vol.Range(min=LEAST_ML, max=MOST_ML))
        return {vol.Optional("amount_ml", description="Millilitres to judge"): amount}

    @override
    async def _async_do_with(self, plant: Exposed, given: dict[str, Any], context: Context, say: Say) -> ToolResult:
        return ToolResult(checked(plant.target, given.get("amount_ml"), say))


class Water(OnePlantTool):
    """Waters a plant."""

    name = f"{DOMAIN}__water_plant"
    title = "Water a plant"
    description = (
        "Waters one plant with its usual dose, or with amount_ml millilitres. It isn't idempotent: each new "
        "idempotency_key waters again, the same one within 24 hours never does. Every limit of the plant holds; a "
        "refusal says why. The answer comes when the watering is accepted, not when it has ended."
    )
    annotations = WATERS

    @override
    def _fields(self, plants: Sequence[Exposed]) -> dict[vol.Marker, Any]:
        most = max(plant.target.coordinator.plants[plant.target.subject].largest_ml for plant in plants)
        return {
            vol.Optional("amount_ml", description="Millilitres; without it the plant's usual dose"): vol.All(
                vol.Coerce(float), vol.Range(min=LEAST_ML, max=max(LEAST_ML, most))
            ),
            vol.Required(
                "idempotency_key", description="Any text, new for each watering that the user asks for"
            ): vol.All(str, vol.Length(min=1, max=200)),
        }

    @override
    async def _async_do_with(self, plant: Exposed, given: dict[str, Any], context: Context, say: Say) -> ToolResult:
        hub, plant_id = plant.target.coordinator, plant.target.subject
        key, amount = given["idempotency_key"], given.get("amount_ml")
        with ledger_in_words():
            earlier = await hub.waterer.earlier(plant_id, key)
        if earlier and earlier.amount_ml != (hub.plants[plant_id].dose_ml if amount is None else amount):
            raise refused(reason("key_of_other_amount", amount=earlier.amount_ml))
        job = await async_water(hub, plant_id, context, amount, key, origin=Origin.LANGUAGE_MODEL)
        run = job.run
        told: Answer = {**run_answer(run, say), "requested_ml": run.amount_ml, "repeated": earlier is not None}
        if run.state in {RunState.DENIED, RunState.FAILED}:
            return ToolResult({**told, "refused": say(run.failure or run.reason)}, error=True)
        if earlier:
            told["note"] = say(reason("key_repeated"))
        elif hub.plants[plant_id].needs_approval and not run.approved:
            told["note"] = say(reason("voice_awaits", plant=plant.known.name, amount=run.amount_ml))
        return ToolResult(told)


class Postpone(OnePlantTool):
    """Postpones a plant's automatic watering."""

    name = f"{DOMAIN}__postpone_watering"
    title = "Postpone watering"
    description = "Puts off the automatic watering of one plant by hours from now; 0 takes that back. No water flows."
    annotations = SETS

    @override
    def _fields(self, plants: Sequence[Exposed]) -> dict[vol.Marker, Any]:
        hours = vol.All(vol.Coerce(float), vol.Range(min=0, max=LONGEST_H))
        return {vol.Required("hours", description="Hours from now"): hours}

    @override
    async def _async_do_with(self, plant: Exposed, given: dict[str, Any], context: Context, say: Say) -> ToolResult:
        hub = plant.target.coordinator
        ending = hub.clock.now() + hub.clock.real(timedelta(hours=given["hours"]))
        until = await async_postpone(hub, plant.target.subject, ending, context)
        return ToolResult({"plant": given["plant"], "until": dt_util.as_local(until).isoformat()})


class LogCare(OnePlantTool):
    """Keeps what somebody did for a plant."""

    name = f"{DOMAIN}__log_care"
    title = "Log care"
    description = (
        "Keeps in the care log what the user has just done for a plant. It only writes it down: no water flows. "
        "amount_ml are the millilitres of what was watered by hand."
    )
    annotations = ADDS

    @override
    def _fields(self, plants: Sequence[Exposed]) -> dict[vol.Marker, Any]:
        return {
            vol.Required("kind"): vol.In([str(kind) for kind in DEEDS]),
            vol.Optional("amount_ml"): vol.All(vol.Coerce(float), vol.Range(min=LEAST_ML, max=MOST_ML)),
            vol.Optional("note"): vol.All(str, vol.Length(max=LONGEST_NOTE)),
        }

    @override
    async def _async_do_with(self, plant: Exposed, given: dict[str, Any], context: Context, say: Say) -> ToolResult:
        kind, amount = CareKind(given["kind"]), given.get("amount_ml")
        if amount is not None and kind is not CareKind.WATERED_BY_HAND:
            raise refused(reason("care_amount", amount=amount, most=MOST_ML))
        deed = Deed(kind, dt_util.utcnow(), amount, given.get("note") or None)
        event = await async_log_care(plant.target.coordinator, plant.target.subject, context, deed)
        return ToolResult({"plant": given["plant"], "kind": kind, "event_id": event.event_id})
