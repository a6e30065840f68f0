"""Each season is another, and each trouble has its time."""

from closed_loop.scenarios import Split
from pot_scale.nature import BYPASS, UPTAKE, Nature
from pot_scale.scenarios import POTS, Place, Trouble, scenarios, seeds_of
import pytest

from .conftest import a_scenario


def test_even_seeds_are_for_tuning_and_odd_ones_for_judging() -> None:
    assert (seeds_of("tune", 3), seeds_of("test", 3)) == ([0, 2, 4], [1, 3, 5])


def test_every_combination_is_played_once() -> None:
    found = list(scenarios(Place, POTS, [Trouble.NONE], [1, 3], 30))
    assert len({scenario.key for scenario in found}) == len(found) == 16


def test_a_heat_wave_begins_in_the_middle_and_lasts_ten_days() -> None:
    scenario = a_scenario(trouble=Trouble.HEAT_WAVE, days=60)
    hot = [hour for hour in range(24 * 60) if scenario.troubled(Trouble.HEAT_WAVE, hour)]
    assert (hot[0], len(hot)) == (24 * 30, 240)
    assert not any(scenario.troubled(Trouble.HOLIDAY, hour) for hour in hot)


@pytest.mark.parametrize(("trouble", "flow"), [(Trouble.NONE, 1.0), (Trouble.LOW_FLOW, 0.7), (Trouble.HIGH_FLOW, 1.4)])
def test_a_wrong_flow_lets_out_less_or_more_than_is_believed(trouble: Trouble, flow: float) -> None:
    assert a_scenario(trouble=trouble).flow == flow


@pytest.mark.parametrize("split", ["tune", "test"])
def test_bypass_and_uptake_fill_their_ranges_evenly_with_few_seeds(split: Split) -> None:
    drawn = [Nature.of(a_scenario(seed=seed)) for seed in seeds_of(split, 8)]
    for values, (low, high) in (
        ([nature.bypass for nature in drawn], BYPASS),
        ([nature.uptake for nature in drawn], UPTAKE),
    ):
        assert all(low <= value <= high for value in values)
        assert sum(values) / len(values) == pytest.approx((low + high) / 2.0, abs=0.1 * (high - low))


def test_the_same_seed_is_the_same_pot_and_another_is_another() -> None:
    assert Nature.of(a_scenario()) == Nature.of(a_scenario())
    assert Nature.of(a_scenario()) != Nature.of(a_scenario(seed=3))


def test_pots_of_all_sizes_look_like_pots() -> None:
    for litres in POTS:
        for seed in range(20):
            nature = Nature.of(a_scenario(litres=litres, seed=seed))
            width_cm = 100.0 * (nature.area_m2 / 0.785) ** 0.5
            assert 0.5 < nature.height_cm / width_cm < 1.2
