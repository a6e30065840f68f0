"""Kills at random moments under load lose nothing."""

from chaos_house import Chaos
import pytest

from .conftest import Garden

pytestmark = pytest.mark.e2e

KILLS = 10


async def test_kills_at_random_moments_under_load_lose_nothing(home: Garden) -> None:
    figures = await Chaos(home, seed=20_261_121, plants=8, supplies=4).run(KILLS)

    assert figures.losses == {}
    assert figures.complaints == {}
    assert figures.kills == KILLS
    # It was no walk in the park: water flowed at kills, calls were cut off, and much was asked for.
    assert figures.in_water
    assert figures.cut_off
    assert figures.answered > figures.refused > 0
    assert figures.asked_again
    assert figures.poured_ml > 0
    assert figures.over < 0.5
