"""A flow meter, however coarse or rare, is read for what it can know and never for more."""

from datetime import timedelta
from itertools import pairwise
from math import inf, nan

from homeassistant.const import UnitOfVolume, UnitOfVolumeFlowRate
from homeassistant.util.unit_conversion import VolumeConverter, VolumeFlowRateConverter
from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.flow import (
    RATE_UNITS,
    VOLUME_UNITS,
    Flowing,
    FlowLimits,
    FlowTrace,
    MeterSample,
    verdict,
)

from .conftest import LAW, NOW

type Series = list[tuple[float, float]]


def a_sample(seconds: float, value: float, unit: str = "mL") -> MeterSample:
    """What a meter says some seconds after NOW."""
    return MeterSample(value, unit, NOW + timedelta(seconds=seconds))


def followed(trace: FlowTrace, series: Series, unit: str = "mL") -> FlowTrace:
    for seconds, value in series:
        trace = trace.advanced(a_sample(seconds, value, unit))
    return trace


def opened(series: Series, unit: str = "mL", *, resolution: float = 1.0, cadence: float = 1.0) -> FlowTrace:
    """A meter that is known well, on which an outlet opens at NOW; it stands at 0 before."""
    known = FlowTrace(resolution_ml=resolution, gaps_s=(cadence,) * 9, newest=a_sample(-1.0, 0.0, unit))
    return followed(known.opened(NOW), series, unit)


def steady(until: int, ml_s: float = 10.0, every: int = 1) -> Series:
    """A total that grows evenly from the opening on."""
    return [(float(second), second * ml_s) for second in range(0, until + 1, every)]


def closed_after(trace: FlowTrace, seconds: float) -> FlowTrace:
    return trace.closed(NOW + timedelta(seconds=seconds))


# --- units ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", UnitOfVolume)
def test_every_unit_of_volume_is_known_in_ml(unit: UnitOfVolume) -> None:
    in_ml = VolumeConverter.convert(1.0, unit, UnitOfVolume.MILLILITERS)
    assert VOLUME_UNITS[unit.value] == pytest.approx(in_ml)
    assert not a_sample(0.0, 1.0, unit.value).is_rate


@pytest.mark.parametrize("unit", UnitOfVolumeFlowRate)
def test_every_unit_of_flow_is_known_in_ml_per_second(unit: UnitOfVolumeFlowRate) -> None:
    in_ml_s = VolumeFlowRateConverter.convert(1.0, unit, UnitOfVolumeFlowRate.MILLILITERS_PER_SECOND)
    assert RATE_UNITS[unit.value] == pytest.approx(in_ml_s)
    assert a_sample(0.0, 1.0, unit.value).is_rate


def test_no_unit_is_both_a_total_and_a_rate() -> None:
    assert not VOLUME_UNITS.keys() & RATE_UNITS.keys()


@pytest.mark.parametrize("unit", ["", "l", "L/min ", "lpm", "%", "m3", "L/day"])
def test_an_unknown_unit_is_an_error(unit: str) -> None:
    with pytest.raises(ValueError, match="unit"):
        a_sample(0.0, 1.0, unit)


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_what_is_no_number_is_an_error(value: float) -> None:
    with pytest.raises(ValueError, match="say"):
        a_sample(0.0, value)


@pytest.mark.parametrize(("first", "second"), [("L", "L/min"), ("L/min", "L")])
def test_a_total_is_never_read_as_a_rate_nor_a_rate_as_a_total(first: str, second: str) -> None:
    with pytest.raises(ValueError, match="go on"):
        FlowTrace().advanced(a_sample(0.0, 1.0, first)).advanced(a_sample(1.0, 2.0, second))


# --- totals -----------------------------------------------------------------------------------------


def test_a_total_counts_from_its_first_value_on() -> None:
    assert followed(FlowTrace(), [(0.0, 500.0)]).total_ml == 0.0
    assert followed(FlowTrace(), [(0.0, 500.0), (1.0, 510.0), (2.0, 530.0)]).total_ml == pytest.approx(30.0)


def test_an_opening_counts_from_the_value_before_it() -> None:
    before = followed(FlowTrace(), [(-20.0, 400.0), (-10.0, 500.0)])
    assert followed(before.opened(NOW), [(280.0, 650.0)]).total_ml == pytest.approx(150.0)


def test_the_unit_of_a_total_may_change_in_between() -> None:
    trace = FlowTrace().advanced(a_sample(0.0, 1.0, "L")).advanced(a_sample(1.0, 1_050.0, "mL"))
    assert trace.total_ml == pytest.approx(50.0)


def test_the_same_sample_polled_again_changes_nothing() -> None:
    trace = followed(FlowTrace(), [(0.0, 500.0), (1.0, 510.0)])
    assert trace.advanced(a_sample(1.0, 510.0)) == trace


def test_a_meter_that_was_reset_to_0_goes_on_counting() -> None:
    trace = followed(FlowTrace(), [(0.0, 500.0), (1.0, 510.0), (2.0, 0.0), (3.0, 10.0)])
    assert trace.total_ml == pytest.approx(20.0)


@pytest.mark.parametrize(("lower", "counted"), [(0.0, 0.0), (49.0, 49.0), (50.0, 0.0), (499.0, 0.0)])
def test_a_value_that_fell_counts_only_as_what_came_since_a_reset(lower: float, counted: float) -> None:
    trace = followed(FlowTrace(), [(0.0, 500.0), (1.0, lower)])
    assert trace.total_ml == counted
    assert followed(trace, [(2.0, lower + 7.0)]).total_ml == pytest.approx(counted + 7.0)


def test_a_total_counts_across_a_clock_that_was_set_back() -> None:
    assert followed(FlowTrace(), [(0.0, 500.0), (-3_600.0, 520.0)]).total_ml == pytest.approx(20.0)


TOTALS = st.lists(st.tuples(st.floats(-100, 400), st.floats(-1e6, 1e9)), max_size=25)
STEPS = st.lists(st.floats(0, 1e4), min_size=1, max_size=8)


@given(TOTALS, st.sampled_from([*VOLUME_UNITS, *RATE_UNITS]))
@LAW
def test_what_was_counted_never_falls(series: Series, unit: str) -> None:
    trace, seconds = FlowTrace().opened(NOW), 0.0
    for gap, value in series:
        seconds += gap
        after = trace.advanced(a_sample(seconds, value, unit))
        assert after.total_ml >= trace.total_ml
        assert after.total_ml >= after.late_ml >= trace.late_ml
        trace = after


@given(st.lists(STEPS, min_size=1, max_size=6))
@LAW
def test_no_reset_loses_water(lives: list[list[float]]) -> None:
    # Each life of the meter begins at 0, and its steps are all seen.
    trace, second = FlowTrace(), 0
    for steps in lives:
        value = 0.0
        trace = trace.advanced(a_sample(second, value))
        for step in steps:
            second, value = second + 1, value + step
            trace = trace.advanced(a_sample(second, value))
        second += 1
    assert trace.total_ml == pytest.approx(sum(map(sum, lives)))


@given(TOTALS, st.sampled_from(list(VOLUME_UNITS)))
@LAW
def test_the_unit_of_a_total_makes_no_difference(series: Series, unit: str) -> None:
    # Sorted, so that rounding makes no reset of two equal values.
    values = sorted(value for _, value in series)
    in_ml = [(float(second), value) for second, value in enumerate(values)]
    in_unit = [(second, value / VOLUME_UNITS[unit]) for second, value in in_ml]
    assert followed(FlowTrace(), in_unit, unit).total_ml == pytest.approx(
        followed(FlowTrace(), in_ml).total_ml, abs=1e-3
    )


# --- rates ------------------------------------------------------------------------------------------


def test_a_rate_holds_until_the_next_one() -> None:
    trace = followed(FlowTrace(), [(0.0, 0.0), (60.0, 6.0), (70.0, 12.0), (75.0, 0.0), (500.0, 0.0)], "L/min")
    assert trace.total_ml == pytest.approx(10 * 100 + 5 * 200)


def test_a_rate_from_before_the_opening_counts_from_the_opening() -> None:
    before = followed(FlowTrace(), [(-600.0, 10.0)], "mL/s")
    assert followed(before.opened(NOW), [(3.0, 0.0)], "mL/s").total_ml == pytest.approx(30.0)


def test_a_rate_that_does_not_change_goes_on_delivering() -> None:
    trace = opened([(2.0, 10.0)], "mL/s")
    assert [trace.delivered_ml(second) for second in (2.0, 7.0, 12.0)] == pytest.approx([0.0, 50.0, 100.0])


def test_a_total_that_does_not_change_delivers_nothing_more() -> None:
    trace = opened(steady(5))
    assert trace.delivered_ml(60.0) == trace.total_ml == 50.0


def test_a_rate_is_believed_past_the_close_only_as_long_as_the_next_one_usually_takes() -> None:
    trace = closed_after(opened([(0.0, 10.0)], "mL/s", cadence=4.0), 20.0)
    assert trace.delivered_ml(20.0) == pytest.approx(200.0)
    assert followed(trace, [(8 * 3_600.0, 0.0)], "mL/s").total_ml == pytest.approx(240.0)


def test_a_meter_that_tells_a_minutes_mean_is_counted_in_full() -> None:
    # 30 s of 10 ml/s, told as means of the minute before.
    trace = closed_after(opened([], "mL/s", cadence=60.0), 30.0)
    assert followed(trace, [(50.0, 5.0), (110.0, 0.0)], "mL/s").total_ml == pytest.approx(300.0)


def test_a_negative_rate_is_no_flow() -> None:
    trace = opened([(0.0, -10.0), (10.0, -10.0)], "mL/s")
    assert (trace.total_ml, trace.flowing_at) == (0.0, None)


RATES = st.lists(st.tuples(st.floats(0, 400), st.floats(0, 1e3)), min_size=1, max_size=25)


@given(RATES, st.sampled_from(list(RATE_UNITS)))
@LAW
def test_the_unit_of_a_rate_makes_no_difference(series: Series, unit: str) -> None:
    in_unit = [(second, value / RATE_UNITS[unit]) for second, value in series]
    expected = followed(FlowTrace(), series, "mL/s").total_ml
    assert followed(FlowTrace(), in_unit, unit).total_ml == pytest.approx(expected)


@given(RATES)
@LAW
def test_a_rate_is_added_up_as_one_would_by_hand(series: Series) -> None:
    instants = sorted({round(second, 3): value for second, value in series}.items())
    by_hand = sum((end - start) * value for (start, value), (end, _) in pairwise(instants))
    assert followed(FlowTrace(), instants, "mL/s").total_ml == pytest.approx(by_hand)


# --- what is known of the meter ---------------------------------------------------------------------


def test_a_meters_resolution_is_its_smallest_step() -> None:
    trace = followed(FlowTrace(), [(0.0, 500.0), (1.0, 500.0)])
    assert trace.resolution_ml is None
    assert followed(trace, [(2.0, 510.0), (3.0, 515.0), (4.0, 525.0), (5.0, 0.0)]).resolution_ml == pytest.approx(5.0)


def test_a_rate_has_no_steps_once_it_has_shown_flow() -> None:
    assert followed(FlowTrace(), [(0.0, 0.0)], "L/min").resolution_ml is None
    assert followed(FlowTrace(), [(0.0, 0.0), (1.0, 6.0)], "L/min").resolution_ml == 0.0


@pytest.mark.parametrize(("unit", "resolution"), [("mL", 0.5), ("mL/s", 0.0)])
def test_a_trickle_is_flow(unit: str, resolution: float) -> None:
    trace = followed(FlowTrace(), [(0.0, 0.0), (1.0, 0.5)], unit)
    assert (trace.flowing_at, trace.resolution_ml) == (NOW + timedelta(seconds=1), resolution)


def test_a_meters_cadence_is_the_usual_time_between_its_samples() -> None:
    assert followed(FlowTrace(), [(0.0, 0.0), (10.0, 1.0), (20.0, 2.0), (95.0, 3.0)]).cadence_s == 10.0


def test_a_sample_polled_again_is_no_faster_meter() -> None:
    idle, busy = [(0.0, 0.0)] * 4, [(10.0, 1.0)] * 4
    assert followed(FlowTrace(), [*idle, *busy, (20.0, 2.0)]).cadence_s == 10.0


@pytest.mark.parametrize(("every", "cadence"), [(1, 60.0), (300, 300.0)])
def test_a_meter_that_never_showed_flow_is_taken_for_a_slow_one(every: int, cadence: float) -> None:
    assert FlowTrace().cadence_s == 60.0
    assert followed(FlowTrace(), [(second * every, 0.0) for second in range(9)]).cadence_s == cadence


def test_a_meter_that_reports_rarely_while_idle_is_as_fast_as_under_flow() -> None:
    busy = followed(FlowTrace(), steady(20))
    idle = followed(busy, [(3_600.0 * hour, 200.0) for hour in range(1, 12)])
    assert idle.cadence_s == 1.0


def test_what_is_known_of_a_meter_outlives_the_run_and_the_count_does_not() -> None:
    trace = closed_after(opened(steady(20), resolution=5.0), 20.0)
    again = trace.opened(NOW + timedelta(seconds=60))
    assert (again.resolution_ml, again.cadence_s, again.newest) == (trace.resolution_ml, 1.0, trace.newest)
    assert (again.total_ml, again.late_ml, again.flowing_at, again.closed_at) == (0.0, 0.0, None, None)


def test_a_trace_remembers_only_the_newest_of_a_meters_gaps() -> None:
    assert len(followed(FlowTrace(), steady(200)).gaps_s) < 20


# --- verdicts ---------------------------------------------------------------------------------------


def test_water_that_flows_as_it_should_is_ok() -> None:
    for second in range(1, 20):
        assert verdict(opened(steady(second)), second, 10.0, 200.0) is Flowing.OK


@pytest.mark.parametrize(("target", "said"), [(100.1, Flowing.OK), (100.0, Flowing.REACHED), (40.0, Flowing.REACHED)])
def test_a_run_has_reached_its_volume_once_the_meter_says_so(target: float, said: Flowing) -> None:
    assert verdict(opened(steady(10)), 10.0, 10.0, target) is said


def test_a_run_reaches_its_volume_by_a_rate_that_does_not_change() -> None:
    trace = opened([(0.0, 10.0)], "mL/s")
    assert [verdict(trace, second, 10.0, 100.0) for second in (9.9, 10.0)] == [Flowing.OK, Flowing.REACHED]


def test_a_meter_that_was_reset_still_reaches_the_volume() -> None:
    trace = opened([(5.0, 50.0), (6.0, 0.0), (10.0, 40.0), (11.0, 50.0)])
    assert verdict(trace, 11.0, 10.0, 100.0) is Flowing.REACHED


@pytest.mark.parametrize(("seconds", "said"), [(10.0, Flowing.OK), (10.1, Flowing.NO_FLOW)])
def test_nothing_for_ten_seconds_is_no_flow(seconds: float, said: Flowing) -> None:
    assert verdict(opened([(9.0, 0.0)]), seconds, 10.0, 500.0) is said


@pytest.mark.parametrize(("seconds", "said"), [(15.0, Flowing.OK), (15.1, Flowing.NO_FLOW)])
def test_flow_that_ceases_in_mid_run_is_no_flow(seconds: float, said: Flowing) -> None:
    assert verdict(opened([*steady(5), (14.0, 50.0)]), seconds, 10.0, 500.0) is said


def test_how_long_flow_may_be_missing_is_an_option() -> None:
    assert verdict(opened([]), 29.0, 10.0, 500.0, FlowLimits(no_flow_s=30.0)) is Flowing.OK
    assert verdict(opened([]), 31.0, 10.0, 500.0, FlowLimits(no_flow_s=30.0)) is Flowing.NO_FLOW


@pytest.mark.parametrize(("seconds", "said"), [(202.0, Flowing.OK), (202.1, Flowing.NO_FLOW)])
def test_a_coarse_meter_is_given_time_for_two_of_its_steps(seconds: float, said: Flowing) -> None:
    assert verdict(opened([], resolution=1_000.0), seconds, 10.0, 5_000.0) is said


@pytest.mark.parametrize(("seconds", "said"), [(600.2, Flowing.OK), (600.3, Flowing.NO_FLOW)])
def test_a_meter_that_reports_every_five_minutes_is_given_two_reports(seconds: float, said: Flowing) -> None:
    assert verdict(opened([], cadence=300.0), seconds, 10.0, 50_000.0) is said


@pytest.mark.parametrize(("seconds", "said"), [(120.0, Flowing.OK), (121.0, Flowing.NO_FLOW)])
def test_a_meter_of_which_nothing_is_known_is_given_two_minutes(seconds: float, said: Flowing) -> None:
    trace = FlowTrace().opened(NOW)
    for at in (1.0, 60.0, seconds):
        trace = trace.advanced(MeterSample(0.0, "mL", NOW + timedelta(seconds=at)))
    assert verdict(trace, seconds, 10.0, 5_000.0) is said


def test_a_meter_of_which_nothing_is_known_and_that_says_nothing_may_only_be_slow() -> None:
    assert verdict(FlowTrace().opened(NOW), 3_600.0, 10.0, 50_000.0) is Flowing.OK


@pytest.mark.parametrize(("rate", "said"), [(10.0, Flowing.OK), (0.5, Flowing.OK), (0.0, Flowing.NO_FLOW)])
def test_a_rate_that_does_not_change_is_flow_as_long_as_it_is_not_0(rate: float, said: Flowing) -> None:
    assert verdict(opened([(0.0, 10.0), (2.0, rate)], "mL/s"), 60.0, 10.0, 5_000.0) is said


@pytest.mark.parametrize(("total", "said"), [(222.0, Flowing.OK), (222.1, Flowing.OVER_FLOW)])
def test_far_more_than_the_outlet_can_give_is_over_flow(total: float, said: Flowing) -> None:
    # Twice 100 ml, two steps of the meter and 20 ml.
    assert verdict(opened([(10.0, total)]), 10.0, 10.0, 500.0) is said


@pytest.mark.parametrize(("steps", "said"), [(2, Flowing.OK), (3, Flowing.OVER_FLOW)])
def test_the_step_of_a_coarse_meter_is_no_over_flow(steps: int, said: Flowing) -> None:
    trace = opened([(second, second * 1_000.0) for second in range(1, steps + 1)], resolution=1_000.0)
    assert verdict(trace, 10.0, 10.0, 10_000.0) is said


def test_over_flow_is_told_though_the_volume_is_reached() -> None:
    assert verdict(opened([(10.0, 900.0)]), 10.0, 10.0, 100.0) is Flowing.OVER_FLOW


def test_one_late_sample_of_a_rate_is_no_over_flow() -> None:
    trace = closed_after(opened([(9.0, 10.0)], "mL/s", cadence=60.0), 10.0)
    assert verdict(followed(trace, [(69.0, 0.0)], "mL/s"), 10.0, 10.0, 100.0) is Flowing.OK


def test_a_burst_pipe_is_over_flow_by_a_rate() -> None:
    assert verdict(opened([(0.0, 100.0)], "mL/s"), 5.0, 10.0, 5_000.0) is Flowing.OVER_FLOW


def test_a_closed_outlet_is_neither_missing_flow_nor_reaching_anything() -> None:
    trace = closed_after(opened(steady(10)), 10.0)
    assert verdict(trace, 10.0, 10.0, 100.0) is Flowing.OK
    assert verdict(closed_after(opened([]), 60.0), 60.0, 10.0, 100.0) is Flowing.OK


def after_close(second: float, ml: float) -> FlowTrace:
    """A closed run of 100 ml in 10 s, of which the meter tells at the close and once more later."""
    trace = closed_after(opened(steady(10)), 10.0)
    return followed(trace, [(second, 100.0 + ml)])


@pytest.mark.parametrize(("ml", "said"), [(20.0, Flowing.OK), (20.1, Flowing.AFTER_CLOSE)])
def test_water_that_flows_through_a_closed_outlet_is_told(ml: float, said: Flowing) -> None:
    assert verdict(after_close(30.0, ml), 10.0, 10.0, 100.0) is said


@pytest.mark.parametrize(("second", "said"), [(21.0, Flowing.OK), (21.1, Flowing.AFTER_CLOSE)])
def test_a_hose_may_empty_itself_for_ten_seconds_and_one_report(second: float, said: Flowing) -> None:
    assert verdict(after_close(second, 50.0), 10.0, 10.0, 100.0) is said


def test_a_late_step_of_a_coarse_meter_is_no_leak() -> None:
    trace = closed_after(opened([(10.0, 0.0)], resolution=1_000.0), 10.0)
    assert verdict(followed(trace, [(60.0, 1_000.0), (90.0, 2_000.0)]), 10.0, 10.0, 100.0) is Flowing.OK
    assert verdict(followed(trace, [(60.0, 1_000.0), (90.0, 3_000.0)]), 10.0, 10.0, 100.0) is Flowing.AFTER_CLOSE


def test_a_rare_report_of_what_flowed_before_the_close_is_no_leak() -> None:
    trace = closed_after(opened([], cadence=5.0), 10.0)
    late = followed(trace, [(600.0, 100.0)])
    assert (late.total_ml, late.late_ml) == (100.0, 0.0)
    assert verdict(late, 10.0, 10.0, 100.0) is Flowing.OK


@pytest.mark.parametrize(("next_rate", "said"), [(0.0, Flowing.OK), (10.0, Flowing.AFTER_CLOSE)])
def test_a_rate_tells_of_a_leak_once_two_samples_agree(next_rate: float, said: Flowing) -> None:
    trace = closed_after(opened([(0.0, 10.0)], "mL/s", cadence=5.0), 10.0)
    assert verdict(followed(trace, [(12.0, 10.0), (40.0, next_rate)], "mL/s"), 10.0, 10.0, 100.0) is said


def test_what_leaks_is_counted_with_the_rest() -> None:
    trace = after_close(30.0, 50.0)
    assert (trace.total_ml, trace.late_ml) == (150.0, 50.0)


@given(st.floats(0.5, 100), st.floats(0.6, 1.6), st.sampled_from([1.0, 2.0, 5.0, 10.0, 30.0]), st.floats(0.1, 50))
@LAW
def test_no_meter_finds_fault_with_an_outlet_that_gives_what_it_should(
    expected: float, share: float, cadence: float, resolution: float
) -> None:
    # A total that counts whole steps only and reports at its own pace.
    known = FlowTrace(resolution_ml=resolution, gaps_s=(cadence,), newest=a_sample(0.0, 0.0))
    trace, second = known.opened(NOW), 0.0
    while second < 300.0:
        second += 1.0
        told = second // cadence * cadence
        steps = expected * share * told // resolution
        trace = trace.advanced(a_sample(told, steps * resolution))
        assert verdict(trace, second, expected, inf) is Flowing.OK
