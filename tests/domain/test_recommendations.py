"""What is recommended follows from the plant's week, is concrete, and is left out where all is well."""

from collections.abc import Collection
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.anomalies import AnomalyKind
from custom_components.plantos.domain.comfort import Strain, TimeInRange
from custom_components.plantos.domain.health import Health
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.domain.reasons import Reason, reason
from custom_components.plantos.domain.recommendations import recommend
from custom_components.plantos.domain.species import CATALOGUE
from custom_components.plantos.domain.trails import Trail
from custom_components.plantos.domain.wettings import Wetting

from .conftest import LAW, NOW, a_plant

BASIL = CATALOGUE["ocimum_basilicum"]
ALL_IN, WET, DRY = TimeInRange(1.0, 0.0, 0.0), TimeInRange(0.6, 0.0, 0.4), TimeInRange(0.6, 0.4, 0.0)
GIVEN = [(100.0, 150.0), (60.0, 150.0), (20.0, 150.0), (300.0, 150.0)]


def wets(before: float, peak: float) -> list[Wetting]:
    return [Wetting(age, before, peak) for age in (100.0, 60.0, 20.0)]


def a_health(score: float = 60.0, **changes: Any) -> Health:
    return Health(score, {Measure.MOISTURE: 1.0}, **changes)


def of_water(time: TimeInRange, plant: Plant | None = None, **trail: Any) -> tuple[Reason, ...]:
    """What is recommended for a plant whose moisture was in its range for this time."""
    health = a_health(times={Measure.MOISTURE: time})
    return recommend(plant or a_plant(dose_ml=150.0, automatic=True), None, health, (), Trail(NOW, **trail))


def keys(found: Collection[Reason]) -> list[str]:
    return [one.key for one in found]


def test_a_plant_that_is_well_needs_no_advice() -> None:
    health = Health(98.0, {Measure.MOISTURE: 1.0}, times={Measure.MOISTURE: ALL_IN}, light=sum(BASIL.light) / 2)
    plant = a_plant(moisture_min=BASIL.moisture[0], moisture_max=BASIL.moisture[1])
    assert recommend(plant, BASIL, health, (), Trail(NOW)) == ()
    assert recommend(plant, BASIL, Health(), (), Trail(NOW)) == ()


def test_a_plant_that_was_too_wet_gets_a_lower_dose_and_is_told_what_that_saves() -> None:
    assert of_water(WET, waterings=GIVEN) == (
        reason("recommend_dose_lower", share=40, maximum=60, dose=150, lower=100, saved=150),
    )


def test_a_lower_dose_fills_this_plants_range_once_it_is_known_what_a_dose_does() -> None:
    # From 30 % a dose of 150 ml makes 70 %; 27 of these 40 points are wanted.
    [advice] = of_water(WET, waterings=GIVEN, wets=wets(30.0, 70.0))
    assert (advice.key, advice.values["lower"]) == ("recommend_dose_lower", "100")


def test_no_step_is_bolder_than_half_the_dose() -> None:
    [advice] = of_water(WET, waterings=GIVEN, wets=wets(30.0, 100.0))
    assert (advice.key, advice.values["lower"]) == ("recommend_dose_lower", "70")


def test_a_wet_plant_that_got_nothing_from_plantos_is_watered_by_hand_or_leaks() -> None:
    assert keys(of_water(WET)) == ["recommend_less_by_hand"]
    assert keys(of_water(WET, waterings=[(200.0, 150.0)])) == ["recommend_less_by_hand"]


def test_a_wet_plant_with_a_small_dose_has_to_dry() -> None:
    assert keys(of_water(WET, waterings=GIVEN, wets=wets(30.0, 50.0))) == ["recommend_drying"]


def test_a_plant_that_never_gets_dry_is_watered_less_often() -> None:
    assert of_water(ALL_IN, wets=wets(48.0, 60.0)) == (reason("recommend_less_often", lowest=48, minimum=30),)


@pytest.mark.parametrize("changes", [{"automatic": False}, {"automatic": True, "strategy": "manual"}])
def test_a_dry_plant_that_nobody_cares_for_is_to_be_cared_for(changes: dict[str, Any]) -> None:
    assert of_water(DRY, a_plant(**changes)) == (reason("recommend_automatic", share=40, minimum=30),)


def test_a_dry_plant_whose_waterings_are_small_gets_a_higher_dose() -> None:
    # A dose of 100 ml makes 15 points from 25 %; 32 are wanted, but no step is bolder than twice.
    assert of_water(DRY, a_plant(automatic=True), wets=wets(25.0, 40.0)) == (
        reason("recommend_dose_higher", share=40, minimum=30, dose=100, higher=200),
    )


def test_no_dose_is_advised_above_what_a_run_may_give() -> None:
    [advice] = of_water(DRY, a_plant(automatic=True, max_run_ml=150.0), wets=wets(25.0, 40.0))
    assert advice.values["higher"] == "150"


def test_a_dry_plant_whose_waterings_are_large_enough_is_watered_more_often() -> None:
    assert keys(of_water(DRY, wets=wets(25.0, 60.0))) == ["recommend_more_often"]
    assert keys(of_water(DRY)) == ["recommend_more_often"]


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0.5, 2_000),
    st.floats(0, 95),
    st.floats(4.1, 100),
    st.booleans(),
)
@LAW
def test_whatever_the_week_was_no_dose_is_advised_that_cannot_be_given(
    above: float, below: float, dose: float, before: float, rise: float, watered: bool
) -> None:
    plant = a_plant(dose_ml=dose, automatic=True)
    time = TimeInRange(0.0, below, above)
    trail = {"waterings": GIVEN if watered else (), "wets": wets(before, before + rise)}
    for advice in of_water(time, plant, **trail):
        if advice.key == "recommend_dose_lower":
            assert 0 < float(advice.values["lower"]) < dose
        if advice.key == "recommend_dose_higher":
            assert dose < float(advice.values["higher"]) <= plant.largest_ml


@pytest.mark.parametrize("kind", [AnomalyKind.OUTLIER, AnomalyKind.DRIFT, AnomalyKind.STUCK, AnomalyKind.OUT_OF_SOIL])
def test_a_doubtful_probe_is_put_right_before_anything_is_changed_by_it(kind: AnomalyKind) -> None:
    health = a_health(times={Measure.MOISTURE: WET})
    assert keys(recommend(a_plant(), None, health, [kind], Trail(NOW, waterings=GIVEN))) == ["recommend_probe"]


def test_water_that_runs_through_is_given_in_pulses() -> None:
    odd = [AnomalyKind.DRAINS_FAST]
    found = recommend(a_plant(dose_ml=150.0), None, a_health(), odd, Trail(NOW))
    assert found == (reason("recommend_pulses", dose=150, pulse=50),)
    assert recommend(a_plant(dose_ml=150.0, pulse_ml=50.0), None, a_health(), odd, Trail(NOW)) == ()


def test_limits_far_from_the_species_are_questioned_while_the_plant_is_not_thriving() -> None:
    plant = a_plant(moisture_min=5.0, moisture_max=20.0)
    low, high = BASIL.moisture
    told = reason("recommend_limits", minimum=5, maximum=20, low=low, high=high)
    assert recommend(plant, BASIL, a_health(), (), Trail(NOW)) == (told,)
    assert recommend(plant, BASIL, a_health(90.0), (), Trail(NOW)) == ()


def of_surroundings(**changes: Any) -> list[str]:
    plant = a_plant(moisture_min=BASIL.moisture[0], moisture_max=BASIL.moisture[1])
    return keys(recommend(plant, BASIL, a_health(**changes), (), Trail(NOW)))


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"light": 0.5}, "recommend_light_more"),
        ({"light": 90.0}, "recommend_light_less"),
        ({"times": {Measure.HUMIDITY: DRY}}, "recommend_air_moister"),
        ({"strains": {Strain.DRY_AIR: 0.5}}, "recommend_air_moister"),
        ({"times": {Measure.HUMIDITY: WET}}, "recommend_air_drier"),
        ({"times": {Measure.TEMPERATURE: DRY}}, "recommend_warmer"),
        ({"extremes": {Strain.COLD: 1, Strain.HEAT: 0}}, "recommend_warmer"),
        ({"times": {Measure.TEMPERATURE: WET}}, "recommend_cooler"),
        ({"extremes": {Strain.COLD: 0, Strain.HEAT: 2}}, "recommend_cooler"),
    ],
)
def test_light_and_air_are_to_be_as_the_species_likes_them(changes: dict[str, Any], key: str) -> None:
    assert of_surroundings(**changes) == [key]


def test_a_little_time_out_of_range_is_no_matter() -> None:
    little = TimeInRange(0.6, 0.2, 0.2)
    times = dict.fromkeys((Measure.MOISTURE, Measure.HUMIDITY, Measure.TEMPERATURE), little)
    assert of_surroundings(times=times, strains={Strain.DRY_AIR: 0.95}) == []


def test_nothing_is_said_of_light_and_air_for_an_unknown_species() -> None:
    health = a_health(light=0.1, extremes={Strain.COLD: 9}, times={Measure.HUMIDITY: DRY})
    assert recommend(a_plant(), None, health, (), Trail(NOW)) == ()
