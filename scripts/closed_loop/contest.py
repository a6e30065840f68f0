"""Plays seasons: a reference, an oracle, or one strategy's."""

from . import baselines, plantos
from .entries import TARGET_NUMBERS, TARGETS, Entry, numbers_of
from .home import Probe, at_home
from .oracle import search
from .oracles import SEARCH, Oracle
from .scenarios import Scenario
from .score import Reference, cost, well_watered
from .season import AquaCropSeason
from .truth import Day, Outcome, play

# Of what the soil holds, wettest first; some soils are short of air when they are wet.
WELL_WATERED = (80.0, 60.0, 40.0, 20.0)


def reference(scenario: Scenario) -> Reference:
    """The well-watered run: the wettest that yields what the best does."""
    ends = [play(AquaCropSeason(scenario, [target] * 4), _nothing) for target in WELL_WATERED]
    return well_watered(ends)


def oracle(scenario: Scenario) -> Oracle:
    """Look for the cheapest season with hindsight."""
    known = reference(scenario)
    found = search(lambda water: play(AquaCropSeason(scenario), water), lambda end: cost(end, known), scenario.key)
    return Oracle.of(found, known, SEARCH)


def outcome(scenario: Scenario, entry: Entry) -> Outcome:
    """Play one strategy through one season."""
    numbers = numbers_of(entry)
    if entry.strategy == TARGETS:
        return play(AquaCropSeason(scenario, [numbers[name] for name in TARGET_NUMBERS]), _nothing)
    own = entry.strategy in baselines.BASELINES
    hire = (baselines if own else plantos).hire(entry.strategy, numbers)
    model = AquaCropSeason(scenario)
    probe = entry.probe or Probe.ROOT_ZONE
    return play(model, at_home(model, hire, probe, scenario.key))


def _nothing(day: Day) -> float:
    return 0.0
