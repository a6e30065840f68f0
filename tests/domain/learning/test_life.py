"""A pot whose physics the model doesn't share is kept in its range, also when it becomes another pot."""

from collections.abc import Callable

import pytest

from custom_components.plantos.domain.learning import Learned, Observation, learn
from custom_components.plantos.domain.learning.beliefs import Of
from tests.domain.conftest import HOUR

from .garden import Garden, Given
from .lives import a_fern
from .pot import TruePot

TARGET, MINIMUM, MAXIMUM = 62.5, 40.0, 70.0


@pytest.fixture(scope="module")
def grown() -> Garden:
    """A garden of 30 days."""
    garden = Garden()
    garden.live(30.2)
    return garden


def lands(one: Given) -> bool:
    """Whether a watering was aimed at the target and led to it."""
    return abs(one.aimed - TARGET) < 1.0 and abs(one.highest - TARGET) < 6.0


def test_a_grown_model_waters_to_the_target_and_not_past_the_maximum(grown: Garden) -> None:
    garden = grown.copy()
    given = garden.live(20)
    assert len(given) >= 4
    assert all(lands(one) for one in given)
    assert max(garden.levels[-480:]) < MAXIMUM
    assert min(garden.levels[-480:]) > MINIMUM - 2.0


def test_the_first_waterings_are_the_plants_own_dose_and_say_why() -> None:
    garden = Garden()
    first = garden.live(10)[:3]
    assert [one.ml for one in first] == [180.0, 180.0, 180.0]
    assert {one.decision.reason.key for one in first} == {"decision_learning"}


def test_a_model_knows_what_water_does_and_how_fast_its_pot_dries(grown: Garden) -> None:
    assert grown.learned
    belief, last = grown.learned.belief, grown.given[-2]
    assert belief.response * last.ml == pytest.approx(last.highest - last.before, rel=0.2)
    assert belief.spread(Of.RESPONSE) < 0.2
    assert grown.learned.noise < 1.0


def test_a_backup_probe_keeps_a_plant_alive_whose_own_probe_is_gone_however_thirsty_it_becomes(grown: Garden) -> None:
    garden = grown.copy()
    garden.backup_speaks = True
    garden.pot.drinks *= 2
    given = garden.live(20)
    assert min(garden.levels[-480:]) > MINIMUM - 8.0
    assert max(garden.levels[-480:]) < MAXIMUM
    assert given[-1].decision.reason.key == "decision_unheard"


@pytest.mark.parametrize("hours", [3, 4, 6, 8])
def test_a_probe_that_sleeps_for_hours_teaches_all_the_same(hours: int) -> None:
    garden = Garden(speaks_every_h=hours)
    first = garden.live(40)[:8]
    assert garden.learned
    assert garden.learned.waterings >= 8
    assert {one.decision.reason.key for one in first[5:]} <= {"decision_planned", "decision_planned_small"}
    assert max(garden.levels) < MAXIMUM


@pytest.mark.parametrize("hours", [8, 9])
def test_what_drains_while_a_probe_sleeps_does_not_make_doses_grow(hours: int) -> None:
    sleepy, awake = Garden(speaks_every_h=hours), Garden()
    for garden in (sleepy, awake):
        garden.live(75)
    assert sleepy.pot.drained_ml < 1.2 * awake.pot.drained_ml


def repotted(litres: float, content: float | None) -> Callable[[TruePot], None]:
    def change(pot: TruePot) -> None:
        pot.litres = litres
        if content is not None:
            pot.top = pot.bottom = content

    return change


def new_probe(gain: float, offset: float) -> Callable[[TruePot], None]:
    def change(pot: TruePot) -> None:
        pot.gain, pot.offset = gain, offset

    return change


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(repotted(1.0, None), id="a third of the pot, the soil as moist as before"),
        pytest.param(repotted(1.0, 0.45), id="a third of the pot, fresh soil"),
        pytest.param(repotted(9.0, None), id="three times the pot, the soil as moist as before"),
        pytest.param(repotted(9.0, 0.40), id="three times the pot, fresh soil"),
        pytest.param(new_probe(0.7, 15.0), id="a probe that shows less"),
        pytest.param(new_probe(1.4, -20.0), id="a probe that shows more"),
    ],
)
def test_a_plant_that_became_another_is_known_again_within_five_waterings(
    grown: Garden, change: Callable[[TruePot], None]
) -> None:
    garden = grown.copy()
    change(garden.pot)
    start = max(garden.pot.moisture, MAXIMUM)
    given = garden.live(32)
    assert len(given) >= 4
    assert max(one.highest for one in given) <= start
    landed = [number for number, one in enumerate(given, 1) if lands(one)]
    assert landed and landed[0] <= 5


def test_summer_becomes_winter_without_a_dry_or_a_wet_day(grown: Garden) -> None:
    garden = grown.copy()
    garden.mean_mm = lambda day: max(0.6, 4.5 - (day - 30) * 0.1)
    given = garden.live(60)
    assert max(garden.levels[-60 * 24 :]) < MAXIMUM
    assert min(garden.levels[-60 * 24 :]) > MINIMUM - 2.0
    assert sum(lands(one) for one in given) >= 0.8 * len(given)


def test_a_model_that_is_told_the_same_again_is_the_same(grown: Garden) -> None:
    again = Learned.of(grown.plant, grown.seen[0].at - HOUR)
    for observation in grown.seen:
        again = learn(again, observation)
    assert again == grown.learned


def test_a_model_is_small(grown: Garden) -> None:
    assert grown.learned and len(grown.learned.as_json().encode()) < 2_000


def test_outliers_are_left_out(grown: Garden) -> None:
    assert grown.learned
    state = grown.learned
    for number, value in enumerate((3.0, 97.0, 12.0), 1):
        state = learn(state, Observation(grown.learned.at + number * HOUR, value, 0.0))
    assert state.belief.level == pytest.approx(grown.learned.belief.level, abs=0.5)
    assert state.changes == grown.learned.changes


def test_somebody_elses_water_moves_the_level_and_makes_the_model_careful(grown: Garden) -> None:
    garden = grown.copy()
    assert garden.learned
    before, jumped = garden.learned.belief, garden.learned.belief.level + 12.0
    state = garden.learned
    for number in range(1, 5):
        state = learn(state, Observation(garden.learned.at + number * HOUR, jumped, 0.0))
    assert state.belief.level == pytest.approx(jumped, abs=0.5)
    assert state.belief.spread(Of.RESPONSE) > 2 * before.spread(Of.RESPONSE)
    assert state.changes == garden.learned.changes + 1


def test_a_dead_probe_ends_automatic_water_unless_the_owner_allows_it(grown: Garden) -> None:
    garden = grown.copy()
    garden.probe_dead = True
    assert not garden.live(6)
    allowed = grown.copy()
    allowed.probe_dead, allowed.plant = True, a_fern(waters_blind=True)
    given = allowed.live(6)
    assert given
    assert {one.decision.reason.key for one in given} == {"decision_blind"}
    assert max(one.highest for one in given) < MAXIMUM
    assert min(allowed.levels[-6 * 24 :]) > MINIMUM - 4.0


def test_a_model_without_a_probe_gives_up_in_time(grown: Garden) -> None:
    garden = grown.copy()
    garden.probe_dead, garden.plant = True, a_fern(waters_blind=True)
    given = garden.live(16)
    assert all(one.hour - grown.hour <= 7 * 24 for one in given)
