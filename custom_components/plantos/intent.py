"""The same requests as intents, for sentences of one's own and for whatever else speaks in intents."""

from typing import Any, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent
import voluptuous as vol

from .spoken import async_answer
from .voice.requests import Ask
from .voice.wording import AMOUNTS, DELAYS, language_of, request_of

ASSISTANT = "conversation"
# A number in words or digits is read as a sentence's: "1.000" isn't one.
NUMBER = vol.Any(int, float, str)

# What each intent does, for those who choose among them by reading.
INTENTS = {
    Ask.WATER: "Waters a plant, all plants of an area, or all plants",
    Ask.STOP: "Stops watering at once",
    Ask.THIRSTY: "Tells which plants need water",
    Ask.STATE: "Tells how a plant is",
    Ask.LAST: "Tells when a plant was watered last",
    Ask.NEXT: "Tells when a plant will be watered",
    Ask.POSTPONE: "Postpones the automatic watering of a plant",
}


def intent_type(ask: Ask) -> str:
    """The name of a request's intent."""
    return f"Plantos{ask.value.title()}"


async def async_setup_intents(hass: HomeAssistant) -> None:
    """Register an intent for each request."""
    for ask, description in INTENTS.items():
        intent.async_register(hass, PlantIntent(ask, description))


class PlantIntent(intent.IntentHandler):
    """Answers one kind of request."""

    def __init__(self, ask: Ask, description: str) -> None:
        """Take up one kind."""
        self._ask = ask
        self.intent_type = intent_type(ask)
        self.description = description

    @property
    @override
    def slot_schema(self) -> dict[vol.Marker, Any]:
        """The slots that sentences may fill."""
        numbers = {Ask.WATER: tuple(AMOUNTS), Ask.POSTPONE: tuple(DELAYS)}.get(self._ask, ())
        names: dict[vol.Marker, Any] = {vol.Optional(slot): intent.non_empty_string for slot in ("plant", "area")}
        return names | {vol.Optional(slot): NUMBER for slot in numbers}

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        """Do it, and answer in the language of the request."""
        slots = self.async_validate_slots(intent_obj.slots)
        spoken = {name: _stripped(slot["value"]) for name, slot in slots.items()}
        language = language_of(intent_obj.language)
        request = request_of(self._ask, spoken, language, intent_obj.text_input or "")
        response = intent_obj.create_response()
        assistant = intent_obj.assistant or ASSISTANT
        response.async_set_speech(
            await async_answer(intent_obj.hass, request, intent_obj.context, language.code, assistant)
        )
        return response


def _stripped(value: str | float) -> str | float:
    return value.strip() if isinstance(value, str) else value
