"""What is told of an event or a trouble, and what may be answered to it."""

from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.answers import Given
from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.domain.events import Event, EventType
from custom_components.plantos.domain.hub_health import Trouble
from custom_components.plantos.domain.notices import (
    FLOWING,
    Answer,
    Kind,
    Topic,
    hub_notice,
    notice_of,
    notice_of_trouble,
    unanswered_notice,
)
from custom_components.plantos.domain.reasons import reason

from .conftest import LAW, NOW

ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def an_event(kind: EventType, user_id: str | None = None, **data: Any) -> Event:
    return Event(
        type=kind,
        plant_id="basil",
        plant_name="Basil",
        occurred_at=NOW,
        data=data,
        reason=reason("stopped"),
        user_id=user_id,
    )


def kind_of(kind: EventType, user_id: str | None = None, **data: Any) -> Kind | None:
    notice = notice_of(an_event(kind, user_id, **data))
    return notice.kind if notice else None


# --- waterings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "user_id", "approved", "kind"),
    [
        (Origin.MANUAL, "anna", False, Kind.WATERED_BY_HAND),
        (Origin.ACTION, "anna", False, Kind.WATERED_BY_HAND),
        (Origin.FOREIGN, None, False, Kind.WATERED_BY_HAND),
        (Origin.VOICE, None, False, Kind.WATERED_BY_HAND),
        (Origin.LANGUAGE_MODEL, "anna", False, Kind.WATERED_BY_HAND),
        (Origin.LANGUAGE_MODEL, None, False, Kind.WATERED_AUTOMATICALLY),
        (Origin.AUTOMATIC, None, True, Kind.WATERED_BY_HAND),
        (Origin.AUTOMATIC, None, False, Kind.WATERED_AUTOMATICALLY),
        # An automation pressed the button or called the action.
        (Origin.MANUAL, None, False, Kind.WATERED_AUTOMATICALLY),
        (Origin.ACTION, None, False, Kind.WATERED_AUTOMATICALLY),
        # Whoever measures an outlet stands beside it.
        (Origin.TRIAL, "anna", True, None),
    ],
)
def test_a_watering_is_confirmed_by_who_wanted_it(
    origin: Origin, user_id: str | None, approved: bool, kind: Kind | None
) -> None:
    assert kind_of(EventType.PLANT_WATERED, user_id, origin=origin, approved=approved, ml=98.0, run_id="one") is kind


def test_a_confirmation_says_how_much_it_was() -> None:
    notice = notice_of(an_event(EventType.PLANT_WATERED, origin=Origin.AUTOMATIC, ml=98.04, run_id="one"))
    assert notice and notice.message == reason("notice_watered", plant="Basil", amount=98.04)


def test_a_watering_that_failed_is_an_alert_with_its_reason() -> None:
    notice = notice_of(an_event(EventType.WATERING_FAILED, status="failed", ml=12.0))
    assert notice and (notice.kind, notice.topic, notice.why) == (
        Kind.WATERING_FAILED,
        Topic.ALERTS,
        reason("stopped"),
    )


def test_who_stops_a_watering_is_not_told_that_it_failed() -> None:
    assert kind_of(EventType.WATERING_FAILED, status="cancelled", ml=0.0) is None


# --- what can be answered ---------------------------------------------------------------------------


def test_a_request_can_be_approved_or_rejected() -> None:
    notice = notice_of(an_event(EventType.APPROVAL_REQUESTED, run_id="one", requested_ml=100.0))
    assert notice and notice.answers == (Answer.APPROVE, Answer.REJECT)
    assert (notice.matter, notice.urgent) == ("one", False)


def test_an_unanswered_request_is_replaced_and_can_no_longer_be_answered() -> None:
    asked = notice_of(an_event(EventType.APPROVAL_REQUESTED, run_id="one", requested_ml=100.0))
    assert asked
    silence = unanswered_notice(asked, reason("denied_unanswered", hours=2))
    assert (silence.tag, silence.answers) == (asked.tag, ())


def test_critical_moisture_can_be_watered_or_snoozed() -> None:
    notice = notice_of(an_event(EventType.CRITICAL_MOISTURE, moisture=15.0, minimum=30.0))
    assert notice and notice.answers == (Answer.WATER, Answer.SNOOZE)
    assert notice.message == reason("notice_critical", plant="Basil", moisture=15, minimum=30)


def test_a_drop_in_health_is_an_alert() -> None:
    assert kind_of(EventType.PLANT_HEALTH_DETERIORATED, best=90.0, score=70.0) is Kind.HEALTH_DETERIORATED


@pytest.mark.parametrize(
    ("device", "state", "kind"),
    [
        ("basil:outlet", "open", Kind.BREAKER_OPEN),
        ("basil:outlet", "closed", None),
        ("basil:outlet", "half_open", None),
        ("basil:moisture", "open", None),
    ],
)
def test_only_a_device_that_opens_water_alarms_when_it_is_left_alone(
    device: str, state: str, kind: Kind | None
) -> None:
    assert kind_of(EventType.CIRCUIT_BREAKER_CHANGED, device=device, state=state) is kind


@pytest.mark.parametrize(
    "kind",
    [
        EventType.WATERING_STARTED,
        EventType.WATERING_VERIFIED,
        EventType.SENSOR_READING_RECORDED,
        EventType.HEALTH_CHANGED,
    ],
)
def test_of_everyday_events_nothing_is_told(kind: EventType) -> None:
    assert kind_of(kind) is None


# --- troubles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["outlet_stuck", "outlet_locked", "no_effect"])
def test_a_plant_that_is_not_safe_alarms(kind: str) -> None:
    notice = notice_of_trouble(Trouble(kind=kind, subject="basil", names={"plant": "Basil", "runs": "2"}))
    assert notice and notice.urgent and notice.key == ("basil", Kind(kind))


@pytest.mark.parametrize("kind", ["leak", "flow_after_close", "pump_stuck"])
def test_a_supply_that_loses_water_alarms(kind: str) -> None:
    notice = notice_of_trouble(Trouble(kind=kind, subject="barrel", names={"supply": "Barrel"}))
    assert notice and notice.kind in FLOWING


def test_what_a_repair_tells_well_enough_is_not_told_twice() -> None:
    assert notice_of_trouble(Trouble(kind="probe_silent", subject="basil", names={"plant": "Basil"})) is None


def test_a_hub_with_another_fault_is_other_news() -> None:
    assert hub_notice("hub", "Garden", ledger=True).matter != hub_notice("hub", "Garden", ledger=False).matter


def test_every_tag_is_short_enough_for_an_iphone() -> None:
    longest = max(Kind, key=len)
    assert len(f"plantos_{ULID}_{longest}".encode()) <= 64


# --- buttons ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", Answer)
def test_what_a_button_sends_back_is_understood(answer: Answer) -> None:
    given_back = Given(answer, ULID, "basil-id", "a1b2")
    assert Given.read(given_back.action) == given_back


@pytest.mark.parametrize(
    "action",
    [
        None,
        12,
        ["PLANTOS:WATER:hub:basil:one"],
        "",
        "REPLY",
        "PLANTOS:WATER:hub:basil",
        "PLANTOS:WATER:hub:basil:",
        "PLANTOS:UNLOCK:hub:basil:one",
        "PLANTOS:water:hub:basil:one",
        "PLANTOS:WATER:hub:basil:one:9999",
        "PLANTOS:WATER:hub:basil:one\n",
        "XPLANTOS:WATER:hub:basil:one",
        f"PLANTOS:WATER:hub:basil:{'9' * 65}",
    ],
)
def test_anything_else_is_no_answer(action: object) -> None:
    assert Given.read(action) is None


@LAW
@given(st.text())
def test_no_text_breaks_the_reading_of_answers(text: str) -> None:
    found = Given.read(text)
    assert found is None or found.action == text
