"""What somebody wants who speaks of plants, and which plants they mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from enum import StrEnum
import re

from ..domain.reasons import Reason, reason

_NO_WORD = re.compile(r"[\W_]+")
# Two names that are this alike may be the same, misheard.
ALIKE = 0.7


class Ask(StrEnum):
    """What can be asked for."""

    WATER = "water"
    STOP = "stop"
    THIRSTY = "thirsty"
    STATE = "state"
    LAST = "last"
    NEXT = "next"
    POSTPONE = "postpone"


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Without a plant it means all of an area, and without that all; without an amount the dose.

    `unclear` is a number's words that nobody understood: then nothing is done.
    """

    ask: Ask
    plant: str | None = None
    area: str | None = None
    amount_ml: float | None = None
    delay: timedelta | None = None
    unclear: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A plant that may be spoken of: its name, all that it is called, and where it stands."""

    plant_id: str
    name: str
    called: frozenset[str]
    place: str = ""
    areas: frozenset[str] = frozenset()


def folded(name: str) -> str:
    """A name as it sounds: without case, punctuation and double blanks."""
    return _NO_WORD.sub(" ", name.casefold()).strip()


def meant(request: Request, known: Sequence[Known]) -> list[Known] | Reason:
    """The plants that a request means, or a question back where that isn't sure."""
    around = _around(request, known)
    if request.plant is None:
        if around or request.area is None:
            return around
        return reason("voice_no_plants_in", area=request.area)
    found = named(request, known)
    if len(found) == 1:
        return found
    if found:
        if len({each.place for each in found}) < len(found):
            return reason("voice_which_of_one_place", plant=request.plant)
        return reason("voice_which", plant=request.plant, choices=_choices(found))
    if like := _most_alike(folded(request.plant), around):
        return reason("voice_did_you_mean", heard=request.plant, plant=like.name)
    return reason("voice_no_such_plant", heard=request.plant)


def named(request: Request, known: Sequence[Known]) -> list[Known]:
    """The plants of the very name that was said, in the area that was."""
    spoken = folded(request.plant or "")
    return [each for each in _around(request, known) if spoken in map(folded, each.called)]


def _around(request: Request, known: Sequence[Known]) -> list[Known]:
    return [each for each in known if request.area is None or _stands(each, request.area)]


def _stands(plant: Known, area: str) -> bool:
    return folded(area) in map(folded, plant.areas)


def _choices(plants: Iterable[Known]) -> str:
    """Plants of one name, told apart by where they stand."""
    return ", ".join(sorted(f"{plant.name} ({plant.place})" for plant in plants))


def _most_alike(spoken: str, plants: Iterable[Known]) -> Known | None:
    scored = [(SequenceMatcher(None, spoken, folded(name)).ratio(), plant) for plant in plants for name in plant.called]
    score, best = max(scored, key=lambda each: each[0], default=(0.0, None))
    return best if score >= ALIKE else None
