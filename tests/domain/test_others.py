"""Water from a can or from the sky is reckoned with, delays water and never brings it about."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.domain.guardrails import check
from custom_components.plantos.domain.outlook import Past, Spell
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.domain.schedules import Schedule
from custom_components.plantos.domain.settings import Settings
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


# How long after the can before another is told of, in what is waited for one of them.
OFTEN, RARELY = st.floats(0.001, 0.499), st.floats(0.5, 3.0)


def told(shares: list[float], hold: timedelta) -> tuple[Watering, ...]:
    """Cans that were told of one after the other, each so many holds after the one before and the last one now."""
    ages = [sum(shares[number:]) * hold for number in range(len(shares) + 1)]
    return tuple(Watering(NOW - age, 0.0) for age in ages)


def waits(others: tuple[Watering, ...], at: timedelta = timedelta()) -> tuple[bool, bool]:
    """Whether a probe, and the gap, wait for a can so long after now, by what has been told until then."""
    now = NOW + at
    snapshot = a_snapshot(others=tuple(one for one in others if one.at <= now))
    snapshot = replace(snapshot, at=now, readings={Measure.MOISTURE: replace(a_reading(20.0), at=now)})
    gap = [why.key for why in check(a_command(origin=Origin.AUTOMATIC), snapshot).violations]
    return snapshot.trusted_moisture is None, "denied_gap" in gap


@pytest.mark.parametrize("every", [MINUTE, 10 * MINUTE, 14 * MINUTE])
def test_telling_of_a_can_again_and_again_is_waited_for_twice_the_soak_in_three_times_that(every: timedelta) -> None:
    """Counted from the first of them; between that a trusted reading decides, however dry or wet it is."""
    for since, trusted in ((59, None), (60, 20.0), (89, 20.0), (90 + 14, None), (90 + 14 + 60, 20.0)):
        snapshot = a_snapshot(a_reading(20.0), others=cans(every, since * MINUTE))
        assert snapshot.trusted_moisture == trusted
        assert decide(snapshot).should_water is (trusted is not None)


@given(st.lists(OFTEN, min_size=12, max_size=20))
@LAW
def test_cans_told_of_again_and_again_never_hold_water_back_for_longer_than_twice_the_wait(shares: list[float]) -> None:
    for which, hold in enumerate((30 * MINUTE, HOUR)):
        others, step = told(shares, hold), hold / 10
        held = longest = timedelta()
        for number in range(round((others[-1].at - others[0].at) / step)):
            held = held + step if waits(others, others[0].at + number * step - NOW)[which] else timedelta()
            longest = max(longest, held)
        assert longest <= 2 * hold + step


@given(st.lists(st.floats(0.001, 3.0), max_size=30), RARELY, st.floats(0, 0.99))
@LAW
def test_a_can_that_is_told_of_half_a_wait_after_another_or_later_is_waited_for_in_full(
    shares: list[float], last: float, passed: float
) -> None:
    for which, hold in enumerate((30 * MINUTE, HOUR)):
        assert waits(told([*shares, last], hold), passed * hold)[which]


def test_a_can_after_the_last_one_has_soaked_in_is_waited_for_anew() -> None:
    others = (*cans(10 * MINUTE, DAY, 16 * MINUTE), *can(MINUTE))
    assert a_snapshot(a_reading(20.0), others=others).trusted_moisture is None


def test_cans_do_not_shorten_the_wait_for_water_of_plantos() -> None:
    snapshot = a_snapshot(a_reading(20.0), last_watered=NOW - 29 * MINUTE, others=cans(MINUTE, DAY))
    assert snapshot.trusted_moisture is None


def test_a_can_that_is_told_again_and_again_is_one_watering_for_a_schedule_and_a_gap() -> None:
    every_day = a_plant(strategy="schedule", schedule=Schedule(every_h=24))
    apart = a_plant(automatic_gap_h=24)
    for since, due in ((23 * HOUR, False), (24 * HOUR - MINUTE, False), (24 * HOUR, True)):
        for plant in (every_day, apart):
            others = cans(MINUTE, since, since - 10 * MINUTE)
            snapshot = a_snapshot(a_reading(25.0), plant=plant, others=others)
            assert decide(snapshot).should_water is False
            later = replace(snapshot, at=NOW + 10 * MINUTE, readings={Measure.MOISTURE: a_reading(25.0)})
            assert decide(later).should_water is due


def test_who_asks_for_water_gets_it_in_spite_of_the_can() -> None:
    snapshot = a_snapshot(a_reading(20.0), others=can(MINUTE))
    assert check(a_command(origin=Origin.MANUAL), snapshot).allowed


def test_the_gap_between_waterings_counts_from_the_can_where_nobody_asks() -> None:
    for ago, allowed in ((59 * MINUTE, False), (60 * MINUTE, True)):
        verdict = check(a_command(origin=Origin.AUTOMATIC), a_snapshot(a_reading(20.0), others=can(ago)))
        assert [why.key for why in verdict.violations] == ([] if allowed else ["denied_gap"])


@pytest.mark.parametrize("every", [MINUTE, 10 * MINUTE, 29 * MINUTE])
def test_cans_that_are_told_again_and_again_stretch_the_gap_to_twice_its_time_at_most(every: timedelta) -> None:
    for since, held in ((119, True), (120, False), (179, False), (180 + 29, True), (180 + 29 + 120, False)):
        assert waits(cans(every, since * MINUTE))[1] is held


@pytest.mark.parametrize("days", range(1, 9))
def test_the_gap_of_a_plant_that_is_watered_by_hand_each_day_counts_from_its_last_can(days: int) -> None:
    a_day = a_plant(strategy="schedule", schedule=Schedule(every_h=24), gap_min=24 * 60)
    snapshot = a_snapshot(a_reading(20.0), plant=a_day, others=cans(DAY, days * DAY + 40 * MINUTE, 40 * MINUTE))
    assert [why.key for why in check(a_command(), snapshot).violations] == ["denied_gap"]


@pytest.mark.parametrize("number", range(1, 9))
def test_a_probe_waits_for_each_can_that_came_before_the_last_had_soaked_in(number: int) -> None:
    others = cans(5 * HOUR, number * 5 * HOUR + 2 * MINUTE, 2 * MINUTE)
    snapshot = replace(a_snapshot(a_reading(20.0), others=others), settings=Settings(soak_min=360))
    assert snapshot.trusted_moisture is None


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
    twice = (*can(DAY, 300.0), *can(DAY - 10 * MINUTE))
    assert decide(dry_days(twice)).amount_ml == decide(dry_days(can(DAY, 300.0))).amount_ml


def test_of_cans_that_nobody_measured_one_counts_in_each_soak() -> None:
    assert [NOW - one.at for one in dry_days(cans(10 * MINUTE, HOUR)).cans] == [HOUR, 30 * MINUTE, timedelta()]


def test_what_only_the_soil_has_shown_may_be_rain_that_is_counted_already() -> None:
    seen = (Watering(NOW - DAY, 0.0, seen=True),)
    assert decide(dry_days(seen)) == decide(dry_days())


def test_all_water_is_in_the_account_in_its_order() -> None:
    ours, theirs = Watering(NOW - 2 * HOUR, 100.0), Watering(NOW - 3 * HOUR, 50.0)
    unknown = Watering(NOW - HOUR, 0.0)
    water = a_snapshot(waterings=(ours,), others=(theirs, unknown)).water
    assert water == (theirs, ours, Watering(NOW - HOUR, 100.0, estimated=True))
