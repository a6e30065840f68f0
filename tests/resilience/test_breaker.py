"""A device that fails again and again is left alone, tried once at a time, and trusted again."""

import asyncio
from datetime import timedelta

import pytest

from custom_components.plantos.resilience.breaker import (
    AGGRESSIVE,
    OUTLET,
    PROBE,
    PRODUCTION,
    PROFILES,
    Breaker,
    BreakerRecord,
    BreakerState,
    Profile,
)
from custom_components.plantos.resilience.errors import BreakerOpen, Refusal

from .conftest import NOW, Bench, Hands

CLOSED, OPEN, HALF_OPEN = BreakerState.CLOSED, BreakerState.OPEN, BreakerState.HALF_OPEN


def restored(record: BreakerRecord, hands: Hands, profile: Profile = PROBE) -> Bench:
    bench = Bench(profile, hands)
    bench.breaker.restore(record)
    return bench


@pytest.mark.parametrize(
    ("name", "failures", "successes", "open_s"),
    [
        ("probe", 3, 2, 30.0),
        ("outlet", 5, 2, 60.0),
        ("conservative", 10, 5, 120.0),
        ("production", 5, 2, 60.0),
        ("aggressive", 3, 1, 30.0),
    ],
)
def test_a_profile_opens_waits_and_closes_by_its_numbers(
    name: str, failures: int, successes: int, open_s: float
) -> None:
    bench = Bench(PROFILES[name])
    bench.fail(failures - 1)
    assert bench.breaker.state is CLOSED
    bench.fail()
    assert bench.breaker.state is OPEN
    bench.hands.turn(open_s - 0.5)
    with pytest.raises(BreakerOpen):
        bench.work()
    bench.hands.turn(0.5)
    bench.work(successes - 1)
    assert bench.breaker.state is not CLOSED
    bench.work()
    assert bench.breaker.state is CLOSED


def test_no_other_profile_is_to_be_chosen() -> None:
    assert set(PROFILES) == {"probe", "outlet", "conservative", "production", "aggressive"}


def test_a_success_ends_the_failures_in_a_row() -> None:
    bench = Bench(PROBE)
    bench.fail(2)
    bench.work()
    bench.fail(2)
    assert bench.breaker.state is CLOSED
    assert bench.breaker.failures_in_row == 2


def test_an_open_breaker_lets_nothing_through_and_says_for_how_long() -> None:
    bench = Bench(PROBE)
    bench.open()
    bench.hands.turn(10.0)
    with pytest.raises(BreakerOpen) as refused, bench.breaker.guard():
        pytest.fail("the hardware was touched")
    assert (refused.value.name, refused.value.seconds_left) == ("basil", 20.0)
    assert bench.breaker.seconds_left == 20.0


def test_a_breaker_that_is_not_open_has_no_seconds_left() -> None:
    bench = Bench(PROBE)
    assert bench.breaker.seconds_left == 0.0
    bench.open()
    bench.wait_out()
    bench.work()
    assert (bench.breaker.state, bench.breaker.seconds_left) == (HALF_OPEN, 0.0)


def test_an_open_breaker_is_half_open_when_its_trial_begins_not_sooner() -> None:
    bench = Bench(PROBE)
    bench.open()
    bench.hands.turn(3_600.0)
    assert bench.breaker.state is OPEN
    with bench.breaker.guard():
        assert bench.breaker.state is HALF_OPEN


def test_a_second_call_is_rejected_while_a_trial_is_on_its_way() -> None:
    bench = Bench(PROBE)
    bench.open()
    bench.wait_out()
    with bench.breaker.guard(), pytest.raises(BreakerOpen) as refused:
        bench.work()
    assert refused.value.seconds_left == 0.0
    bench.work()
    assert bench.breaker.state is CLOSED


def test_a_failed_trial_opens_for_the_whole_time_again() -> None:
    bench = Bench(PROBE)
    bench.open()
    bench.hands.turn(45.0)
    bench.work()
    bench.fail()
    assert (bench.breaker.state, bench.breaker.seconds_left) == (OPEN, 30.0)
    assert bench.breaker.opened_at == NOW + timedelta(seconds=45)


def test_trials_that_went_well_before_a_failed_one_count_no_more() -> None:
    bench = Bench(PROBE)
    bench.open()
    bench.wait_out()
    bench.work()
    bench.fail()
    bench.wait_out()
    bench.work()
    assert bench.breaker.state is HALF_OPEN


@pytest.mark.parametrize("end", [asyncio.CancelledError(), KeyboardInterrupt(), Refusal("not now")])
def test_a_trial_broken_off_or_refused_is_given_back_and_tells_nothing(end: BaseException) -> None:
    bench = Bench(PROBE)
    bench.open()
    bench.wait_out()
    with pytest.raises(type(end)), bench.breaker.guard():
        raise end
    assert (bench.breaker.state, bench.breaker.total_failures) == (HALF_OPEN, 3)
    bench.work(2)
    assert bench.breaker.state is CLOSED


@pytest.mark.parametrize("end", [asyncio.CancelledError(), Refusal("not now")])
def test_a_cancelled_or_refused_call_leaves_the_failures_in_a_row_as_they_are(end: BaseException) -> None:
    bench = Bench(PROBE)
    bench.fail(2)
    with pytest.raises(type(end)), bench.breaker.guard():
        raise end
    assert bench.breaker.failures_in_row == 2


@pytest.mark.parametrize("due", [False, True])
def test_a_call_that_may_be_no_trial_needs_a_closed_breaker(due: bool) -> None:
    bench = Bench(OUTLET)
    with bench.breaker.guard(trial=False):
        pass
    bench.open()
    if due:
        bench.wait_out()
    with pytest.raises(BreakerOpen), bench.breaker.guard(trial=False):
        pytest.fail("an outlet was opened for a trial")
    assert bench.breaker.state is OPEN


def test_a_call_that_may_be_no_trial_is_rejected_half_open() -> None:
    bench = Bench(OUTLET)
    bench.open()
    bench.wait_out()
    bench.work()
    with pytest.raises(BreakerOpen), bench.breaker.guard(trial=False):
        pytest.fail("an outlet was opened for a trial")
    bench.work()
    assert bench.breaker.state is CLOSED


def test_a_call_that_may_be_no_trial_counts_while_closed() -> None:
    bench = Bench(PROBE)
    for _ in range(3):
        with pytest.raises(OSError, match="no answer"), bench.breaker.guard(trial=False):
            raise OSError("no answer")
    assert bench.breaker.state is OPEN


@pytest.mark.parametrize("waited_out", [False, True])
def test_a_late_success_closes_nothing(waited_out: bool) -> None:
    bench = Bench(AGGRESSIVE)
    with bench.breaker.guard():
        bench.open()
        if waited_out:
            bench.wait_out()
    assert bench.breaker.state is OPEN
    assert bench.breaker.failures_in_row == 3


def test_a_late_success_is_no_trial_of_a_half_open_breaker() -> None:
    bench = Bench(PROBE)
    with bench.breaker.guard():
        bench.open()
        bench.wait_out()
        bench.work()
    assert bench.breaker.state is HALF_OPEN


def test_a_late_failure_is_counted_but_opens_nothing_anew() -> None:
    bench = Bench(PROBE)
    with bench.failing_late():
        bench.open()
        bench.hands.turn(20.0)
    assert bench.breaker.seconds_left == 10.0
    assert (bench.breaker.opened_count, bench.breaker.failures_in_row, bench.breaker.total_failures) == (1, 3, 4)
    assert bench.breaker.last_failure == "late"


def test_a_failure_from_before_the_breaker_opened_means_nothing_once_it_has_closed_again() -> None:
    bench = Bench(PROBE)
    with bench.failing_late():
        bench.open()
        bench.wait_out()
        bench.work(2)
    assert (bench.breaker.state, bench.breaker.failures_in_row) == (CLOSED, 0)


def test_a_trial_that_became_late_still_keeps_others_out_until_it_ends() -> None:
    bench = Bench(PROBE)
    bench.open()
    bench.wait_out()
    with bench.breaker.guard():
        bench.breaker.failed(OSError("the off command failed meanwhile"))
        bench.wait_out()
        with pytest.raises(BreakerOpen):
            bench.work()
    assert bench.breaker.state is OPEN
    bench.work(2)
    assert bench.breaker.state is CLOSED


def test_the_end_of_a_late_call_makes_no_room_for_a_second_trial() -> None:
    bench = Bench(PROBE)
    late = bench.breaker.guard()
    late.__enter__()
    bench.open()
    bench.wait_out()
    with bench.breaker.guard():
        late.__exit__(None, None, None)
        with pytest.raises(BreakerOpen):
            bench.work()


def test_a_listener_that_begins_a_trial_at_once_is_the_only_trial() -> None:
    hands = Hands()
    begun: list[BreakerState] = []

    def listen(breaker: Breaker) -> None:
        if breaker.state is HALF_OPEN:
            with breaker.guard():
                begun.append(breaker.state)
                with pytest.raises(BreakerOpen), breaker.guard():
                    pytest.fail("two trials at once")

    breaker = Breaker("basil", AGGRESSIVE, hands.clock, listen)
    for _ in range(3):
        breaker.failed(OSError())
    hands.turn(30.0)
    with breaker.guard():
        assert breaker.state is CLOSED
    assert begun == [HALF_OPEN]


def test_off_commands_that_bypass_an_open_breaker_change_nothing_before_its_time() -> None:
    bench = Bench(OUTLET)
    bench.open()
    bench.hands.turn(59.0)
    for _ in range(5):
        bench.breaker.succeeded()
    bench.breaker.failed(OSError("stuck"))
    assert (bench.breaker.state, bench.breaker.seconds_left) == (OPEN, 1.0)
    assert (bench.breaker.opened_count, bench.breaker.total_failures) == (1, 6)


def test_off_commands_are_the_trials_of_an_open_breaker_whose_time_has_passed() -> None:
    bench = Bench(OUTLET)
    bench.open()
    bench.wait_out()
    bench.breaker.succeeded()
    assert bench.breaker.state is HALF_OPEN
    bench.breaker.succeeded()
    assert bench.breaker.state is CLOSED
    assert bench.told == [OPEN, HALF_OPEN, CLOSED]


def test_an_off_command_that_fails_as_a_trial_opens_the_breaker_again() -> None:
    bench = Bench(OUTLET)
    bench.open()
    bench.wait_out()
    bench.breaker.failed(OSError("stuck"))
    assert (bench.breaker.state, bench.breaker.seconds_left, bench.breaker.opened_count) == (OPEN, 60.0, 2)


def test_off_commands_count_while_closed_like_any_call() -> None:
    bench = Bench(OUTLET)
    for _ in range(4):
        bench.breaker.failed(OSError("stuck"))
    bench.breaker.succeeded()
    assert bench.breaker.failures_in_row == 0
    for _ in range(5):
        bench.breaker.failed(OSError("stuck"))
    assert bench.breaker.state is OPEN


def test_successes_while_closed_are_no_trials_in_advance() -> None:
    bench = Bench(PROBE)
    bench.work(5)
    bench.open()
    bench.wait_out()
    bench.work()
    assert bench.breaker.state is HALF_OPEN


def test_everything_is_counted() -> None:
    bench = Bench(PROBE)
    bench.open()
    for _ in range(2):
        with pytest.raises(BreakerOpen):
            bench.work()
    bench.wait_out()
    bench.fail()
    assert bench.breaker.record() == BreakerRecord(
        state=OPEN,
        failures_in_row=4,
        total_failures=4,
        total_rejections=2,
        opened_count=2,
        last_failure="no answer",
        opened_at=NOW + timedelta(seconds=30),
    )


def test_a_failure_without_words_is_known_by_its_kind() -> None:
    bench = Bench(PROBE)
    bench.breaker.failed(TimeoutError())
    assert bench.breaker.last_failure == "TimeoutError"


def test_a_new_breaker_knows_of_nothing() -> None:
    assert Bench(PROBE).breaker.record() == BreakerRecord()


def test_reset_closes_and_forgets_the_row_but_not_the_counts() -> None:
    bench = Bench(PROBE)
    bench.open()
    bench.breaker.reset()
    bench.fail(2)
    assert (bench.breaker.state, bench.breaker.failures_in_row, bench.breaker.total_failures) == (CLOSED, 2, 5)
    bench.breaker.reset()
    bench.fail(2)
    assert bench.breaker.state is CLOSED


def test_a_trial_that_fails_after_a_reset_is_late() -> None:
    bench = Bench(PROBE)
    bench.open()
    bench.wait_out()
    with bench.failing_late():
        bench.breaker.reset()
    assert (bench.breaker.state, bench.breaker.failures_in_row) == (CLOSED, 0)


def test_every_change_is_told_once() -> None:
    bench = Bench(PROBE)
    bench.breaker.reset()
    bench.work()
    bench.open()
    with pytest.raises(BreakerOpen):
        bench.work()
    bench.wait_out()
    bench.fail()
    bench.wait_out()
    bench.work(3)
    bench.open()
    bench.breaker.reset()
    bench.breaker.reset()
    assert bench.told == [OPEN, HALF_OPEN, OPEN, HALF_OPEN, CLOSED, OPEN, CLOSED]


def test_what_is_told_is_complete_already() -> None:
    hands = Hands()
    records: list[BreakerRecord] = []
    breaker = Breaker("basil", PROBE, hands.clock, lambda it: records.append(it.record()))
    for _ in range(3):
        breaker.failed(OSError("no answer"))
    assert records == [breaker.record()]
    assert records[0].opened_at == NOW


@pytest.mark.parametrize("state", list(BreakerState))
def test_a_breaker_comes_back_as_it_was_stored(state: BreakerState) -> None:
    record = BreakerRecord(
        state=state,
        failures_in_row=2,
        total_failures=9,
        total_rejections=4,
        opened_count=1,
        last_failure="no answer",
        opened_at=NOW - timedelta(minutes=1),
    )
    bench = restored(record, Hands())
    assert bench.breaker.record() == record
    assert bench.told == []


@pytest.mark.parametrize(("away", "left"), [(0.0, 30.0), (12.0, 18.0), (30.0, 0.0), (86_400.0, 0.0)])
def test_a_restored_breaker_stays_open_for_what_is_left_by_the_wall_clock(away: float, left: float) -> None:
    before = Bench(PROBE)
    before.open()
    hands = Hands()
    hands.wall = NOW + timedelta(seconds=away)
    hands.monotonic = 3.0
    after = restored(before.breaker.record(), hands)
    assert (after.breaker.state, after.breaker.seconds_left) == (OPEN, left)


def test_a_wall_clock_set_back_keeps_no_breaker_open_for_longer_than_its_time() -> None:
    before = Bench(PROBE)
    before.open()
    hands = Hands()
    hands.wall = NOW - timedelta(days=400)
    after = restored(before.breaker.record(), hands)
    assert after.breaker.seconds_left == 30.0
    assert after.breaker.opened_at == hands.wall


def test_a_wall_clock_that_jumps_while_a_breaker_is_open_moves_nothing() -> None:
    bench = Bench(PROBE)
    bench.open()
    bench.hands.wall += timedelta(days=400)
    assert bench.breaker.seconds_left == 30.0


def test_an_open_breaker_without_an_opening_stays_open_for_its_whole_time() -> None:
    assert restored(BreakerRecord(state=OPEN), Hands()).breaker.seconds_left == 30.0


def test_a_half_open_breaker_begins_its_trials_anew_after_a_restart() -> None:
    before = Bench(PROBE)
    before.open()
    before.wait_out()
    before.work()
    after = restored(before.breaker.record(), before.hands)
    after.work()
    assert after.breaker.state is HALF_OPEN
    after.work()
    assert after.breaker.state is CLOSED


def test_what_worked_before_a_breaker_was_restored_is_no_trial() -> None:
    bench = Bench(PROBE)
    bench.work(5)
    bench.breaker.restore(BreakerRecord(state=HALF_OPEN, opened_at=NOW))
    bench.work()
    assert bench.breaker.state is HALF_OPEN


def test_a_row_of_failures_goes_on_after_a_restart() -> None:
    before = Bench(PROBE)
    before.fail(2)
    after = restored(before.breaker.record(), before.hands)
    after.fail()
    assert after.breaker.state is OPEN


def test_a_call_from_before_a_restore_is_late() -> None:
    bench = Bench(PROBE)
    with bench.failing_late():
        bench.breaker.restore(BreakerRecord(failures_in_row=2))
    assert bench.breaker.state is CLOSED


def test_a_breaker_follows_its_profile_when_that_is_changed() -> None:
    bench = Bench(PRODUCTION)
    bench.open()
    bench.breaker.profile = AGGRESSIVE
    assert bench.breaker.seconds_left == 30.0
