"""The commands `closed-loop` and `tune`, once their environment is there."""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from statistics import fmean
import sys

from . import contest, season
from .alone import ROOT
from .contest import Entry
from .crew import each
from .home import Probe
from .oracles import KEPT, Oracle, beaten, load, save
from .report import Played, as_json, as_table
from .scenarios import CLIMATES, CROPS, SOILS, Scenario, named, planting_of, scenarios
from .score import Reference, Result, cost
from .truth import Outcome

# Oracles of scenarios that somebody thought up stay on this machine.
OWN = ROOT / ".tools" / "aquacrop-oracles.json"

type Task = tuple[Scenario, Entry]


def closed_loop(chosen: argparse.Namespace) -> int:
    """Play, replace oracles that were beaten, and report."""
    wanted = _scenarios(chosen)
    probes = [Probe.ROOT_ZONE, Probe.SHALLOW] if chosen.probe == "both" else [Probe(chosen.probe)]
    entries = contest.entries(_strategies(chosen.strategy), probes, _numbers(chosen.set))
    oracles = _oracles(wanted, chosen.jobs)
    tasks = [(scenario, entry) for scenario in wanted for entry in entries]
    played: dict[tuple[str, int], Outcome] = {}
    for (scenario, entry), outcome in each(_season, tasks, chosen.jobs, "seasons"):
        played[scenario.key, entries.index(entry)] = outcome
    rows = [(key, entries[number].strategy, outcome) for (key, number), outcome in played.items()]
    if found := beaten(oracles, rows):
        _say(f"{len(found)} oracles were beaten and are replaced")
        oracles |= found
        _keep(found)
    report = [
        Played(entry, [_result(scenario.key, played[scenario.key, number], oracles) for scenario in wanted])
        for number, entry in enumerate(entries)
    ]
    split = "years by name" if chosen.year else f"{chosen.split} years"
    print(as_json(report, wanted, split) if chosen.json else as_table(report, wanted, split))
    return 0


def tune(chosen: argparse.Namespace) -> int:
    """Try every combination of a strategy's numbers on the years for tuning, and tell the best."""
    chosen.split, chosen.year = "tune", []
    wanted = _scenarios(chosen)
    references = dict(each(contest.reference, wanted, chosen.jobs, "references"))
    probes = [Probe.ROOT_ZONE, Probe.SHALLOW] if chosen.probe == "both" else [Probe(chosen.probe)]
    for entry in contest.entries(_strategies(chosen.strategy), probes, _numbers(chosen.set)):
        grid = _grid(chosen.grid) or contest.grid_of(entry.strategy)
        if not grid:
            _say(f"{entry.strategy} has nothing to tune; name it with --grid NUMBER=VALUE,VALUE")
            return 2
        tries = _tries(entry, grid, descend=chosen.descend)
        _tell_tuned(entry, tries, wanted, references, chosen.jobs)
    return 0


def _tries(entry: Entry, grid: Mapping[str, Sequence[float]], *, descend: bool) -> list[list[dict[str, float]]]:
    """Rounds of numbers to try: all combinations at once, or one number after the other."""
    if not descend:
        return [[dict(zip(grid, values, strict=True)) for values in product(*grid.values())]]
    return [[{name: value} for value in values] for _ in range(2) for name, values in grid.items()]


def _tell_tuned(
    entry: Entry,
    rounds: list[list[dict[str, float]]],
    wanted: list[Scenario],
    references: Mapping[Scenario, Reference],
    jobs: int,
) -> None:
    best: dict[str, float] = dict(entry.numbers)
    tried: list[tuple[float, dict[str, float]]] = []
    for numbers in rounds:
        candidates = [Entry(entry.strategy, entry.probe, best | some) for some in numbers]
        tasks = [(scenario, number) for scenario in wanted for number in range(len(candidates))]
        costs: list[list[float]] = [[] for _ in candidates]
        named = [(scenario, candidates[number]) for scenario, number in tasks]
        places = {id(candidate): number for number, candidate in enumerate(candidates)}
        for (scenario, candidate), outcome in each(_season, named, jobs, entry.strategy):
            costs[places[id(candidate)]].append(cost(outcome, references[scenario]))
        tried += [(fmean(row), dict(candidate.numbers)) for row, candidate in zip(costs, candidates, strict=True)]
        best = min(tried, key=lambda pair: pair[0])[1]
    print(f"{entry.title}, {entry.probe or 'any probe'}: mean J over {len(wanted)} tune seasons")
    for mean, numbers_tried in sorted(tried, key=lambda pair: pair[0])[:8]:
        print(f"  {mean:7.2f}  " + ", ".join(f"{name}={value:g}" for name, value in numbers_tried.items()))


def _season(task: Task) -> Outcome:
    return contest.outcome(*task)


def _result(key: str, outcome: Outcome, oracles: Mapping[str, Oracle]) -> Result:
    known = oracles[key]
    return Result(key, outcome, known.reference, known.cost, known.irrigation)


def _scenarios(chosen: argparse.Namespace) -> list[Scenario]:
    climates = named(chosen.climate, season.CLIMATES, "climate") or CLIMATES
    records = {climate: season.record_of(climate) for climate in climates}
    found = scenarios(
        climates,
        named(chosen.crop, season.CROPS, "crop") or CROPS,
        named(chosen.soil, season.SOILS, "soil") or SOILS,
        records,
        chosen.split,
        chosen.years,
        years=chosen.year,
        planting=chosen.planting,
    )
    if not found:
        raise ValueError("no such season: the climate's record has no whole season in these years")
    return found


def _strategies(asked: list[str]) -> list[str]:
    known = contest.names()
    return named(asked, known, "strategy") or known


def _oracles(wanted: list[Scenario], jobs: int) -> dict[str, Oracle]:
    """The kept oracles, and those that have yet to be found."""
    known = load(OWN) | load(KEPT)
    missing = [scenario for scenario in wanted if scenario.key not in known]
    found: dict[str, Oracle] = {}
    try:
        for scenario, oracle in each(contest.oracle, missing, jobs, "oracles"):
            found[scenario.key] = oracle
    finally:
        _keep(found)
    return known | found


def _keep(found: Mapping[str, Oracle]) -> None:
    for path, usual in ((KEPT, True), (OWN, False)):
        if new := {key: oracle for key, oracle in found.items() if _usual(key) is usual}:
            save(path, load(path) | new)


def _usual(key: str) -> bool:
    climate, crop, soil, _, planting = key.split("/", 4)
    return climate in CLIMATES and crop in CROPS and soil in SOILS and planting == planting_of(climate, crop)


def _numbers(pairs: Iterable[str]) -> dict[str, float]:
    return {name: float(value) for name, value in (pair.split("=", 1) for pair in pairs)}


def _grid(pairs: Iterable[str]) -> dict[str, tuple[float, ...]]:
    parts = (pair.split("=", 1) for pair in pairs)
    return {name: tuple(float(value) for value in values.split(",")) for name, values in parts}


def _say(text: str) -> None:
    print(f"benchmark: {text}", file=sys.stderr, flush=True)
