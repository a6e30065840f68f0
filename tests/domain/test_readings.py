"""A reading is the probe's word, or says why it isn't."""

from datetime import datetime, timedelta
from math import inf, isfinite, nan

from hypothesis import example, given, strategies as st
import pytest

from custom_components.plantos.domain.clock import Clock
from custom_components.plantos.domain.readings import (
    PLAUSIBLE,
    Calibration,
    Fault,
    Measure,
    Reading,
    Sample,
    Source,
    assess,
    with_backup,
)

from .conftest import DAY, HOUR, LAW, MINUTE, NOW, a_reading, cached, quarantined

SECOND = timedelta(seconds=1)
AS_IT_IS = Calibration()


def judged(
    value: float | None,
    previous: Reading | None = None,
    *,
    at: datetime = NOW,
    measure: Measure = Measure.MOISTURE,
    speed: float = 1.0,
    calibration: Calibration = AS_IT_IS,
) -> Reading:
    clock = Clock(speed, lambda: NOW)
    return assess(measure, Sample(value, at), previous, NOW, clock.age, calibration)


def unanswered(previous: Reading | None, speed: float = 1.0) -> Reading:
    return assess(Measure.MOISTURE, None, previous, NOW, Clock(speed, lambda: NOW).age)


@pytest.mark.parametrize("measure", Measure)
def test_a_plausible_sample_is_a_fresh_reading(measure: Measure) -> None:
    assert judged(42.0, at=NOW - MINUTE, measure=measure) == Reading(
        measure, 42.0, NOW - MINUTE, Source.PRIMARY, 1.0, None
    )


@pytest.mark.parametrize(
    ("measure", "unit"),
    [
        (Measure.MOISTURE, "%"),
        (Measure.TEMPERATURE, "°C"),
        (Measure.HUMIDITY, "%"),
        (Measure.ILLUMINANCE, "lx"),
    ],
)
def test_a_reading_knows_its_unit(measure: Measure, unit: str) -> None:
    assert a_reading(1.0, measure=measure).unit == unit


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        (Measure.MOISTURE, 0.0),
        (Measure.MOISTURE, 100.0),
        (Measure.TEMPERATURE, -40.0),
        (Measure.TEMPERATURE, 85.0),
        (Measure.HUMIDITY, 0.0),
        (Measure.HUMIDITY, 100.0),
        (Measure.ILLUMINANCE, 0.0),
        (Measure.ILLUMINANCE, 200_000.0),
    ],
)
def test_the_ends_of_the_plausible_range_are_plausible(measure: Measure, value: float) -> None:
    assert judged(value, measure=measure).fresh


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        (Measure.MOISTURE, -0.1),
        (Measure.MOISTURE, -5.0),
        (Measure.MOISTURE, 100.1),
        (Measure.MOISTURE, 150.0),
        (Measure.TEMPERATURE, -40.1),
        (Measure.TEMPERATURE, 85.1),
        (Measure.HUMIDITY, -0.1),
        (Measure.HUMIDITY, 100.1),
        (Measure.ILLUMINANCE, -1.0),
        (Measure.ILLUMINANCE, 200_001.0),
    ],
)
def test_a_value_outside_the_plausible_range_is_quarantined(measure: Measure, value: float) -> None:
    last = a_reading(33.0, NOW - HOUR, measure)
    assert judged(value, last, measure=measure) == Reading(
        measure, 33.0, NOW - HOUR, Source.CACHE, 0.0, Fault.OUT_OF_RANGE
    )


@pytest.mark.parametrize("value", [nan, inf, -inf, None])
def test_what_is_no_number_is_quarantined_and_the_last_good_value_stays(value: float | None) -> None:
    last = a_reading(33.0, NOW - HOUR)
    assert judged(value, last) == Reading(Measure.MOISTURE, 33.0, NOW - HOUR, Source.CACHE, 0.0, Fault.NOT_A_NUMBER)


@pytest.mark.parametrize("value", [nan, inf, -inf, None, 150.0, -5.0])
def test_nonsense_without_a_good_value_before_it_is_unknown(value: float | None) -> None:
    reading = judged(value)
    assert (reading.value, reading.quality, reading.source, reading.fresh) == (None, 0.0, Source.CACHE, False)


@pytest.mark.parametrize("value", [nan, inf, -inf, None, 150.0, -5.0])
@pytest.mark.parametrize("previous", [cached(33.0, NOW - HOUR), quarantined(33.0, NOW - HOUR)])
def test_the_last_good_value_stays_however_often_nonsense_follows(value: float | None, previous: Reading) -> None:
    again = judged(value, judged(value, previous))
    assert (again.value, again.at, again.quality) == (33.0, NOW - HOUR, 0.0)


@given(st.floats(), st.none() | st.floats(0, 100))
@example(nan, 33.0)
@example(150.0, 33.0)
@example(-5.0, 33.0)
@LAW
def test_a_reading_is_fresh_if_and_only_if_its_sample_is_plausible(value: float, last: float | None) -> None:
    previous = None if last is None else a_reading(last, NOW - HOUR)
    reading = judged(value, previous)
    plausible = isfinite(value) and 0.0 <= value <= 100.0
    assert reading.fresh is plausible
    assert reading.value == (value if plausible else last)
    assert reading.quality == (1.0 if plausible else 0.0)


@given(st.sampled_from(Measure), st.floats(), st.floats(), st.floats())
@LAW
def test_no_calibration_makes_a_fresh_reading_out_of_nonsense(
    measure: Measure, raw: float, slope: float, offset: float
) -> None:
    reading = judged(raw, measure=measure, calibration=Calibration(slope, offset))
    low, high = PLAUSIBLE[measure]
    assert not reading.fresh or (reading.value is not None and low <= reading.value <= high)


@pytest.mark.parametrize(
    ("raw", "slope", "offset", "value"), [(10.0, 2.0, 5.0, 25.0), (800.0, -0.1, 100.0, 20.0), (45.0, 1.0, -45.0, 0.0)]
)
def test_calibration_is_slope_and_offset(raw: float, slope: float, offset: float, value: float) -> None:
    assert judged(raw, calibration=Calibration(slope, offset)).value == pytest.approx(value)


def test_a_raw_value_outside_the_range_is_fine_once_calibrated_into_it() -> None:
    assert judged(800.0, calibration=Calibration(-0.1, 100.0)).fresh


def test_a_raw_value_inside_the_range_is_quarantined_once_calibrated_out_of_it() -> None:
    assert judged(60.0, calibration=Calibration(2.0)).fault is Fault.OUT_OF_RANGE


@pytest.mark.parametrize(("silence", "fault"), [(DAY, None), (DAY + SECOND, Fault.STALE)])
def test_a_sample_is_stale_after_24_hours(silence: timedelta, fault: Fault | None) -> None:
    assert judged(42.0, at=NOW - silence).fault is fault


def test_a_stale_sample_keeps_the_last_good_value_at_quality_0() -> None:
    stale = judged(42.0, a_reading(33.0, NOW - HOUR), at=NOW - DAY - SECOND)
    assert (stale.value, stale.quality) == (33.0, 0.0)


def test_a_sample_grows_stale_on_the_hubs_clock() -> None:
    assert judged(42.0, at=NOW - 25 * MINUTE, speed=60.0).fault is Fault.STALE
    assert judged(42.0, at=NOW - 23 * MINUTE, speed=60.0).fault is None


@pytest.mark.parametrize(("ahead", "fault"), [(5 * MINUTE, None), (5 * MINUTE + SECOND, Fault.STALE)])
def test_a_sample_from_the_future_is_doubted_once_clocks_cannot_explain_it(
    ahead: timedelta, fault: Fault | None
) -> None:
    assert judged(42.0, at=NOW + ahead).fault is fault


@pytest.mark.parametrize(("silence", "fault"), [(HOUR, None), (HOUR + SECOND, Fault.STALE)])
def test_how_long_a_probe_may_be_silent_is_an_option(silence: timedelta, fault: Fault | None) -> None:
    sample = Sample(42.0, NOW - silence)
    assert assess(Measure.MOISTURE, sample, None, NOW, Clock(now=lambda: NOW).age, silence=HOUR).fault is fault


@pytest.mark.parametrize(
    ("celsius", "fault"),
    [(-10.0, None), (50.0, None), (-10.1, Fault.OUT_OF_RANGE), (50.1, Fault.OUT_OF_RANGE)],
)
def test_which_temperature_is_plausible_is_an_option(celsius: float, fault: Fault | None) -> None:
    sample, age = Sample(celsius, NOW), Clock(now=lambda: NOW).age
    reading = assess(Measure.TEMPERATURE, sample, None, NOW, age, temperature=(-10.0, 50.0))
    assert reading.fault is fault


def test_the_option_for_temperature_is_for_temperature_alone() -> None:
    age = Clock(now=lambda: NOW).age
    assert assess(Measure.MOISTURE, Sample(90.0, NOW), None, NOW, age, temperature=(-10.0, 50.0)).fresh


def test_a_probe_that_does_not_answer_leaves_the_last_value_at_half_quality() -> None:
    assert unanswered(a_reading(33.0, NOW - HOUR)) == cached(33.0, NOW - HOUR)


def test_a_cached_value_is_never_fresh() -> None:
    assert not unanswered(a_reading(33.0, NOW)).fresh


@pytest.mark.parametrize(("age", "value"), [(DAY, 33.0), (DAY + SECOND, None)])
def test_a_cached_value_is_unknown_after_24_hours(age: timedelta, value: float | None) -> None:
    assert unanswered(a_reading(33.0, NOW - age)).value == value


@pytest.mark.parametrize(("age", "value"), [(DAY, 33.0), (DAY + SECOND, None)])
def test_a_quarantined_value_is_unknown_after_24_hours(age: timedelta, value: float | None) -> None:
    assert judged(nan, a_reading(33.0, NOW - age)).value == value


@pytest.mark.parametrize(("age", "value"), [(HOUR, 33.0), (HOUR + SECOND, None)])
@pytest.mark.parametrize("sample", [None, Sample(nan, NOW)])
def test_how_long_a_value_is_kept_is_an_option(sample: Sample | None, age: timedelta, value: float | None) -> None:
    last = a_reading(33.0, NOW - age)
    assert assess(Measure.MOISTURE, sample, last, NOW, Clock(now=lambda: NOW).age, cache=HOUR).value == value


@pytest.mark.parametrize(("ahead", "value"), [(DAY, 33.0), (DAY + SECOND, None)])
def test_a_value_that_lies_far_ahead_since_the_clock_was_set_back_is_unknown(
    ahead: timedelta, value: float | None
) -> None:
    assert unanswered(a_reading(33.0, NOW + ahead)).value == value


@pytest.mark.parametrize("previous", [None, a_reading(None), a_reading(33.0, NOW - 2 * DAY)])
def test_a_probe_that_never_said_anything_lately_is_unknown_at_quality_0(previous: Reading | None) -> None:
    assert unanswered(previous) == Reading(Measure.MOISTURE, None, NOW, Source.CACHE, 0.0, Fault.UNAVAILABLE)


@pytest.mark.parametrize("previous", [cached(33.0, NOW - HOUR), quarantined(33.0, NOW - HOUR)])
def test_the_next_good_sample_ends_cache_and_quarantine(previous: Reading) -> None:
    assert judged(42.0, previous) == a_reading(42.0)


@pytest.mark.parametrize(
    ("reading", "fresh"),
    [(a_reading(42.0), True), (a_reading(0.0), True), (a_reading(None), False), (quarantined(42.0), False)],
)
def test_only_a_known_value_of_full_quality_is_fresh(reading: Reading, fresh: bool) -> None:
    assert reading.fresh is fresh


@pytest.mark.parametrize("backup", [None, a_reading(20.0), cached(20.0), quarantined(20.0)])
def test_a_primary_probe_that_is_fresh_needs_no_backup(backup: Reading | None) -> None:
    assert with_backup(a_reading(42.0), backup) == a_reading(42.0)


@pytest.mark.parametrize("primary", [cached(42.0), quarantined(42.0), a_reading(None)])
def test_a_fresh_backup_stands_in_for_a_primary_probe_that_fails(primary: Reading) -> None:
    reading = with_backup(primary, a_reading(20.0, NOW - MINUTE))
    assert reading == Reading(Measure.MOISTURE, 20.0, NOW - MINUTE, Source.BACKUP, 1.0)
    assert reading.fresh


@pytest.mark.parametrize("primary", [cached(42.0), quarantined(42.0), a_reading(None)])
@pytest.mark.parametrize("backup", [None, cached(20.0), quarantined(20.0), a_reading(None)])
def test_a_backup_that_fails_as_well_changes_nothing(primary: Reading, backup: Reading | None) -> None:
    assert with_backup(primary, backup) == primary
