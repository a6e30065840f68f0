"""Gardeners who keep to a rule, and what they make of an hour."""

from dataclasses import replace

from pot_scale.baselines import BASELINES, hire
from pot_scale.home import Hour, Label
from pot_scale.scenarios import Place
from pot_scale.score import Outcome
from pot_scale.season import Season
import pytest

from .conftest import a_scenario

LABEL = Label(10.0, indoor=False, crown_m2=0.1, full=70.0, wilted=30.0)


def an_hour(number: int = 0, moisture: float | None = 50.0, rain: float = 0.0, et0: float = 0.1) -> Hour:
    return Hour(number, a_scenario().start, moisture, rain, et0, ())


def test_a_timer_waters_its_mm_over_the_crown_every_second_morning() -> None:
    timer = hire("timer-48h", {"outdoor_mm": 8.0, "indoor_mm": 2.0})(LABEL)
    given = [number for number in range(24 * 5) if timer.water(an_hour(number, None))]
    assert given == [6, 54, 102]
    assert timer.water(an_hour(6)) == (800.0,)
    indoors = hire("timer-48h", {"outdoor_mm": 8.0, "indoor_mm": 2.0})(replace(LABEL, indoor=True))
    assert indoors.water(an_hour(6)) == (200.0,)


def test_a_threshold_gives_its_dose_once_half_is_gone() -> None:
    gardener = hire("threshold-dose", {"minimum": 0.5, "dose": 0.1})(LABEL)
    assert gardener.water(an_hour(moisture=50.0)) == ()
    assert gardener.water(an_hour(moisture=49.9)) == (1_000.0,)


def test_a_refill_gives_what_lacks_to_its_target() -> None:
    gardener = hire("threshold-refill", {"minimum": 0.5, "target": 1.0, "held": 0.8})(LABEL)
    assert sum(gardener.water(an_hour(moisture=45.0))) == pytest.approx(25.0 * 0.8 * 0.01 * 10_000.0)


def test_a_threshold_waits_until_its_water_has_soaked_in() -> None:
    gardener = hire("threshold-dose", {"minimum": 0.5, "dose": 0.1})(LABEL)
    assert [bool(gardener.water(an_hour(number, 40.0))) for number in range(4)] == [True, False, True, False]


def test_a_silent_probe_asks_for_nothing() -> None:
    assert hire("threshold-dose", {"minimum": 0.5, "dose": 0.1})(LABEL).water(an_hour(moisture=None)) == ()


def test_no_other_baseline_is_known() -> None:
    with pytest.raises(ValueError, match="no baseline"):
        hire("wick", {})


def test_the_baselines_land_where_studies_found_them() -> None:
    """Thresholds serve plants nearly all they want and lose a tenth or so; a timer misses the hot days."""
    scenario = a_scenario(Place.OUTDOOR, litres=2.0, seed=1, days=120)
    ends = {name: Outcome.of(Season(scenario).live(hire(name, numbers))) for name, (_, numbers) in BASELINES.items()}
    assert ends["threshold-refill"].et_percent > 98.5
    assert 3.0 < ends["threshold-refill"].leached_percent < 20.0
    assert ends["timer-48h"].et_percent < ends["threshold-refill"].et_percent
    assert ends["timer-48h"].leached_percent > ends["threshold-refill"].leached_percent
