"""A clock that was set is noticed, and one that was set back is doubted until it is right, or for a day."""

from datetime import timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.timekeeper import Timekeeper

from ..resilience.conftest import Hands
from .conftest import LAW

SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=count) for count in (1, 60, 3_600, 86_400))
DAY_S = 86_400.0
WALKS = st.lists(st.tuples(st.integers(0, 7_200), st.integers(-7_200, 7_200)), max_size=20)


def a_watch() -> tuple[Hands, Timekeeper]:
    hands = Hands()
    return hands, Timekeeper(hands.clock)


def set_by(by: timedelta) -> tuple[Hands, Timekeeper]:
    """A clock that was set once."""
    hands, keeper = a_watch()
    hands.turn(10)
    hands.wall += by
    assert keeper.jumped() == by
    return hands, keeper


def test_time_that_passes_is_no_jump() -> None:
    hands, keeper = a_watch()
    for seconds in (0, 1, 60, 3_600, 86_400):
        hands.turn(seconds)
        assert keeper.jumped() == timedelta()
    assert not keeper.doubted


@pytest.mark.parametrize("sign", [1, -1])
def test_what_no_guardrail_could_feel_is_no_jump(sign: int) -> None:
    hands, keeper = a_watch()
    hands.wall += sign * 59 * SECOND
    assert keeper.jumped() == timedelta()
    hands.wall += sign * 60 * SECOND
    assert keeper.jumped() == sign * MINUTE


def test_a_jump_is_told_once() -> None:
    _, keeper = set_by(2 * HOUR)
    assert keeper.jumped() == timedelta()


def test_a_clock_set_ahead_is_not_doubted() -> None:
    assert not set_by(HOUR)[1].doubted


@pytest.mark.parametrize("by", [MINUTE, HOUR, 400 * DAY])
def test_a_clock_set_back_is_doubted(by: timedelta) -> None:
    assert set_by(-by)[1].doubted


def test_a_clock_that_is_set_right_again_is_trusted() -> None:
    hands, keeper = set_by(-HOUR)
    hands.wall += HOUR
    keeper.jumped()
    assert not keeper.doubted


def test_a_clock_that_is_set_half_right_is_still_doubted() -> None:
    hands, keeper = set_by(-HOUR)
    hands.wall += HOUR / 2
    keeper.jumped()
    assert keeper.doubted


def test_a_clock_that_is_set_back_is_doubted_however_far_it_ran_ahead() -> None:
    hands, keeper = set_by(-HOUR)
    hands.wall += 3 * HOUR
    keeper.jumped()
    hands.wall -= HOUR
    keeper.jumped()
    assert keeper.doubted


def test_a_doubt_lasts_a_day_of_true_seconds() -> None:
    hands, keeper = set_by(-HOUR)
    hands.turn(DAY_S - 1)
    assert keeper.doubted
    hands.turn(1)
    assert not keeper.doubted


def test_no_setting_of_the_clock_shortens_a_doubt_by_itself() -> None:
    hands, keeper = set_by(-HOUR)
    hands.turn(DAY_S - 10)
    hands.wall -= HOUR
    keeper.jumped()
    hands.turn(DAY_S - 1)
    assert keeper.doubted


def test_somebody_may_say_that_the_clock_is_right() -> None:
    _, keeper = set_by(-HOUR)
    keeper.trust()
    assert not keeper.doubted


def test_what_was_behind_is_forgotten_with_the_doubt() -> None:
    hands, keeper = set_by(-HOUR)
    keeper.trust()
    hands.wall -= 2 * MINUTE
    keeper.jumped()
    assert keeper.doubted
    hands.wall += 2 * MINUTE
    keeper.jumped()
    assert not keeper.doubted


@pytest.mark.parametrize(
    ("ahead", "doubted"), [(-DAY, False), (timedelta(), False), (MINUTE, False), (61 * SECOND, True), (DAY, True)]
)
def test_what_is_written_and_yet_to_come_casts_doubt(ahead: timedelta, doubted: bool) -> None:
    hands, keeper = a_watch()
    keeper.compare(hands.wall + ahead)
    assert keeper.doubted is doubted


def test_an_empty_ledger_casts_no_doubt() -> None:
    _, keeper = a_watch()
    keeper.compare(None)
    assert not keeper.doubted


def test_a_clock_that_was_found_behind_is_trusted_once_it_is_set_right() -> None:
    hands, keeper = a_watch()
    keeper.compare(hands.wall + HOUR)
    hands.wall += HOUR / 2
    keeper.jumped()
    assert keeper.doubted
    hands.wall += HOUR / 2
    keeper.jumped()
    assert not keeper.doubted


@given(WALKS)
@LAW
def test_whatever_is_done_to_a_clock_the_jumps_and_the_true_seconds_account_for_it(
    walk: list[tuple[int, int]],
) -> None:
    hands, keeper = a_watch()
    begin, told, left_out = hands.wall, timedelta(), timedelta()
    for passed, by in walk:
        hands.turn(passed)
        hands.wall += timedelta(seconds=by)
        jumped = keeper.jumped()
        told += jumped
        left_out += timedelta(seconds=by) - jumped
        assert jumped in {timedelta(), timedelta(seconds=by)}
    passed_s = timedelta(seconds=sum(passed for passed, _ in walk))
    assert hands.wall == begin + passed_s + told + left_out
    assert abs(left_out) < MINUTE * max(1, len(walk))


@given(WALKS)
@LAW
def test_no_clock_is_doubted_that_never_was_set_back(walk: list[tuple[int, int]]) -> None:
    hands, keeper = a_watch()
    for passed, by in walk:
        hands.turn(passed)
        hands.wall += timedelta(seconds=abs(by))
        keeper.jumped()
        assert not keeper.doubted
