"""Hindsight finds the best watering of a tub whose best watering is known."""

from closed_loop.oracle import RUNS, STAGES, Targets, by_schedule, search
from closed_loop.score import Reference, cost
from closed_loop.truth import Day, Outcome, Watering, play
from hypothesis import given, strategies as st
import pytest

from .conftest import LAW, PLANTED, WET, Tub

REFERENCE = Reference(yield_t=10.0, et=200.0)


def j(outcome: Outcome) -> float:
    return cost(outcome, REFERENCE)


def a_day(depletion: float, stage: int = 0) -> Day:
    return Day(3, PLANTED, stage, depletion, 100.0, 0.5)


def test_it_finds_what_the_tub_needs_within_one_dose() -> None:
    # 40 days take 200 mm, of which the tub itself lends 50 before anything suffers.
    found = search(lambda water: play(Tub(), water), j, "seed")
    assert found.stress_days == 0
    assert 150.0 <= found.irrigation <= 175.0


def test_a_tub_that_the_rain_keeps_full_is_never_watered() -> None:
    found = search(lambda water: play(Tub(weather=[WET] * 47), water), j, "seed")
    assert found.schedule == ()


def test_the_same_seed_finds_the_same() -> None:
    one, other = (search(lambda water: play(Tub(), water), j, "seed") for _ in range(2))
    assert one == other


@given(st.integers(1, RUNS), st.text(max_size=5))
@LAW
def test_it_never_runs_oftener_than_it_may(runs: int, seed: str) -> None:
    count = 0

    def run(water: Watering) -> Outcome:
        nonlocal count
        count += 1
        return play(Tub(8), water)

    search(run, j, seed, runs)
    assert count <= runs


@given(st.integers(5, 40), st.text(max_size=5))
@LAW
def test_it_is_never_worse_than_where_it_starts(runs: int, seed: str) -> None:
    start = play(Tub(), Targets((0.5,) * STAGES, (1.0,) * STAGES))
    assert j(search(lambda water: play(Tub(), water), j, seed, runs)) <= j(start) + 1e-9


def test_what_it_found_can_be_played_again() -> None:
    found = search(lambda water: play(Tub(), water), j, "seed")
    assert play(Tub(), by_schedule(found.schedule)) == found


@pytest.mark.parametrize(
    ("depletion", "stage", "mm"), [(30.0, 0, 0.0), (50.0, 0, 0.0), (60.0, 0, 48.0), (60.0, 1, 0.0)]
)
def test_targets_refill_a_share_of_what_is_lacking_once_enough_is(depletion: float, stage: int, mm: float) -> None:
    targets = Targets((0.5, 0.9, 0.5, 0.5), (0.8,) * STAGES)
    assert targets(a_day(depletion, stage)) == mm
