"""From what somebody says to what they want: hassil's templates, filled with the names of this garden.

The sentences that are handed to Home Assistant hold the names themselves, so that a sentence about anything else is
not ours and goes its usual way.
"""

from collections.abc import Collection, Iterator
import re

from hassil.intents import Intents, TextSlotList, WildcardSlotList
from hassil.recognize import RecognizeResult, recognize_all

from .languages import Language
from .requests import Ask, Request
from .wording import AMOUNTS, DELAYS, LANGUAGES, language_of, request_of

_SLOT = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"\w+")
_UNSPEAKABLE = re.compile(r"[^\w' -]+|_+")
# What a microphone mistakes for one another.
_VOWELS = "aeiouyäöü"
_CONSONANTS = ("bp", "dt", "gkc", "fvw", "szcß", "mn")
# All templates are read anew when a name changes, in Home Assistant's one loop, and a name of n letters has n others of
# n letters each: with more than these that would be felt.
MOST_ALIKE_LETTERS = 4_000
# What else is watered, and sounds like a plant: "Rosen" and "Rasen".
_NO_PLANT = {"rasen", "garten", "beet", "hecke", "lawn", "garden", "grass", "yard", "hedge"}
# In a shorter name any other letter makes another word.
_SHORTEST = 4


class Hearing:
    """Understands sentences about the plants and areas of these names."""

    def __init__(self, plants: Collection[str], areas: Collection[str]) -> None:
        """Prepare for these names."""
        self._names = {"plant": _spoken(plants), "area": _spoken(areas)}
        plain = self._names["plant"]
        few = sum(len(name) ** 2 for name in plain) <= MOST_ALIKE_LETTERS
        self._names["like"] = sorted({like for name in plain for like in _alike(name)}) if few else plain
        self._intents = {language.code: self._read(language) for language in LANGUAGES}

    @property
    def sentences(self) -> list[str]:
        """Every template of every language, with the names in it; without a plant only those that stop."""
        return [
            _SLOT.sub(self._written, template)
            for language in LANGUAGES
            for ask, template in self._usable(language)
            # A stop goes without any name.
            if self._names["plant"] or ask is Ask.STOP
        ]

    def understand(self, text: str, language: str) -> Request | None:
        """What a sentence asks for, in the language it is in; the one that is expected comes first."""
        heard = self.hear(text, language)
        return heard[1] if heard else None

    def hear(self, text: str, language: str) -> tuple[str, Request] | None:
        """The language of a sentence and what it asks for; None where it is about something else."""
        for code in sorted(self._intents, key=lambda code: code != language.partition("-")[0]):
            results = [each for each in recognize_all(text, self._intents[code]) if _names_are_whole(each, text)]
            if results:
                best = max(results, key=_certainty)
                return code, request_of(Ask(best.intent.name), _slots(best), language_of(code), text)
        return None

    def _usable(self, language: Language) -> Iterator[tuple[Ask, str]]:
        """The templates whose names there are any of."""
        for ask, templates in language.sentences.items():
            for template in templates:
                if all(self._names.get(slot, True) for slot in _SLOT.findall(template)):
                    # Who might water the wrong plant is asked what they meant, and a stop stops in any case.
                    yield ask, template.replace("{plant}", "{like}") if ask in {Ask.WATER, Ask.STOP} else template

    def _written(self, slot: re.Match[str]) -> str:
        """The names that a slot stands for; numbers stay open."""
        names = self._names.get(slot[1])
        return slot[0] if names is None else f"({'|'.join(names)})"

    def _read(self, language: Language) -> Intents:
        templates: dict[str, list[str]] = {}
        for ask, template in self._usable(language):
            templates.setdefault(ask, []).append(template.replace("{like}", "{like:plant}"))
        intents = Intents.from_dict(
            {
                "language": language.code,
                "intents": {ask: {"data": [{"sentences": sentences}]} for ask, sentences in templates.items()},
            }
        )
        intents.slot_lists.update({name: WildcardSlotList(name) for name in (*AMOUNTS, *DELAYS)})
        intents.slot_lists.update({name: TextSlotList.from_strings(names) for name, names in self._names.items()})
        return intents


def _names_are_whole(result: RecognizeResult, text: str) -> bool:
    """Whether every name stands for itself: "Basil 2" isn't in "basil 250 ml", and neither in "basil 2.5 litres"."""
    names = (entity.text for name, entity in result.entities.items() if name in {"plant", "area"})
    words = (r"\W+".join(_WORD.findall(name)) for name in names)
    return all(re.search(rf"(?<!\w){each}(?!\w|[.,]\d)", text, re.IGNORECASE) for each in words)


def _certainty(result: RecognizeResult) -> tuple[int, int]:
    """How much of a sentence was understood: a longer name goes before a shorter one."""
    plant = result.entities.get("plant")
    return len(plant.text) if plant else 0, result.text_chunks_matched


def _slots(result: RecognizeResult) -> dict[str, str]:
    return {name: " ".join(entity.text.split()) for name, entity in result.entities.items()}


def _spoken(names: Collection[str]) -> list[str]:
    """Names as they can stand in a template."""
    return sorted({spoken for name in names if (spoken := " ".join(_UNSPEAKABLE.sub(" ", name).split()).casefold())})


def _alike(name: str) -> Iterator[str]:
    """A name, and templates of what is heard when one of its letters is taken for another."""
    yield name
    if len(name) < _SHORTEST:
        return
    for at, letter in enumerate(name):
        before, after = name[:at], name[at + 1 :]
        taken = {other for group in (_VOWELS, *_CONSONANTS) if letter in group for other in group} - {letter}
        doubled = {letter * 2} if letter.isalpha() else set()
        heard = {other for other in taken | doubled if f"{before}{other}{after}" not in _NO_PLANT}
        if heard:
            yield f"{before}({'|'.join(sorted(heard))}){after}"
