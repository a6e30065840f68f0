"""The project's pages as tests read them: their headings, tables, examples and links."""

from collections.abc import Iterator
from pathlib import Path
import re

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
# What people read to use PlantOS.
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)

type Row = dict[str, str]


def prose(text: str) -> str:
    """A page without its examples."""
    return FENCED.sub("", text)


def examples(text: str, language: str) -> list[str]:
    """What a page shows in a language, such as yaml."""
    return [code for told, code in FENCED.findall(text) if told == language]


def headings(text: str) -> list[str]:
    """All headings of a page."""
    return [heading for _, heading in HEADING.findall(prose(text))]


def anchors(text: str) -> set[str]:
    """What links to the headings of a page end in."""
    found: set[str] = set()
    for heading in headings(text):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        begin = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        names = (begin if not count else f"{begin}-{count}" for count in range(len(found) + 1))
        found.add(next(name for name in names if name not in found))
    return found


def parts(text: str, level: int) -> dict[str, str]:
    """What stands under each heading of a level, with the lower ones; of two that are called alike, the last."""
    found = re.split(rf"^#{{{level}}} (.+)$", text, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def tables(text: str) -> Iterator[list[Row]]:
    """The tables of a text, each row by the names of its columns."""
    for table in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        names, _, *rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in table.splitlines()]
        yield [dict(zip(names, row, strict=True)) for row in rows]


def rows(text: str, first: str) -> list[Row]:
    """The rows of all tables whose first column is called so."""
    return [row for table in tables(text) for row in table if next(iter(row)) == first]
