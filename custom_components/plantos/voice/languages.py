"""The languages in which people may speak of their plants."""

from collections.abc import Mapping
from dataclasses import dataclass

from .requests import Ask


@dataclass(frozen=True, slots=True)
class Language:
    """One language: the sentences it is spoken in, and its words for numbers.

    Sentences are hassil's templates: `(a|b)` is either, `[a]` may be left out, `{plant}` and `{area}` are names,
    `{millilitres}`, `{litres}`, `{hours}`, `{days}` and `{weeks}` numbers in digits or words.
    """

    code: str
    sentences: Mapping[Ask, tuple[str, ...]]
    numbers: Mapping[str, float]
