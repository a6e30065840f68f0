"""Means over equal stretches of time are what one would reckon by hand."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.trend import Means

from .conftest import HOUR, LAW, MINUTE, NOW

WIDTHS = st.sampled_from([1.0, 10.0, 600.0, 3_600.0, 600.0 / 1_440.0, 3_600.0 / 7.0])
ROWS = st.lists(st.tuples(st.floats(0, 7_200), st.floats(-40, 200_000)), max_size=80)


def by_hand(rows: list[tuple[datetime, float]], width: float) -> dict[float, float]:
    """Each stretch's values added up and divided by their number, oldest first."""
    stretches: defaultdict[float, list[float]] = defaultdict(list)
    for at, value in rows:
        stretches[at.timestamp() // width].append(value)
    return {number: sum(values) / len(values) for number, values in sorted(stretches.items())}


def in_order(gaps: list[tuple[float, float]]) -> list[tuple[datetime, float]]:
    at, rows = NOW, []
    for gap, value in gaps:
        at += timedelta(seconds=gap)
        rows.append((at, value))
    return rows


def filled(rows: list[tuple[datetime, float]], width: float, keep: int = 1_000) -> Means:
    means = Means(width, keep)
    for at, value in rows:
        means.add(at, value)
    return means


@given(ROWS, WIDTHS)
@LAW
def test_means_are_what_one_reckons_by_hand(gaps: list[tuple[float, float]], width: float) -> None:
    rows = in_order(gaps)
    assert filled(rows, width).values() == pytest.approx(list(by_hand(rows, width).values()), rel=1e-9, abs=1e-6)


@given(ROWS, WIDTHS, st.integers(1, 20))
@LAW
def test_only_the_newest_stretches_are_kept(gaps: list[tuple[float, float]], width: float, keep: int) -> None:
    rows = in_order(gaps)
    wanted = list(by_hand(rows, width).values())[-keep:]
    assert filled(rows, width, keep).values() == pytest.approx(wanted, rel=1e-9, abs=1e-6)


@given(ROWS, WIDTHS)
@LAW
def test_each_point_stands_in_the_middle_of_its_stretch(gaps: list[tuple[float, float]], width: float) -> None:
    rows = in_order(gaps)
    middles = [at.timestamp() for at, _ in filled(rows, width).points(None)]
    assert middles == pytest.approx([(number + 0.5) * width for number in by_hand(rows, width)], abs=1e-3)


@given(ROWS, WIDTHS)
@LAW
def test_means_taken_up_from_the_ledger_go_on_as_if_never_interrupted(
    gaps: list[tuple[float, float]], width: float
) -> None:
    rows = in_order(gaps)
    half = len(rows) // 2
    counts: defaultdict[float, int] = defaultdict(int)
    for at, _ in rows[:half]:
        counts[at.timestamp() // width] += 1
    means = Means(width, 1_000)
    means.load((int(number), mean, counts[number]) for number, mean in by_hand(rows[:half], width).items())
    for at, value in rows[half:]:
        means.add(at, value)
    assert means.values() == pytest.approx(filled(rows, width).values(), rel=1e-9, abs=1e-6)


def test_a_mean_counts_as_often_as_the_values_it_stands_for() -> None:
    means = Means(3_600.0, 10)
    means.add(NOW, 40.0, 3)
    means.add(NOW + MINUTE, 60.0)
    assert means.values() == [45.0]


def test_a_new_stretch_begins_on_the_hour() -> None:
    means = filled([(NOW, 10.0), (NOW + 59 * MINUTE, 20.0), (NOW + HOUR, 30.0)], 3_600.0)
    assert means.values() == [15.0, 30.0]


def test_nothing_counted_is_nothing_known() -> None:
    means = Means(3_600.0, 10)
    assert (means.values(), means.points(None)) == ([], [])


def test_points_begin_with_the_first_whole_stretch_after_an_instant() -> None:
    means = filled([(NOW + HOUR * number, float(number)) for number in range(4)], 3_600.0)
    assert [value for _, value in means.points(NOW + HOUR)] == [1.0, 2.0, 3.0]
    assert [value for _, value in means.points(NOW + HOUR + MINUTE)] == [2.0, 3.0]
    assert means.points(NOW + 4 * HOUR) == []


def test_points_are_in_utc() -> None:
    [(at, _)] = filled([(NOW, 1.0)], 3_600.0).points(None)
    assert at == NOW + 30 * MINUTE
    assert at.tzinfo is UTC


def test_the_mean_of_many_values_counts_as_often_as_they_were_beside_one() -> None:
    means = Means(3_600.0, 10)
    means.add(NOW, 60.0)
    means.add(NOW + MINUTE, 40.0, 3)
    assert means.values() == [45.0]


@given(ROWS, WIDTHS)
@LAW
def test_each_mean_is_as_old_as_the_middle_of_its_stretch(gaps: list[tuple[float, float]], width: float) -> None:
    rows = in_order(gaps)
    now = rows[-1][0] if rows else NOW
    aged = filled(rows, width).aged(now)
    stretches = by_hand(rows, width)
    middles = [(now.timestamp() - (number + 0.5) * width) / width for number in stretches]
    assert [age for age, _ in aged] == pytest.approx(middles, abs=1e-3)
    assert [mean for _, mean in aged] == pytest.approx(list(stretches.values()), rel=1e-9, abs=1e-6)
