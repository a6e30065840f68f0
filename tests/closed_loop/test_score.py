"""The score is what the formula says, and the figures beside it are honest."""

from math import isnan

from closed_loop.score import Reference, Result, cost, summary, well_watered
from closed_loop.truth import Outcome
import pytest

REFERENCE = Reference(yield_t=10.0, et=500.0)


def ended(yield_t: float, irrigation: float, waterings: int = 1) -> Outcome:
    schedule = tuple((day, irrigation / waterings) for day in range(waterings))
    return Outcome(yield_t, irrigation, 450.0, 20.0, 3, 100, schedule)


def a_result(yield_t: float, irrigation: float, oracle_cost: float = 10.0, oracle_mm: float = 200.0) -> Result:
    return Result("tunis/Tomato", ended(yield_t, irrigation), REFERENCE, oracle_cost, oracle_mm)


def test_a_full_yield_without_water_costs_nothing() -> None:
    assert cost(ended(10.0, 0.0), REFERENCE) == 0.0


def test_a_tenth_of_the_yield_costs_ten_points() -> None:
    assert cost(ended(9.0, 0.0), REFERENCE) == pytest.approx(10.0)


def test_as_much_water_as_a_well_watered_crop_evaporates_costs_twenty_points() -> None:
    assert cost(ended(10.0, 500.0), REFERENCE) == pytest.approx(20.0)


def test_who_does_as_the_oracle_has_a_hundred_points() -> None:
    assert a_result(10.0, 250.0, oracle_cost=10.0).score == pytest.approx(100.0)


def test_the_score_is_the_mean_and_the_worst_season_is_named() -> None:
    better, worse = a_result(10.0, 250.0), Result("brussels/Maize", ended(9.0, 250.0), REFERENCE, 10.0, 200.0)
    total = summary([better, worse])
    assert total.score == pytest.approx(95.0)
    assert total.spread == pytest.approx(5.0)
    assert total.worst == pytest.approx(90.0)
    assert total.worst_scenario == "brussels/Maize"


def test_water_is_compared_as_a_whole_because_some_oracles_need_none() -> None:
    total = summary([a_result(10.0, 300.0, oracle_mm=200.0), a_result(10.0, 100.0, oracle_mm=0.0)])
    assert total.water_ratio == pytest.approx(2.0)


def test_the_reference_is_the_wettest_that_yields_what_the_best_does() -> None:
    drowned, full, dry = ended(2.0, 600.0), ended(9.96, 400.0), ended(10.0, 300.0)
    assert well_watered([drowned, full, dry]) == Reference(9.96, full.et)


def test_where_nothing_grows_nothing_is_compared() -> None:
    with pytest.raises(ValueError, match="nothing can be harvested"):
        well_watered([ended(0.0, 600.0), ended(0.0, 0.0)])


def test_where_no_oracle_waters_the_ratio_is_unknown() -> None:
    assert isnan(summary([a_result(10.0, 50.0, oracle_mm=0.0)]).water_ratio)
