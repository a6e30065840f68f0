"""A bed is watered before its crop misses any, with room for rain, and no more than is needed until the harvest."""

from dataclasses import replace
from functools import cache
from math import inf, nan
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.decisions import Decision
from custom_components.plantos.domain.learning import Bed, Ground, Learned
from custom_components.plantos.domain.outlook import Forecast, Period
from custom_components.plantos.domain.plants import Plant, Substrate
from custom_components.plantos.domain.readings import Measure, Reading
from custom_components.plantos.domain.snapshots import Snapshot
from custom_components.plantos.domain.strategies.bed import allowed_share
from custom_components.plantos.domain.strategies.predictive import predictive
from tests.domain.conftest import DAY, HOUR, LAW, NOW, a_reading, a_snapshot
from tests.domain.learning.beds import TOMATO, TrueBed, a_bed, a_tomato, learned_of, with_share

shares = st.floats(-0.3, 1.2)
# A bed with this share of its water left is due, by little.
JUST_DUE = 0.57


@cache
def known(everywhere: bool = True) -> Learned:
    """What forty days have taught of the tomatoes, by a probe among all roots or near the surface."""
    return learned_of(TrueBed(everywhere=everywhere))


def rain(mm: float, chance: float = 0.8) -> Forecast:
    """So much rain tomorrow, as was forecast a moment ago."""
    return Forecast(NOW, (Period(start=NOW, end=NOW + DAY, rain_probability=chance, rain_mm=mm),))


def asked(learned: Learned, reading: Reading | None = None, plant: Plant | None = None, **history: Any) -> Snapshot:
    """The tomatoes with this learned of them."""
    readings = () if reading is None else (reading,)
    snapshot = a_snapshot(*readings, plant=plant or a_tomato(), **history)
    return replace(snapshot, learned=learned, species=TOMATO)


def decided(share: float, forecast: Forecast | None = None, plant: Plant | None = None, **history: Any) -> Decision:
    """What is decided where every layer has this share of its water left."""
    snapshot = asked(with_share(known(), share), a_reading(50.0), plant, **history)
    return predictive(replace(snapshot, forecast=forecast))


def test_a_dry_bed_is_refilled_with_the_numbers_that_say_why() -> None:
    decision = decided(0.5)
    assert (decision.should_water, decision.strategy, decision.reason.key) == (True, "predictive", "decision_used_up")
    lacks, allowed = decision.inputs["depletion_mm"], decision.inputs["allowed_mm"]
    # Two square metres; some room is left for rain.
    assert decision.amount_ml == pytest.approx(2_000 * (lacks - 0.6 * allowed))
    assert decision.inputs.keys() >= {"available_mm", "rain_mm", "thirst", "spread_out"}


def test_no_bed_is_drowned_at_once() -> None:
    assert decided(0.0).amount_ml == 2_000 * 25.0


@given(shares)
@LAW
def test_heavy_soil_is_let_dry_and_never_filled_until_roots_lack_air(share: float) -> None:
    decision = decided(share, plant=a_tomato(substrate=Substrate.HEAVY_SOIL))
    lacks, holds = decision.inputs["depletion_mm"], decision.inputs["available_mm"]
    if decision.should_water:
        assert lacks > (0.3 + 0.15) * holds
        assert lacks - decision.amount_ml / 2_000 >= 0.3 * holds - 1e-6


def test_heavy_soil_is_watered_before_it_is_dry() -> None:
    heavy = a_tomato(substrate=Substrate.HEAVY_SOIL)
    moist, dry = decided(JUST_DUE, plant=heavy), decided(0.5, plant=heavy)
    assert decided(JUST_DUE).should_water
    assert (moist.reason.key, dry.should_water) == ("decision_enough_left", True)


@pytest.mark.parametrize("root_depth", [1.0, 5.0, 300.0])
def test_the_shallowest_roots_in_heavy_soil_get_water_or_none(root_depth: float) -> None:
    grass = TOMATO.model_copy(update={"root_depth": root_depth})
    plant = a_tomato(substrate=Substrate.HEAVY_SOIL)
    bed = Bed.of(plant, grass)
    learned = replace(known(), ground=Ground.of(bed)) if bed else known()
    snapshot = replace(asked(with_share(learned, 0.0), a_reading(50.0), plant), species=grass)
    assert predictive(snapshot).amount_ml >= 0.0


def test_where_a_probe_near_the_surface_shows_moist_soil_the_roots_miss_nothing() -> None:
    near = with_share(known(everywhere=False), 0.3)
    moist, dry = (predictive(asked(near, a_reading(value))) for value in (80.0, 79.9))
    assert (moist.should_water, moist.reason.key) == (False, "decision_near_moist")
    assert dry.should_water


def test_a_moist_bed_is_left_alone() -> None:
    decision = decided(0.9)
    assert (decision.should_water, decision.amount_ml, decision.reason.key) == (False, 0.0, "decision_enough_left")


def test_a_bed_is_watered_before_any_of_it_was_learned() -> None:
    new = replace(with_share(known(), 0.4), waterings=0, days=0.0, readings=1)
    assert predictive(asked(new, a_reading(50.0))).should_water


def test_a_seedling_is_watered_sooner_than_a_ripe_crop() -> None:
    bed = a_bed()
    young, grown, ripe = (allowed_share(bed, day, 5.0) for day in (5.0, 70.0, 119.0))
    assert young < grown < ripe


def test_who_does_not_see_the_depths_waters_sooner() -> None:
    seen, unseen = (learned_of(TrueBed(everywhere=everywhere)) for everywhere in (True, False))
    shares = []
    for state in (seen, unseen):
        inputs = predictive(asked(with_share(state, 0.9), a_reading(50.0))).inputs
        shares.append(inputs["allowed_mm"] / inputs["available_mm"])
    assert shares[1] == pytest.approx(0.8 * shares[0], rel=0.1)


def test_a_thirsty_day_is_watered_for_sooner() -> None:
    assert allowed_share(a_bed(), 70.0, 8.0) < allowed_share(a_bed(), 70.0, 3.0)


def test_a_crop_gets_no_more_than_lasts_till_harvest() -> None:
    ripe = a_tomato(planted=(NOW - 119 * DAY).date())
    decision = decided(0.3, plant=ripe)
    assert (decision.should_water, decision.reason.key) == (False, "decision_lasts_till_harvest")
    assert decided(0.3, plant=ripe.model_copy(update={"season_days": 160})).should_water


def test_a_late_crop_or_last_years_date_leaves_no_bed_dry() -> None:
    for days in (135, 400):
        assert decided(0.3, plant=a_tomato(planted=(NOW - days * DAY).date())).should_water


def test_a_crop_that_lives_on_is_watered_whatever_the_day() -> None:
    shrub = replace(asked(with_share(known(), 0.4), a_reading(50.0)), species=None)
    assert shrub.learned
    bed = a_bed()
    lasting = replace(bed, growth=replace(bed.growth, lasts=None))
    assert allowed_share(lasting, 4_000.0, 5.0) == allowed_share(bed, 70.0, 5.0)


def test_rain_that_will_fill_the_bed_is_waited_for() -> None:
    decision = decided(JUST_DUE, rain(60.0))
    assert (decision.should_water, decision.reason.key) == (False, "decision_rain_fills")


def test_a_crop_that_misses_water_does_not_wait_for_rain_that_may_never_come() -> None:
    assert decided(0.1, rain(60.0)).should_water
    assert decided(0.0, rain(60.0)).amount_ml == pytest.approx(decided(0.0).amount_ml)


def test_some_rain_leaves_less_to_give() -> None:
    dry, showery = decided(JUST_DUE, rain(0.0)), decided(JUST_DUE, rain(20.0))
    assert 0 < showery.amount_ml < dry.amount_ml
    assert showery.amount_ml == pytest.approx(2_000 * (showery.inputs["depletion_mm"] - showery.inputs["rain_mm"]))
    assert showery.inputs["rain_mm"] == pytest.approx(20.0, rel=0.05)


def test_under_a_roof_no_rain_is_waited_for() -> None:
    under = a_tomato(indoor=True)
    assert decided(0.4, rain(60.0), under).amount_ml == decided(0.4, None, under).amount_ml > 0


@pytest.mark.parametrize("forecast", [Forecast(NOW - 2 * HOUR, rain(60.0).periods), Forecast(NOW)])
def test_an_old_forecast_is_none(forecast: Forecast) -> None:
    assert decided(0.4, forecast) == decided(0.4)


def test_a_day_that_is_spent_leaves_none() -> None:
    for crumb in (0.0, 20.0, 5_900.0):
        spent = decided(0.4, day_ml=1e6 - crumb)
        assert (spent.should_water, spent.amount_ml, spent.reason.key) == (False, 0.0, "decision_bed_day_spent")
    assert decided(0.4, day_ml=1e6 - 6_500.0).amount_ml == pytest.approx(6_500.0)


def test_an_owner_may_limit_a_run_or_a_day_to_less_than_is_usual() -> None:
    assert decided(0.4, plant=a_tomato(max_run_ml=800.0)).amount_ml == pytest.approx(800.0)
    few = a_tomato(max_day_ml=800.0)
    assert decided(0.4, plant=few).amount_ml == pytest.approx(800.0)
    assert not decided(0.4, plant=few, day_ml=10.0).should_water


@pytest.mark.parametrize("root_depth", [3.0, 5.0, 10.0, 30.0])
def test_shallow_roots_do_not_wait_until_nothing_is_left(root_depth: float) -> None:
    moss, plant = TOMATO.model_copy(update={"root_depth": root_depth}), a_tomato()
    bed = Bed.of(plant, moss)
    assert bed
    new = replace(known(), ground=Ground.of(bed))
    for share in (0.9, 0.7, 0.5, 0.3):
        inputs = (decision := predictive(replace(asked(with_share(new, share), a_reading(50.0)), species=moss))).inputs
        if inputs["depletion_mm"] > inputs["allowed_mm"] + 0.1 * inputs["available_mm"]:
            assert decision.should_water


def test_without_rain_none_is_said_to_be_waited_for() -> None:
    modest = decided(0.57, plant=a_tomato(moisture_max=60.0))
    assert (modest.should_water, modest.reason.key) == (False, "decision_little_fits")


def test_a_bed_is_filled_no_further_than_its_owner_wants() -> None:
    modest = decided(0.45, plant=a_tomato(moisture_max=60.0))
    lacks, holds = modest.inputs["depletion_mm"], modest.inputs["available_mm"]
    assert modest.should_water
    assert 100 * (1 - (lacks - modest.amount_ml / 2_000) / holds) == pytest.approx(60.0)


def test_the_owners_limits_are_read_on_the_probes_own_scale() -> None:
    own = {"reads_full": 90.0, "reads_wilted": 40.0}
    ideal, scaled = (decided(0.4, plant=a_tomato(**limits)) for limits in ({"moisture_max": 60.0}, own))
    assert scaled.amount_ml > ideal.amount_ml
    assert decided(0.4, plant=a_tomato(**own, moisture_max=70.0)).amount_ml == pytest.approx(ideal.amount_ml)


def test_a_bed_of_whose_probe_nothing_is_said_is_watered_as_a_pot_is() -> None:
    unsaid = a_tomato(reads_full=None, reads_wilted=None)
    few = replace(with_share(known(), 0.0), waterings=0)
    above, below = (predictive(asked(few, a_reading(value), unsaid)) for value in (40.0, 20.0))
    assert (above.should_water, below.should_water) == (False, True)
    assert above.reason.key == below.reason.key == "decision_learning"


def test_a_probe_among_all_roots_that_shows_enough_is_believed() -> None:
    decision = predictive(asked(with_share(known(), 0.3), a_reading(95.0)))
    assert (decision.should_water, decision.reason.key) == (False, "decision_no_room")


@pytest.mark.parametrize("hours", [7, 24 * 30, -1])
def test_by_a_model_that_is_not_of_now_the_minimum_decides(hours: int) -> None:
    state = replace(with_share(known(), 0.4), at=NOW - hours * HOUR)
    decision = predictive(asked(state, a_reading(50.0)))
    assert not decision.should_water
    assert decision.reason.key in {"decision_learning", "decision_outdated"}


def test_by_a_model_that_missed_a_watering_the_minimum_decides() -> None:
    state = replace(with_share(known(), 0.4), at=NOW - 4 * HOUR)
    assert not predictive(asked(state, a_reading(50.0), last_watered=NOW - 3 * HOUR)).should_water


def test_without_weather_the_minimum_decides_and_the_reason_says_so() -> None:
    dark = replace(with_share(known(), 0.4), dark_h=49.0, waterings=1)
    above, below = (predictive(asked(dark, a_reading(value))) for value in (30.0, 29.9))
    assert (above.should_water, below.should_water) == (False, True)
    assert above.reason.key == below.reason.key == "decision_learning"


def test_without_a_reading_only_the_allowed_are_watered_by_the_model() -> None:
    state = with_share(known(), 0.4)
    assert predictive(asked(state)).reason.key == "decision_no_moisture"
    blind = a_tomato(waters_blind=True)
    watered = predictive(asked(state, plant=blind))
    assert (watered.should_water, watered.reason.key) == (True, "decision_blind_bed")
    assert not predictive(asked(replace(state, silent_h=200.0), plant=blind)).should_water


@pytest.mark.parametrize("unknown", [{"readings": 0}, {"days": 2.9}])
def test_without_a_reading_nobody_waters_a_bed_that_was_hardly_ever_read(unknown: dict[str, Any]) -> None:
    state, blind = with_share(known(), 0.1), a_tomato(waters_blind=True)
    assert predictive(asked(state, plant=blind)).should_water
    assert not predictive(asked(replace(state, **unknown), plant=blind)).should_water
    assert predictive(asked(replace(state, **unknown), a_reading(20.0), blind)).should_water


@pytest.mark.parametrize("nonsense", [nan, inf, -inf])
def test_what_is_no_number_never_waters(nonsense: float) -> None:
    decision = predictive(asked(with_share(known(), 0.1), a_reading(nonsense), a_tomato(waters_blind=True)))
    assert (decision.should_water, decision.amount_ml) == (False, 0.0)


@given(shares, shares, st.floats(0, 40))
@LAW
def test_a_drier_bed_never_gets_less(one: float, other: float, mm: float) -> None:
    dry, wet = (decided(share, rain(mm)).amount_ml for share in sorted((one, other)))
    assert dry >= wet - 1e-6


@given(shares, st.booleans(), st.floats(0, 100), st.floats(0, 100), st.floats(0, 40))
@LAW
def test_a_drier_reading_never_gets_a_bed_less(
    share: float, everywhere: bool, one: float, other: float, mm: float
) -> None:
    snapshot = replace(asked(with_share(known(everywhere), share)), forecast=rain(mm))
    dry, wet = (
        predictive(replace(snapshot, readings={Measure.MOISTURE: a_reading(value)})).amount_ml
        for value in sorted((one, other))
    )
    assert dry >= wet


@given(shares, st.floats(0, 60), st.floats(0, 60), st.floats(0, 1), st.floats(0, 1))
@LAW
def test_more_or_likelier_rain_never_raises_the_dose(
    share: float, one: float, other: float, chance: float, another: float
) -> None:
    (less, rare), (more, likely) = zip(sorted((one, other)), sorted((chance, another)), strict=True)
    assert decided(share, rain(more, likely)).amount_ml <= decided(share, rain(less, rare)).amount_ml + 1e-6


@given(shares, st.floats(50, 100))
@LAW
def test_no_dose_leads_above_the_maximum(share: float, maximum: float) -> None:
    decision = decided(share, plant=a_tomato(moisture_max=maximum))
    if decision.should_water:
        after = decision.inputs["depletion_mm"] - decision.amount_ml / 2_000
        assert 100 * (1 - after / decision.inputs["available_mm"]) <= maximum + 1e-6
