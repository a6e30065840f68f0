"""A plant's past becomes steps that its model can learn from: none of it twice, and nothing that water blurred."""

from datetime import datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.lessons import MOMENT, Lesson, Mean, demand_of, ended, lessons_of
from custom_components.plantos.domain.outlook import Spell

from .conftest import DAY, HOUR, LAW, MINUTE, NOW

SOAK = 30 * MINUTE


def hourly(count: int, value: float = 50.0) -> list[Mean]:
    """So many hours' means, each a point lower."""
    starts = [NOW + number * HOUR for number in range(count)]
    return [Mean(at, at + HOUR / 2, at + HOUR, value - number) for number, at in enumerate(starts)]


def learned(means: list[Mean], *water: tuple[float, float], since: datetime = NOW) -> list[Lesson]:
    """The steps, with water given so many hours after now."""
    return list(lessons_of(since, means, [(NOW + hours * HOUR, ml) for hours, ml in water], SOAK))


def test_without_water_each_hour_is_a_step() -> None:
    assert learned(hourly(2)) == [Lesson(NOW + HOUR / 2, 50.0), Lesson(NOW + 1.5 * HOUR, 49.0)]


def test_a_watering_begins_a_step_and_is_in_it() -> None:
    steps = learned(hourly(4), (1.2, 100.0))
    assert [step.ml for step in steps] == [0.0, 0.0, 100.0, 0.0]
    assert steps[1] == Lesson(NOW + 1.2 * HOUR - MOMENT, None)


def test_hours_that_water_fell_or_soaked_into_are_left_out() -> None:
    values = [step.moisture for step in learned(hourly(5), (1.8, 100.0))]
    # The second hour saw the water, the third saw it soak in.
    assert values == [50.0, None, 47.0, 46.0]


def test_waterings_shortly_after_one_another_are_one_step() -> None:
    steps = learned(hourly(5), (1.1, 50.0), (1.2, 50.0))
    assert [step.ml for step in steps if step.ml] == [100.0]


def test_what_was_learned_already_is_not_taught_again() -> None:
    assert learned(hourly(3), since=NOW + 2 * HOUR) == [Lesson(NOW + 2.5 * HOUR, 48.0)]


waterings = st.lists(st.tuples(st.floats(0, 24), st.floats(1, 500)), max_size=8)


@given(waterings)
@LAW
def test_no_water_is_learned_twice_and_steps_go_forward(water: list[tuple[float, float]]) -> None:
    steps = learned(hourly(24), *sorted(water))
    assert sum(step.ml for step in steps) <= sum(ml for _, ml in water) + 1e-6
    instants = [NOW, *(step.at for step in steps)]
    assert instants == sorted(set(instants))
    # Water that no reading followed waits for one.
    follow = [ml for at, ml in water if NOW + at * HOUR + SOAK + HOUR < NOW + 23 * HOUR]
    assert sum(step.ml for step in steps) >= sum(follow) - 1e-6


def spells(*references: float | None, each: timedelta = HOUR, rain: float | None = 0.0) -> list[Spell]:
    """Spells up to now."""
    start = NOW - len(references) * each
    return [Spell(start + n * each, start + (n + 1) * each, depth, rain) for n, depth in enumerate(references)]


@pytest.mark.parametrize(
    ("known", "hours", "demand"),
    [
        (spells(0.2, 0.4), 1.0, 0.3),
        (spells(0.4, 0.4), 0.5, 0.2),
        (spells(0.2, None), 1.0, 0.2),
        (spells(None, None), 1.0, None),
        (spells(4.8, each=DAY), 1.0, 0.2),
        ([], 1.0, None),
    ],
)
def test_the_demand_of_a_step_is_that_of_the_weather_in_it_or_shortly_before(
    known: list[Spell], hours: float, demand: float | None
) -> None:
    found = demand_of(known, NOW - hours * HOUR, NOW)
    assert found == (None if demand is None else pytest.approx(demand))


def test_weather_of_long_ago_tells_nothing_of_now() -> None:
    assert demand_of(spells(0.2), NOW + 3 * HOUR, NOW + 4 * HOUR) is None


def test_rain_counts_once_when_its_spell_is_over() -> None:
    known = spells(0.1, 0.1, 0.1, rain=2.0)
    assert [spell.end for spell in ended(known, NOW - 1.5 * HOUR, NOW)] == [NOW, NOW - HOUR]
    assert ended(known, NOW, NOW + HOUR) == []
    assert ended(known, NOW - 1.5 * HOUR, NOW - HOUR / 2) == [known[1]]
