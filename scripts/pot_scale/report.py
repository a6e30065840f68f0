"""Figures for people and for programs."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
import json

from .entries import Entry
from .scenarios import Place, Scenario
from .score import Outcome, Summary, summary

HEADINGS = (
    f"{'strategy':28}{'place':9}{'ET':>7} {'±':1}{'sd':>5}{'worst':>7}{'leached':>9} {'±':1}{'sd':>5}{'worst':>7}"
    f"{'drained':>9}{'dry':>6}{'waterings':>11}{'water':>8}"
)
UNITS = f"{'':28}{'':9}{'%':>7} {'':1}{'%':>5}{'%':>7}{'%':>9} {'':1}{'%':>5}{'%':>7}{'%':>9}{'days':>6}{'':11}{'l':>8}"
ET_PERCENT, LEACHED_PERCENT = 99.5, 12.0


@dataclass(frozen=True, slots=True)
class Played:
    """An entry with its seasons."""

    entry: Entry
    ends: list[tuple[Scenario, Outcome]]

    def by_place(self) -> Iterator[tuple[Place, Summary]]:
        """Its figures in each place where it was played."""
        for place in Place:
            if ends := [(scenario.key, end) for scenario, end in self.ends if scenario.place is place]:
                yield place, summary(ends)


def as_table(report: Sequence[Played], wanted: Sequence[Scenario]) -> str:
    """One line to a strategy and a place."""
    lines = [_title(wanted), "", HEADINGS, UNITS]
    for played in report:
        lines += [_line(played.entry.title, place, total) for place, total in played.by_place()]
    return "\n".join(
        [
            *lines,
            "",
            "ET: what plants got of their demand; leached: what ran out while they were watered, of the water given;",
            "drained: that and what ran out with rain; dry: days on which a plant got less than 95 % or nearly wilted;",
            "sd: between seasons, whose bypass and uptake differ",
        ]
    )


def as_json(report: Sequence[Played], wanted: Sequence[Scenario]) -> str:
    """Everything, season by season."""
    document = {
        "scenarios": [scenario.key for scenario in wanted],
        "targets": {"et_percent": ET_PERCENT, "leached_percent": LEACHED_PERCENT, "dry_days": 0},
        "strategies": [
            {
                "strategy": played.entry.strategy,
                "numbers": played.entry.all_numbers,
                "places": {place: asdict(total) for place, total in played.by_place()},
                "seasons_played": [_season(scenario, end) for scenario, end in played.ends],
            }
            for played in report
        ],
    }
    return json.dumps(document, indent=1)


def _title(wanted: Sequence[Scenario]) -> str:
    pots = ", ".join(f"{litres:g}" for litres in dict.fromkeys(scenario.litres for scenario in wanted))
    troubles = ", ".join(dict.fromkeys(scenario.trouble for scenario in wanted))
    seeds = ", ".join(str(seed) for seed in dict.fromkeys(scenario.seed for scenario in wanted))
    return f"{len(wanted)} seasons of {wanted[0].days} days; pots of {pots} l; trouble: {troubles}; seeds {seeds}"


def _line(title: str, place: Place, total: Summary) -> str:
    return (
        f"{title:28}{place:9}{total.et_percent:7.2f} ±{total.et_spread:5.2f}{total.et_worst:7.2f}"
        f"{total.leached_percent:9.1f} ±{total.leached_spread:5.1f}{total.leached_worst:7.1f}"
        f"{total.drained_percent:9.1f}{total.dry_days:6.1f}{total.waterings:11.1f}{total.litres:8.1f}"
    )


def _season(scenario: Scenario, end: Outcome) -> dict[str, object]:
    return {
        "scenario": scenario.key,
        "et_percent": round(end.et_percent, 3),
        "leached_percent": round(end.leached_percent, 2),
        "drained_percent": round(end.drained_percent, 2),
        "dry_days": end.dry_days,
        "waterings": end.waterings,
        "litres": round(end.given, 3),
        "wanted_litres": round(end.wanted, 3),
    }
