"""Figures for people, for programs and for the documentation."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
import json

from .figure import A_PLANT, Figure, Measured

HEADINGS = ("what", "figure", "floor", "×", "at most", "")
WIDTHS = (46, 12, 12, 9, 12, 7)
# What a plant costs may grow so much from the fewest plants to the most.
FLAT = 1.3
VERDICTS = {True: "met", False: "MISSED", None: ""}


def flatness(measured: Sequence[Measured]) -> Measured | None:
    """How much more a plant costs among the most plants than among the fewest; None where only one was measured."""
    costs = {each.plants: cost for each in measured if each.workload == "W1" and (cost := each.value(A_PLANT))}
    if len(costs) < 2:
        return None
    few, many = min(costs), max(costs)
    figure = Figure(
        f"CPU of a plant of {many:,} beside one of {few:,}", costs[many], "ms", costs[few], costs[few] * FLAT
    )
    return Measured("W1", "cost of a plant", many, (figure,))


def as_table(measured: Sequence[Measured]) -> str:
    """Lines under headings, a workload after the other."""
    lines = ["".join(f"{text:<{width}}" if not at else f"{text:>{width}}" for at, text, width in _columns(HEADINGS))]
    for each in measured:
        lines += ["", _heading(each)]
        lines += [
            "".join(f"  {text:<{width - 2}}" if not at else f"{text:>{width}}" for at, text, width in _columns(cells))
            for cells in map(_cells, each.figures)
        ]
    judged = [figure.met for each in measured for figure in each.figures if figure.met is not None]
    return "\n".join([*lines, "", f"{sum(judged)} of {len(judged)} targets met"])


def as_markdown(measured: Sequence[Measured]) -> str:
    """One table of the documentation."""
    rows = [["workload", *HEADINGS[:-1], "met"], ["--", "--", *["--:"] * 4, "--"]]
    for each in measured:
        rows += [[_heading(each), *_cells(figure)] for figure in each.figures]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def as_json(measured: Sequence[Measured]) -> str:
    """Everything, with ratios and verdicts."""
    document = [
        asdict(each)
        | {"figures": [asdict(figure) | {"ratio": figure.ratio, "met": figure.met} for figure in each.figures]}
        for each in measured
    ]
    return json.dumps(document, indent=1)


def _columns(cells: Sequence[str]) -> Iterator[tuple[int, str, int]]:
    return ((at, text, width) for at, (text, width) in enumerate(zip(cells, WIDTHS, strict=True)))


def _heading(each: Measured) -> str:
    return f"{each.workload} {each.title}, {each.plants:,} plants"


def _cells(figure: Figure) -> list[str]:
    return [
        figure.what,
        _number(figure.value, figure.unit),
        _number(figure.floor, figure.unit),
        "" if figure.ratio is None else f"{figure.ratio:.3g}",
        _number(figure.most, figure.unit),
        VERDICTS[figure.met],
    ]


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    text = f"{value:,.0f}" if value == round(value) or abs(value) >= 1_000 else f"{value:.3g}"
    return f"{text} {unit}".rstrip()
