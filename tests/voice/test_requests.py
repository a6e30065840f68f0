"""A request means the plants that are called so, or asks back."""

from dataclasses import replace

import pytest

from custom_components.plantos.domain.reasons import Reason, reason
from custom_components.plantos.voice.requests import Ask, Known, Request, folded, meant

BASIL = Known("1", "Basil", frozenset({"Basil", "Pesto"}), "Kitchen", frozenset({"Kitchen", "Küche"}))
SHADE = Known("2", "Basil", frozenset({"Basil"}), "Balcony", frozenset({"Balcony"}))
FERN = Known("3", "Fern-tree", frozenset({"Fern-tree"}), "My plants")


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (Request(Ask.WATER, "pesto"), [BASIL]),
        (Request(Ask.WATER, "FERN tree"), [FERN]),
        (Request(Ask.WATER, "basil", "küche"), [BASIL]),
        (Request(Ask.WATER, area="balcony"), [SHADE]),
        (Request(Ask.THIRSTY), [BASIL, SHADE, FERN]),
    ],
)
def test_plants_are_meant_by_name_alias_and_area(request_: Request, found: list[Known]) -> None:
    assert meant(request_, [BASIL, SHADE, FERN]) == found


@pytest.mark.parametrize(
    ("request_", "question"),
    [
        (Request(Ask.WATER, "basil"), reason("voice_which", plant="basil", choices="Basil (Balcony), Basil (Kitchen)")),
        (Request(Ask.WATER, "presto"), reason("voice_did_you_mean", heard="presto", plant="Basil")),
        (Request(Ask.WATER, "oleander"), reason("voice_no_such_plant", heard="oleander")),
        (Request(Ask.WATER, "pesto", "balcony"), reason("voice_no_such_plant", heard="pesto")),
        (Request(Ask.WATER, area="cellar"), reason("voice_no_plants_in", area="cellar")),
    ],
)
def test_what_is_not_sure_is_asked_back(request_: Request, question: Reason) -> None:
    assert meant(request_, [BASIL, SHADE, FERN]) == question


def test_plants_of_one_name_in_one_place_need_another_name() -> None:
    twin = replace(BASIL, plant_id="4")
    assert meant(Request(Ask.WATER, "basil"), [BASIL, twin]) == reason("voice_which_of_one_place", plant="basil")


def test_without_any_plant_none_is_meant() -> None:
    assert meant(Request(Ask.STATE), []) == []


def test_names_are_compared_as_they_sound() -> None:
    assert folded("  Müller's  PALM_(left)") == folded("müller s palm left")
