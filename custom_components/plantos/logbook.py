"""PlantOS's lines in the logbook: which plant, what happened, and why."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from homeassistant.components.logbook import LOGBOOK_ENTRY_ICON, LOGBOOK_ENTRY_MESSAGE, LOGBOOK_ENTRY_NAME
from homeassistant.components.person import ATTR_USER_ID, DOMAIN as PERSON_DOMAIN
from homeassistant.core import Event, HomeAssistant, callback

from .const import DOMAIN
from .domain.care import CareKind
from .domain.commands import Origin
from .domain.events import EventType
from .domain.reasons import Reason, reason
from .domain.verification import Effect
from .sentences import sentence
from .sources import part_name, part_of

type Describe = Callable[[str, str, Callable[[Event[dict[str, Any]]], dict[str, str]]], None]

# Readings have sensors; a line for each would bury all others.
ICONS = {
    EventType.WATERING_STARTED: "mdi:sprinkler-variant",
    EventType.PLANT_WATERED: "mdi:watering-can",
    EventType.WATERING_FAILED: "mdi:water-alert",
    EventType.WATERING_VERIFIED: "mdi:water-check",
    EventType.CRITICAL_MOISTURE: "mdi:water-alert-outline",
    EventType.PLANT_HEALTH_DETERIORATED: "mdi:heart-broken",
    EventType.APPROVAL_REQUESTED: "mdi:account-question",
    EventType.CIRCUIT_BREAKER_CHANGED: "mdi:electric-switch",
    EventType.HEALTH_CHANGED: "mdi:heart-pulse",
    EventType.CARE_LOGGED: "mdi:sprout",
    EventType.CARE_FORGOTTEN: "mdi:undo",
    EventType.CARE_DUE: "mdi:clipboard-clock-outline",
}


@callback
def async_describe_events(hass: HomeAssistant, async_describe_event: Describe) -> None:
    """Describe what PlantOS tells."""

    def describer(kind: EventType) -> Callable[[Event[dict[str, Any]]], dict[str, str]]:
        @callback
        def describe(event: Event[dict[str, Any]]) -> dict[str, str]:
            told = event.data
            return {
                LOGBOOK_ENTRY_NAME: told["plant_name"],
                LOGBOOK_ENTRY_MESSAGE: " ".join(_parts(hass, kind, told)),
                LOGBOOK_ENTRY_ICON: ICONS[kind],
            }

        return describe

    for kind in ICONS:
        async_describe_event(DOMAIN, f"{DOMAIN}_{kind}", describer(kind))


def _parts(hass: HomeAssistant, kind: EventType, told: Mapping[str, Any]) -> Iterator[str]:
    """What happened, why, and who is behind it."""
    yield sentence(hass, _line(hass, kind, told))
    if kind is EventType.CARE_FORGOTTEN:
        yield sentence(hass, reason("logbook_forgotten"))
    if effect := _effect(told):
        yield sentence(hass, effect)
    name = _name(hass, told.get("user_id"))
    # That somebody asked for it is said better by their name.
    if told.get("reason") and not (name and told["reason_key"] == "asked_for"):
        yield told["reason"]
    # A person's note is told as it was written.
    if told.get("note"):
        yield f"“{told['note']}”"
    if name:
        logged = kind in {EventType.CARE_LOGGED, EventType.CARE_FORGOTTEN}
        yield sentence(hass, reason("logbook_told_by", name=name) if logged else reason("logbook_asked_by", name=name))
    match told.get("origin"):
        case Origin.VOICE:
            yield sentence(hass, reason("logbook_by_voice"))
        case Origin.LANGUAGE_MODEL:
            yield sentence(hass, reason("logbook_by_model"))
        case Origin.AUTOMATIC if not name:
            yield sentence(hass, reason("logbook_automatic"))


def _line(hass: HomeAssistant, kind: EventType, told: Mapping[str, Any]) -> Reason:
    """What happened, said of a plant, a device or a hub."""
    match kind:
        case EventType.WATERING_STARTED:
            return reason("logbook_started", ml=told["requested_ml"])
        case EventType.PLANT_WATERED:
            return reason("logbook_watered", ml=told["ml"] or 0)
        case EventType.WATERING_FAILED:
            return reason("logbook_failed", ml=told["ml"] or 0)
        case EventType.WATERING_VERIFIED:
            return _verified(told)
        case EventType.CRITICAL_MOISTURE:
            return reason("logbook_critical", moisture=_known(told["moisture"]))
        case EventType.PLANT_HEALTH_DETERIORATED:
            return reason("logbook_deteriorated", best=_known(told["best"]), score=_known(told["score"]))
        case EventType.APPROVAL_REQUESTED:
            return reason("logbook_approval", ml=told["requested_ml"])
        case EventType.CIRCUIT_BREAKER_CHANGED:
            return _breaker(hass, told)
        case EventType.HEALTH_CHANGED:
            return _health(told)
        case _:
            return _care(told)


def _verified(told: Mapping[str, Any]) -> Reason:
    if told["moisture_before"] is None:
        return reason("logbook_verified_alone", after=_known(told["moisture_after"]))
    return reason("logbook_verified", before=told["moisture_before"], after=_known(told["moisture_after"]))


def _effect(told: Mapping[str, Any]) -> Reason | None:
    """What the soil shows of a watering, once it was judged."""
    match told.get("effect"):
        case Effect.SEEN:
            return reason("logbook_effect_seen")
        case Effect.EXCESS:
            return reason("logbook_effect_excess")
        case Effect.NONE:
            return reason("logbook_effect_none")
    return None


def _breaker(hass: HomeAssistant, told: Mapping[str, Any]) -> Reason:
    entry = hass.config_entries.async_get_entry(told["config_entry_id"])
    # Of a hub that was removed, nobody knows any more what its devices were for.
    device = part_name(hass, part_of(entry, told["plant_id"], told["device"])) if entry else told["plant_name"]
    if told["state"] == "open":
        return reason("logbook_breaker_open", device=device, failures=told["failures"])
    if told["state"] == "closed":
        return reason("logbook_breaker_closed", device=device)
    return reason("logbook_breaker_trial", device=device)


def _health(told: Mapping[str, Any]) -> Reason:
    if told["status"] == "healthy":
        return reason("logbook_healthy")
    if told["status"] == "degraded":
        return reason("logbook_degraded", reasons=_in_words(told))
    return reason("logbook_unhealthy", reasons=_in_words(told))


def _in_words(told: Mapping[str, Any]) -> str:
    """What was wrong; before it was told in words, by its kinds."""
    return str(told.get("in_words") or told["reasons"])


def _care(told: Mapping[str, Any]) -> Reason:
    """What was done, or is to be."""
    if "due" in told:
        return _due(told)
    if told["kind"] == CareKind.WATERED_BY_HAND and told["amount_ml"]:
        return reason("logbook_poured", ml=told["amount_ml"])
    return {
        CareKind.WATERED_BY_HAND: reason("logbook_by_hand"),
        CareKind.HAND_OR_RAIN: reason("logbook_hand_or_rain"),
        CareKind.FERTILISED: reason("logbook_fertilised"),
        CareKind.REPOTTED: reason("logbook_repotted"),
        CareKind.PRUNED: reason("logbook_pruned"),
        CareKind.PROBE_FIXED: reason("logbook_probe_fixed"),
    }[CareKind(told["kind"])]


def _due(told: Mapping[str, Any]) -> Reason:
    """What is to be done."""
    return {
        CareKind.WATERED_BY_HAND: reason("logbook_due_water"),
        CareKind.FERTILISED: reason("logbook_due_feed"),
        CareKind.REPOTTED: reason("logbook_due_repot"),
        CareKind.PROBE_FIXED: reason("logbook_due_probe"),
    }[CareKind(told["kind"])]


def _known(value: float | None) -> float | str:
    return "?" if value is None else value


def _name(hass: HomeAssistant, user_id: str | None) -> str | None:
    """What a person is called here; the logbook itself names users who are none."""
    if user_id is None:
        return None
    people = hass.states.async_all(PERSON_DOMAIN)
    return next((person.name for person in people if person.attributes.get(ATTR_USER_ID) == user_id), None)
