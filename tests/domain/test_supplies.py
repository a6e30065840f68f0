"""A supply gives what its tank holds above the reserve, and never what nobody knows of."""

from math import inf, nan
from typing import Any

from hypothesis import given, strategies as st
from pydantic import ValidationError
import pytest

from custom_components.plantos.domain.supplies import Supply, SupplyState

from .conftest import LAW


def a_supply(**changes: Any) -> Supply:
    return Supply(**{"supply_id": "barrel", "name": "Rain barrel"} | changes)


@pytest.mark.parametrize(
    ("tank_ml", "reserve_l", "usable"),
    [
        (None, 0.0, None),
        (None, 2.0, None),
        (5_000.0, 0.0, 5_000.0),
        (5_000.0, 2.0, 3_000.0),
        (2_000.0, 2.0, 0.0),
        (500.0, 2.0, 0.0),
        (0.0, 0.0, 0.0),
    ],
)
def test_what_may_be_taken_is_what_stands_above_the_reserve(
    tank_ml: float | None, reserve_l: float, usable: float | None
) -> None:
    assert SupplyState(supply=a_supply(tank_min_l=reserve_l), tank_ml=tank_ml).usable_ml == usable


@given(st.floats(0, 1e8), st.floats(0, 100_000))
@LAW
def test_nobody_takes_more_than_there_is_or_less_than_nothing(tank_ml: float, reserve_l: float) -> None:
    usable = SupplyState(supply=a_supply(tank_min_l=reserve_l), tank_ml=tank_ml).usable_ml
    assert usable is not None and 0.0 <= usable <= tank_ml


def test_a_level_that_is_no_number_gives_nothing() -> None:
    assert SupplyState(supply=a_supply(), tank_ml=nan).usable_ml == 0.0


def test_a_new_supply_serves_one_outlet_at_a_time_without_lead_and_lag() -> None:
    supply = a_supply()
    assert (supply.at_once, supply.lead_s, supply.lag_s) == (1, 0.0, 0.0)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"lead_s": -1},
        {"lead_s": 61},
        {"lead_s": nan},
        {"lag_s": -1},
        {"lag_s": 61},
        {"lag_s": inf},
        {"at_once": 0},
        {"at_once": 21},
        {"at_once": 1.5},
        {"tank_capacity_l": 0},
        {"tank_capacity_l": inf},
        {"tank_min_l": -1},
        {"tank_min_l": nan},
        {"colour": "green"},
    ],
)
def test_a_supply_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_supply(**changes)


def test_a_supply_does_not_change() -> None:
    supply = a_supply()
    with pytest.raises(ValidationError):
        setattr(supply, "at_once", 5)
    assert supply.at_once == 1
