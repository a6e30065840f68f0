"""The languages there are, and the numbers in what is said."""

from collections.abc import Mapping
from datetime import timedelta
from math import inf
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

_DIGITS = re.compile(r"\d{1,6}([.,]\d{1,3})?")
# A sign or a point before a number is no longer there in the slot that holds it.
_SIGNED = re.compile(r"(?<!\w)[-–−.,]\s*\d")
# One and a quarter, or a thousand two hundred and fifty.
_THOUSANDS = re.compile(r"[1-9]\d{0,2}([.,]\d{3})+")


def language_of(code: str) -> Language:
    """The language of a code such as `de-AT`; English for any that isn't known."""
    return next((each for each in LANGUAGES if each.code == code.partition("-")[0]), ENGLISH)


def request_of(ask: Ask, slots: Mapping[str, str | float], language: Language, said: str = "") -> Request:
    """A request from what was heard in a sentence's slots, and from the sentence as it was said.

    A number that may mean another amount than the slot holds is unclear, as are one below zero and a second one.
    """
    amount, delay, unclear = None, None, None
    for slot in (*AMOUNTS, *DELAYS):
        if slot not in slots:
            continue
        count = None if _SIGNED.search(said) else _number(slots[slot], language.numbers)
        if count is None or amount is not None or delay is not None:
            unclear = str(slots[slot])
        elif slot in AMOUNTS:
            amount = count * AMOUNTS[slot]
        else:
            delay = count * DELAYS[slot]
    plant, area = (str(slots[slot]) if slot in slots else None for slot in ("plant", "area"))
    return Request(ask, plant, area, amount, delay, unclear)


def _number(words: str | float, known: Mapping[str, float]) -> float | None:
    if not isinstance(words, str):
        return words if 0 <= words < inf else None
    if _THOUSANDS.fullmatch(words) or _SIGNED.match(words):
        return None
    words = " ".join(words.casefold().replace("-", " ").split())
    if words in known:
        return known[words]
    return float(words.replace(",", ".")) if _DIGITS.fullmatch(words) else None
