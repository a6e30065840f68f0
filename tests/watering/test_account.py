"""What a plant was given is counted once, for as long as it matters, on whatever clock."""

from datetime import timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.watering.account import KEPT, MOST_OTHERS, Pour, WaterAccount

from ..domain.conftest import LAW
from .conftest import DAY, HOUR, MINUTE, NOW, SECOND

AGES = st.lists(st.timedeltas(timedelta(), 3 * DAY), max_size=20)


def opened(*ages: timedelta) -> WaterAccount:
    """An outlet that was opened so long ago, the longest first."""
    account = WaterAccount()
    account.openings.extend(NOW - age for age in sorted(ages, reverse=True))
    return account


@pytest.mark.parametrize("amount", [0.0, -5.0])
def test_no_water_is_no_watering(amount: float) -> None:
    account = WaterAccount()
    account.credit(NOW, amount)
    assert account == WaterAccount()


def test_what_flowed_counts_for_the_day_the_total_and_the_last_watering() -> None:
    account = WaterAccount()
    account.credit(NOW - HOUR, 100.0)
    account.credit(NOW, 50.0)
    assert (account.total_ml, account.last_watered, account.day_ml(NOW, DAY)) == (150.0, NOW, 150.0)


def test_water_that_is_booked_late_does_not_make_the_last_watering_earlier() -> None:
    account = WaterAccount()
    account.credit(NOW, 50.0)
    account.credit(NOW - HOUR, 50.0)
    assert account.last_watered == NOW


@pytest.mark.parametrize(("age", "counted"), [(DAY - SECOND, 100.0), (DAY, 100.0), (DAY + SECOND, 0.0)])
def test_a_day_is_the_last_24_hours(age: timedelta, counted: float) -> None:
    account = WaterAccount()
    account.credit(NOW - age, 100.0)
    assert account.day_ml(NOW, DAY) == counted
    assert account.total_ml == 100.0


def test_a_fast_hub_has_short_days_and_hours() -> None:
    account = opened(2 * MINUTE, MINUTE)
    account.credit(NOW - 2 * HOUR, 70.0)
    account.credit(NOW - HOUR, 30.0)
    assert account.day_ml(NOW, HOUR) == 30.0
    assert account.hour_runs(NOW, MINUTE) == 1


@pytest.mark.parametrize(("age", "counted"), [(HOUR - SECOND, 1), (HOUR, 1), (HOUR + SECOND, 0)])
def test_an_hour_is_the_last_60_minutes(age: timedelta, counted: int) -> None:
    assert opened(age).hour_runs(NOW, HOUR) == counted


@given(AGES, AGES)
@LAW
def test_every_opening_of_the_last_hour_is_counted_however_often_one_looks(
    ages: list[timedelta], looks: list[timedelta]
) -> None:
    account = opened(*ages)
    for look in sorted(looks):
        expected = sum(age + look <= HOUR for age in ages)
        assert account.hour_runs(NOW + look, HOUR) == expected


@given(AGES, AGES)
@LAW
def test_every_watering_of_the_last_day_is_counted_however_often_one_looks(
    ages: list[timedelta], looks: list[timedelta]
) -> None:
    account = WaterAccount()
    for age in sorted(ages, reverse=True):
        account.credit(NOW - age, 1.0)
    for look in sorted(looks):
        assert account.day_ml(NOW + look, DAY) == sum(age + look <= DAY for age in ages)
    assert account.total_ml == len(ages)


@given(AGES, AGES)
@LAW
def test_every_watering_of_the_last_ninety_days_is_known_and_none_that_is_older(
    ages: list[timedelta], looks: list[timedelta]
) -> None:
    account = WaterAccount()
    for age in sorted(ages, reverse=True):
        account.credit(NOW - 40 * age, 1.0)
    for look in sorted(looks):
        known = [at for at, _ in account.waterings(NOW + look, KEPT)]
        assert known == [NOW - 40 * age for age in sorted(ages, reverse=True) if 40 * age + look <= KEPT]
        assert account.day_ml(NOW + look, DAY) == sum(40 * age + look <= DAY for age in ages)


def test_a_fast_hub_still_knows_the_water_of_a_day() -> None:
    account = WaterAccount()
    account.credit(NOW - DAY, 30.0)
    assert account.waterings(NOW, HOUR) == ((NOW - DAY, 30.0),)
    assert account.waterings(NOW + SECOND, HOUR) == ()


@given(AGES, st.timedeltas(-400 * DAY, 400 * DAY))
@LAW
def test_a_clock_that_was_set_changes_nothing_that_is_counted(ages: list[timedelta], by: timedelta) -> None:
    account, stayed = opened(*ages), opened(*ages)
    for it in (account, stayed):
        for age in sorted(ages, reverse=True):
            it.credit(NOW - age, 10.0)
    account.shift(by)
    assert account.day_ml(NOW + by, DAY) == stayed.day_ml(NOW, DAY)
    assert account.hour_runs(NOW + by, HOUR) == stayed.hour_runs(NOW, HOUR)
    assert account.last_watered == (stayed.last_watered + by if stayed.last_watered else None)
    assert account.total_ml == stayed.total_ml


def test_a_plant_that_was_never_watered_stays_so_when_the_clock_is_set() -> None:
    account = WaterAccount()
    account.shift(HOUR)
    account.not_after(NOW)
    assert account == WaterAccount()


def test_what_a_clock_set_back_puts_into_the_future_has_just_happened() -> None:
    account = opened(-HOUR, HOUR / 2)
    account.credit(NOW - HOUR, 20.0)
    account.credit(NOW + 5 * DAY, 30.0)
    account.not_after(NOW)

    assert account.last_watered == NOW
    assert (account.day_ml(NOW, DAY), account.hour_runs(NOW, HOUR)) == (50.0, 2)
    assert (account.day_ml(NOW + DAY + SECOND, DAY), account.hour_runs(NOW + HOUR + SECOND, HOUR)) == (0.0, 0)


def test_the_past_stays_as_it_was_when_the_future_is_taken_back() -> None:
    account = opened(HOUR / 2)
    account.credit(NOW - HOUR, 20.0)
    account.not_after(NOW)
    assert account.last_watered == NOW - HOUR
    assert list(account.recent) == [(NOW - HOUR, 20.0)]
    assert list(account.openings) == [NOW - HOUR / 2]


# --- what others gave -------------------------------------------------------------------------------


def test_what_others_gave_is_no_water_of_plantos() -> None:
    account = WaterAccount()
    account.note_others(Pour(NOW, 500.0))
    assert (account.total_ml, account.last_watered, account.day_ml(NOW, DAY)) == (0.0, None, 0.0)
    assert account.last_wet == NOW


def test_what_is_told_late_is_put_in_its_place() -> None:
    account = WaterAccount()
    account.note_others(Pour(NOW))
    account.note_others(Pour(NOW - HOUR, 200.0))
    assert account.from_others(NOW, KEPT) == (Pour(NOW - HOUR, 200.0), Pour(NOW))
    assert account.last_wet == NOW


def test_of_what_is_too_old_only_the_last_is_kept() -> None:
    account = WaterAccount()
    for age in (4 * KEPT, 3 * KEPT, 2 * KEPT):
        account.note_others(Pour(NOW - age, 10.0))
    assert account.from_others(NOW, KEPT) == (Pour(NOW - 2 * KEPT, 10.0),)


def test_what_others_gave_follows_a_clock_that_is_set() -> None:
    account = WaterAccount()
    account.note_others(Pour(NOW, 10.0))
    account.shift(-DAY)
    assert account.last_wet == NOW - DAY
    account.not_after(NOW - 2 * DAY)
    assert account.last_wet == NOW - 2 * DAY


def test_whoever_tells_of_a_can_all_the_time_fills_no_memory() -> None:
    account = WaterAccount()
    for minute in range(MOST_OTHERS + 5):
        account.note_others(Pour(NOW + minute * MINUTE, 1.0))
    assert MOST_OTHERS // 2 < len(account.others) <= MOST_OTHERS
    assert account.others[0].at == NOW
    assert account.last_wet == NOW + (MOST_OTHERS + 4) * MINUTE
