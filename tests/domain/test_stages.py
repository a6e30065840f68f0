"""A crop drinks by its stage, what lives on always alike."""

import pytest

from custom_components.plantos.domain.species import CATALOGUE
from custom_components.plantos.domain.stages import STAGES, Growth, curve_of, growth_of


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


@pytest.mark.parametrize("key", sorted(STAGES.keys() & CATALOGUE.keys()))
def test_a_crop_is_never_thirstier_than_when_it_is_grown(key: str) -> None:
    curve = curve_of(CATALOGUE[key])
    assert max(curve.initial, curve.end) <= curve.mid == CATALOGUE[key].crop_coefficient


TOMATO = CATALOGUE["solanum_lycopersicum"]


def test_a_crop_alone_drinks_little_as_a_seedling_and_nearly_all_when_it_is_grown() -> None:
    growth = growth_of(TOMATO)
    assert growth.basal(1) < 0.1
    assert growth.basal(100) == pytest.approx(1.1)
    assert growth.basal(145) == pytest.approx(0.75)


def test_bare_soil_loses_the_less_the_more_leaves_cover_it() -> None:
    bare = [growth_of(TOMATO).bare(day) for day in (1, 50, 100)]
    assert bare == sorted(bare, reverse=True)
    assert bare[0] == pytest.approx(1.0)
    assert 0 < bare[-1] < 0.1


def test_roots_grow_down_to_where_they_end() -> None:
    depths = [growth_of(TOMATO).root_m(day) for day in (0, 20, 60, 110, 145)]
    assert depths == sorted(depths)
    assert (depths[0], depths[-1]) == (0.3, 0.7)


def test_a_crop_with_shallow_roots_begins_with_no_deeper_ones() -> None:
    lettuce = CATALOGUE["lactuca_sativa"].model_copy(update={"root_depth": 20.0})
    assert growth_of(lettuce).root_m(1) == 0.2


def test_a_shorter_season_has_shorter_stages() -> None:
    usual, early = growth_of(TOMATO), growth_of(TOMATO, 110)
    assert (usual.lasts, early.lasts) == (145, 110)
    assert early.basal(53) == pytest.approx(usual.basal(70), abs=0.02)


@pytest.mark.parametrize(("day", "stage"), [(1, 0), (30, 0), (31, 1), (70, 1), (71, 2), (115, 2), (116, 3), (400, 3)])
def test_a_season_has_four_stages(day: int, stage: int) -> None:
    assert growth_of(TOMATO).stage(day) == stage


@pytest.mark.parametrize("growth", [growth_of(None), growth_of(CATALOGUE["acer_palmatum"], 90)])
def test_what_lives_on_is_always_grown(growth: Growth) -> None:
    assert growth.lasts is None
    assert {growth.stage(day) for day in (1, 5_000)} == {2}
    assert growth.root_m(1) == growth.root_m(5_000) == growth.deepest_m


def test_a_crop_of_unknown_age_is_taken_for_grown() -> None:
    assert growth_of(TOMATO).stage(growth_of(TOMATO).grown_day) == 2


@pytest.mark.parametrize("key", sorted(STAGES))
def test_every_crop_may_use_up_a_share_of_its_water(key: str) -> None:
    assert 0.2 < STAGES[key].fraction < 0.7
