"""What people are told: from what happened, or what is wrong, to a message and the answers it offers."""

from dataclasses import dataclass
from enum import StrEnum

from .commands import Origin
from .events import Event, EventType
from .hub_health import Trouble
from .reasons import Reason, reason


class Topic(StrEnum):
    """What a person may want to be told of, or not."""

    ALERTS = "alerts"
    APPROVALS = "approvals"
    DRY = "dry"
    BY_HAND = "by_hand"
    AUTOMATIC = "automatic"


class Answer(StrEnum):
    """What a person may answer to a message."""

    APPROVE = "approve"
    REJECT = "reject"
    WATER = "water"
    SNOOZE = "snooze"


class Kind(StrEnum):
    """What a message is about."""

    APPROVAL = "approval"
    UNANSWERED = "unanswered"
    DRY = "dry"
    WATERED_BY_HAND = "watered_by_hand"
    WATERED_AUTOMATICALLY = "watered_automatically"
    WATERING_FAILED = "watering_failed"
    CRITICAL_MOISTURE = "critical_moisture"
    HEALTH_DETERIORATED = "health_deteriorated"
    NO_EFFECT = "no_effect"
    OUTLET_STUCK = "outlet_stuck"
    OUTLET_LOCKED = "outlet_locked"
    PUMP_STUCK = "pump_stuck"
    LEAK = "leak"
    FLOW_AFTER_CLOSE = "flow_after_close"
    BREAKER_OPEN = "breaker_open"
    HUB = "hub"


TOPICS = {
    Kind.APPROVAL: Topic.APPROVALS,
    Kind.UNANSWERED: Topic.APPROVALS,
    Kind.DRY: Topic.DRY,
    Kind.WATERED_BY_HAND: Topic.BY_HAND,
    Kind.WATERED_AUTOMATICALLY: Topic.AUTOMATIC,
}
# Who sees the later of two no longer needs the earlier.
TAGS = {Kind.UNANSWERED: Kind.APPROVAL, Kind.WATERED_AUTOMATICALLY: Kind.WATERED_BY_HAND}
# What happened and is over; everything else lasts until it is put right.
MOMENTARY = frozenset(
    {
        Kind.UNANSWERED,
        Kind.WATERED_BY_HAND,
        Kind.WATERED_AUTOMATICALLY,
        Kind.WATERING_FAILED,
        Kind.HEALTH_DETERIORATED,
    }
)
# Water may be flowing where none should: nothing keeps that from being told.
FLOWING = frozenset({Kind.LEAK, Kind.FLOW_AFTER_CLOSE, Kind.OUTLET_STUCK, Kind.PUMP_STUCK})
BY_HAND = frozenset({Origin.MANUAL, Origin.ACTION, Origin.VOICE, Origin.LANGUAGE_MODEL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message about a plant, a supply or a hub (`subject`), in every language.

    `why` is a further sentence. `matter` is what makes it other news than the last of its kind: a run, or why
    something failed.
    """

    kind: Kind
    subject: str
    title: Reason
    message: Reason
    why: Reason | None = None
    matter: str = ""
    answers: tuple[Answer, ...] = ()

    @property
    def key(self) -> tuple[str, Kind]:
        """Under what it is remembered."""
        return self.subject, self.kind

    @property
    def tag(self) -> str:
        """By what a later message replaces it on a phone; iOS takes at most 64 bytes."""
        return f"plantos_{self.subject}_{TAGS.get(self.kind, self.kind)}"

    @property
    def topic(self) -> Topic:
        """What a person has to want to be told of."""
        return TOPICS.get(self.kind, Topic.ALERTS)

    @property
    def urgent(self) -> bool:
        """Whether it is told at any hour, and again while nobody puts it right."""
        return self.topic is Topic.ALERTS

    @property
    def lasts(self) -> bool:
        """Whether it is true until something is put right or answered."""
        return self.kind not in MOMENTARY


def notice_of(event: Event) -> Notice | None:
    """What is told of an event, if anything."""
    match event.type:
        case EventType.APPROVAL_REQUESTED:
            return _approval(event)
        case EventType.CRITICAL_MOISTURE:
            return critical_notice(
                event.plant_id, event.plant_name, _number(event, "moisture"), _number(event, "minimum")
            )
        case EventType.PLANT_HEALTH_DETERIORATED:
            return _deteriorated(event)
        case EventType.WATERING_FAILED if event.data.get("status") != "cancelled":
            return _failed(event)
        case EventType.PLANT_WATERED if event.data.get("origin") != Origin.TRIAL:
            return _watered(event)
        case EventType.CIRCUIT_BREAKER_CHANGED if event.data.get("state") == "open":
            # Without a probe a plant rests safely; what opens and closes its water is another matter.
            return breaker_notice(event.plant_id, event.plant_name) if _opens(event) else None
    return None


def _approval(event: Event) -> Notice:
    return Notice(
        kind=Kind.APPROVAL,
        subject=event.plant_id,
        title=reason("notice_title_approval", name=event.plant_name),
        message=reason("notice_approval", plant=event.plant_name, amount=_number(event, "requested_ml")),
        why=event.reason,
        matter=str(event.data.get("run_id")),
        answers=(Answer.APPROVE, Answer.REJECT),
    )


def unanswered_notice(asked: Notice, why: Reason) -> Notice:
    """What is told when nobody has answered a request for approval."""
    return Notice(
        kind=Kind.UNANSWERED,
        subject=asked.subject,
        title=reason("notice_title_unanswered", name=asked.title.values["name"]),
        message=reason("notice_unanswered", plant=asked.title.values["name"]),
        why=why,
        matter=asked.matter,
    )


def critical_notice(plant_id: str, name: str, moisture: float, minimum: float) -> Notice:
    """What is told of a plant in danger of drying up; moisture and minimum in %."""
    return Notice(
        kind=Kind.CRITICAL_MOISTURE,
        subject=plant_id,
        title=_alert(name),
        message=reason("notice_critical", plant=name, moisture=moisture, minimum=minimum),
        answers=(Answer.WATER, Answer.SNOOZE),
    )


def dry_notice(plant_id: str, name: str, moisture: float, minimum: float, *, has_outlet: bool) -> Notice:
    """What is told of a plant that is dry and that nothing waters by itself; moisture and minimum in %."""
    return Notice(
        kind=Kind.DRY,
        subject=plant_id,
        title=reason("notice_title_dry", name=name),
        message=reason("notice_dry", plant=name, moisture=moisture, minimum=minimum),
        answers=(Answer.WATER, Answer.SNOOZE) if has_outlet else (Answer.SNOOZE,),
    )


def _deteriorated(event: Event) -> Notice:
    return Notice(
        kind=Kind.HEALTH_DETERIORATED,
        subject=event.plant_id,
        title=_alert(event.plant_name),
        message=reason(
            "notice_deteriorated",
            plant=event.plant_name,
            best=_number(event, "best"),
            score=_number(event, "score"),
        ),
        why=event.reason,
        matter=event.reason.key if event.reason else "",
    )


def _failed(event: Event) -> Notice:
    return Notice(
        kind=Kind.WATERING_FAILED,
        subject=event.plant_id,
        title=_alert(event.plant_name),
        message=reason("notice_failed", plant=event.plant_name, amount=_number(event, "ml")),
        why=event.reason,
        matter=event.reason.key if event.reason else "",
    )


def _watered(event: Event) -> Notice:
    """A confirmation; by hand is what a person asked for or approved, or opened elsewhere."""
    origin, asked = event.data.get("origin"), event.user_id is not None
    by_hand = origin == Origin.FOREIGN or bool(event.data.get("approved")) or (origin in BY_HAND and asked)
    return Notice(
        kind=Kind.WATERED_BY_HAND if by_hand else Kind.WATERED_AUTOMATICALLY,
        subject=event.plant_id,
        title=reason("notice_title_watered", name=event.plant_name),
        message=reason("notice_watered", plant=event.plant_name, amount=_number(event, "ml")),
        matter=str(event.data.get("run_id")),
    )


def breaker_notice(subject: str, name: str) -> Notice:
    """What is told of an outlet or a pump that failed so often that it is left alone."""
    return Notice(
        kind=Kind.BREAKER_OPEN, subject=subject, title=_alert(name), message=reason("notice_breaker", device=name)
    )


def hub_notice(hub_id: str, name: str, *, ledger: bool) -> Notice:
    """What is told instead of all else when a hub itself is ill: its ledger, or all of its devices."""
    return Notice(
        kind=Kind.HUB,
        subject=hub_id,
        title=_alert(name),
        message=reason("notice_hub_ledger", hub=name) if ledger else reason("notice_hub_devices", hub=name),
        matter="ledger" if ledger else "devices",
    )


def notice_of_trouble(trouble: Trouble) -> Notice | None:
    """What is told of a trouble that no event tells of, if anything."""
    names = trouble.names
    match trouble.kind:
        case Kind.LEAK:
            message = reason("notice_leak", supply=names["supply"])
        case Kind.FLOW_AFTER_CLOSE:
            message = reason("notice_flow_after_close", supply=names["supply"])
        case Kind.PUMP_STUCK:
            message = reason("notice_pump_stuck", supply=names["supply"])
        case Kind.OUTLET_STUCK:
            message = reason("notice_outlet_stuck", plant=names["plant"])
        case Kind.OUTLET_LOCKED:
            message = reason("notice_outlet_locked", plant=names["plant"])
        case Kind.NO_EFFECT:
            message = reason("notice_no_effect", plant=names["plant"], runs=names["runs"])
        case _:
            return None
    name = names.get("plant") or names["supply"]
    return Notice(kind=Kind(trouble.kind), subject=trouble.subject, title=_alert(name), message=message)


def _alert(name: str) -> Reason:
    return reason("notice_title_alert", name=name)


def _opens(event: Event) -> bool:
    """Whether the device of an event is an outlet or a pump."""
    return str(event.data.get("device")).endswith(":outlet")


def _number(event: Event, key: str) -> float:
    value = event.data.get(key)
    return float(value) if isinstance(value, int | float) else 0.0
