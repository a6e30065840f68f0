"""Each baseline waters as its kind does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from closed_loop.baselines import BASELINES, hire
from closed_loop.crops import USUAL, book_of
from closed_loop.home import Gardener, Morning, Probe, at_home
from closed_loop.noise import Outlook
from closed_loop.truth import play
import pytest

from .conftest import PLOT, Tub

OUTLOOK = Outlook(probability=0.1, rain=0.2, et0=5.0, temperature_min=12.0, temperature_max=25.0)


def a_morning(number: int = 0, moisture: float | None = 50.0, rain: float = 0.0, et0: float = 5.0) -> Morning:
    at = datetime(2001, 5, 1, 6, tzinfo=UTC) + timedelta(days=number)
    return Morning(number, at, moisture, rain, et0, 12.0, 25.0, (OUTLOOK,) * 5)


def gardener(name: str, **numbers: float) -> Gardener:
    return hire(name, numbers)(PLOT)


def test_every_baseline_lives_through_a_season() -> None:
    for name, baseline in BASELINES.items():
        tub = Tub()
        outcome = play(tub, at_home(tub, hire(name, baseline.root_zone), Probe.ROOT_ZONE, "seed"))
        assert (outcome.irrigation > 0.0) is (name != "rainfed")


def test_a_timer_waters_on_its_days() -> None:
    timer = gardener("timer-48h", dose=8.0)
    assert [timer.water(a_morning(number)) for number in range(5)] == [8.0, 0.0, 8.0, 0.0, 8.0]


@pytest.mark.parametrize(("moisture", "mm"), [(39.9, 20.0), (40.0, 0.0), (None, 0.0)])
def test_a_threshold_gives_its_dose_below_the_minimum_and_none_unread(moisture: float | None, mm: float) -> None:
    assert gardener("threshold-dose", minimum=40.0, dose=20.0).water(a_morning(moisture=moisture)) == mm


def test_a_refill_gives_what_the_roots_lack() -> None:
    # On day 20 roots of 1 m hold 120 mm; from 30 to 90 % are 72 mm.
    refill = gardener("threshold-refill", minimum=40.0, target=90.0, share=1.0)
    assert refill.water(a_morning(20, moisture=30.0)) == pytest.approx(72.0)


def test_a_bucket_waters_what_left_it_and_holds_no_more_rain_than_it_can() -> None:
    bucket = gardener("bucket", multiplier=1.0, empty=10.0, most=3.0)
    given = [bucket.water(a_morning(number, rain=30.0 if number == 0 else 0.0)) for number in range(4)]
    # Of 25 mm left over the bucket holds 3; then three days take 5 mm each.
    assert given == [0.0, 0.0, 0.0, 12.0]


def test_the_checkbook_waters_only_past_the_readily_available_water() -> None:
    book = hire("checkbook", {"share": 1.0})(replace(PLOT, season_days=400))
    given = [book.water(a_morning(number)) for number in range(20)]
    first = next(number for number, mm in enumerate(given) if mm)
    # 3 mm a day (Kc 0.6) against 0.48 of what the roots hold by then.
    fraction = 0.40 + 0.04 * (5.0 - 3.0)
    assert 3.0 * (first + 1) > fraction * PLOT.capacity(first)
    assert 3.0 * first <= fraction * PLOT.capacity(first - 1)
    assert given[first] == pytest.approx(3.0 * (first + 1))


def test_crop_coefficients_are_those_of_the_table_on_its_plateaus() -> None:
    tomato = book_of("TomatoGDD")
    assert [tomato.kc(share) for share in (0.0, 0.1, 0.6, 1.0)] == [0.6, 0.6, 1.15, pytest.approx(0.8)]


def test_a_crop_without_a_table_grows_as_most_do() -> None:
    assert book_of("Quinoa") is USUAL


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="no baseline 'horoscope'"):
        hire("horoscope", {})
