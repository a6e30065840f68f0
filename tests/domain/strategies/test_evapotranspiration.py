"""A root zone is refilled when its roots have used their share, and never fuller than full."""

from dataclasses import replace
from math import nan
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.depletion import zone_of
from custom_components.plantos.domain.outlook import Past, Spell
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.domain.snapshots import History, Snapshot, Watering
from custom_components.plantos.domain.species import CATALOGUE, Species
from custom_components.plantos.domain.strategies import decide

from ..conftest import DAY, HOUR, LAW, NOW, a_plant, a_reading, a_snapshot

# 30 cm of garden soil: 39 mm on 1 m², of which half is allowed to be used.
BED: dict[str, Any] = {"strategy": "evapotranspiration", "indoor": False, "area_m2": 1.0, "substrate": "garden_soil"}
LARGE = {"max_run_ml": 1e6, "max_day_ml": 1e6, "flow_ml_s": 1_000.0}
HELD, ALLOWED = 39.0, 19.5
TOMATO = CATALOGUE["solanum_lycopersicum"]

WEATHER = st.lists(st.tuples(st.floats(0, 12), st.floats(0, 20)), min_size=1, max_size=10)


def a_bed(
    *days: tuple[float | None, float | None],
    water: tuple[Watering, ...] = (),
    species: Species | None = None,
    **changes: Any,
) -> Snapshot:
    """A bed after days of reference evapotranspiration and rain up to now."""
    start = NOW - len(days) * DAY
    spells = [Spell(start + n * DAY, start + (n + 1) * DAY, *one) for n, one in enumerate(days)]
    snapshot = a_snapshot(plant=a_plant(**BED | LARGE | changes))
    past, history = Past(tuple(spells), start), History(waterings=water)
    return replace(snapshot, past=past, history=history, species=species)


def test_below_its_share_nothing_is_due() -> None:
    decision = decide(a_bed(*[(5.0, 0.0)] * 3))
    assert (decision.should_water, decision.amount_ml) == (False, 0.0)
    assert decision.reason.key == "decision_enough_left"
    assert decision.reason.values == {"used": "15", "available": "39", "allowed": "19.5"}


def test_past_its_share_all_that_was_used_is_refilled() -> None:
    decision = decide(a_bed(*[(5.0, 0.0)] * 4, allowed_depletion=0.5))
    assert decision.should_water and decision.amount_ml == pytest.approx(20_000.0)
    assert (decision.strategy, decision.reason.key) == ("evapotranspiration", "decision_used_up")


@pytest.mark.parametrize(("begun", "waters"), [(ALLOWED - 0.1, False), (ALLOWED, True)])
def test_the_share_itself_is_used_up(begun: float, waters: bool) -> None:
    snapshot = a_bed((0.0, 0.0))
    assert decide(replace(snapshot, past=replace(snapshot.past, depletion_mm=begun))).should_water is waters


def test_rain_and_water_put_the_refill_off() -> None:
    dry = [(5.0, 0.0)] * 4
    assert not decide(a_bed(*dry[1:], (5.0, 10.0))).should_water
    assert not decide(a_bed(*dry, water=(Watering(NOW - DAY, 10_000.0),))).should_water


def test_what_was_just_refilled_is_not_refilled_again() -> None:
    snapshot = a_bed(*[(5.0, 0.0)] * 5)
    amount = decide(snapshot).amount_ml
    refilled = replace(snapshot, history=History(waterings=(Watering(NOW, amount),)))
    assert decide(refilled).inputs["depletion_mm"] == pytest.approx(0.0, abs=1e-9)


def test_indoors_no_rain_falls() -> None:
    assert decide(a_bed(*[(5.0, 30.0)] * 5, indoor=True)).should_water
    assert decide(a_bed(*[(5.0, None)] * 5, indoor=True)).should_water


def test_a_thirsty_crop_is_watered_sooner() -> None:
    days = [(5.0, 0.0)] * 3
    assert decide(a_bed(*days, species=TOMATO)).inputs["coefficient"] == 1.15
    young = decide(a_bed(*days, species=TOMATO, planted="2026-11-15"))
    assert young.inputs["coefficient"] == 0.6
    assert young.inputs["depletion_mm"] < decide(a_bed(*days, species=TOMATO)).inputs["depletion_mm"]


def test_no_refill_is_more_than_a_run_may_give() -> None:
    assert decide(a_bed(*[(5.0, 0.0)] * 6, max_run_ml=8_000.0)).amount_ml == 8_000.0
    snapshot = a_bed(*[(5.0, 0.0)] * 6, flow_calibrated=False, flow_ml_s=10.0)
    amount = decide(snapshot).amount_ml
    assert amount > 0 and snapshot.plant.run_limit_s(amount) <= snapshot.plant.longest_run_s


def test_a_plant_of_unknown_size_gets_nothing_and_the_sentence_says_so() -> None:
    decision = decide(a_bed(*[(9.0, 0.0)] * 9, area_m2=None))
    assert (decision.should_water, decision.reason.key) == (False, "decision_no_size")


@pytest.mark.parametrize("hours", [49, 500])
def test_without_the_weather_of_the_last_two_days_no_water_starts(hours: float) -> None:
    dry = a_bed(*[(9.0, 0.0)] * 9)
    assert decide(dry).should_water
    decision = decide(replace(dry, at=NOW + hours * HOUR))
    assert (decision.should_water, decision.reason.key) == (False, "decision_no_weather")


@pytest.mark.parametrize("unknown", [(None, 0.0), (9.0, None), (None, None)])
def test_without_any_known_day_no_water_starts(unknown: tuple[float | None, float | None]) -> None:
    assert decide(a_bed(*[unknown] * 9)).reason.key == "decision_no_weather"
    assert decide(a_bed()).reason.key == "decision_no_weather"


@pytest.mark.parametrize(("hours", "waters"), [(3, True), (3.1, False), (40, False)])
def test_where_it_may_have_rained_since_no_water_starts(hours: float, waters: bool) -> None:
    dry = a_bed(*[(9.0, 0.0)] * 9)
    later = decide(replace(dry, at=NOW + hours * HOUR))
    assert later.should_water is waters
    assert waters or later.reason.key == "decision_no_weather"
    assert decide(replace(dry, plant=a_plant(**BED | LARGE | {"indoor": True}), at=NOW + hours * HOUR)).should_water


def test_what_the_air_drew_may_be_known_late_while_the_rain_is_known() -> None:
    dry = a_bed(*[(9.0, 0.0)] * 9)
    today = Spell(NOW, NOW + 20 * HOUR, None, 0.0)
    later = replace(dry, past=replace(dry.past, spells=(*dry.past.spells, today)), at=NOW + 20 * HOUR)
    assert decide(later).should_water


def test_a_gauge_that_was_silent_for_an_hour_leaves_a_plant_no_less_to_drink() -> None:
    unheard = [Spell(NOW - 9 * HOUR, NOW - 8 * HOUR, 0.0, None), Spell(NOW - 8 * HOUR, NOW, 3.0, 0.0)]
    snapshot = a_bed(*[(9.0, 0.0)] * 9)
    spells = (*snapshot.past.spells[:-1], Spell(NOW - DAY, NOW - 9 * HOUR, 6.0, 0.0), *unheard)
    assert decide(replace(snapshot, past=replace(snapshot.past, spells=spells))).should_water


def test_no_probe_has_a_say_in_it() -> None:
    dry = a_bed(*[(5.0, 0.0)] * 5)
    for value in (nan, 0.0, 100.0):
        assert decide(replace(dry, readings={Measure.MOISTURE: a_reading(value)})) == decide(dry)


def test_what_is_no_number_never_waters() -> None:
    for days in ([(nan, 0.0)], [(9.0, nan)]):
        with pytest.raises(ValueError, match="can't be"):
            a_bed(*days)
    with pytest.raises(ValueError, match="can't be"):
        Watering(NOW, nan)


@given(WEATHER, st.floats(0, 10), st.floats(0, 3))
@LAW
def test_an_account_that_begins_later_never_waters_sooner(
    days: list[tuple[float, float]], ago: float, later: float
) -> None:
    snapshot = a_bed(*days)
    # What the beginning changes is only since when, and that the zone is full then.
    since = max(snapshot.past.spells[0].start, NOW - ago * DAY)
    one, other = (
        decide(replace(snapshot, past=replace(snapshot.past, since=min(NOW, instant)))).inputs
        for instant in (since, since + later * DAY)
    )
    assert other["depletion_mm"] <= one["depletion_mm"] + 1e-6


def test_before_an_account_has_begun_nothing_is_due() -> None:
    snapshot = a_bed(*[(9.0, 0.0)] * 9)
    decision = decide(replace(snapshot, past=replace(snapshot.past, since=NOW + DAY)))
    assert (decision.should_water, decision.reason.key) == (False, "decision_enough_left")


@given(WEATHER, st.integers(0, 9), st.floats(0, 12), st.floats(0, 39))
@LAW
def test_more_dryness_never_lowers_the_dose(
    days: list[tuple[float, float]], number: int, more: float, begun: float
) -> None:
    # Rain stays what reaches the roots, or less: a sprinkle on a hot day is none.
    drier = _with_more(days, number, drawn=more)
    one, other = (decide(_begun(a_bed(*weather), begun)).amount_ml for weather in (days, drier))
    assert other >= one - 1e-6


@given(WEATHER, st.integers(0, 9), st.floats(0, 20), st.floats(0, 39))
@LAW
def test_more_rain_never_raises_the_dose(
    days: list[tuple[float, float]], number: int, more: float, begun: float
) -> None:
    wetter = _with_more(days, number, rain=more)
    one, other = (decide(_begun(a_bed(*weather), begun)).amount_ml for weather in (days, wetter))
    assert other <= one + 1e-6


@given(WEATHER, st.floats(0, 39), st.floats(0.05, 0.95))
@LAW
def test_a_dose_never_fills_the_zone_beyond_full(days: list[tuple[float, float]], begun: float, allowed: float) -> None:
    snapshot = _begun(a_bed(*days, allowed_depletion=allowed), begun)
    zone, decision = zone_of(snapshot.plant, snapshot.species), decide(snapshot)
    assert zone and decision.amount_ml <= zone.ml(decision.inputs["depletion_mm"]) + 1e-6


def _with_more(
    days: list[tuple[float, float]], number: int, *, drawn: float = 0.0, rain: float = 0.0
) -> list[tuple[float, float]]:
    number = min(number, len(days) - 1)
    reference, fell = days[number]
    return [*days[:number], (reference + drawn, fell + rain), *days[number + 1 :]]


def _begun(snapshot: Snapshot, depletion_mm: float) -> Snapshot:
    return replace(snapshot, past=replace(snapshot.past, depletion_mm=depletion_mm))
