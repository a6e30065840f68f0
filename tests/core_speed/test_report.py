"""Figures and the tables of them."""

import json

from core_speed.figure import A_PLANT, Figure, Measured
from core_speed.report import as_json, as_markdown, as_table, flatness
from core_speed.workloads import WORKLOADS, named
import pytest


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """A table needs no Home Assistant."""


MEASURED = [
    Measured(
        "W9",
        "reload",
        1_000,
        (
            Figure("reload", 1.25, "s", floor=0.5),
            Figure("longest stall", 62.0, "ms", most=50.0),
            Figure("changes of the configuration", 0, most=0),
        ),
    )
]


def set_up_of(plants: int, cost_ms: float) -> Measured:
    return Measured("W1", "set-up", plants, (Figure(A_PLANT, cost_ms, "ms"),))


@pytest.mark.parametrize(("value", "most", "met"), [(3.0, 3.0, True), (3.1, 3.0, False), (9.0, None, None)])
def test_a_figure_is_met_up_to_what_it_may_be(value: float, most: float | None, met: bool | None) -> None:
    assert Figure("an update", value, "ms", most=most).met is met


def test_a_figure_without_a_floor_has_no_ratio() -> None:
    assert Figure("an update", 3.0, "ms", floor=1.5).ratio == 2.0
    assert Figure("an update", 3.0, "ms").ratio is None


def test_the_table_says_which_targets_are_met() -> None:
    lines = as_table(MEASURED).splitlines()
    assert lines[2] == "W9 reload, 1,000 plants"
    assert [line.split() for line in lines[3:6]] == [
        ["reload", "1.25", "s", "0.5", "s", "2.5"],
        ["longest", "stall", "62", "ms", "50", "ms", "MISSED"],
        ["changes", "of", "the", "configuration", "0", "0", "met"],
    ]
    assert lines[-1] == "1 of 2 targets met"


def test_the_documentation_gets_the_same_rows() -> None:
    rows = as_markdown(MEASURED).splitlines()
    assert len({row.count("|") for row in rows}) == 1
    assert rows[3] == "| W9 reload, 1,000 plants | longest stall | 62 ms |  |  | 50 ms | MISSED |"


def test_a_program_gets_ratios_and_verdicts() -> None:
    ((reload,), figures) = json.loads(as_json(MEASURED)), json.loads(as_json(MEASURED))[0]["figures"]
    assert (reload["workload"], reload["plants"]) == ("W9", 1_000)
    assert [(figure["ratio"], figure["met"]) for figure in figures] == [(2.5, None), (None, False), (None, True)]


def test_a_plant_may_cost_a_third_more_among_very_many() -> None:
    flat = flatness([set_up_of(10, 4.0), set_up_of(200, 9.0), set_up_of(1_000, 5.0)])
    assert flat
    (figure,) = flat.figures
    assert (figure.value, figure.floor, figure.met) == (5.0, 4.0, True)
    assert figure.most == pytest.approx(5.2)


def test_one_number_of_plants_alone_says_nothing_of_more() -> None:
    assert flatness([set_up_of(10, 4.0), *MEASURED]) is None


def test_workloads_are_asked_for_by_name() -> None:
    assert [workload.key for workload in named(["w4", "W1", "w4"])] == ["W4", "W1"]
    assert named([]) == [*WORKLOADS]


def test_a_workload_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no workload W5; there are W1"):
        named(["W1", "W5"])
