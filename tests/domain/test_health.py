"""A healthy week scores about 95, seven dry days about 30."""

from collections.abc import Mapping, Sequence
from math import pi, sin

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.health import PPFD_PER_LUX, Health, assess_health
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.domain.species import CATALOGUE, Species

from .conftest import LAW, a_plant

WEEK_H = 7 * 24
BASIL = CATALOGUE["ocimum_basilicum"]


def planted(species: Species) -> Plant:
    return a_plant(species=species.key, moisture_min=species.moisture[0], moisture_max=species.moisture[1])


def middle(wanted: tuple[float, float]) -> float:
    return sum(wanted) / 2


def lit(species: Species, share: float = 1.0) -> list[float]:
    """A week of days whose light adds up to a share of the middle of what the species wants."""
    sun = [max(0.0, sin((hour % 24 - 6) / 14 * pi)) if 6 < hour % 24 < 20 else 0.0 for hour in range(WEEK_H)]
    wanted_lux = middle(species.light) * share / (PPFD_PER_LUX * 86_400 / 1e6)
    return [wanted_lux * light * WEEK_H / sum(sun) for light in sun]


def good_week(species: Species) -> dict[Measure, list[float]]:
    """Moisture falls from a little above the range to its minimum, the air is as it should be."""
    low, high = species.moisture
    return {
        Measure.MOISTURE: [high + 5.0 - (high + 5.0 - low) * (hour % 84) / 84 for hour in range(WEEK_H)],
        Measure.TEMPERATURE: [middle(species.temperature)] * WEEK_H,
        Measure.HUMIDITY: [middle(species.humidity)] * WEEK_H,
        Measure.ILLUMINANCE: lit(species),
    }


def score(species: Species, hours: Mapping[Measure, Sequence[float]]) -> float:
    health = assess_health(planted(species), species, hours)
    assert health.score is not None
    return health.score


@pytest.mark.parametrize("species", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_a_healthy_week_scores_95_or_more(species: Species) -> None:
    assert score(species, good_week(species)) >= 95.0


@pytest.mark.parametrize(
    "key", ["ocimum_basilicum", "solanum_lycopersicum", "spathiphyllum_wallisii", "monstera_deliciosa"]
)
@pytest.mark.parametrize("moisture", [0.0, 2.0])
def test_seven_dry_days_score_about_30(key: str, moisture: float) -> None:
    species = CATALOGUE[key]
    assert 25.0 <= score(species, good_week(species) | {Measure.MOISTURE: [moisture] * WEEK_H}) <= 36.0


@pytest.mark.parametrize("key", ["aloe_vera", "dracaena_trifasciata", "lavandula_angustifolia", "vitis_vinifera"])
def test_seven_bone_dry_days_score_about_30_for_plants_of_dry_places_too(key: str) -> None:
    species = CATALOGUE[key]
    assert 25.0 <= score(species, good_week(species) | {Measure.MOISTURE: [0.0] * WEEK_H}) <= 36.0


def test_seven_dry_days_known_from_moisture_alone_score_30() -> None:
    assert assess_health(a_plant(), None, {Measure.MOISTURE: [0.0] * WEEK_H}).score == 30.0


anything = st.dictionaries(st.sampled_from(Measure), st.lists(st.floats(), max_size=200))


@given(anything, st.sampled_from([None, *CATALOGUE.values()]))
@LAW
def test_a_score_lies_between_0_and_100_whatever_was_measured(
    hours: dict[Measure, list[float]], species: Species | None
) -> None:
    health = assess_health(a_plant(), species, hours)
    assert health.score is None or 0.0 <= health.score <= 100.0
    assert all(0.0 <= factor <= 1.0 for factor in health.factors.values())
    assert (health.score is None) is (not health.factors)


@given(st.lists(st.floats(0, 100), min_size=3, max_size=48), st.integers(0, 47))
@LAW
def test_a_drier_hour_below_the_minimum_never_raises_the_score(means: list[float], at: int) -> None:
    at %= len(means)
    drier = [*means[:at], min(means[at], 30.0) / 2, *means[at + 1 :]]
    start = [*means[:at], min(means[at], 30.0), *means[at + 1 :]]
    before = assess_health(a_plant(), None, {Measure.MOISTURE: start}).score
    after = assess_health(a_plant(), None, {Measure.MOISTURE: drier}).score
    assert before is not None
    assert after is not None
    assert after <= before


@given(st.integers(0, 7))
@LAW
def test_each_dry_day_lowers_the_score(days: int) -> None:
    def after(dry: int) -> float:
        return score(BASIL, {Measure.MOISTURE: [50.0] * 24 * (7 - dry) + [0.0] * 24 * dry})

    assert after(days) < after(days - 1) if days else after(days) == 100.0


@pytest.mark.parametrize("measure", [Measure.MOISTURE, Measure.TEMPERATURE, Measure.HUMIDITY])
def test_what_is_scarcest_limits_the_plant(measure: Measure) -> None:
    week = good_week(BASIL) | {measure: [0.0] * WEEK_H}
    assert score(BASIL, week) <= 36.0


@pytest.mark.parametrize("moisture", [30.0, 45.0, 60.0, 75.0])
def test_freshly_watered_soil_is_no_stress(moisture: float) -> None:
    assert assess_health(a_plant(), None, {Measure.MOISTURE: [moisture] * 24}).score == 100.0


@pytest.mark.parametrize("moisture", [29.0, 76.0])
def test_soil_outside_the_range_is_stress(moisture: float) -> None:
    health = assess_health(a_plant(), None, {Measure.MOISTURE: [moisture] * 24})
    assert health.score is not None
    assert 90.0 < health.score < 100.0


def test_moisture_is_measured_against_the_plants_own_limits_not_the_species() -> None:
    plant = a_plant(species=BASIL.key, moisture_min=2.0, moisture_max=10.0)
    assert assess_health(plant, BASIL, {Measure.MOISTURE: [5.0] * 24}).score == 100.0


@pytest.mark.parametrize(("share", "well"), [(1.0, True), (0.02, False), (20.0, False)])
def test_light_is_judged_as_a_sum_over_the_day(share: float, well: bool) -> None:
    health = assess_health(planted(BASIL), BASIL, {Measure.ILLUMINANCE: lit(BASIL, share)})
    assert health.score is not None
    assert (health.score == 100.0) is well


def test_light_is_unknown_before_a_day_has_passed() -> None:
    assert assess_health(a_plant(), BASIL, {Measure.ILLUMINANCE: [0.0] * 23}) == Health()
    assert assess_health(a_plant(), BASIL, {Measure.ILLUMINANCE: [0.0] * 24}).score is not None


@pytest.mark.parametrize(("hours", "known"), [(0, False), (2, False), (3, True)])
def test_health_is_unknown_before_three_hours_have_passed(hours: int, known: bool) -> None:
    assert (assess_health(a_plant(), None, {Measure.MOISTURE: [45.0] * hours}).score is not None) is known


@pytest.mark.parametrize("measure", [Measure.TEMPERATURE, Measure.HUMIDITY, Measure.ILLUMINANCE])
def test_a_plant_of_unknown_species_is_judged_by_moisture_alone(measure: Measure) -> None:
    assert assess_health(a_plant(), None, {measure: [20.0] * 48}) == Health()


def test_nothing_measured_is_nothing_known() -> None:
    assert assess_health(a_plant(), BASIL, {}) == Health(None, {})


def test_each_measure_shows_its_share() -> None:
    health = assess_health(planted(BASIL), BASIL, good_week(BASIL) | {Measure.MOISTURE: [0.0] * WEEK_H})
    assert health.factors == pytest.approx(
        {Measure.MOISTURE: 0.3, Measure.TEMPERATURE: 1.0, Measure.HUMIDITY: 1.0, Measure.ILLUMINANCE: 1.0}
    )
