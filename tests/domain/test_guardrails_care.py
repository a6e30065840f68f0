"""What people and events have said about a plant's care holds."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.domain.guardrails import check
from custom_components.plantos.domain.readings import Measure, Reading
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.domain.settings import Settings
from custom_components.plantos.domain.snapshots import Snapshot
from custom_components.plantos.domain.standing import Care, Standing

from .conftest import DAY, HOUR, MINUTE, NOW, a_command, a_plant, a_reading, a_snapshot, cached, quarantined
from .test_guardrails import DRY, EVERYBODY, denials

ASKED = pytest.mark.parametrize("origin", [Origin.MANUAL, Origin.ACTION])
SOMEBODY = pytest.mark.parametrize("origin", [Origin.MANUAL, Origin.ACTION, Origin.FOREIGN])
SECOND = timedelta(seconds=1)
CAREFREE = Standing()


def standing(plant: Standing = CAREFREE, hub: Standing = CAREFREE, **history: Any) -> Snapshot:
    return replace(a_snapshot(DRY, **history), care=Care(plant, hub))


def at_celsius(celsius: float, *, indoor: bool = False, frost_c: float = 3.0) -> Snapshot:
    air = a_reading(celsius, measure=Measure.TEMPERATURE)
    return replace(a_snapshot(DRY, air, plant=a_plant(indoor=indoor)), settings=Settings(frost_c=frost_c))


def at_local(local: time, start: time | None, end: time | None) -> Snapshot:
    return replace(a_snapshot(DRY), local=local, settings=Settings(quiet_start=start, quiet_end=end))


# --- the hub, locks, approval -----------------------------------------------------------------------


@EVERYBODY
def test_a_hub_that_is_switched_off_waters_nothing(origin: Origin) -> None:
    command = a_command(origin=origin, override=True)
    assert denials(command, standing(hub=Standing(off=True))) == ["denied_hub_off"]


def test_a_switched_off_hub_is_the_first_thing_that_is_told() -> None:
    snapshot = standing(plant=Standing(locked=True), hub=Standing(off=True), day_ml=1_000.0)
    assert denials(a_command(), snapshot)[0] == "denied_hub_off"


@EVERYBODY
def test_a_locked_plant_is_not_watered(origin: Origin) -> None:
    verdict = check(a_command(origin=origin, override=True), standing(Standing(locked=True)))
    assert verdict.violations == (reason("denied_locked", plant="Basil"),)


@EVERYBODY
@pytest.mark.parametrize("running", [True, False])
def test_a_plant_that_waits_for_approval_is_not_watered_beside_it(running: bool, origin: Origin) -> None:
    snapshot = a_snapshot(DRY, awaiting=True, running=running)
    assert denials(a_command(origin=origin, override=True), snapshot) == ["denied_awaiting"]


# --- frost and quiet hours --------------------------------------------------------------------------


@EVERYBODY
@pytest.mark.parametrize(("celsius", "allowed"), [(2.9, False), (3.0, True), (-20.0, False)])
def test_nothing_is_watered_outdoors_in_frost(celsius: float, allowed: bool, origin: Origin) -> None:
    command = a_command(origin=origin, override=True)
    assert denials(command, at_celsius(celsius)) == ([] if allowed else ["denied_frost"])


def test_indoors_frost_is_nothing_to_wait_for() -> None:
    assert denials(a_command(), at_celsius(2.0, indoor=True)) == []


def test_what_frost_is_is_an_option() -> None:
    [violation] = check(a_command(), at_celsius(0.5, frost_c=1.0)).violations
    assert violation == reason("denied_frost", temperature=0.5, limit=1.0)


def test_without_a_probe_of_its_own_a_plant_outdoors_goes_by_the_air_outdoors() -> None:
    outdoors = replace(a_snapshot(DRY, plant=a_plant(indoor=False)), outdoor_c=1.0)
    assert denials(a_command(), outdoors) == ["denied_frost"]
    assert denials(a_command(), replace(outdoors, outdoor_c=None)) == []
    assert denials(a_command(), replace(at_celsius(8.0), outdoor_c=1.0)) == []
    assert denials(a_command(), replace(outdoors, plant=a_plant(indoor=True))) == []


def test_frost_holds_even_if_it_is_only_remembered() -> None:
    air = cached(1.0, measure=Measure.TEMPERATURE)
    assert denials(a_command(), a_snapshot(DRY, air, plant=a_plant(indoor=False))) == ["denied_frost"]


def test_a_plant_outdoors_without_a_thermometer_is_watered() -> None:
    assert denials(a_command(), a_snapshot(DRY, plant=a_plant(indoor=False))) == []


@pytest.mark.parametrize(
    ("start", "end", "local", "allowed"),
    [
        (time(22), time(6), time(21, 59, 59), True),
        (time(22), time(6), time(22), False),
        (time(22), time(6), time(0), False),
        (time(22), time(6), time(5, 59, 59), False),
        (time(22), time(6), time(6), True),
        (time(22), time(6), time(12), True),
        (time(12), time(14), time(11, 59), True),
        (time(12), time(14), time(12), False),
        (time(12), time(14), time(13, 59), False),
        (time(12), time(14), time(14), True),
        (time(12), time(14), time(0), True),
        (None, None, time(0), True),
    ],
)
def test_nothing_is_watered_in_quiet_hours_that_may_pass_midnight(
    start: time | None, end: time | None, local: time, allowed: bool
) -> None:
    for origin in (Origin.AUTOMATIC, Origin.MANUAL, Origin.ACTION):
        command = a_command(origin=origin)
        assert denials(command, at_local(local, start, end)) == ([] if allowed else ["denied_quiet"])


def test_a_denial_names_the_quiet_hours() -> None:
    [violation] = check(a_command(), at_local(time(23), time(22, 30), time(6))).violations
    assert violation == reason("denied_quiet", start="22:30", end="06:00")


@ASKED
def test_somebody_who_overrides_waters_in_quiet_hours(origin: Origin) -> None:
    assert denials(a_command(origin=origin, override=True), at_local(time(23), time(22), time(6))) == []


def test_a_hand_at_the_outlet_knows_that_it_is_night() -> None:
    assert denials(a_command(origin=Origin.FOREIGN), at_local(time(23), time(22), time(6))) == []


# --- gaps and rates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "passed", "allowed"),
    [
        (120.0, 119 * MINUTE, False),
        (120.0, 120 * MINUTE, True),
        (10.0, 10 * MINUTE, True),
        (10.0, 9 * MINUTE, False),
        (0.0, timedelta(), True),
        (None, 59 * MINUTE, False),
        (None, 60 * MINUTE, True),
    ],
)
def test_a_plants_own_gap_goes_before_its_hubs(own: float | None, passed: timedelta, allowed: bool) -> None:
    snapshot = a_snapshot(DRY, plant=a_plant(gap_min=own), last_watered=NOW - passed)
    assert denials(a_command(origin=Origin.MANUAL), snapshot) == ([] if allowed else ["denied_gap"])


def test_the_gap_of_a_hub_is_an_option() -> None:
    snapshot = replace(a_snapshot(DRY, last_watered=NOW - 10 * MINUTE), settings=Settings(gap_min=15))
    [violation] = check(a_command(origin=Origin.MANUAL), snapshot).violations
    assert violation == reason("denied_gap", minutes=5.0)


def test_a_hand_at_the_outlet_need_not_wait() -> None:
    assert denials(a_command(origin=Origin.FOREIGN), a_snapshot(DRY, last_watered=NOW - MINUTE)) == []


@pytest.mark.parametrize(("passed", "allowed"), [(59 * MINUTE, False), (60 * MINUTE, True)])
def test_an_opening_that_failed_counts_for_the_gap_of_automatic_water(passed: timedelta, allowed: bool) -> None:
    snapshot = a_snapshot(DRY, last_tried=NOW - passed)
    assert denials(a_command(), snapshot) == ([] if allowed else ["denied_tried"])


@SOMEBODY
def test_somebody_may_try_again_at_once(origin: Origin) -> None:
    assert denials(a_command(origin=origin), a_snapshot(DRY, last_tried=NOW)) == []


@EVERYBODY
def test_six_openings_an_hour_are_enough(origin: Origin) -> None:
    command = a_command(origin=origin, override=True)
    assert denials(command, a_snapshot(DRY, hour_runs=5)) == []
    assert check(command, a_snapshot(DRY, hour_runs=6)).violations == (reason("denied_rate", limit=6),)


def test_how_many_openings_an_hour_has_is_an_option() -> None:
    snapshot = replace(a_snapshot(DRY, hour_runs=2), settings=Settings(runs_per_hour=2))
    assert denials(a_command(), snapshot) == ["denied_rate"]


@EVERYBODY
def test_the_rest_of_a_run_waits_for_no_gap_rate_or_new_reading(origin: Origin) -> None:
    old = a_reading(20.0, NOW - HOUR)
    snapshot = a_snapshot(old, last_watered=NOW - MINUTE, last_tried=NOW - MINUTE, hour_runs=9)
    assert denials(a_command(origin=origin, continues=True), snapshot) == []


@EVERYBODY
def test_the_rest_of_a_run_keeps_to_every_limit(origin: Origin) -> None:
    snapshot = replace(a_snapshot(DRY, day_ml=950.0), care=Care(Standing(locked=True)))
    command = a_command(origin=origin, continues=True)
    assert denials(command, snapshot) == ["denied_locked", "denied_day_limit"]


def test_the_rest_of_an_automatic_run_is_not_given_to_a_plant_that_has_enough() -> None:
    assert denials(a_command(continues=True), a_snapshot(a_reading(60.0))) == ["denied_saturated"]


# --- what only holds back automatic water -----------------------------------------------------------


def test_a_doubtful_clock_starts_no_automatic_watering() -> None:
    assert denials(a_command(), replace(a_snapshot(DRY), clock_doubted=True)) == ["denied_clock"]


@pytest.mark.parametrize(("left", "allowed"), [(90 * MINUTE, False), (SECOND, False), (timedelta(), True)])
@pytest.mark.parametrize("whose", ["plant", "hub"])
def test_postponed_water_is_not_given_by_itself_before_its_time(whose: str, left: timedelta, allowed: bool) -> None:
    snapshot = standing(**{whose: Standing(postponed_until=NOW + left)})
    assert denials(a_command(), snapshot) == ([] if allowed else ["denied_postponed"])


def test_the_later_of_plants_and_hubs_delay_counts() -> None:
    delays = Standing(postponed_until=NOW + HOUR), Standing(postponed_until=NOW + 3 * HOUR)
    for plant, hub in (delays, delays[::-1]):
        assert check(a_command(), standing(plant, hub)).violations == (reason("denied_postponed", hours=3.0),)


@pytest.mark.parametrize(("runs", "allowed"), [(0, True), (1, True), (2, False), (3, False)])
def test_two_runs_without_effect_end_automatic_watering(runs: int, allowed: bool) -> None:
    snapshot = standing(Standing(without_effect=runs))
    assert denials(a_command(), snapshot) == ([] if allowed else ["denied_no_effect"])


def test_how_many_runs_without_effect_are_too_many_is_an_option() -> None:
    snapshot = replace(standing(Standing(without_effect=2)), settings=Settings(no_effect_runs=3))
    assert denials(a_command(), snapshot) == []


@SOMEBODY
def test_somebody_may_water_whatever_holds_back_automatic_water(origin: Origin) -> None:
    delayed = Standing(postponed_until=NOW + DAY, without_effect=5)
    snapshot = replace(standing(delayed, delayed), clock_doubted=True)
    assert denials(a_command(origin=origin), snapshot) == []


# --- warnings ---------------------------------------------------------------------------------------


@SOMEBODY
@pytest.mark.parametrize("reading", [cached(20.0), quarantined(20.0), a_reading(None)])
def test_whoever_waters_a_plant_with_a_broken_probe_is_warned(reading: Reading, origin: Origin) -> None:
    assert check(a_command(origin=origin), a_snapshot(reading)).warnings == (reason("warned_blind"),)


@SOMEBODY
def test_whoever_waters_a_plant_without_a_probe_is_not_warned_of_that(origin: Origin) -> None:
    assert check(a_command(origin=origin), a_snapshot()).warnings == ()


@SOMEBODY
@pytest.mark.parametrize(("moisture", "warned"), [(59.9, False), (60.0, True)])
def test_whoever_waters_saturated_soil_is_warned(moisture: float, warned: bool, origin: Origin) -> None:
    verdict = check(a_command(origin=origin), a_snapshot(a_reading(moisture)))
    expected = reason("warned_saturated", moisture=moisture, maximum=60.0)
    assert (verdict.allowed, verdict.warnings) == (True, (expected,) if warned else ())


@EVERYBODY
@pytest.mark.parametrize(("used", "warned"), [(800.0, False), (800.1, True), (900.0, True)])
def test_whoever_nearly_fills_the_day_is_warned(used: float, warned: bool, origin: Origin) -> None:
    verdict = check(a_command(origin=origin), a_snapshot(DRY, day_ml=used))
    expected = reason("warned_day", used=used + 100.0, limit=1_000.0)
    assert (verdict.allowed, verdict.warnings) == (True, (expected,) if warned else ())


def test_a_day_that_is_over_full_is_denied_and_not_warned_of() -> None:
    verdict = check(a_command(), a_snapshot(DRY, day_ml=901.0))
    assert (len(verdict.violations), verdict.warnings) == (1, ())


@EVERYBODY
def test_a_strategy_is_warned_of_nothing_that_denies_it(origin: Origin) -> None:
    verdict = check(a_command(origin=origin), a_snapshot(cached(99.0)))
    assert bool(verdict.warnings) is verdict.allowed is (origin is not Origin.AUTOMATIC)
