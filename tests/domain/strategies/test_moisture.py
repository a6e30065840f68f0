"""With hysteresis, soil that has been dry is watered until it is well above its minimum."""

from dataclasses import replace
from datetime import datetime
from math import nan

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.outlook import Past
from custom_components.plantos.domain.snapshots import Snapshot
from custom_components.plantos.domain.strategies import decide

from ..conftest import HOUR, LAW, NOW, a_plant, a_reading, a_snapshot

POINTS = st.lists(st.floats(0, 100), max_size=20)


def points(*values: float) -> tuple[tuple[datetime, float], ...]:
    return tuple((NOW - (len(values) - number) * HOUR, value) for number, value in enumerate(values))


def a_moist(value: float, *earlier: float, hysteresis: float = 10.0, maximum: float = 60.0) -> Snapshot:
    """A plant that wants 30 %, with what it read before."""
    plant = a_plant(hysteresis=hysteresis, moisture_max=maximum)
    return replace(a_snapshot(a_reading(value), plant=plant), past=Past(moisture=points(*earlier)))


def test_soil_that_was_dry_is_watered_up_to_the_target() -> None:
    decision = decide(a_moist(35.0, 45.0, 29.0, 33.0))
    assert (decision.should_water, decision.amount_ml) == (True, 100.0)
    assert (decision.reason.key, decision.reason.values["target"]) == ("decision_not_yet_moist", "40")


def test_soil_that_reached_the_target_waits_for_the_minimum() -> None:
    assert not decide(a_moist(35.0, 29.0, 40.0, 37.0)).should_water
    assert decide(a_moist(29.9, 29.0, 40.0, 37.0)).should_water


def test_the_target_itself_is_moist_enough() -> None:
    assert decide(a_moist(39.9, 29.0)).should_water
    assert not decide(a_moist(40.0, 29.0)).should_water


def test_soil_of_which_nothing_earlier_is_known_waits_for_the_minimum() -> None:
    assert decide(a_moist(35.0)).reason.key == "decision_moist"


def test_the_target_is_never_above_the_maximum() -> None:
    assert not decide(a_moist(36.0, 29.0, maximum=35.0)).should_water


@given(st.floats(0, 100), POINTS)
@LAW
def test_without_hysteresis_only_the_minimum_counts(value: float, earlier: list[float]) -> None:
    assert decide(a_moist(value, *earlier, hysteresis=0.0)).should_water is (value < 30.0)


@given(st.floats(0, 100), st.floats(0, 100), POINTS, st.floats(0, 50))
@LAW
def test_more_dryness_never_lowers_the_dose(one: float, other: float, earlier: list[float], hysteresis: float) -> None:
    drier, moister = (
        decide(a_moist(value, *earlier, hysteresis=hysteresis)).amount_ml for value in sorted((one, other))
    )
    assert drier >= moister


@pytest.mark.parametrize("earlier", [(), (29.0,), (nan,), (29.0, nan)])
def test_what_is_no_number_never_waters(earlier: tuple[float, ...]) -> None:
    assert not decide(a_moist(nan, *earlier)).should_water
