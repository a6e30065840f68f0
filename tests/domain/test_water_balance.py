"""The root zone's balance is FAO-56's, loses no water, and takes no probe's word for a share of water."""

from collections.abc import Callable
from itertools import pairwise
from math import inf, nan

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.plants import Substrate
from custom_components.plantos.domain.water_balance import (
    SOILS,
    CropCurve,
    RootZone,
    Soil,
    advance,
    depletion_fraction,
    effective_rain,
    pot_area_m2,
    refill_ml,
    stress_coefficient,
)

from .conftest import LAW

LOAMY_SAND, SILT, SILTY_CLAY = Soil(0.15, 0.06), Soil(0.32, 0.15), Soil(0.35, 0.23)
BEANS = CropCurve(0.15, 1.19, 0.35, (25, 25, 30, 20))
POT = RootZone.of_pot(SOILS[Substrate.POTTING_SOIL], 5.0)

ZONES = st.builds(RootZone, st.floats(1, 400), st.floats(0.005, 500))
SHARES = st.floats(0, 1)
FRACTIONS = st.floats(0.1, 0.8)
WATER = st.floats(0, 300)
DEMANDS = st.floats(0, 15)


@pytest.mark.parametrize(
    ("root_depth", "fraction", "rows"),
    [
        (0.4, 0.30, [(36, 11), (68, 20), (48, 14)]),
        (0.8, 0.40, [(72, 29), (136, 54), (96, 38)]),
        (1.2, 0.55, [(108, 59), (204, 112), (144, 79)]),
    ],
    ids=["onion", "tomato", "maize"],
)
def test_soils_hold_for_crops_what_example_36_prints(
    root_depth: float, fraction: float, rows: list[tuple[int, int]]
) -> None:
    zones = [RootZone.of_ground(soil, root_depth, 1.0) for soil in (LOAMY_SAND, SILT, SILTY_CLAY)]
    printed = [(round(zone.available_mm), round(zone.readily_available_mm(fraction))) for zone in zones]
    assert printed == rows


def test_tomatoes_that_dry_out_take_up_what_example_37_prints() -> None:
    zone = RootZone.of_ground(Soil(0.32, 0.12), 0.8, 1.0)
    depletion, rows = 55.0, []
    for _ in range(10):
        step = advance(zone, depletion, 1.2 * 5.0, 0.40)
        depletion = step.depletion_mm
        rows.append((round(step.stress, 2), round(step.taken_mm, 1), round(depletion, 1)))
    assert rows == [
        *((1.00, 6.0, 61.0), (1.00, 6.0, 67.0), (0.97, 5.8, 72.8), (0.91, 5.4, 78.3), (0.85, 5.1, 83.4)),
        *((0.80, 4.8, 88.2), (0.75, 4.5, 92.6), (0.70, 4.2, 96.9), (0.66, 3.9, 100.8), (0.62, 3.7, 104.5)),
    ]


def test_beans_are_watered_on_the_days_and_with_the_depths_of_example_38() -> None:
    # Reference evapotranspiration, the day's crop coefficient, rain; then depletion, drainage and water as printed.
    days = [
        (4.5, 1.21, 0, 5, 17, 40),
        (5.0, 1.21, 0, 12, 0, 0),
        (3.9, 1.04, 0, 16, 0, 0),
        (4.2, 0.70, 0, 18, 0, 0),
        (4.8, 0.52, 0, 21, 0, 0),
        (2.7, 1.00, 6, 18, 0, 0),
        (5.8, 0.82, 0, 22, 0, 0),
        (5.1, 0.55, 0, 25, 0, 0),
        (4.7, 0.47, 0, 27, 0, 0),
        (5.2, 1.21, 0, 6, 0, 27),
    ]
    depletion = RootZone.of_ground(Soil(0.23, 0.10), 0.3, 1.0).readily_available_mm(0.6)
    assert round(depletion) == 23
    for number, (reference, coefficient, rain, end, drained, irrigation) in enumerate(days):
        zone = RootZone.of_ground(Soil(0.23, 0.10), 0.3 + 0.05 * number / 9, 1.0)
        due = zone.mm(refill_ml(zone, depletion, 0.6))
        assert (due > 0) is (irrigation > 0)
        # On the first day 40 mm are given where 23 would do; the last day's refill is planned.
        given = irrigation if number == 0 else due
        assert round(given) == irrigation
        step = advance(zone, depletion, reference * coefficient, 0.6, rain, given)
        depletion = step.depletion_mm
        assert step.stress == 1
        assert depletion == pytest.approx(end, abs=0.6)
        assert step.drained_mm == pytest.approx(drained, abs=0.5)


@pytest.mark.parametrize(("day", "coefficient"), [(20, 0.15), (40, 0.77), (70, 1.19), (95, 0.56)])
def test_the_coefficient_of_beans_is_that_of_example_28(day: int, coefficient: float) -> None:
    assert round(BEANS.on(day), 2) == coefficient


@pytest.mark.parametrize(("day", "coefficient"), [(12, 0.15), (37, 0.63), (65, 1.14), (90, 0.70)])
def test_the_basal_coefficient_of_beans_is_that_of_example_30(day: int, coefficient: float) -> None:
    # Day 90 is 0.695, which the paper rounds up.
    assert CropCurve(0.15, 1.14, 0.25, (25, 25, 30, 20)).on(day) == pytest.approx(coefficient, abs=0.0051)


def test_the_season_begins_with_its_first_coefficient_and_ends_with_its_last() -> None:
    assert (BEANS.on(0), BEANS.on(1), BEANS.on(25)) == (0.15, 0.15, 0.15)
    assert [BEANS.on(day) for day in (50, 80, 100, 400)] == pytest.approx([1.19, 1.19, 0.35, 0.35])


def test_a_curve_has_no_jumps() -> None:
    days = [number / 4 for number in range(500)]
    assert max(abs(after - before) for before, after in pairwise(map(BEANS.on, days))) < 0.02


@given(st.floats(0, 3), st.floats(0, 5_000))
@LAW
def test_what_neither_grows_up_nor_withers_has_one_coefficient(coefficient: float, day: float) -> None:
    assert CropCurve.constant(coefficient).on(day) == coefficient


@pytest.mark.parametrize(("demand", "fraction"), [(5.0, 0.5), (3.0, 0.58), (8.0, 0.38), (0.0, 0.7)])
def test_thirstier_days_leave_less_readily_available(demand: float, fraction: float) -> None:
    assert depletion_fraction(0.5, demand) == pytest.approx(fraction)


@pytest.mark.parametrize(("at_5_mm", "demand", "fraction"), [(0.7, 0.5, 0.8), (0.2, 12.0, 0.1)])
def test_a_tenth_is_always_readily_available_and_a_fifth_never(at_5_mm: float, demand: float, fraction: float) -> None:
    assert depletion_fraction(at_5_mm, demand) == fraction


@given(ZONES, SHARES, DEMANDS, FRACTIONS, WATER, WATER)
@LAW
def test_no_water_is_lost_or_made(
    zone: RootZone, share: float, demand: float, fraction: float, rain: float, irrigation: float
) -> None:
    before = share * zone.available_mm
    step = advance(zone, before, demand, fraction, rain, irrigation)
    assert step.depletion_mm == pytest.approx(
        before - rain - irrigation + step.taken_mm + step.drained_mm, rel=1e-9, abs=1e-9
    )


@given(ZONES, SHARES, DEMANDS, FRACTIONS, WATER, WATER)
@LAW
def test_a_zone_is_never_more_than_full_nor_less_than_empty(
    zone: RootZone, share: float, demand: float, fraction: float, rain: float, irrigation: float
) -> None:
    step = advance(zone, share * zone.available_mm, demand, fraction, rain, irrigation)
    assert 0 <= step.depletion_mm <= zone.available_mm * (1 + 1e-12)
    assert 0 <= step.taken_mm <= demand
    assert 0 <= step.stress <= 1
    assert step.drained_mm >= 0


@given(ZONES, SHARES, SHARES, FRACTIONS, WATER, WATER)
@LAW
def test_more_water_never_leaves_the_zone_drier_nor_drains_less(
    zone: RootZone, share: float, thirst: float, fraction: float, one: float, other: float
) -> None:
    little, much = sorted((one, other))
    before = share * zone.available_mm
    demand = thirst * (zone.available_mm - zone.readily_available_mm(fraction))
    dry, wet = (advance(zone, before, demand, fraction, 0.0, amount) for amount in (little, much))
    assert wet.depletion_mm <= dry.depletion_mm + 1e-9
    assert wet.drained_mm >= dry.drained_mm
    assert wet.stress >= dry.stress


@given(ZONES, SHARES, SHARES, FRACTIONS)
@LAW
def test_drier_zones_stress_plants_no_less(zone: RootZone, one: float, other: float, fraction: float) -> None:
    wet, dry = (share * zone.available_mm for share in sorted((one, other)))
    assert stress_coefficient(zone, dry, fraction) <= stress_coefficient(zone, wet, fraction)


def test_stress_begins_where_readily_available_water_ends_and_is_total_where_all_does() -> None:
    zone = RootZone(100.0, 1.0)
    stress = [stress_coefficient(zone, depletion, 0.4) for depletion in (0, 40, 70, 100, 120)]
    assert stress == [1, 1, 0.5, 0, 0]


@given(ZONES, st.floats(0, 5_000))
@LAW
def test_mm_become_ml_and_the_same_mm_again(zone: RootZone, depth: float) -> None:
    assert zone.mm(zone.ml(depth)) == pytest.approx(depth, rel=1e-12)
    assert zone.ml(zone.mm(zone.ml(depth))) == pytest.approx(zone.ml(depth), rel=1e-12)


def test_a_millimetre_on_a_square_metre_is_a_litre() -> None:
    assert RootZone(50.0, 1.0).ml(1.0) == 1_000
    assert RootZone(50.0, 0.25).mm(500.0) == 2.0


def test_a_pot_holds_its_share_of_its_volume_whatever_its_area() -> None:
    # 30 % of 5 l.
    assert POT.ml(POT.available_mm) == pytest.approx(1_500)
    wide = RootZone.of_pot(SOILS[Substrate.POTTING_SOIL], 5.0, 0.2)
    assert wide.ml(wide.available_mm) == pytest.approx(1_500)
    assert wide.available_mm == pytest.approx(7.5)


@pytest.mark.parametrize(("volume", "width_cm"), [(0.95, 12), (1.9, 15), (4.4, 20), (15.0, 30)])
def test_a_usual_pot_is_as_wide_as_shops_say(volume: float, width_cm: float) -> None:
    assert pot_area_m2(volume) == pytest.approx(3.1416 / 4 * (width_cm / 100) ** 2, rel=0.02)


@pytest.mark.parametrize(
    ("depletion", "amount"), [(0.0, 0.0), (19.9, 0.0), (20.0, 2_000.0), (30.0, 3_000.0), (50.0, 4_000.0)]
)
def test_a_zone_is_filled_once_the_allowed_fraction_is_used_up(depletion: float, amount: float) -> None:
    assert refill_ml(RootZone(40.0, 0.1), depletion, 0.5) == pytest.approx(amount)


@given(ZONES, SHARES, FRACTIONS)
@LAW
def test_a_refill_leaves_a_full_zone_and_drains_nothing(zone: RootZone, share: float, allowed: float) -> None:
    depletion = share * zone.available_mm
    amount = refill_ml(zone, depletion, allowed)
    if amount:
        step = advance(zone, depletion, 0.0, irrigation_mm=zone.mm(amount))
        assert step.depletion_mm == pytest.approx(0, abs=1e-9)
        assert step.drained_mm == pytest.approx(0, abs=1e-9)


@given(ZONES, SHARES, SHARES, FRACTIONS)
@LAW
def test_more_dryness_never_lowers_the_refill(zone: RootZone, one: float, other: float, allowed: float) -> None:
    wet, dry = (share * zone.available_mm for share in sorted((one, other)))
    assert refill_ml(zone, wet, allowed) <= refill_ml(zone, dry, allowed)


@pytest.mark.parametrize(("rain", "reaches"), [(0.0, 0.0), (0.9, 0.0), (1.0, 0.0), (1.1, 1.1), (60.0, 60.0)])
def test_a_sprinkle_reaches_no_roots_and_all_other_rain_does(rain: float, reaches: float) -> None:
    assert effective_rain(rain, 5.0) == reaches


def test_what_of_a_cloudburst_the_zone_cannot_hold_drains_once() -> None:
    zone = RootZone(40.0, 1.0)
    step = advance(zone, 10.0, 0.0, rain_mm=effective_rain(60.0, 5.0))
    assert (step.depletion_mm, step.drained_mm) == (0.0, 50.0)


@pytest.mark.parametrize("substrate", Substrate)
def test_every_substrate_holds_water_that_plants_can_take_up(substrate: Substrate) -> None:
    assert 0.05 < SOILS[substrate].available < 0.35


@pytest.mark.parametrize(("capacity", "wilting"), [(32, 12), (0.12, 0.32), (nan, 0.1), (0.3, nan), (0.3, -0.1)])
def test_percents_and_other_shares_that_cannot_be_are_refused(capacity: float, wilting: float) -> None:
    with pytest.raises(ValueError, match="can't be"):
        Soil(capacity, wilting)


@pytest.mark.parametrize("value", [nan, inf, 0.0, -1.0])
def test_a_zone_without_water_or_area_is_refused(value: float) -> None:
    for available, area in ((value, 1.0), (40.0, value)):
        with pytest.raises(ValueError, match="can't hold"):
            RootZone(available, area)


@pytest.mark.parametrize(
    "reckon",
    [
        lambda value: advance(POT, value, 1.0),
        lambda value: advance(POT, 1.0, value),
        lambda value: advance(POT, 1.0, 1.0, value),
        lambda value: advance(POT, 1.0, 1.0, 0.5, value),
        lambda value: advance(POT, 1.0, 1.0, 0.5, 0.0, value),
        lambda value: stress_coefficient(POT, value),
        lambda value: stress_coefficient(POT, 1.0, value),
        lambda value: depletion_fraction(value, 5.0),
        lambda value: depletion_fraction(0.5, value),
        lambda value: effective_rain(value, 5.0),
        lambda value: effective_rain(5.0, value),
        lambda value: refill_ml(POT, value),
        lambda value: refill_ml(POT, 1.0, value),
        POT.ml,
        POT.mm,
        pot_area_m2,
        lambda value: RootZone.of_pot(LOAMY_SAND, value),
        lambda value: RootZone.of_pot(LOAMY_SAND, 5.0, value),
        lambda value: RootZone.of_ground(LOAMY_SAND, value, 1.0),
        CropCurve.constant,
        lambda value: CropCurve(0.15, 1.19, value, (25, 25, 30, 20)),
        BEANS.on,
    ],
)
@pytest.mark.parametrize("value", [nan, inf, -1.0])
def test_what_is_no_number_or_impossible_is_refused(reckon: Callable[[float], object], value: float) -> None:
    with pytest.raises(ValueError, match=r"can't (be|hold)"):
        reckon(value)
