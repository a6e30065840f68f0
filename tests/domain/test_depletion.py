"""The balance counts what came and went once each, and takes what it doesn't know for the wetter."""

from datetime import date

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.depletion import balance, coefficient_of, zone_of
from custom_components.plantos.domain.outlook import Past, Spell
from custom_components.plantos.domain.snapshots import Watering
from custom_components.plantos.domain.species import CATALOGUE
from custom_components.plantos.domain.water_balance import RootZone

from .conftest import DAY, HOUR, LAW, NOW, a_plant

# 100 mm of which half is readily available, on 1 m²: 1 mm is 1 l.
ZONE = RootZone(100.0, 1.0)
ONION, TOMATO = CATALOGUE["allium_cepa"], CATALOGUE["solanum_lycopersicum"]
START = NOW - 10 * DAY
AMOUNTS = st.floats(0, 30)
KNOWN = st.none() | AMOUNTS


def day(number: int, reference_mm: float | None = 5.0, rain_mm: float | None = 0.0) -> Spell:
    start = START + number * DAY
    return Spell(start, start + DAY, reference_mm, rain_mm)


def lost(
    *spells: Spell,
    water: tuple[Watering, ...] = (),
    sheltered: bool = False,
    coefficient: float = 1.0,
    begun: float = 0.0,
) -> float:
    past = Past(spells, START, begun)
    found = balance(ZONE, past, water, lambda _: coefficient, until=NOW, sheltered=sheltered)
    assert found
    return found.depletion_mm


def watered(days: float, mm: float) -> Watering:
    return Watering(START + days * DAY, mm * 1_000)


def test_without_rain_or_water_the_zone_loses_what_the_crop_takes() -> None:
    assert lost(day(0), day(1), coefficient=1.2) == pytest.approx(12.0)


def test_it_goes_on_from_where_it_began() -> None:
    assert lost(day(0), begun=20.0) == pytest.approx(25.0)


def test_without_any_beginning_there_is_no_balance() -> None:
    assert balance(ZONE, Past(), (), lambda _: 1.0, until=NOW, sheltered=False) is None


def test_weather_from_before_the_beginning_counts_for_nothing() -> None:
    past = Past((day(0, 20.0), day(1, 20.0), day(2)), START + 2.5 * DAY)
    found = balance(ZONE, past, (), lambda _: 1.0, until=NOW, sheltered=True)
    assert found and found.depletion_mm == pytest.approx(2.5)


def test_until_the_first_spell_is_over_the_weather_is_known_up_to_the_beginning() -> None:
    found = balance(ZONE, Past((day(0),), NOW), (watered(9, 8.0),), lambda _: 1.0, until=NOW, sheltered=False)
    assert found and (found.depletion_mm, found.known_until, found.rain_until) == (0.0, NOW, NOW)


def test_without_a_stated_beginning_it_begins_full_with_the_first_spell() -> None:
    found = balance(ZONE, Past((day(3), day(4))), (watered(1, 50.0),), lambda _: 1.0, until=NOW, sheltered=False)
    assert found and found.depletion_mm == pytest.approx(10.0)


def test_rain_is_counted_once() -> None:
    assert lost(day(0), day(1, rain_mm=3.0), begun=20.0) == pytest.approx(20 + 5 - 3 + 5)


def test_a_sprinkle_only_wets_leaves() -> None:
    assert lost(day(0, rain_mm=1.0), begun=20.0) == pytest.approx(25.0)


def test_no_rain_falls_on_what_is_sheltered() -> None:
    assert lost(day(0, rain_mm=30.0), begun=20.0, sheltered=True) == pytest.approx(25.0)
    assert lost(day(0, rain_mm=None), begun=20.0, sheltered=True) == pytest.approx(25.0)


def test_water_is_counted_once_wherever_in_the_day_it_came() -> None:
    for when in (0.0, 0.25, 0.999, 1.0, 1.5, 2.0, 2.3):
        assert lost(day(0), day(1), begun=20.0, water=(watered(when, 8.0),)) == pytest.approx(22.0)


def test_water_from_before_the_beginning_is_in_it_already() -> None:
    assert lost(day(0), begun=20.0, water=(watered(-0.1, 8.0),)) == pytest.approx(25.0)


def test_water_in_the_evening_makes_up_for_the_day_before_it_drains() -> None:
    assert lost(day(0), water=(watered(0.75, 5.0),)) == pytest.approx(5.0 - 0.75 * 5.0)


def test_what_the_zone_cannot_hold_drains() -> None:
    assert lost(day(0), begun=20.0, water=(watered(1.0, 1e9),)) == 0.0
    assert lost(day(0, rain_mm=300.0), begun=20.0) == pytest.approx(5.0)


def test_an_hour_of_unknown_rain_may_have_been_a_downpour_and_no_flood() -> None:
    unheard = Spell(START, START + HOUR, 0.5, None)
    assert lost(unheard, begun=30.0) == pytest.approx(30 + 0.5 - 10)
    assert lost(unheard, begun=5.0) == 0.0


def test_unknown_rain_may_have_filled_the_zone() -> None:
    assert lost(day(0), day(1, rain_mm=None), day(2)) == pytest.approx(5.0)


def test_days_missing_in_between_may_have_filled_it_too() -> None:
    assert lost(day(0), day(3)) == pytest.approx(5.0)
    assert lost(day(0), day(3), sheltered=True) == pytest.approx(10.0)


def test_an_unknown_demand_takes_nothing() -> None:
    assert lost(day(0), day(1, reference_mm=None)) == pytest.approx(5.0)


def test_spells_that_overlap_count_once() -> None:
    half = Spell(START + DAY / 2, START + 3 * DAY / 2, 5.0, 0.0)
    assert lost(day(0), half) == pytest.approx(7.5)


def test_a_day_that_is_not_over_does_not_count_yet() -> None:
    past = Past((day(0), day(1)), START, 20.0)
    found = balance(ZONE, past, (), lambda _: 1.0, until=START + 1.9 * DAY, sheltered=False)
    assert found and found.depletion_mm == pytest.approx(25.0)
    assert found.known_until == START + DAY


def test_hours_come_to_the_same_as_their_day() -> None:
    hours = [Spell(START + number * HOUR, START + (number + 1) * HOUR, 5.0 / 24, 0.0) for number in range(24)]
    assert lost(*hours) == pytest.approx(lost(day(0)))


@pytest.mark.parametrize(
    ("spells", "sheltered", "known"),
    [
        ((day(0), day(1)), False, 2),
        ((day(0), day(1, rain_mm=None)), False, 1),
        ((day(0), day(1, rain_mm=None)), True, 2),
        ((day(0), day(1, reference_mm=None)), True, 1),
        ((day(0, reference_mm=None),), False, None),
    ],
)
def test_it_tells_until_when_the_weather_is_known(
    spells: tuple[Spell, ...], sheltered: bool, known: int | None
) -> None:
    found = balance(ZONE, Past(spells), (), lambda _: 1.0, until=NOW, sheltered=sheltered)
    assert found and found.known_until == (None if known is None else START + known * DAY)


def test_rain_may_be_known_later_than_what_the_air_drew() -> None:
    found = balance(
        ZONE, Past((day(0), day(1, None), day(2, 5.0, None))), (), lambda _: 1.0, until=NOW, sheltered=False
    )
    assert found and (found.known_until, found.rain_until) == (START + DAY, START + 2 * DAY)


def a_past(weather: list[tuple[float | None, float | None]]) -> Past:
    return Past(tuple(day(number, *one) for number, one in enumerate(weather)))


WEATHER = st.lists(st.tuples(KNOWN, KNOWN), min_size=1, max_size=8)


@given(WEATHER, st.lists(st.tuples(st.floats(0, 8), AMOUNTS), max_size=4), st.booleans())
@LAW
def test_a_balance_never_leaves_its_zone(
    weather: list[tuple[float | None, float | None]], waterings: list[tuple[float, float]], sheltered: bool
) -> None:
    water = [watered(*one) for one in waterings]
    found = balance(ZONE, a_past(weather), water, lambda _: 1.0, until=NOW, sheltered=sheltered)
    assert found and 0 <= found.depletion_mm <= ZONE.available_mm


@given(WEATHER, st.integers(0, 7), AMOUNTS, AMOUNTS)
@LAW
def test_knowing_more_of_the_rain_never_makes_the_zone_wetter(
    weather: list[tuple[float | None, float | None]], number: int, reference: float, rain: float
) -> None:
    number = min(number, len(weather) - 1)
    weather[number] = (reference, None)
    unknown = balance(ZONE, a_past(weather), (), lambda _: 1.0, until=NOW, sheltered=False)
    weather[number] = (reference, rain)
    known = balance(ZONE, a_past(weather), (), lambda _: 1.0, until=NOW, sheltered=False)
    assert known and unknown and known.depletion_mm >= unknown.depletion_mm - 1e-9


def test_a_pot_holds_by_its_volume_and_ground_by_its_roots() -> None:
    pot, bed = zone_of(a_plant(pot_volume_l=5.0), None), zone_of(a_plant(area_m2=2.0, indoor=False), ONION)
    assert pot and pot.ml(pot.available_mm) == pytest.approx(0.30 * 5_000)
    assert bed and bed.available_mm == pytest.approx(0.30 * 300)
    assert bed.area_m2 == 2.0
    assert zone_of(a_plant(), ONION) is None


def test_roots_go_as_deep_as_the_species_lets_them() -> None:
    bed = a_plant(area_m2=2.0, indoor=False)
    deep, usual = zone_of(bed, TOMATO), zone_of(bed, None)
    assert deep and deep.available_mm == pytest.approx(0.30 * 700)
    assert usual and usual.available_mm == pytest.approx(0.30 * 300)


def test_a_crop_of_unknown_age_is_taken_for_grown() -> None:
    grown = coefficient_of(a_plant(), TOMATO)
    young = coefficient_of(a_plant(planted=date(2026, 5, 1)), TOMATO)
    assert (grown(date(2026, 5, 10)), young(date(2026, 5, 10)), young(date(2026, 8, 1))) == (1.15, 0.6, 1.15)
    assert young(date(2026, 4, 1)) == 0.6


def test_an_old_tree_is_as_thirsty_as_a_grown_one() -> None:
    for species in (TOMATO, None):
        coefficient = coefficient_of(a_plant(planted=date(1920, 3, 1)), species)
        assert coefficient(date(2026, 5, 1)) == coefficient_of(a_plant(planted=date(1990, 1, 1)), species)(
            date(2026, 5, 1)
        )


def test_water_is_an_amount() -> None:
    for amount in (-1.0, float("nan")):
        with pytest.raises(ValueError, match="an amount"):
            Watering(NOW, amount)


def test_the_order_of_waterings_does_not_matter() -> None:
    water = (watered(1.5, 4.0), watered(0.5, 8.0))
    past = Past((day(0), day(1)), START, 20.0)
    found = [balance(ZONE, past, order, lambda _: 1.0, until=NOW, sheltered=False) for order in (water, water[::-1])]
    assert found[0] == found[1] and found[0] and found[0].depletion_mm == pytest.approx(18.0)
