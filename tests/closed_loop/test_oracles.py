"""Oracles are kept as they were found, until somebody does better."""

from pathlib import Path

from closed_loop.oracles import Oracle, beaten, load, save
from closed_loop.score import Reference
from closed_loop.truth import Outcome

REFERENCE = Reference(yield_t=10.0, et=500.0)


def ended(yield_t: float, irrigation: float) -> Outcome:
    return Outcome(yield_t, irrigation, 450.0, 20.0, 3, 100, ((7, irrigation),))


KNOWN = {"one": Oracle.of(ended(10.0, 200.0), REFERENCE, "search")}


def test_they_come_back_as_they_were_kept(tmp_path: Path) -> None:
    path = tmp_path / "new" / "oracles.json"
    save(path, KNOWN)
    assert load(path) == KNOWN


def test_no_file_holds_none(tmp_path: Path) -> None:
    assert load(tmp_path / "oracles.json") == {}


def test_one_oracle_is_one_line_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "oracles.json"
    save(path, {"b": KNOWN["one"], "a": KNOWN["one"]})
    assert [line[:3] for line in path.read_text().splitlines()] == ["{", '"a"', '"b"', "}"]


def test_a_strategy_that_does_better_takes_the_place() -> None:
    found = beaten(KNOWN, [("one", "bucket", ended(10.0, 190.0)), ("one", "moisture", ended(10.0, 150.0))])
    assert (found["one"].found_by, found["one"].irrigation) == ("moisture", 150.0)
    assert found["one"].reference == REFERENCE


def test_a_strategy_that_does_as_well_or_worse_does_not() -> None:
    assert beaten(KNOWN, [("one", "bucket", ended(10.0, 200.0)), ("one", "timer", ended(9.0, 190.0))]) == {}
