"""An event says what happened to whom, once."""

from dataclasses import FrozenInstanceError

import pytest

from custom_components.plantos.domain.events import Event, EventType, plant_event

from .conftest import NOW, a_plant


def an_event() -> Event:
    return plant_event(EventType.CRITICAL_MOISTURE, a_plant(), NOW, {"moisture": 15.0})


def test_an_event_says_what_happened_to_whom_and_when() -> None:
    event = an_event()
    assert (event.type, event.plant_id, event.plant_name) == (EventType.CRITICAL_MOISTURE, "basil", "Basil")
    assert (event.occurred_at, event.data) == (NOW, {"moisture": 15.0})


def test_an_event_that_no_run_caused_names_no_cause_and_nobody() -> None:
    event = an_event()
    assert (event.reason, event.causation_id, event.user_id) == (None, None, None)


def test_every_event_has_an_id_of_its_own() -> None:
    events = [an_event() for _ in range(100)]
    assert len({event.event_id for event in events}) == 100
    assert len({event.correlation_id for event in events}) == 100


def test_the_events_of_a_run_share_its_correlation() -> None:
    told = [
        Event(type=kind, plant_id="basil", plant_name="Basil", occurred_at=NOW, correlation_id="run")
        for kind in (EventType.WATERING_STARTED, EventType.PLANT_WATERED)
    ]
    assert {event.correlation_id for event in told} == {"run"}
    assert told[0].event_id != told[1].event_id


def test_an_event_carries_the_version_of_its_shape() -> None:
    assert an_event().version == 1


def test_what_happened_does_not_change() -> None:
    event = an_event()
    with pytest.raises(FrozenInstanceError):
        setattr(event, "plant_id", "fern")
    assert event.plant_id == "basil"


def test_the_names_of_events_are_the_ones_automations_rely_on() -> None:
    assert {kind.value for kind in EventType} == {
        "watering_started",
        "plant_watered",
        "watering_failed",
        "watering_verified",
        "sensor_reading_recorded",
        "critical_moisture",
        "plant_health_deteriorated",
        "approval_requested",
        "care_logged",
        "care_forgotten",
        "care_due",
        "circuit_breaker_changed",
        "health_changed",
    }
