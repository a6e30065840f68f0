"""Answers are full sentences in the language of whoever asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.plantos.domain.health import HealthStatus
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.voice import telling
from custom_components.plantos.voice.telling import Facts, Stopped

from .conftest import speaker

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
BASIL = Facts(
    name="Basil",
    moisture=45.2,
    minimum=30,
    maximum=60,
    thirsty=False,
    score=93.4,
    health=HealthStatus.THRIVING,
    last=NOW - timedelta(hours=3),
    due=NOW + timedelta(hours=30),
    why=reason("decision_manual"),
)
DRY = replace(BASIL, name="Fern", thirsty=True, moisture=12, health=HealthStatus.CRITICAL, score=20)
BLIND = replace(BASIL, name="Mint", thirsty=None, moisture=None, health=HealthStatus.UNKNOWN, score=None)
ENGLISH, GERMAN = speaker("en"), speaker("de")


def test_one_plant_is_told_of_at_length() -> None:
    assert telling.state([BASIL], NOW, ENGLISH) == (
        "Basil is thriving: its health is 93 %. Its soil moisture is 45.2 %; 30 to 60 % is right. "
        "Basil was last watered today at 09:30."
    )
    assert telling.state([BASIL], NOW, GERMAN) == (
        "Basil gedeiht: Die Gesundheit liegt bei 93 %. Die Bodenfeuchte beträgt 45.2 %; 30 bis 60 % sind richtig. "
        "Basil wurde zuletzt heute um 09:30 Uhr gegossen."
    )


def test_of_several_plants_only_their_health_and_what_matters_now_is_told() -> None:
    wet, odd = replace(BASIL, running=True), replace(BLIND, problem=True)
    assert telling.state([wet, DRY, odd], NOW, ENGLISH) == (
        "Basil is thriving: its health is 93 %. Basil is being watered now. Fern is doing badly: its health is 20 %. "
        "How well Mint is, nobody can tell yet. Something about Mint needs you; its card says what."
    )


@pytest.mark.parametrize("status", HealthStatus)
def test_every_state_of_health_has_its_words(status: HealthStatus) -> None:
    for say in (ENGLISH, GERMAN):
        assert "Basil" in telling.state([replace(BASIL, health=status), DRY], NOW, say)


@pytest.mark.parametrize(
    ("plants", "answer"),
    [
        ([BASIL], "Basil needs no water now. Its soil moisture is 45.2 %; 30 to 60 % is right."),
        ([DRY], "Fern needs water. Its soil moisture is 12 %; 30 to 60 % is right."),
        ([DRY, BASIL], "Fern needs water."),
        ([DRY, replace(DRY, name="Aloe"), replace(DRY, name="Ivy")], "Fern, Aloe and Ivy need water."),
        ([BASIL, BASIL], "No plant needs water now."),
        (
            [BASIL, BLIND],
            "No plant needs water now. Nobody can tell for Mint: there is no trustworthy moisture reading.",
        ),
        ([BLIND], "Nobody can tell for Mint: there is no trustworthy moisture reading."),
    ],
)
def test_who_is_thirsty_is_told_and_of_whom_nobody_knows(plants: list[Facts], answer: str) -> None:
    assert telling.thirsty(plants, ENGLISH) == answer


@pytest.mark.parametrize(
    ("days", "english", "german"),
    [
        (-9, "9 days ago at 12:30", "vor 9 Tagen um 12:30 Uhr"),
        (-1, "yesterday at 12:30", "gestern um 12:30 Uhr"),
        (0, "today at 12:30", "heute um 12:30 Uhr"),
        (1, "tomorrow at 12:30", "morgen um 12:30 Uhr"),
        (2, "in 2 days at 12:30", "in 2 Tagen um 12:30 Uhr"),
    ],
)
def test_an_instant_is_told_by_day_and_time(days: int, english: str, german: str) -> None:
    at = NOW + timedelta(days=days)
    assert (telling.moment(at, NOW, ENGLISH), telling.moment(at, NOW, GERMAN)) == (english, german)


def test_midnight_parts_days_not_a_number_of_hours() -> None:
    assert telling.moment(NOW.replace(hour=0), NOW.replace(hour=23), ENGLISH).startswith("today")
    assert telling.moment(NOW + timedelta(hours=12), NOW, ENGLISH).startswith("tomorrow")


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        (lambda: BASIL, "Basil will probably be watered tomorrow at 18:30."),
        (lambda: replace(BASIL, running=True), "Basil is being watered now."),
        (lambda: replace(BASIL, held=True), "PlantOS doesn't water Basil by itself: automatic watering is off."),
        (
            lambda: replace(BASIL, due=None),
            "When Basil will be watered, nobody can tell yet. This plant is watered by hand only.",
        ),
        (lambda: replace(BASIL, due=NOW), "Basil is due for water now. This plant is watered by hand only."),
    ],
)
def test_the_next_watering_is_told_or_why_there_is_none(changed: Callable[[], Facts], answer: str) -> None:
    assert telling.following(changed(), NOW, ENGLISH) == answer


def test_a_plant_that_was_never_watered_is_told_as_such() -> None:
    assert telling.last(replace(BASIL, last=None), NOW, GERMAN) == "Von Basil ist kein Gießen bekannt."


@pytest.mark.parametrize(
    ("done", "answer"),
    [
        (Stopped(stopped=("Basil", "Fern"), all_closed=True), "The watering of Basil and Fern was stopped."),
        (Stopped(all_closed=True), "All outlets are closed."),
        (Stopped(named=("Basil",)), "Basil wasn't being watered; its outlet is closed."),
        (Stopped(area="Kitchen"), "The outlets in Kitchen are closed."),
        (Stopped(area="Cellar", none_there=True), "There is no plant in Cellar that you may ask about here."),
        (Stopped(all_asked=False), "You may not stop all of these plants, so water may still be flowing."),
        (
            Stopped(unknown="Basel", all_closed=True),
            "There is no plant called Basel here, so every plant was meant. All outlets are closed.",
        ),
    ],
)
def test_of_a_stop_nothing_is_called_closed_that_may_be_open(done: Stopped, answer: str) -> None:
    assert telling.stopped(done, ENGLISH) == answer


def test_an_outlet_that_may_be_open_is_named() -> None:
    for say in (ENGLISH, GERMAN):
        answer = telling.stopped(Stopped(unsure=("Fern",)), say)
        assert "Fern" in answer
        assert say(reason("voice_all_closed")) not in answer
