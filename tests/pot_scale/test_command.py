"""The command plays what was asked for."""

import argparse
import json

from pot_scale.command import pot_scale
import pytest

USUAL = {"pot": [0.5], "place": ["indoor"], "days": 3, "trouble": [], "strategy": ["Timer-48h"], "seed": [], "seeds": 2}


def asked(**changes: object) -> argparse.Namespace:
    return argparse.Namespace(**(USUAL | {"split": "test", "set": [], "jobs": 1, "json": True} | changes))


def test_it_plays_the_seeds_of_the_split(capsys: pytest.CaptureFixture[str]) -> None:
    assert pot_scale(asked()) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["scenarios"] == ["indoor/0.5 l/none/1", "indoor/0.5 l/none/3"]


def test_it_plays_the_troubles_places_and_seeds_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    pot_scale(asked(place=[], trouble=["low-flow", "holiday"], seed=[7], pot=[2.0], json=False))
    table = capsys.readouterr().out
    assert table.startswith("4 seasons of 3 days; pots of 2 l; trouble: low-flow, holiday; seeds 7")


def test_all_pots_are_played_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    pot_scale(asked(pot=[], seeds=1))
    assert len(json.loads(capsys.readouterr().out)["scenarios"]) == 4


def test_numbers_are_taken_by_their_names(capsys: pytest.CaptureFixture[str]) -> None:
    pot_scale(asked(set=["indoor_mm=3.5"]))
    (timer,) = json.loads(capsys.readouterr().out)["strategies"]
    assert timer["numbers"]["indoor_mm"] == 3.5
    with pytest.raises(ValueError, match="could not convert"):
        pot_scale(asked(set=["indoor_mm"]))


def test_a_strategy_that_nobody_knows_is_told() -> None:
    with pytest.raises(ValueError, match="no strategy 'wick'"):
        pot_scale(asked(strategy=["wick"]))
