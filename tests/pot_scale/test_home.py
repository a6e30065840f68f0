"""What a home knows is wrong as its instruments are, and no wronger."""

from statistics import fmean, pstdev

from pot_scale.home import Hour, Probe
from pot_scale.nature import Nature
from pot_scale.scenarios import Place, Scenario, Trouble
from pot_scale.season import Season
import pytest

from .conftest import a_pot, a_scenario


def heard(scenario: Scenario) -> list[Hour]:
    """Every hour of a pot that stays as it is."""
    season = Season(scenario)
    return [season.home.hour(number, season.pot) for number in range(24 * scenario.days)]


def test_a_probe_errs_about_what_it_comes_to_show_and_is_silent_at_times() -> None:
    hours = heard(a_scenario(days=60))
    shown = [hour.moisture for hour in hours if hour.moisture is not None]
    full = Season(a_scenario(days=60)).home.label(Season(a_scenario()).pot).full
    assert fmean(shown) == pytest.approx(full, abs=3.0)
    assert pstdev(shown) == pytest.approx(2.0, rel=0.1)
    assert 0.02 < 1.0 - len(shown) / len(hours) < 0.10


def test_a_dead_probe_says_nothing_for_five_days() -> None:
    hours = heard(a_scenario(trouble=Trouble.DEAD_PROBE, days=16))
    assert all(hour.moisture is None for hour in hours[24 * 8 : 24 * 13])
    assert any(hour.moisture is not None for hour in hours[24 * 13 :])


def test_a_probe_sees_water_late() -> None:
    pot, probe = a_pot(), Probe(Nature.of(a_scenario()))
    pot.drink(1.0)
    before = probe.look(pot, 1.0)
    pot.rain(1.0)
    first, second = probe.look(pot, 0.5), probe.look(pot, 0.5)
    assert before < first < second < probe.of(pot.top, pot.bottom, pot)


def test_a_probe_above_tells_of_the_upper_layer() -> None:
    pot, probe = a_pot(), Probe(Nature.of(a_scenario()))
    wet = probe.of(pot.top, pot.bottom, pot)
    assert probe.of(pot.upper.wilting, pot.bottom, pot) < wet
    assert probe.of(pot.top, pot.lower.wilting, pot) < wet


def test_an_owner_knows_what_a_full_and_a_wilted_pot_show() -> None:
    season = Season(a_scenario())
    label = season.home.label(season.pot)
    assert label.wilted + 20.0 < label.full <= 102.0
    assert (label.reading(0.0), label.reading(1.0)) == (label.wilted, label.full)
    assert not label.indoor
    assert label.crown_m2 == pytest.approx(season.nature.crown_m2, rel=0.5)


def test_outdoors_rain_and_et0_are_measured_with_errors_of_some_percent() -> None:
    hours, true = heard(a_scenario(days=60)), Season(a_scenario(days=60)).home._around
    drawn, rained = sum(air.et0 for air in true[:1_439]), sum(air.rain for air in true[:1_439])
    assert sum(hour.et0 for hour in hours) == pytest.approx(drawn, rel=0.25)
    assert sum(hour.rain for hour in hours) == pytest.approx(rained, rel=0.2)
    assert sum(hour.et0 for hour in hours) != pytest.approx(drawn, rel=1e-6)


def test_in_a_room_no_rain_falls_and_its_air_says_what_is_drawn() -> None:
    hours = heard(a_scenario(Place.INDOOR))
    assert not any(hour.rain for hour in hours)
    assert 0.2 < fmean(sum(hour.et0 for hour in hours[day : day + 24]) for day in range(0, 192, 24)) < 4.0


def test_an_hour_tells_only_of_what_is_over() -> None:
    first = heard(a_scenario())[0]
    assert (first.rain, first.et0, first.number) == (0.0, 0.0, 0)
    assert first.at == a_scenario().start


def test_the_forecast_stays_the_same_for_a_day() -> None:
    hours = heard(a_scenario(days=3))
    assert hours[0].outlook == hours[23].outlook != hours[24].outlook
    assert len(hours[0].outlook) == 5
