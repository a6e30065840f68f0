"""The weather is like that of an inland place, and what it draws is what such places know."""

from itertools import batched
from statistics import fmean

from pot_scale.nature import Nature
from pot_scale.scenarios import Place, Trouble
from pot_scale.sky import sky
from pot_scale.thirst import demands, indoors
import pytest

from .conftest import a_scenario

SUMMERS = [sky(a_scenario(seed=seed, days=120), 120) for seed in range(6)]
DAYS = [day for summer in SUMMERS for day in batched(summer, 24, strict=True)]


def test_a_summer_draws_three_to_six_mm_a_day() -> None:
    drawn = [sum(hour.et0 for hour in day) for day in DAYS]
    assert 3.5 < fmean(drawn) < 6.0
    assert max(drawn) < 12.0


def test_it_rains_on_one_day_in_three_or_four() -> None:
    wet = [day for day in DAYS if sum(hour.rain for hour in day) >= 1.0]
    assert 0.15 < len(wet) / len(DAYS) < 0.4
    assert 3.0 < fmean(sum(hour.rain for hour in day) for day in wet) < 12.0


def test_afternoons_are_warmer_drier_and_windier_than_mornings() -> None:
    for day in DAYS[:50]:
        assert day[15].temperature > day[4].temperature
        assert day[15].humidity < day[4].humidity
        assert day[14].wind > day[3].wind
        assert day[0].radiation == 0.0 < day[12].radiation


def test_the_same_seed_is_the_same_weather_for_every_pot() -> None:
    assert sky(a_scenario(litres=0.5), 9) == sky(a_scenario(litres=40.0), 9) != sky(a_scenario(seed=3), 9)


def test_a_heat_wave_is_hotter_and_changes_no_other_day() -> None:
    usual, hot = (sky(a_scenario(trouble=trouble, days=40), 40) for trouble in (Trouble.NONE, Trouble.HEAT_WAVE))
    wave = range(24 * 20, 24 * 30)
    assert [hour for hour in range(24 * 40) if usual[hour] != hot[hour]] == list(wave)
    assert fmean(hot[hour].temperature - usual[hour].temperature for hour in wave) > 5.0
    assert sum(hot[hour].et0 for hour in wave) > 1.2 * sum(usual[hour].et0 for hour in wave)
    assert not any(hot[hour].rain for hour in wave)


def test_heated_rooms_are_drier_in_winter_and_never_colder_than_they_are_kept() -> None:
    autumn = indoors(sky(a_scenario(Place.INDOOR, days=120), 120))
    early, late = autumn[: 24 * 20], autumn[-24 * 20 :]
    assert min(air.temperature for air in autumn) >= 18.5
    assert fmean(air.humidity for air in late) < fmean(air.humidity for air in early)
    assert all(20.0 <= air.humidity <= 75.0 for air in autumn)


def test_a_room_plant_drinks_most_by_day_and_some_tens_of_ml_from_a_small_pot() -> None:
    scenario = a_scenario(Place.INDOOR, litres=2.0, days=120)
    room = indoors(sky(scenario, 120))
    drunk = demands(scenario, Nature.of(scenario), room)
    by_day = sum(litres for litres, air in zip(drunk, room, strict=True) if air.radiation > 0.0)
    # Six foliage plants in an office: 72 to 91 %, with longer days than autumn's.
    assert 0.6 < by_day / sum(drunk) < 0.91
    assert 0.02 < sum(drunk) / 120 < 0.08


def test_plants_grow_and_drink_more() -> None:
    scenario = a_scenario(days=120)
    same = [SUMMERS[0][number % 24] for number in range(24 * 90)]
    drunk = demands(scenario, Nature.of(scenario), same)
    days = [sum(day) for day in batched(drunk, 24, strict=True)]
    assert days[60] == pytest.approx(days[-1])
    assert days[60] > 1.5 * days[0]
