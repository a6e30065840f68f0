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


def test_who_asks_for_water_gets_it_in_spite_of_the_can() -> None:
    snapshot = a_snapshot(a_reading(20.0), others=can(MINUTE))
    assert check(a_command(origin=Origin.MANUAL), snapshot).allowed


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


def test_all_water_of_known_size_is_told_in_its_order() -> None:
    ours, theirs = Watering(NOW - 2 * HOUR, 100.0), Watering(NOW - 3 * HOUR, 50.0)
    unknown = Watering(NOW - HOUR, 0.0)
    assert History(waterings=(ours,), others=(theirs, unknown)).measured == (theirs, ours)
