"""The predictive strategy waters by what a plant has shown, says when it can't, and never on doubt."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from math import inf, nan
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.decisions import Decision
from custom_components.plantos.domain.learning import Learned
from custom_components.plantos.domain.learning.beliefs import Of, reset
from custom_components.plantos.domain.outlook import Forecast, Past, Period
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import Reading
from custom_components.plantos.domain.snapshots import Snapshot
from custom_components.plantos.domain.strategies.predictive import predictive
from tests.domain.conftest import DAY, HOUR, LAW, NOW, a_reading, a_snapshot, cached
from tests.domain.learning.lives import STEPS, Step, a_fern, after, steady

percent = st.floats(0, 100)
chances = st.floats(0, 1)


@cache
def known() -> Learned:
    """A plant that was learned from for twelve days, at this level now."""
    return steady()


def at_level(level: float, spread: float = 0.3) -> Learned:
    """The known plant at this level."""
    return replace(known(), belief=reset(known().belief, {Of.LEVEL: (level, spread)}))


def asked(reading: Reading | None, learned: Learned | None, plant: Plant | None = None, **history: Any) -> Snapshot:
    """A fern with these things known of it."""
    readings = () if reading is None else (reading,)
    return replace(a_snapshot(*readings, plant=plant or a_fern(), **history), learned=learned)


def rain(chance: float | None, mm: float | None = 10.0) -> Forecast:
    """Rain tomorrow, as was forecast a moment ago."""
    return Forecast(NOW, (Period(start=NOW, end=NOW + DAY, rain_probability=chance, rain_mm=mm),))


def decided(level: float, plant: Plant | None = None, forecast: Forecast | None = None, **history: Any) -> Decision:
    """What is decided where probe and model agree."""
    return predictive(replace(asked(a_reading(level), at_level(level), plant, **history), forecast=forecast))


def test_dry_soil_is_brought_to_the_target_with_the_numbers_that_say_why() -> None:
    decision = decided(39.0)
    assert decision.should_water
    assert decision.inputs["after"] == pytest.approx(62.5)
    assert decision.amount_ml == pytest.approx(23.5 / known().belief.response)
    assert decision.reason.key == "decision_planned"
    assert decision.inputs.keys() >= {"level", "minimum", "drop", "safe_ml", "response", "waterings"}


def test_soil_is_watered_before_it_is_too_dry_and_not_long_before() -> None:
    assert decided(40.3).should_water
    enough = decided(42.0)
    assert (enough.should_water, enough.amount_ml, enough.reason.key) == (False, 0.0, "decision_enough")


def test_soil_is_kept_above_its_minimum_by_the_noise_of_its_probe() -> None:
    noisy = replace(at_level(42.0), noise=3.0)
    assert predictive(asked(a_reading(42.0), noisy)).should_water
    assert not predictive(asked(a_reading(42.0), replace(noisy, noise=0.3))).should_water


def test_a_watering_in_the_moment_of_the_last_lesson_is_not_known_yet() -> None:
    given = asked(None, at_level(39.0), a_fern(waters_blind=True), last_watered=NOW)
    assert not predictive(given).should_water


@pytest.mark.parametrize(
    ("plant", "pulses"),
    [
        # 2 % of three litres are 60 ml; 10 mm on a tenth of a square metre are a litre.
        ({}, 4),
        ({"pot_volume_l": 0.4}, 10),
        ({"area_m2": 0.1}, 1),
        ({"pot_volume_l": None, "dose_ml": 180.0}, 1),
        ({"pulse_ml": 100.0}, 2),
    ],
)
def test_soil_gets_at_once_what_it_can_take(plant: dict[str, Any], pulses: int) -> None:
    # A reading that is low before anything was learned: the plant's own dose.
    decision = predictive(asked(a_reading(35.0), None, a_fern(**{"dose_ml": 200.0} | plant)))
    assert decision.should_water
    assert decision.pulses == pulses


def test_pulses_take_nothing_from_a_dose() -> None:
    whole, parts = decided(39.0, a_fern(pulse_ml=5_000.0)), decided(39.0)
    assert (whole.pulses, parts.pulses) == (1, 8)
    assert whole.amount_ml == parts.amount_ml


@pytest.mark.parametrize("learned", [None, Learned.of(a_fern(), NOW), replace(steady(), waterings=2)])
@pytest.mark.parametrize(("moisture", "amount"), [(39.9, 180.0), (40.0, 0.0)])
def test_with_too_little_history_the_minimum_decides_and_the_reason_says_so(
    learned: Learned | None, moisture: float, amount: float
) -> None:
    decision = predictive(asked(a_reading(moisture), learned))
    assert (decision.should_water, decision.amount_ml, decision.strategy) == (amount > 0, amount, "predictive")
    assert decision.reason.key == "decision_learning"
    assert decision.reason.values["needed"] == "3"


def test_one_low_reading_among_many_is_noise_that_starts_no_water_and_a_really_low_one_is_not() -> None:
    sure = replace(at_level(42.5, 0.2), waterings=2, noise=1.0)
    low = predictive(asked(a_reading(39.0), sure))
    assert (low.should_water, low.reason.key) == (False, "decision_only_noise")
    assert predictive(asked(a_reading(38.0), sure)).should_water
    unsure = replace(at_level(42.5, 2.0), waterings=2, noise=1.0)
    assert predictive(asked(a_reading(39.0), unsure)).should_water


def test_soil_that_its_owner_wants_moister_after_it_was_dry_is_no_noise() -> None:
    past = Past(moisture=((NOW - 2 * HOUR, 39.0), (NOW - HOUR, 42.0)))
    sure = replace(at_level(42.5, 0.2), waterings=2, noise=1.0)
    decision = predictive(replace(asked(a_reading(42.0), sure, a_fern(hysteresis=15.0)), past=past))
    assert (decision.amount_ml, decision.reason.key) == (180.0, "decision_learning")


@pytest.mark.parametrize("hours", [7, 24, 24 * 30, -1])
def test_by_a_model_that_is_not_of_now_the_minimum_decides(hours: int) -> None:
    state = replace(at_level(60.0), at=NOW - hours * HOUR)
    decision = predictive(asked(a_reading(39.0), state))
    assert (decision.amount_ml, decision.reason.key) == (180.0, "decision_outdated")


def test_by_a_model_that_missed_a_watering_the_minimum_decides() -> None:
    state = replace(at_level(39.0), at=NOW - 4 * HOUR)
    decision = predictive(asked(a_reading(39.0), state, last_watered=NOW - 3 * HOUR))
    assert (decision.amount_ml, decision.reason.key) == (180.0, "decision_outdated")


@pytest.mark.parametrize(("silent_h", "spread"), [(24.5, 0.3), (2_000.0, 20.0), (0.0, 7.6)])
def test_while_a_plants_own_probe_tells_too_little_a_backups_reading_and_the_minimum_decide(
    silent_h: float, spread: float
) -> None:
    unsure = replace(at_level(55.0, spread), silent_h=silent_h)
    for moisture, amount in ((10.0, 180.0), (39.9, 180.0), (40.0, 0.0)):
        decision = predictive(asked(a_reading(moisture), unsure))
        assert (decision.amount_ml, decision.reason.key) == (amount, "decision_unheard")


def test_a_night_without_a_word_of_its_probe_leaves_a_model_in_charge() -> None:
    heard = replace(at_level(39.0, 7.0), silent_h=23.5)
    assert predictive(asked(a_reading(39.0), heard)).inputs.keys() >= {"after", "safe_ml"}


def test_the_wetter_of_probe_and_model_is_believed() -> None:
    assert not predictive(asked(a_reading(10.0), at_level(55.0))).should_water
    assert not predictive(asked(a_reading(55.0), at_level(10.0))).should_water
    assert predictive(asked(a_reading(38.9), at_level(39.0))).should_water


def test_water_that_soaks_in_is_waited_for() -> None:
    decision = predictive(asked(a_reading(30.0), at_level(30.0), last_watered=NOW - timedelta(minutes=5)))
    assert (decision.should_water, decision.reason.key) == (False, "decision_settling")


def test_water_that_is_on_its_way_to_the_probe_is_waited_for() -> None:
    state = at_level(38.0)
    coming = replace(state, belief=reset(state.belief, {Of.PENDING: (200.0, 1.0)}))
    decision = predictive(asked(a_reading(38.0), coming))
    assert (decision.should_water, decision.reason.key) == (False, "decision_settling")


@pytest.mark.parametrize("reading", [None, cached(10.0), a_reading(None)])
def test_without_a_trusted_reading_nothing_is_watered(reading: Reading | None) -> None:
    decision = predictive(asked(reading, at_level(30.0)))
    assert (decision.should_water, decision.reason.key) == (False, "decision_no_moisture")


def test_where_the_owner_allows_it_the_model_waters_without_a_probe_and_says_so() -> None:
    decision = predictive(asked(None, at_level(39.0), a_fern(waters_blind=True)))
    assert (decision.should_water, decision.reason.key) == (True, "decision_blind")
    assert decision.amount_ml == pytest.approx(decided(39.0).amount_ml)


@pytest.mark.parametrize(
    "learned",
    [None, replace(known(), waterings=2), at_level(39.0, spread=8.0), replace(at_level(39.0), silent_h=200.0)],
)
def test_a_model_that_is_unsure_never_waters_without_a_probe(learned: Learned | None) -> None:
    assert not predictive(asked(None, learned, a_fern(waters_blind=True))).should_water


def test_a_model_that_missed_a_watering_never_waters_without_a_probe() -> None:
    state = replace(at_level(30.0), at=NOW - 2 * HOUR)
    assert not predictive(asked(None, state, a_fern(waters_blind=True), last_watered=NOW - HOUR)).should_water


@pytest.mark.parametrize("nonsense", [nan, inf, -inf])
@pytest.mark.parametrize("blind", [True, False])
@pytest.mark.parametrize("learned", [None, at_level(20.0)])
def test_what_is_no_number_never_waters(nonsense: float, blind: bool, learned: Learned | None) -> None:
    decision = predictive(asked(a_reading(nonsense), learned, a_fern(waters_blind=blind)))
    assert (decision.should_water, decision.amount_ml, decision.reason.key) == (False, 0.0, "decision_no_moisture")


def test_likely_rain_is_waited_for_by_soil_that_can_wait() -> None:
    outdoors = a_fern(indoor=False)
    assert decided(39.5, outdoors, rain(0.6)).reason.key == "decision_rain_awaited"
    assert decided(34.0, outdoors, rain(0.6)).reason.key == "decision_planned_rain"
    assert decided(39.5, a_fern(), rain(1.0)).reason.key == "decision_planned"


def test_unlikely_rain_leaves_room_for_itself() -> None:
    dry, showery = decided(39.5, a_fern(indoor=False), rain(0.0)), decided(39.5, a_fern(indoor=False), rain(0.5))
    assert showery.amount_ml == pytest.approx(0.65 * dry.amount_ml)


def test_rain_that_is_forecast_without_a_probability_is_waited_for_and_told_in_mm() -> None:
    outdoors, pouring = a_fern(indoor=False), rain(None, mm=30.0)
    waits = decided(39.5, outdoors, pouring)
    assert (waits.should_water, waits.reason.key, waits.reason.values["rain"]) == (
        False,
        "decision_rain_forecast",
        "30",
    )
    dry = decided(34.0, outdoors, pouring)
    assert dry.reason.key == "decision_planned_forecast"
    assert dry.amount_ml == pytest.approx(0.58 * decided(34.0, outdoors).amount_ml)
    assert decided(39.5, outdoors, rain(None, mm=1.0)) == decided(39.5, outdoors, rain(None, mm=None))


def test_two_mm_of_rain_are_worth_waiting_for() -> None:
    assert decided(39.5, a_fern(indoor=False), rain(0.9, mm=2.1)).reason.key == "decision_rain_awaited"


def test_soil_that_would_become_critically_dry_does_not_wait_for_rain() -> None:
    snapshot = replace(asked(a_reading(39.5), at_level(39.5), a_fern(indoor=False)), forecast=rain(0.9))
    critical = replace(snapshot, settings=snapshot.settings.model_copy(update={"critical_moisture": 38.0}))
    assert predictive(snapshot).reason.key == "decision_rain_awaited"
    assert predictive(critical).should_water


def test_no_plan_is_larger_than_a_run_may_be() -> None:
    assert decided(39.0, a_fern(max_run_ml=150.0)).amount_ml == 150.0


def test_a_reading_far_above_the_model_is_believed_but_for_its_noise() -> None:
    noisy = replace(at_level(10.0), noise=2.0)
    assert predictive(asked(a_reading(55.0), noisy)).inputs["level"] == pytest.approx(51.0)


@pytest.mark.parametrize(("silent_h", "waters"), [(24.0 * 7 - 1, True), (24.0 * 7 + 1, False)])
def test_a_model_goes_on_for_a_week_without_a_probe(silent_h: float, waters: bool) -> None:
    blind = replace(at_level(39.0), silent_h=silent_h)
    assert predictive(asked(None, blind, a_fern(waters_blind=True))).should_water is waters


@pytest.mark.parametrize("forecast", [rain(0.9, mm=1.0), Forecast(NOW - 2 * HOUR, rain(0.9).periods), Forecast(NOW)])
def test_a_sprinkle_and_an_old_forecast_are_no_rain(forecast: Forecast) -> None:
    assert decided(39.0, a_fern(indoor=False), forecast) == decided(39.0, a_fern(indoor=False), rain(0.0))


@pytest.mark.parametrize("left", [-50.0, 0.0, 1.5, 20.0])
def test_a_day_that_is_spent_but_for_a_crumb_opens_no_valve_and_says_why(left: float) -> None:
    decision = decided(39.0, day_ml=6_000.0 - left)
    assert (decision.should_water, decision.amount_ml) == (False, 0.0)
    assert decision.reason.key == "decision_day_spent"
    assert decision.reason.values["limit"] == "6000"


@pytest.mark.parametrize("limits", [{"max_run_ml": 5.0}, {"max_day_ml": 5.0}])
def test_an_owner_who_allows_no_more_gets_even_crumbs(limits: dict[str, float]) -> None:
    assert decided(39.0, a_fern(**limits)).amount_ml == 5.0


@pytest.mark.parametrize("maximum", [45.0, 50.0])
def test_a_noisy_probe_in_a_narrow_range_is_no_reason_for_sips(maximum: float) -> None:
    narrow, middle = a_fern(moisture_max=maximum), 40.0 + 0.375 * (maximum - 40.0)
    noisy = replace(known(), noise=4.0)
    above, below = (
        predictive(asked(a_reading(level), replace(noisy, belief=at_level(level).belief), narrow))
        for level in (middle + 0.8, middle - 0.5)
    )
    assert (above.should_water, above.reason.key) == (False, "decision_enough")
    assert below.should_water


def test_what_is_left_of_the_day_is_given() -> None:
    decision = decided(39.0, day_ml=5_900.0)
    assert (decision.amount_ml, decision.reason.key) == (100.0, "decision_planned_small")


@given(STEPS, percent, percent, chances, st.booleans())
@LAW
def test_more_dryness_never_lowers_the_dose(
    steps: list[Step], one: float, other: float, chance: float, seasoned: bool
) -> None:
    state = replace(after(steps), waterings=5, days=9.0, ml_most=400.0) if seasoned else after(steps)
    outdoors = a_fern(indoor=False)
    dry, wet = (
        predictive(replace(asked(a_reading(value), state, outdoors), forecast=rain(chance))).amount_ml
        for value in sorted((one, other))
    )
    assert dry >= wet


@given(percent, percent, chances)
@LAW
def test_a_drier_model_never_lowers_the_dose(one: float, other: float, chance: float) -> None:
    outdoors = a_fern(indoor=False)
    dry, wet = (decided(level, outdoors, rain(chance)).amount_ml for level in sorted((one, other)))
    assert dry >= wet - 1e-9


@given(STEPS, percent, chances, chances, st.floats(0, 30))
@LAW
def test_likelier_rain_never_raises_the_dose(
    steps: list[Step], moisture: float, one: float, other: float, mm: float
) -> None:
    state = replace(after(steps), waterings=5, days=9.0, ml_most=400.0)
    snapshot = asked(a_reading(moisture), state, a_fern(indoor=False))
    dry, rainy = (predictive(replace(snapshot, forecast=rain(chance, mm))).amount_ml for chance in sorted((one, other)))
    assert rainy <= dry


@given(STEPS, percent, st.floats(0, 6_000))
@LAW
def test_no_plan_passes_the_maximum_or_the_limits(steps: list[Step], moisture: float, used: float) -> None:
    state = replace(after(steps), waterings=5, days=9.0, ml_most=3_000.0)
    decision = predictive(asked(a_reading(moisture), state, day_ml=used))
    if decision.reason.key.startswith("decision_planned"):
        assert decision.inputs["after"] <= 70.0
        assert 0 < decision.amount_ml <= min(3_000.0, 6_000.0 - used)


@given(STEPS, st.none() | st.floats(), st.booleans())
@LAW
def test_a_decision_is_the_same_when_it_is_played_again(steps: list[Step], moisture: float | None, blind: bool) -> None:
    reading = None if moisture is None else a_reading(moisture)
    snapshots = [asked(reading, after(steps), a_fern(waters_blind=blind)) for _ in range(2)]
    assert predictive(snapshots[0]) == predictive(snapshots[1])
