"""A strategy waters by a reading that it may trust, or not at all."""

from datetime import timedelta
from math import inf, nan

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.clock import Clock
from custom_components.plantos.domain.readings import Measure, Reading, Sample, assess
from custom_components.plantos.domain.snapshots import Snapshot
from custom_components.plantos.domain.strategies import STRATEGIES, decide

from .conftest import HOUR, LAW, MINUTE, NOW, a_plant, a_reading, a_snapshot, cached, quarantined

percent = st.floats(0, 100)


def test_29_9_is_watered_and_30_0_is_not() -> None:
    assert decide(a_snapshot(a_reading(29.9))).should_water
    assert not decide(a_snapshot(a_reading(30.0))).should_water


@pytest.mark.parametrize("moisture", [0.0, 15.0, 29.0, 29.99])
def test_dry_soil_gets_the_plants_dose(moisture: float) -> None:
    decision = decide(a_snapshot(a_reading(moisture), plant=a_plant(dose_ml=130.0)))
    assert (decision.should_water, decision.amount_ml) == (True, 130.0)


def test_the_dose_is_100_ml_unless_chosen() -> None:
    assert decide(a_snapshot(a_reading(10.0))).amount_ml == 100.0


@pytest.mark.parametrize("moisture", [30.0, 30.1, 60.0, 100.0])
def test_moist_soil_gets_nothing(moisture: float) -> None:
    decision = decide(a_snapshot(a_reading(moisture)))
    assert (decision.should_water, decision.amount_ml, decision.reason.key) == (False, 0.0, "decision_moist")


@given(percent, percent, st.floats(0, 99), st.floats(1, 10_000))
@LAW
def test_more_dryness_never_lowers_the_dose(one: float, other: float, minimum: float, dose: float) -> None:
    plant = a_plant(moisture_min=minimum, moisture_max=100.0, dose_ml=dose)
    drier, moister = sorted((one, other))
    assert (
        decide(a_snapshot(a_reading(drier), plant=plant)).amount_ml
        >= decide(a_snapshot(a_reading(moister), plant=plant)).amount_ml
    )


@given(percent, st.floats(0, 99))
@LAW
def test_water_is_wanted_if_and_only_if_moisture_is_below_the_minimum(moisture: float, minimum: float) -> None:
    decision = decide(a_snapshot(a_reading(moisture), plant=a_plant(moisture_min=minimum, moisture_max=100.0)))
    assert decision.should_water is (moisture < minimum)
    assert decision.amount_ml == (100.0 if moisture < minimum else 0.0)


@pytest.mark.parametrize("nonsense", [nan, inf, -inf, None, 150.0, -5.0])
@pytest.mark.parametrize("previous", [None, a_reading(5.0, NOW - MINUTE), quarantined(5.0)])
def test_nonsense_from_a_probe_never_waters(nonsense: float | None, previous: Reading | None) -> None:
    reading = assess(Measure.MOISTURE, Sample(nonsense, NOW), previous, NOW, Clock(now=lambda: NOW).age)
    assert reading.quality == 0.0
    assert not decide(a_snapshot(reading)).should_water


@given(st.floats(), st.floats(0, 100))
@LAW
def test_whatever_a_probe_says_only_a_plausible_value_below_the_minimum_waters(value: float, last: float) -> None:
    previous = a_reading(last, NOW - MINUTE)
    reading = assess(Measure.MOISTURE, Sample(value, NOW), previous, NOW, Clock(now=lambda: NOW).age)
    assert decide(a_snapshot(reading)).should_water is (0.0 <= value < 30.0)


@pytest.mark.parametrize("reading", [cached(5.0), quarantined(5.0), a_reading(None)])
def test_a_dry_value_that_is_not_fresh_never_waters(reading: Reading) -> None:
    decision = decide(a_snapshot(reading))
    assert (decision.should_water, decision.amount_ml, decision.reason.key) == (False, 0.0, "decision_no_moisture")


def test_a_plant_without_a_reading_is_not_watered() -> None:
    assert decide(a_snapshot()).reason.key == "decision_no_moisture"


@pytest.mark.parametrize("measure", [measure for measure in Measure if measure is not Measure.MOISTURE])
def test_no_other_measure_stands_in_for_moisture(measure: Measure) -> None:
    assert not decide(a_snapshot(a_reading(5.0, measure=measure))).should_water


@pytest.mark.parametrize(
    ("minutes", "waters"), [(-1.0, False), (0.0, False), (29.9, False), (30.0, True), (31.0, True)]
)
def test_a_reading_waters_only_if_it_was_taken_30_minutes_after_the_last_watering(minutes: float, waters: bool) -> None:
    watered = NOW - 2 * HOUR
    decision = decide(a_snapshot(a_reading(5.0, watered + minutes * MINUTE), last_watered=watered))
    assert decision.should_water is waters
    assert decision.reason.key == ("decision_dry" if waters else "decision_settling")


@given(st.timedeltas(-timedelta(days=2), timedelta(days=2)), percent, st.sampled_from([0.0, 0.5, 1.0]))
@LAW
def test_water_is_wanted_only_by_a_fresh_reading_from_after_the_soak(
    after: timedelta, moisture: float, quality: float
) -> None:
    watered = NOW - 3 * HOUR
    reading = Reading(Measure.MOISTURE, moisture, watered + after, quality=quality)
    wanted = decide(a_snapshot(reading, last_watered=watered)).should_water
    assert wanted is (moisture < 30.0 and quality == 1.0 and after >= timedelta(minutes=30))


@given(st.none() | percent)
@LAW
def test_a_plant_watered_by_hand_never_waters_itself(moisture: float | None) -> None:
    decision = decide(a_snapshot(a_reading(moisture), plant=a_plant(strategy="manual")))
    assert (decision.should_water, decision.amount_ml, decision.strategy) == (False, 0.0, "manual")
    assert decision.reason.key == "decision_manual"


@pytest.mark.parametrize(
    ("snapshot", "inputs"),
    [
        (a_snapshot(a_reading(29.9)), {"moisture": 29.9, "minimum": 30.0}),
        (a_snapshot(a_reading(45.0)), {"moisture": 45.0, "minimum": 30.0}),
        (a_snapshot(cached(5.0)), {"minimum": 30.0}),
        (a_snapshot(), {"minimum": 30.0}),
    ],
)
def test_a_decision_shows_the_numbers_it_looked_at(snapshot: Snapshot, inputs: dict[str, float]) -> None:
    decision = decide(snapshot)
    assert (decision.strategy, decision.inputs) == ("moisture", inputs)


def test_a_decision_to_water_says_why_in_numbers() -> None:
    why = decide(a_snapshot(a_reading(29.94))).reason
    assert (why.key, why.values) == ("decision_dry", {"moisture": "29.9", "minimum": "30", "amount": "100"})


def test_a_decision_not_to_water_says_why_in_numbers() -> None:
    why = decide(a_snapshot(a_reading(45.0))).reason
    assert (why.key, why.values) == ("decision_moist", {"moisture": "45", "minimum": "30"})


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_strategy_goes_by_its_own_name(name: str) -> None:
    assert decide(a_snapshot(a_reading(5.0), plant=a_plant(strategy=name))).strategy == name


def test_the_last_known_value_is_shown_even_if_it_is_not_trusted() -> None:
    snapshot = a_snapshot(cached(5.0))
    assert snapshot.value(Measure.MOISTURE) == 5.0
    assert snapshot.trusted_moisture is None


def test_a_measure_without_a_probe_has_no_value() -> None:
    assert a_snapshot().value(Measure.HUMIDITY) is None
