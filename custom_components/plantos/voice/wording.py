"""The languages there are, and the numbers in what is said."""

from collections.abc import Mapping
from datetime import timedelta
import re

from .english import ENGLISH
from .german import GERMAN
from .languages import Language
from .requests import Ask, Request

LANGUAGES = (ENGLISH, GERMAN)
ML_PER_L = 1_000
# The slots that hold a number, by what they are numbers of.
AMOUNTS = {"millilitres": 1, "litres": ML_PER_L}
DELAYS = {"hours": timedelta(hours=1), "days": timedelta(days=1), "weeks": timedelta(weeks=1)}


def language_of(code: str) -> Language:
    """The language of a code such as `de-AT`; English for any that isn't known."""
    return next((each for each in LANGUAGES if each.code == code.partition("-")[0]), ENGLISH)


def request_of(ask: Ask, slots: Mapping[str, str], language: Language) -> Request:
    """A request from what was heard in a sentence's slots."""
    amount, delay, unclear = None, None, None
    for slot in (*AMOUNTS, *DELAYS):
        if slot not in slots:
            continue
        count = _number(slots[slot], language.numbers)
        if count is None:
            unclear = slots[slot]
        elif slot in AMOUNTS:
            amount = count * AMOUNTS[slot]
        else:
            delay = count * DELAYS[slot]
    return Request(ask, slots.get("plant"), slots.get("area"), amount, delay, unclear)


def _number(words: str, known: Mapping[str, float]) -> float | None:
    words = " ".join(words.casefold().replace("-", " ").split())
    if words in known:
        return known[words]
    return float(words.replace(",", ".")) if re.fullmatch(r"\d{1,6}([.,]\d{1,3})?", words) else None
