"""The report says for people and for programs the same."""

import json

from pot_scale.entries import Entry, entered, names
from pot_scale.report import Played, as_json, as_table
from pot_scale.scenarios import Place
from pot_scale.score import Outcome
import pytest

from custom_components.plantos.domain.strategies import STRATEGIES

from .conftest import a_scenario


def ended(taken: float, leached: float) -> Outcome:
    return Outcome(
        given=10.0, rained=2.0, leached=leached, drained=3.0, taken=taken, wanted=10.0, dry_days=1, waterings=9, days=8
    )


SEASONS = [a_scenario(seed=seed) for seed in (1, 3)]
PLAYED = [Played(Entry("timer-48h"), [(SEASONS[0], ended(9.0, 1.0)), (SEASONS[1], ended(10.0, 2.0))])]


def test_the_table_says_what_was_played() -> None:
    assert as_table(PLAYED, SEASONS).startswith("2 seasons of 8 days; pots of 2 l; trouble: none; seeds 1, 3")


def test_a_line_of_the_table_has_every_figure() -> None:
    line = next(line for line in as_table(PLAYED, SEASONS).splitlines() if line.startswith("timer 48 h"))
    assert line.split() == [
        *("timer", "48", "h", "outdoor", "95.00", "±", "5.00", "90.00", "15.0", "±", "5.0", "20.0", "30.0", "1.0"),
        *("9.0", "10.0"),
    ]


def test_places_have_lines_of_their_own() -> None:
    inside = a_scenario(Place.INDOOR)
    report = [Played(Entry("timer-48h"), [(inside, ended(10.0, 0.0)), (SEASONS[0], ended(9.0, 1.0))])]
    table = as_table(report, [inside, SEASONS[0]])
    assert sum(line.startswith("timer 48 h") for line in table.splitlines()) == 2


def test_the_document_has_the_same_figures_and_every_season() -> None:
    document = json.loads(as_json(PLAYED, SEASONS))
    (timer,) = document["strategies"]
    assert timer["places"]["outdoor"]["et_percent"] == pytest.approx(95.0)
    assert [season["et_percent"] for season in timer["seasons_played"]] == [90.0, 100.0]
    assert timer["numbers"]["outdoor_mm"] > 0.0


def test_all_that_water_by_themselves_take_part() -> None:
    assert {*STRATEGIES} - {"manual"} <= set(names())
    assert "threshold-refill" in names()


def test_a_number_goes_to_those_who_know_it() -> None:
    timer, refill, moisture = entered(["timer-48h", "threshold-refill", "moisture"], {"minimum": 0.7})
    assert timer.numbers == {}
    assert refill.all_numbers["minimum"] == moisture.all_numbers["minimum"] == 0.7
    assert (timer.title, moisture.title) == ("timer 48 h", "PlantOS moisture")
