"""What the guardian does with a request, be it in its own process or, where there can be none, in this one."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

from ..gpio.troubles import NOT_FOUND
from .banks import lane_name
from .lanes import Answer, Lane


class ProtocolError(Exception):
    """Something was said that no client of ours says."""


class Keeper:
    """All outputs of a hub on their lanes. Nothing here waits but `finish`."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._lanes: dict[str, Lane] = {}
        self._lane_of: dict[str, Lane] = {}
        self._settings: dict[str, Mapping[str, Any]] = {}

    def handle(self, message: Mapping[str, Any], tell: Callable[[Answer], None]) -> None:
        """Do what a message asks for; `tell` gets the answer with its id, from any thread. Raises ProtocolError.

        own(output, settings), arm(output, seconds), disarm(output), status(output), beat().
        """

        def answer(told: Answer) -> None:
            tell({"id": number, **told})

        try:
            number, do = int(message["id"]), message["do"]
            if do == "beat":
                answer({"ok": True})
                return
            name = str(message["output"])
            if do == "own":
                self._own(name, message["settings"], answer)
            elif (lane := self._lane_of.get(name)) is None:
                answer({"ok": False, "sent": False, "fault": NOT_FOUND, "text": f"nothing is known of {name}"})
            elif do == "arm":
                seconds = float(message["seconds"])
                if not 0 < seconds < float("inf"):
                    raise ProtocolError(f"nothing is opened for {seconds} s")
                lane.arm(name, seconds, answer)
            elif do == "disarm":
                lane.disarm(name, answer)
            elif do == "status":
                lane.status(name, answer)
            else:
                raise ProtocolError(f"{do!r} is nothing that can be done")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ProtocolError(f"that is no message: {error!r}") from error

    def off(self) -> None:
        """Turn everything off."""
        for lane in self._lanes.values():
            lane.off()

    def finish(self, seconds: float) -> bool:
        """Turn everything off, read it back and let go of it; whether that was done in so many seconds."""
        for lane in self._lanes.values():
            lane.end()
        end = monotonic() + seconds
        ended = [lane.wait(end - monotonic()) for lane in self._lanes.values()]
        return all(ended)

    def abandon(self, seconds: float) -> None:
        """Turn everything off once more, and let go of it in any case; what hangs does so when it comes back."""
        for lane in self._lanes.values():
            lane.abandon()
        end = monotonic() + seconds
        for lane in self._lanes.values():
            lane.wait(end - monotonic())

    def unfinished(self) -> dict[str, Mapping[str, Any]]:
        """The outputs, with their settings, of which one or the other isn't let go of yet."""
        return {name: self._settings[name] for name, lane in self._lane_of.items() if not lane.wait(0)}

    def _own(self, name: str, settings: Mapping[str, Any], answer: Callable[[Answer], None]) -> None:
        try:
            lane_of_it = lane_name(settings)
        except (KeyError, TypeError) as error:
            answer({"ok": False, "fault": NOT_FOUND, "text": f"an output's settings lack {error}"})
            return
        lane = self._lanes.get(lane_of_it)
        if lane is None or lane.wait(0):
            lane = Lane(lane_of_it)
        self._lanes[lane_of_it] = self._lane_of[name] = lane
        self._settings[name] = settings
        lane.own(name, settings, answer)
