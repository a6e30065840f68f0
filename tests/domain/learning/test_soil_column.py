"""Water goes into a column from the top, and out of it by sun, roots and draining; none appears or is lost unseen."""

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.learning.soil_column import (
    AIR_DRY,
    ENDS,
    SATURATED,
    THICK,
    drain,
    drink,
    possible,
    pour,
    reached,
    shine,
)
from tests.domain.conftest import LAW

HELD = [120.0 * thick for thick in THICK[:8]]
columns = st.lists(st.floats(0, 1), min_size=8, max_size=8)
amounts = st.floats(0, 60)


def water(shares: list[float]) -> float:
    """The mm in a column."""
    return sum(share * holds for share, holds in zip(shares, HELD, strict=True))


def test_layers_lie_below_one_another_without_a_gap() -> None:
    assert sum(THICK) == pytest.approx(ENDS[-1])


def test_roots_are_in_the_layers_above_their_tips() -> None:
    assert reached(0.35)[:5] == pytest.approx([0.1, 0.1, 0.1, 0.05, 0.0])


def test_water_stays_at_the_top_first_and_has_gone_deeper_a_day_later() -> None:
    shares = [0.2] * 8
    pour(shares, HELD, 20.0)
    assert shares[0] > 1.5
    assert shares[1] == 0.2
    drain(shares, HELD, 24.0)
    assert shares[0] == pytest.approx(1.0, abs=0.05)
    assert shares[1] > 0.8


def test_what_no_layer_keeps_drains_away() -> None:
    shares = [1.0] * 8
    pour(shares, HELD, 50.0)
    for _ in range(10):
        drain(shares, HELD, 24.0)
    assert shares == pytest.approx([1.0] * 8)


def test_the_sun_dries_the_top_and_hardly_what_lies_below() -> None:
    shares = [1.0] * 8
    for _ in range(30):
        shine(shares, HELD, 5.0)
    assert shares[0] < 0.0
    assert shares[0] < shares[1] < 1.0
    assert shares[2:] == [1.0] * 6


def test_a_dry_surface_loses_less_than_a_wet_one() -> None:
    losses = []
    for share in (1.0, 0.5, 0.0):
        shares = [share] * 8
        shine(shares, HELD, 5.0)
        losses.append(8 * share - sum(shares))
    assert losses == sorted(losses, reverse=True)


def test_roots_take_from_above_first_and_from_below_once_it_is_dry_there() -> None:
    shares = [1.0] * 8
    drink(shares, HELD, 4.0, 0.9, 1.0)
    assert shares[0] < shares[4] == 1.0
    for _ in range(8):
        drink(shares, HELD, 6.0, 0.9, 1.0)
    assert shares[0] < 0.1
    assert shares[2] < 1.0


def test_roots_take_nothing_from_where_they_are_not() -> None:
    shares = [1.0] * 8
    for _ in range(60):
        drink(shares, HELD, 8.0, 0.4, 1.0)
    assert shares[4:] == [1.0] * 4
    assert max(shares[:4]) < 0.2


@given(columns, amounts, amounts, st.floats(0.1, 1.2))
@LAW
def test_no_water_appears_and_none_is_lost_unseen(
    shares: list[float], poured: float, wanted: float, root_m: float
) -> None:
    before = water(shares)
    pour(shares, HELD, poured)
    assert water(shares) == pytest.approx(before + poured)
    drunk_from = water(shares)
    drink(shares, HELD, wanted, root_m, 1.0)
    assert drunk_from - wanted - 1e-9 <= water(shares) <= drunk_from + 1e-9
    drained_from = water(shares)
    drain(shares, HELD, 24.0)
    assert water(shares) <= drained_from + 1e-9


@given(columns, st.floats(0, 12))
@LAW
def test_no_layer_becomes_drier_than_air(shares: list[float], demand: float) -> None:
    for _ in range(20):
        shine(shares, HELD, demand)
        drink(shares, HELD, demand, 1.0, 1.0)
    assert min(shares) >= AIR_DRY - 1e-9
    assert min(shares[2:]) >= -1e-9


@given(st.lists(st.floats(-5, 5), min_size=3, max_size=11))
@LAW
def test_what_cannot_be_is_held_to_what_can(shares: list[float]) -> None:
    held = possible(shares)
    assert len(held) == len(shares)
    assert all(AIR_DRY <= share <= SATURATED for share in held)
    assert all(share >= 0 for share in held[2:])
