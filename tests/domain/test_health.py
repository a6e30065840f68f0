"""A healthy week scores about 95, seven dry days about 30."""

from collections.abc import Mapping, Sequence
from math import isfinite, pi, sin

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.comfort import (
    PPFD_PER_LUX,
    Strain,
    TimeInRange,
    deficits,
    extreme_hours,
    time_in_range,
)
from custom_components.plantos.domain.health import Health, HealthStatus, assess_health, health_of
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


def test_a_healthy_week_scores_95_or_more() -> None:
    for species in CATALOGUE.values():
        assert score(species, good_week(species)) >= 95.0, species.key


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


# --- light, dry air, cold and heat ------------------------------------------------------------------


def aged(values: Sequence[float], newest: float = 0.5) -> list[tuple[float, float]]:
    """Hourly means with their ages."""
    return [(newest + len(values) - 1 - index, value) for index, value in enumerate(values)]


def week_of(species: Species, **changes: Sequence[float]) -> dict[Measure, list[tuple[float, float]]]:
    return {
        measure: aged(values)
        for measure, values in (good_week(species) | {Measure(key): list(v) for key, v in changes.items()}).items()
    }


def test_a_healthy_week_thrives_and_nothing_strains_it() -> None:
    for species in CATALOGUE.values():
        health = health_of(planted(species), species, week_of(species))
        assert health.score is not None and health.score >= 95.0, species.key
        assert health.status is HealthStatus.THRIVING, species.key
        assert health.strains == {Strain.DRY_AIR: 1.0, Strain.COLD: 1.0, Strain.HEAT: 1.0}, species.key
        assert health.hours == WEEK_H


def test_the_daily_light_integral_is_told() -> None:
    health = health_of(planted(BASIL), BASIL, week_of(BASIL))
    assert health.light == pytest.approx(middle(BASIL.light))
    dark = health_of(planted(BASIL), BASIL, week_of(BASIL, illuminance=lit(BASIL, 0.1)))
    assert dark.light == pytest.approx(middle(BASIL.light) / 10)
    assert dark.limiting is Measure.ILLUMINANCE
    assert dark.times[Measure.ILLUMINANCE] == TimeInRange(0.0, 1.0, 0.0)


def test_the_vapour_pressure_deficit_is_the_mean_of_the_hours_that_know_both() -> None:
    series = {Measure.TEMPERATURE: aged([20.0] * 30), Measure.HUMIDITY: aged([50.0] * 6)}
    found = deficits(series)
    assert len(found) == 6
    assert [deficit for _, deficit in found] == pytest.approx([1.169] * 6, abs=0.001)
    health = health_of(a_plant(), BASIL, series)
    assert health.deficit == pytest.approx(1.169, abs=0.001)


def test_a_deficit_of_what_cannot_be_true_is_unknown() -> None:
    series = {Measure.TEMPERATURE: aged([20.0, 900.0, 20.0]), Measure.HUMIDITY: aged([50.0, 50.0, 130.0])}
    assert [age for age, _ in deficits(series)] == [2.5]


def test_warm_dry_air_limits_a_plant_although_each_is_in_its_range() -> None:
    warm, dry = BASIL.temperature[1], BASIL.humidity[0]
    week = week_of(BASIL, temperature=[warm] * WEEK_H, humidity=[dry] * WEEK_H)
    health = health_of(planted(BASIL), BASIL, week)
    assert health.factors[Measure.TEMPERATURE] == health.factors[Measure.HUMIDITY] == 1.0
    assert health.limiting is Strain.DRY_AIR
    assert health.score is not None and health.score < 95.0


@pytest.mark.parametrize(("celsius", "strain"), [(-5.0, Strain.COLD), (45.0, Strain.HEAT)])
def test_a_night_of_dangerous_cold_or_heat_counts_more_than_its_share_of_the_week(
    celsius: float, strain: Strain
) -> None:
    week = week_of(BASIL, temperature=[middle(BASIL.temperature)] * (WEEK_H - 12) + [celsius] * 12)
    health = health_of(planted(BASIL), BASIL, week)
    assert health.extremes[strain] == 12
    assert health.limiting is strain
    assert health.score is not None and 60.0 < health.score < 75.0


@pytest.mark.parametrize(("beyond", "hours"), [(4.9, 0), (5.0, 0), (5.1, 2)])
def test_a_few_degrees_out_of_the_range_are_no_danger(beyond: float, hours: int) -> None:
    low, high = BASIL.temperature
    found = extreme_hours([low - beyond, low, high, high + beyond, low - beyond, high + beyond], BASIL.temperature)
    assert found == {Strain.COLD: hours, Strain.HEAT: hours}


# --- time in range, status, trend --------------------------------------------------------------------


def test_the_time_in_and_out_of_range_is_told_for_each_measure() -> None:
    health = assess_health(a_plant(), None, {Measure.MOISTURE: [20.0] * 10 + [45.0] * 20 + [70.0] * 10})
    assert health.times == {Measure.MOISTURE: TimeInRange(0.5, 0.25, 0.25)}


@given(st.lists(st.floats(), max_size=40))
@LAW
def test_times_in_range_are_shares_of_what_is_known(values: list[float]) -> None:
    time = time_in_range(values, (30.0, 60.0))
    assert (time is None) is (not [value for value in values if isfinite(value)])
    if time:
        assert min(time.inside, time.below, time.above) >= 0.0
        assert time.inside + time.below + time.above == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("score", "status"),
    [
        (None, HealthStatus.UNKNOWN),
        (95.0, HealthStatus.THRIVING),
        (85.0, HealthStatus.THRIVING),
        (84.9, HealthStatus.WELL),
        (69.9, HealthStatus.STRESSED),
        (44.9, HealthStatus.CRITICAL),
        (30.0, HealthStatus.CRITICAL),
    ],
)
def test_a_score_has_a_word(score: float | None, status: HealthStatus) -> None:
    assert Health(score).status is status


def test_nothing_limits_a_plant_that_has_all_it_likes() -> None:
    assert assess_health(a_plant(), None, {Measure.MOISTURE: [45.0] * 24}).limiting is None
    assert Health().limiting is None


def test_a_plant_that_dries_out_day_by_day_has_a_falling_trend() -> None:
    week = [50.0] * 96 + [20.0] * 24 + [10.0] * 24 + [0.0] * 24
    health = health_of(a_plant(), None, {Measure.MOISTURE: aged(week)})
    assert health.trend is not None and health.trend < -5.0
    assert health_of(a_plant(), None, {Measure.MOISTURE: aged(week[::-1])}).trend == pytest.approx(-health.trend, abs=1)


@pytest.mark.parametrize(("days", "known"), [(2, False), (3, True)])
def test_a_trend_needs_three_days(days: int, known: bool) -> None:
    health = health_of(a_plant(), None, {Measure.MOISTURE: aged([45.0] * 24 * days)})
    assert (health.trend == 0.0) is known


def test_days_of_which_less_is_known_make_no_trend() -> None:
    series = week_of(BASIL)
    series[Measure.ILLUMINANCE] = aged([0.0] * 24)
    assert health_of(planted(BASIL), BASIL, series).trend is None


def test_health_as_it_was_is_reckoned_from_the_week_before() -> None:
    series = {Measure.MOISTURE: aged([45.0] * WEEK_H + [0.0] * WEEK_H)}
    assert health_of(a_plant(), None, series).score == 30.0
    assert health_of(a_plant(), None, series, ago_h=168.0).score == 100.0


# --- what the plant showed ---------------------------------------------------------------------------


@pytest.mark.parametrize(("shown", "score"), [(None, 100.0), ((30.0, 75.0), 100.0), ((30.0, 56.0), 90.0)])
def test_soil_far_wetter_than_this_plants_own_waterings_make_it_is_stress(
    shown: tuple[float, float] | None, score: float
) -> None:
    health = assess_health(a_plant(), None, {Measure.MOISTURE: [74.0] * 24}, shown=shown)
    assert health.score is not None
    assert (health.score == 100.0) is (score == 100.0)


@given(st.tuples(st.floats(0, 100), st.floats(0, 100)), st.floats(30, 60))
@LAW
def test_whatever_a_plant_showed_its_own_limits_are_no_stress(shown: tuple[float, float], moisture: float) -> None:
    assert assess_health(a_plant(), None, {Measure.MOISTURE: [moisture] * 24}, shown=shown).score == 100.0
