"""Pots to test with, and short seasons of them."""

from hypothesis import settings
from pot_scale.pot import Pot
from pot_scale.scenarios import Place, Scenario, Trouble
from pot_scale.substrate import Substrate
import pytest

LAW = settings(max_examples=200, deadline=None, derandomize=True)


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """The pots need no Home Assistant."""


def a_pot(litres: float = 10.0, height_cm: float = 20.0, bypass: float = 0.2, uptake: float = 0.8) -> Pot:
    return Pot(litres, height_cm, Substrate(), bypass, uptake)


def a_scenario(
    place: Place = Place.OUTDOOR, litres: float = 2.0, trouble: Trouble = Trouble.NONE, seed: int = 1, days: int = 8
) -> Scenario:
    return Scenario(place, litres, trouble, seed, days)
