"""The command `pot-scale`."""

import argparse

from closed_loop.crew import each
from closed_loop.scenarios import named

from .entries import Entry, entered, names
from .report import Played, as_json, as_table
from .scenarios import POTS, Place, Scenario, Trouble, scenarios, seeds_of
from .score import Outcome
from .season import Season

type Task = tuple[Scenario, int, Entry]


def pot_scale(chosen: argparse.Namespace) -> int:
    """Play, and report."""
    wanted, entries = _scenarios(chosen), _entered(chosen)
    tasks = [(scenario, number, entry) for scenario in wanted for number, entry in enumerate(entries)]
    ends = {(scenario, number): end for (scenario, number, _), end in each(_outcome, tasks, chosen.jobs, "seasons")}
    report = [
        Played(entry, [(scenario, ends[scenario, number]) for scenario in wanted])
        for number, entry in enumerate(entries)
    ]
    print(as_json(report, wanted) if chosen.json else as_table(report, wanted))
    return 0


def _outcome(task: Task) -> Outcome:
    scenario, _, entry = task
    return Outcome.of(Season(scenario).live(entry.hire()))


def _scenarios(chosen: argparse.Namespace) -> list[Scenario]:
    places = [Place(place) for place in chosen.place] or list(Place)
    troubles = [Trouble(trouble) for trouble in chosen.trouble] or [Trouble.NONE]
    seeds = chosen.seed or seeds_of(chosen.split, chosen.seeds)
    return list(scenarios(places, chosen.pot or POTS, troubles, seeds, chosen.days))


def _entered(chosen: argparse.Namespace) -> list[Entry]:
    known = names()
    return entered(named(chosen.strategy, known, "strategy") or known, dict(map(_number, chosen.set)))


def _number(asked: str) -> tuple[str, float]:
    """A number by its name. Raises ValueError where that isn't what was asked."""
    name, _, value = asked.partition("=")
    return name, float(value)
