"""The oracles as they are kept: for each scenario the cheapest season known, and who found it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
import json
from pathlib import Path

from .score import Reference, cost
from .truth import Outcome

# Those of the usual scenarios are the project's; all others are this machine's.
KEPT = Path(__file__).with_name("oracles.json")
SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Oracle:
    """The cheapest season: its J, mm, yield in t/ha, the days and mm it watered, and who found it."""

    reference: Reference
    cost: float
    irrigation: float
    yield_t: float
    found_by: str
    schedule: tuple[tuple[int, float], ...]

    @classmethod
    def of(cls, outcome: Outcome, reference: Reference, found_by: str) -> Oracle:
        """A season as an oracle."""
        return cls(
            Reference(round(reference.yield_t, 4), round(reference.et, 1)),
            round(cost(outcome, reference), 4),
            round(outcome.irrigation, 1),
            round(outcome.yield_t, 4),
            found_by,
            tuple((day, round(mm, 1)) for day, mm in outcome.schedule),
        )


def load(path: Path) -> dict[str, Oracle]:
    """The oracles in a file; none where it isn't there."""
    if not path.exists():
        return {}
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {key: _oracle(row) for key, row in rows.items()}


def save(path: Path, oracles: Mapping[str, Oracle]) -> None:
    """Write them, one to a line and in order, so that a change shows as one line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [f"{json.dumps(key)}: {json.dumps(_row(oracles[key]))}" for key in sorted(oracles)]
    path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


def beaten(oracles: Mapping[str, Oracle], played: Iterable[tuple[str, str, Outcome]]) -> dict[str, Oracle]:
    """The oracles that (scenario, strategy, outcome) seasons were cheaper than, each by its cheapest."""
    found: dict[str, Oracle] = {}
    for key, strategy, outcome in played:
        known = found.get(key, oracles[key])
        if cost(outcome, known.reference) < known.cost - 0.001:
            found[key] = Oracle.of(outcome, known.reference, strategy)
    return found


def _row(oracle: Oracle) -> dict[str, object]:
    return {
        "reference": [oracle.reference.yield_t, oracle.reference.et],
        "cost": oracle.cost,
        "irrigation": oracle.irrigation,
        "yield": oracle.yield_t,
        "by": oracle.found_by,
        "schedule": oracle.schedule,
    }


def _oracle(row: Mapping[str, object]) -> Oracle:
    match row:
        case {
            "reference": [float() | int() as yield_t, float() | int() as et],
            "cost": float() | int() as lowest,
            "irrigation": float() | int() as irrigation,
            "yield": float() | int() as kept_yield,
            "by": str() as found_by,
            "schedule": list() as schedule,
        }:
            days = tuple((int(day), float(mm)) for day, mm in schedule)
            return Oracle(Reference(yield_t, et), lowest, irrigation, kept_yield, found_by, days)
    raise ValueError(f"no oracle: {row}")
