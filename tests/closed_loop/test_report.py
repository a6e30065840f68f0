"""The report says for people and for programs the same."""

import json

from closed_loop.crew import each
from closed_loop.entries import Entry
from closed_loop.home import Probe
from closed_loop.report import Played, as_json, as_table
from closed_loop.scenarios import Scenario
import pytest

from .test_score import a_result

SEASONS = [Scenario("tunis", "Tomato", "Loam", year, "04/15") for year in (1985, 1997)]
PLAYED = [Played(Entry("timer-48h", None), [a_result(10.0, 300.0), a_result(9.0, 300.0)])]
UNWATERED = [Played(Entry("rainfed", None), [a_result(10.0, 0.0, oracle_mm=0.0)])]


def test_the_table_names_the_split_and_its_years() -> None:
    assert as_table(PLAYED, SEASONS, "test years").startswith("2 seasons, test years: tunis 1985, 1997")


def test_a_line_of_the_table_has_every_figure() -> None:
    line = next(line for line in as_table(PLAYED, SEASONS, "test years").splitlines() if line.startswith("timer 48 h"))
    assert line.split() == [
        *("timer", "48", "h", "any", "93.0", "±", "5.0", "88.0", "1.50", "95.0", "300", "3.0", "20.0", "1.0")
    ]


def test_the_document_has_the_same_figures_and_every_season() -> None:
    document = json.loads(as_json(PLAYED, SEASONS, "test years"))
    (timer,) = document["strategies"]
    assert (timer["strategy"], timer["probe"], timer["seasons"]) == ("timer-48h", "any", 2)
    assert timer["score"] == pytest.approx(93.0)
    assert [season["score"] for season in timer["seasons_played"]] == [98.0, 88.0]


def test_a_ratio_that_is_unknown_is_null() -> None:
    document = json.loads(as_json(UNWATERED, SEASONS, "test years"))
    assert document["strategies"][0]["water_ratio"] is None


def test_a_probe_is_called_by_where_it_is() -> None:
    assert Played(Entry("moisture", Probe.SHALLOW), []).probe == "shallow"


def test_each_task_is_answered_and_progress_told(capsys: pytest.CaptureFixture[str]) -> None:
    answers = dict(each(str, range(20), 1, "words"))
    assert answers == {number: str(number) for number in range(20)}
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 10
    assert told[-1] == "benchmark: words 20/20, 0:00 left"
