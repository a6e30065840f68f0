"""The picture says what the table says."""

from xml.etree import ElementTree as ET

from closed_loop.entries import Entry
from closed_loop.figure import as_svg
from closed_loop.home import Probe
from closed_loop.report import Played

from .test_score import a_result

GOOD = Played(Entry("moisture", Probe.SHALLOW), [a_result(10.0, 300.0)])
POOR = Played(Entry("timer-48h", None), [a_result(8.0, 300.0), a_result(1.0, 300.0)])
SVG = "{http://www.w3.org/2000/svg}"


def texts(picture: str) -> list[str | None]:
    return [text.text for text in ET.fromstring(picture).iter(f"{SVG}text")]


def test_the_best_strategy_comes_first_with_its_score() -> None:
    seen = texts(as_svg([POOR, GOOD]))
    assert seen.index("PlantOS moisture") < seen.index("timer 48 h")
    assert "98.0" in seen


def test_every_bar_stays_in_the_picture_however_bad_the_score() -> None:
    root = ET.fromstring(as_svg([POOR]))
    ticks = [line for line in root.iter(f"{SVG}line") if line.get("stroke") == "black"]
    assert [line.get("x1") for line in ticks] == ["250"]
    assert all(int(bar.get("width") or 0) >= 0 for bar in root.iter(f"{SVG}rect") if bar.get("x"))
