"""Water from a can or from the sky is reckoned with, delays water and never brings it about."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.domain.guardrails import check
from custom_components.plantos.domain.outlook import Past, Spell
from custom_components.plantos.domain.schedules import Schedule
from custom_components.plantos.domain.snapshots import History, Snapshot, Watering
from custom_components.plantos.domain.strategies import decide

from .conftest import DAY, HOUR, LAW, MINUTE, NOW, a_command, a_plant, a_reading, a_snapshot

CANS = st.lists(
    st.builds(Watering, st.timedeltas(timedelta(), 20 * DAY).map(lambda age: NOW - age), st.floats(0, 1e6)), max_size=5
).map(lambda cans: tuple(sorted(cans, key=lambda can: can.at)))


def can(ago: timedelta, ml: float = 0.0) -> tuple[Watering, ...]:
    """A can so long ago."""
    return (Watering(NOW - ago, ml),)


def dry_days(others: tuple[Watering, ...] = ()) -> Snapshot:
    """A pot that is watered by the weather alone, after ten days that drew a lot."""
    spells = tuple(
        Spell(NOW - (number + 1) * HOUR, NOW - number * HOUR, 0.25, 0.0) for number in reversed(range(10 * 24))
    )
    plant = a_plant(strategy="evapotranspiration", pot_volume_l=5.0, automatic=True)
    return Snapshot(plant, NOW, history=History(others=others), past=Past(spells, NOW - 10 * DAY))


def test_the_last_water_is_the_last_from_wherever() -> None:
    assert History().last_wet is None
    assert History(last_watered=NOW - DAY).last_wet == NOW - DAY
    assert History(others=can(HOUR)).last_wet == NOW - HOUR
    assert History(last_watered=NOW - DAY, others=can(HOUR)).last_wet == NOW - HOUR
    assert History(last_watered=NOW - HOUR, others=can(DAY)).last_wet == NOW - HOUR


@pytest.mark.parametrize(("ago", "trusted"), [(31 * MINUTE, 20.0), (29 * MINUTE, None)])
def test_a_reading_is_trusted_once_the_can_has_soaked_in(ago: timedelta, trusted: float | None) -> None:
    assert a_snapshot(a_reading(20.0), others=can(ago)).trusted_moisture == trusted


def cans(every: timedelta, since: timedelta, until: timedelta = timedelta()) -> tuple[Watering, ...]:
    """Somebody tells of a can again and again, from so long ago until so long ago."""
    return tuple(Watering(NOW - since + number * every, 0.0) for number in range((since - until) // every + 1))


@pytest.mark.parametrize("every", [MINUTE, 10 * MINUTE, 29 * MINUTE])
def test_telling_of_a_can_again_and_again_is_waited_for_twice_the_soak_at_most(every: timedelta) -> None:
    """Counted from the first of them; after that a trusted reading decides, however dry or wet it is."""
    for since, trusted in ((59 * MINUTE, None), (60 * MINUTE, 20.0), (DAY, 20.0)):
        snapshot = a_snapshot(a_reading(20.0), others=cans(every, since))
        assert snapshot.trusted_moisture == trusted
        assert decide(snapshot).should_water is (trusted is not None)


def test_a_can_after_the_last_one_has_soaked_in_is_waited_for_anew() -> None:
    others = (*cans(10 * MINUTE, DAY, 31 * MINUTE), *can(MINUTE))
    assert a_snapshot(a_reading(20.0), others=others).trusted_moisture is None


def test_cans_do_not_shorten_the_wait_for_water_of_plantos() -> None:
    snapshot = a_snapshot(a_reading(20.0), last_watered=NOW - 29 * MINUTE, others=cans(MINUTE, DAY))
    assert snapshot.trusted_moisture is None


def test_cans_that_are_told_again_and_again_are_one_watering_for_a_schedule_and_a_gap() -> None:
    every_day = a_plant(strategy="schedule", schedule=Schedule(every_h=24))
    apart = a_plant(automatic_gap_h=24)
    for since, due in ((20 * HOUR, False), (24 * HOUR + 29 * MINUTE, False), (24 * HOUR + 30 * MINUTE, True)):
        for plant in (every_day, apart):
            assert decide(a_snapshot(a_reading(25.0), plant=plant, others=cans(MINUTE, since))).should_water is due


def test_who_asks_for_water_gets_it_in_spite_of_the_can() -> None:
    snapshot = a_snapshot(a_reading(20.0), others=can(MINUTE))
    assert check(a_command(origin=Origin.MANUAL), snapshot).allowed


def test_the_gap_between_waterings_counts_from_the_can_where_nobody_asks() -> None:
    for ago, allowed in ((59 * MINUTE, False), (60 * MINUTE, True)):
        verdict = check(a_command(origin=Origin.AUTOMATIC), a_snapshot(a_reading(20.0), others=can(ago)))
        assert [why.key for why in verdict.violations] == ([] if allowed else ["denied_gap"])


@pytest.mark.parametrize("every", [MINUTE, 59 * MINUTE, HOUR])
def test_cans_that_are_told_again_and_again_stretch_the_gap_to_twice_its_time_at_most(every: timedelta) -> None:
    command = a_command(origin=Origin.AUTOMATIC)
    for since, allowed in ((119 * MINUTE, False), (120 * MINUTE, True), (DAY, True)):
        verdict = check(command, a_snapshot(a_reading(20.0), others=cans(every, since)))
        assert ("denied_gap" not in [why.key for why in verdict.violations]) is allowed


def test_hours_after_the_last_watering_count_from_the_can() -> None:
    plant = a_plant(strategy="schedule", schedule=Schedule(every_h=24))
    last = NOW - 30 * HOUR
    assert decide(a_snapshot(plant=plant, last_watered=last)).should_water
    assert not decide(a_snapshot(plant=plant, last_watered=last, others=can(2 * HOUR))).should_water


def test_a_can_of_known_size_fills_the_roots() -> None:
    assert decide(dry_days()).should_water
    assert decide(dry_days(can(DAY))).should_water
    assert not decide(dry_days(can(DAY, 5_000.0))).should_water


@given(CANS)
@LAW
def test_no_can_ever_brings_more_water(cans: tuple[Watering, ...]) -> None:
    assert decide(dry_days(cans)).amount_ml <= decide(dry_days()).amount_ml


@given(CANS, st.floats(0, 100))
@LAW
def test_no_can_ever_lets_a_probe_start_water(cans: tuple[Watering, ...], moisture: float) -> None:
    plain = a_snapshot(a_reading(moisture), plant=a_plant(automatic_gap_h=24.0))
    after = replace(plain, history=History(others=cans))
    assert decide(after).should_water <= decide(plain).should_water
    assert check(a_command(), after).allowed <= check(a_command(), plain).allowed


def test_of_a_can_that_nobody_measured_the_plants_dose_is_in_its_account_and_marked_as_a_guess() -> None:
    before, guessed, known = (dry_days(), dry_days(can(HOUR)), dry_days(can(HOUR, 100.0)))
    assert decide(guessed).inputs == {**decide(known).inputs, "estimated_ml": 100.0}
    assert decide(guessed).inputs["depletion_mm"] < decide(before).inputs["depletion_mm"]


def test_one_can_is_guessed_once_however_often_it_is_told_of() -> None:
    assert decide(dry_days(cans(MINUTE, DAY, DAY - HOUR))).amount_ml == decide(dry_days(can(DAY))).amount_ml
    told = (*can(DAY, 300.0), *can(DAY - 10 * MINUTE))
    assert decide(dry_days(told)).amount_ml == decide(dry_days(can(DAY, 300.0))).amount_ml


def test_what_only_the_soil_has_shown_may_be_rain_that_is_counted_already() -> None:
    seen = (Watering(NOW - DAY, 0.0, seen=True),)
    assert decide(dry_days(seen)) == decide(dry_days())


def test_all_water_is_in_the_account_in_its_order() -> None:
    ours, theirs = Watering(NOW - 2 * HOUR, 100.0), Watering(NOW - 3 * HOUR, 50.0)
    unknown = Watering(NOW - HOUR, 0.0)
    water = a_snapshot(waterings=(ours,), others=(theirs, unknown)).water
    assert water == (theirs, ours, Watering(NOW - HOUR, 100.0, estimated=True))
