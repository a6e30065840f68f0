"""A feature is off unless somebody switches it on, and then its plants stay the same ones."""

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.flags import ML_SCHEDULER, Flag, is_on, place
from custom_components.plantos.domain.settings import Settings
from custom_components.plantos.domain.strategies import STRATEGIES, offered

from .conftest import LAW

PLANTS = [f"plant-{number}" for number in range(1_000)]
ids = st.text(max_size=40)


def covered(flag: Flag) -> set[str]:
    """The plants that have a feature."""
    return {plant_id for plant_id in PLANTS if is_on({"new": flag}, "new", plant_id)}


def test_an_unknown_feature_is_off() -> None:
    assert not is_on({}, "new", "basil")
    assert not is_on({"old": Flag(enabled=True)}, "new", "basil")
    assert not is_on({}, "new", None)


def test_a_feature_is_off_until_somebody_switches_it_on() -> None:
    assert covered(Flag(plants=frozenset(PLANTS))) == set()
    assert Settings().flags[ML_SCHEDULER] == Flag(enabled=False)


@given(ids)
@LAW
def test_zero_percent_are_none_and_a_hundred_are_all(plant_id: str) -> None:
    assert not is_on({"new": Flag(True, 0.0)}, "new", plant_id)
    assert is_on({"new": Flag(True, 100.0)}, "new", plant_id)


@given(ids, st.floats(0, 100), st.floats(0, 100))
@LAW
def test_who_has_a_feature_keeps_it_when_more_get_it(plant_id: str, one: float, other: float) -> None:
    fewer, more = (is_on({"new": Flag(True, share)}, "new", plant_id) for share in sorted((one, other)))
    assert more or not fewer


@pytest.mark.parametrize("percent", [5.0, 30.0, 80.0])
def test_about_as_many_plants_have_it_as_were_asked_for(percent: float) -> None:
    assert abs(len(covered(Flag(True, percent))) / 10 - percent) < 5


def test_plants_on_the_list_have_it_whatever_the_share_is() -> None:
    assert covered(Flag(True, 0.0, frozenset({"plant-7"}))) == {"plant-7"}


def test_the_same_plants_have_it_on_every_machine() -> None:
    # Python's own hash of a text is another one after each start.
    assert place("ml_watering_scheduler", "basil") == pytest.approx(87.72, abs=0.01)
    assert place("ml_watering_scheduler", "fern") != place("other", "fern")


def test_a_plant_that_is_not_there_yet_has_what_all_plants_have() -> None:
    assert is_on({"new": Flag(True, 100.0)}, "new", None)
    assert not is_on({"new": Flag(True, 99.0, frozenset(PLANTS))}, "new", None)


def test_the_learning_strategy_is_offered_where_it_is_switched_on_or_at_work_already() -> None:
    off, on = Settings(), Settings(ml_watering_scheduler=True)
    usual = [name for name in STRATEGIES if name != "predictive"]
    assert offered("basil", off) == offered(None, off) == usual
    assert offered("basil", on) == offered(None, on) == offered("basil", off, "predictive") == list(STRATEGIES)


def test_a_share_and_a_list_come_from_the_hubs_options() -> None:
    options = {"ml_watering_scheduler": True, "ml_watering_scheduler_percent": 0, "ml_watering_scheduler_plants": ["a"]}
    settings = Settings.of({"features": options})
    assert "predictive" in offered("a", settings)
    assert "predictive" not in offered("b", settings)
