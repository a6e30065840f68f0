"""Who takes part, with which probe and which numbers."""

from closed_loop.baselines import BASELINES
from closed_loop.entries import TARGETS, Entry, entered, grid_of, names, numbers_of
from closed_loop.home import Probe

from custom_components.plantos.domain.strategies import STRATEGIES

BOTH = [Probe.ROOT_ZONE, Probe.SHALLOW]


def test_a_strategy_of_plantos_takes_part_by_its_name_in_the_table() -> None:
    assert set(STRATEGIES) - {"manual"} <= set(names())


def test_who_reads_a_probe_is_played_with_each() -> None:
    assert [entry.probe for entry in entered(["moisture"], BOTH, {})] == BOTH
    assert [entry.probe for entry in entered(["threshold-refill"], BOTH, {})] == BOTH


def test_who_reads_none_is_played_once() -> None:
    assert [entry.probe for entry in entered(["timer-48h", TARGETS], BOTH, {})] == [None, None]


def test_numbers_that_somebody_names_go_before_the_usual_ones() -> None:
    usual = numbers_of(Entry("threshold-dose", Probe.SHALLOW))
    changed = numbers_of(Entry("threshold-dose", Probe.SHALLOW, {"dose": 1.0}))
    assert changed == usual | {"dose": 1.0}
    assert usual == BASELINES["threshold-dose"].shallow


def test_what_tuning_tries_are_numbers_that_the_rule_has() -> None:
    for name, baseline in BASELINES.items():
        assert set(grid_of(name)) == set(baseline.root_zone)
    assert set(grid_of(TARGETS)) == set(numbers_of(Entry(TARGETS, None)))
