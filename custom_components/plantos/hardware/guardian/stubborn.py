"""What the guardian does about an output that can't be turned off, with nobody left to be told."""

from collections.abc import Callable
from functools import partial
from time import monotonic

from ..gpio.troubles import IN_USE
from .keeper import Keeper
from .lanes import Answer

# For how long, in seconds, with pauses that grow from the first to the longest.
GO_ON_S = 600.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
# How long one try may take.
TRY_S = 2.0


def go_on(keeper: Keeper, pause: Callable[[float], bool]) -> bool:
    """Turn off what a keeper couldn't at its end; whether all is off, or another owner's, by now.

    Nothing is held in the pauses, so that the next guardian can have it. `pause` says whether to end.
    """
    left, rest, end = keeper.unfinished(), FIRST_PAUSE_S, monotonic() + GO_ON_S
    while left and monotonic() < end:
        keeper.abandon(TRY_S)
        if pause(rest):
            break
        rest = min(2 * rest, LONGEST_PAUSE_S)
        # What hangs is still held, and is turned off when it comes back.
        hanging = keeper.unfinished()
        answers: dict[str, Answer] = {}
        for name in left.keys() - hanging.keys():
            message = {"id": 0, "do": "own", "output": name, "settings": left[name]}
            keeper.handle(message, partial(answers.__setitem__, name))
        keeper.finish(TRY_S)
        left = {name: settings for name, settings in left.items() if not _is_done(answers.get(name, {}))}
    return not left


def _is_done(answer: Answer) -> bool:
    return answer.get("on") is False or answer.get("fault") == IN_USE
