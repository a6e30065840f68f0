"""Tuning finds the bottom of a bowl and tries no more than it says."""

from collections.abc import Sequence

from closed_loop.tuning import Numbers, everything, one_by_one

GRID = {"x": (0.0, 1.0, 2.0, 3.0), "y": (0.0, 1.0, 2.0)}


class Bowl:
    """Costs least at x = 2, y = 1, and counts what was tried."""

    def __init__(self) -> None:
        self.tried = 0

    def __call__(self, tries: Sequence[Numbers]) -> list[float]:
        self.tried += len(tries)
        return [(numbers["x"] - 2.0) ** 2 + (numbers.get("y", 0.0) - 1.0) ** 2 for numbers in tries]


def test_all_combinations_are_tried_and_the_cheapest_comes_first() -> None:
    bowl = Bowl()
    found = everything(GRID, bowl)
    assert found[0] == (0.0, {"x": 2.0, "y": 1.0})
    assert bowl.tried == len(found) == 12


def test_one_after_the_other_finds_it_with_fewer_where_they_are_many() -> None:
    bowl = Bowl()
    found = one_by_one(GRID, {}, bowl)
    assert found[0] == (0.0, {"x": 2.0, "y": 1.0})
    # In the second round all but three are known.
    assert bowl.tried == 4 + 3 + 3


def test_numbers_that_are_not_tuned_stay() -> None:
    found = one_by_one({"x": (1.0, 2.0)}, {"y": 1.0}, Bowl())
    assert found[0][1] == {"x": 2.0, "y": 1.0}
