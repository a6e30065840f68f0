"""A drop is told from the best score there was, and water is called for only where it helps."""

from datetime import datetime, timedelta
from itertools import pairwise
from math import nan

from hypothesis import given, strategies as st
from pydantic import ValidationError
import pytest

from custom_components.plantos.domain.comfort import Strain
from custom_components.plantos.domain.deterioration import (
    Scores,
    assess_emergency,
    has_dropped,
    is_judged,
    limited_by,
    yardstick,
)
from custom_components.plantos.domain.health import Health, assess_health
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.domain.settings import Settings
from custom_components.plantos.domain.species import CATALOGUE

from .conftest import LAW, NOW, a_plant

BY = yardstick(a_plant(), None, Health())
DRY = assess_health(a_plant(), None, {Measure.MOISTURE: [10.0] * 48})
WET = assess_health(a_plant(), None, {Measure.MOISTURE: [95.0] * 48})
DARK = Health(40.0, {Measure.MOISTURE: 1.0, Measure.ILLUMINANCE: 0.4})


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40), st.integers(0, 50))
@LAW
def test_the_best_score_is_the_best_of_those_since(values: list[float], hours: int) -> None:
    scores, at = Scores(BY), NOW
    noted: list[tuple[datetime, float]] = []
    for value in values:
        at += timedelta(hours=1)
        noted.append((at, value))
        scores.note(at, value, 10.0)
    since = at - timedelta(hours=hours)
    assert scores.best(since) == max((value for when, value in noted if when >= since), default=None)


def drops(values: list[float]) -> list[float]:
    """At which of these scores, an hour apart, a drop is told."""
    scores, at, told = Scores(BY), NOW, []
    for value in values:
        at += timedelta(hours=1)
        scores.note(at, value, 10.0)
        best = scores.best(at - timedelta(days=7))
        if best is not None and has_dropped(value, best, 10.0):
            scores.told(value)
            told.append(value)
    return told


def test_a_plant_that_does_worse_and_worse_is_told_once() -> None:
    assert drops([100.0 - hour for hour in range(70)]) == [90.0]


def test_a_plant_that_did_better_again_can_drop_again() -> None:
    assert drops([100.0, 89.0, 60.0, 64.9, 65.0, 70.0, 60.1, 60.0]) == [89.0, 60.0]


def test_a_plant_that_wavers_is_told_once() -> None:
    assert drops([100.0, 90.0, 94.0, 90.0, 94.0, 89.0, 93.0, 88.0]) == [90.0]


def test_a_week_of_slow_decline_is_no_drop() -> None:
    assert drops([100.0 - 9.0 * hour / 168 for hour in range(400)]) == []


@given(st.lists(st.floats(0, 100), max_size=40))
@LAW
def test_between_two_drops_a_plant_did_better(values: list[float]) -> None:
    told = drops(values)
    assert len(told) <= sum(after > before for before, after in pairwise(values)) + 1


@pytest.mark.parametrize(("score", "dropped"), [(90.1, False), (90.0, True), (30.0, True), (100.0, False)])
def test_a_drop_is_told_from_ten_points_on(score: float, dropped: bool) -> None:
    assert has_dropped(score, 100.0, 10.0) is dropped


def test_a_drop_of_ten_points_is_told_unless_its_owner_says_otherwise() -> None:
    assert Settings.of({}).health_drop == 10.0
    assert Settings.of({"sensing": {"health_drop": 5}}).health_drop == 5.0


@pytest.mark.parametrize("drop", [0.0, 101.0, nan])
def test_a_drop_that_makes_no_sense_is_refused(drop: float) -> None:
    with pytest.raises(ValidationError):
        Settings(health_drop=drop)


def test_a_drop_is_judged_as_the_scores_are_shown() -> None:
    assert has_dropped(80.3, 90.3, 10.0)


def test_scores_by_other_limits_or_other_measures_are_not_compared() -> None:
    same = yardstick(a_plant(), None, DRY)
    assert same == yardstick(a_plant(name="Fern"), None, WET)
    assert same != yardstick(a_plant(), None, DARK)
    assert same != yardstick(a_plant(moisture_min=20.0), None, DRY)
    assert same != yardstick(a_plant(moisture_max=70.0), None, DRY)
    assert same != yardstick(a_plant(), CATALOGUE["aloe_vera"], DRY)


@pytest.mark.parametrize(("hours", "judged"), [(0, False), (2, False), (23, False), (24, True)])
def test_less_than_a_day_is_not_compared(hours: int, judged: bool) -> None:
    assert is_judged(assess_health(a_plant(), None, {Measure.MOISTURE: [45.0] * hours})) is judged


@pytest.mark.parametrize(
    ("health", "moisture", "helps", "key"),
    [
        (DRY, 10.0, True, "emergency_dry"),
        (DRY, 29.9, True, "emergency_dry"),
        (DRY, 30.0, False, "emergency_not_dry"),
        (DRY, nan, False, "emergency_not_dry"),
        (DRY, None, False, "emergency_unknown"),
        (WET, 95.0, False, "emergency_not_dry"),
        (DARK, 10.0, False, "limited_light"),
        (Health(), 10.0, False, "limited_nothing"),
    ],
)
def test_water_helps_only_where_dry_soil_is_what_limits_the_plant(
    health: Health, moisture: float | None, helps: bool, key: str
) -> None:
    emergency = assess_emergency(a_plant(), health, moisture)
    assert (emergency.water_helps, emergency.why.key) == (helps, key)


@given(st.floats(), st.sampled_from([*Measure, *Strain]))
@LAW
def test_water_never_helps_without_moisture_below_the_minimum(moisture: float, limit: Measure | Strain) -> None:
    known = {Measure.MOISTURE: 0.9}
    health = Health(
        50.0,
        known | ({limit: 0.3} if isinstance(limit, Measure) else {}),
        {limit: 0.3} if isinstance(limit, Strain) else {},
    )
    if assess_emergency(a_plant(), health, moisture).water_helps:
        assert moisture < 30.0
        assert limit is Measure.MOISTURE


def test_everything_that_can_limit_a_plant_has_its_words() -> None:
    keys = {limited_by(limit).key for limit in (*Measure, *Strain, None)}
    assert len(keys) == len(Measure) + len(Strain) + 1
