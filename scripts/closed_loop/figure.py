"""The scores as a picture: a bar to a strategy, a tick for its worst season."""

from collections.abc import Sequence
from html import escape

from .home import Probe
from .report import Played
from .score import summary

ROW, BAR, LEFT, WIDTH, RIGHT, TOP = 22, 14, 250, 500, 60, 44
# Scores below this are cut off: nobody reads how bad the worst is from a picture.
LOWEST, HIGHEST, STEP = 70, 100, 5
COLOURS = {Probe.ROOT_ZONE: "#2e7d32", Probe.SHALLOW: "#1565c0", None: "#757575"}
NAMES = {Probe.ROOT_ZONE: "probe in the whole root zone", Probe.SHALLOW: "probe at 10 to 20 cm", None: "no probe"}


def as_svg(report: Sequence[Played]) -> str:
    """The report, the best first."""
    rows = sorted(report, key=lambda played: -summary(played.results).score)
    height = TOP + ROW * len(rows) + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + RIGHT}" height="{height}" '
        'font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        *_legend(),
        *_scale(height),
    ]
    for number, played in enumerate(rows):
        parts += _row(played, TOP + ROW * number)
    return "\n".join([*parts, "</svg>", ""])


def _legend() -> list[str]:
    parts = []
    for number, (probe, colour) in enumerate(COLOURS.items()):
        x = 20 + 230 * number
        parts.append(f'<rect x="{x}" y="12" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{x + 18}" y="22">{NAMES[probe]}</text>')
    return parts


def _scale(height: int) -> list[str]:
    parts = []
    for score in range(LOWEST, HIGHEST + 1, STEP):
        x = _x(score)
        parts.append(f'<line x1="{x}" y1="{TOP - 6}" x2="{x}" y2="{height - 20}" stroke="#ddd"/>')
        parts.append(f'<text x="{x}" y="{height - 6}" text-anchor="middle">{score}</text>')
    return parts


def _row(played: Played, y: int) -> list[str]:
    total = summary(played.results)
    colour = COLOURS[played.entry.probe]
    end, worst, middle = _x(total.score), _x(total.worst), y + BAR - 3
    return [
        f'<text x="{LEFT - 8}" y="{middle}" text-anchor="end">{escape(played.entry.title)}</text>',
        f'<rect x="{LEFT}" y="{y}" width="{end - LEFT}" height="{BAR}" fill="{colour}"/>',
        f'<line x1="{worst}" y1="{y - 2}" x2="{worst}" y2="{y + BAR + 2}" stroke="black" stroke-width="2"/>',
        f'<text x="{LEFT + WIDTH + 8}" y="{middle}">{total.score:.1f}</text>',
    ]


def _x(score: float) -> int:
    held = min(HIGHEST, max(LOWEST, score))
    return round(LEFT + WIDTH * (held - LOWEST) / (HIGHEST - LOWEST))
