"""A crop drinks by its stage, what lives on always alike."""

import pytest

from custom_components.plantos.domain.species import CATALOGUE
from custom_components.plantos.domain.stages import STAGES, curve_of


@pytest.mark.parametrize(
    ("day", "coefficient"), [(1, 0.6), (30, 0.6), (50, 0.875), (70, 1.15), (115, 1.15), (145, 0.8)]
)
def test_a_tomato_grows_thirsty_and_ripens(day: int, coefficient: float) -> None:
    assert curve_of(CATALOGUE["solanum_lycopersicum"]).on(day) == pytest.approx(coefficient)


def test_a_plant_that_lives_on_drinks_by_its_species_all_the_time() -> None:
    maple = CATALOGUE["acer_palmatum"]
    assert {curve_of(maple).on(day) for day in (1, 100, 5_000)} == {maple.crop_coefficient}


def test_an_unknown_plant_drinks_like_grass() -> None:
    assert curve_of(None).on(1) == 1.0


@pytest.mark.parametrize("key", STAGES.keys() & CATALOGUE.keys())
def test_a_crop_is_never_thirstier_than_when_it_is_grown(key: str) -> None:
    curve = curve_of(CATALOGUE[key])
    assert max(curve.initial, curve.end) <= curve.mid == CATALOGUE[key].crop_coefficient
