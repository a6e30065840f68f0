"""Water in a pot is where it is, and what comes goes somewhere."""

from hypothesis import given, strategies as st
from pot_scale.pot import Pot
from pot_scale.substrate import Substrate
import pytest

from .conftest import LAW, a_pot

LITRES = st.floats(0.0, 5.0)
HOURS = st.lists(st.tuples(LITRES, LITRES, LITRES), min_size=1, max_size=60)
POTS = st.builds(
    Pot,
    litres=st.floats(0.2, 50.0),
    height_cm=st.floats(5.0, 45.0),
    substrate=st.builds(Substrate, st.floats(0.7, 1.4)),
    bypass=st.floats(0.0, 0.5),
    uptake=st.floats(0.3, 1.0),
)


def dried(pot: Pot, litres: float) -> Pot:
    """The pot with so much less water, evenly out of both layers."""
    pot.top -= litres / 2.0
    pot.bottom -= litres / 2.0
    return pot


@given(POTS, HOURS)
@LAW
def test_no_water_is_made_or_lost(pot: Pot, hours: list[tuple[float, float, float]]) -> None:
    for poured, rained, wanted in hours:
        before = pot.water
        gone = pot.pour(poured)
        pot.even(1.0 / 6.0)
        gone += pot.rain(rained) + pot.drink(wanted)
        pot.even(1.0)
        assert pot.water == pytest.approx(before + poured + rained - gone, abs=1e-9)


@given(POTS, HOURS)
@LAW
def test_nothing_is_ever_negative_or_more_than_a_pot_holds(pot: Pot, hours: list[tuple[float, float, float]]) -> None:
    for poured, rained, wanted in hours:
        assert 0.0 <= pot.pour(poured) <= poured + 1e-12
        assert 0.0 <= pot.rain(rained) <= rained + 1e-12
        assert 0.0 <= pot.drink(wanted) <= wanted + 1e-12
        pot.even(1.0)
        assert -1e-9 <= pot.left <= 1.0 + 1e-9
        assert 0.0 <= pot.served <= 1.0 + 1e-12


@given(POTS, st.floats(0.0, 3.0), st.floats(0.0, 3.0))
@LAW
def test_a_drier_pot_serves_its_plant_no_better(pot: Pot, one: float, other: float) -> None:
    pot.drink(min(one, other))
    wetter = pot.served
    pot.drink(abs(one - other))
    assert pot.served <= wetter + 1e-12


@given(POTS, st.floats(0.0, 50.0))
@LAW
def test_evening_out_never_makes_the_drier_layer_the_wetter(pot: Pot, hours: float) -> None:
    pot.top = (pot.upper.capacity + pot.upper.wilting) / 2.0
    pot.even(hours)
    assert pot.upper.left(pot.top) <= pot.lower.left(pot.bottom) + 1e-9


def test_a_full_pot_lets_all_run_out_and_a_moist_one_nothing() -> None:
    assert a_pot().pour(0.5) == pytest.approx(0.5)
    assert dried(a_pot(bypass=0.0), 1.0).pour(0.4) == pytest.approx(0.0)


def test_past_dry_substrate_runs_the_share_of_its_bypass() -> None:
    pot = a_pot(bypass=0.3)
    pot.top = pot.upper.easy
    assert pot.pour(0.4) == pytest.approx(0.3 * 0.4)


def test_rain_that_comes_slowly_is_taken_up() -> None:
    pot = a_pot(bypass=0.3)
    pot.top = pot.upper.easy
    assert pot.rain(0.4) == 0.0


def lost_in_portions(pause_h: float) -> float:
    """What of 0.8 l runs out when it comes in eight portions."""
    pot, lost = dried(a_pot(), 2.0), 0.0
    for _ in range(8):
        lost += pot.pour(0.1)
        pot.even(pause_h)
    return lost


def test_the_longer_the_pauses_between_portions_the_less_is_lost() -> None:
    at_once = dried(a_pot(), 2.0).pour(0.8)
    assert lost_in_portions(0.0) == pytest.approx(at_once)
    assert lost_in_portions(1.0) < lost_in_portions(1.0 / 6.0) < 0.9 * at_once


def test_roots_get_all_while_half_of_the_easy_water_is_left() -> None:
    pot = a_pot(uptake=0.7)
    pot.top = (pot.upper.capacity + pot.upper.easy) / 2.0
    pot.bottom = (pot.lower.capacity + pot.lower.easy) / 2.0
    assert pot.served == 1.0
    pot.top, pot.bottom = pot.upper.easy, pot.lower.easy
    assert pot.served == pytest.approx(0.7)
    pot.top, pot.bottom = pot.upper.wilting, pot.lower.wilting
    assert pot.served == 0.0
    assert pot.drink(1.0) == 0.0
