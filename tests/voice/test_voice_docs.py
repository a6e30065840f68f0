"""docs/voice.md says what is true."""

from collections.abc import Iterator
from pathlib import Path
import re

import pytest

from custom_components.plantos import llm
from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.intent import intent_type
from custom_components.plantos.plant_tools import PlantosTool
from custom_components.plantos.voice.hearing import Hearing
from custom_components.plantos.voice.requests import Ask

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docs" / "voice.md").read_text()
HEARING = Hearing(["Basil", "Basilikum"], ["Kitchen", "Küche"])
MEANS = {
    "water a plant": Ask.WATER,
    "water several": Ask.WATER,
    "stop": Ask.STOP,
    "who needs water": Ask.THIRSTY,
    "how a plant is": Ask.STATE,
    "when it was watered": Ask.LAST,
    "when it will be": Ask.NEXT,
    "postpone": Ask.POSTPONE,
}


def rows(title: str) -> Iterator[tuple[str, str]]:
    """The two columns of every row under a heading."""
    section = TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]
    for first, second in re.findall(r"^\|(.*?)\|(.*?)\|$", section, re.MULTILINE)[2:]:
        yield first.strip(), second.strip()


def examples() -> Iterator[tuple[Ask, str]]:
    """Every sentence with what it is said to do."""
    means = ""
    for first, sentence in rows("What you can say"):
        means = first or means
        yield MEANS[means], sentence


@pytest.mark.parametrize(("ask", "sentence"), examples())
def test_every_sentence_is_understood_as_it_says(ask: Ask, sentence: str) -> None:
    request = HEARING.understand(sentence, "en")
    assert request
    assert (request.ask, request.unclear) == (ask, None)


def test_every_request_has_examples() -> None:
    assert {ask for ask, _ in examples()} == set(Ask)


def test_every_intent_is_named() -> None:
    assert set(re.findall(r"`(Plantos\w+)`", TEXT)) == {intent_type(ask) for ask in Ask}


def test_every_tool_is_described() -> None:
    kinds = [kind for kind in vars(llm).values() if isinstance(kind, type) and issubclass(kind, PlantosTool)]
    tools = {kind.name for kind in kinds if "name" in vars(kind)}
    assert {first.strip("`") for first, _ in rows("Language models")} == tools


def test_the_origins_are_named_as_they_are_written() -> None:
    assert f"(`{Origin.VOICE}`)" in TEXT
    assert f"(`{Origin.LANGUAGE_MODEL}`)" in TEXT


def test_the_readme_leads_there() -> None:
    assert "(docs/voice.md)" in (ROOT / "README.md").read_text()
