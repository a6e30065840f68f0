"""A bed is described by its soil, its area and its crop; a pot is none."""

from datetime import date, timedelta

import pytest

from custom_components.plantos.domain.learning import Bed
from custom_components.plantos.domain.learning.soil_column import ENDS
from custom_components.plantos.domain.plants import Substrate
from tests.domain.conftest import NOW

from .beds import TOMATO, a_bed, a_tomato

TODAY = NOW.date()


def test_a_pot_and_what_has_no_size_are_no_beds() -> None:
    assert Bed.of(a_tomato(pot_volume_l=10.0), TOMATO) is None
    assert Bed.of(a_tomato(area_m2=None), TOMATO) is None


def test_a_bed_of_whose_probe_nothing_is_said_goes_by_it_as_a_pot_does() -> None:
    assert Bed.of(a_tomato(reads_full=None, reads_wilted=None), TOMATO) is None


def test_a_reading_says_how_much_of_the_plants_water_is_left() -> None:
    bed = a_bed(reads_full=60.0, reads_wilted=20.0)
    assert [bed.left(reading) for reading in (10, 20, 30, 60, 90)] == [0, 0, 25, 100, 100]
    assert a_bed().left(37.0) == pytest.approx(37.0)


def test_sandy_soil_holds_less_for_plants() -> None:
    assert a_bed().held_mm_m == pytest.approx(130.0)
    assert a_bed(substrate=Substrate.SANDY_SOIL).held_mm_m == pytest.approx(85.0)


def test_only_heavy_soil_leaves_roots_short_of_air() -> None:
    assert a_bed().airy == a_bed(substrate=Substrate.SANDY_SOIL).airy == 1.0
    heavy = a_bed(substrate=Substrate.HEAVY_SOIL)
    assert heavy.held_mm_m == pytest.approx(140.0)
    assert heavy.airy == 0.7


def test_the_day_of_planting_is_the_first_of_the_season() -> None:
    bed = a_bed(planted=TODAY)
    assert [bed.day(TODAY + timedelta(days=n)) for n in (-3, 0, 9)] == [1, 1, 10]


def test_a_tree_may_be_older_than_anybody() -> None:
    bed = a_bed(planted=date(1700, 1, 1))
    assert bed.on(bed.day(TODAY)).basal > 0


def test_a_crop_that_nobody_dated_is_grown() -> None:
    bed = a_bed(planted=None)
    assert bed.day(TODAY) == bed.day(TODAY + timedelta(days=100)) == bed.growth.grown_day


def test_a_crop_that_still_stands_two_weeks_after_its_harvest_is_of_unknown_age() -> None:
    bed = a_bed(planted=TODAY, season_days=120)
    days = [bed.day(TODAY + timedelta(days=n)) for n in (119, 133, 134, 400)]
    assert days == [120, 134, bed.growth.grown_day, bed.growth.grown_day]


def test_the_owner_says_how_long_the_season_is() -> None:
    assert (a_bed(season_days=None).growth.lasts, a_bed(season_days=90).growth.lasts) == (145, 90)


def test_a_crop_has_its_coefficients_and_roots_on_a_day() -> None:
    young, grown = a_bed().on(1.0), a_bed().on(80.0)
    assert young.basal < grown.basal
    assert young.bare > grown.bare
    assert young.root_m < grown.root_m


def test_there_are_layers_for_the_deepest_roots_and_never_more_than_there_are() -> None:
    bed = a_bed()
    assert ENDS[bed.layers(ENDS) - 1] == pytest.approx(0.7)
    assert bed.layers((0.1, 0.2)) == 2
