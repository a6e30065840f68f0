"""The files of custom sentences hold the very sentences that are understood without them."""

from collections.abc import Iterator
from pathlib import Path
import re
from typing import Any

from hassil.intents import Intents, SlotList, TextSlotList
from hassil.recognize import recognize
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.plantos.intent import intent_type
from custom_components.plantos.voice.languages import Language
from custom_components.plantos.voice.requests import Ask
from custom_components.plantos.voice.wording import LANGUAGES

FILES = Path(__file__).parent.parent.parent / "custom_sentences"
# Home Assistant has such sentences itself, and any name would be taken from it.
NO_ANY_NAME = {Ask.STOP, Ask.STATE, Ask.THIRSTY}
SLOT = re.compile(r"\{(\w+)\}")


def file_of(language: Language) -> dict[str, Any]:
    """What a language's file holds."""
    found: dict[str, Any] = load_yaml_dict(str(FILES / language.code / "plantos.yaml"))
    return found


def sentences(language: Language) -> Iterator[tuple[str, list[str]]]:
    """The sentences of each intent, with the list of each number and of the plants named as in the file."""
    for ask, templates in language.sentences.items():
        held = (each for each in templates if ask not in NO_ANY_NAME or "{plant}" not in each)
        yield intent_type(ask), [SLOT.sub(_slot, template) for template in held]


def _slot(slot: re.Match[str]) -> str:
    return slot[0] if slot[1] == "area" else f"{{plantos_{slot[1]}:{slot[1]}}}"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_a_file_holds_the_sentences_that_are_understood_anyway(language: Language) -> None:
    held = file_of(language)
    assert held["language"] == language.code
    assert {name: rows["data"][0]["sentences"] for name, rows in held["intents"].items()} == dict(sentences(language))


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_a_file_is_understood_by_home_assistant(language: Language) -> None:
    held: Any = file_of(language)
    intents = Intents.from_dict(held)
    areas: dict[str, SlotList] = {"area": TextSlotList.from_strings(["kitchen"])}
    heard = recognize("water basil" if language.code == "en" else "gieße Basil", intents, slot_lists=areas)
    assert heard
    assert (heard.intent.name, heard.entities["plant"].text.casefold()) == (intent_type(Ask.WATER), "basil")
