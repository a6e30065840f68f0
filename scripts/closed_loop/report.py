"""Figures for people and for programs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
import json
from math import isfinite

from .entries import Entry, numbers_of
from .scenarios import Scenario
from .score import Result, Summary, summary

HEADINGS = (
    f"{'strategy':28}{'probe':11}{'score':>6} {'±':1}{'sd':>5}{'worst':>7}{'water':>7}{'yield':>7}"
    f"{'mm':>6}{'stress':>8}{'drained':>9}{'waterings':>11}"
)
UNITS = f"{'':28}{'':11}{'':6} {'':1}{'':5}{'':7}{'×':>7}{'%':>7}{'':6}{'days':>8}{'mm':>9}{'':11}"


@dataclass(frozen=True, slots=True)
class Played:
    """An entry with its seasons."""

    entry: Entry
    results: list[Result]

    @property
    def probe(self) -> str:
        """Where its probe is."""
        return self.entry.probe or "any"


def as_table(report: Sequence[Played], wanted: Sequence[Scenario], split: str) -> str:
    """One line to a strategy."""
    lines = [f"{len(wanted)} seasons, {split}: {_years(wanted)}", "", HEADINGS, UNITS]
    for played in report:
        total = summary(played.results)
        lines.append(_line(played, total))
    lines += ["", "water: irrigation × the oracle's; score: 100 less the mean of J - J of the oracle;"]
    lines.append("sd: of the score between seasons (its mean is surer by the root of their number)")
    return "\n".join(lines)


def as_json(report: Sequence[Played], wanted: Sequence[Scenario], split: str) -> str:
    """Everything, season by season."""
    document = {
        "split": split,
        "scenarios": [scenario.key for scenario in wanted],
        "strategies": [
            {
                "strategy": played.entry.strategy,
                "probe": played.probe,
                "numbers": numbers_of(played.entry),
                **_plain(asdict(summary(played.results))),
                "seasons_played": [_season(result) for result in played.results],
            }
            for played in report
        ],
    }
    return json.dumps(document, indent=1)


def _line(played: Played, total: Summary) -> str:
    return (
        f"{played.entry.title:28}{played.probe:11}{total.score:6.1f} ±{total.spread:5.1f}{total.worst:7.1f}"
        f"{total.water_ratio:7.2f}{total.yield_percent:7.1f}{total.irrigation:6.0f}{total.stress_days:8.1f}"
        f"{total.drainage:9.1f}{total.waterings:11.1f}"
    )


def _season(result: Result) -> dict[str, object]:
    return {
        "scenario": result.scenario,
        "score": round(result.score, 2),
        "cost": round(result.cost, 2),
        "oracle_cost": result.oracle_cost,
        "oracle_irrigation": result.oracle_irrigation,
        "irrigation": round(result.outcome.irrigation, 1),
        "yield_percent": round(result.yield_percent, 2),
        "stress_days": result.outcome.stress_days,
        "drainage": round(result.outcome.drainage, 1),
        "waterings": result.outcome.waterings,
    }


def _years(wanted: Sequence[Scenario]) -> str:
    years: dict[str, set[int]] = {}
    for scenario in wanted:
        years.setdefault(scenario.climate, set()).add(scenario.year)
    return "; ".join(f"{climate} {', '.join(map(str, sorted(found)))}" for climate, found in years.items())


def _plain(values: dict[str, object]) -> dict[str, object]:
    """JSON has no number for what isn't one."""
    return {name: None if isinstance(value, float) and not isfinite(value) else value for name, value in values.items()}
