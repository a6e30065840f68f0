"""The commands `closed-loop` and `tune`, once their environment is there."""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
import sys

from . import contest, entries, season
from .alone import ROOT
from .crew import each
from .entries import Entry
from .figure import as_svg
from .home import Probe
from .oracles import KEPT, Oracle, beaten, load, save
from .report import Played, as_json, as_table
from .scenarios import CLIMATES, CROPS, SOILS, Scenario, named, planting_of, scenarios
from .score import Result, cost
from .truth import Outcome
from .tuning import Numbers, everything, one_by_one

# Oracles of scenarios that somebody thought up stay on this machine.
OWN = ROOT / ".tools" / "aquacrop-oracles.json"

BEST = 8


def closed_loop(chosen: argparse.Namespace) -> int:
    """Play, replace oracles that were beaten, and report."""
    wanted, entered = _scenarios(chosen), _entered(chosen)
    oracles = _oracles(wanted, chosen.jobs)
    tasks = [(scenario, number) for scenario in wanted for number in range(len(entered))]
    played = _play(entered, tasks, chosen.jobs, "seasons")
    rows = [(scenario.key, entered[number].strategy, outcome) for (scenario, number), outcome in played.items()]
    if found := beaten(oracles, rows):
        _say(f"{len(found)} oracles were beaten and are replaced")
        oracles |= found
        _keep(found)
    report = [
        Played(entry, [_result(scenario.key, played[scenario, number], oracles) for scenario in wanted])
        for number, entry in enumerate(entered)
    ]
    if chosen.figure:
        Path(chosen.figure).write_text(as_svg(report), encoding="utf-8")
    split = "years by name" if chosen.year else f"{chosen.split} years"
    print(as_json(report, wanted, split) if chosen.json else as_table(report, wanted, split))
    return 0


def tune(chosen: argparse.Namespace) -> int:
    """Try a strategy's numbers on the years for tuning, and tell the best."""
    chosen.split, chosen.year = "tune", []
    wanted, entered = _scenarios(chosen), _entered(chosen)
    asked = _grid(chosen.grid)
    if bare := [entry.strategy for entry in entered if not (asked or entries.grid_of(entry.strategy))]:
        raise ValueError(f"{bare[0]} names nothing to tune; name it with --grid NUMBER=VALUE,VALUE")
    references = dict(each(contest.reference, wanted, chosen.jobs, "references"))
    for entry in entered:
        grid = asked or entries.grid_of(entry.strategy)

        def judge(tries: Sequence[Numbers], entry: Entry = entry) -> list[float]:
            candidates = [Entry(entry.strategy, entry.probe, {**entry.numbers, **some}) for some in tries]
            tasks = [(scenario, number) for scenario in wanted for number in range(len(candidates))]
            played = _play(candidates, tasks, chosen.jobs, entry.strategy)
            return [
                fmean(cost(played[scenario, number], references[scenario]) for scenario in wanted)
                for number in range(len(candidates))
            ]

        found = one_by_one(grid, {}, judge) if chosen.descend else everything(grid, judge)
        print(f"{entry.title}, probe: {entry.probe or 'any'}: mean J over {len(wanted)} seasons of even years")
        for mean, numbers in found[:BEST]:
            print(f"  {mean:7.2f}  " + ", ".join(f"{name}={value:g}" for name, value in numbers.items()))
    return 0


def _play(
    entered: Sequence[Entry], tasks: Sequence[tuple[Scenario, int]], jobs: int, what: str
) -> dict[tuple[Scenario, int], Outcome]:
    """The outcomes of (scenario, number of the entry)."""
    named_tasks = [(scenario, number, entered[number]) for scenario, number in tasks]
    return {(scenario, number): end for (scenario, number, _), end in each(_outcome, named_tasks, jobs, what)}


def _outcome(task: tuple[Scenario, int, Entry]) -> Outcome:
    scenario, _, entry = task
    return contest.outcome(scenario, entry)


def _entered(chosen: argparse.Namespace) -> list[Entry]:
    known = entries.names()
    probes = [Probe.ROOT_ZONE, Probe.SHALLOW] if chosen.probe == "both" else [Probe(chosen.probe)]
    asked = named(chosen.strategy, known, "strategy") or known
    return entries.entered(asked, probes, {name: float(value) for name, value in _pairs(chosen.set)})


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


def _grid(asked: Iterable[str]) -> dict[str, tuple[float, ...]]:
    return {name: tuple(float(value) for value in values.split(",")) for name, values in _pairs(asked)}


def _pairs(asked: Iterable[str]) -> list[tuple[str, str]]:
    if wrong := [pair for pair in asked if "=" not in pair]:
        raise ValueError(f"'{wrong[0]}' isn't NAME=VALUE")
    return [(name, value) for name, _, value in (pair.partition("=") for pair in asked)]


def _say(text: str) -> None:
    print(f"benchmark: {text}", file=sys.stderr, flush=True)
