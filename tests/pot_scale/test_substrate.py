"""The substrate holds what the literature says."""

from hypothesis import given, strategies as st
from pot_scale.substrate import PORES, RESIDUAL, WILTING, Substrate
import pytest

from .conftest import LAW

USUAL = Substrate()


def test_a_quarter_is_air_at_1_kpa() -> None:
    assert PORES - USUAL.content(10.0) == pytest.approx(0.25, abs=0.01)


def test_a_quarter_is_easily_available_up_to_5_kpa() -> None:
    assert USUAL.content(10.0) - USUAL.easy == pytest.approx(0.25, abs=0.01)


def test_4_to_10_percent_are_a_buffer_up_to_10_kpa() -> None:
    assert 0.04 < USUAL.easy - USUAL.content(100.0) < 0.10


def test_a_low_pot_stays_wetter_than_a_tall_one() -> None:
    # Bilderback and Fonteno (1987): from 43 % in a nursery can to 59 % in a bedding cell of coarser mixes.
    low, tall = USUAL.drained(0.0, 6.0), USUAL.drained(0.0, 30.0)
    assert tall < low - 0.15
    assert WILTING < USUAL.easy < tall < low < PORES


@given(st.floats(0.5, 2.0), st.floats(0.0, 1e5), st.floats(0.0, 1e5))
@LAW
def test_the_harder_it_is_drawn_the_less_is_held(coarseness: float, one: float, other: float) -> None:
    substrate = Substrate(coarseness)
    assert substrate.content(max(one, other)) <= substrate.content(min(one, other))
    assert RESIDUAL <= substrate.content(one) <= PORES
