"""A probe that lies is found out by what it said before, and believed again once it makes sense."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, pairwise
from math import inf, nan

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.clock import Clock
from custom_components.plantos.domain.quarantine import Limits, Trace, judge
from custom_components.plantos.domain.readings import Calibration, Fault, Measure, Reading, Sample, Source

from .conftest import DAY, HOUR, LAW, MINUTE, NOW, a_reading, cached

SECOND = timedelta(seconds=1)
STICKING = [Measure.MOISTURE, Measure.TEMPERATURE, Measure.HUMIDITY]


@dataclass
class Probe:
    """One probe and what is remembered of it; times are counted from NOW."""

    measure: Measure = Measure.MOISTURE
    limits: Limits = field(default_factory=Limits)
    calibration: Calibration = field(default_factory=Calibration)
    speed: float = 1.0
    trace: Trace = field(default_factory=Trace)

    def says(
        self,
        value: float | None,
        at: timedelta,
        *,
        seen: timedelta | None = None,
        wetting: bool = False,
        watered_at: datetime | None = None,
    ) -> Reading:
        """A sample that is looked at when it is taken, or later."""
        return self._judged(Sample(value, NOW + at), at if seen is None else seen, wetting, watered_at)

    def is_silent(self, at: timedelta) -> Reading:
        return self._judged(None, at, wetting=False, watered_at=None)

    def _judged(self, sample: Sample | None, at: timedelta, wetting: bool, watered_at: datetime | None) -> Reading:
        reading, self.trace = judge(
            self.measure,
            sample,
            self.trace,
            NOW + at,
            self.clock(at).age,
            self.calibration,
            self.limits,
            wetting=wetting,
            watered_at=watered_at,
        )
        return reading

    def clock(self, at: timedelta) -> Clock:
        return Clock(self.speed, lambda: NOW + at)

    def doubts(self, at: timedelta) -> int:
        return self.trace.quarantined_last_hour(self.clock(at).age)


def every(step: timedelta, until: timedelta) -> list[timedelta]:
    """The instants from 0 on, the last one included."""
    return [step * number for number in range(int(until / step) + 1)]


def test_what_gives_no_reason_to_doubt_is_published() -> None:
    probe = Probe()
    assert probe.says(42.0, MINUTE) == a_reading(42.0, NOW + MINUTE)
    assert probe.trace.reading == a_reading(42.0, NOW + MINUTE)


# --- by itself --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "value", "fault"),
    [
        (Measure.MOISTURE, None, Fault.NOT_A_NUMBER),
        (Measure.MOISTURE, nan, Fault.NOT_A_NUMBER),
        (Measure.MOISTURE, inf, Fault.NOT_A_NUMBER),
        (Measure.MOISTURE, 100.1, Fault.OUT_OF_RANGE),
        (Measure.MOISTURE, -0.1, Fault.OUT_OF_RANGE),
        (Measure.HUMIDITY, 100.1, Fault.OUT_OF_RANGE),
        (Measure.TEMPERATURE, -40.1, Fault.OUT_OF_RANGE),
        (Measure.TEMPERATURE, 85.1, Fault.OUT_OF_RANGE),
    ],
)
def test_nonsense_is_quarantined_and_the_last_good_value_stays(
    measure: Measure, value: float | None, fault: Fault
) -> None:
    probe = Probe(measure)
    probe.says(33.0, MINUTE)
    assert probe.says(value, 2 * MINUTE) == Reading(measure, 33.0, NOW + MINUTE, Source.CACHE, 0.0, fault)
    assert probe.trace.reading == a_reading(33.0, NOW + MINUTE, measure)


def test_limits_are_options() -> None:
    assert Probe(Measure.TEMPERATURE, Limits(temperature=(0.0, 40.0))).says(-1.0, MINUTE).fault is Fault.OUT_OF_RANGE
    assert Probe(limits=Limits(silence=HOUR)).says(42.0, MINUTE, seen=2 * HOUR).fault is Fault.STALE
    short = Probe(limits=Limits(cache=HOUR))
    short.says(42.0, MINUTE)
    assert short.says(nan, 2 * HOUR).value is None


def test_a_sample_grows_stale_though_it_was_good() -> None:
    probe = Probe()
    assert probe.says(42.0, MINUTE).fresh
    assert probe.says(42.0, MINUTE, seen=DAY + 2 * MINUTE).fault is Fault.STALE


def test_a_sample_from_the_future_is_doubted() -> None:
    probe = Probe()
    probe.says(42.0, MINUTE)
    assert probe.says(41.0, HOUR, seen=2 * MINUTE) == Reading(
        Measure.MOISTURE, 42.0, NOW + MINUTE, Source.CACHE, 0.0, Fault.STALE
    )


def test_a_probe_that_does_not_answer_is_cached_for_a_day_and_counts_as_no_quarantine() -> None:
    probe = Probe()
    probe.says(42.0, MINUTE)
    known = probe.trace
    assert probe.is_silent(HOUR) == cached(42.0, NOW + MINUTE)
    assert probe.is_silent(MINUTE + DAY + SECOND).value is None
    assert probe.trace == known


# --- stuck ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", STICKING)
def test_the_same_raw_value_for_48_hours_is_stuck(measure: Measure) -> None:
    probe = Probe(measure)
    *before, last = [probe.says(45.0, at) for at in every(HOUR, 48 * HOUR)]
    assert all(reading.fresh for reading in before)
    assert last == Reading(measure, 45.0, NOW + 47 * HOUR, Source.CACHE, 0.0, Fault.STUCK)


def test_light_may_rest_for_as_long_as_it_likes() -> None:
    probe = Probe(Measure.ILLUMINANCE)
    assert all(probe.says(0.0, at).fresh for at in every(HOUR, 7 * DAY))


def test_a_stable_value_of_a_probe_that_reports_is_neither_stale_nor_stuck() -> None:
    probe = Probe()
    assert all(probe.says(45.0 + index % 2 / 10, at).fresh for index, at in enumerate(every(HOUR, 7 * DAY)))


def test_the_same_report_looked_at_for_hours_is_not_stuck() -> None:
    probe = Probe(limits=Limits(stuck=HOUR))
    assert all(probe.says(45.0, MINUTE, seen=seen).fresh for seen in every(MINUTE, 20 * HOUR)[1:])


def test_looking_at_one_report_again_does_not_restart_the_time_it_is_stuck() -> None:
    # A clock that goes on between two looks at it, as real ones do.
    ticks = count()
    trace, reading = Trace(), a_reading(None)
    for hour in range(50):
        for look in range(3):
            now = NOW + hour * HOUR + look * MINUTE

            def age(instant: datetime, now: datetime = now) -> timedelta:
                return now + timedelta(microseconds=next(ticks)) - instant

            sample = Sample(45.0, NOW + hour * HOUR)
            reading, trace = judge(
                Measure.MOISTURE, sample, trace, now, age, Calibration(), Limits(), wetting=False, watered_at=None
            )
    assert reading.fault is Fault.STUCK


def test_a_stuck_probe_is_believed_again_as_soon_as_its_raw_value_changes() -> None:
    probe = Probe(limits=Limits(stuck=2 * HOUR))
    assert [probe.says(45.0, at).fresh for at in every(HOUR, 4 * HOUR)] == [True, True, False, False, False]
    assert probe.says(44.9, 5 * HOUR) == a_reading(44.9, NOW + 5 * HOUR)
    assert probe.says(44.9, 6 * HOUR).fresh


def test_reports_that_are_looked_at_late_are_stuck_by_their_own_time() -> None:
    probe = Probe(limits=Limits(stuck=2 * HOUR))
    faults = [probe.says(45.0, at, seen=at + 20 * HOUR).fault for at in every(HOUR, 2 * HOUR)]
    assert faults == [None, None, Fault.STUCK]


def test_a_new_calibration_frees_no_stuck_probe() -> None:
    probe = Probe(limits=Limits(stuck=2 * HOUR))
    for at in every(HOUR, HOUR):
        probe.says(45.0, at)
    probe.calibration = Calibration(1.0, 3.0)
    assert probe.says(45.0, 2 * HOUR).fault is Fault.STUCK


def test_what_is_no_number_in_between_frees_no_stuck_probe() -> None:
    probe = Probe(limits=Limits(stuck=2 * HOUR))
    probe.says(45.0, MINUTE)
    probe.says(None, HOUR)
    assert probe.says(45.0, MINUTE + 2 * HOUR).fault is Fault.STUCK


@pytest.mark.parametrize(("pause", "fault"), [(24 * HOUR, Fault.STUCK), (25 * HOUR, None)])
def test_a_value_that_was_not_reported_for_long_is_not_stuck_by_then(pause: timedelta, fault: Fault | None) -> None:
    probe = Probe()
    for at in every(HOUR, 24 * HOUR):
        probe.says(45.0, at)
    assert probe.says(45.0, 24 * HOUR + pause).fault is fault


def test_a_clock_that_was_set_back_begins_the_time_it_is_stuck_anew() -> None:
    probe = Probe(limits=Limits(stuck=2 * HOUR))
    probe.says(45.0, HOUR)
    probe.says(45.0, timedelta())
    assert probe.says(45.0, 2 * HOUR - SECOND).fresh
    assert probe.says(45.0, 2 * HOUR).fault is Fault.STUCK


def test_a_probe_is_stuck_on_the_hubs_clock() -> None:
    probe = Probe(speed=60.0)
    assert [probe.says(45.0, minutes * MINUTE).fault for minutes in (0, 24, 47, 48)] == [None, None, None, Fault.STUCK]


# --- not moved by water -----------------------------------------------------------------------------


@pytest.mark.parametrize(("passed", "fault"), [(6 * HOUR - SECOND, None), (6 * HOUR, Fault.STUCK)])
def test_moisture_that_did_not_change_within_6_hours_of_a_watering_is_stuck(
    passed: timedelta, fault: Fault | None
) -> None:
    probe = Probe()
    probe.says(25.0, timedelta())
    assert probe.says(25.0, HOUR + passed, watered_at=NOW + HOUR).fault is fault


@pytest.mark.parametrize("measure", [measure for measure in Measure if measure is not Measure.MOISTURE])
def test_water_need_not_move_anything_but_moisture(measure: Measure) -> None:
    probe = Probe(measure)
    assert all(probe.says(25.0, at, watered_at=NOW + HOUR).fresh for at in every(HOUR, 12 * HOUR))


def test_moisture_that_moved_after_the_watering_is_not_stuck() -> None:
    probe = Probe()
    probe.says(25.0, timedelta())
    probe.says(25.4, HOUR + MINUTE, watered_at=NOW + HOUR)
    assert probe.says(25.4, 9 * HOUR, watered_at=NOW + HOUR).fresh


def test_a_report_from_before_or_soon_after_the_watering_says_nothing_of_it_however_late_it_is_looked_at() -> None:
    probe = Probe()
    for at in (timedelta(), 2 * HOUR):
        assert probe.says(25.0, at, seen=12 * HOUR, watered_at=NOW + HOUR).fresh


def test_soil_dries_on_the_hubs_clock_after_a_watering() -> None:
    probe = Probe(speed=60.0)
    probe.says(25.0, timedelta())
    assert probe.says(25.0, 7 * MINUTE, watered_at=NOW + MINUTE).fault is Fault.STUCK


# --- jumps ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [30.1, -30.1, 55.0, -39.0])
def test_a_jump_is_held_and_the_last_good_value_stays(jump: float) -> None:
    probe = Probe()
    probe.says(40.0, MINUTE)
    assert probe.says(40.0 + jump, 2 * MINUTE) == Reading(
        Measure.MOISTURE, 40.0, NOW + MINUTE, Source.CACHE, 0.0, Fault.JUMP
    )


@pytest.mark.parametrize("step", [30.0, -30.0, 0.0])
def test_a_step_of_30_points_is_no_jump(step: float) -> None:
    probe = Probe()
    probe.says(40.0, MINUTE)
    assert probe.says(40.0 + step, 2 * MINUTE).fresh


@pytest.mark.parametrize("second", [70.0, 80.0, 90.0])
def test_a_second_sample_that_agrees_makes_a_jump_the_new_level(second: float) -> None:
    probe = Probe()
    probe.says(40.0, MINUTE)
    probe.says(80.0, 2 * MINUTE)
    assert probe.says(second, 3 * MINUTE) == a_reading(second, NOW + 3 * MINUTE)
    assert probe.says(second, 4 * MINUTE).fresh


@pytest.mark.parametrize("second", [90.1, 100.0])
def test_a_second_sample_that_disagrees_is_held_in_its_turn(second: float) -> None:
    probe = Probe()
    probe.says(40.0, MINUTE)
    probe.says(80.0, 2 * MINUTE)
    assert probe.says(second, 3 * MINUTE).fault is Fault.JUMP
    assert probe.says(second, 4 * MINUTE).fresh


def test_the_same_sample_polled_again_is_no_second_one() -> None:
    probe = Probe()
    probe.says(40.0, MINUTE)
    assert [probe.says(80.0, 2 * MINUTE, seen=seen).fault for seen in every(MINUTE, HOUR)[2:]] == [Fault.JUMP] * 59
    assert probe.says(80.0, 2 * HOUR).fresh


def test_a_spike_is_forgotten_once_the_probe_makes_sense_again() -> None:
    probe = Probe()
    probe.says(40.0, MINUTE)
    probe.says(80.0, 2 * MINUTE)
    assert probe.says(41.0, 3 * MINUTE).fresh
    assert probe.says(80.0, 4 * MINUTE).fault is Fault.JUMP


@pytest.mark.parametrize("between", [None, nan, 150.0])
def test_nonsense_between_two_samples_that_agree_changes_nothing(between: float | None) -> None:
    probe = Probe()
    probe.says(40.0, MINUTE)
    probe.says(80.0, 2 * MINUTE)
    probe.says(between, 3 * MINUTE)
    assert probe.says(80.0, 4 * MINUTE).fresh


def test_a_rise_while_the_soil_is_wetted_is_no_jump() -> None:
    probe = Probe()
    probe.says(20.0, MINUTE)
    assert probe.says(80.0, 2 * MINUTE, wetting=True).fresh


def test_a_fall_while_the_soil_is_wetted_is_a_jump() -> None:
    probe = Probe()
    probe.says(80.0, MINUTE)
    assert probe.says(20.0, 2 * MINUTE, wetting=True).fault is Fault.JUMP


@pytest.mark.parametrize("measure", [measure for measure in Measure if measure is not Measure.MOISTURE])
def test_only_moisture_jumps(measure: Measure) -> None:
    probe = Probe(measure)
    probe.says(20.0, MINUTE)
    assert probe.says(80.0, 2 * MINUTE).fresh


def test_the_first_value_is_no_jump() -> None:
    assert Probe().says(95.0, MINUTE).fresh


@pytest.mark.parametrize(("passed", "fault"), [(DAY, Fault.JUMP), (DAY + SECOND, None)])
def test_a_value_too_old_to_be_kept_is_none_to_jump_from(passed: timedelta, fault: Fault | None) -> None:
    probe = Probe()
    probe.says(40.0, MINUTE)
    assert probe.says(80.0, MINUTE + passed).fault is fault


def test_a_value_taken_up_without_its_sample_can_be_jumped_from() -> None:
    assert Probe(trace=Trace(a_reading(40.0))).says(80.0, MINUTE).fault is Fault.JUMP


def test_a_new_calibration_is_no_jump_and_holds_with_the_next_sample() -> None:
    probe = Probe()
    probe.says(20.0, MINUTE)
    probe.calibration = Calibration(3.0, 0.0)
    assert probe.says(21.0, 2 * MINUTE) == a_reading(63.0, NOW + 2 * MINUTE)


def test_a_held_jump_agrees_by_the_calibration_of_now() -> None:
    probe = Probe()
    probe.says(20.0, MINUTE)
    probe.says(60.0, 2 * MINUTE)
    probe.calibration = Calibration(1.0, 30.0)
    assert probe.says(61.0, 3 * MINUTE).fresh


def test_what_a_jump_is_is_an_option() -> None:
    probe = Probe(limits=Limits(jump=5.0))
    probe.says(40.0, MINUTE)
    assert probe.says(45.1, 2 * MINUTE).fault is Fault.JUMP


def test_a_clock_that_was_set_back_costs_a_jump_one_more_sample() -> None:
    probe = Probe()
    probe.says(40.0, HOUR)
    probe.says(80.0, HOUR + MINUTE)
    assert probe.says(80.0, 2 * MINUTE).fault is Fault.JUMP
    assert probe.says(80.0, 3 * MINUTE).fresh


# --- counting ---------------------------------------------------------------------------------------


def test_every_quarantined_sample_counts_for_an_hour() -> None:
    probe = Probe()
    for at in every(MINUTE, 30 * MINUTE):
        probe.says(nan, at)
    assert [probe.doubts(at) for at in (30 * MINUTE, HOUR, 75 * MINUTE, 91 * MINUTE)] == [31, 31, 16, 0]


def test_the_same_sample_polled_again_counts_once() -> None:
    probe = Probe()
    for seen in every(MINUTE, 30 * MINUTE):
        probe.says(nan, timedelta(), seen=seen)
    assert (probe.doubts(30 * MINUTE), probe.trace.in_row) == (1, 1)


def test_quarantines_are_counted_on_the_hubs_clock() -> None:
    probe = Probe(speed=60.0)
    probe.says(nan, timedelta())
    assert [probe.doubts(at) for at in (MINUTE, MINUTE + SECOND)] == [1, 0]


def test_each_reason_to_doubt_counts_as_one_in_a_row_and_a_good_sample_ends_it() -> None:
    probe = Probe()
    probe.says(40.0, timedelta())
    counted = []
    for minute, value in enumerate([nan, 150.0, 80.0, None, 41.0, nan], start=1):
        probe.says(value, minute * MINUTE)
        counted.append(probe.trace.in_row)
    assert counted == [1, 2, 3, 4, 0, 1]


def test_a_probe_that_does_not_answer_neither_adds_to_a_row_nor_ends_it() -> None:
    probe = Probe()
    probe.says(nan, MINUTE)
    probe.is_silent(2 * MINUTE)
    probe.says(nan, 3 * MINUTE)
    assert probe.trace.in_row == 2


def test_a_probe_that_raves_is_not_remembered_without_end() -> None:
    probe = Probe()
    for at in every(SECOND, HOUR / 2):
        probe.says(nan, at)
    assert 20 < len(probe.trace.doubts) <= 100


# --- laws -------------------------------------------------------------------------------------------

VALUES = st.none() | st.floats() | st.floats(0, 100) | st.sampled_from([20.0, 45.0, 80.0])
GAPS = st.sampled_from([timedelta(), SECOND, MINUTE, HOUR, 13 * HOUR, 25 * HOUR, -HOUR])
STORIES = st.lists(st.tuples(GAPS, VALUES, st.booleans()), min_size=1, max_size=25)


def told(probe: Probe, story: list[tuple[timedelta, float | None, bool]]) -> list[tuple[Sample, bool, Reading]]:
    at, heard = timedelta(), []
    for gap, value, wetting in story:
        at += gap
        heard.append((Sample(value, NOW + at), wetting, probe.says(value, at, wetting=wetting)))
    return heard


@given(st.sampled_from(Measure), STORIES)
@LAW
def test_a_reading_is_the_newest_sample_or_the_last_good_one_and_says_which(
    measure: Measure, story: list[tuple[timedelta, float | None, bool]]
) -> None:
    good: Reading | None = None
    for sample, _, reading in told(Probe(measure), story):
        if reading.fresh:
            good = reading
            assert (reading.value, reading.at, reading.fault) == (sample.value, sample.at, None)
        else:
            assert (reading.quality, reading.source) == (0.0, Source.CACHE)
            assert reading.fault
            assert reading.value is None or (good and (reading.value, reading.at) == (good.value, good.at))


@given(st.sampled_from(Measure), STORIES)
@LAW
def test_looking_at_a_sample_twice_is_looking_at_it_once(
    measure: Measure, story: list[tuple[timedelta, float | None, bool]]
) -> None:
    probe, at = Probe(measure), timedelta()
    for gap, value, wetting in story:
        at += gap
        first, known = probe.says(value, at, wetting=wetting), probe.trace
        assert probe.says(value, at, wetting=wetting) == first
        assert probe.trace == known


@given(STORIES)
@LAW
def test_moisture_never_moves_far_on_the_word_of_one_sample(story: list[tuple[timedelta, float | None, bool]]) -> None:
    heard = told(Probe(), story)
    numbers = [sample for sample, _, reading in heard if reading.fault in (None, Fault.JUMP)]
    for before, now in pairwise([one for one in heard if one[2].fresh]):
        old, new = before[2].value, now[2].value
        assert old is not None and new is not None
        if abs(new - old) <= 30.0 or (now[1] and new > old) or abs(now[2].at - before[2].at) > DAY:
            continue
        agreeing = [s for s in numbers if s.at < now[2].at and s.value is not None and abs(s.value - new) <= 10.0]
        assert agreeing
