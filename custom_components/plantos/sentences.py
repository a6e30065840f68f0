"""Reasons as people read them: sentences in their language, errors that carry them, events that tell them."""

from collections.abc import Callable, Mapping
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import (
    ConfigEntryError,
    ConfigEntryNotReady,
    HomeAssistantError,
    ServiceValidationError,
)
from homeassistant.helpers.translation import async_get_cached_translations
from pydantic import ValidationError

from .const import DOMAIN
from .domain.events import Event
from .domain.reasons import Reason, reason

# What has a sentence of its own; all else is only wrong.
NAMED = {"min_not_below_max", "reads_no_scale"}
# Those of PlantOS's languages that write a half as 0,5.
COMMA = frozenset({"cs", "de", "es", "fr", "it", "nl", "pl", "pt-BR", "sv"})
DECIMAL = re.compile(r"-?\d+\.\d+")


def sentence(hass: HomeAssistant, why: Reason, language: str | None = None) -> str:
    """The reason in the language of this Home Assistant, or in another whose texts are loaded."""
    spoken = language or hass.config.language
    texts = async_get_cached_translations(hass, spoken, "exceptions", DOMAIN)
    text = texts.get(f"component.{DOMAIN}.exceptions.{why.key}.message", why.key)
    return text.format(**_as_written(why.values, spoken))


def _as_written(values: Mapping[str, str], language: str) -> dict[str, str]:
    """A reason's values, numbers as the language writes them."""
    comma = language in COMMA
    return {
        key: value.replace(".", ",") if comma and DECIMAL.fullmatch(value) else value for key, value in values.items()
    }


def discreet(hass: HomeAssistant, language: str) -> Callable[[Reason], str]:
    """What puts reasons into words for an assistant, in a language whose texts are loaded.

    It may not know the other plants of a pump, so they stay nameless.
    """

    def say(why: Reason) -> str:
        return sentence(hass, reason("denied_outlet_beside") if why.key == "denied_outlet_of_supply" else why, language)

    return say


def event_payload(hass: HomeAssistant, event: Event, entry_id: str, device_id: str | None) -> dict[str, Any]:
    """An event as automations and histories see it."""
    told = {"reason": sentence(hass, event.reason), "reason_key": event.reason.key} if event.reason else {}
    return {
        "event_id": event.event_id,
        "type": event.type,
        "occurred_at": event.occurred_at.isoformat(),
        "version": event.version,
        "config_entry_id": entry_id,
        "device_id": device_id,
        "plant_id": event.plant_id,
        "plant_name": event.plant_name,
        "correlation_id": event.correlation_id,
        "causation_id": event.causation_id,
        "user_id": event.user_id,
        **told,
        **event.data,
    }


def refused(why: Reason) -> ServiceValidationError:
    """An error for something that isn't allowed or makes no sense."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=why.key, translation_placeholders=dict(why.values)
    )


def failed(why: Reason) -> HomeAssistantError:
    """An error for something that was allowed and didn't work."""
    return HomeAssistantError(
        translation_domain=DOMAIN, translation_key=why.key, translation_placeholders=dict(why.values)
    )


def not_ready(why: Reason) -> ConfigEntryNotReady:
    """An error of a hub that can't be set up now; Home Assistant tries again."""
    return ConfigEntryNotReady(
        translation_domain=DOMAIN, translation_key=why.key, translation_placeholders=dict(why.values)
    )


def unfit(why: Reason) -> ConfigEntryError:
    """An error of a hub that can't be set up until somebody has changed something."""
    return ConfigEntryError(
        translation_domain=DOMAIN, translation_key=why.key, translation_placeholders=dict(why.values)
    )


def faults(error: ValidationError) -> str:
    """What is wrong with settings, field by field and without their values, which may be secret."""
    return "; ".join(f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in error.errors())


def field_errors(error: ValidationError) -> dict[str, str]:
    """A plant's validation errors as a form shows them: field to translation key."""
    found = {}
    for detail in error.errors():
        field = str(detail["loc"][0]) if detail["loc"] else "moisture_min"
        found[field] = detail["type"] if detail["type"] in NAMED else "invalid_value"
    return found
