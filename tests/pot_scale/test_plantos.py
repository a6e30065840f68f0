"""On a pot PlantOS decides as it does at home: with its snapshot, its guardrails and its model."""

from dataclasses import replace
from datetime import timedelta

from closed_loop.noise import Outlook
from pot_scale.home import Hour
from pot_scale.plantos import PlantosGardener, allowed, hire, plant_of
from pot_scale.scenarios import Place
from pot_scale.score import Outcome
from pot_scale.season import Season
import pytest

from custom_components.plantos.domain.learning import Learned, Observation, learn
from custom_components.plantos.domain.readings import Fault, Measure
from custom_components.plantos.domain.strategies import STRATEGIES, decide

from .conftest import a_scenario
from .test_baselines import LABEL

START = a_scenario().start
HOUR = timedelta(hours=1)
NUMBERS = {"minimum": 0.5, "maximum": 1.0, "dose": 0.05}
SAID = tuple(Outlook(0.1 * lead, 1.0, 4.0, 10.0, 20.0) for lead in range(5))


def an_hour(number: int = 0, moisture: float | None = 55.0, rain: float = 0.0) -> Hour:
    return Hour(number, START + number * HOUR, moisture, rain, 0.2, SAID)


def gardener(strategy: str = "moisture", **numbers: float) -> PlantosGardener:
    return PlantosGardener(plant_of(LABEL, strategy, NUMBERS | numbers))


def test_a_plant_is_described_by_what_its_owner_knows() -> None:
    plant = gardener().plant
    assert (plant.moisture_min, plant.moisture_max, plant.dose_ml) == (50.0, 70.0, 500.0)
    assert (plant.pot_volume_l, plant.area_m2, plant.indoor) == (10.0, None, False)
    assert (plant.run_limit_ml, plant.day_limit_ml) == (1_000.0, 2_000.0)


def test_the_account_of_water_knows_the_crown_and_the_schedule_its_mm() -> None:
    assert gardener("evapotranspiration").plant.area_m2 == LABEL.crown_m2
    assert gardener("schedule").plant.dose_ml == 800.0


def test_it_gives_what_decide_says_of_the_same_snapshot() -> None:
    asked, watched = gardener(), gardener()
    watched.remember(an_hour(moisture=40.0))
    decision = decide(watched.snapshot(an_hour(moisture=40.0)))
    assert asked.water(an_hour(moisture=40.0)) == (decision.amount_ml,) == (500.0,)


def test_pulses_come_as_portions() -> None:
    assert gardener(pulse=0.02).water(an_hour(moisture=40.0)) == pytest.approx((500.0 / 3,) * 3)


def test_within_the_gap_nothing_is_given_again() -> None:
    asked = gardener(gap_min=180.0)
    given = [asked.water(an_hour(number, 40.0)) for number in range(4)]
    assert [bool(one) for one in given] == [True, False, False, True]


def test_more_than_a_day_may_have_is_denied_whole() -> None:
    asked = gardener(dose=0.09)
    given = [sum(asked.water(an_hour(number, 40.0 + number % 2))) for number in range(30)]
    assert given[:4] == pytest.approx([900.0, 900.0, 0.0, 0.0])
    assert sum(given[:24]) == pytest.approx(1_800.0)
    assert given[24] == pytest.approx(900.0)


def test_no_guardrail_is_passed_by_a_decision() -> None:
    asked = gardener()
    asked.remember(an_hour(moisture=40.0))
    snapshot = asked.snapshot(an_hour(moisture=40.0))
    decision = decide(snapshot)
    assert allowed(decision, snapshot)
    assert not allowed(replace(decision, amount_ml=1_001.0), snapshot)
    assert not allowed(replace(decision, amount_ml=float("nan")), snapshot)


def test_a_probe_that_is_silent_leaves_an_old_reading_and_no_water() -> None:
    asked = gardener()
    asked.water(an_hour(0, 60.0))
    assert asked.water(an_hour(1, None)) == ()
    reading = asked.snapshot(an_hour(1)).readings[Measure.MOISTURE]
    assert (reading.value, reading.fault) == (60.0, Fault.UNAVAILABLE)


def test_it_learns_each_hour_from_what_was_read_drawn_given_and_rained() -> None:
    asked = gardener()
    asked.water(an_hour(0, 40.0))
    asked.water(an_hour(1, None, rain=2.0))
    first = learn(Learned.of(asked.plant, START - HOUR), Observation(START, 40.0, None))
    assert asked.learned == learn(first, Observation(START + HOUR, None, 0.2, 500.0, 2.0))


def test_what_is_past_is_kept_as_what_it_left() -> None:
    asked = gardener("evapotranspiration")
    for number in range(24 * 12):
        asked.remember(an_hour(number, 60.0))
    past = asked.snapshot(an_hour(24 * 12 - 1)).past
    assert len(past.spells) <= 72
    # Twelve days of 4.8 mm over the crown, of which the pot can give 30 mm.
    assert past.depletion_mm == pytest.approx(28.0, abs=3.0)
    assert past.since is not None
    assert past.spells[0].start == past.since


def test_it_hears_the_forecast_of_the_day_and_those_after() -> None:
    forecast = gardener().snapshot(an_hour(5)).forecast
    assert forecast is not None
    assert forecast.fresh(an_hour(5).at)
    assert forecast.rain_probability(START, START + 24 * HOUR) == 0.0
    assert forecast.rain_mm(START, START + 120 * HOUR) == pytest.approx(5.0)


@pytest.mark.parametrize("strategy", sorted(STRATEGIES))
def test_every_strategy_of_the_table_can_be_played(strategy: str) -> None:
    scenario = a_scenario(Place.OUTDOOR, litres=0.5, days=4)
    assert Outcome.of(Season(scenario).live(hire(strategy, {}))).days == 4


def test_the_predictive_strategy_plans_once_it_has_learned() -> None:
    season, reasons = Season(a_scenario(litres=0.5, days=20)), set[str]()
    asked = PlantosGardener(plant_of(season.home.label(season.pot), "predictive", {}))

    class Watched:
        def water(self, hour: Hour) -> tuple[float, ...]:
            reasons.add(decide(asked.snapshot(hour)).reason.key)
            return asked.water(hour)

    list(season.live(lambda label: Watched()))
    assert {"decision_learning", "decision_enough"} <= reasons
    assert "decision_flag_off" not in reasons
