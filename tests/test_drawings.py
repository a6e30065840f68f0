"""The drawings of the documentation: whole, readable by everybody, and without anything that runs or is fetched."""

from pathlib import Path
import re
from xml.etree import ElementTree

import pytest

from .test_metadata import ROOT

IMAGES = ROOT / "docs" / "images"
DRAWINGS = sorted(IMAGES.glob("*.svg"))
DESCRIBED = [IMAGES / "architecture.svg", *sorted(IMAGES.glob("wiring-*.svg"))]
PAGES = {path: path.read_text() for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]}
SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 15_000
# What a drawing would run, fetch or hide.
FORBIDDEN = re.compile(
    r"<(script|image|foreignObject|use|a|iframe|animate)\b|\bhref|\burl\(|@import|\son\w+=|<!ENTITY|<\?"
)
# A header's pins, as a Raspberry Pi's documentation has them.
HEADER = {
    **dict.fromkeys((1, 17), "3.3 V"),
    **dict.fromkeys((2, 4), "5 V"),
    **dict.fromkeys((6, 9, 14, 20), "GND"),
    **{number: f"GPIO{line}" for number, line in ((3, 2), (5, 3), (7, 4), (8, 14), (10, 15), (11, 17), (12, 18))},
    **{number: f"GPIO{line}" for number, line in ((13, 27), (15, 22), (16, 23), (18, 24), (19, 10))},
}


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


@pytest.fixture(params=DRAWINGS, ids=lambda path: path.stem)
def drawing(request: pytest.FixtureRequest) -> Path:
    """One drawing after the other."""
    path: Path = request.param
    return path


def texts(drawing: Path) -> list[str]:
    """What is written in a drawing."""
    return [element.text or "" for element in ElementTree.parse(drawing).iter(f"{SVG}text")]


def test_a_drawing_is_told_to_those_who_cannot_see_it(drawing: Path) -> None:
    root = ElementTree.parse(drawing).getroot()
    labels = (root.get("aria-labelledby") or "").split()
    told = {element.get("id"): (element.text or "").strip() for element in root if element.get("id")}
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    assert "title" in labels
    assert [label for label in labels if not told.get(label)] == []


@pytest.mark.parametrize("drawing", DESCRIBED, ids=lambda path: path.stem)
def test_a_drawing_of_wires_describes_each_of_its_pins(drawing: Path) -> None:
    description = ElementTree.parse(drawing).getroot().findtext(f"{SVG}desc") or ""
    drawn = {pin[1] for text in texts(drawing) if (pin := re.search(r" · pin (\d+)$", text))}
    assert description
    assert drawn <= set(re.findall(r"\bpin (\d+)", description))


def test_a_drawing_runs_and_fetches_nothing(drawing: Path) -> None:
    text = drawing.read_text()
    assert FORBIDDEN.search(text) is None
    assert set(re.findall(r"\w+://[^\"\s<]+", text)) == {SVG.strip("{}")}


def test_a_drawing_is_small_and_lies_on_white(drawing: Path) -> None:
    assert drawing.stat().st_size < LARGEST
    ground = next(ElementTree.parse(drawing).getroot().iter(f"{SVG}rect"))
    white = re.search(r"\.panel\{fill:(#\w+)", drawing.read_text())
    assert (white[1] if white and ground.get("class") == "panel" else ground.get("fill")) in {"#fff", "#ffffff"}


def test_a_drawing_is_shown_on_a_page_with_a_text_in_its_place(drawing: Path) -> None:
    shown = re.compile(rf"!\[([^\]]+)\]\((?:docs/)?images/{re.escape(drawing.name)}\)")
    assert any(match[1].strip() for page in PAGES.values() for match in shown.finditer(page))


def test_every_picture_that_a_page_of_the_documentation_shows_is_there() -> None:
    for page, text in PAGES.items():
        for target in re.findall(r"!\[[^\]]*\]\(([^)#]+)\)", text):
            assert (page.name, target, (page.parent / target).exists()) == (page.name, target, True)


def test_every_pin_of_a_drawing_is_what_the_header_has_there(drawing: Path) -> None:
    for text in texts(drawing):
        if pin := re.fullmatch(r"(.+) · pin (\d+)", text):
            assert (text, pin[1].rpartition(", ")[2]) == (text, HEADER[int(pin[2])])


def test_every_pin_of_the_page_is_what_the_header_has_there() -> None:
    table = (ROOT / "docs" / "hardware.md").read_text().partition("| pin | what | pin | what |")[2].partition("\n\n")[0]
    pins = re.findall(r"\| (\d+) \| ([^|]+) ", table)
    assert {int(number): what.partition(",")[0] for number, what in pins} == HEADER
