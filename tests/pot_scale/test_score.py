"""The figures are what they say."""

from pot_scale.score import Outcome, summary
from pot_scale.season import Passed
import pytest


def an_hour(given: float = 0.0, leached: float = 0.0, taken: float = 0.1, left: float = 0.5) -> Passed:
    return Passed(given, 0.05, leached, leached + 0.01, taken, 0.1, 1.0, left)


def a_day(**hour: float) -> list[Passed]:
    return [an_hour(**hour) for _ in range(24)]


def ended(*days: list[Passed]) -> Outcome:
    return Outcome.of(hour for day in days for hour in day)


def test_percentages_are_of_the_demand_and_of_the_water_given() -> None:
    end = ended([an_hour(given=2.0, leached=0.5), *a_day()[1:]])
    assert end.et_percent == pytest.approx(100.0)
    assert end.leached_percent == pytest.approx(25.0)
    assert end.drained_percent == pytest.approx(100.0 * (0.5 + 0.24) / 2.0)
    assert (end.waterings, end.days) == (1, 1)


def test_where_nothing_was_given_nothing_of_it_ran_out() -> None:
    assert (ended(a_day()).leached_percent, ended(a_day()).drained_percent) == (0.0, 0.0)


def test_a_day_on_which_a_plant_gets_less_than_it_wants_is_dry() -> None:
    assert ended(a_day(taken=0.0951)).dry_days == 0
    assert ended(a_day(taken=0.0949), a_day()).dry_days == 1


def test_a_day_with_an_hour_close_to_wilting_is_dry() -> None:
    assert ended([an_hour(left=0.09), *a_day()[1:]]).dry_days == 1
    assert ended([an_hour(left=0.10), *a_day()[1:]]).dry_days == 0


def test_the_summary_has_means_spreads_and_the_worst() -> None:
    good, bad = ended([an_hour(given=1.0), *a_day()[1:]]), ended(a_day(taken=0.08, given=0.1, leached=0.02))
    total = summary([("good", good), ("bad", bad)])
    assert (total.seasons, total.worst_scenario, total.seasons_with_dry_days) == (2, "bad", 1)
    assert total.et_percent == pytest.approx(90.0)
    assert total.et_spread == pytest.approx(10.0)
    assert total.et_worst == pytest.approx(80.0)
    assert total.leached_percent == pytest.approx(10.0)
    assert total.leached_worst == pytest.approx(20.0)
    assert (total.dry_days, total.waterings) == (0.5, 12.5)
    assert total.litres == pytest.approx((1.0 + 2.4) / 2.0)
