"""What a home measures and hears is wrong as often and as much as it really is."""

from statistics import fmean, pstdev

from closed_loop.noise import PROBE_GAPS, PROBE_NOISE, SHARPNESS, WET_MM, Noise, brier_skill
from closed_loop.truth import Weather
from hypothesis import given, strategies as st
import pytest

from .conftest import DRY, LAW, WET

DAYS = 3_000
# Every fourth day is wet, without a pattern that a forecast could lean on.
YEARS = [WET if (number * 7_919) % 1_009 < 252 else DRY for number in range(DAYS + 7)]


def said(noise: Noise, lead: int) -> list[tuple[float, bool]]:
    outlooks = ((noise.outlook(number, lead), YEARS[number + lead]) for number in range(DAYS))
    return [(outlook.probability, day.rain >= WET_MM) for outlook, day in outlooks]


def test_a_probe_errs_by_two_points_and_is_silent_one_time_in_sixteen() -> None:
    shown = [Noise("seed", YEARS).probe(number, 0.5) for number in range(DAYS)]
    answers = [value for value in shown if value is not None]
    assert fmean(answers) == pytest.approx(50.0, abs=0.2)
    assert pstdev(answers) == pytest.approx(PROBE_NOISE, rel=0.05)
    assert 1.0 - len(answers) / DAYS == pytest.approx(PROBE_GAPS, abs=0.015)


@given(st.floats(-1.0, 2.0), st.integers(0, 300), st.text(max_size=5))
@LAW
def test_a_probe_shows_nothing_outside_its_scale(share: float, number: int, seed: str) -> None:
    shown = Noise(seed, YEARS[:400]).probe(number, share)
    assert shown is None or 0.0 <= shown <= 100.0


@pytest.mark.parametrize("lead", range(len(SHARPNESS)))
def test_of_days_called_likely_to_be_wet_as_many_are_wet(lead: int) -> None:
    rows = said(Noise("seed", YEARS), lead)
    for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 1.01)):
        within = [(probability, wet) for probability, wet in rows if low <= probability < high]
        called, came = fmean(row[0] for row in within), fmean(row[1] for row in within)
        assert came == pytest.approx(called, abs=0.06)


def test_the_further_ahead_the_less_is_known() -> None:
    skills = [brier_skill(said(Noise("seed", YEARS), lead)) for lead in range(len(SHARPNESS))]
    assert skills == sorted(skills, reverse=True)
    assert 0.35 < skills[0] < 0.6
    assert 0.05 < skills[-1] < 0.25


def test_perfect_words_have_a_skill_of_one_and_mean_words_none() -> None:
    assert brier_skill([(1.0, True), (0.0, False)]) == 1.0
    assert brier_skill([(0.5, True), (0.5, False)]) == 0.0


def test_et0_is_off_by_as_much_all_season_and_a_little_each_day() -> None:
    biases = [fmean(Noise(f"seed{home}", YEARS).et0(number) for number in range(300)) / 5.0 for home in range(60)]
    dry = [Weather(0.0, 5.0, 10.0, 20.0)] * 400
    days = [Noise("seed", dry).et0(number) for number in range(300)]
    assert 0.03 < pstdev(biases) < 0.12
    assert 0.08 < pstdev(days) / fmean(days) < 0.12


def test_every_strategy_meets_the_same_errors() -> None:
    one, other = Noise("seed", YEARS), Noise("seed", YEARS)
    assert [one.probe(number, 0.5) for number in (5, 3, 9)] == [other.probe(number, 0.5) for number in (5, 3, 9)]
    assert one.outlook(4, 1) == other.outlook(4, 1)


def test_another_home_meets_others() -> None:
    assert Noise("seed", YEARS).outlook(4, 1) != Noise("another", YEARS).outlook(4, 1)
