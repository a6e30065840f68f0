"""In the closed loop PlantOS decides as it does at home."""

from dataclasses import replace
from datetime import timedelta

from closed_loop.home import Probe, at_home
from closed_loop.plantos import PlantosGardener, hire, plant_of, species_of, strategies
from closed_loop.truth import play
import pytest

from custom_components.plantos.domain.learning import Bed
from custom_components.plantos.domain.plants import Substrate
from custom_components.plantos.domain.readings import Fault, Measure
from custom_components.plantos.domain.strategies import STRATEGIES, decide
from custom_components.plantos.domain.weather import Site

from .conftest import PLOT, Tub
from .test_baselines import a_morning

NUMBERS = {"moisture_min": 50.0, "moisture_max": 90.0, "dose_ml": 20_000.0}


def gardener(strategy: str = "moisture") -> PlantosGardener:
    return PlantosGardener(plant_of(PLOT, strategy, NUMBERS), Site(PLOT.latitude, 0.0), species_of(PLOT))


def test_a_thousand_ml_on_a_square_metre_are_one_mm() -> None:
    assert gardener().water(a_morning(moisture=49.9)) == 20.0


def test_it_gives_what_decide_says_of_the_same_snapshot() -> None:
    asked, watched = gardener(), gardener()
    watched.remember(a_morning(moisture=30.0))
    decision = decide(watched.snapshot(a_morning(moisture=30.0)))
    assert asked.water(a_morning(moisture=30.0)) == decision.amount_ml / 1_000.0 > 0.0


def test_a_probe_that_is_silent_leaves_an_old_reading_and_no_water() -> None:
    asked = gardener()
    asked.water(a_morning(0, moisture=60.0))
    assert asked.water(a_morning(1, moisture=None)) == 0.0
    reading = asked.snapshot(a_morning(1)).readings[Measure.MOISTURE]
    assert (reading.value, reading.fault) == (60.0, Fault.UNAVAILABLE)


def test_it_remembers_its_water_as_the_ledger_would() -> None:
    asked = gardener()
    asked.water(a_morning(0, moisture=30.0))
    asked.water(a_morning(1, moisture=40.0))
    history = asked.snapshot(a_morning(1)).history
    assert (history.total_ml, history.day_ml) == (40_000.0, 20_000.0)
    assert [one.ml for one in history.waterings] == [20_000.0, 20_000.0]
    assert history.last_watered == a_morning(1).at
    assert asked.snapshot(a_morning(3)).history.day_ml == 0.0


def test_it_knows_the_days_that_passed_and_when_it_was_planted() -> None:
    asked = gardener()
    for number in range(3):
        asked.water(a_morning(number, moisture=60.0, rain=float(number)))
    snapshot = asked.snapshot(a_morning(2))
    assert [(spell.rain_mm, spell.reference_mm) for spell in snapshot.past.spells] == [(1.0, 5.0), (2.0, 5.0)]
    assert [value for _, value in snapshot.past.moisture] == [60.0, 60.0, 60.0]
    assert snapshot.plant.planted == a_morning(0).at.date()


def test_it_hears_the_forecast_of_the_day_and_those_after() -> None:
    morning = a_morning()
    forecast = gardener().snapshot(morning).forecast
    assert forecast is not None
    assert forecast.fresh(morning.at)
    assert forecast.rain_probability(morning.at, morning.at + timedelta(days=1)) == 0.1
    assert forecast.rain_mm(morning.at, morning.at + timedelta(days=5)) == pytest.approx(1.0)


def test_it_learns_from_every_day_and_the_water_it_gave() -> None:
    asked = gardener("predictive")
    for number in range(3):
        asked.water(a_morning(number, moisture=60.0, rain=2.0))
    first = asked.snapshot(a_morning(2)).learned
    assert first and first.ground
    assert (first.at, first.readings, first.dark_h) == (a_morning(2).at, 3, 0.0)
    asked.given_ml = 30_000.0
    asked.water(a_morning(3, moisture=None))
    dry, watered = gardener("predictive"), asked.learned
    dry.learned, dry.plant = first, asked.plant
    dry.learn(a_morning(3, moisture=None))
    bed = Bed.of(asked.plant, asked.species)
    assert bed and watered and watered.ground and dry.learned and dry.learned.ground
    assert watered.ground.depletion(bed, 4.0)[0] < dry.learned.ground.depletion(bed, 4.0)[0]


def test_the_crop_is_described_as_its_owner_can_look_it_up() -> None:
    species, plant = species_of(PLOT), plant_of(PLOT, "predictive", NUMBERS)
    assert (species.key, species.crop_coefficient, species.root_depth) == ("solanum_lycopersicum", 1.15, 100.0)
    assert (plant.season_days, plant.area_m2) == (40, 1.0)
    assert species_of(replace(PLOT, crop="Quinoa")).key == "Quinoa"
    assert plant_of(replace(PLOT, season_days=900), "moisture", NUMBERS).season_days == 400


@pytest.mark.parametrize(
    ("soil", "substrate"),
    [
        ("Sand", Substrate.SANDY_SOIL),
        ("SandyLoam", Substrate.SANDY_SOIL),
        ("Loam", Substrate.GARDEN_SOIL),
        ("ClayLoam", Substrate.GARDEN_SOIL),
        ("SiltClay", Substrate.HEAVY_SOIL),
        ("Clay", Substrate.HEAVY_SOIL),
    ],
)
def test_whoever_digs_knows_sand_and_clay(soil: str, substrate: Substrate) -> None:
    assert plant_of(replace(PLOT, soil=soil), "predictive", NUMBERS).substrate is substrate


def test_predictive_is_played_by_its_own_rule() -> None:
    asked = gardener("predictive")
    asked.water(a_morning(0, moisture=80.0))
    asked.remember(a_morning(1, moisture=80.0))
    asked.learn(a_morning(1, moisture=80.0))
    assert "depletion_mm" in decide(asked.snapshot(a_morning(1))).inputs


def test_no_limit_of_the_plant_cuts_off_a_decision() -> None:
    assert gardener().plant.largest_ml > 500_000.0


@pytest.mark.parametrize("strategy", sorted(STRATEGIES))
def test_every_strategy_of_the_table_can_be_played(strategy: str) -> None:
    tub = Tub()
    outcome = play(tub, at_home(tub, hire(strategy, NUMBERS), Probe.SHALLOW, "seed"))
    assert outcome.days == 40


def test_all_but_the_manual_one_are_played_unasked() -> None:
    assert set(strategies()) == set(STRATEGIES) - {"manual"}
